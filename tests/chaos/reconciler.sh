#!/bin/bash
# reconciler.sh - messages vanish under way (somebody purged a stream): the farm notices that the
# job stands still and says again what is missing, and only that; the book is complete.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"

pages=6
make_pdf text $pages "$test_dir/book.pdf" "$test_dir/words.txt"
read_images
configure_farm pdf_to_png_service dpi 120
configure_farm wav_aggregator_service stalled_seconds 4
start_farm

speakers() { # HOW_MANY
	configure_farm tts_service worker_pool_size "$1"
	kill -HUP "$farm_pid"
}
nobody_speaks() {
	farm_curl -f "$farm_url/workers" |
		jq -e '[.slots[] | select(.stage == "tts" and .pid)] == []' >/dev/null
}
arrived() {
	count_pages "$(job_field "$id" .pages.spoken)"
}
has_arrived() {
	[ "$(arrived)" -ge "$1" ]
}
others_wait() {
	[ "$(stream_messages TTS_JOBS)" -ge $((pages - $(arrived))) ] &&
		[ "$(job_field "$id" .progress.read)" = $pages ] && nobody_speaks
}

id=$(submit "$test_dir/book.pdf")
wait_until 60 has_arrived 2 || die "nothing arrives"
speakers 0
wait_until 60 others_wait || die "the texts did not arrive"
missing=$((pages - $(arrived)))
check "some pages are missing, not all" test $missing -gt 0 -a $missing -lt $pages
# (The farm may say them again at once.)
check "the messages are gone" test "$(request '$JS.API.STREAM.PURGE.TTS_JOBS' | jq .purged)" -ge $missing
tally faults_injected $missing
wait_until 60 others_wait || fault "nobody says them again"
check "those that are missing are said again, and no other" grep -q \
	"$id: no progress: queued $missing missing pages again" "$farm_dir/lecternd.log"
check "and none of them twice" test "$(stream_messages TTS_JOBS)" = $missing
# damage BUCKET NAME: its chunks vanish, its metadata stay.
damage() {
	local meta
	meta=$(printf %s "$2" | base64 -w0 | tr '+/' '-_')
	meta=$(request "\$JS.API.STREAM.MSG.GET.OBJ_$1" "{\"last_by_subj\": \"\$O.$1.M.$meta\"}")
	request "\$JS.API.STREAM.PURGE.OBJ_$1" "$(jq -c --arg bucket "$1" '{filter:
		"$O.\($bucket).C.\(.message.data | @base64d | fromjson | .nuid)"}' <<<"$meta")" | jq .purged
}
first=$(job_field "$id" .pages.spoken | grep -o '^[0-9]*')
check "a page that arrived is damaged" test \
	"$(damage WAV_FILES "default/$id/page_$(printf %05d "$first").wav")" -ge 1
tally faults_injected
speakers 1
check "the book is complete all the same" completes "$id" 120
check "the damaged page was made again" grep -q 'page_.*wav: .*removed, to be made again' \
	"$farm_dir/lecternd.log"
check "every page was spoken" test "$(job_field "$id" .pages.spoken)" = "1-$pages"
check "the log tells of the rescue" grep -q ': no progress: queued' "$farm_dir/lecternd.log"
tally jobs_run
tally pages_checked $pages
tally pages_lost $((pages - $(count_pages "$(job_field "$id" .pages.spoken)")))
nothing_waits 30

# As a broker that is killed may leave them: messages in a work queue that nobody gets any more.
note "a message of a finished job is left in its queue"
speakers 0
wait_until 30 nobody_speaks || fault "somebody still speaks"
leave_message() {
	request text.processed "$(jq -nc --arg id "$id" '{header: {timestamp: "2026-01-02T03:04:05Z",
		workflowId: $id, userId: "u", tenantId: "default", eventId: "left"},
		textKey: "default/\($id)/page_00001.txt", pngKey: "default/\($id)/page_00001.png",
		pageNumber: 1, totalPages: 6}')"
}
check "it is stored" jq -e .seq <<<"$(leave_message)"
tally faults_injected
check "it is removed" wait_until 30 queues_are_empty
check "the log tells of it" grep -q 'TTS_JOBS: removed 1 message' "$farm_dir/lecternd.log"
print_tally
