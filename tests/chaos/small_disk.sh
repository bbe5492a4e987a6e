#!/bin/bash
# small_disk.sh - more books than the disk has room for at a time: they come to their end one after
# the other, and those that wait say so.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"

# A disk of 640 MB with the settings as they are, smaller by a third; half an hour of speech is 80 MB.
pages=12 books=4 kept=60
mkdir -p "$farm_dir/state"
if [ "$(id -u)" != 0 ] ||
	! mount -t tmpfs -o size=200m,mode=700 lectern-test "$farm_dir/state" 2>/dev/null; then
	skip "a disk of one's own, that may be full, needs root"
fi
ended=0
trap 'ended=$?; stop_farm; umount "$farm_dir/state"; (exit $ended); end_test' EXIT

configure_farm pdf_to_png_service min_free_disk_mb 80
configure_farm pdf_to_png_service pages_per_turn 4
configure_farm pdf_to_png_service dpi 72
configure_farm http min_free_disk_mb 160
configure_farm audio_encoder_service formats '[]'
make_pdf text $pages "$test_dir/book.pdf"
start_farm

# All that are kept are counted, too: what waits must not keep the farm at that.
make_pdf text 1 "$test_dir/page.pdf"
first=$(submit "$test_dir/page.pdf")
check "a page completes" completes "$first" 120
state=$(request '$JS.API.STREAM.MSG.GET.KV_WAV_AGGREGATOR_STATE' \
	"{\"last_by_subj\":\"\$KV.WAV_AGGREGATOR_STATE.$first\"}" | jq -r '.message.data | @base64d')
for ((i = 0; i < kept; i++)); do
	jq -c --arg id "kept-$i" '.workflowId = $id' <<<"$state" |
		request "\$KV.WAV_AGGREGATOR_STATE.kept-$i" - >/dev/null || fault "no state of kept-$i"
done
# Books are counted every two seconds: that page is no longer among those at work then.
sleep 3

ids=()
for ((i = 0; i < books; i++)); do
	ids+=("$(submit "$test_dir/book.pdf")")
done
waits() { # ID
	[ "$(job_field "$1" .waiting)" != null ]
}
last=${ids[books - 1]}
check "the last one waits" wait_until 30 waits "$last"
check "and says for what" matches 'MiB are free .* MiB are needed' "$(job_field "$last" .waiting)"
check "so does the farm" jq -e '.waitingForRoom > 0 and .finishesJobs' <<<"$(farm_curl "$farm_url/readyz")"
check "and its metrics" matches '^lectern_jobs_waiting_for_room [1-9]' "$(farm_curl "$farm_url/metrics")"
goes_on() { # ID
	[ "$(job_field "$1" .waiting)" = null ]
}
check "the first one does not" wait_until 30 goes_on "${ids[0]}"
for id in "${ids[@]}"; do
	check "it completes" completes "$id" 300
	check "and waits no more" not waits "$id"
	tally jobs_run
	tally pages_checked $pages
done
check "nobody waits for room" jq -e '.waitingForRoom == 0' <<<"$(farm_curl "$farm_url/readyz")"
nothing_waits 60
print_tally
