#!/bin/bash
# files_again.sh - a book that is spoken otherwise, or whose failed page is tried again, has its files made
# anew, with ETags of their own, and so is all that is told of its sound; they are counted, and none is
# begun on a full disk.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"
need_failpoints

declare -A was
formats="m4b opus flac m4b.zip"

etag() { # FORMAT; nothing while it is not ready
	farm_curl -f -I "$farm_url/jobs/$id/files/audio.$1" 2>/dev/null | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p'
}
has_etag() {
	[ -n "$(etag "$1")" ]
}
has_another_etag() { # FORMAT
	local now
	now=$(etag "$1")
	[ -n "$now" ] && [ "$now" != "${was[$1]}" ]
}
remember() {
	local format
	for format in $formats; do
		wait_until 60 has_etag "$format" || fault "$format: it is not made"
		was[$format]=$(etag "$format")
	done
}
check_anew() { # WHAT
	local format
	for format in $formats; do
		check "$1: $format: it is made anew" wait_until 60 has_another_etag "$format"
		check "$1: $format: it is the sound of now" is_current "$format"
	done
}
is_current() { # FORMAT: as long as the job's audio
	local file whole
	file=$(farm_curl -f "$farm_url/jobs/$id/files" | jq --arg format "$1" '.files[] | select(.format == $format).seconds')
	whole=$(job_field "$id" .audio.seconds)
	awk -v a="$file" -v b="$whole" 'BEGIN { exit !(a - b < 0.01 && b - a < 0.01) }'
}
# What is told of the book is of the sound of now: nothing of an earlier one is left.
digests_agree() {
	local digest
	digest=$(job_field "$id" .audio.digest)
	[ "$(farm_curl -f "$farm_url/jobs/$id/book.json" | jq -r .audioDigest)" = "$digest" ] &&
		[ "$(farm_curl -f "$farm_url/jobs/$id/timeline.json" | jq -r .audioDigest)" = "$digest" ]
}
all_is_said_in_it() { # every page has its words, within itself, and the last page ends with the sound
	farm_curl -f "$farm_url/jobs/$id/timeline.json" | jq -e --argjson seconds "$(job_field "$id" .audio.seconds)" '
		(.pages | length == 3 and all(.start as $from | .end as $to | (.utterances | length > 0) and
			all(.utterances[]; .start >= $from and .end <= $to + 0.001 and
				all(.words[]; .start >= $from and .end <= $to + 0.001)))) and
		(.pages[-1].end - $seconds | fabs < 0.01)' >/dev/null
}
captions_end_with_it() {
	farm_curl -f "$farm_url/jobs/$id/captions.srt" | grep -- '-->' | tail -n 1 | tr ',' '.' |
		awk -v seconds="$(job_field "$id" .audio.seconds)" '{ split($3, t, ":"); end = t[1] * 3600 + t[2] * 60 + t[3]
			exit !(end <= seconds + 0.01 && end > seconds - 3) }'
}
timelines_stored() {
	request '$JS.API.STREAM.INFO.OBJ_TIMELINE_FILES' '{"subjects_filter":"$O.*.M.>"}' |
		jq -r '.state.subjects // {} | length'
}
check_known() { # WHAT
	check "$1: the book is of the sound of now" digests_agree
	check "$1: its words are said within it" all_is_said_in_it
	check "$1: its captions end with it" captions_end_with_it
	check "$1: there is one timeline a page" [ "$(timelines_stored)" = 3 ]
}
bucket_bytes() {
	farm_curl -f "$farm_url/metrics" |
		sed -n 's/^[a-z_]*bucket_bytes{bucket="ENCODED_AUDIO_FILES"} //p'
}
is_counted() {
	[ "$(bucket_bytes | cut -d . -f 1)" -gt 10000 ]
}
is_over() { # STATUS
	[ "$(job_status "$id")" = "$1" ]
}
ask() { # FORMAT: the HTTP status
	farm_curl -o "$test_dir/answer" -w '%{http_code}' -X POST "$farm_url/jobs/$id/files?format=$1"
}

export LECTERN_FAILPOINT=$test_dir/failpoint
echo 'png-to-text:job-taken:*:segv:2' >"$LECTERN_FAILPOINT"
make_pdf text 3 "$test_dir/book.pdf" || die "no PDF was made"
configure_farm png_to_text_service max_attempts 2
start_farm
id=$(farm_curl -f -F "file=@$test_dir/book.pdf" -F "formats=${formats// /,}" "$farm_url/jobs" | jq -r .id)
check "a book with a page that cannot be spoken ends" wait_job "$id" 120
check "and says so" is_over completed_with_errors
remember
check "its files are counted" wait_until 30 is_counted

: >"$LECTERN_FAILPOINT"
check "it is tried again" farm_curl -f -o /dev/null -X POST "$farm_url/jobs/$id/retry"
check "and is whole" wait_until 120 is_over completed
check_anew retry
check_known retry
remember
check "it is spoken faster" farm_curl -f -o /dev/null -X POST -H 'Content-Type: application/json' \
	-d '{"speed":"150"}' "$farm_url/jobs/$id/respeak"
check "and is whole" wait_until 120 is_over completed
check_anew respeak
check_known respeak
remember
check "one page faster still" farm_curl -f -o /dev/null -X POST -H 'Content-Type: application/json' \
	-d '{"speed":"250","pages":"2"}' "$farm_url/jobs/$id/respeak"
check "and it is whole" wait_until 120 is_over completed
check_anew "one page anew"
check_known "one page anew"

stop_farm
configure_farm http min_free_disk_mb 1000000000
start_farm
check "on a disk without room no file is begun" [ "$(ask mp3)" = 507 ]
check "which says why" grep -q 'are needed' "$test_dir/answer"
check "one that is there is given" [ "$(ask m4b)" = 200 ]
