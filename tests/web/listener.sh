#!/bin/bash
# listener.sh - where a listener is in a book: kept as page and word, told with the second of the
# sound that there is now, written seldom, never lost, gone with its job.
# shellcheck source=tests/web/lib.sh
. "$(dirname "$0")/lib.sh"
start_broker
write_config
start_web
digest=$(seed audio FINAL_AUDIO_FILES default/book/final.wav 1000) || die "no audio"

# state ID STATUS CHANGES: a job of 4 pages.
state() {
	jq -nc --arg id "$1" --arg status "$2" --arg digest "$digest" '{workflowId: $id, tenantId: "default",
		userId: "u", name: "a.pdf", pdfKey: "default/\($id)/source.pdf", status: $status, error: null,
		createdAt: "2026-01-02T03:04:05.000Z", startedAt: "2026-01-02T03:04:06.000Z",
		finishedAt: "2026-01-02T03:05:05.000Z", updatedAt: "2026-01-02T03:05:05.000Z",
		options: {}, totalPages: 4, completingPage: 0, received: "1-2,4", blank: "2", skipped: "3",
		failed: [], finalAudioKey: "default/\($id)/final.wav",
		audio: {seconds: 40, bytes: 1000, digest: $digest}} + '"$3" | seed state
}
state book completed '{}' || die "no state"
state made running '{finishedAt: null, finalAudioKey: null, audio: null, received: "1", blank: ""}' || die "no state"
# At 1000 samples a second: page 1 from 0 to 10 s, page 2 to 12 s, page 4 to 40 s; the words of page 1
# are known, in a sound of twice as many samples.
seed object BOOK_FILES default/book/pages.json >/dev/null <<-JSON
	{"version":1,"sampleRate":1000,"digest":"$digest",
	"pages":[[1,0,10000,1,"abcdefghijkl"],[2,10000,2000,0],[4,12000,28000,1,"abcdefghijkl"]]}
JSON
seed object TIMELINE_FILES default/book/page_00001.json >/dev/null <<-JSON
	{"version":1,"digest":"SHA-256=abcdefghijklmnop","sampleRate":2000,"samples":20000,"language":"eng",
	"utterances":[{"role":"heading","first":0,"last":4000,"text":"The Moons","words":[
		{"w":"The","f":0,"l":1000},{"w":"Moons","f":1000,"l":4000}]},
	{"role":"paragraph","first":6000,"last":20000,"text":"go around","words":[
		{"w":"go","f":6000,"l":9000},{"w":"around","f":9000,"l":20000}]}]}
JSON
wait_until 60 answers 200 /jobs/made || die "the job does not appear"
wait_until 60 answers 200 /jobs/book || die "the job does not appear"

# put JOB JSON: says where the listener is.
put() {
	answers 200 -X PUT -H 'Content-Type: application/json' -d "$2" "/jobs/$1/position"
}

# is_at JOB JQ VALUE: of the position as it is told now.
is_at() {
	answers 200 "/jobs/$1/position" && is "$(field ".position | $2")" "$3"
}

# second PLACE: at which that place of the book is told to be.
second() {
	put book "$1" && field .position.seconds
}

entries() {
	seed stream KV_LISTENER_STATE
}

begun=$SECONDS
note "-- a position"
check "at first there is none" answers 200 /jobs/book/position
check "which is said so" is "$(field '.position')" null
check "nobody else keeps it" is "$(header Cache-Control)" no-store
check "one is taken" put book '{"page":1,"word":2,"offset":0.5}'
check "and told" is "$(field '.position | "\(.page) \(.word) \(.offset) \(.seconds)"') $(field .accepted)" "1 2 0.5 3.5 true"
check "it stands" is_at book '"\(.page) \(.word) \(.seconds)"' "1 2 3.5"
check "it is in the bucket" is "$(entries)" "1 1"

note "-- seconds"
check "of the first word" is "$(second '{"page":1}')" 0
check "of a word" is "$(second '{"page":1,"word":1}')" 0.5
check "never behind the word's end" is "$(second '{"page":1,"word":1,"offset":99}')" 2
check "of a word that the page has no more" is "$(second '{"page":1,"word":70}')" 4.5
check "of a page without words" is "$(second '{"page":2,"offset":1.5}')" 11.5
check "never behind the page's end" is "$(second '{"page":2,"offset":99}')" 12
check "of a page that is left out, the next one's" is "$(second '{"page":3,"word":4}')" 12
check "of a page whose timeline is not kept" is "$(second '{"page":4,"word":4,"offset":1}')" 13
check "of a book that is being made, none yet" put made '{"page":2,"word":5}'
check "which is said so" is "$(field .position.seconds)" null

note "-- the sound is another one"
check "a place in it" put book '{"page":4}'
check "is where the page begins" is_at book .seconds 12
seed object BOOK_FILES default/book/pages.json >/dev/null <<-JSON
	{"version":1,"sampleRate":2000,"digest":"$digest",
	"pages":[[1,0,40000,1],[2,40000,2000,0],[4,42000,56000,1]]}
JSON
check "after a retry, or in another voice, too" is_at book '"\(.page) \(.seconds)"' "4 21"
seed object BOOK_FILES default/book/pages.json >/dev/null <<<'{"version":1,"pages":'
check "of a sound of which nothing can be read, none is known" is_at book '"\(.page) \(.seconds)"' "4 null"
seed object BOOK_FILES default/book/pages.json >/dev/null <<-JSON
	{"version":1,"sampleRate":1000,"digest":"$digest",
	"pages":[[1,0,10000,1,"abcdefghijkl"],[2,10000,2000,0],[4,12000,28000,1,"abcdefghijkl"]]}
JSON

note "-- it is written seldom, and seen at once"
last=$(entries)
for page in 1 2 4 2; do
	check "page $page" put book "{\"page\":$page,\"word\":1}"
	check "it is seen" is_at book .page "$page"
done
was_written() {
	[ "$(entries)" != "$last" ]
}
check "it is written after a while" wait_until 60 was_written
check "the newest stands" is_at book .page 2
seldom() { # of each of the two books one at once, and one more in ten seconds
	local written
	written=$(entries)
	[ "${written#* }" -le $((2 + 2 * (SECONDS - begun) / 10)) ]
}
check "no more often than every ten seconds" seldom

note "-- the later one wins"
check "an earlier one, sent late" put book '{"page":1,"at":"2026-01-01T00:00:00Z"}'
check "is not accepted" is "$(field '"\(.accepted) \(.position.page)"')" "false 2"
check "the later one stands" is_at book .page 2
check "one from the future counts as now" put book '{"page":4,"at":"2999-01-01T00:00:00Z"}'
check "and is accepted" is "$(field '"\(.accepted) \(.position.page)"')" "true 4"
check "the next one, too" put book '{"page":1,"word":3}'
check "as it is later" is "$(field '"\(.accepted) \(.position.page)"')" "true 1"

note "-- it outlives lectern-web"
stop_web
start_web
wait_until 60 answers 200 /jobs/book || die "the job does not appear"
check "the newest, though it was not written yet" is_at book '"\(.page) \(.word)"' "1 3"

note "-- bookmarks"
mark() {
	call -X PUT -d "$1" /jobs/book/bookmarks
	[ "$status" = "$2" ] || { note "$status: $(cat "$body")"; return 1; }
}
check "at first there are none" answers 200 /jobs/book/bookmarks
check "which is said so" is "$(jq -c . "$body")" '{"revision":0,"bookmarks":[]}'
check "some are kept" mark '{"revision":0,"bookmarks":[{"page":2,"note":"<b>ü</b> \"x\"\n\t"},{"page":1,"word":1,"id":"one"}]}' 200
check "sorted by place, with their seconds" is "$(field '[.bookmarks[] | .page, .word, .seconds] | @json')" '[1,1,0.5,2,0,10]'
check "with what they lack" is "$(field '[.bookmarks[] | (.id | length > 0), (.createdAt | length)] | @json')" '[true,24,true,24]'
check "and their notes" is "$(field '.bookmarks[1].note | @json')" '"<b>ü</b> \"x\"\n\t"'
check "another browser comes too late" mark '{"revision":0,"bookmarks":[]}' 409
check "and is told" is "$(field '"\(.type) \(.detail)"')" \
	"urn:lectern:problem:changed the bookmarks were changed elsewhere: they are now at revision 1"
check "nothing is lost" answers 200 /jobs/book/bookmarks
check "none of both" is "$(field '.bookmarks | length')" 2
check "then it knows" mark '{"revision":1,"bookmarks":[{"page":4}]}' 200
check "the revision counts" is "$(field .revision)" 2
check "the position is another matter" is_at book '"\(.page) \(.word)"' "1 3"
check "that of another book, too" is_at made .page 2

note "-- what makes no sense"
refused() { # refused STATUS PROBLEM WORDS BODY WHAT
	check "$5: $4" refuses "$1" "$2" "$3" -X PUT --data-binary "$4" "/jobs/book/${5:-position}"
}
refused 422 bad-option "not JSON" '' position
refused 422 bad-option "not a JSON object" '[1]' position
refused 422 bad-option "page: missing" '{}' position
refused 422 bad-option "no page 5" '{"page":5}' position
refused 422 bad-option "must be from 1" '{"page":-2147483649}' position
refused 422 bad-option "at: must be a time" '{"page":1,"at":"soon"}' position
refused 422 bad-option "not JSON" '{"bookmarks":' bookmarks
refused 422 bad-option "bookmarks: missing" '{"page":1}' bookmarks
refused 422 bad-option "bookmarks[0].note" '{"bookmarks":[{"page":1,"note":7}]}' bookmarks
refused 422 bad-option "no page 9" '{"bookmarks":[{"page":9}]}' bookmarks
head -c 400000 /dev/zero | tr '\0' '[' >"$test_dir/deep"
check "brackets without end" refuses 422 bad-option "not JSON" -X PUT --data-binary "@$test_dir/deep" /jobs/book/position
head -c 1100000 /dev/zero | tr '\0' ' ' >"$test_dir/long"
for what in position bookmarks; do
	check "a body without end: $what" refuses 413 too-large "no more than" -X PUT --data-binary "@$test_dir/long" "/jobs/book/$what"
	check "no such job: $what" refuses 404 not-found "no job" -X PUT -d '{"page":1,"bookmarks":[]}' "/jobs/none/$what"
	check "nor there: $what" refuses 404 not-found "no job" "/jobs/a.b/$what"
	check "another site: $what" refuses 403 forbidden "" -X PUT -H 'Sec-Fetch-Site: cross-site' -d '{"page":1,"bookmarks":[]}' "/jobs/book/$what"
	check "no other way: $what" refuses 405 method-not-allowed "PUT" -X POST -d '{}' "/jobs/book/$what"
done
check "nothing came of it" is_at book '"\(.page) \(.word)"' "1 3"

note "-- a job that is removed"
check "is gone" answers 204 -X DELETE /jobs/book
check "with its listener's place" is "$(entries | cut -d' ' -f1)" 1
check "nothing more is kept for it" refuses 404 not-found "no job" -X PUT -d '{"page":1}' /jobs/book/position
check "one that is cancelled" answers 200 -X DELETE /jobs/made
check "is still there" is_at made .page 2
check "is removed" answers 204 -X DELETE /jobs/made
check "with its listener's place" is "$(entries | cut -d' ' -f1)" 0

note "-- what comes while its job is removed"
make_pdf_file "$test_dir/small.pdf" 20000
patched() { # what a PATCH stores
	request '$JS.API.STREAM.INFO.OBJ_BOOK_FILES' '{"subjects_filter":">"}' | jq '.state.subjects // {} | length'
}
request() {
	"$build_dir/tests/tools/nats_request" "nats://127.0.0.1:$nats_port" "$@"
}
quietly() {
	curl --noproxy '*' -sS -o /dev/null "$@"
}
patched_before=$(patched)
for _ in {1..8}; do
	call -F "file=@$test_dir/small.pdf" /jobs
	id=$(field .id)
	quietly -X DELETE "$url/jobs/$id"
	for _ in {1..12}; do
		quietly -X PUT -d '{"page":1}' "$url/jobs/$id/position"
		quietly -X PUT -d '{"bookmarks":[{"page":1}],"revision":0}' "$url/jobs/$id/bookmarks"
		quietly -X PATCH -d '{"title":"Another"}' "$url/jobs/$id"
	done &
	writer=$!
	sleep "0.0$((RANDOM % 10))"
	quietly -X DELETE "$url/jobs/$id"
	wait $writer
done
nothing_stays() {
	[ "$(entries | cut -d' ' -f1)" = 0 ] && [ "$(patched)" = "$patched_before" ]
}
check "does not stay" wait_until 60 nothing_stays

note "-- the broker is away"
stop_broker
check "that is said" refuses 503 broker-away "" -X PUT -d '{"page":1}' /jobs/book/position
