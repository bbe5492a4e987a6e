#!/bin/bash
# reload.sh - SIGHUP: sizes and options change without losing or repeating a page; what is wrong or
# cannot change keeps the old configuration and says so.
. "$(dirname "$0")/lib.sh"

reload() {
	write_config
	kill -HUP "$lecternd"
}

ready_are() {
	[ "$(pgrep -fc "$farm/bin/tts-service ")" -eq "$1" ]
}

pages_done() {
	[ "$(find "$farm/fake/done" -type f | wc -l)" -eq "$1" ]
}

# put_pages FROM TO
put_pages() {
	local page
	for ((page = $1; page <= $2; page++)); do
		: >"$farm/fake/queue/page_$page"
	done
}

check_pages() {
	wait_until pages_done "$1" || fault "not $1 pages are done"
	check "each page was begun once" [ "$(cat "$farm"/fake/begun/* | wc -l)" -eq "$1" ]
	check "none is left" [ -z "$(find "$farm/fake/claimed" "$farm/fake/queue" -type f)" ]
}

pools_grow_and_shrink() {
	local size pages=0
	option tts_service worker_pool_size 2
	behave tts-service queue 30
	start_farm
	wait_log 'tts/.: starting -> idle' 2
	for size in 5 1 4 0 3; do
		put_pages $((pages + 1)) $((pages += 40))
		option tts_service worker_pool_size $size
		reload
		wait_until ready_are $size || fault "not $size workers"
	done
	check_pages 200
	check "growing and shrinking renews nobody" not log_has 'workers are being replaced'
	check "no signal was needed" not log_has 'tts/.: SIG'
	stop_farm
}

options_renew_workers() {
	local speed
	option tts_service worker_pool_size 3
	behave tts-service queue 30
	start_farm
	wait_log 'tts/.: starting -> idle' 3
	put_pages 1 150
	for speed in 180 190; do
		option tts_service speed $speed
		: >"$farm/mark" && local spawned
		spawned=$(count_log 'tts/.: spawned')
		reload
		# All three anew, and the one more that came first.
		wait_until log_has_times $((spawned + 4)) 'tts/.: spawned' || fault "not renewed"
		wait_until ready_are 3 || fault "not 3 workers"
	done
	check_pages 150
	check "the web is renewed, too" [ "$(count_log 'web/.: spawned')" -eq 3 ]
	check "new before old" [ "$(sed -n '/generation 2 is in effect/,$p' "$farm/log" |
		grep -E 'tts/.: (starting -> idle|(idle|busy) -> draining)' | head -1 |
		grep -c 'tts/3: starting -> idle')" -eq 1 ]
	local files
	files=$(ls "$farm/state/config")
	check "one generation is left: $files" [ "$files" = 3.toml ]
	stop_farm
}

web_options_renew_the_web_alone() {
	option tts_service worker_pool_size 1
	start_farm
	wait_log 'starting -> idle' 2
	option http max_queued_jobs 7
	reload
	wait_log 'web/.: starting -> idle' 2
	wait_log 'web/0: draining -> empty'
	check "the new one came first" [ "$(grep -nE 'web/1: starting -> idle' "$farm/log" |
		cut -d: -f1)" -lt "$(grep -nE 'web/0: idle -> draining' "$farm/log" | cut -d: -f1)" ]
	check "workers stay" [ "$(count_log 'tts/0: spawned')" -eq 1 ]
	stop_farm
}

log_level_is_told() {
	option tts_service worker_pool_size 1
	start_farm
	wait_log 'tts/0: starting -> idle'
	option supervisor log_level '"info"'
	reload
	wait_log 'tts/0\[[0-9]+\]: log level 1'
	check "nobody is renewed" [ "$(count_log 'spawned')" -eq 2 ]
	stop_farm
}

bad_file_keeps_the_old() {
	option tts_service worker_pool_size 2
	start_farm
	wait_log 'tts/.: starting -> idle' 2
	option tts_service worker_pool_size '"many"'
	reload
	wait_log 'keeping the old configuration: .*/project.toml:[0-9]+: .*worker_pool_size'
	# While the file is bad, and even gone, a worker that dies comes back all the same.
	kill -9 "$(pid_of tts/0)"
	wait_log 'tts/0: starting -> idle' 2
	rm "$farm/project.toml"
	kill -9 "$(pid_of tts/1)"
	wait_log 'tts/1: starting -> idle' 2
	kill -HUP "$lecternd"
	wait_log 'keeping the old configuration: .*No such file'
	option tts_service worker_pool_size 1
	reload
	wait_until ready_are 1 || fault "not 1 worker"
	# Even what lecternd keeps for them may be tidied away.
	rm -r "$farm/state/config"
	kill -9 "$(pid_of tts/0)"
	wait_log 'tts/0: starting -> idle' 3
	stop_farm
}

fixed_keys_say_so() {
	option tts_service worker_pool_size 1
	start_farm
	wait_log 'tts/0: starting -> idle'
	option supervisor state_dir "\"$farm/elsewhere\""
	option tts_service worker_pool_size 3
	reload
	wait_log 'keeping the old configuration: \[supervisor\] state_dir cannot change without a restart'
	check "nothing of it was taken" ready_are 1
	check "nothing was made" [ ! -e "$farm/elsewhere" ]
	stop_farm
}

unchanged_file_changes_nothing() {
	option tts_service worker_pool_size 1
	start_farm
	wait_log 'tts/0: starting -> idle'
	reload
	wait_log 'the configuration is unchanged'
	check "nobody is renewed" [ "$(count_log 'spawned')" -eq 2 ]
	stop_farm
}

ten_reloads_in_a_second() {
	local i
	option tts_service worker_pool_size 3
	behave tts-service queue 20
	start_farm
	wait_log 'tts/.: starting -> idle' 3
	put_pages 1 100
	local began=$SECONDS
	for i in {1..10}; do
		option tts_service speed $((200 + i))
		reload
		sleep 0.1
	done
	# On a busy machine it is not one second.
	local took=$((SECONDS - began))
	check_pages 100
	wait_log 'generation [0-9]+ is in effect'
	one_generation_is_left() {
		local last
		last=$(sed -nE 's/.*generation ([0-9]+) is in effect.*/\1/p' "$farm/log" | tail -1)
		[ "$(ls "$farm/state/config")" = "$last.toml" ] &&
			grep -q '^speed = 210$' "$farm/state/config/$last.toml" &&
			[ "$(pgrep -fc "$farm/bin/tts-service .*/$last.toml")" -eq 3 ] && ready_are 3
	}
	wait_until one_generation_is_left || fault "not one generation"
	check "requests were put together" [ "$(count_log 'is in effect')" -le $((took + 3)) ]
	stop_farm
}

# The new configuration stops the new worker from starting: the old ones work on.
bad_generation() {
	option tts_service worker_pool_size 2
	start_farm
	wait_log 'tts/.: starting -> idle' 2
	behave tts-service exit-start 78
	option tts_service speed 200
	reload
	wait_log 'tts/2: .*backoff: failing'
	check "the old ones stay" not log_has 'tts/[01]: idle ->'
	behave tts-service good
	wait_log 'tts/2: starting -> idle'
	wait_until ready_are 2 || fault "not 2 workers"
	stop_farm
}

# A worker gives its signs of life by the configuration that it was started with.
shorter_silence_kills_nobody() {
	option supervisor silence_seconds 30
	option tts_service worker_pool_size 1
	behave_once tts-service quiet-job 5000
	start_farm
	wait_log 'tts/0: idle -> busy'
	behave_once tts-service hang-job
	option supervisor silence_seconds 1
	reload
	wait_log 'tts/1: .*no progress'
	wait_log 'tts/1: starting -> idle' 2
	wait_log 'tts/0: exited .* exit status 0'
	check "who began before ends its job" not log_has 'tts/0: SIG'
	stop_farm
}

run pools_grow_and_shrink options_renew_workers web_options_renew_the_web_alone \
	log_level_is_told bad_file_keeps_the_old fixed_keys_say_so \
	unchanged_file_changes_nothing ten_reloads_in_a_second bad_generation \
	shorter_silence_kills_nobody
