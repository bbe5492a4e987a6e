#!/bin/bash
# outbox.sh - an outbox on a disk that does not answer holds no encoder, and neither does what is no file
# in it: books are made as ever, and put there again when it answers.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
need_failpoints

is_ready() { # FORMAT
	farm_curl -f "$farm_url/jobs/$id/files" | jq -e --arg format "$1" \
		'.files | any(.format == $format and .state == "ready")' >/dev/null
}
ask() { # FORMAT
	farm_curl -f -o /dev/null -X POST "$farm_url/jobs/$id/files?format=$1&again=true"
}
log_says() {
	grep -q "$id: the outbox: $1" "$farm_dir/lecternd.log"
}
nothing_waits_to_be_encoded() {
	[ "$(stream_messages AUDIO_ENCODING)" = 0 ]
}

export LECTERN_FAILPOINT=$test_dir/failpoint
clear_failpoint
make_pdf text 2 "$test_dir/book.pdf" || die "no PDF was made"
books=$test_dir/books
mkdir -p "$books/Unknown/book"
# Whoever opens it to read waits for one who writes.
mkfifo "$books/Unknown/book/.lectern"
configure_farm library outbox "\"$books\""
configure_farm library outbox_timeout_seconds 2
start_farm
id=$(submit "$test_dir/book.pdf") || die "it is not taken"
check "the book is read" completes "$id" 120
check "its file is made" wait_until 60 is_ready m4b
check "and put beside what is no folder of ours" wait_until 30 [ -e "$books/Unknown/book (2)/book.m4b" ]

set_failpoint audio-encoder:outbox:1:wait
tally faults_injected
ask m4b
check "the disk does not answer: the file is made" wait_until 60 is_ready m4b
check "and the encoder goes on" wait_until 30 log_says "not done within 2 s"
ask opus
check "the next one is made at once" wait_until 60 is_ready opus
check "and nothing more is given to that disk" wait_until 30 log_says "an earlier call has not finished yet"
check "nothing is left to do" wait_until 30 nothing_waits_to_be_encoded

clear_failpoint
sleep 1
ask mp3
check "it answers again: the next file" wait_until 60 is_ready mp3
check "is there" wait_until 30 [ -e "$books/Unknown/book (2)/book.mp3" ]
tally jobs_run
print_tally
