#!/bin/bash
# duplicates.sh - every message twice, out of order, and late acknowledgements from a worker that
# had lost its message: the audio is that of a calm run and nothing is left over.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
LECTERN_NODE_MODULES=${LECTERN_NODE_MODULES:-$source_dir/tests/oracle/node_modules}
export LECTERN_NODE_MODULES
[ -d "$LECTERN_NODE_MODULES/@nats-io/jetstream" ] || skip "the npm NATS clients are not installed"

make_pdf text 6 "$test_dir/book.pdf" "$test_dir/words.txt"
configure_farm pdf_to_png_service dpi 150
configure_farm nats ack_wait_seconds 3
start_farm
calm=$(submit "$test_dir/book.pdf")
check "the calm run completes" completes "$calm" 120
fetch_audio "$calm" "$test_dir/calm.wav"

node "$source_dir/tests/chaos/duplicates.mjs" "$(farm_broker)" >"$test_dir/told" &
duplicator=$!
wait_until 60 grep -q listening "$test_dir/told" || die "the duplicator does not listen"
id=$(submit "$test_dir/book.pdf")
check "completes with everything twice" completes "$id" 180
check "the audio is the calm run's" check_job "$id" 6 "$test_dir/calm.wav"
check "an acknowledgement came late" wait_until 60 grep -q ^late "$test_dir/told"
wait_until 60 queues_are_empty || check "queues are empty" false
kill -TERM "$duplicator"
wait "$duplicator"
note "$(tail -n 1 "$test_dir/told")"
check "messages were repeated" test "$(tail -n 1 "$test_dir/told" | jq .repeated)" -ge 20
tally faults_injected "$(tail -n 1 "$test_dir/told" | jq .repeated)"
check "no intermediate is left" wait_until 30 intermediates_are_gone
check "the job is complete still" test "$(job_status "$id")" = completed
print_tally
