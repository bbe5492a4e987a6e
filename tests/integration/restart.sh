#!/bin/bash
# restart.sh - a farm that stops in the middle of a book goes on with it when it comes back.
#
# Once in order (SIGTERM) and once by SIGKILL of lecternd, whose children notice and leave; both
# times the audio is the one of an undisturbed run, byte for byte.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

pages=6
make_pdf text $pages "$test_dir/book.pdf" || die "no PDF was made"
read_images
configure_farm nats ack_wait_seconds 4

has_read() { # has_read ID COUNT
	[ "$(job_field "$1" .progress.read)" -ge "$2" ]
}

same_audio() { # same_audio ID
	fetch_audio "$1" "$test_dir/again.wav" && cmp "$test_dir/calm.wav" "$test_dir/again.wav"
}

start_farm
calm=$(submit "$test_dir/book.pdf")
check "an undisturbed run completes" completes "$calm" 90
fetch_audio "$calm" "$test_dir/calm.wav" || die "no audio"

stopped=$(submit "$test_dir/book.pdf")
check "a book is under way" wait_until 30 has_read "$stopped" 2
stop_farm
start_farm
check "it completes after a restart" completes "$stopped" 90
check "with the same audio" same_audio "$stopped"

killed=$(submit "$test_dir/book.pdf")
check "another book is under way" wait_until 30 has_read "$killed" 2
kill -KILL "$farm_pid"
wait "$farm_pid" 2>/dev/null
farm_pid=
check "without lecternd everything leaves" wait_until 60 no_farm_processes
start_farm
check "it completes after a crash" completes "$killed" 90
check "with the same audio" same_audio "$killed"
check "the earlier jobs are still told of" [ "$(job_status "$calm")" = completed ]
