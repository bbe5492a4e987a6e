#!/bin/bash
# chapters.sh DIR - of the PDFs in DIR that have an outline: how many of its first entries are found by the
# headings alone, and how many others are taken for chapters. Run it in a build directory after
# `make tests/bench/read_pdf tests/bench/headings_of`. Debian's manuals will do:
#
#   apt-get download r-doc-pdf debian-policy debian-faq developers-reference maint-guide pspp \
#       asymptote-doc texlive-latex-base-doc lilypond-doc-pdf   # and dpkg-deb -x
set -eu
dir=$1
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
pairs=()
for pdf in "$dir"/*.pdf; do
	read=$out/$(basename "$pdf" .pdf)
	mkdir "$read"
	tests/bench/read_pdf text eng "$pdf" "$read" >/dev/null
	pairs+=("$pdf" "$read")
done
python3 "$source_dir/tests/bench/chapters.py" tests/bench/headings_of "${pairs[@]}"
