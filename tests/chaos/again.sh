#!/bin/bash
# again.sh - a file is wanted again while it is being made of a book that is called otherwise since: in
# the end the file says what the book is called.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
need_failpoints

nothing_waits_to_be_encoded() {
	[ "$(stream_messages AUDIO_ENCODING)" = 0 ]
}

ask() {
	farm_curl -f -o /dev/null -X POST "$farm_url/jobs/$id/files?format=$1&again=true"
}
is_ready() {
	farm_curl -f "$farm_url/jobs/$id/files" | jq -e --arg format "$1" \
		'.files | any(.format == $format and .state == "ready")' >/dev/null
}
says_title() {
	is_ready "$1" && farm_curl -f -o "$test_dir/titled" "$farm_url/jobs/$id/files/audio.$1" &&
		[ "$(ffprobe -v error -show_entries format_tags -of json "$test_dir/titled" |
			jq -r '.format.tags | .title // .TITLE')" = "$2" ]
}
passed() {
	[ "$(failpoint_passages)" -ge "$1" ]
}
# said_too_late FORMAT TITLE [yes]: the book is called so, and its file wanted again, when one has just
# asked what it is called. yes: and another worker makes the file in the meantime.
said_too_late() {
	set_failpoint "audio-encoder:tags-read:1:wait"
	ask "$1"
	wait_until 60 passed 1 || fault "$1: it is not being made"
	farm_curl -f -o /dev/null -X PATCH -d "{\"title\":\"$2\"}" "$farm_url/jobs/$id"
	ask "$1"
	[ -z "${3-}" ] || wait_until 60 says_title "$1" "$2" || fault "$1: $2: no other worker made it"
	clear_failpoint
	wait_until 60 nothing_waits_to_be_encoded || fault "$1: $2: there is no end of it"
	check "$1: $2" says_title "$1" "$2"
}

export LECTERN_FAILPOINT=$test_dir/failpoint
clear_failpoint
make_pdf text 2 "$test_dir/book.pdf" || die "no PDF was made"
configure_farm audio_encoder_service worker_pool_size 2
start_farm
id=$(submit "$test_dir/book.pdf") || die "it is not taken"
completes "$id" 120 || die "the book is not read"
wait_until 60 is_ready m4b || die "no file was made"
for format in flac m4b; do
	said_too_late $format "Asked at once"
	said_too_late $format "Made by another meanwhile" yes
done
