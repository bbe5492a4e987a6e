#!/bin/bash
# page.sh - the page in Chromium: upload, watch, listen, cancel, retry, delete, with and without
# JavaScript, over a farm of real workers.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
command -v node >/dev/null || skip "node is not installed"
[ -d "$source_dir/tests/browser/node_modules/playwright-core" ] || skip "tests/browser: npm ci was not run"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || skip "chromium is not installed"
# Slow enough for its progress to be watched.
read_images
configure_farm pdf_to_png_service dpi 150
configure_farm voice_sample_service worker_pool_size 1
make_pdf text 3 "$test_dir/short.pdf" || die "no PDF was made"
make_pdf text 100 "$test_dir/long.pdf" || die "no PDF was made"
start_farm

printf '[nats]\nurl = "%s"\n' "$(farm_broker)" >"$test_dir/seed.toml"
seed() {
	"$build_dir/tests/web/seed" "$test_dir/seed.toml" "$@"
}
seed object PDF_FILES default/retry-me/source.pdf <"$test_dir/short.pdf" >/dev/null || die "no PDF is stored"
jq -nc '{workflowId: "retry-me", tenantId: "default", userId: "u", name: "retry-me.pdf",
	pdfKey: "default/retry-me/source.pdf", status: "completed_with_errors", error: null,
	createdAt: "2026-01-02T03:04:05.000Z", startedAt: "2026-01-02T03:04:06.000Z",
	finishedAt: "2026-01-02T03:05:05.000Z", updatedAt: "2026-01-02T03:05:05.000Z", options: {},
	totalPages: 3, completingPage: 0, received: "1-3", blank: "", skipped: "",
	failed: [{page: 2, stage: "png-to-text", reason: "killed by SIGSEGV in 3 attempts"}],
	finalAudioKey: null, audio: null}' | seed state || die "no job is stored"
seed object PDF_FILES default/unread/source.pdf <"$test_dir/short.pdf" >/dev/null || die "no PDF is stored"
digest=$(seed audio FINAL_AUDIO_FILES default/unread/final.wav 9000) || die "no audio is stored"
jq -nc --arg digest "$digest" '{workflowId: "unread", tenantId: "default", userId: "u", name: "unread.pdf",
	pdfKey: "default/unread/source.pdf", status: "completed_with_errors", error: null,
	createdAt: "2026-01-01T03:04:05.000Z", startedAt: "2026-01-01T03:04:06.000Z",
	finishedAt: "2026-01-01T03:05:05.000Z", updatedAt: "2026-01-01T03:05:05.000Z", options: {},
	totalPages: 2, completingPage: 2, received: "1-2", blank: "", skipped: "",
	failed: [{pages: "1-2", stage: "pdf-to-png", reason: "the page cannot be drawn"}],
	finalAudioKey: "default/unread/final.wav", audio: {seconds: 2, bytes: 9000, digest: $digest}}' |
	seed state || die "no job is stored"
check "the page does all of it" in_browser page.mjs "$farm_url" "$test_dir"
rm -rf "$test_dir/profile"
