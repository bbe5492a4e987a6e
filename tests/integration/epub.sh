#!/bin/bash
# epub.sh - a finished job as an EPUB with its sound: Debian's epubcheck finds nothing wrong with it, and
# what is lit is what is said.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"
need_commands java epubcheck unzip

get() {
	farm_curl -f -o "$test_dir/got" "$farm_url/jobs/$id/$1"
}

epub_is_ready() {
	get files && jq -e '.files | any(.format == "epub" and .state == "ready")' "$test_dir/got"
}

# make_epub NAME: of the job $id, unpacked into a folder of that name.
make_epub() {
	farm_curl -f -o /dev/null -d '{"format":"epub"}' "$farm_url/jobs/$id/files" || return
	wait_until 60 epub_is_ready || return
	farm_curl -f -o "$test_dir/$1.epub" "$farm_url/jobs/$id/files/audio.epub" &&
		unzip -q -d "$test_dir/$1" "$test_dir/$1.epub"
}

# epubcheck is a jar that only runs by itself where the kernel knows of jars.
is_sound() {
	java -jar "$(command -v epubcheck)" "$test_dir/$1.epub" >"$test_dir/report" 2>&1 || { cat "$test_dir/report"; return 1; }
	not grep -E '^(WARNING|ERROR|FATAL)' "$test_dir/report"
}

# Of each chapter: its overlay follows on from 0 to the end of its sound.
overlays_fit() {
	local smil n seconds end
	for smil in "$test_dir/$1"/EPUB/overlay/*.smil; do
		n=$(basename "$smil" .smil)
		seconds=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$test_dir/$1/EPUB/audio/$n.m4a")
		end=$(grep -o 'clip[A-Za-z]*="[0-9.]*' "$smil" | sed 's/.*"//' | awk '
			NR % 2 == 1 && $1 + 0 != last + 0 { bad = 1 }
			{ if (NR % 2 == 0 && $1 + 0 <= last + 0) bad = 1; last = $1 }
			END { print bad ? "broken" : last }')
		awk -v end="$end" -v seconds="$seconds" 'BEGIN { exit !(end != "broken" && end - seconds < 0.1 && seconds - end < 0.1) }' ||
			{ note "chapter $n: the overlay ends at $end, the sound at $seconds"; return 1; }
	done
}

# What is spoken is in it, in order.
text_is_whole() {
	get timeline.json || return
	jq -r '.pages[].utterances[].text' "$test_dir/got" | tr -s ' \n' '  ' >"$test_dir/spoken"
	cat "$test_dir/$1"/EPUB/text/*.xhtml | sed -n 's/<[^>]*>/ /g; p' >"$test_dir/all"
	[ "$(grep -ho '<span id[^/]*</span>' "$test_dir/$1"/EPUB/text/*.xhtml | wc -l)" -gt 5 ] &&
		[ "$(cat "$test_dir/$1"/EPUB/text/*.xhtml | tr '\n' ' ' | grep -o '<span[^>]*>[^<]*</span>' |
			sed 's/<[^>]*>//g; s/&amp;/\&/g; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g' | tr -s ' \n' '  ')" = \
			"$(cat "$test_dir/spoken")" ]
}

configure_farm wav_aggregator_service chapter_min_minutes 0
configure_farm audio_encoder_service worker_pool_size 2
start_farm
make_pdf handbook 4 "$test_dir/handbook.pdf"
id=$(submit "$test_dir/handbook.pdf") || die "it is not taken"
check "the book is done" completes "$id" 120
check "its EPUB" make_epub handbook
check "is told as one" matches 'content-type: application/epub\+zip' \
	"$(farm_curl -f -I "$farm_url/jobs/$id/files/audio.epub" | tr 'A-Z' 'a-z')"
check "epubcheck finds nothing" is_sound handbook
check "sound and overlays fit" overlays_fit handbook
check "all that is said is in it" text_is_whole handbook
check "lists are lists" grep -q '<ul>' "$test_dir"/handbook/EPUB/text/*.xhtml
check "headings are headings" grep -q '<h2>' "$test_dir"/handbook/EPUB/text/*.xhtml
cp "$test_dir/handbook.epub" "$test_dir/first.epub"
rm -r "$test_dir/handbook"
check "the list has it among what can be made" jq -e '.formats | index("epub")' \
	<(farm_curl "$farm_url/jobs/$id/files")
check "captions are elsewhere" jq -e '.formats | all(. != "vtt" and . != "captions")' \
	<(farm_curl "$farm_url/jobs/$id/files")
check "made again" farm_curl -f -o /dev/null -d '{"format":"epub","again":true}' "$farm_url/jobs/$id/files"
check "it is there" make_epub handbook
check "and the same" cmp "$test_dir/handbook.epub" "$test_dir/first.epub"

# Notes, and sentences over the ends of pages; pages of which nothing is known.
make_pdf journal 3 "$test_dir/journal.pdf"
id=$(submit "$test_dir/journal.pdf") || die "it is not taken"
check "a journal" completes "$id" 120
check "as EPUB" make_epub journal
check "epubcheck finds nothing there, too" is_sound journal
check "nor do its overlays lack anything" overlays_fit journal
check "notes are notes" grep -q 'epub:type="footnote"' "$test_dir"/journal/EPUB/text/*.xhtml
check "all that is said is in it, too" text_is_whole journal
make_pdf blank 2 "$test_dir/blank.pdf"
id=$(submit "$test_dir/blank.pdf") || die "it is not taken"
check "a blank book" completes "$id" 60
check "is an EPUB" make_epub blank
check "that is as sound" is_sound blank

# crowded_pdf: two pages of fifty lines, each a paragraph and an entry of the outline: more chapters than
# a front answers requests for so few pages.
crowded_pdf() {
	awk 'BEGIN {
		print "%PDF-1.5\n1 0 obj <</Type/Catalog/Pages 2 0 R/Outlines 10 0 R>> endobj"
		print "2 0 obj <</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>> endobj"
		print "9 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj"
		for (page = 0; page < 2; page++) {
			text = ""
			for (i = 0; i < 50; i++)
				text = text sprintf("BT /F 9 Tf 72 %d Td (Line number %d.) Tj ET\n", 1550 - 30 * i, 50 * page + i + 1)
			printf "%d 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 400 1600]/Contents %d 0 R/Resources<</Font<</F 9 0 R>>>>>> endobj\n", page + 3, page + 5
			printf "%d 0 obj <</Length %d>> stream\n%sendstream endobj\n", page + 5, length(text), text
		}
		print "10 0 obj <</Type/Outlines/First 100 0 R/Last 199 0 R/Count 100>> endobj"
		for (i = 0; i < 100; i++)
			printf "%d 0 obj <</Title(Line number %d)/Parent 10 0 R/Dest[%d 0 R/XYZ 0 %d 0]%s>> endobj\n", 100 + i, i + 1,
				3 + int(i / 50), 1560 - 30 * (i % 50), i < 99 ? sprintf("/Next %d 0 R", 101 + i) : ""
		print "trailer <</Root 1 0 R/Size 200>>"
	}'
}
crowded_pdf >"$test_dir/crowded.pdf"
id=$(submit "$test_dir/crowded.pdf") || die "it is not taken"
check "a book of many chapters on two pages" completes "$id" 120
check "is an EPUB" make_epub crowded
check "of all of them" [ "$(find "$test_dir/crowded/EPUB/overlay" -name '*.smil' | wc -l)" = 100 ]
check "all that is said is in it" text_is_whole crowded
