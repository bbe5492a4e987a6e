#!/bin/bash
# reading.sh DIR [LANGUAGE] - how well OCR reads a folder of PDFs that have text of their own.
#
# Each PDF in DIR is read twice by the engines' own code (tests/bench/read_pdf), by its text and by
# its images, and the second text for listening is compared with the first: word recall, precision,
# running heads and page numbers spoken, wrong joins. To be run in a build directory; what was read
# stays in the directory that $KEEP names, if it does.
set -eu
[ $# -ge 1 ] && [ -d "$1" ] || {
	echo "usage: reading.sh DIR [LANGUAGE]" >&2
	exit 2
}
language=${2-eng}
out=${KEEP-$(mktemp -d "${TMPDIR:-/tmp}/lectern-reading.XXXXXX")}
[ -n "${KEEP-}" ] || trap 'rm -rf "$out"' EXIT
export OMP_THREAD_LIMIT=1
make -s tests/bench/read_pdf tests/bench/compare_readings
pairs=()
for pdf in "$1"/*.pdf; do
	name=$(basename "$pdf" .pdf)
	mkdir -p "$out/text/$name" "$out/ocr/$name"
	tests/bench/read_pdf text "$language" "$pdf" "$out/text/$name" || continue
	if ! cat "$out/text/$name/"*.txt | grep -q '[[:alpha:]]'; then
		echo "$name: has no text of its own"
		continue
	fi
	tests/bench/read_pdf ocr "$language" "$pdf" "$out/ocr/$name" || continue
	pairs+=("$out/text/$name" "$out/ocr/$name")
done
[ ${#pairs[@]} -gt 0 ] || {
	echo "reading.sh: nothing to compare in $1" >&2
	exit 1
}
tests/bench/compare_readings "${pairs[@]}"
