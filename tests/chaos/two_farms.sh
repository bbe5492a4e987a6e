#!/bin/bash
# two_farms.sh [cut|all] - two farms on one broker: one of them, and only one, says again what was
# lost; when that process dies the other one does.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"

pages=4 rounds=1
[ "$chaos_mode" = all ] && rounds=4

# The first has the broker and all stages but speech, the second an aggregator and nothing else.
configure_farm pdf_to_png_service dpi 150
configure_farm wav_aggregator_service stalled_seconds 6
configure_farm tts_service worker_pool_size 0
start_farm

second_dir=$farm_dir/second
second_pid=
mkdir -p "$second_dir/state"
cp "$farm_dir/project.toml" "$second_dir/project.toml"
configure_second() {
	toml_set "$second_dir/project.toml" "$@"
}
configure_second nats server '"external"'
configure_second nats user '"lectern"'
configure_second nats password_file "\"$farm_dir/state/nats/password\""
configure_second http port 0
for service in pdf_to_png png_to_text tts pcm_to_wav; do
	configure_second "${service}_service" worker_pool_size 0
done
setpriv --pdeathsig TERM setsid "$build_dir/supervisor/lecternd" --foreground \
	--config "$second_dir/project.toml" >>"$second_dir/lecternd.log" 2>&1 </dev/null &
second_pid=$!
ended=0
trap 'ended=$?; kill -CONT "$second_pid" "$farm_pid"; kill -TERM "$second_pid"; wait "$second_pid"
	(exit $ended); end_test' EXIT

logs=("$farm_dir/lecternd.log" "$second_dir/lecternd.log")
second_is_ready() {
	grep -q 'wav-aggregator/0: starting -> idle' "${logs[1]}"
}
wait_until 60 second_is_ready || die "the second farm did not come up"

# Which of the two took the lease last: 0 or 1. Stamps sort as text.
holder() {
	grep ': looking after stalled jobs' "${logs[@]}" |
		sed -E 's/^(.*log):([^ ]*) .*/\2 \1/' | sort | tail -n 1 |
		grep -c "${logs[1]}"
}

takings() {
	cat "${logs[@]}" | grep -c ': looking after stalled jobs'
}

somebody_took_it() { # HOW_OFTEN
	[ "$(takings)" -ge "$1" ]
}

rescues() { # WHOSE
	grep -c ': no progress: queued' "${logs[$1]}"
}

last_of_tts() {
	request '$JS.API.STREAM.INFO.TTS_JOBS' | jq .state.last_seq
}

texts_wait() {
	[ "$(stream_messages TTS_JOBS)" -ge $pages ]
}

# lose_and_find WHOSE: the messages vanish; that farm says each of them again, once.
lose_and_find() {
	local mine others before
	mine=$(rescues "$1") others=$(rescues $((1 - $1))) before=$(last_of_tts)
	request '$JS.API.STREAM.PURGE.TTS_JOBS' >/dev/null
	tally faults_injected $pages
	wait_until 60 texts_wait || fault "nobody says them again"
	# The other one's turn has come by then, too.
	sleep 2
	check "each page is said again once" test $(($(last_of_tts) - before)) = $pages
	check "by who has the lease" test "$(rescues "$1")" = $((mine + 1))
	check "and nobody else" test "$(rescues $((1 - $1)))" = "$others"
}

make_pdf text $pages "$test_dir/book.pdf" "$test_dir/words.txt"
id=$(submit "$test_dir/book.pdf")
wait_until 60 texts_wait || die "the texts did not arrive"
wait_until 60 somebody_took_it 1 || die "nobody has the lease"
first=$(holder)
note "the lease is farm $first's"
for ((round = 0; round < rounds; round++)); do
	lose_and_find "$first"
done
check "it changed hands never" test "$(takings)" = 1

note "its holder is killed, and not replaced just now"
lecternds=("$farm_pid" "$second_pid")
kill -STOP "${lecternds[first]}"
victim=$(pgrep -P "${lecternds[first]}" -f wav-aggregator-service)
kill -KILL "$victim"
tally faults_injected
check "the other one takes it" wait_until 30 somebody_took_it 2
check "the other one it is" test "$(holder)" = $((1 - first))
lose_and_find $((1 - first))
kill -CONT "${lecternds[first]}"
replaced() {
	[ "$(grep -c 'wav-aggregator/0: starting -> idle' "${logs[first]}")" = 2 ]
}
check "the dead one is replaced" wait_until 60 replaced
for ((round = 0; round < rounds; round++)); do
	lose_and_find $((1 - first))
done
check "its successor leaves the lease where it is" test "$(takings)" = 2

configure_farm tts_service worker_pool_size 1
kill -HUP "$farm_pid"
check "the book is complete all the same" completes "$id" 120
tally jobs_run
tally pages_checked $pages
tally pages_lost $((pages - $(count_pages "$(job_field "$id" .pages.spoken)")))
nothing_waits 30
print_tally
