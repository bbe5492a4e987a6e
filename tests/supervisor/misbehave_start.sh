#!/bin/bash
# misbehave_start.sh - workers that do not come to life: throttled, told by name, and no burden to
# others.
. "$(dirname "$0")/lib.sh"
option_tts() {
	option tts_service worker_pool_size "$1"
}

crash_before_ready() {
	option_tts 3
	option pcm_to_wav_service worker_pool_size 1
	behave tts-service crash-start
	start_farm
	wait_log 'pcm-to-wav/0: starting -> idle'
	wait_log 'tts/[012]: .*backoff: failing; next try in 2[0-9]{3} ms, failed 1 times'
	# Three that die together are one failure; then one at a time is tried.
	wait_log 'failed 2 times in a row'
	check "one is tried after the first three" [ "$(count_log 'tts/.: spawned')" -eq 4 ]
	local stamps
	mapfile -t stamps < <(mono_of 'tts\/.: spawned')
	check "not before 2 s" [ $((stamps[3] - stamps[0])) -ge 2000000 ]
	check "the signal is named" log_has 'tts/.: exited .*killed by SIGSEGV.* before ready'
	check "another stage goes on" not log_has 'pcm-to-wav/0: (exited|idle -> [^d])'
	# Cured, the stage is whole at once.
	behave tts-service good
	wait_log 'tts/.: starting -> idle' 3
	check "the others need not wait any longer" \
		[ "$(count_log 'tts/.: starting -> idle')" -eq 3 ]
	stop_farm
}

exit_before_ready() {
	option_tts 1
	behave_once tts-service exit-start 3
	start_farm
	wait_log 'tts/0: exited .*exit status 3.* before ready'
	wait_log 'tts/0: starting -> idle'
	stop_farm
}

slow_but_ready() {
	option_tts 1
	option supervisor ready_seconds 20
	behave tts-service slow-ready 1500
	start_farm
	wait_log 'tts/0: starting -> idle'
	check "waited for" [ "$(count_log 'tts/0: spawned')" -eq 1 ]
	stop_farm
}

never_ready() {
	option_tts 1
	behave_once tts-service hang-start
	start_farm
	wait_log 'tts/0: SIGABRT to pid=[0-9]+: not ready in time'
	wait_log 'tts/0: .*backoff: failing'
	wait_log 'tts/0: starting -> idle'
	stop_farm
}

missing_program() {
	option_tts 1
	option pcm_to_wav_service worker_pool_size 1
	rm "$farm/bin/tts-service"
	start_farm
	wait_log "tts/0: cannot execute $farm/bin/tts-service: No such file or directory"
	wait_log 'tts/0: .*backoff: failing'
	wait_log 'pcm-to-wav/0: starting -> idle'
	# Made good, it is found without a restart.
	ln -s "$build_dir/tests/supervisor/fake_worker" "$farm/bin/tts-service"
	wait_log 'tts/0: starting -> idle'
	stop_farm
}

no_permission() {
	option_tts 1
	rm "$farm/bin/tts-service"
	echo 'not a program' >"$farm/bin/tts-service"
	chmod 644 "$farm/bin/tts-service"
	start_farm
	wait_log "tts/0: cannot execute $farm/bin/tts-service: Permission denied"
	stop_farm
}

failing_is_shown() {
	option_tts 1
	behave tts-service exit-start 5
	behave lectern-web snapshots
	start_farm
	wait_log 'web/0.*slot tts/0 state=failing .*detail="exit status 5 before ready"'
	stop_farm
}

run crash_before_ready exit_before_ready slow_but_ready never_ready missing_program \
	no_permission failing_is_shown
