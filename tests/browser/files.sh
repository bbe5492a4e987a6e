#!/bin/bash
# files.sh - every file that is made of a book, played and sought in Chromium; they last as long as the
# book says, and its chapters are where it says, to the millisecond. Its EPUB is read aloud there.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
command -v node >/dev/null || skip "node is not installed"
[ -d "$source_dir/tests/browser/node_modules/playwright-core" ] || skip "tests/browser: npm ci was not run"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || skip "chromium is not installed"
command -v ffprobe >/dev/null || skip "there is no ffprobe"
formats="m4b opus mp3 flac wav"

is_ready() { # FORMAT
	farm_curl -f "$farm_url/jobs/$id/files" | jq -e --arg format "$1" \
		'.files | any(.format == $format and .state == "ready")' >/dev/null
}
# When each chapter begins, in milliseconds, and what it is called.
chapters_of_book() {
	farm_curl -f "$farm_url/jobs/$id/book.json" |
		jq -r '.chapters[] | "\((.start * 1000) | round) \(.title)"'
}
chapters_of_file() { # FILE
	ffprobe -v error -show_chapters -of json "$1" |
		jq -r '.chapters[] | "\((.start_time | tonumber) * 1000 | round) \(.tags.title // .tags.TITLE)"'
}
# A cue point is a sample: 22 to a millisecond.
chapters_agree() { # FORMAT
	paste -d ' ' <(chapters_of_book | cut -d ' ' -f 1) <(chapters_of_file "$test_dir/$1" | cut -d ' ' -f 1) |
		awk '{ off = $1 - $2; if (NF != 2 || off > 1 || off < -1) { print; bad = 1 } } END { exit bad || NR == 0 }' &&
		[ "$(chapters_of_book | cut -d ' ' -f 2-)" = "$(chapters_of_file "$test_dir/$1" | cut -d ' ' -f 2-)" ]
}
# Another reader: what a FLAC's comments and a WAV's cue points say, byte by byte.
flac_comment() { # KEY
	grep -aoP "$1=[\\x20-\\x7e]*" "$test_dir/flac" | head -n 1 | cut -d = -f 2
}
flac_agrees() {
	local n=0 ms title rest
	while read -r ms title; do
		n=$((n + 1))
		rest=$(printf '%02d:%02d:%02d.%03d' $((ms / 3600000)) $((ms / 60000 % 60)) $((ms / 1000 % 60)) $((ms % 1000)))
		[[ $(flac_comment "$(printf 'CHAPTER%03d' $n)") == "$rest"* ]] &&
			[[ $(flac_comment "$(printf 'CHAPTER%03dNAME' $n)") == "$title"* ]] || return 1
	done < <(chapters_of_book)
}

make_pdf handbook 6 "$test_dir/book.pdf" || die "no PDF was made"
configure_farm wav_aggregator_service chapter_min_minutes 0
start_farm
id=$(farm_curl -f -F "file=@$test_dir/book.pdf" -F "formats=${formats// /,}" "$farm_url/jobs" | jq -r .id)
check "a book is read" completes "$id" 120
note "$(chapters_of_book | wc -l) chapters"
for format in $formats; do
	check "$format: it is made" wait_until 60 is_ready "$format"
	check "$format: fetched" farm_curl -f -o "$test_dir/$format" "$farm_url/jobs/$id/files/audio.$format"
	check "$format: its chapters are the book's" chapters_agree "$format"
done
check "flac: so its comments say" flac_agrees
check "each is played and sought" in_browser files.mjs "$farm_url" "$id"
check "an EPUB is asked for" farm_curl -f -o /dev/null -d '{"format":"epub"}' "$farm_url/jobs/$id/files"
check "it is made" wait_until 60 is_ready epub
check "it is fetched" farm_curl -f -o "$test_dir/book.epub" "$farm_url/jobs/$id/files/audio.epub"
[ -d "$source_dir/tests/browser/node_modules/foliate-js" ] || skip "tests/browser: npm ci was not run since"
check "a reading system reads it aloud" in_browser epub.mjs "$test_dir/book.epub" ${LECTERN_EPUB_SCREENSHOT:+"$LECTERN_EPUB_SCREENSHOT"}
