#!/bin/bash
# screenshots.sh [DIR] - takes the pictures in docs/ anew, of the page as it is: run it in a build
# directory with --enable-failpoints whenever the page has changed.
#
# A farm of real workers reads some books: a page of the first crashes Tesseract each time, the last
# one is under way when the pictures are taken.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
need_failpoints
pictures=$(realpath "${1:-$source_dir/docs}")
command -v node >/dev/null || skip "node is not installed"
[ -d "$source_dir/tests/browser/node_modules/playwright-core" ] || skip "tests/browser: npm ci was not run"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || skip "chromium is not installed"
configure_farm pdf_to_png_service dpi 150
configure_farm page_image_service worker_pool_size 1
# Reads the pictures of the pages, which takes long enough to be seen.
configure_farm png_to_text_service ocr '"always"'
cd "$test_dir" || die "no directory"
make_pdf text 20 first.pdf || die "no PDF was made"
make_pdf blank 1 blank.pdf || die "no PDF was made"
make_pdf text 40 rest.pdf || die "no PDF was made"
pdfunite first.pdf blank.pdf rest.pdf Walden.pdf || die "no book"
pdfunite blank.pdf first.pdf "Letters from a Farmer.pdf" || die "no book"
make_pdf journal 4 "Proceedings.pdf" || die "no PDF was made"
make_pdf handbook 6 "The Handbook.pdf" || die "no PDF was made"
make_pdf scanned-novel 4 "A Scanned Novel.pdf" || die "no PDF was made"
cd "$build_dir" || die "no directory"
export LECTERN_FAILPOINT=$test_dir/failpoint
printf 'png-to-text:job-taken:*:segv:13\n' >"$LECTERN_FAILPOINT"
start_farm
id=$(submit "$test_dir/Letters from a Farmer.pdf")
wait_job "$id" 300 || die "the first book has no end"
: >"$LECTERN_FAILPOINT"
for book in "Proceedings" "The Handbook" "A Scanned Novel"; do
	scan=$(submit "$test_dir/$book.pdf")
	wait_job "$scan" 300 || die "$book has no end"
done
id=$(submit "$test_dir/Walden.pdf")
under_way() {
	[ "$(job_field "$id" .progress.wav)" -ge 15 ]
}
wait_until 300 under_way || die "the last book does not move"
node "$source_dir/tests/browser/screenshots.mjs" "$farm_url" "$pictures" "$scan"
check "pictures are taken" [ $? -eq 0 ]
