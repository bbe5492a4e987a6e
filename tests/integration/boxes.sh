#!/bin/bash
# boxes.sh - each word that is spoken knows where on its page it stands: of PDFs with text and of pages that
# were read by Tesseract, in columns, broken over lines, on turned pages.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"
need_commands python3 pdftotext pdftoppm

configure_farm png_to_text_service worker_pool_size 2
configure_farm audio_encoder_service formats '[]'
start_farm
declare -A jobs turned=([rotated]=1 [sideways]=1)
books="text:auto novel:auto journal:auto handbook:auto rotated:auto sideways:auto novel:always journal:always rotated:always hidden-text:always"
for book in $books; do
	kind=${book%:*} pages=2
	[ -z "${turned[$kind]-}" ] || pages=4
	[ -e "$test_dir/$kind.pdf" ] || make_pdf "$kind" $pages "$test_dir/$kind.pdf" || die "no $kind"
	jobs[$book]=$(farm_curl -f -F "file=@$test_dir/$kind.pdf" -F "ocr=${book#*:}" "$farm_url/jobs" | jq -r .id)
done
stand_where_they_say() { # KIND ID
	farm_curl -f -o "$test_dir/timeline.json" "$farm_url/jobs/$2/timeline.json" &&
		python3 "$source_dir/tests/integration/boxes.py" "$test_dir/timeline.json" "$test_dir/$1.pdf" \
			${turned[$1]+turned}
}
for book in $books; do
	check "$book: it is read" completes "${jobs[$book]}" 120
	check "$book: its words stand where they say" stand_where_they_say "${book%:*}" "${jobs[$book]}"
done
