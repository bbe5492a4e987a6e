#!/bin/bash
# page_turns.sh - sentences that go on over the end of a page are said as one, on the page where they
# begin: in the sound, the timeline and the text. And what a job leaves out of its pages is told.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

get() {
	farm_curl -f -o "$test_dir/got" "$farm_url/jobs/$id/$1"
}

# timeline JQ: what it says of timeline.json.
timeline() {
	get timeline.json && jq -r "$1" "$test_dir/got"
}

# The words on either side of each page's end, with what is silent between them: 80 ms and less, where
# the pause between two sentences is 400 ms.
joined='[.pages[].utterances[].words | . as $words | range(1; length) |
	select($words[.].nextPageBoxes and ($words[. - 1].nextPageBoxes | not)) |
	$words[.].start - $words[. - 1].end]'

sound_goes_on() {
	local from to level
	read -r from to < <(timeline '[.pages[].utterances[].words | . as $words | range(1; length) |
		select($words[.].nextPageBoxes and ($words[. - 1].nextPageBoxes | not)) |
		[$words[. - 1].start, $words[.].end]] | first | "\(.[0]) \(.[1])"')
	# as long as the sound of it, without a silence of 0.1 s
	level=$(sox "$test_dir/book.wav" "$test_dir/cut.wav" trim "$from" "=$to" 2>&1 &&
		sox "$test_dir/cut.wav" "$test_dir/short.wav" silence -l 1 0 1% -1 0.1 1% 2>&1 &&
		soxi -D "$test_dir/cut.wav" "$test_dir/short.wav" | tr '\n' ' ')
	awk '{ exit !($1 > 0.1 && $1 - $2 < 0.02) }' <<<"$level"
}

start_farm
make_pdf novel 6 "$test_dir/novel.pdf" "$test_dir/words.txt"
id=$(submit "$test_dir/novel.pdf") || die "it is not taken"
check "the book is done" completes "$id" 120
fetch_audio "$id" "$test_dir/book.wav"
check "sentences end on the next page" [ "$(timeline "$joined | length > 0")" = true ]
check "and go on there at once" [ "$(timeline "$joined | all(. < 0.08)")" = true ]
check "in the sound" sound_goes_on
check "no utterance begins with the rest of one" [ "$(timeline '[.pages[].utterances[] |
	select(.words[0].nextPageBoxes and .words[0].boxes == [])] | length')" = 0 ]
check "the text is whole" bash -c "curl -sf '$farm_url/jobs/$id/text' >'$test_dir/text'"
for word in $(timeline '[.pages[].utterances[] | select(any(.words[]; .nextPageBoxes)) | .page // .text] |
	map(@base64) | .[]'); do
	check "with each sentence in one piece" grep -qF -- "$(base64 -d <<<"$word")" <(tr '\n' ' ' <"$test_dir/text")
done
page=$(timeline '[.pages[] | select(any(.utterances[].words[]; .nextPageBoxes))] | first | .page')
get "pages/$((page + 1)).dropped.json"
check "the next page lists what it does not say" jq -e 'any(.dropped[]; .kind == "run-on" and (.spoken | not))' \
	"$test_dir/got"

# Nobody asks for the next page: its half stays out.
id=$(farm_curl -f -F "file=@$test_dir/novel.pdf;type=application/pdf" -F "pages=$page" "$farm_url/jobs" | jq -r .id)
check "a page by itself" completes "$id" 60
check "keeps its half" [ "$(timeline '[.pages[].utterances[].words[] | select(.nextPageBoxes)] | length')" = 0 ]

# Contents that nobody wants to hear.
make_pdf contents 2 "$test_dir/contents.pdf"
id=$(farm_curl -f -F "file=@$test_dir/contents.pdf;type=application/pdf" -F skip=contents "$farm_url/jobs" | jq -r .id)
check "contents alone" completes "$id" 60
check "are left out, as the job says" bash -c "curl -sf '$farm_url/jobs/$id' |
	jq -e '.pages.notes | any(.kind == \"skip\" and .reason == \"left out: contents\")'"
get pages/1.dropped.json
check "and the page" jq -e 'any(.dropped[]; .kind == "section")' "$test_dir/got"
check "what is printed stays" bash -c "curl -sf '$farm_url/jobs/$id/pages/1.txt' | grep -q ."
check "no such section" [ "$(farm_curl -o /dev/null -w '%{http_code}' \
	-F "file=@$test_dir/contents.pdf;type=application/pdf" -F skip=prose "$farm_url/jobs")" = 422 ]
