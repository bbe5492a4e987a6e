# shellcheck shell=bash
# lib.sh - sourced by the tests that run the real lecternd with fake workers (fake_worker.c).
#
#   farm         scratch directory of the farm at hand; gone afterwards
#   lecternd     its pid
#
# Each test is a function; `run NAME...` runs them one after the other, each with a farm of its own
# that must leave nothing behind. A test fails by `fault`, and goes on.
set -u
build_dir=$PWD
[ -x "$build_dir/supervisor/lecternd" ] || {
	echo "run me in a build directory: there is no supervisor/lecternd in $build_dir" >&2
	exit 99
}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/lectern-supervisor-XXXXXX") || exit 99
farm=$scratch
lecternd=
failures=0
patience=30 # seconds that anything may take on a busy machine

fault() {
	echo "FAILED: $*"
	failures=$((failures + 1))
}

# check WHAT COMMAND...
check() {
	local what=$1
	shift
	if "$@"; then
		echo "  ok: $what"
	else
		fault "$what ($*)"
	fi
}

# not COMMAND...
not() {
	! "$@"
}

# wait_until COMMAND...: until it succeeds; fails when patience ends.
wait_until() {
	local deadline=$((SECONDS + patience))
	until "$@"; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		sleep 0.02
	done
}

# ---- the farm ----

# option SECTION KEY VALUE: as it stands in the file; replaces an earlier one.
option() {
	local kept
	kept=$(grep -v "^$1 $2 " "$farm/options" 2>/dev/null)
	{
		[ -z "$kept" ] || printf '%s\n' "$kept"
		printf '%s %s %s\n' "$1" "$2" "$3"
	} >"$farm/options.new"
	mv "$farm/options.new" "$farm/options"
}

write_config() {
	sort -s -k1,1 "$farm/options" | awk '
		$1 != section { section = $1; printf "[%s]\n", section }
		{ key = $2; sub(/^[^ ]+ [^ ]+ /, ""); print key " = " $0 }' >"$farm/project.toml"
}

# behave SERVICE WORDS...: what fake workers of that name do from their next start on.
behave() {
	local name=$1
	shift
	echo "$*" >"$farm/fake/$name.new"
	mv "$farm/fake/$name.new" "$farm/fake/$name"
}

# The same for the next one to start alone.
behave_once() {
	local name=$1
	shift
	echo "$*" >"$farm/fake/$name.new"
	mv "$farm/fake/$name.new" "$farm/fake/$name.once"
}

programs=(lectern-web pdf-to-png-service png-to-text-service tts-service pcm-to-wav-service
	wav-aggregator-service audio-encoder-service page-image-service live-audio-service
	voice-sample-service)

# A farm with short times, an external broker that nobody asks, and no worker.
new_farm() {
	farm=$scratch/$1
	mkdir -p "$farm/bin" "$farm/fake/queue" "$farm/fake/claimed" "$farm/fake/done" \
		"$farm/fake/begun" "$farm/fake/ready"
	local program section
	for program in "${programs[@]}"; do
		ln -s "$build_dir/tests/supervisor/fake_worker" "$farm/bin/$program"
	done
	: >"$farm/log"
	option nats server '"external"'
	option http port 0
	option supervisor state_dir "\"$farm/state\""
	option supervisor log_level '"debug"'
	option supervisor ready_seconds 1
	option supervisor drain_seconds 20
	option supervisor term_seconds 1
	option supervisor abort_seconds 1
	option supervisor silence_seconds 1
	for section in pdf_to_png png_to_text tts pcm_to_wav wav_aggregator audio_encoder page_image live_audio voice_sample; do
		option "${section}_service" worker_pool_size 0
		option "${section}_service" progress_timeout_seconds 1
		option "${section}_service" max_attempts 1
	done
}

# start_farm [COMMAND...]: runs lecternd, by the command (env, setsid, ...) if there is one.
start_farm() {
	write_config
	: >"$farm/log"
	FAKE_DIR=$farm/fake LECTERN_LIBEXECDIR=$farm/bin "$@" \
		"$build_dir/supervisor/lecternd" --config "$farm/project.toml" 2>>"$farm/log" &
	lecternd=$!
}

is_gone() {
	! kill -0 "$1" 2>/dev/null
}

# wait_for_exit: sets `status`.
wait_for_exit() {
	# shellcheck disable=SC2034 # read by the tests
	if wait_until is_gone_or_zombie "$lecternd"; then
		wait "$lecternd"
		status=$?
	else
		fault "lecternd does not stop"
		kill -9 "$lecternd"
		status=-1
	fi
	lecternd=
}

is_gone_or_zombie() {
	local state
	state=$(cut -d')' -f2- "/proc/$1/stat" 2>/dev/null | cut -c2)
	[ -z "$state" ] || [ "$state" = Z ]
}

# stop_farm [STATUS]: SIGTERM; the exit status must be that one.
stop_farm() {
	kill -TERM "$lecternd"
	wait_for_exit
	check "exit status ${1:-0}" [ "$status" -eq "${1:-0}" ]
}

# Processes that belong to the farm at hand: its directory is in their command line.
processes() {
	pgrep -f "$farm/" || true
}

nothing_runs() {
	[ -z "$(processes)" ]
}

# What must be so when a farm is stopped.
check_nothing_left() {
	wait_until nothing_runs || fault "left running: $(pgrep -af "$farm/")"
	local left
	left=$(cd "$farm/state" 2>/dev/null && find . -mindepth 1 -not -path './nats/store*' \
		-not -path ./nats -not -path ./nats/password)
	check "the state directory is empty" [ -z "$left" ]
	if grep -qE 'Sanitizer|runtime error' "$farm/log"; then
		fault "a sanitizer complains"
	fi
}

# Built with sanitizers? They take memory, and limits, for themselves.
sanitized() {
	grep -q 'define LECTERN_SANITIZED' "$build_dir/config.h"
}

# ---- the log ----

# count_log PATTERN: lines that match.
count_log() {
	grep -cE -e "$1" "$farm/log"
}

log_has() {
	grep -qE -e "$1" "$farm/log"
}

log_has_times() {
	[ "$(count_log "$2")" -ge "$1" ]
}

# wait_log PATTERN [TIMES]
wait_log() {
	wait_until log_has_times "${2:-1}" "$1" || fault "not in the log ${2:-1} times: $1"
}

# pid_of SLOT: of the last process in it.
pid_of() {
	sed -nE "s|.* $1: spawned pid=([0-9]+).*|\\1|p" "$farm/log" | tail -n 1
}

# mono_of PATTERN: the monotonic stamps of matching lines, in microseconds.
mono_of() {
	sed -nE "/$1/s/.*mono=([0-9]+)\\.([0-9]{3}).*/\\1\\2/p" "$farm/log"
}

# ---- running ----

run() {
	local name
	for name in "$@"; do
		echo "$name"
		new_farm "$name"
		local before=$failures
		"$name"
		if [ -n "$lecternd" ]; then
			fault "the test left lecternd running"
			kill -9 "$lecternd"
			wait "$lecternd" 2>/dev/null
			lecternd=
		fi
		check_nothing_left
		if [ "$failures" -ne "$before" ]; then
			echo "---- log of $name"
			cat "$farm/log"
			echo "----"
		fi
		local pid
		for pid in $(processes); do
			kill -9 "$pid" 2>/dev/null
		done
	done
}

finish() {
	local code=$?
	[ -z "$lecternd" ] || kill -9 "$lecternd" 2>/dev/null
	rm -rf "$scratch"
	[ "$code" -eq 0 ] || exit "$code"
	[ "$failures" -eq 0 ] || exit 1
}
trap finish EXIT
trap 'exit 99' INT TERM
