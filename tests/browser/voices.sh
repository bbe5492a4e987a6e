#!/bin/bash
# voices.sh - voices are heard before one is chosen, and a finished book is spoken again in another: in
# Chromium, by mouse and by keys.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
command -v node >/dev/null || skip "node is not installed"
[ -d "$source_dir/tests/browser/node_modules/playwright-core" ] || skip "tests/browser: npm ci was not run"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || skip "chromium is not installed"
configure_farm pdf_to_png_service dpi 150
configure_farm voice_sample_service worker_pool_size 1
make_pdf text 1 "$test_dir/book.pdf" || die "no PDF was made"
start_farm
id=$(submit "$test_dir/book.pdf")
wait_job "$id" 120 || die "the book has no end"
check "the page does all of it" in_browser voices.mjs "$farm_url" "$test_dir" "$id"
