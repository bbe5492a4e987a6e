#!/bin/bash
# encoding.sh [ROUNDS] [BOOK.pdf] - what an M4B costs beside the book that it is made of: in turn the book
# without files, the book with an M4B until that is ready, and one bare ffmpeg over its WAV. The target
# is 1.15 of (wall without files + CPU of ffmpeg / cores); and how long it takes from the last piece to
# the file, for an hour of sound. On a machine that does nothing else.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

rounds=${1:-5}
book=${2:-}
if [ -z "$book" ]; then
	book=$test_dir/book.pdf
	make_pdf text 50 "$book" "$test_dir/words.txt"
fi

# Asked for twice a second: the time is taken from the event.
is_encoded() {
	sleep 0.4
	farm_curl -f "$farm_url/jobs/$id/files" | jq -e '.files | any(.format == "m4b" and .state == "ready")' >/dev/null
}

# run_book FORMATS: until the book, or its M4B, is there, by the event that says so: $took
# milliseconds, and the job in $id.
run_book() {
	local start
	[ "$1" = none ] || watch "$test_dir/encoded" audio.encoded
	start=$(now_ms)
	id=$(submit_with "$book" formats="$1") || die "the book is not taken"
	ended "$id"
	took=$(($(now_ms) - start))
	[ "$1" != none ] || return 0
	wait_until 600 is_encoded || die "no M4B was made"
	unwatch "$test_dir/encoded"
	took=$(($(awk -F '\t' 'NF > 2 { print $1; exit }' "$test_dir/encoded") - start))
}

# The CPU seconds of one ffmpeg, with the coder that the farm uses.
run_ffmpeg() {
	/usr/bin/time -o "$test_dir/time" -f '%U %S' ffmpeg -nostdin -v error -y -threads 1 -i "$test_dir/book.wav" \
		-c:a aac -aac_coder fast -b:a 64k -ac 1 "$test_dir/bare.m4a" || die "ffmpeg failed"
	awk '{ print $1 + $2 }' "$test_dir/time"
}

for service in pdf_to_png png_to_text tts pcm_to_wav wav_aggregator audio_encoder; do
	configure_farm ${service}_service worker_pool_size '"auto"'
done
start_farm
run_book none # warm
fetch_audio "$id" "$test_dir/book.wav"
hours=$(job_field "$id" .audio.seconds | awk '{ print $1 / 3600 }')
for ((round = 1; round <= rounds; round++)); do
	run_book none
	without=$took
	run_book m4b
	with=$took
	cpu=$(run_ffmpeg)
	awk -v without="$without" -v with="$with" -v cpu="$cpu" -v cores="$(nproc)" 'BEGIN {
		target = without / 1000 + cpu / cores
		printf "%.2f %.2f %.2f %.3f\n", without / 1000, with / 1000, cpu, with / 1000 / target }' |
		tee -a "$test_dir/rounds"
done
awk -v hours="$hours" 'BEGIN { printf "%.2f h of sound; without files s, with M4B s, CPU of ffmpeg s, ratio to the target\n", hours }'
echo "median ratio $(awk '{ print $4 }' "$test_dir/rounds" | median), target 1.15"
