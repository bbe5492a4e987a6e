#!/bin/bash
# book.sh - a book with an outline goes in: its title, chapters, captions and times come out, and
# hold against the sound.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

# page N HEADING...: an object N with a page's content: a large heading and a sentence.
content() {
	local text="BT /F 24 Tf 60 700 Td ($2) Tj /F 11 Tf 0 -40 Td ($3) Tj ET"
	printf '%d 0 obj <</Length %d>> stream\n%s\nendstream endobj\n' "$1" "${#text}" "$text"
}

# make_book FILE: three chapters on three pages, the outline in disorder and with an entry that leads
# nowhere.
make_book() {
	{
		printf '%%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R/Outlines 20 0 R/Lang(en)'
		printf '/PageLabels<</Nums[0<</S/r>>1<</S/D>>]>>>> endobj\n'
		printf '2 0 obj <</Type/Pages/Count 3/Kids[11 0 R 12 0 R 13 0 R]/MediaBox[0 0 500 800]>> endobj\n'
		printf '3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\n'
		for n in 1 2 3; do
			printf '1%d 0 obj <</Type/Page/Parent 2 0 R/Resources<</Font<</F 3 0 R>>>>/Contents 3%d 0 R>> endobj\n' "$n" "$n"
		done
		content 31 'Foreword' 'This was written long ago, and nobody has read it since that day.'
		content 32 'The first moon' 'It goes around the planet once in two days, which is fast for a moon.'
		content 33 'The second moon' 'It is smaller than the first one & further away from the planet.'
		printf '20 0 obj <</First 21 0 R/Last 24 0 R/Count 4>> endobj\n'
		printf '21 0 obj <</Title(Foreword)/Parent 20 0 R/Next 23 0 R/Dest[11 0 R/Fit]>> endobj\n'
		printf '22 0 obj <</Title(The first moon)/Parent 20 0 R/Next 24 0 R/Dest[12 0 R/XYZ 0 730 0]>> endobj\n'
		printf '23 0 obj <</Title(The second moon)/Parent 20 0 R/Next 22 0 R/Dest[13 0 R/XYZ 0 730 0]>> endobj\n'
		printf '24 0 obj <</Title(Nowhere)/Parent 20 0 R/Next 21 0 R/Dest[99 0 R/Fit]>> endobj\n'
		printf '40 0 obj <</Title(The Moons)/Author(Ann Smith, Bob Jones)>> endobj\n'
		printf 'trailer <</Root 1 0 R/Info 40 0 R>>\n%%%%EOF\n'
	} >"$1"
}

get() {
	farm_curl -f -o "$test_dir/got" "$farm_url/jobs/$id/$1"
}

# book JQ: what book.json says.
book() {
	get book.json && jq -r "$1" "$test_dir/got"
}

# said_at SECOND: there is sound just behind it, and silence before it.
said_at() {
	local level
	[ "$1" != 0 ] || return 0 # the silence before the first heading belongs to it
	level=$(sox "$test_dir/book.wav" -n trim "$1" 0.1 stat 2>&1 | awk '/Maximum amp/ { print $3 }')
	awk -v level="$level" 'BEGIN { exit !(level > 0.02) }' || return
	level=$(sox "$test_dir/book.wav" -n trim "$(awk -v at="$1" 'BEGIN { print at - 0.25 }')" 0.24 stat 2>&1 |
		awk '/Maximum amp/ { print $3 }')
	awk -v level="$level" 'BEGIN { exit !(level < 0.01) }'
}

chapters_begin_with_their_headings() {
	local start
	for start in $(book '.chapters[].start'); do
		said_at "$start" || { note "nothing is said at $start"; return 1; }
	done
}

words_are_in_order() {
	get 'timeline.json' || return
	jq -e '[.pages[].utterances[].words[]] | length > 30 and
		([.[] | .start] == ([.[] | .start] | sort)) and all(.end >= .start) and
		([.[] | select(.boxes == [])] | length <= 1)' "$test_dir/got"
}

captions_are_short() {
	get captions.srt || return
	awk 'length($0) > 42 && !/-->/ { bad = 1 } END { exit bad }' "$test_dir/got" &&
		grep -q 'smaller than the first one & further' <(tr '\n' ' ' <"$test_dir/got")
}

vtt_is_escaped() {
	get captions.vtt && head -1 "$test_dir/got" | grep -qx WEBVTT && grep -q '&amp;' "$test_dir/got"
}

holds_nothing() {
	request "\$JS.API.STREAM.INFO.OBJ_$1" '{"subjects_filter":">"}' |
		jq -e '(.state.subjects // {}) == {}'
}

mkdir "$test_dir/outbox"
configure_farm audio_encoder_service worker_pool_size 2
configure_farm library outbox "\"$test_dir/outbox\""
start_farm
make_book "$test_dir/moons.pdf"
id=$(submit "$test_dir/moons.pdf") || die "it is not taken"
check "the book is done" completes "$id" 120
fetch_audio "$id" "$test_dir/book.wav"
check "its title" [ "$(book .title)" = "The Moons" ]
check "its authors" [ "$(book '.authors | join("+")')" = "Ann Smith+Bob Jones" ]
check "its language" [ "$(book .language)" = en ]
check "its chapters, as they come" [ "$(book '.chapters | map(.title) | join("/")')" = \
	"Foreword/The first moon/The second moon" ]
check "the labels of their pages" [ "$(book '.chapters | map(.label) | join("/")')" = i/1/2 ]
check "from the first second to the last" [ "$(book '(.chapters[0].start == 0) and
	([.chapters[1:][].start] == [.chapters[:-1][].end])')" = true ]
check "each with its heading" chapters_begin_with_their_headings
check "the times of all words, with boxes" words_are_in_order
check "of one page, when one is asked for" bash -c "curl -sf '$farm_url/jobs/$id/timeline.json?pages=2' |
	jq -e '[.pages[].page] == [2]'"
check "captions of two short lines" captions_are_short
check "captions for browsers" vtt_is_escaped
check "chapters for players" bash -c "curl -sf '$farm_url/jobs/$id/chapters.vtt' | grep -qx 'The second moon'"
check "a cover" get cover
check "which is a JPEG" [ "$(head -c 3 "$test_dir/got" | od -An -tx1 | tr -d ' ')" = ffd8ff ]
check "nothing of a job that is not there" not farm_curl -f -o /dev/null "$farm_url/jobs/none/book.json"
m4b_is_ready() {
	get files && jq -e '.files | any(.format == "m4b" and .state == "ready")' "$test_dir/got"
}
check "an M4B of it" wait_until 30 m4b_is_ready
check "is called after author and title" matches 'filename="Ann Smith, Bob Jones - The Moons.m4b"' \
	"$(farm_curl -f -I "$farm_url/jobs/$id/files/audio.m4b")"
get files/audio.m4b
check "and says its language as players want it" [ "$(ffprobe -v error -show_entries \
	stream_tags=language -select_streams a -of csv=p=0 "$test_dir/got")" = eng ]
# ---- the outbox

folder="$test_dir/outbox/Ann Smith, Bob Jones/The Moons"
check "it is in the outbox" wait_until 60 [ -e "$folder/The Moons.m4b" ]
check "as it is" cmp "$folder/The Moons.m4b" "$test_dir/got"
check "with captions" wait_until 60 [ -e "$folder/The Moons.srt" ]
get captions.srt
check "which are those of the book" cmp "$test_dir/got" "$folder/The Moons.srt"
check "with its cover" [ "$(head -c 3 "$folder/cover.jpg" | od -An -tx1 | tr -d ' ')" = ffd8ff ]
check "what it is" grep -qF '<dc:creator opf:role="aut">Ann Smith, Bob Jones</dc:creator>' "$folder/metadata.opf"
check "in which language" grep -qF '<dc:language>eng</dc:language>' "$folder/metadata.opf"
check "for everybody to read" [ "$(stat -c %a "$folder/The Moons.m4b" "$folder" | tr '\n' ' ')" = "644 755 " ]
nothing_half() {
	[ -z "$(find "$test_dir/outbox" -name '*.part' -o -name '.lectern-*')" ]
}
check "nothing half" nothing_half
# Two books of that name at the same time, each in two formats, beside what is no folder.
: >"$folder (2)"
ln -s "$test_dir" "$folder (3)"
submit_two_formats() {
	farm_curl -f -F "file=@$test_dir/moons.pdf;type=application/pdf" -F formats=m4b,mp3 "$farm_url/jobs" | jq -r .id
}
other=$(submit_two_formats)
third=$(submit_two_formats)
check "another of the same name" completes "$other" 60
check "and one more" completes "$third" 60
# all_there: each of them has a folder with both of its files.
all_there() {
	[ -e "$folder (4)/The Moons.m4b" ] && [ -e "$folder (4)/The Moons.mp3" ] &&
		[ -e "$folder (5)/The Moons.m4b" ] && [ -e "$folder (5)/The Moons.mp3" ]
}
check "are beside it" wait_until 30 all_there
check "each in its own" [ "$(sort "$folder (4)/.lectern" "$folder (5)/.lectern")" = "$(printf '%s\n' "$other" "$third" | sort)" ]
check "once" [ ! -e "$folder (6)" ]
check "still nothing half" wait_until 60 nothing_half
check "a file of that name is as it was" [ -f "$folder (2)" ]
check "and a link" [ -L "$folder (3)" ]

# ---- what a user says of it

patch() {
	farm_curl -o "$test_dir/got" -w '%{http_code}' -X PATCH -d "$1" "$farm_url/jobs/$id"
}
second=$(book '.chapters[1].start')
check "another title, author and chapter" [ "$(patch '{"title":" Moons  of\u202e Mars ","authors":["A. S."],
	"chapters":[{"page":2,"start":'"$second"',"title":"Phobos"}]}')" = 200 ]
check "are told" [ "$(jq -r '[.title, .titleSource, .authors[0], .chapters[1].title] | join("/")' \
	"$test_dir/got")" = "Moons of Mars/user/A. S./Phobos" ]
check "one more chapter" [ "$(patch '{"chapters":[{"page":3,"title":"Deimos"}]}')" = 200 ]
check "and all that was said before" [ "$(book '[.title, .chapters[].title] | join("/")')" = \
	"Moons of Mars/Foreword/Phobos/Deimos" ]
check "also for players" bash -c "curl -sf '$farm_url/jobs/$id/chapters.vtt' | grep -qx Deimos"
for wrong in '{"title":""}' '{"title":7}' '{"authors":[]}' '{"authors":[" "]}' '[]' '{"title":"x"' \
	'{"chapters":[{"page":9,"title":"nowhere"}]}' '{"chapters":[{"title":"no page"}]}' '{"chapters":[4]}'; do
	check "nothing of what is none: $wrong" [ "$(patch "$wrong")" = 422 ]
done
check "nothing without a body" [ "$(farm_curl -o /dev/null -w '%{http_code}' -X PATCH "$farm_url/jobs/$id")" = 422 ]
check "the file says the old ones until it is asked for again" [ "$(farm_curl -o "$test_dir/got" -w '%{http_code}' \
	-X POST "$farm_url/jobs/$id/files?format=m4b")" = 200 ]
check "it is" [ "$(farm_curl -o "$test_dir/got" -w '%{http_code}' \
	-X POST "$farm_url/jobs/$id/files?format=m4b&again=true")" = 202 ]
check "it is made anew" wait_until 30 m4b_is_ready
get files/audio.m4b
check "as the book is called now" [ "$(ffprobe -v error -show_format -show_chapters -of json "$test_dir/got" |
	jq -r '[.format.tags.title, .format.tags.artist, .chapters[].tags.title] | join("/")')" = \
	"Moons of Mars/A. S./Foreword/Phobos/Deimos" ]
check "in the outbox, too" wait_until 60 [ -e "$test_dir/outbox/A. S/Moons of Mars/Moons of Mars.m4b" ]
chmod 500 "$test_dir/outbox"
check "a job is no worse for an outbox that takes nothing" farm_curl -f -o /dev/null \
	-X POST "$farm_url/jobs/$id/files?format=mp3"
mp3_is_ready() {
	get files && jq -e '.files | any(.format == "mp3" and .state == "ready")' "$test_dir/got"
}
check "its file is made" wait_until 30 mp3_is_ready
chmod 700 "$test_dir/outbox"
check "the others are removed" farm_curl -f -X DELETE "$farm_url/jobs/$other" "$farm_url/jobs/$third"
check "it is removed" farm_curl -f -X DELETE "$farm_url/jobs/$id"
for bucket in BOOK_FILES TIMELINE_FILES ENCODED_AUDIO_FILES; do
	check "and nothing is left in $bucket" wait_until 60 holds_nothing "$bucket"
done
