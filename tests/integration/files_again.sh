#!/bin/bash
# files_again.sh - a book that is spoken otherwise, or whose failed page is tried again, has its files made
# anew, with ETags of their own; they are counted, and none is begun on a full disk.
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
remember
check "it is spoken faster" farm_curl -f -o /dev/null -X POST -H 'Content-Type: application/json' \
	-d '{"speed":"150"}' "$farm_url/jobs/$id/respeak"
check "and is whole" wait_until 120 is_over completed
check_anew respeak

stop_farm
configure_farm http min_free_disk_mb 1000000000
start_farm
check "on a disk without room no file is begun" [ "$(ask mp3)" = 507 ]
check "which says why" grep -q 'are needed' "$test_dir/answer"
check "one that is there is given" [ "$(ask m4b)" = 200 ]
