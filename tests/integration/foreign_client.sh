#!/bin/bash
# foreign_client.sh - another program, in another language, with the official NATS clients: puts
# a PDF, publishes pdf.created, and gets final.audio.created and the audio.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

modules=${LECTERN_NODE_MODULES:-$source_dir/tests/oracle/node_modules}
[ -d "$modules/@nats-io/obj" ] || skip "the npm NATS clients are not installed (npm ci)"
make_pdf text 2 "$test_dir/book.pdf" || die "no PDF was made"
start_farm
check "the client gets its audio" node "$source_dir/tests/integration/foreign_client.mjs" \
	"$modules/../package.json" "$(farm_broker)" "$farm_url" "$test_dir/book.pdf" "$test_dir/book.wav"
check "it is a WAV" [ "$(soxi -t "$test_dir/book.wav")" = wav ]
check "of one channel" [ "$(soxi -c "$test_dir/book.wav")" = 1 ]
check "that says something" awk -v s="$(soxi -D "$test_dir/book.wav")" 'BEGIN { exit !(s > 3) }'
check "the same as by HTTP" cmp "$test_dir/book.wav" \
	<(farm_curl -f "$farm_url/jobs/foreign-1/audio")
