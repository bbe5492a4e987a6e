#!/bin/bash
# book.sh - what a user says of a book, and what becomes of it when the book is joined again.
# shellcheck source=tests/web/lib.sh
. "$(dirname "$0")/lib.sh"
start_broker
write_config
start_web
printf 'sound' | seed object FINAL_AUDIO_FILES default/book/final.wav >/dev/null || die "no audio"
jq -nc '{workflowId: "book", tenantId: "default", userId: "u", name: "book.pdf",
	pdfKey: "default/book/source.pdf", status: "completed", error: null,
	createdAt: "2026-01-02T03:04:05.000Z", startedAt: "2026-01-02T03:04:06.000Z",
	finishedAt: "2026-01-02T03:05:05.000Z", updatedAt: "2026-01-02T03:05:05.000Z",
	options: {}, totalPages: 4, completingPage: 4, received: "1-4", blank: "", skipped: "",
	failed: [], finalAudioKey: "default/book/final.wav",
	audio: {seconds: 60, bytes: 5, digest: "SHA-256=x"}}' | seed state || die "no state"

# joined SECONDS: the book as it is joined when page 1 lasts so much longer.
joined() {
	jq -nc --argjson more "$1" '
		def chapter($title; $page; $start): {level: 1, title: $title, page: $page, start: $start};
		{version: 1, title: "Moons", chapters: [chapter("One"; 1; 0),
			chapter("Two"; 2; 10 + $more), chapter("Three"; 2; 12 + $more),
			chapter("Four"; 2; 14 + $more), chapter("Five"; 3; 20 + $more)]}' |
		seed object BOOK_FILES default/book/book.json >/dev/null
}

patch() {
	answers 200 -X PATCH -d "$1" /jobs/book
}

titles() {
	call /jobs/book/book.json
	field '.chapters | map(.title) | join("/")'
}

joined 0 || die "no book"
wait_until 60 answers 200 /jobs/book || die "the job does not appear"

note "-- chapters"
check "the second of a page" patch '{"chapters": [{"page": 2, "start": 12, "title": "Deimos"}]}'
check "the first" patch '{"chapters": [{"page": 2, "title": "Phobos"}, {"page": 3, "title": "End"}]}'
check "are renamed" is "$(titles)" 'One/Phobos/Deimos/Four/End'
check "when page 1 is spoken after all" joined 7.5
check "the same ones are" is "$(titles)" 'One/Phobos/Deimos/Four/End'
check "one again" patch '{"chapters": [{"page": 2, "start": 19.5, "title": "Moon"}]}'
check "is renamed, and no other" is "$(titles)" 'One/Phobos/Moon/Four/End'

note "-- at the same time"
# at_once NUMBER: seven of them, each of something else.
at_once() {
	local change pid pids=()
	for change in '{"title": "T'"$1"'"}' '{"authors": ["A'"$1"'"]}' \
		'{"chapters": [{"page": 1, "title": "C0 '"$1"'"}]}' \
		'{"chapters": [{"page": 2, "start": 17.5, "title": "C1 '"$1"'"}]}' \
		'{"chapters": [{"page": 2, "start": 19.5, "title": "C2 '"$1"'"}]}' \
		'{"chapters": [{"page": 2, "start": 21.5, "title": "C3 '"$1"'"}]}' \
		'{"chapters": [{"page": 3, "title": "C4 '"$1"'"}]}'; do
		curl --noproxy '*' -sSf -m 60 -o /dev/null -X PATCH -d "$change" "$url/jobs/book" &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid" || return
	done
}
for round in 1 2 3 4 5; do
	check "what seven say" at_once "$round"
	check "is told" is "$(titles)" "C0 $round/C1 $round/C2 $round/C3 $round/C4 $round"
	check "all of it" is "$(field '.title + .authors[0]')" "T${round}A$round"
done

note "-- the last word of ten hours"
# Page 4 begins behind 36,000 s and an odd number of samples; its word begins with sample 11,111.
digest=SHA-256=abcdefghijklmnop
jq -nc --arg digest "$digest" '{version: 1, digest: $digest, sampleRate: 22050, samples: 22050, language: "eng",
	utterances: [{role: "paragraph", first: 11111, last: 20001, text: "The end.",
		words: [{w: "The", f: 11111, l: 15555, b: []}, {w: "end.", f: 15556, l: 20001, b: []}]}]}' |
	seed object TIMELINE_FILES default/book/page_00004.json >/dev/null || die "no timeline"
jq -nc '{version: 1, sampleRate: 22050, digest: "SHA-256=x",
	pages: [[1, 0, 264600001, 0], [2, 264600001, 264600002, 0], [3, 529200003, 264600004, 0],
		[4, 793800007, 22050, 1, "abcdefghijkl"]]}' |
	seed object BOOK_FILES default/book/pages.json >/dev/null || die "no pages"
# near JQ SAMPLE: within a millisecond, to which times are told.
near() {
	awk -v told="$(field "$1")" -v sample="$2" 'BEGIN { off = told - sample / 22050; exit !(off * off <= 1e-6) }'
}
last='.pages[0].utterances[0].words[-1]'
check "is asked for" answers 200 "/jobs/book/timeline.json?pages=4"
check "begins where it is said" near "$last.start" $((793800007 + 15556))
check "and ends there" near "$last.end" $((793800007 + 20001))
call /jobs/book/captions.srt
check "in captions, too" grep -q '^10:00:00,504 -->' "$body"
