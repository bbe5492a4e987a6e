#!/bin/bash
# stop_workers.sh - a process that is stopped (SIGSTOP) hangs as badly as one can: it heeds nothing
# but SIGKILL. Its overseer finds out by its silence, tries SIGABRT, then kills it, and the page is
# tried again; nobody hears it.
#
# First every engine, watched by its front, then every front, watched by lecternd.
# shellcheck disable=SC2046 # lists of pids
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

stages="pdf-to-png png-to-text tts pcm-to-wav wav-aggregator audio-encoder"
pages=10
make_pdf text $pages "$test_dir/book.pdf" || die "no PDF was made"
configure_farm nats ack_wait_seconds 4
configure_farm pdf_to_png_service pages_per_turn 2
configure_farm pdf_to_png_service max_pages_waiting 2
configure_farm supervisor silence_seconds 4
configure_farm supervisor abort_seconds 1
for service in pdf_to_png png_to_text tts pcm_to_wav wav_aggregator audio_encoder; do
	configure_farm ${service}_service progress_timeout_seconds 3
done

fronts() {
	pgrep -P "$farm_pid" -f -- '-service '
}

engines() {
	local front
	for front in $(fronts); do
		pgrep -P "$front" -f -- '--engine'
	done
}

has_read() { # has_read ID COUNT
	local read
	read=$(job_field "$1" .progress.read 2>/dev/null) && [ "${read:-0}" -ge "$2" ]
}

none_lives() {
	local pid
	for pid in "$@"; do
		! kill -0 "$pid" 2>/dev/null || return 1
	done
}

# stop_all WHAT PID...: six processes are stopped, and replaced by others.
stop_all() {
	local what=$1
	shift
	check "six $what to stop" [ $# -eq 6 ]
	kill -STOP "$@" || die "no $what are stopped"
	check "all stopped $what are killed in time" wait_until 60 none_lives "$@"
}

log_has() {
	grep -qE -- "$1" "$farm_dir/lecternd.log"
}

log_has_twice() {
	[ "$(grep -cE -- "$1" "$farm_dir/lecternd.log")" -ge 2 ]
}

start_farm
calm=$(submit "$test_dir/book.pdf")
check "a calm run completes" completes "$calm" 120
fetch_audio "$calm" "$test_dir/calm.wav" || die "no audio"

id=$(submit "$test_dir/book.pdf")
check "a book is under way" wait_until 60 has_read "$id" 2
stop_all engines $(engines)
check "nobody else was killed" not log_has ': exited '
check "it is logged why" log_has 'replacing the engine .*no progress for 3 s'
check "and that the page is not to blame" log_has ' page [0-9]+: its engine was stopped by a signal from outside: not counted as an attempt \(1 of 20\)'
check "the book goes on" wait_until 60 has_read "$id" 5
stop_all fronts $(fronts)
for stage in $stages; do
	check "$stage is there again" wait_until 60 log_has_twice "$stage/0: starting -> idle"
	check "$stage: first SIGABRT" log_has "$stage/0: SIGABRT to pid=[0-9]+: no progress: hung"
	check "$stage: then SIGKILL" log_has "$stage/0: exited .*killed by SIGKILL"
done
check "the job completes all the same" completes "$id" 120
check "no page is missing" [ "$(job_field "$id" .pages.spoken)" = "1-$pages" ]
fetch_audio "$id" "$test_dir/stopped.wav"
check "the audio is that of the calm run" cmp "$test_dir/calm.wav" "$test_dir/stopped.wav"
check "nothing waits" wait_until 60 queues_are_empty
check "no intermediate is left" no_intermediates 30
