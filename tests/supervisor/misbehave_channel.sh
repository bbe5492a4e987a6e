#!/bin/bash
# misbehave_channel.sh - workers that abuse what connects them with lecternd: channel, standard
# error, process group, limits.
. "$(dirname "$0")/lib.sh"

one_tts() {
	option tts_service worker_pool_size 1
}

replaced_for() {
	one_tts
	behave_once tts-service "$1"
	start_farm
	wait_log "tts/0: SIG$2 to pid=[0-9]+: $3"
	wait_log 'tts/0: starting -> idle' 2
	stop_farm
}

half_a_record() {
	replaced_for half-record ABRT 'sent an invalid record'
}

garbage() {
	replaced_for garbage ABRT 'sent an invalid record'
}

job_before_ready() {
	one_tts
	behave_once tts-service untimely
	start_farm
	wait_log 'tts/0: SIGABRT to pid=[0-9]+: sent an invalid record, or one out of turn'
	wait_log 'tts/0: starting -> idle'
	stop_farm
}

closed_channel() {
	replaced_for close-channel TERM 'closed its channel'
}

# Those in its process group die with it, and so does one that left it.
grandchildren() {
	one_tts
	behave_once tts-service grandchild
	start_farm
	wait_log 'tts/0\[[0-9]+\]: children [0-9]+ [0-9]+'
	local near far
	read -r near far < <(sed -nE 's/.*: children ([0-9]+) ([0-9]+)$/\1 \2/p' "$farm/log")
	check "both live" kill -0 "$near" "$far"
	kill -9 "$(pid_of tts/0)"
	wait_until is_gone "$near" || fault "the one in the group lives"
	wait_until is_gone "$far" || fault "the one in a session of its own lives"
	check "told" log_has "killing pid=$far, left behind"
	check "the group died with its leader" not log_has "killing pid=$near"
	stop_farm
}

flood() {
	one_tts
	option pcm_to_wav_service worker_pool_size 1
	behave_once tts-service flood 100000
	start_farm
	wait_log 'tts/0\[[0-9]+\]: [0-9]+ lines dropped: more than 50 per second'
	wait_log 'tts/0\[[0-9]+\]: line 1 of a flood'
	check "few of them are written" [ "$(count_log 'of a flood')" -lt 2000 ]
	# The flooded lecternd still answers others.
	kill -9 "$(pid_of pcm-to-wav/0)"
	wait_log 'pcm-to-wav/0: starting -> idle' 2
	check "the worker did not wait" log_has 'tts/0: starting -> idle'
	stop_farm
	local lines dropped
	lines=$(count_log 'line [0-9]+ of a flood')
	dropped=$(sed -nE 's/.* ([0-9]+) lines dropped.*/\1/p' "$farm/log" | awk '{ n += $1 } END { print n }')
	check "every line is written or counted" [ $((lines + dropped)) -eq 100000 ]
}

long_line() {
	one_tts
	behave_once tts-service long-line 100000
	start_farm
	wait_log 'x{900}'
	wait_log 'tts/0: starting -> idle'
	check "one line, cut" [ "$(count_log 'x{100}')" -eq 1 ]
	stop_farm
}

surroundings() {
	one_tts
	option supervisor max_core_mb 3
	option supervisor max_open_files 200
	option supervisor max_file_gb 2
	option tts_service max_rss_mb 100
	behave tts-service limits
	start_farm env NOTIFY_SOCKET="$farm/nobody" OMP_THREAD_LIMIT=7 sh -c '
		trap "" PIPE
		exec 7>"$FAKE_DIR/leak"
		exec "$@"' sh
	wait_log 'blocked='
	sanitized || check "core" log_has 'limit core=3145728'
	check "open files" log_has 'limit nofile=200'
	check "file size" log_has 'limit fsize=2147483648'
	check "memory" log_has 'limit data=(1283457024|-1)'
	check "environment" log_has 'OMP_THREAD_LIMIT=1 NOTIFY_SOCKET=unset'
	check "no other descriptor than 0 to 3" log_has 'fds=4$'
	check "signals" log_has 'blocked=0 sigpipe=default pdeathsig=9 leader=yes'
	stop_farm
}

memory_limit() {
	one_tts
	option tts_service max_rss_mb 100
	behave tts-service allocate 4000
	start_farm
	wait_log '4000 MiB: '
	# With sanitizers there is no such limit.
	if sanitized; then
		check "not limited" log_has '4000 MiB: given'
	else
		check "limited" log_has '4000 MiB: Cannot allocate memory'
	fi
	stop_farm
}

snapshots() {
	one_tts
	option pcm_to_wav_service worker_pool_size 2
	behave lectern-web snapshots
	behave_once tts-service crash-job 50
	start_farm
	wait_log 'slot tts/0 state=idle pid=[0-9]+ restarts=1 .*detail="killed by SIGSEGV in a job'
	wait_log 'slot pcm-to-wav/1 state=idle .*rss=known'
	wait_log 'slot web/0 state=idle'
	# Nothing changes: nothing is sent.
	local before
	before=$(count_log 'snapshot end')
	sleep 2.5
	check "quiet when nothing changes" [ $(($(count_log 'snapshot end') - before)) -le 1 ]
	# A new web process gets one without waiting for a change.
	kill -9 "$(pid_of web/0)"
	wait_log "web/0.[0-9]+.: slot tts/0" 2
	stop_farm
}

run half_a_record garbage job_before_ready closed_channel grandchildren flood long_line \
	surroundings memory_limit snapshots
