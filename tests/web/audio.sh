#!/bin/bash
# audio.sh [BYTES] - the audio and the pages' files: ranges, conditions, names, constant memory, and
# seeking. By hand with 5368709121 bytes, which takes some minutes and 16 GB of disk.
# shellcheck source=tests/web/lib.sh
. "$(dirname "$0")/lib.sh"
start_broker
write_config
start_web
size=${1:-150000001}
[ $# -eq 0 ] || call_seconds=1800
digest=$(seed audio FINAL_AUDIO_FILES default/book-1/final.wav "$size") || die "no audio"

# state ID NAME FINAL: a finished job of 4 pages; page 3 failed.
state() {
	jq -nc --arg id "$1" --arg name "$2" --arg final "$3" --arg digest "$digest" --argjson size "$size" '
		{workflowId: $id, tenantId: "default", userId: "u", name: $name,
		pdfKey: "default/\($id)/source.pdf", status: "completed_with_errors", error: null,
		createdAt: "2026-01-02T03:04:05.000Z", startedAt: "2026-01-02T03:04:06.000Z",
		finishedAt: "2026-01-02T03:05:05.000Z", updatedAt: "2026-01-02T03:05:05.000Z",
		options: {}, totalPages: 4, completingPage: 4, received: "1-4", blank: "2", skipped: "",
		failed: [{page: 3, stage: "tts", reason: "killed by <SIGSEGV>"}],
		finalAudioKey: $final, audio: {seconds: 3401.36, bytes: $size, digest: $digest}}' |
		seed state
}
state book-1 'Über "Töne" 100%.pdf' default/book-1/final.wav || die "no state"
state book-2 gone.pdf default/book-2/final.wav || die "no state"
jq -nc '{workflowId: "ended", tenantId: "default", userId: "u", name: "ended.pdf",
	pdfKey: "default/ended/source.pdf", status: "cancelled", error: null,
	createdAt: "2026-01-02T03:04:04.000Z", startedAt: "2026-01-02T03:04:06.000Z",
	finishedAt: "2026-01-02T03:05:05.000Z", updatedAt: "2026-01-02T03:05:05.000Z",
	options: {pages: "1-2,4"}, totalPages: 4, completingPage: 0, received: "1-2", blank: "",
	skipped: "3", failed: [{page: 1, stage: "pdf-to-png", reason: "no such ink"}],
	finalAudioKey: null, audio: null}' | seed state || die "no state"
wait_until 60 answers 200 /jobs/ended || die "the job does not appear"
wait_until 60 answers 200 /jobs/book-1 || die "the job does not appear"

note "-- the job"
check "spoken" is "$(field .pages.spoken)" 1,4
check "blank" is "$(field .pages.blank)" 2
check "failed, with the reason" is "$(field '.pages.failed[0] | "\(.page) \(.stage) \(.reason)"')" '3 tts killed by <SIGSEGV>'
check "audio" is "$(field '.audio | "\(.seconds) \(.bytes) \(.digest)"')" "3401.36 $size $digest"
check "joined" is "$(field .progress.joined)" 4

note "-- the whole"
before=$(web_rss)
check "is there" answers 200 /jobs/book-1/audio
whole=$test_dir/whole
mv "$body" "$whole"
check "all of it" is "$(stat -c %s "$whole")" "$size"
check "byte for byte" is "SHA-256=$(openssl dgst -sha256 -binary "$whole" | base64 | tr '+/' '-_')" "$digest"
check "its length is told" is "$(header Content-Length)" "$size"
check "its type" is "$(header Content-Type)" audio/wav
check "ranges are offered" is "$(header Accept-Ranges)" bytes
check "its tag is the digest" is "$(header ETag)" "\"$digest\""
check "its name" is "$(header Content-Disposition)" \
	"attachment; filename=\"_ber _T_ne_ 100_.wav\"; filename*=UTF-8''%C3%9Cber%20%22T%C3%B6ne%22%20100%25.wav"
# A sanitizer keeps what is freed.
grep -q '^#define LECTERN_SANITIZED 1' config.h ||
	check "in constant memory: $before KiB, at most $(web_peak_rss)" [ $(($(web_peak_rss) - before)) -lt 24000 ]
modified=$(header Last-Modified)

note "-- parts"
# part RANGE FIRST LENGTH: exactly these bytes come.
part() {
	answers 206 -H "Range: bytes=$1" /jobs/book-1/audio &&
		is "$(header Content-Range)" "bytes $2-$(($2 + $3 - 1))/$size" &&
		is "$(header Content-Length)" "$3" &&
		cmp "$body" <(tail -c +$(($2 + 1)) "$whole" | head -c "$3")
}
check "the first byte" part 0-0 0 1
check "some" part 100-199 100 100
check "over a chunk's end" part 131000-131200 131000 201
check "the last ones" part -1000 $((size - 1000)) 1000
check "from the middle on" part $((size - 5000000))- $((size - 5000000)) 5000000
check "more than there is" part $((size - 3))-999999999999 $((size - 3)) 3
check "beyond the end" refuses 416 range "$size" -H "Range: bytes=$size-" /jobs/book-1/audio
check "says how much there is" is "$(header Content-Range)" "bytes */$size"
check "several: the whole" answers 200 -H 'Range: bytes=0-1,5-6' /jobs/book-1/audio
check "nonsense: the whole" answers 200 -H 'Range: bytes=a-b' /jobs/book-1/audio
check "the same as told: the part" answers 206 -H 'Range: bytes=0-9' -H "If-Range: \"$digest\"" /jobs/book-1/audio
check "of the same date: the part" answers 206 -H 'Range: bytes=0-9' -H "If-Range: $modified" /jobs/book-1/audio
check "another than told: the whole" answers 200 -H 'Range: bytes=0-9' -H 'If-Range: "other"' /jobs/book-1/audio
check "known" answers 304 -H "If-None-Match: \"$digest\"" /jobs/book-1/audio
check "with nothing" [ ! -s "$body" ]
check "HEAD" answers 200 -I /jobs/book-1/audio
check "tells the length" is "$(header Content-Length)" "$size"
check "what is not kept is gone" refuses 410 gone 'no longer kept' /jobs/book-2/audio
# Places all over it, as a listener jumps. The best of three each, since others use this machine.
seek_milliseconds() {
	local best=100000 time
	for _ in 1 2 3; do
		time=$(curl --noproxy '*' -sS -o /dev/null -r "$1-$(($1 + 65535))" -w '%{time_total}' "$url/jobs/book-1/audio")
		time=$(awk -v t="$time" 'BEGIN { printf "%d", t * 1000 }')
		[ "$time" -ge "$best" ] || best=$time
	done
	echo "$best"
}
seeks=()
for tenth in 9 1 5 8 3; do seeks+=("$(seek_milliseconds $((size / 10 * tenth)))"); done
note "seeking: ${seeks[*]} ms"
slowest=$(printf '%s\n' "${seeks[@]}" | sort -n | tail -1)
# A sanitizer has its own pace.
grep -q '^#define LECTERN_SANITIZED 1' config.h ||
	check "seeking starts within 200 ms" [ "$slowest" -le 200 ]
curl --noproxy '*' -sN "$url/jobs/book-1/audio" | head -c 100000 >"$test_dir/hung-up"
check "who hangs up does no harm" answers 206 -H 'Range: bytes=5-9' /jobs/book-1/audio

note "-- pages"
printf 'First page, über.' | seed object TEXT_FILES default/book-1/page_00001.txt >/dev/null
printf 'Fourth.' | seed object TEXT_FILES default/book-1/page_00004.txt >/dev/null
printf 'image' | seed object PNG_FILES default/book-1/page_00001.png >/dev/null
printf 'sound' | seed object WAV_FILES default/book-1/page_00001.wav >/dev/null
check "the text of all" answers 200 /jobs/book-1/text
check "in order" is "$(cat "$body")" "$(printf 'First page, über.\n\nFourth.')"
check "as text" is "$(header Content-Type)" 'text/plain; charset=utf-8'
check "of one" answers 200 /jobs/book-1/pages/4.txt
check "is that" is "$(cat "$body")" Fourth.
check "an image" answers 200 /jobs/book-1/pages/1.png
check "is one" is "$(header Content-Type)" image/png
check "its name" is "$(header Content-Disposition | sed 's/.*UTF-8//')" "''%C3%9Cber%20%22T%C3%B6ne%22%20100%25.pdf%20page%201.png"
check "a sound, in part" answers 206 -H 'Range: bytes=1-2' /jobs/book-1/pages/1.wav
check "is that" is "$(cat "$body")" ou
check "not kept" refuses 410 gone 'page 2' /jobs/book-1/pages/2.png
state book-3 heard.pdf default/book-3/final.wav || die "no state"
wait_until 60 answers 200 /jobs/book-3 || die "the job does not appear"
printf 'two seconds' | seed object WAV_FILES default/book-3/page_00002.wav seconds=2.000 outcome=blank >/dev/null
printf 'four seconds' | seed object WAV_FILES default/book-3/page_00004.wav seconds=4.000 outcome=spoken pcm-digest=SHA-256=x >/dev/null
timeline() { # timeline DIGEST: of page 4
	seed object TIMELINE_FILES default/book-3/page_00004.json >/dev/null <<-JSON
		{"version":1,"digest":"$1","sampleRate":1000,"samples":2000,"language":"eng","utterances":[
		{"role":"heading","first":0,"last":1000,"text":"Four","words":[{"w":"Four","f":500,"l":1000,"b":[[0.1,0.2,0.3,0.4]]}]}]}
	JSON
}
timeline SHA-256=x
check "what is said of a page, and when" answers 200 /jobs/book-3/pages/4.timeline.json
check "in seconds of its own sound" is "$(jq -c . "$body")" '{"page":4,"spoken":true,"start":0,"end":4,"utterances":[{"role":"heading","section":"body","text":"Four","start":0,"end":2,"estimated":false,"words":[{"text":"Four","start":1,"end":2,"boxes":[[0.1,0.2,0.3,0.4]]}]}]}'
timeline SHA-256=another
check "of another sound's words" answers 200 /jobs/book-3/pages/4.timeline.json
check "nothing is said" is "$(jq -c . "$body")" '{"page":4,"spoken":true,"start":0,"end":4,"utterances":[]}'
check "nor of silence" answers 200 /jobs/book-3/pages/2.timeline.json
check "but how long it is" is "$(jq -c . "$body")" '{"page":2,"spoken":false,"start":0,"end":2,"utterances":[]}'
check "without its sound there is none" refuses 410 gone 'page 3: its sound is no longer kept' /jobs/book-3/pages/3.timeline.json
check "nor of a page that is none" refuses 404 not-found 'has 4 pages' /jobs/book-3/pages/5.timeline.json
check "never made" refuses 404 not-found 'failed in pdf-to-png: no such ink' /jobs/ended/pages/1.txt
check "nor was its image" refuses 404 not-found 'failed in pdf-to-png' /jobs/ended/pages/1.png
check "but its silence was" refuses 410 gone 'page 1' /jobs/ended/pages/1.wav
check "what was made before it was cancelled" refuses 410 gone 'page 2' /jobs/ended/pages/2.txt
check "what was left out was never there" refuses 404 not-found 'left out' /jobs/ended/pages/3.txt
check "nor what the job did not come to" refuses 404 not-found 'ended (cancelled) before' /jobs/ended/pages/4.txt
check "nor what was dropped of it" refuses 404 not-found 'ended (cancelled) before' /jobs/ended/pages/4.dropped.json
check "failed when it was spoken: it had a text" refuses 410 gone 'page 3' /jobs/book-1/pages/3.txt
check "beyond the end" refuses 404 not-found '4 pages' /jobs/book-1/pages/5.png
check "page 0" refuses 404 not-found '4 pages' /jobs/book-1/pages/0.txt
check "no number" refuses 404 not-found '4 pages' /jobs/book-1/pages/x.txt
check "a number with more" refuses 404 not-found '4 pages' /jobs/book-1/pages/1x.txt

note "-- printed and said"
said=$(printf 'Three men.' | seed object TEXT_FILES default/book-1/page_00003.txt | grep -o 'SHA-256=[^ ]*')
printf '{"version":1,"digest":"%s","printed":"3 men."}' "$said" |
	seed object TEXT_FILES default/book-1/page_00003.words.json >/dev/null
printf '{"version":1,"digest":"SHA-256=other","printed":"Another."}' |
	seed object TEXT_FILES default/book-1/page_00004.words.json >/dev/null
check "what is printed" answers 200 /jobs/book-1/pages/3.txt
check "is that" is "$(cat "$body")" '3 men.'
check "a part of it" answers 206 -H 'Range: bytes=2-4' /jobs/book-1/pages/3.txt
check "is that" is "$(cat "$body")" men
check "what is said" answers 200 /jobs/book-1/pages/3.said.txt
check "is that" is "$(cat "$body")" 'Three men.'
check "words of another text do not count" answers 200 /jobs/book-1/pages/4.txt
check "so it is as it is said" is "$(cat "$body")" Fourth.
check "all that is printed" answers 200 /jobs/book-1/text
check "in order" is "$(cat "$body")" "$(printf 'First page, über.\n\n3 men.\n\nFourth.')"
check "all that is said" answers 200 /jobs/book-1/said
check "in order" is "$(cat "$body")" "$(printf 'First page, über.\n\nThree men.\n\nFourth.')"

note "-- again"
check "what has no PDF any more" refuses 410 gone PDF -X POST /jobs/book-1/retry
printf '%%PDF-1.4' | seed object PDF_FILES default/book-1/source.pdf >/dev/null
printf sound | seed object WAV_FILES default/book-1/page_00002.wav >/dev/null
printf silence | seed object WAV_FILES default/book-1/page_00003.wav >/dev/null
check "retry" answers 202 -X POST /jobs/book-1/retry
check "runs again" is "$(field .status)" running
check "what is good stays; page 4, whose sound is not kept, is made again" is "$(field .pages.gaps)" 3-4
check "no audio meanwhile" is "$(field .audio)" null
check "the failed page's silence is gone" is "$(seed objects WAV_FILES | cut -f1 | grep book-1 | sort | tr '\n' ' ')" \
	'default/book-1/page_00001.wav default/book-1/page_00002.wav '
# shellcheck disable=SC2016 # the dollar is a part of the subject
check "pdf-to-png is told" is "$("$build_dir/tests/tools/nats_request" "nats://127.0.0.1:$nats_port" \
	'$JS.API.STREAM.INFO.PDF_JOBS' | jq .state.messages)" 1
check "once only" refuses 409 conflict running -X POST /jobs/book-1/retry
