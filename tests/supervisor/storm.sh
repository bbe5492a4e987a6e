#!/bin/bash
# storm.sh [SECONDS] - random SIGKILL, SIGSTOP, SIGSEGV, SIGTERM and SIGABRT to every child of lecternd
# while pages are worked on: each page is done in the end, the farm is whole again within five
# seconds, and lecternd itself is as it was before.
. "$(dirname "$0")/lib.sh"
seconds=${1:-${LECTERN_STORM_SECONDS:-10}}
# A SIGSEGV that was sent is no finding.
export ASAN_OPTIONS="${ASAN_OPTIONS-}:handle_segv=0:handle_abort=0"

sizes=(lectern-web=1 pdf-to-png-service=2 png-to-text-service=4 tts-service=3
	pcm-to-wav-service=2 wav-aggregator-service=2)

descriptors() {
	find "/proc/$lecternd/fd" -mindepth 1 | wc -l
}

memory() {
	awk '/^VmRSS/ { print $2 }' "/proc/$lecternd/status"
}

# Every pool has its size, each of them was ready, and none is stopped.
is_whole() {
	local size pids pid
	if ps -o state= --ppid "$lecternd" | grep -q T; then
		return 1
	fi
	for size in "${sizes[@]}"; do
		mapfile -t pids < <(pgrep -P "$lecternd" -f "$farm/bin/${size%=*} ")
		[ "${#pids[@]}" -eq "${size#*=}" ] || return 1
		for pid in "${pids[@]}"; do
			[ -e "$farm/fake/ready/${size%=*}.$pid" ] || return 1
		done
	done
}

no_zombies() {
	! ps -o state= --ppid "$lecternd" | grep -q Z
}

storm() {
	local signals=(KILL KILL STOP SEGV SEGV TERM ABRT) pids end=$((SECONDS + seconds)) n=0 page=0
	while [ "$SECONDS" -lt "$end" ]; do
		mapfile -t pids < <(pgrep -P "$lecternd")
		if [ "${#pids[@]}" -gt 0 ]; then
			kill -s "${signals[RANDOM % ${#signals[@]}]}" \
				"${pids[RANDOM % ${#pids[@]}]}" 2>/dev/null
			n=$((n + 1))
		fi
		if [ $((n % 5)) -eq 0 ]; then
			page=$((page + 1))
			: >"$farm/fake/queue/page_$page"
		fi
		sleep 0.0$((RANDOM % 10))
	done
	echo "  $n signals, $page pages"
	pages=$page
}

all_pages_done() {
	[ "$(find "$farm/fake/done" -type f | wc -l)" -eq "$pages" ]
}

weather() {
	local name size fds rss began
	option supervisor log_level '"info"'
	for size in "${sizes[@]:1}"; do
		name=${size%-service=*}
		option "${name//-/_}_service" worker_pool_size "${size#*=}"
		behave "${size%=*}" queue 30
	done
	start_farm
	wait_until is_whole || fault "the farm does not start"
	fds=$(descriptors)
	rss=$(memory)
	storm
	began=$(date +%s%N)
	wait_until is_whole || fault "the farm is not whole: $(pgrep -P "$lecternd" -a)"
	local took=$((($(date +%s%N) - began) / 1000000))
	echo "  whole again after $took ms"
	check "within five seconds" [ "$took" -le 5000 ]
	wait_until all_pages_done || fault "pages are missing: $(ls "$farm/fake/queue" \
		"$farm/fake/claimed")"
	wait_until no_zombies || fault "zombies"
	check "descriptors: $fds, then $(descriptors)" [ "$(descriptors)" -eq "$fds" ]
	echo "  memory: $rss, then $(memory) KiB"
	sanitized || check "memory" [ "$(memory)" -le $((rss + 1024)) ]
	stop_farm
}

run weather
