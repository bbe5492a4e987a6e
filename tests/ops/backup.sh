#!/bin/bash
# backup.sh - what docs/operations.md says about backups: a copy of the state directory as it was
# at one moment, of a farm in the middle of its work, is a farm that finishes that work.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"

make_pdf text 6 "$test_dir/book.pdf" || die "no PDF was made"
configure_farm nats ack_wait_seconds 4
start_farm

read_pages() {
	[ "$(job_field "$1" .progress.read)" -ge "$2" ]
}

# An atomic snapshot of a file system shows what a kill of everything at that moment would leave.
# The same is had of a broker that is frozen for the time of a copy.
id=$(submit "$test_dir/book.pdf")
wait_until 60 read_pages "$id" 2 || die "nothing is read"
broker=$(pgrep -f -- "-c $farm_dir/state/nats/nats-server.conf")
kill -STOP "$broker"
cp -a "$farm_dir/state" "$test_dir/snapshot"
kill -CONT "$broker"
check "the copy is of the middle" [ "$(job_field "$id" .status)" = running ]
check "the farm never noticed" completes "$id" 120
fetch_audio "$id" "$test_dir/first.wav"
text=$(fetch_text "$id" /dev/stdout)

# Stopped in the middle, copied, started: the other way.
second=$(submit "$test_dir/book.pdf")
wait_until 60 read_pages "$second" 2 || die "nothing is read"
stop_farm
cp -a "$farm_dir/state" "$test_dir/stopped"

restore() { # restore COPY: as after the loss of the disk
	rm -rf "$farm_dir/state"
	cp -a "$1" "$farm_dir/state"
	start_farm
}

restore "$test_dir/snapshot"
check "of the snapshot, the job completes" completes "$id" 120
fetch_audio "$id" "$test_dir/restored.wav"
check "with the same audio" cmp "$test_dir/first.wav" "$test_dir/restored.wav"
check "and the same text" [ "$(fetch_text "$id" /dev/stdout)" = "$text" ]
check "the later job is not known" [ "$(farm_curl -o /dev/null -w '%{http_code}' "$farm_url/jobs/$second")" = 404 ]
stop_farm

restore "$test_dir/stopped"
check "of the copy, the second completes" completes "$second" 120
fetch_audio "$second" "$test_dir/restored.wav"
check "with the same audio" cmp "$test_dir/first.wav" "$test_dir/restored.wav"
check "and the first is there" completes "$id" 5
