#!/bin/bash
# respeak.sh - a finished book is spoken anew in another voice: from its kept texts, with the bytes
# that a new job in that voice has; all that is made of the sound follows; and what cannot be.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

# respeak ID JSON: prints the status; the answer is in $test_dir/answer.
respeak() {
	farm_curl -o "$test_dir/answer" -w '%{http_code}' -H 'Content-Type: application/json' \
		-d "$2" "$farm_url/jobs/$1/respeak"
}

# refuses STATUS TEXT ID JSON
refuses() {
	[ "$(respeak "$3" "$4")" = "$1" ] && grep -qF -- "$2" "$test_dir/answer" && return
	note "answer: $(cat "$test_dir/answer")"
	return 1
}

is_respoken() { # ID JSON
	[ "$(respeak "$@")" = 202 ] && completes "$1" 120
}

digest() {
	job_field "$1" .audio.digest
}

job_with() { # CURL-ARGUMENTS...: a job that ran through; prints its id
	local id
	id=$(farm_curl -F "file=@$test_dir/book.pdf" "$@" "$farm_url/jobs" | jq -r .id) &&
		completes "$id" 120 >&2 && echo "$id"
}

file_is_of() { # ID: the M4B is made, and as long as the audio
	farm_curl "$farm_url/jobs/$1/files" | jq -e --argjson seconds "$(job_field "$1" .audio.seconds)" \
		'.files[] | select(.format == "m4b" and .state == "ready") |
			(.seconds - $seconds) | fabs < 0.2' >/dev/null
}

# page_seconds ID PAGE: how long the joined sound stays on it, in tenths
page_seconds() {
	farm_curl "$farm_url/jobs/$1/timeline.json" |
		jq -c --argjson page "$2" '[.pages[] | select(.page == $page) |
			(.end - .start) * 10 | round]'
}

# What png-to-text was given, once the watch has ended: the pages of two jobs, and no more.
pages_read() {
	awk -F '\t' '$3 == "png.created"' "$test_dir/events" | wc -l
}

make_pdf text 3 "$test_dir/book.pdf" "$test_dir/book.words" || die "no PDF"
configure_farm tts_service voice '"en-gb"'
start_farm
watch "$test_dir/events" png.created pdf.created

id=$(job_with -F formats=m4b) || die "the book is not done"
other=$(job_with -F voice=en-us -F speed=250) || die "the other book is not done"
first=$(digest "$id")
fetch_text "$id" "$test_dir/text"
check "the files are made" wait_until 60 file_is_of "$id"
farm_curl -f -X PUT -H 'Content-Type: application/json' -d '{"page":3,"word":5}' \
	"$farm_url/jobs/$id/position" >/dev/null
second=$(page_seconds "$id" 2)

check "it is spoken anew" is_respoken "$id" '{"voice":"en-us","speed":250}'
check "with the bytes of a new job" [ "$(digest "$id")" = "$(digest "$other")" ]
check "the job says so" [ "$(job_field "$id" '.options | "\(.voice) \(.speed)"')" = "en-us 250" ]
check "from the same text" cmp "$test_dir/text" <(farm_curl "$farm_url/jobs/$id/text")
check "its file is made anew" wait_until 60 file_is_of "$id"
check "its times are new" not [ "$(page_seconds "$id" 2)" = "$second" ]
check "the captions end with it" farm_curl -f -o "$test_dir/captions" "$farm_url/jobs/$id/captions.vtt"
check "the place in it stays" [ "$(farm_curl "$farm_url/jobs/$id/position" | jq -c '.position | [.page, .word]')" = '[3,5]' ]

check "back to its own voice" is_respoken "$id" '{"voice":null,"speed":null}'
check "with the bytes of before" [ "$(digest "$id")" = "$first" ]

check "one page alone" is_respoken "$id" '{"voice":"en-us","speed":250,"pages":"2"}'
check "the job keeps its own" [ "$(job_field "$id" '.options.voice')" = null ]
check "that page is another" [ "$(page_seconds "$id" 2)" = "$(page_seconds "$other" 2)" ]
check "and a whole is another than either" not [ "$(digest "$id")" = "$first" ]
check "another page in another way" is_respoken "$id" '{"speed":300,"pages":"3"}'
check "the page of before keeps its own" [ "$(page_seconds "$id" 2)" = "$(page_seconds "$other" 2)" ]
whole=$(job_with -F voice=en-gb -F speed=250) || die "the fourth book is not done"
check "a page without what the job asks for" is_respoken "$whole" '{"voice":null,"speed":null,"pages":"2"}'
check "is spoken as a job that asks for nothing" [ "$(page_seconds "$whole" 2)" = "$second" ]
check "by lecternctl" "$build_dir/ctl/lecternctl" --url "$farm_url" respeak --voice en-us --speed 250 "$id"
check "it completes" completes "$id" 120
check "as before" [ "$(digest "$id")" = "$(digest "$other")" ]
unwatch "$test_dir/events"
check "nothing was rendered or read" [ "$(pages_read)" = 9 ]

check "an unknown voice" refuses 422 'nobody' "$id" '{"voice":"nobody"}'
check "no such page" refuses 422 'the document has 3' "$id" '{"pages":"2,9"}'
check "no such field" refuses 422 'language: cannot be set here' "$id" '{"language":"deu"}'
check "of some pages only what is a page's" refuses 422 'is for the whole book' "$id" \
	'{"pitch":70,"pages":"2"}'
check "no such speed" refuses 422 speed "$id" '{"speed":9000}'
check "no such value" refuses 422 'a string or a number' "$id" '{"voice":[1]}'
check "no JSON" refuses 422 JSON "$id" 'voice=en'
check "no such job" refuses 404 'no job' nobody '{}'
check "they changed nothing" [ "$(digest "$id")" = "$(digest "$other")" ]

running=$(submit "$test_dir/book.pdf") && farm_curl -X DELETE "$farm_url/jobs/$running" >/dev/null
check "nor one that was cancelled" refuses 409 'cancelled' "$running" '{}'
