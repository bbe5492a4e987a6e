#!/bin/bash
# fairness.sh [PAGES] - a small job behind a big book is not held up by it, and the big book does
# not fill the disk with page images.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"

pages=${1:-${LECTERN_FAIRNESS_PAGES:-120}}
make_pdf text "$pages" "$test_dir/big.pdf" "$test_dir/words.txt"
make_pdf text 1 "$test_dir/small.pdf" "$test_dir/words.txt"
read_images
configure_farm png_to_text_service worker_pool_size '"auto"'
start_farm

# milliseconds PDF: from upload to audio.
milliseconds() {
	local start id
	start=$(date +%s%3N)
	id=$(submit "$1")
	completes "$id" 300 >&2 || return 1
	echo $(($(date +%s%3N) - start))
}

# Metadata messages in PNG_FILES: one for each image.
images_stored() {
	request '$JS.API.STREAM.INFO.OBJ_PNG_FILES' '{"subjects_filter":"$O.PNG_FILES.M.>"}' |
		jq '.state.subjects // {} | length'
}

most=0
watch_images() {
	local now
	while :; do
		now=$(images_stored)
		[ "${now:-0}" -gt "$most" ] && most=$now && echo "$most" >"$test_dir/most"
		sleep 0.2
	done
}

milliseconds "$test_dir/small.pdf" >/dev/null # the first one warms everything up
alone=$(milliseconds "$test_dir/small.pdf")
echo 0 >"$test_dir/most"
watch_images &
watcher=$!
big=$(submit "$test_dir/big.pdf")
big_is_at_work() {
	[ "$(job_field "$big" .progress.read)" -ge 4 ]
}
wait_until 60 big_is_at_work || die "the big book does not move"
read_before=$(job_field "$big" .progress.read)
behind=$(milliseconds "$test_dir/small.pdf")
read_meanwhile=$(($(job_field "$big" .progress.read) - read_before))
note "a one-page job took $alone ms alone and $behind ms behind $pages pages," \
	"of which $read_meanwhile were read meanwhile"
# Counted in pages, since seconds depend on what else the machine does: the window that was full when
# it came, and what was rendered while it waited for its own turn.
check "the small job is not held up" test "$read_meanwhile" -le $((2 * 8 + 2 * $(nproc) + 8))
[ "${LECTERN_CHAOS:-cut}" = cut ] ||
	check "in three times its time and 10 s" test "$behind" -le $((3 * alone + 10000))
check "the big book was still at work" test "$(job_status "$big")" = running
# The window, a page under the hands of each reader, and those that one turn had begun.
check "the window bounds the images" test "$(cat "$test_dir/most")" -le $((8 + $(nproc) + 2))
note "at most $(cat "$test_dir/most") page images were stored"
kill "$watcher"
wait "$watcher" 2>/dev/null
farm_curl -X DELETE -f -o /dev/null "$farm_url/jobs/$big"
check "cancelled" wait_job "$big" 30
check "its work stops" wait_until 60 queues_are_empty
check "its images go" wait_until 60 intermediates_are_gone
