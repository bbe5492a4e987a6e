#!/bin/bash
# pipeline.sh - books of all shapes go in by HTTP, all at once; their words, the order of their
# pages and their audio are right.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

# sounds ID: mono 16-bit PCM at eSpeak NG's rate, as long as the job says, and no faster or slower
# than a voice speaks.
sounds() {
	local wav=$test_dir/$1.wav seconds words
	[ -f "$wav" ] || fetch_audio "$1" "$wav" || return
	[ "$(soxi -c "$wav") $(soxi -b "$wav") $(soxi -r "$wav") $(soxi -e "$wav")" = \
		"1 16 22050 Signed Integer PCM" ] || return
	seconds=$(soxi -D "$wav")
	words=$(fetch_text "$1" /dev/stdout | words_of - | wc -l)
	note "$words words in $seconds s"
	awk -v said="$(job_field "$1" .audio.seconds)" -v real="$seconds" -v words="$words" 'BEGIN {
		off = said - real
		exit !(off < 0.01 && off > -0.01 && words <= real / 60 * 400 &&
			words >= (real - 5) / 60 * 60) }'
}

# raw WAV...: the samples alone, one file after the other.
raw() {
	local wav
	for wav in "$@"; do
		sox -D "$wav" -t raw -
	done
}

# joined_in_order ID PAGES: the audio is that of the pages, in their order.
joined_in_order() {
	local page pages=()
	for ((page = 1; page <= $2; page++)); do
		pages+=("$test_dir/page-$page.wav")
		farm_curl -f -o "${pages[-1]}" "$farm_url/jobs/$1/pages/$page.wav" || return
	done
	cmp <(raw "${pages[@]}") <(raw "$test_dir/$1.wav")
}

# pages_are ID SPOKEN BLANK
pages_are() {
	[ "$(job_field "$1" '.pages | "\(.spoken)/\(.blank)/\(.failed | length)"')" = "$2/$3/0" ] || {
		note "pages: $(job_field "$1" '.pages | tostring')"
		return 1
	}
}

configure_farm png_to_text_service worker_pool_size '"auto"'
configure_farm pdf_to_png_service dpi 150
configure_farm wav_aggregator_service keep_intermediates true
start_farm

# kind, pages, and which of them are to be spoken and blank
books="text 1 1 -
two-columns 1 1 -
scan 1 1 -
blank 1 - 1
alternate-blank 3 1,3 2
rotated 4 1-4 -
odd-sizes 4 1-2,4 3
text 60 1-60 -"

declare -A ids
while read -r kind pages _; do
	make_pdf "$kind" "$pages" "$test_dir/$kind-$pages.pdf" "$test_dir/$kind-$pages.words" ||
		die "no PDF of kind $kind"
	ids[$kind-$pages]=$(submit "$test_dir/$kind-$pages.pdf")
done <<<"$books"

while read -r kind pages spoken blank; do
	book=$kind-$pages id=${ids[$kind-$pages]}
	check "$book completes" completes "$id" 180
	check "$book: every page has its outcome" pages_are "$id" "${spoken#-}" "${blank#-}"
	[ "$spoken" = - ] || check "$book is read" reads_back "$id" "$test_dir/$book.words"
	check "$book sounds" sounds "$id"
done <<<"$books"
check "pages are joined in their order" joined_in_order "${ids[odd-sizes-4]}" 4
check "names are the users'" \
	[ "$(job_field "${ids[scan-1]}" .name)" = scan-1.pdf ]
check "nothing waits" wait_until 60 queues_are_empty
