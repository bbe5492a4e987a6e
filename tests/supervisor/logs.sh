#!/bin/bash
# logs.sh - where lecternd logs to, and that nothing blocks it.
. "$(dirname "$0")/lib.sh"

log_file_and_reopen() {
	option supervisor log_file "\"$farm/lectern.log\""
	option tts_service worker_pool_size 1
	start_farm
	wait_until grep -q 'tts/0: starting -> idle' "$farm/lectern.log" || fault "no log file"
	mv "$farm/lectern.log" "$farm/old.log"
	kill -USR1 "$lecternd"
	wait_until grep -q 'file reopened' "$farm/lectern.log" || fault "not opened anew"
	check "not in both" not grep -q 'file reopened' "$farm/old.log"
	check "its mode" [ "$(stat -c %a "$farm/lectern.log")" = 600 ]
	# And by a reload to another file, and back to standard error.
	option supervisor log_file "\"$farm/other.log\""
	write_config
	kill -HUP "$lecternd"
	wait_until grep -q 'generation 2' "$farm/other.log" || fault "no other log file"
	option supervisor log_file '""'
	sleep 1
	write_config
	kill -HUP "$lecternd"
	wait_log 'generation 3'
	stop_farm
}

foreground() {
	option supervisor log_file "\"$farm/lectern.log\""
	write_config
	FAKE_DIR=$farm/fake LECTERN_LIBEXECDIR=$farm/bin "$build_dir/supervisor/lecternd" \
		--foreground --config "$farm/project.toml" 2>"$farm/log" &
	lecternd=$!
	wait_log 'web/0: starting -> idle'
	check "no log file" [ ! -e "$farm/lectern.log" ]
	stop_farm
}

log_file_that_cannot_be() {
	option supervisor log_file "\"$farm/no/such/directory/log\""
	start_farm
	wait_for_exit
	check "exit status 1" [ "$status" -eq 1 ]
	check "why" log_has "log_file: $farm/no/such/directory/log: No such file"
}

# Nobody reads what lecternd writes: it works on, and so do its children.
full_pipe() {
	option tts_service worker_pool_size 1
	option pcm_to_wav_service worker_pool_size 1
	behave tts-service jobs 5
	behave pcm-to-wav-service queue 5
	mkfifo "$farm/pipe"
	# Open for reading, and never read.
	exec 8<>"$farm/pipe"
	write_config
	FAKE_DIR=$farm/fake LECTERN_LIBEXECDIR=$farm/bin "$build_dir/supervisor/lecternd" \
		--config "$farm/project.toml" 2>"$farm/pipe" 8>&- &
	lecternd=$!
	: >"$farm/log"
	pipe_is_full() {
		! timeout 0.2 sh -c 'head -c 4096 /dev/zero >&8' 2>/dev/null
	}
	wait_until pipe_is_full || fault "the pipe does not fill"
	local i
	for i in {1..50}; do
		: >"$farm/fake/queue/page_$i"
	done
	fifty_done() {
		[ "$(find "$farm/fake/done" -type f | wc -l)" -eq 50 ]
	}
	wait_until fifty_done || fault "the farm is stuck"
	# A worker that dies meanwhile is replaced.
	kill -9 "$(pgrep -f "$farm/bin/tts-service ")"
	wait_until pgrep -f "$farm/bin/tts-service " >/dev/null || fault "not replaced"
	stop_farm
	exec 8>&-
}

json() {
	option supervisor log_format '"json"'
	option tts_service worker_pool_size 1
	behave tts-service flood 3
	start_farm
	wait_log 'line 3 of a flood'
	stop_farm
	check "the worker's lines are records" log_has '^{.*"message":"tts/0.*line 3 of a flood"}$'
	if ! command -v node >/dev/null; then
		echo "  skipped: no node to read JSON"
		return
	fi
	check "every line is JSON" node -e '
		const lines = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n");
		if (!lines.length) process.exit(1);
		for (const line of lines)
			if (typeof JSON.parse(line).message !== "string") process.exit(1);' "$farm/log"
}

# Descriptors, memory and zombies after many deaths are what they were before.
nothing_grows() {
	option tts_service worker_pool_size 4
	option tts_service max_jobs 1
	behave tts-service jobs 1
	start_farm
	wait_log 'tts/.: spawned' 50
	descriptors() {
		find "/proc/$lecternd/fd" -mindepth 1 | wc -l
	}
	memory() {
		awk '/^VmRSS/ { print $2 }' "/proc/$lecternd/status"
	}
	fds_are_few() {
		[ "$(descriptors)" -le 32 ]
	}
	local before after
	before=$(memory)
	wait_log 'tts/.: spawned' 400
	after=$(memory)
	wait_until fds_are_few || fault "descriptors: $(ls -l "/proc/$lecternd/fd")"
	echo "  memory: $before -> $after KiB"
	sanitized || check "memory" [ "$after" -le $((before + 1024)) ]
	no_zombies() {
		! ps -o state= --ppid "$lecternd" | grep -q Z
	}
	wait_until no_zombies || fault "zombies"
	stop_farm
}

run log_file_and_reopen foreground log_file_that_cannot_be full_pipe json nothing_grows
