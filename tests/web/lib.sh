# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is read by the tests
# lib.sh - sourced by the tests of lectern-web: a broker and a lectern-web, each of its own.
#
#   test_dir    scratch directory; gone afterwards
#   config      the project.toml in it
#   url         lectern-web's
#   body, head  files: what the last `call` got
#
# A test fails when a `check` failed, when it called `die`, when lectern-web died or a sanitizer
# complained.
set -u
build_dir=$PWD
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=packaging/farm.sh
. "$source_dir/packaging/farm.sh"
[ -x "$build_dir/web/lectern-web" ] || {
	echo "run me in a build directory: there is no web/lectern-web in $build_dir" >&2
	exit 99
}
test_dir=$(mktemp -d "${TMPDIR:-/tmp}/lectern-web-XXXXXX") || exit 99
export ASAN_OPTIONS="${ASAN_OPTIONS-}:log_path=$test_dir/sanitizer"
export UBSAN_OPTIONS="${UBSAN_OPTIONS-}:log_path=$test_dir/sanitizer"
export TSAN_OPTIONS="${TSAN_OPTIONS-}:log_path=$test_dir/sanitizer"
config=$test_dir/project.toml
body=$test_dir/body
head=$test_dir/head
failed_checks=0
nats_pid='' web_pid='' url='' status='' nats_port=''

note() {
	printf '%s: %s\n' "$(date +%T)" "$*"
}

die() {
	note "FAILED: $*"
	exit 1
}

# check WHAT COMMAND...: the command must succeed; the test goes on either way.
check() {
	local what=$1
	shift
	if "$@"; then
		note "ok: $what"
	else
		note "FAILED: $what: $*"
		failed_checks=$((failed_checks + 1))
	fi
}

wait_until() {
	local deadline=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		sleep 0.05
	done
}

# ---- the broker

# start_broker [ARGUMENT...]: nats-server's own, more than where it is.
start_broker() {
	local try
	for try in 1 2 3 4 5; do
		[ -n "$nats_port" ] || nats_port=$((20000 + RANDOM % 12000))
		nats-server -js -sd "$test_dir/jetstream" -a 127.0.0.1 -p "$nats_port" "$@" \
			>>"$test_dir/nats.log" 2>&1 &
		nats_pid=$!
		wait_until 60 broker_answers_or_died
		kill -0 "$nats_pid" 2>/dev/null && return 0
		[ -d "$test_dir/jetstream" ] && [ "$try" -gt 1 ] || nats_port= # taken by another
	done
	die "no nats-server"
}

broker_answers_or_died() {
	! kill -0 "$nats_pid" 2>/dev/null || port_answers "$nats_port"
}

stop_broker() {
	[ -n "$nats_pid" ] || return 0
	kill -KILL "$nats_pid" 2>/dev/null
	wait "$nats_pid" 2>/dev/null
	nats_pid=
}

not() {
	! "$@"
}

matches() { # matches PATTERN TEXT
	grep -qE -e "$1" <<<"$2" || {
		note "\"$2\" does not match $1"
		return 1
	}
}

# ---- lectern-web

write_config() {
	cat >"$config" <<X
[nats]
url = "nats://127.0.0.1:$nats_port"
[http]
port = 0
[supervisor]
state_dir = "$test_dir"
X
}

# configure SECTION KEY VALUE: for the next start.
configure() {
	toml_set "$config" "$@"
}

web_told_its_port() {
	grep -q 'listening on .* port [0-9]' "$test_dir/web.log" || ! kill -0 "$web_pid" 2>/dev/null
}

start_web() {
	: >"$test_dir/web.log"
	setpriv --pdeathsig KILL "$build_dir/web/lectern-web" --config "$config" \
		2>>"$test_dir/web.log" &
	web_pid=$!
	wait_until 60 web_told_its_port
	local port
	port=$(sed -n 's/.*listening on .* port \([0-9]*\)$/\1/p' "$test_dir/web.log" | tail -1)
	[ -n "$port" ] || die "lectern-web did not start: $(cat "$test_dir/web.log")"
	url=http://127.0.0.1:$port
}

# Ends it in order: it must exit 0.
stop_web() {
	[ -n "$web_pid" ] || return 0
	local result=0
	kill -TERM "$web_pid" 2>/dev/null
	wait "$web_pid" || result=$?
	web_pid=
	check "lectern-web ends with status 0" [ "$result" -eq 0 ]
}

# Resident memory in KiB.
web_rss() {
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$web_pid/status"
}

web_peak_rss() {
	sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$web_pid/status"
}

seed() {
	"$build_dir/tests/web/seed" "$config" "$@"
}

# ---- calls

# call [CURL OPTIONS] PATH: fills status, $head and $body.
call() {
	: >"$body"
	status=$(curl --noproxy '*' -sS -m "${call_seconds:-60}" --path-as-is -D "$head" -o "$body" -w '%{http_code}' \
		"${@:1:$#-1}" "$url${*: -1}") || status=000
}

# header NAME: its value in the last answer.
header() {
	sed -n "s/^$1: *\(.*\)\r\$/\1/Ip" "$head" | tail -1
}

# answers STATUS [CURL OPTIONS] PATH
answers() {
	local expected=$1
	shift
	call "$@"
	[ "$status" = "$expected" ] || {
		note "$status: $(head -c 300 "$body")"
		return 1
	}
}

# refuses STATUS PROBLEM WORDS [CURL OPTIONS] PATH: a problem of that type whose detail says so.
refuses() {
	local expected=$1 type=$2 words=$3
	shift 3
	call "$@"
	if [ "$status" != "$expected" ] || [ "$(header Content-Type)" != application/problem+json ] ||
		! jq -e --arg type "urn:lectern:problem:$type" --arg words "$words" \
			--argjson status "$expected" '.type == $type and .status == $status and
			(.title | length > 0) and (.detail | contains($words))' "$body" >/dev/null; then
		note "$status: $(head -c 400 "$body")"
		return 1
	fi
}

# field FILTER: of the last answer's JSON.
field() {
	jq -r "$1" "$body"
}

is() {
	[ "$1" = "$2" ] || {
		note "\"$1\" is not \"$2\""
		return 1
	}
}

job_is() {
	call "/jobs/$1"
	[ "$status" = 200 ] && [ "$(field .status)" = "$2" ]
}

# make_pdf_file FILE [BYTES]: small, or padded to that size.
make_pdf_file() {
	printf '%%PDF-1.4\n%%\xe2\xe3\xcf\xd3\n' >"$1"
	[ $# -lt 2 ] || head -c "$(($2 - 15))" /dev/urandom >>"$1"
}

end_test() {
	local result=$?
	trap - EXIT
	if [ -n "$web_pid" ]; then
		check "lectern-web lives to the end" kill -0 "$web_pid"
		stop_web
	fi
	stop_broker
	if [ -n "$(find "$test_dir" -maxdepth 1 -name 'sanitizer.*')" ]; then
		cat "$test_dir"/sanitizer.*
		note "FAILED: a sanitizer complained"
		failed_checks=$((failed_checks + 1))
	fi
	[ "$result" -ne 0 ] || [ "$failed_checks" -eq 0 ] || result=1
	if [ "$result" -ne 0 ] && [ "$result" -ne 77 ]; then
		echo "---- lectern-web's log"
		tail -n 60 "$test_dir/web.log" 2>/dev/null
	fi
	rm -rf "$test_dir"
	exit "$result"
}

skip() {
	note "skipped: $*"
	exit 77
}

trap end_test EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
