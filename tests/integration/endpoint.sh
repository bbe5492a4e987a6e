# shellcheck shell=bash
# endpoint.sh - sourced by tests of commentaries: an endpoint of one's own (tests/tools/endpoint.mjs).
# Needs test_dir, source_dir and wait_until. start_endpoint sets endpoint_url and endpoint_dir.

# start_endpoint [DIR]: DIR may have a certificate in it already.
start_endpoint() {
	endpoint_dir=${1:-$test_dir/endpoint}
	mkdir -p "$endpoint_dir" || return
	behave good
	: >"$endpoint_dir/requests"
	setpriv --pdeathsig KILL node "$source_dir/tests/tools/endpoint.mjs" "$endpoint_dir" &
	endpoint_pid=$!
	wait_until 30 test -s "$endpoint_dir/port" || return
	endpoint_url=http://127.0.0.1:$(cat "$endpoint_dir/port")/v1
}

stop_endpoint() {
	[ -n "${endpoint_pid-}" ] || return 0
	kill "$endpoint_pid"
	wait "$endpoint_pid" 2>/dev/null
	endpoint_pid=
}

# behave MODE...: for the next requests, one each; the last for all that follow.
behave() {
	printf '%s\n' "$*" >"$endpoint_dir/behaviour.new"
	mv "$endpoint_dir/behaviour.new" "$endpoint_dir/behaviour"
}

# How many requests there were.
requests() {
	grep -c . "$endpoint_dir/requests"
}

# request_field N FILTER: a jq filter on the Nth request.
request_field() {
	sed -n "$1p" "$endpoint_dir/requests" | jq -r "$2"
}
