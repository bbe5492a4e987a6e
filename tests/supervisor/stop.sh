#!/bin/bash
# stop.sh - how lecternd ends: drained, hurried, killed, and what it leaves: nothing.
. "$(dirname "$0")/lib.sh"

drains() {
	option tts_service worker_pool_size 2
	behave tts-service queue 1000
	: >"$farm/fake/queue/page_1"
	: >"$farm/fake/queue/page_2"
	start_farm
	wait_log 'tts/.: idle -> busy' 2
	# Work that comes now is not begun.
	kill -TERM "$lecternd"
	wait_log 'tts/.: busy -> draining' 2
	: >"$farm/fake/queue/page_3"
	wait_for_exit
	check "exit status 0" [ "$status" -eq 0 ]
	check "both jobs are done" [ -e "$farm/fake/done/page_1" -a -e "$farm/fake/done/page_2" ]
	check "no job was begun" [ -e "$farm/fake/queue/page_3" ]
	check "no signal was needed" not log_has ': SIG[A-Z]+ to'
	check "said so" log_has 'stopped: running jobs were finished; the rest resumes at the next start'
}

terminates_after_drain_seconds() {
	option tts_service worker_pool_size 1
	option supervisor drain_seconds 1
	behave tts-service queue 60000
	: >"$farm/fake/queue/page_1"
	start_farm
	wait_log 'tts/0: idle -> busy'
	stop_farm 3
	check "not before its time" log_has 'the time for running jobs is over'
	check "the job was given back" [ -e "$farm/fake/queue/page_1" ]
}

second_term_hurries() {
	option tts_service worker_pool_size 1
	option supervisor drain_seconds 1000
	behave tts-service queue 60000
	: >"$farm/fake/queue/page_1"
	start_farm
	wait_log 'tts/0: idle -> busy'
	kill -TERM "$lecternd"
	wait_log 'tts/0: busy -> draining'
	stop_farm 3
}

third_term_kills() {
	option tts_service worker_pool_size 1
	option supervisor drain_seconds 1000
	option supervisor term_seconds 1000
	behave tts-service stubborn
	start_farm
	wait_log 'tts/0: idle -> busy'
	kill -TERM "$lecternd"
	wait_log 'tts/0: busy -> draining'
	kill -TERM "$lecternd"
	wait_log 'tts/0: SIGTERM to'
	stop_farm 4
}

interrupted() {
	option tts_service worker_pool_size 1
	# A shell without job control makes what it starts in the background ignore SIGINT.
	start_farm env --default-signal=INT
	wait_log 'tts/0: starting -> idle'
	kill -INT "$lecternd"
	wait_for_exit
	check "exit status 0" [ "$status" -eq 0 ]
}

stop_while_starting() {
	option tts_service worker_pool_size 2
	behave tts-service slow-ready 60000
	option supervisor ready_seconds 100
	start_farm
	wait_log 'tts/.: spawned' 2
	stop_farm
}

stop_while_failing() {
	option tts_service worker_pool_size 2
	behave tts-service crash-start
	start_farm
	wait_log 'tts/.: .*backoff' 2
	stop_farm
}

# Killed without a chance: its children are gone within two seconds, and the next one starts.
kill_9() {
	option tts_service worker_pool_size 3
	behave tts-service stubborn
	start_farm
	wait_log 'tts/.: idle -> busy' 3
	kill -9 "$lecternd"
	wait "$lecternd" 2>/dev/null
	sleep 2
	check "no child after two seconds" nothing_runs
	check "what it left is there" [ -e "$farm/state/lecternd.lock" ]
	behave tts-service good
	start_farm
	wait_log 'tts/.: starting -> idle' 3
	stop_farm
}

second_lecternd() {
	option tts_service worker_pool_size 1
	start_farm
	wait_log 'tts/0: starting -> idle'
	local first=$lecternd
	LECTERN_LIBEXECDIR=$farm/bin FAKE_DIR=$farm/fake "$build_dir/supervisor/lecternd" \
		--config "$farm/project.toml" 2>"$farm/second"
	check "exit status 1" [ $? -eq 1 ]
	check "it says why" grep -q "another lecternd is running on this state directory: .*, pid $first\$" \
		"$farm/second"
	check "the first goes on" not log_has 'tts/0: (exited|idle ->)'
	stop_farm
}

# As process 1 of a container: reaps strangers, lives through signals, stops as anywhere.
process_one() {
	if ! unshare --pid --fork --mount-proc --kill-child true 2>/dev/null; then
		echo "  skipped: no pid namespaces here"
		return
	fi
	option tts_service worker_pool_size 1
	write_config
	# The stranger is an orphan that lecternd gets to reap, of a shell entered from outside.
	FAKE_DIR=$farm/fake LECTERN_LIBEXECDIR=$farm/bin unshare --pid --fork --mount-proc \
		--kill-child "$build_dir/supervisor/lecternd" --config "$farm/project.toml" \
		2>"$farm/log" &
	local outer=$!
	wait_log 'lecternd .*pid=1,'
	wait_log 'tts/0: starting -> idle'
	local inner
	inner=$(pgrep -P "$outer")
	nsenter --target "$inner" --pid --mount sh -c 'sh -c "sleep 0.3; exec true" & exit 0'
	wait_log 'reaped pid=[0-9]+, which is not a child of lecternd'
	nsenter --target "$inner" --pid --mount sh -c 'sleep 5 & echo $! >"$0"; exit 0' "$farm/stranger"
	local signal
	for signal in PIPE USR1 USR2 HUP ALRM TTIN TTOU; do
		kill -s $signal "$inner"
	done
	wait_log 'the configuration is unchanged'
	kill -9 "$(pgrep -P "$inner" -f tts-service)"
	wait_log 'tts/0: starting -> idle' 2
	# Looked for orphans, it left the operator's alone.
	sleep 1
	check "the stranger lives" not log_has 'left behind'
	kill -TERM "$inner"
	wait "$outer"
	check "exit status 0" [ $? -eq 0 ]
}

run drains terminates_after_drain_seconds second_term_hurries third_term_kills interrupted \
	stop_while_starting stop_while_failing kill_9 second_lecternd process_one
