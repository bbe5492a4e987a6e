#!/bin/bash
# hostile_books.sh - books whose titles, outlines and covers are none, through a farm: their files are
# made all the same, say nothing that turns a terminal or a path around, and lie where they shall;
# and an encoder that always dies costs its file, not the book.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"
need_commands ffprobe unzip
need_failpoints

# hostile_pdf TITLE_HEX ENTRIES SIDE: a document of three pages without a table of where its objects
# are; its title is UTF-16, its outline has so many entries, its pages are so many points wide.
hostile_pdf() {
	local i
	cat <<-END
		%PDF-1.5
		1 0 obj <</Type/Catalog/Pages 2 0 R/Outlines 10 0 R>> endobj
		2 0 obj <</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3>> endobj
	END
	for i in 3 4 5; do
		echo "$i 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 $3 800]/Contents $((i + 3)) 0 R" \
			"/Resources<</Font<</F 9 0 R>>>>>> endobj"
	done
	for i in 6 7 8; do
		local text="BT /F 14 Tf 72 700 Td (This is the page with the number $i, and it says so.) Tj ET"
		printf '%d 0 obj <</Length %d>> stream\n%s\nendstream endobj\n' "$i" "${#text}" "$text"
	done
	echo "9 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj"
	echo "10 0 obj <</Type/Outlines/First 100 0 R/Last $((99 + $2)) 0 R/Count $2>> endobj"
	echo "11 0 obj <</Title<$1>/Author<$1>>> endobj"
	awk -v n="$2" -v title="$1" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "%d 0 obj <</Title<%s>/Parent 10 0 R/Dest[%d 0 R/Fit]%s>> endobj\n", 100 + i,
				substr(title, 1, 120), 3 + i * 3 / n, i + 1 < n ? sprintf("/Next %d 0 R", 101 + i) : ""
	}'
	echo "trailer <</Root 1 0 R/Info 11 0 R/Size $((100 + $2))>>"
}

# A name that climbs, turns around, ends early, holds a duck and an escape, again and again: 10 KB.
hostile_title() {
	local part
	part=$(printf '/../\0\u202ex\U0001f986\u2066\e[2J' | iconv -f UTF-8 -t UTF-16BE | od -An -v -tx1 | tr -d ' \n')
	printf FEFF
	for ((i = 0; i < 350; i++)); do printf %s "$part"; done
}

file_is() { # ID FORMAT STATE
	farm_curl -f "$farm_url/jobs/$1/files" | jq -e --arg format "$2" --arg state "$3" \
		'.files | any(.format == $format and .state == $state)' >/dev/null
}
ask() { # ID FORMAT
	farm_curl -f -o /dev/null -X POST "$farm_url/jobs/$1/files?format=$2&again=true"
}
fetch() { # ID FORMAT: into $test_dir/FORMAT
	farm_curl -f -o "$test_dir/$2" "$farm_url/jobs/$1/files/audio.$2"
}
submit_for() { # PDF FORMATS
	farm_curl -f -F "file=@$1" -F "formats=$2" "$farm_url/jobs" | jq -r .id
}
# Controls and marks of direction; ffprobe's own output has line ends.
is_plain() {
	! LC_ALL=C.UTF-8 grep -qaP '[\x00-\x09\x0b-\x1f]|\x{202e}|\x{2066}' "$1"
}
tags_are_plain() { # FILE
	ffprobe -v error -show_chapters -show_entries format_tags:stream_tags "$1" >"$test_dir/tags"
	is_plain "$test_dir/tags"
}
unzips_to() { # ZIP LIST
	unzip -Z1 "$1" >"$2" && [ -s "$2" ]
}
chapters_of() {
	ffprobe -v error -show_chapters "$1" | grep -c '^\[CHAPTER\]'
}
header_is_plain() { # ID FORMAT
	farm_curl -f -I "$farm_url/jobs/$1/files/audio.$2" | tr -d '\r' | grep -i '^content-disposition' \
		>"$test_dir/header"
	! grep -q '[/\\]' "$test_dir/header" && is_plain "$test_dir/header"
}
lies_within() { # everything that appeared is two folders below the outbox
	[ -z "$(find "$test_dir/books" -mindepth 1 -maxdepth 2 ! -type d)" ] &&
		[ -n "$(find "$test_dir/books" -mindepth 3 -name '*.m4b')" ] &&
		[ -z "$(find "$test_dir" -newer "$test_dir/before" -name '*.m4b' ! -path "$test_dir/books/*")" ]
}
outbox_has() { # FILES
	[ "$(find "$test_dir/books" -name '*.m4b' | wc -l)" -ge "$1" ]
}

mkdir -m 777 "$test_dir/books"
export LECTERN_FAILPOINT=$test_dir/failpoint
: >"$LECTERN_FAILPOINT"
title=$(hostile_title)
hostile_pdf "$title" 5000 600 >"$test_dir/title.pdf"
hostile_pdf "FEFF0041" 3 20000 >"$test_dir/wide.pdf"
configure_farm library outbox "\"$test_dir/books\""
configure_farm audio_encoder_service max_attempts 2
touch "$test_dir/before"
start_farm

note "a title of $((${#title} / 2)) bytes, 5,000 entries"
job=$(submit_for "$test_dir/title.pdf" m4b,opus,mp3,flac,wav,mp3.zip) || die "it is not taken"
check "it is read" completes "$job" 120
for format in m4b opus mp3 flac wav mp3.zip; do
	check "$format: it is made" wait_until 60 file_is "$job" $format ready
	check "$format: its name in a browser has nothing of a path" header_is_plain "$job" $format
	check "$format: fetched" fetch "$job" $format
done
for format in m4b opus mp3 flac wav; do
	check "$format: its tags are a title" tags_are_plain "$test_dir/$format"
done
check "its chapters' files are listed" unzips_to "$test_dir/mp3.zip" "$test_dir/names"
check "each stays where it is unpacked" not grep -qE '/|\.\.$' "$test_dir/names"
check "the book is put beside others" wait_until 30 outbox_has 1
check "and nothing beside it" lies_within

note "a page of 7 m"
wide=$(submit_for "$test_dir/wide.pdf" m4b)
check "it ends" wait_job "$wide" 120
check "with a file" wait_until 60 file_is "$wide" m4b ready

note "what others put there: 5,000 chapters, nine of ten without length, and a cover of 400 megapixels"
digest=$(job_field "$job" .audio.digest)
jq -nc --arg digest "$digest" '{version: 1, title: "Others", audioDigest: $digest, chapters:
	[range(5000) | {title: "\(. + 1)", level: 1, page: 1, start: ((. / 10 | floor) / 1000)}]}' >"$test_dir/book.json"
printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x4e\x20\0\0\x4e\x20\x08\x02\0\0\0\0\0\0\0\0' >"$test_dir/cover.png"
check "the book" put_object BOOK_FILES "default/$job/book.json" "$test_dir/book.json"
check "and its cover" put_object BOOK_FILES "default/$job/cover.jpg" "$test_dir/cover.png"
says_others() { # FORMAT
	file_is "$job" "$1" ready && fetch "$job" "$1" && ffprobe -v error -show_entries format_tags "$test_dir/$1" |
		grep -qi 'title=Others'
}
for format in m4b mp3; do
	ask "$job" $format
	check "$format: it is made of that" wait_until 60 says_others $format
done
check "m4b: every chapter" [ "$(chapters_of "$test_dir/m4b")" = 5000 ]
check "mp3: the first 255" [ "$(chapters_of "$test_dir/mp3")" = 255 ]
ask "$job" m4b.zip
check "a file for each chapter that lasts" wait_until 90 file_is "$job" m4b.zip ready
check "fetched" fetch "$job" m4b.zip
check "500 of them" [ "$(unzip -Z1 "$test_dir/m4b.zip" | wc -l)" = 500 ]

note "an encoder that always dies"
echo 'audio-encoder:work-done:*:segv' >"$LECTERN_FAILPOINT"
good=$(submit_for "$test_dir/title.pdf" opus.zip)
check "the book is read" completes "$good" 120
check "the file has failed" wait_until 90 file_is "$good" opus failed
check "and what was to be cut from it" wait_until 30 file_is "$good" opus.zip failed
reason=$(farm_curl -f "$farm_url/jobs/$good/files" | jq -r '.files[] | select(.format == "opus.zip").reason')
check "it says why" matches 'SIGSEGV' "$reason"
check "the job is what it was" [ "$(job_status "$good")" = completed ]
: >"$LECTERN_FAILPOINT"
ask "$good" opus.zip
check "a file that failed does not become one by asking for its chapters" wait_until 30 file_is "$good" opus.zip failed
ask "$good" opus
check "asked for once more it is made" wait_until 60 file_is "$good" opus ready
ask "$good" opus.zip
check "and then the other" wait_until 60 file_is "$good" opus.zip ready
