#!/bin/bash
# lifetimes.sh - what is kept for how long: pages until the audio was read back whole, a cancelled
# job's things not a page longer, a finished job's for keep_days.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
need_failpoints

pages=2 races=6
[ "$chaos_mode" = all ] && races=40
export LECTERN_FAILPOINT=$test_dir/failpoint
clear_failpoint
make_pdf text $pages "$test_dir/book.pdf" "$test_dir/words.txt"
make_pdf text 40 "$test_dir/long.pdf" "$test_dir/words.txt"
make_pdf blank 1 "$test_dir/short.pdf" "$test_dir/words.txt"

configure_impatience
configure_farm wav_aggregator_service stalled_seconds 4
configure_farm wav_aggregator_service keep_days 30
start_farm
calm=$(submit "$test_dir/book.pdf")
completes "$calm" 120 || die "the calm run did not end"
fetch_audio "$calm" "$test_dir/calm.wav"

# KiB that a stream's messages take, by the broker's own word.
kept_kib() { # BUCKET...
	local bucket bytes=0
	for bucket in "$@"; do
		bytes=$((bytes + $(request "\$JS.API.STREAM.INFO.OBJ_$bucket" | jq .state.bytes)))
	done
	echo $((bytes / 1024))
}

# The store takes what is kept, and little besides: its blocks, its indexes, the states.
disk_shows_it() {
	local used kept
	used=$(du -sk "$farm_dir/state/nats/store" | cut -f1)
	kept=$(kept_kib PDF_FILES TEXT_FILES FINAL_AUDIO_FILES)
	echo "$used KiB on the disk, $kept KiB of them source, texts and audio"
	[ "$used" -le $((kept + kept / 10 + 1024)) ]
}
wait_until 30 intermediates_are_gone || fault "left over: $(stored_subjects)"
check "the disk holds source, texts and audio" wait_until 30 disk_shows_it

# Names of all objects that belong to a job, in whatever bucket.
objects_of() { # ID
	local bucket
	for bucket in PDF_FILES PNG_FILES TEXT_FILES AUDIO_FILES WAV_FILES FINAL_AUDIO_FILES PAGE_IMAGES LIVE_AUDIO BOOK_FILES TIMELINE_FILES \
		ENCODED_AUDIO_FILES; do
		request "\$JS.API.STREAM.INFO.OBJ_$bucket" \
			"{\"subjects_filter\":\"\$O.$bucket.M.>\"}" |
			jq -r '.state.subjects // {} | keys[] | split(".")[3]' | tr -- '-_' '+/' |
			while read -r name; do
				base64 -d <<<"$name" | sed "s,^,$bucket/,;\$a\\"
			done
	done | grep -F "$1"
}

nothing_of() {
	[ -z "$(objects_of "$1")" ]
}

delete() {
	farm_curl -o /dev/null -w '%{http_code}' -X DELETE "$farm_url/jobs/$1"
}

failpoint_struck() {
	[ "$(failpoint_passages)" -ge 1 ]
}

# The chunks of a job's final audio; its metadata stay.
purge_final() { # ID
	local key nuid
	key=$(printf %s "default/$1/final.wav" | base64 -w0 | tr '+/' '-_')
	nuid=$(request '$JS.API.STREAM.MSG.GET.OBJ_FINAL_AUDIO_FILES' \
		"{\"last_by_subj\":\"\$O.FINAL_AUDIO_FILES.M.$key\"}" |
		jq -r '.message.data | @base64d | fromjson | .nuid') || return
	request '$JS.API.STREAM.PURGE.OBJ_FINAL_AUDIO_FILES' \
		"{\"filter\":\"\$O.FINAL_AUDIO_FILES.C.$nuid\"}" | jq -e '.purged > 0' >/dev/null
}

note "the store loses the audio before it was read back"
set_failpoint wav-aggregator:object-put:1:wait
tally faults_injected
id=$(submit "$test_dir/book.pdf")
check "it was stored" wait_until 60 failpoint_struck
check "its chunks are purged" purge_final "$id"
check "the pages are there still" test "$(objects_of "$id" | grep -c ^WAV_FILES)" = $pages
check "and the source" matches ^PDF_FILES "$(objects_of "$id")"
clear_failpoint
check "it completes" completes "$id" 120
check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
check "the log tells of it" grep -q 'reading the audio back' "$farm_dir/lecternd.log"
nothing_waits 30

note "cancelled in its middle"
id=$(submit "$test_dir/long.pdf")
two_pages_read() {
	[ "$(job_field "$id" .progress.read)" -ge 2 ]
}
wait_until 60 two_pages_read || fault "nothing moves"
check "cancelled" test "$(delete "$id")" = 200
read_then=$(job_field "$id" .progress.read)
check "its messages go" wait_until 60 queues_are_empty
check "all that is its goes" wait_until 30 nothing_of "$id"
check "no more than the page at hand was done" test \
	"$(job_field "$id" .progress.read)" -le $((read_then + $(nproc) + 1))
check "it stays cancelled" test "$(job_status "$id")" = cancelled
check "and can be forgotten" test "$(delete "$id")" = 204

note "cancelled while it is joined"
for point in object-put joined final-published; do
	set_failpoint "wav-aggregator:$point:1:wait"
	tally faults_injected
	id=$(submit "$test_dir/book.pdf")
	check "$point: it is there" wait_until 60 failpoint_struck
	check "$point: cancelled" test "$(delete "$id")" = 200
	clear_failpoint
	check "$point: its messages go" wait_until 60 queues_are_empty
	check "$point: it stays cancelled" test "$(job_status "$id")" = cancelled
	check "$point: nothing is left" wait_until 30 nothing_of "$id"
done

note "cancelled at any moment, $races times"
raced=()
for ((race = 0; race < races; race++)); do
	id=$(submit "$test_dir/short.pdf")
	sleep "0.$((RANDOM % 10))"
	code=$(delete "$id")
	tally jobs_run
	# 409: it finished between the look and the change.
	[ "$code" = 200 ] || [ "$code" = 204 ] || [ "$code" = 409 ] || fault "DELETE answers $code"
	[ "$code" != 409 ] || delete "$id" >/dev/null
	raced+=("$id")
done
check "their messages go" wait_until 60 queues_are_empty
for id in "${raced[@]}"; do
	wait_until 60 nothing_of "$id" || fault "left of $id: $(objects_of "$id")"
done

note "kept for 30 days"
# Somebody has listened to it, and looked at its pages.
listeners() {
	request '$JS.API.STREAM.INFO.KV_LISTENER_STATE' | jq .state.messages
}
check "its listener's place is kept" farm_curl -f -o /dev/null -X PUT -d '{"page":2}' "$farm_url/jobs/$calm/position"
check "so it is" test "$(listeners)" = 1
put_object PAGE_IMAGES "default/$calm/page_00002.w800.webp" "$test_dir/words.txt" || fault "no picture"
put_object LIVE_AUDIO "default/$calm/live/00001/00001.m4s" "$test_dir/words.txt" || fault "no segment"
# A finished job that is older than it looks.
state=$(request '$JS.API.STREAM.MSG.GET.KV_WAV_AGGREGATOR_STATE' \
	"{\"last_by_subj\":\"\$KV.WAV_AGGREGATOR_STATE.$calm\"}" | jq -r '.message.data | @base64d')
jq -c '.finishedAt = (now - 29 * 86400 | todate)' <<<"$state" |
	request "\$KV.WAV_AGGREGATOR_STATE.$calm" - >/dev/null
sleep 4
check "a job of 29 days stays" fetch_audio "$calm" "$test_dir/again.wav"
jq -c '.finishedAt = (now - 31 * 86400 | todate)' <<<"$state" |
	request "\$KV.WAV_AGGREGATOR_STATE.$calm" - >/dev/null
check "one of 31 days goes" wait_until 60 nothing_of "$calm"
is_unknown() {
	[ "$(farm_curl -o /dev/null -w '%{http_code}' "$farm_url/jobs/$calm")" = 404 ]
}
no_listeners() {
	[ "$(listeners)" = 0 ]
}
check "with its listener's place" wait_until 60 no_listeners
check "and is not known any more" wait_until 60 is_unknown
print_tally
