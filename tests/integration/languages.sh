#!/bin/bash
# languages.sh - the PDF's own text and OCR, and books in German and French, from upload to audio:
# the right text, model and voice, and what the job says of it.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

# give KIND PAGES OPTIONS: the job's id.
give() {
	local book=$test_dir/$1
	[ -f "$book.pdf" ] || make_pdf "$1" "$2" "$book.pdf" "$book.words" || return
	farm_curl -f -X POST -H 'Content-Type: application/pdf' --data-binary "@$book.pdf" \
		"$farm_url/jobs?name=$1.pdf&$3" | jq -r .id
}

# sources ID: "TEXT/OCR", the pages of each.
sources() {
	job_field "$1" '.pages.textSource | "\(.text)/\(.ocr)"'
}

digest() {
	job_field "$1" .audio.digest
}

# page_header ID NAME: of the text of the first page.
page_header() {
	farm_curl -f -o /dev/null -D - "$farm_url/jobs/$1/pages/1.txt" | tr -d '\r' |
		sed -n "s/^$2: //Ip"
}

is() {
	[ "$1" = "$2" ] || {
		note "\"$1\", not \"$2\""
		return 1
	}
}

start_farm
check "languages are told" is "$(farm_curl "$farm_url/languages" |
	jq -r '[.default] + (.languages - ["osd"] | map(select(. == "deu" or . == "eng" or . == "fra"))) | join(" ")')" \
	"auto deu eng fra"
check "voices are told" is "$(farm_curl "$farm_url/voices" |
	jq -r '.voices[] | select(.code == "de") | .name')" German
check "a language that is not there is refused at once" is "$(farm_curl -X POST \
	-H 'Content-Type: application/pdf' --data-binary '%PDF-' "$farm_url/jobs?language=tlh" |
	jq -r '.detail' | sed 's/available: .*/available: .../')" \
	'language: "tlh" is not installed; available: ...'

check "nor where all is to be read by its image" is "$(farm_curl -X POST \
	-H 'Content-Type: application/pdf' --data-binary '%PDF-' "$farm_url/jobs?language=Welsh&ocr=always" |
	jq -r '.detail' | sed 's/available: .*/available: .../')" \
	'language: "cym" is not installed; available: ...'

text=$(give text 2 voice=en)
welsh=$(give text 1 language=Welsh)
welsh_scan=$(give scan 1 language=Welsh)
scan=$(give stamped-scan 2 voice=en)
seen=$(give text 2 ocr=always)
never=$(give stamped-scan 2 ocr=never)
german=$(give german 1 language=deu)
german_seen=$(give german 1 'language=deu&ocr=always')
german_by_de=$(give german 1 voice=de)
german_by_en=$(give german 1 voice=en)
french=$(give french 1 language=fra)
french_seen=$(give french 1 'language=fra&ocr=always')
french_by_fr=$(give french 1 voice=fr)
hebrew=$(give hebrew 1 voice=he)
hebrew_by_en=$(give hebrew 1 voice=en)
russian=$(give russian 2 'ocr=always&language=eng')
german_found=$(give german 1 "")
german_named=$(give german 1 language=German)
french_found=$(give french 1 language=auto)
german_scan=$(give german-scan 3 "")
german_scan_named=$(give german-scan 3 language=deu)
french_scan=$(give french-scan 1 "")
english_scan=$(give scan 2 "")
russian_scan=$(give russian-scan 1 "")
never_read=$(give german-scan 3 ocr=never)
tiny=$(give tiny-scan 2 voice=en)
for id in "$text" "$scan" "$seen" "$never" "$german" "$german_seen" "$german_by_de" "$german_by_en" \
	"$french" "$french_seen" "$french_by_fr" "$hebrew" "$hebrew_by_en" "$russian" "$tiny" \
	"$german_found" "$german_named" "$french_found" "$german_scan" "$german_scan_named" \
	"$welsh" "$welsh_scan" "$french_scan" "$english_scan" "$russian_scan" "$never_read"; do
	check "$(job_field "$id" '"\(.name) \(.options | tostring)"') completes" completes "$id" 180
done

check "good text is taken" is "$(sources "$text")" 1-2/
check "as it stands there" is "$(word_recall "$test_dir/text.words" <(fetch_text "$text" /dev/stdout))" 1000
check "and says so" is "$(page_header "$text" text-source) $(page_header "$text" text-confidence)" "text 100"
check "a scan is read" is "$(sources "$scan")" /1-2
check "in its words" reads_back "$scan" "$test_dir/stamped-scan.words"
check "and says so" is "$(page_header "$scan" text-source)" ocr
check "how sure the reading is" [ "$(page_header "$scan" text-confidence)" -gt 80 ]
check "always is always" is "$(sources "$seen")" /1-2
check "never is never" is "$(sources "$never")" 1-2/
# The stamp is all that the text has, and at the foot of every page: nobody wants to hear it.
check "with the stamp alone" is "$(farm_curl -f "$farm_url/jobs/$never/pages/1.dropped.json" |
	jq -r '.dropped[] | "\(.kind) \(.text)"')" "footer Printed for the library, not for sale"
check "which is a foot" is "$(fetch_text "$never" /dev/stdout | grep .)" ""
check "German is spoken by a German voice" is "$(digest "$german")" "$(digest "$german_by_de")"
check "and not by an English one" [ "$(digest "$german")" != "$(digest "$german_by_en")" ]
check "who asks for no language gets the document's" is "$(digest "$german_found")" "$(digest "$german")"
check "and is told so" is "$(job_field "$german_found" '"\(.language) \(.options)"')" 'deu {}'
check "a language has a name" is "$(digest "$german_named")" "$(digest "$german")"
check "auto is to be asked for" is "$(digest "$french_found") $(job_field "$french_found" .language)" "$(digest "$french") fra"
check "an English book is in English" is "$(job_field "$text" .language)" eng
check "a scan tells its language too" is "$(job_field "$german_scan" .language) $(job_field "$french_scan" .language) $(job_field "$english_scan" .language)" \
	"deu fra eng"
check "and is read and spoken in it" is "$(digest "$german_scan")" "$(digest "$german_scan_named")"
check "in letters that nothing is installed for it tells none" is "$(job_field "$russian_scan" .language)" null
check "nor where its pictures are not to be read" is "$(job_field "$never_read" .language)" null
check "German is read by the German model" reads_back "$german_seen" "$test_dir/german.words"
check "its umlauts too" grep -q 'Vögel\. Über den Dächern' <(fetch_text "$german_seen" /dev/stdout)
check "French is read by the French model" reads_back "$french_seen" "$test_dir/french.words"
check "its accents too" grep -q 'la maîtresse ouvrit la fenêtre' <(fetch_text "$french_seen" /dev/stdout)
check "French is spoken by a French voice" is "$(digest "$french")" "$(digest "$french_by_fr")"
check "print in letters of another language is told" is "$(job_field "$russian" \
	'.pages.notes[] | "\(.kind) \(.pages) \(.reason)"')" \
	'language 1-2 the print looks Cyrillic, and was read as "eng"'
check "by the log too" grep -q 'page 1: the print looks Cyrillic' "$farm_dir/lecternd.log"
check "a PDF with text needs no model of its language" is "$(job_field "$welsh" \
	'"\(.status) \(.pages.notes | length)"')" "completed 0"
check "of a scan it is told that there is none" is "$(job_field "$welsh_scan" '.pages.notes[] | .reason')" \
	'the text is in "cym", for which Tesseract has no model here; it was read as "eng"'
check "so is print that is hard to read" is "$(job_field "$tiny" \
	'.pages.notes[] | "\(.kind) \(.pages) \(.reason)"')" \
	'legibility 1-2 hard to read, words may be wrong'
check "of no other book" is "$(job_field "$german_seen" '.pages.notes | length') $(job_field "$scan" '.pages.notes | length')" "0 0"
check "Hebrew keeps its letters" grep -q 'שרחד' <(fetch_text "$hebrew" /dev/stdout)
check "a voice that cannot read them leaves them out, and says so" is "$(job_field "$hebrew_by_en" \
	'.pages.notes[] | "\(.kind) \(.pages) \(.reason)"')" \
	'voice 1 the voice "en" cannot read Hebrew letters: they are left out'
check "nothing waits" wait_until 60 queues_are_empty
