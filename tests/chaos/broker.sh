#!/bin/bash
# broker.sh [cut|all] - the broker is killed, stopped, full, and robbed of streams and consumers
# while books are made: what was acknowledged is not lost, nothing is spoken twice, and nobody
# runs in circles while it is away.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"

jobs=2 kills=3 pause=8
[ "$chaos_mode" = all ] && jobs=10 kills=20 pause=90
pages=3
are_gone=named_intermediates_are_gone

broker_pid() {
	pgrep -P "$farm_pid" -x nats-server
}

broker_is_new() { # OLD_PID
	local pid
	pid=$(broker_pid) && [ "$pid" != "$1" ] && port_answers "${farm_nats##*:}"
}

kill_broker() {
	local pid
	wait_until 60 broker_pid >/dev/null || die "no broker runs"
	pid=$(broker_pid)
	kill -KILL "$pid"
	tally faults_injected
	# One that was killed before it was ready waits for up to a minute.
	wait_until 90 broker_is_new "$pid" || die "the broker was not started again"
}

# CPU time so far of lecternd, the web and the fronts, in clock ticks: not of the broker, nor of
# engines, which may still have a page to work on.
patient_ticks() {
	local pid
	for pid in $(farm_processes); do
		case $(tr '\0' ' ' <"/proc/$pid/cmdline") in
		*nats-server* | *--engine*) ;;
		*) cat "/proc/$pid/stat" ;;
		esac
	done 2>/dev/null | sed 's/.*) //' | awk '{ ticks += $12 + $13 } END { print ticks + 0 }'
}

# waits_quietly SECONDS: in that time all of them together take less than a third of one core.
waits_quietly() {
	local before after
	before=$(patient_ticks)
	sleep "$1"
	after=$(patient_ticks)
	note "$((after - before)) ticks of $(getconf CLK_TCK) a second in $1 s without a broker"
	[ $((after - before)) -lt $(($1 * $(getconf CLK_TCK) / 3)) ]
}

submit_all() {
	local i
	ids=()
	for ((i = 0; i < jobs; i++)); do
		ids+=("$(submit "$test_dir/book.pdf")")
	done
}

all_complete() {
	local id
	for id in "${ids[@]}"; do
		check "job $id completes" completes "$id" 120
		check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
	done
	nothing_waits 60
}

job_moves() { # ID FIELD: the first page got so far
	[ "$(job_field "$1" ".progress.$2")" -ge 1 ]
}

# with_stream STREAM JQ_FILTER: changes its configuration by hand.
with_stream() {
	request "\$JS.API.STREAM.UPDATE.$1" "$(
		request "\$JS.API.STREAM.INFO.$1" | jq -c ".config | $2"
	)" | jq -e '.error | not' >/dev/null
}

make_pdf text $pages "$test_dir/book.pdf" "$test_dir/words.txt"
configure_impatience
configure_farm wav_aggregator_service stalled_seconds 4
start_farm
calm=$(submit "$test_dir/book.pdf")
completes "$calm" 120 || die "the calm run did not end"
fetch_audio "$calm" "$test_dir/calm.wav"

note "killed $kills times during $jobs jobs"
submit_all
for ((kill = 0; kill < kills; kill++)); do
	sleep "$((RANDOM % 2)).$((RANDOM % 10))"
	kill_broker
done
all_complete

note "stopped for $pause s"
submit_all
wait_until 60 job_moves "${ids[0]}" rendered || fault "nothing moves"
broker=$(broker_pid)
kill -STOP "$broker"
tally faults_injected
sleep 3
check "nobody runs in circles" waits_quietly $((pause - 3))
# (lecternd may have replaced it meanwhile.)
kill -CONT "$broker" 2>/dev/null
all_complete

note "a store that is full (10077)"
check "the bucket is made small" with_stream OBJ_WAV_FILES '.max_bytes = 100000'
tally faults_injected
submit_all
wait_until 60 grep -qE 'retry in .*(10077|maximum bytes|full)' "$farm_dir/lecternd.log" ||
	fault "nobody found it full"
sleep 2
check "no page is given up for it" test "$(job_field "${ids[0]}" '.pages.failed | length')" = 0
check "the bucket is made large" with_stream OBJ_WAV_FILES '.max_bytes = -1'
all_complete

rob() { # WHAT SUBJECT [STAGE_TO_WAIT_FOR]
	note "$1"
	submit_all
	wait_until 60 job_moves "${ids[0]}" "${3:-rendered}" || fault "nothing moves"
	check "done by hand" jq -e .success <<<"$(request "$2")"
	tally faults_injected
	all_complete
}
jobs=1
rob "a consumer is deleted" '$JS.API.CONSUMER.DELETE.PNG_PROCESSING.png-text-workers'
rob "a stream is deleted" '$JS.API.STREAM.DELETE.TTS_JOBS'
rob "a bucket is deleted" '$JS.API.STREAM.DELETE.OBJ_PNG_FILES'
if [ "$chaos_mode" = all ]; then
	rob "another consumer is deleted" '$JS.API.CONSUMER.DELETE.AUDIO_PROCESSING.wav-aggregator-workers' read
	rob "the PDFs' stream is deleted" '$JS.API.STREAM.DELETE.PDF_JOBS'
	rob "the WAVs' bucket is deleted" '$JS.API.STREAM.DELETE.OBJ_WAV_FILES' read
	rob "the results' bucket is deleted" '$JS.API.STREAM.DELETE.OBJ_FINAL_AUDIO_FILES' read
fi
print_tally
