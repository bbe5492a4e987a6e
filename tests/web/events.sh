#!/bin/bash
# events.sh - live progress: from the stages' events, exact after a restart, to many listeners.
# shellcheck source=tests/web/lib.sh
. "$(dirname "$0")/lib.sh"
start_broker
write_config
configure http idle_timeout_seconds 2 # a listener is not idle for that
start_web

jq -nc '{workflowId: "book", tenantId: "default", userId: "u", name: "book.pdf",
	pdfKey: "default/book/source.pdf", status: "running", error: null,
	createdAt: "2026-01-02T03:04:05.000Z", startedAt: "2026-01-02T03:04:06.000Z",
	finishedAt: null, updatedAt: "2026-01-02T03:05:05.000Z", options: {}, totalPages: 6,
	completingPage: 0, received: "", blank: "", skipped: "", failed: [],
	finalAudioKey: null, audio: null}' | seed state || die "no state"
wait_until 60 answers 200 /jobs/book || die "the job does not appear"

# passed SUBJECT KEY PAGE BUCKET EXTENSION: a page's result is stored and announced.
passed() {
	printf 'x%s' "$3" | seed object "$4" "default/book/page_$(printf %05d "$3").$5" >/dev/null
	jq -nc --arg key "$2" --argjson page "$3" '{header: {timestamp: "2026-01-02T03:04:05Z",
		workflowId: "book", userId: "u", tenantId: "default", eventId: "e-\($key)-\($page)"},
		pngKey: "default/book/x.png", ($key): "default/book/x", pageNumber: $page, totalPages: 6}' |
		seed publish "$1"
}
progress_is() {
	call /jobs/book
	[ "$(field '.progress | "\(.rendered) \(.read) \(.spoken) \(.wav) \(.joined)"')" = "$1" ]
}
# listen FILE PATH [CURL OPTIONS]: in the background.
listen() {
	: >"$1"
	curl --noproxy '*' -sN -m 120 -o "$1" "${@:3}" "$url$2" &
	listeners+=($!)
}
listeners=()

listen "$test_dir/one" /jobs/book/events
listen "$test_dir/all" /events
# Nothing ever happens to this one.
jq -nc '{workflowId: "quiet", tenantId: "default", userId: "u", name: "quiet.pdf",
	pdfKey: "default/quiet/source.pdf", status: "queued", error: null,
	createdAt: "2026-01-02T03:04:05.000Z", startedAt: null, finishedAt: null,
	updatedAt: "2026-01-02T03:05:05.000Z", options: {}, totalPages: 0, completingPage: 0,
	received: "", blank: "", skipped: "", failed: [], finalAudioKey: null, audio: null}' |
	seed state || die "no state"
wait_until 60 answers 200 /jobs/quiet || die "the quiet job does not appear"
listen "$test_dir/quiet" /jobs/quiet/events
quiet_since=$SECONDS
wait_until 60 grep -q 'event: hello' "$test_dir/all" || die "no hello"
check "a new listener resumes nothing" grep -q '^data: {"resumed":false}' "$test_dir/all"
wait_until 60 grep -q '"status":"running"' "$test_dir/one"
check "who listens to one job is told where it stands" grep -q '^event: job' "$test_dir/one"
for page in 1 2 3 4; do passed png.created pngKey $page PNG_FILES png; done
for page in 1 2; do passed text.processed textKey $page TEXT_FILES txt; done
passed audio.chunk.created audioKey 1 AUDIO_FILES pcm
check "stages are counted" wait_until 60 progress_is '4 2 1 0 0'
passed wav.created wavKey 5 WAV_FILES wav
check "a page passed what was before" wait_until 60 progress_is '5 3 2 1 0'
check "the listener heard" wait_until 60 grep -q '"progress":{"rendered":5,"read":3,"spoken":2,"wav":1' "$test_dir/one"
check "the other too" wait_until 60 grep -q '"progress":{"rendered":5,"read":3,"spoken":2,"wav":1' "$test_dir/all"

sleep 3
check "it listens still" kill -0 "${listeners[0]}"

note "-- a second look"
last=$(sed -n 's/^id: //p' "$test_dir/all" | tail -1)
last_of_one=$(sed -n 's/^id: //p' "$test_dir/one" | tail -1)
passed png.created pngKey 6 PNG_FILES png
wait_until 60 progress_is '6 3 2 1 0' || die "page 6 does not count"
listen "$test_dir/again" /events -H "Last-Event-ID: $last"
check "who comes back" wait_until 60 grep -q '"resumed":true' "$test_dir/again"
check "is told what came in between" wait_until 60 grep -q '"rendered":6' "$test_dir/again"

note "-- nothing happens"
check "a listener hears a heartbeat" wait_until 60 grep -q '^: ' "$test_dir/quiet"
check "after some seconds, not all the time" [ $((SECONDS - quiet_since)) -ge 10 ]
check "its job was told once" is "$(grep -c '^event: job' "$test_dir/quiet")" 1

note "-- a restart"
stop_web
start_web
check "counts are exact again" wait_until 60 progress_is '6 3 2 1 0'
listen "$test_dir/later" /events -H "Last-Event-ID: $last"
check "a listener of before starts anew" wait_until 60 grep -q '"resumed":false' "$test_dir/later"
listen "$test_dir/one-later" /jobs/book/events -H "Last-Event-ID: $last_of_one"
check "one job's is told only what is new" wait_until 60 grep -q '"rendered":6' "$test_dir/one-later"

note "-- the broker restarts"
stop_broker
start_broker
passed text.processed textKey 3 TEXT_FILES txt
check "counts go on" wait_until 30 progress_is '6 4 2 1 0'

note "-- many listeners, and the end"
for n in {1..50}; do listen "$test_dir/many-$n" /jobs/book/events; done
all_know() {
	[ "$(grep -l '"status":"running"' "$test_dir"/many-* | wc -l)" = 50 ]
}
check "fifty listen" wait_until 60 all_know
seed status book completed
ended() {
	local pid
	for pid in "${listeners[@]:6}"; do
		! kill -0 "$pid" 2>/dev/null || return 1
	done
}
check "the end of the job is the end of its stream" wait_until 60 ended
check "all were told" is "$(grep -l '"status":"completed"' "$test_dir"/many-* | wc -l)" 50
check "who knows need not come back" answers 204 -H "Last-Event-ID: $(sed -n 's/^id: //p' "$test_dir/many-1" | tail -1)" /jobs/book/events
check "who does not is told" answers 200 /jobs/book/events
listen "$test_dir/removal" /events
wait_until 60 grep -q hello "$test_dir/removal"
check "removed" answers 204 -X DELETE /jobs/book
check "is told" wait_until 60 grep -q '^event: removed' "$test_dir/removal"
check "no job, no events" refuses 404 not-found book /jobs/book/events
stop_web
check "listeners end with the server" wait_until 60 grep -q . "$test_dir/removal"
wait "${listeners[@]}" 2>/dev/null
