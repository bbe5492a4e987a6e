#!/bin/bash
# misbehave_work.sh - workers that crash, hang or will not go while they work.
. "$(dirname "$0")/lib.sh"

one_tts() {
	option tts_service worker_pool_size 1
}

crash_in_job() {
	one_tts
	behave_once tts-service crash-job 100
	start_farm
	wait_log 'tts/0: exited .*killed by SIGSEGV.* in a job job="book page 7"'
	wait_log 'tts/0: exec' 2
	stop_farm
}

# From each exit to the next exec, by the monotonic stamps: the median below 50 ms.
restart_is_quick() {
	one_tts
	option pcm_to_wav_service worker_pool_size 3
	behave pcm-to-wav-service crash-job 20
	start_farm
	wait_log 'pcm-to-wav/.: exited' 15
	# Each restart's delay, least first; those that the budget held back are none.
	local delays median
	delays=$(awk '
		match($0, /pcm-to-wav\/[0-9]+: /) { slot = substr($0, RSTART, RLENGTH) }
		match($0, /mono=[0-9.]+/) { at = substr($0, RSTART + 5, RLENGTH - 5) }
		/pcm-to-wav.*: exited/ { died[slot] = at }
		/pcm-to-wav.* -> backoff/ { delete died[slot] }
		/pcm-to-wav.*: exec/ && slot in died { print int((at - died[slot]) * 1000); delete died[slot] }
		' "$farm/log" | sort -n)
	median=$(sed -n "$((($(wc -l <<<"$delays") + 1) / 2))p" <<<"$delays")
	echo "  restart: median $median us of $(wc -l <<<"$delays")"
	check "at least ten restarts" [ "$(wc -l <<<"$delays")" -ge 10 ]
	check "median below 50 ms" [ "$median" -lt 50000 ]
	stop_farm
}

crash_when_idle() {
	one_tts
	behave_once tts-service crash-idle 100
	start_farm
	wait_log 'tts/0: exited .*state=idle killed by SIGSEGV'
	wait_log 'tts/0: starting -> idle' 2
	stop_farm
}

# Ready and dead at once, for ever: a few at once, then slowly.
crash_loop() {
	one_tts
	behave tts-service crash-idle 1
	start_farm
	wait_log 'tts/0: .*-> backoff'
	check "six are started at first" [ "$(count_log 'tts/0: spawned')" -eq 6 ]
	stop_farm
}

hang_when_idle() {
	one_tts
	behave_once tts-service hang-idle
	start_farm
	wait_log 'tts/0: SIGABRT to pid=[0-9]+: no progress: hung'
	wait_log 'tts/0: starting -> idle' 2
	stop_farm
}

hang_in_job() {
	one_tts
	behave_once tts-service hang-job
	start_farm
	wait_log 'tts/0: SIGABRT to pid=[0-9]+: no progress: hung \(book page 8\)'
	wait_log 'tts/0: exited .*killed by SIGABRT.* in a job job="book page 8"'
	wait_log 'tts/0: starting -> idle' 2
	stop_farm
}

stopped_worker() {
	one_tts
	start_farm
	wait_log 'tts/0: starting -> idle'
	kill -STOP "$(pid_of tts/0)"
	wait_log 'tts/0: SIGABRT to pid=[0-9]+: no progress: hung'
	# A stopped process dies of SIGKILL only.
	wait_log 'tts/0: exited .*killed by SIGKILL'
	wait_log 'tts/0: starting -> idle' 2
	stop_farm
}

stopped_web() {
	start_farm
	wait_log 'web/0: starting -> idle'
	kill -STOP "$(pid_of web/0)"
	wait_log 'web/0: exited .*killed by SIGKILL'
	wait_log 'web/0: starting -> idle' 2
	stop_farm
}

past_its_deadline() {
	one_tts
	behave_once tts-service endless-job 300
	start_farm
	wait_log 'tts/0: SIGABRT to pid=[0-9]+: its job is past its deadline \(book page 9\)'
	wait_log 'tts/0: starting -> idle' 2
	stop_farm
}

ignores_term() {
	one_tts
	option supervisor drain_seconds 1
	behave tts-service stubborn
	start_farm
	wait_log 'tts/0: idle -> busy'
	local began=$SECONDS
	stop_farm 4
	check "within drain and grace" [ $((SECONDS - began)) -le 10 ]
	check "first SIGTERM" log_has 'tts/0: SIGTERM to pid'
	check "then SIGKILL" log_has 'tts/0: exited .*killed by SIGKILL'
}

leaks_memory() {
	one_tts
	option tts_service max_rss_mb 10
	behave tts-service leak 3000
	start_farm
	wait_log 'tts/0: busy -> draining'
	wait_log 'tts/0: starting -> idle' 3
	check "no signal was needed" not log_has 'tts/0: SIG'
	check "it left by itself" log_has 'tts/0: exited .*state=draining exit status 0'
	stop_farm
}

recycled_by_jobs() {
	one_tts
	option tts_service max_jobs 5
	behave tts-service jobs 5
	start_farm
	wait_log 'tts/0: starting -> idle' 3
	check "five jobs and no more" [ "$(sed -n '/tts.0: spawned/,/draining/p' "$farm/log" |
		sed '/-> draining/q' | grep -c 'job .* ended')" -eq 5 ]
	stop_farm
}

# The whole machine sleeps, and lecternd wakes first: nobody is blamed.
machine_sleeps() {
	option tts_service worker_pool_size 2
	start_farm
	wait_log 'starting -> idle' 3
	local workers
	mapfile -t workers < <(pgrep -P "$lecternd")
	kill -STOP "$lecternd" "${workers[@]}"
	sleep 4
	kill -CONT "$lecternd"
	wait_log 'did not run for [0-9]+ ms'
	kill -CONT "${workers[@]}"
	# Longer than any silence may be.
	sleep 1.5
	check "nobody was killed" not log_has ': SIGABRT'
	stop_farm
}

says_goodbye() {
	one_tts
	behave_once tts-service bye
	start_farm
	wait_log 'tts/0: exited .*exit status 0'
	wait_log 'tts/0: starting -> idle' 2
	stop_farm
}

run crash_in_job restart_is_quick crash_when_idle crash_loop hang_when_idle hang_in_job \
	stopped_worker stopped_web past_its_deadline ignores_term leaks_memory recycled_by_jobs \
	says_goodbye machine_sleeps
