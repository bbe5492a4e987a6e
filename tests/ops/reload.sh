#!/bin/bash
# reload.sh - ten reloads under traffic: no connection is refused, no upload is cut, none is told
# that the broker is away, and every job is done; nor is anybody refused when lectern-web dies.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"

reloads=10
make_pdf blank 1 "$test_dir/page.pdf"
# Something that takes longer to upload than one web process lives.
{
	cat "$test_dir/page.pdf"
	yes '% padding' | head -c 3000000
} >"$test_dir/long.pdf"
configure_farm pdf_to_png_service dpi 72
start_farm
wait_until 60 farm_curl -f -o /dev/null "$farm_url/readyz" 2>/dev/null || die "not every stage is ready"

web_pid() {
	farm_curl "$farm_url/workers" | jq -r '[.slots[] | select(.stage == "web" and .state == "idle")] | last | .pid'
}

# post NAME PDF [OPTION...]: status and curl's own, one line in the file of that name.
post() {
	local name=$1 pdf=$2
	shift 2
	farm_curl "$@" -w '%{http_code} %{exitcode} %{errormsg}\n' -o "$test_dir/answer.$name" \
		-F "file=@$pdf;type=application/pdf" "$farm_url/jobs" >>"$test_dir/$name" 2>&1
}

submit_on() {
	while [ -e "$test_dir/going-on" ]; do
		post "$1" "$test_dir/page.pdf"
		sleep 0.4
	done
}

connect_on() {
	while [ -e "$test_dir/going-on" ]; do
		farm_curl -w '%{http_code} %{exitcode}\n' -o "$test_dir/ready" "$farm_url/readyz" \
			>>"$test_dir/connects" 2>&1
		grep not-ready "$test_dir/ready" >>"$test_dir/connects"
	done
}

# Answers that are not as they should be.
bad_answers() {
	grep -v "^$1 0 *\$" "$test_dir/$2" | sort | uniq -c
}

none_bad() {
	[ -s "$test_dir/$2" ] && [ -z "$(bad_answers "$@" | tee /dev/stderr)" ]
}

in_force() {
	grep -q "generation $1 is in effect" "$farm_dir/lecternd.log"
}

: >"$test_dir/going-on"
traffic=()
for name in first second; do
	submit_on $name &
	traffic+=($!)
done
connect_on &
traffic+=($!)
post long "$test_dir/long.pdf" --limit-rate 250k &
traffic+=($!)
for ((generation = 2; generation <= reloads + 1; generation++)); do
	# Once everybody is renewed, else the web alone.
	if [ $generation = 5 ]; then
		configure_farm wav_aggregator_service on_page_failure '"fail"'
	else
		configure_farm http max_queued_jobs $((1000 + generation))
	fi
	kill -HUP "$farm_pid"
	wait_until 60 in_force $generation || fault "no generation $generation"
	sleep 0.3
done
# The last one's web must come and be asked, too.
wait_until 60 grep -qE "web/[0-9]: draining -> empty" "$farm_dir/lecternd.log" ||
	fault "no web was renewed"
sleep 2
rm "$test_dir/going-on"
wait "${traffic[@]}"
for name in first second long; do
	check "every upload is taken ($name)" none_bad 201 $name
done
check "every connection is answered" none_bad 200 connects
jobs=$(cat "$test_dir/first" "$test_dir/second" "$test_dir/long" | grep -c '^201')
note "$jobs uploads, $(wc -l <"$test_dir/connects") other connections"

jobs_are() { # STATUS NUMBER
	[ "$(farm_curl "$farm_url/jobs?limit=1" | jq ".counts.$1")" = "$2" ]
}
check "every job is done" wait_until 180 jobs_are completed "$jobs"

note "the same upload again, while lectern-web is replaced and after that"
again() { # again NAME PDF KEY [OPTION...]: an upload with a key
	post "$1" "$2" -H "Idempotency-Key: $3" "${@:4}"
}
answer() {
	jq -r "$2" "$test_dir/answer.$1"
}
reload() {
	generation=$((generation + 1))
	configure_farm http max_queued_jobs $((1000 + generation))
	kill -HUP "$farm_pid"
	wait_until 60 in_force $((generation)) || fault "no generation $generation"
}
generation=$((reloads + 1))
old=$(web_pid)
again slow "$test_dir/long.pdf" one --limit-rate 500k &
slow=$!
again other "$test_dir/long.pdf" two --limit-rate 500k &
other=$!
sleep 1
reload
web_is_new() {
	[ "$(web_pid)" != "$old" ]
}
wait_until 30 web_is_new || fault "lectern-web is the same"
again quick "$test_dir/long.pdf" one
check "the second of two at the same time makes the job" none_bad 201 quick
again mine "$test_dir/page.pdf" two
check "another one, too" none_bad 201 mine
check "by the next lectern-web, while the old one takes them in" kill -0 "$slow" "$old"
wait "$slow" "$other"
check "the first is answered with that job" none_bad 200 slow
check "the same" [ "$(answer slow .id)" = "$(answer quick .id)" ]
check "what is another job is refused" none_bad 422 other
check "and says why" [ "$(answer other .type)" = "$(answer other '.type | select(endswith("key-reused"))')" ]
check "both jobs are done, with what was their own" wait_until 60 jobs_are completed $((jobs + 2))
reload
again after "$test_dir/long.pdf" one
check "after a reload it is that job" none_bad 200 after
stop_farm
start_farm
again restarted "$test_dir/long.pdf" one
check "after a restart it is" none_bad 200 restarted
check "still the same" [ "$(answer restarted .id) $(answer after .id)" = "$(answer quick .id) $(answer quick .id)" ]
jobs=$((jobs + 2))
check "there is no other job" jobs_are completed "$jobs"

note "lectern-web is killed"
old=$(web_pid)
kill -KILL "$old"
post killed "$test_dir/page.pdf"
check "a client waits for the next one" none_bad 201 killed
wait_until 60 jobs_are completed $((jobs + 1)) || fault "not every job is done"
check "which is another" test "$(web_pid)" != "$old"
: >"$test_dir/connects"
for _ in {1..5}; do
	kill -KILL "$(web_pid)"
	farm_curl -w '%{http_code} %{exitcode}\n' -o /dev/null "$farm_url/readyz" >>"$test_dir/connects"
	wait_until 30 web_is_new || fault "no other lectern-web"
	old=$(web_pid)
done
check "whose first answer knows the workers" none_bad 200 connects

note "an address that is taken"
taken=$(random_port)
nats-server -a 127.0.0.1 -p "$taken" >/dev/null 2>&1 &
other=$!
wait_until 60 port_answers "$taken" || fault "the other does not listen"
configure_farm http port "$taken"
kill -HUP "$farm_pid"
wait_until 30 grep -q "keeping the old configuration: \[http\] listen: 127.0.0.1 port $taken" \
	"$farm_dir/lecternd.log" || fault "nothing is said"
check "the old one is served" farm_curl -f -o /dev/null "$farm_url/healthz"
kill $other
configure_farm http port "$(random_port)"
kill -HUP "$farm_pid"
farm_url=http://127.0.0.1:$(sed -n 's/^port = //p' "$farm_dir/project.toml" | head -1)
check "a free one is taken" wait_until 30 port_answers "${farm_url##*:}"
configure_farm http listen '"0.0.0.0"'
configure_farm http allow_remote_without_token true
kill -HUP "$farm_pid"
wait_until 30 grep -qE 'listening on 0.0.0.0' "$farm_dir/lecternd.log" || fault "not wider"
check "a wider address, too" farm_curl -f -o /dev/null "$farm_url/healthz"
