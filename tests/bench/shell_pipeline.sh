#!/bin/bash
# shell_pipeline.sh IN.pdf OUT.wav [JOBS] - what one would type without Lectern: the stock
# command-line tools, pages side by side on all cores.
set -euo pipefail
in=$1 out=$2 jobs=${3:-$(nproc)}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export OMP_THREAD_LIMIT=1 in dir
one_page() {
	local name
	name=$dir/$(printf %06d "$1")
	mutool draw -q -r 300 -c gray -o "$name.png" "$in" "$1" 2>/dev/null
	tesseract "$name.png" "$name" >/dev/null 2>&1
	espeak-ng -f "$name.txt" -w "$name.wav"
	rm -f "$name.png"
}
export -f one_page
seq 1 "$(pdfinfo "$in" | awk '/^Pages:/ { print $2 }')" |
	xargs -P "$jobs" -I{} bash -c 'one_page {}'
sox "$dir"/*.wav "$out"
