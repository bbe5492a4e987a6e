#!/bin/bash
# openmp.sh - Tesseract as it is built here calls nothing of OpenMP that serial_openmp.c lacks: such a
# call would go to the threaded runtime, whose idea of teams and sections the others know nothing of.
set -u
fail() {
	echo "openmp: $*" >&2
	exit 1
}

# openmp_calls nm's OPTION FILE: names, without versions.
openmp_calls() {
	nm -D "$1" "$2" | awk '$NF ~ /^(GOMP|omp)_/ { sub(/@.*/, "", $NF); print $NF }' | sort -u
}

for program in png-to-text-service pdf-to-png-service; do
	service=$PWD/workers/$program
	library=$(ldd "$service" | awk '$1 ~ /^libtesseract/ { print $3 }')
	[ -n "$library" ] || fail "$program is not linked with Tesseract"
	wanted=$(openmp_calls --undefined-only "$library")
	[ -n "$wanted" ] || exit 0 # built without OpenMP
	missing=$(comm -23 <(echo "$wanted") <(openmp_calls --defined-only "$service"))
	[ -z "$missing" ] || fail "$program lacks" $missing
done
