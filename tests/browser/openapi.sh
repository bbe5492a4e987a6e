#!/bin/bash
# openapi.sh - a session with lectern-web, every answer checked against openapi.json by ajv.
# shellcheck source=tests/web/lib.sh
. "$(dirname "$0")/../web/lib.sh"
command -v node >/dev/null || skip "node is not installed"
[ -d "$source_dir/tests/browser/node_modules/ajv" ] || skip "tests/browser: npm ci was not run"
start_broker
write_config
configure http max_upload_mb 1
configure commentary base_url '"http://127.0.0.1:1/v1"'
mkdir -p "$test_dir/voices/anna"
for file in model.onnx tokens.txt; do echo x >"$test_dir/voices/anna/$file"; done
cat >"$test_dir/voices/anna/voice.toml" <<-'TOML'
	[voice]
	engine = "sherpa"
	kind = "piper"
	title = "Anna"
	language = "en-us"
	license = "MIT"
	sample_rate = 22050
	model = "model.onnx"
	tokens = "tokens.txt"
TOML
configure tts_service voices_dir "\"$test_dir/voices\""
(umask 077 && echo a-secret-of-the-feed >"$test_dir/feed-secret")
configure library feed_secret_file "\"$test_dir/feed-secret\""
start_web
wait_until 60 answers 200 /jobs || die "the broker was not found"
make_pdf_file "$test_dir/book.pdf" 20000

digest=$(seed audio FINAL_AUDIO_FILES default/done/final.wav 1000)
for bucket in png:PNG_FILES txt:TEXT_FILES wav:WAV_FILES; do
	echo page | seed object "${bucket#*:}" "default/done/page_00001.${bucket%:*}" \
		text-source=ocr confidence=93 'dropped=[{"kind":"header","text":"12"}]' >/dev/null
done
printf 'RIFF' | seed object VOICE_FILES \
	"voices/$(printf '%s\0' sample en-gb en-gb '' | sha256sum | cut -c1-32)/sample.wav" >/dev/null
printf 'RIFF' | seed object VOICE_FILES \
	"voices/$(printf '%s\0' sample en-gb en-gb '' GIF 'GIF = jif' | sha256sum | cut -c1-32)/sample.wav" >/dev/null
echo picture | seed object PAGE_IMAGES default/done/page_00001.w800.webp >/dev/null
seed object PAGE_IMAGES default/done/page_00003.w800.webp outcome=failed "reason=no such ink" </dev/null >/dev/null
# A book that is being made, and the head of its segments.
seed object WAV_FILES default/living/page_00001.wav outcome=spoken seconds=60.000 sample-rate=22050 channels=1 </dev/null >/dev/null
echo head | seed object LIVE_AUDIO default/living/live/00001/00000.m4s \
	"source=$(printf ' 0 22050 1 64000 0 0 0' | sha256sum | head -c 32)" >/dev/null
# The book's data, and one file for people that is ready.
seed object BOOK_FILES default/done/book.json >/dev/null <<-JSON
	{"version":1,"title":"The Moons","titleSource":"xmp","authors":["Ann Smith"],"subject":"","language":"en",
	"date":"2015","cover":"default/done/cover.jpg","audioDigest":"$digest","pageLabels":[],"chapterSource":"outline",
	"outline":[{"level":1,"title":"One","page":1,"label":"1","top":0.25,"start":0,"end":12.5}],
	"chapters":[{"level":1,"title":"One","page":1,"start":0,"end":12.5}]}
JSON
seed object BOOK_FILES default/done/pages.json >/dev/null <<-JSON
	{"version":1,"sampleRate":22050,"digest":"$digest","pages":[[1,0,22050,0],[2,22050,11025,0]]}
JSON
echo picture | seed object BOOK_FILES default/done/cover.jpg >/dev/null
for format in m4b mp3; do
	echo sound | seed object ENCODED_AUDIO_FILES "default/done/audio.$format" state=ready "source=$digest" \
		seconds=12.5 >/dev/null
done
echo '%PDF-1.4' | seed object PDF_FILES default/broken/source.pdf >/dev/null
# job ID STATUS CHANGES: a state with these changes.
job() {
	jq -nc --arg id "$1" --arg status "$2" --arg digest "$digest" '{workflowId: $id, tenantId: "default",
		userId: "u", name: "a.pdf", pdfKey: "default/\($id)/source.pdf", status: $status, error: null,
		createdAt: "2026-01-02T03:04:05.000Z", startedAt: "2026-01-02T03:04:06.000Z",
		finishedAt: "2026-01-02T03:05:05.000Z", updatedAt: "2026-01-02T03:05:05.000Z",
		options: {voice: "en", ngl: "5"}, totalPages: 4, completingPage: 0, received: "1-2,4",
		blank: "2", skipped: "3", textSource: {text: "2", ocr: "1"}, failed: [{page: 4, stage: "tts", reason: "why"}],
		notes: [{kind: "summary", pages: "1-2", reason: "away"}],
		finalAudioKey: null, audio: null} + '"$3" | seed state
}
# shellcheck disable=SC2016 # a variable of jq
job "done" completed_with_errors '{finalAudioKey: "default/done/final.wav",
	audio: {seconds: 12.5, bytes: 1000, digest: $digest}}' || die "no job"
echo text | seed object TEXT_FILES default/spoken/page_00001.txt >/dev/null
# shellcheck disable=SC2016 # a variable of jq
job spoken completed '{totalPages: 1, received: "1", blank: "", skipped: "", textSource: {text: "1"}, failed: [], notes: [],
	finalAudioKey: "default/spoken/final.wav", audio: {seconds: 12.5, bytes: 1000, digest: $digest}}' || die "no job"
job living running '{finishedAt: null, received: "1", blank: "", skipped: "", textSource: {}, failed: [], notes: []}' || die "no job"
job broken failed '{error: "it broke", totalPages: 0, received: "", blank: "", skipped: "", textSource: {}, failed: [], notes: []}' || die "no job"
wait_until 60 answers 200 /jobs/broken || die "the jobs do not appear"
node "$source_dir/tests/browser/openapi.mjs" "$url" "$test_dir"
check "every answer is as openapi.json says" [ $? -eq 0 ]
