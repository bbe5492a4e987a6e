#!/bin/bash
# broker.sh - lectern-web without its broker: it says so at once, lives on and recovers.
# shellcheck source=tests/web/lib.sh
. "$(dirname "$0")/lib.sh"
start_broker
write_config
stop_broker
pdf=$test_dir/a.pdf
make_pdf_file "$pdf" 100000
upload=(-F "file=@$pdf")

note "-- started before the broker"
start_web
check "it lives" answers 200 /healthz
check "it is not ready" answers 503 /readyz
check "it knows why" is "$(field .broker)" false
check "jobs are not known" refuses 503 broker-away broker /jobs
check "an upload" refuses 503 broker-away broker "${upload[@]}" /jobs
check "says when to come again" is "$(header Retry-After)" 5
check "one job" refuses 503 broker-away broker /jobs/x
check "the page is there all the same" answers 200 /
start_broker
check "it finds the broker" wait_until 30 answers 200 /jobs
check "and takes uploads" answers 201 "${upload[@]}" /jobs
id=$(field .id)

note "-- the broker dies"
stop_broker
away() {
	call "${upload[@]}" /jobs
	[ "$status" = 503 ]
}
check "it is noticed" wait_until 60 away
started=$SECONDS
check "and told" refuses 503 broker-away broker "${upload[@]}" /jobs
check "quickly" [ $((SECONDS - started)) -le 8 ]
check "known jobs are shown still" answers 200 "/jobs/$id"
check "and listed" answers 200 /jobs
check "not deleted" refuses 503 broker-away broker -X DELETE "/jobs/$id"
start_broker
back() {
	call "${upload[@]}" /jobs
	[ "$status" = 201 ]
}
check "it recovers" wait_until 30 back
check "what was stored is there" answers 200 "/jobs/$id"
check "and can be deleted" answers 200 -X DELETE "/jobs/$id"

note "-- the broker is there but stands still"
curl --noproxy '*' -sSN -m 300 "$url/events" >"$test_dir/events" 2>/dev/null &
events_pid=$!
farm_says() {
	grep -A 1 '^event: farm' "$test_dir/events" | grep '^data:' | tail -n 1 | grep -q "\"answers\":$1"
}
check "a listener knows that the farm answers" wait_until 60 farm_says true
kill -STOP "$nats_pid"
stopped=$(date +%s%N)
check "the very next upload is refused" refuses 503 broker-away 'The farm does not answer' -m 20 "${upload[@]}" /jobs
check "within 8 s" [ $((($(date +%s%N) - stopped) / 1000000)) -le 8000 ]
not_ready() {
	call /readyz/web
	[ "$status" = 503 ]
}
check "it is not ready" wait_until 60 not_ready
# It takes 3 s on a machine that has nothing else to do.
check "within 10 s" [ $((($(date +%s%N) - stopped) / 1000000)) -le 10000 ]
check "listeners are told" wait_until 60 farm_says false
check "an upload is refused in a person's words" refuses 503 broker-away 'The farm does not answer' "${upload[@]}" /jobs
check "and nobody is shown a bucket" not grep -qE 'WAV_AGGREGATOR|Timeout|\$KV' "$body"
kill -CONT "$nats_pid"
check "it goes on" wait_until 60 back
check "and listeners know" wait_until 60 farm_says true
call -X DELETE "/jobs/$(field .id)"
kill $events_pid

note "-- a job that cannot be announced"
request() {
	"$build_dir/tests/tools/nats_request" "nats://127.0.0.1:$nats_port" "$@"
}
announced() {
	request '$JS.API.STREAM.INFO.PDF_JOBS' '' | jq .state.messages
}
keyed=("${upload[@]}" -H 'Idempotency-Key: announced')
stream=$(request '$JS.API.STREAM.INFO.PDF_JOBS' '' | jq -c .config)
request '$JS.API.STREAM.DELETE.PDF_JOBS' '' >/dev/null
check "is told to come again" refuses 503 broker-away 'The farm does not answer' "${keyed[@]}" /jobs
request '$JS.API.STREAM.CREATE.PDF_JOBS' "$stream" >/dev/null
check "with its key it is found" answers 200 "${keyed[@]}" /jobs
check "queued" is "$(field .status)" queued
check "and announced" is "$(announced)" 1
check "however often it comes again" answers 200 "${keyed[@]}" /jobs
check "once" is "$(announced)" 1

note "-- the broker dies in the middle of an upload"
make_pdf_file "$test_dir/big.pdf" 60000000
objects=$(seed objects PDF_FILES | sort)
curl --noproxy '*' -sS -m 90 --limit-rate 20M -o "$body" -w '%{http_code}' -F "file=@$test_dir/big.pdf" \
	"$url/jobs" >"$test_dir/status" &
curl_pid=$!
uploading() {
	call /metrics
	grep -q '^lectern_http_uploads 1' "$body" && [ "$(seed bytes PDF_FILES)" -gt 5000000 ]
}
body=$test_dir/other-body
wait_until 60 uploading || die "no upload is under way"
stop_broker
wait $curl_pid
check "the client is told" is "$(cat "$test_dir/status")" 503
start_broker
check "it recovers again" wait_until 30 back
call -X DELETE "/jobs/$(field .id)"
check "nothing half stays" is "$(seed objects PDF_FILES | sort)" "$objects"

note "-- the broker begins to hang in the middle of an upload"
# What an upload of before left may go as well.
no_chunks_but() { # NUMBER
	[ "$(chunks)" -le "$1" ]
}
only_these_objects() {
	[ "$(seed objects PDF_FILES | sort)" = "$1" ]
}
chunks() {
	request '$JS.API.STREAM.INFO.OBJ_PDF_FILES' '{"subjects_filter":"$O.PDF_FILES.C.>"}' |
		jq '.state.subjects // {} | length'
}
# hang_at CONDITION CURL-ARGUMENT...: an upload, and the broker stops when the condition is true.
hang_at() {
	local condition=$1
	shift
	curl --noproxy '*' -sS -m 60 -o "$test_dir/hung" -w '%{http_code}' "$@" "$url/jobs" >"$test_dir/status" &
	curl_pid=$!
	wait_until 60 "$condition" || die "no upload is under way"
	kill -STOP "$nats_pid"
	stopped=$(date +%s%N)
	wait $curl_pid
	took=$((($(date +%s%N) - stopped) / 1000000))
}
told_in_time() {
	check "the client is told" is "$(cat "$test_dir/status")" 503
	check "in a person's words" grep -q 'The farm does not answer' "$test_dir/hung"
	check "within 7 s (it took $took ms)" [ "$took" -le 7000 ]
	kill -CONT "$nats_pid"
	check "it goes on" wait_until 30 back
	call -X DELETE "/jobs/$(field .id)"
	check "nothing half stays" wait_until 60 only_these_objects "$objects"
	check "nor a piece of it" wait_until 60 no_chunks_but "$before"
}
before=$(chunks)
hang_at uploading --limit-rate 20M -F "file=@$test_dir/big.pdf"
told_in_time
# At one of the steps in which a job is made of it.
a_moment() {
	sleep "0.0$((RANDOM % 3))$((RANDOM % 10))"
}
for ((i = 0; i < ${LECTERN_HANGS-3}; i++)); do
	hang_at a_moment "${upload[@]}"
	# It may have been quicker.
	[ "$(cat "$test_dir/status")" != 201 ] || {
		kill -CONT "$nats_pid"
		call -X DELETE "/jobs/$(jq -r .id "$test_dir/hung")"
		continue
	}
	told_in_time
done

note "-- the broker comes back with nothing"
stop_broker
rm -rf "$test_dir/jetstream"
start_broker
check "streams are laid out again" wait_until 30 back
first=$(field .id)
only_first() {
	call /jobs
	[ "$(field '[.jobs[].id] | last')" = "$first" ]
}
check "jobs of before are gone" wait_until 30 only_first

note "-- the broker grants little room"
stop_broker
rm -rf "$test_dir/jetstream"
cat >"$test_dir/account.conf" <<-'CONF'
	accounts { LECTERN: {
		jetstream: { max_memory: 0, max_file: 20971520 }
		users: [ { user: lectern, password: secret } ]
	} }
	no_auth_user: lectern
CONF
start_broker -c "$test_dir/account.conf"
check "an upload that it has room for is taken" wait_until 30 back
head -c 900000 /dev/zero >"$test_dir/chunk"
for _ in {1..23}; do
	# shellcheck disable=SC2016 # the dollar is a part of the subject
	request '$O.PDF_FILES.C.filler' - <"$test_dir/chunk" >/dev/null
done
check "none when that is gone" refuses 507 disk-full 'left to this account' "${upload[@]}" /jobs
# shellcheck disable=SC2016
request '$JS.API.STREAM.PURGE.OBJ_PDF_FILES' '{"filter":"$O.PDF_FILES.C.filler"}' >/dev/null
# Servers before 2.9.15 see only at their start what was purged.
stop_broker
start_broker -c "$test_dir/account.conf"
check "and again when there is some" wait_until 30 back
