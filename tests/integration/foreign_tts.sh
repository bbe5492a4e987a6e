#!/bin/bash
# foreign_tts.sh - a stage in another language, docs/foreign-tts.mjs, takes the place of tts; and a book of
# pages at two sample rates, of which nobody knows when a word is said, becomes every file all the same.
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

# ---- one page of a book anew, at another rate

formats="m4b opus mp3 flac wav"
start_stage() { # RATE
	sed "s/^const RATE = .*/const RATE = $1;/" "$source_dir/docs/foreign-tts.mjs" >"$test_dir/stage/at-$1.mjs"
	node "$test_dir/stage/at-$1.mjs" "$(farm_broker)" >"$test_dir/stage.log" 2>&1 &
	stage=$!
	wait_until 30 is_ready
}
stop_stage() {
	kill $stage
	wait $stage 2>/dev/null
	test ! -s "$test_dir/stage.log"
}
files_are_of_now() { # as long as the audio
	farm_curl -f "$farm_url/jobs/$id/files" | jq -e --argjson seconds "$(job_field "$id" .audio.seconds)" --arg formats "$formats" \
		'[.files[] | select(.state == "ready" and (.seconds - $seconds | fabs) < 0.01).format] | contains($formats / " ")' >/dev/null
}
# loudness_at SECONDS: of the 20 ms from there on, 0 to 32767.
loudness_at() {
	ffmpeg -nostdin -v error -ss "$1" -i "$test_dir/wav" -t 0.02 -f s16le - | od -An -v -td2 -w2 |
		awk '{ v = $1 < 0 ? -$1 : $1; if (v > most) most = v } END { print most + 0 }'
}
# A word is a tone, and silence as long: each chapter begins with a tone after silence.
chapters_are_heard() {
	local start count=0
	for start in $(farm_curl -f "$farm_url/jobs/$id/book.json" | jq '.chapters[1:][].start'); do
		[ "$(loudness_at "$(awk -v s="$start" 'BEGIN { print s - 0.025 }')")" -lt 300 ] &&
			[ "$(loudness_at "$(awk -v s="$start" 'BEGIN { print s + 0.005 }')")" -gt 3000 ] || { note "not at $start"; return 1; }
		count=$((count + 1))
	done
	[ "$count" -ge 2 ]
}
chapters_of() { # FILE
	ffprobe -v error -show_chapters -of json "$1" | jq -c '[.chapters[].start_time | tonumber * 100 | round]'
}
lasts_like_the_audio() { # FILE
	local off
	off=$(($(ffmpeg -v error -i "$1" -map a -ac 1 -ar 22050 -f s16le - | wc -c) / 2 - $(soxi -s "$test_dir/wav")))
	[ "${off#-}" -le 1152 ] || { note "$off samples more"; return 1; }
}
stop_farm
configure_farm wav_aggregator_service chapter_min_minutes 0
configure_farm wav_aggregator_service chapter_pages 1
configure_farm audio_encoder_service formats '["m4b", "opus", "mp3", "flac", "wav"]'
configure_farm wav_aggregator_service keep_intermediates true # or all pages are said anew
start_farm
check "a stage at 22,050 Hz" start_stage 22050
make_pdf handbook 3 "$test_dir/handbook.pdf"
id=$(submit "$test_dir/handbook.pdf")
check "makes a book" completes "$id" 60
check "that stage had nothing to complain of" stop_stage
check "its files are made" wait_until 60 files_are_of_now
before=$(job_field "$id" .audio.digest)
check "a stage at 24,000 Hz" start_stage 24000
check "says one page anew" farm_curl -f -o /dev/null -d '{"speed":120,"pages":"2"}' "$farm_url/jobs/$id/respeak"
check "the book is made again" completes "$id" 60
check "it is another" not [ "$(job_field "$id" .audio.digest)" = "$before" ]
check "that stage had nothing to complain of either" stop_stage
check "its files are made anew" wait_until 60 files_are_of_now
for format in $formats; do
	farm_curl -f -o "$test_dir/$format" "$farm_url/jobs/$id/files/audio.$format" || fault "no $format"
done
check "at the rate of its first page" [ "$(soxi -r "$test_dir/wav")" = 22050 ]
check "each chapter begins where its page is heard" chapters_are_heard
for format in $formats; do
	check "$format: it lasts as long" lasts_like_the_audio "$test_dir/$format"
	check "$format: it has the book's chapters" [ "$(chapters_of "$test_dir/$format")" = \
		"$(farm_curl -f "$farm_url/jobs/$id/book.json" | jq -c '[.chapters[].start * 100 | round]')" ]
done
