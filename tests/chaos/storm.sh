#!/bin/bash
# storm.sh [cut|all] - signals at random to fronts, engines and lectern-web while books are read.
#
# A minute as part of every check, ten for `make check-chaos`; LECTERN_STORM_SECONDS says otherwise.
# Every book completes, the farm is at full strength within five seconds after the last signal, and
# lecternd's descriptors, children and memory are where they began.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
export ASAN_OPTIONS="${ASAN_OPTIONS-}:handle_segv=0:handle_abort=0"

books=20
seconds=60
[ "$chaos_mode" = all ] && seconds=600
seconds=${LECTERN_STORM_SECONDS:-$seconds}

# The signals are the storm's fault, not the pages'.
configure_impatience
for service in pdf_to_png png_to_text tts pcm_to_wav wav_aggregator; do
	configure_farm ${service}_service max_attempts 100
	configure_farm ${service}_service worker_pool_size 2
done
configure_farm supervisor silence_seconds 5

make_pdf text 2 "$test_dir/book.pdf" "$test_dir/words.txt"
start_farm

descriptors() {
	find "/proc/$farm_pid/fd" -mindepth 1 | wc -l
}

memory_kib() {
	awk '/^VmRSS/ { print $2 }' "/proc/$farm_pid/status"
}

slots_ready() {
	farm_curl -f -m 5 "$farm_url/workers" 2>/dev/null |
		jq '[.slots[] | select(.state == "idle" or .state == "busy")] | length'
}

none_is_stopped() {
	local pid
	for pid in $(farm_processes); do
		grep -qs '^State:[[:space:]]*T' "/proc/$pid/status" && return 1
	done
	return 0
}

at_full_strength() {
	[ "$(slots_ready)" = "$strength" ] && none_is_stopped
}

# What is dead and was not waited for: lecternd's children, and engines whose front lives.
zombies() {
	local pid
	for pid in "$farm_pid" $(pgrep -P "$farm_pid"); do
		ps -o pid=,state=,comm= --ppid "$pid"
	done | awk '$2 ~ /^Z/'
}

no_zombies() {
	[ -z "$(zombies)" ]
}

# Workers, engines and web; the broker has a test of its own. Not those that are starting: who dies
# before it was ready is rightly started with a delay.
victims() {
	pgrep --older 2 -f -- "(-service|lectern-web) .*$farm_dir"
}

storm() {
	local signals=(KILL SEGV STOP) end=$((SECONDS + seconds)) sent=0 pids
	# Who is stopped is known by its silence: the last stops are sent early enough for that.
	local last_stop=$((end - 12)) begun=$SECONDS id
	while [ "$SECONDS" -lt "$end" ]; do
		# A book now and then, all of them in the first half; lectern-web may be down just now.
		if [ ${#jobs[@]} -lt $books ] &&
			[ $((SECONDS - begun)) -ge $((${#jobs[@]} * seconds / books / 2)) ] &&
			id=$(submit "$test_dir/book.pdf" 2>/dev/null); then
			jobs+=("$id")
		fi
		[ "$SECONDS" -lt "$last_stop" ] || signals=(KILL SEGV)
		mapfile -t pids < <(victims)
		if [ ${#pids[@]} -gt 0 ]; then
			kill -s "${signals[RANDOM % ${#signals[@]}]}" "${pids[RANDOM % ${#pids[@]}]}" 2>/dev/null
			sent=$((sent + 1))
		fi
		sleep "0.$((RANDOM % 5 + 1))"
	done
	note "$sent signals in $seconds s"
	tally faults_injected $sent
}

calm=$(submit "$test_dir/book.pdf")
completes "$calm" 120 || die "the calm run did not end"
fetch_audio "$calm" "$test_dir/calm.wav"
strength=13
check "twelve slots and the broker" wait_until 30 at_full_strength
descriptors_before=$(descriptors) memory_before=$(memory_kib)

jobs=()
storm
forget_interrupted_looks
check "all books were taken" test ${#jobs[@]} -eq $books
# 5 s on a machine that has nothing else to do.
wait_until 15 at_full_strength || {
	farm_curl "$farm_url/workers" | jq -c '.slots[]'
	fault "not at full strength within 15 s"
}

for id in "${jobs[@]}"; do
	tally jobs_run
	tally pages_checked 2
	check "$id completes" completes "$id" 180 || tally pages_lost
	fetch_audio "$id" "$test_dir/storm.wav"
	cmp -s "$test_dir/calm.wav" "$test_dir/storm.wav" || tally bytes_differing
done
check "queues are empty" wait_until 60 queues_are_empty
wait_until 60 no_zombies || fault "zombies: $(zombies)"
check "descriptors are as before" test "$(descriptors)" -le "$descriptors_before"
# A sanitizer keeps what was freed for a while.
grep -q '^#define LECTERN_SANITIZED' "$build_dir/config.h" ||
	check "memory is as before ($memory_before KiB, now $(memory_kib))" test "$(memory_kib)" -le $((memory_before + 1024))
print_tally
