#!/bin/bash
# foreign_tts.sh - a stage in another language, docs/foreign-tts.mjs, takes the place of tts.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

modules=${LECTERN_NODE_MODULES:-$source_dir/tests/oracle/node_modules}
[ -d "$modules/@nats-io/obj" ] || skip "the npm NATS clients are not installed (npm ci)"
pages=3
configure_farm tts_service worker_pool_size 0
configure_farm pdf_to_png_service dpi 100
make_pdf text $pages "$test_dir/book.pdf" "$test_dir/words.txt"
start_farm
# Where it looks for its packages.
mkdir "$test_dir/stage"
cp "$source_dir/docs/foreign-tts.mjs" "$test_dir/stage"
ln -s "$(realpath "$modules")" "$test_dir/stage/node_modules"
node "$test_dir/stage/foreign-tts.mjs" "$(farm_broker)" >"$test_dir/stage.log" 2>&1 &
stage=$!
is_ready() {
	farm_curl "$farm_url/readyz" | jq -e '.stages.tts' >/dev/null
}
check "the farm knows that the stage is there" wait_until 30 is_ready
id=$(submit "$test_dir/book.pdf")
check "a book is made with it" completes "$id" 60
check "of all its pages" test "$(job_field "$id" .pages.spoken)" = "1-$pages"
fetch_audio "$id" "$test_dir/book.wav"
# A word is 60/175 seconds long; not every word of the file is one of what is said.
words=$(words_of "$test_dir/words.txt" | wc -l)
check "as long as its words are" awk -v s="$(soxi -D "$test_dir/book.wav")" -v words="$words" \
	'BEGIN { want = words * 60 / 175; exit !(s > 0.9 * want && s < 1.1 * want) }'
check "at the rate that the stage told" test "$(soxi -r "$test_dir/book.wav")" = 22050
check "its text is known as the PDF's own" test "$(job_field "$id" .pages.textSource.text)" = "1-$pages"
kill $stage
wait $stage 2>/dev/null
check "it had nothing to complain of" test ! -s "$test_dir/stage.log"
nothing_waits() {
	queues_are_empty && intermediates_are_gone
}
check "nothing is left" wait_until 30 nothing_waits
