#!/bin/bash
# kill_workers.sh - every kind of process is killed once during a book, and nobody hears it.
#
# Fronts and engines of all five stages, lectern-web and nats-server get SIGKILL one after the
# other while the pages go through; the job completes with the audio of a calm run.
# shellcheck disable=SC2046 # lists of pids
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

stages="pdf-to-png png-to-text tts pcm-to-wav wav-aggregator"
pages=14
make_pdf text $pages "$test_dir/book.pdf" || die "no PDF was made"
read_images
configure_farm nats ack_wait_seconds 3
# What a killed nats-server keeps although it was acknowledged goes soon.
configure_farm wav_aggregator_service stalled_seconds 8
configure_farm pdf_to_png_service pages_per_turn 2
configure_farm pdf_to_png_service max_pages_waiting 2

# processes PATTERN: pids of the farm's processes whose command line matches.
processes() {
	local pid
	for pid in $(farm_processes); do
		tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qE -- "$1" && echo "$pid"
	done
}

# children PID PATTERN: its children whose command line matches.
children() {
	local pid
	for pid in $(processes "$2"); do
		[ "$(ps -o ppid= -p "$pid" | tr -d ' ')" != "$1" ] || echo "$pid"
	done
}

front_of() {
	children "$farm_pid" "$1-service"
}

engine_of() {
	children "$(front_of "$1")" "$1-service.* --engine"
}

has_read() { # has_read ID COUNT
	local read
	read=$(job_field "$1" .progress.read 2>/dev/null) && [ "${read:-0}" -ge "$2" ]
}

kills=0
# strike WHAT PID...: exactly one process of that kind is there, and dies.
strike() {
	local what=$1
	shift
	check "one $what to kill" [ $# -eq 1 ] || return
	kill -KILL "$@"
	kills=$((kills + 1))
}

start_farm
calm=$(submit "$test_dir/book.pdf")
check "a calm run completes" completes "$calm" 120
fetch_audio "$calm" "$test_dir/calm.wav" || die "no audio"

id=$(submit "$test_dir/book.pdf")
read=1
for stage in $stages; do
	for part in engine front; do
		check "page $read is read" wait_until 60 has_read "$id" $read
		strike "$part of $stage" $("${part}_of" "$stage")
		read=$((read + 1))
	done
done
check "page $read is read" wait_until 60 has_read "$id" $read
strike lectern-web $(processes lectern-web)
check "page $((read + 1)) is read" wait_until 60 has_read "$id" $((read + 1))
strike nats-server $(processes nats-server)

check "the job completes all the same" completes "$id" 120
check "after $((2 * 5 + 2)) kills" [ $kills -eq 12 ]
check "no page is missing" [ "$(job_field "$id" .pages.spoken)" = "1-$pages" ]
fetch_audio "$id" "$test_dir/killed.wav"
check "the audio is that of the calm run" cmp "$test_dir/calm.wav" "$test_dir/killed.wav"
check "nothing waits" wait_until 60 queues_are_empty
check "no intermediate is left" no_intermediates 30
