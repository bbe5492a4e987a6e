#!/bin/bash
# timeline.sh [BOOK.pdf] [NAME=VALUE...] - one job drawn as a timeline: for each page when it was
# rendered (p), read (t), spoken (s), wrapped (w), by the events that the farm publishes.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

book=${1:-}
shift
if [ -z "$book" ]; then
	book=$test_dir/book.pdf
	make_pdf text 8 "$book"
fi
bench_farm
start_farm
for round in warm-up drawn; do
	watch "$test_dir/watched" '*.created' '*.*.created' '*.processed'
	timed_job "$book" ocr=always "$@" >/dev/null || die "the farm failed ($round)"
	unwatch "$test_dir/watched"
done
echo
awk -f "$source_dir/tests/bench/timeline.awk" "$test_dir/watched"
