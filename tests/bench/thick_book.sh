#!/bin/bash
# thick_book.sh [PAGES...] - how much memory the end of a book takes as it grows: joining, chapters, an M4B
# and an EPUB of it, its timeline and captions over HTTP. Nothing is read or spoken: thick_book.c stores
# WAVs of a tenth of a second and timelines of 200 words a page. Prints the largest resident memory of
# each role, in MB, after a book of 100, 1000 and 10,000 pages (2 million words), or of those given.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

words=200
counts=("$@")
[ $# -gt 0 ] || counts=(100 1000 10000)

are_made() {
	farm_curl -f "$farm_url/jobs/$id/files" |
		jq -e '[.files[] | select(.state == "ready")] | length == 2' >/dev/null
}

configure_farm audio_encoder_service formats '["m4b", "epub"]'
start_farm
cp "$farm_dir/project.toml" "$test_dir/client.toml"
toml_set "$test_dir/client.toml" nats url "\"$(farm_broker)\""
for count in "${counts[@]}"; do
	id=$(cat /proc/sys/kernel/random/uuid)
	tests/bench/thick_book "$test_dir/client.toml" "$id" "$count" "$words" || die "the book is not stored"
	completes "$id" 600 || die "the book is not joined"
	wait_until 900 are_made || die "no files: $(farm_curl "$farm_url/jobs/$id/files")"
	printf '%d pages of %d words:' "$count" "$words"
	for part in timeline.json captions.vtt captions.srt book.json chapters.vtt files/audio.epub; do
		farm_curl -f -o "$test_dir/part" "$farm_url/jobs/$id/$part" || die "no $part"
		printf ' %s %d KB' "$part" $(($(stat -c %s "$test_dir/part") / 1024))
	done
	echo
	farm_memory
done
