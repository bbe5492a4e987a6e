#!/bin/bash
# speech_server.sh - engine "openai" against a speech server that does all the strange things that
# such servers do: each is speech in the end, or a page's failure with the reason; no key is seen.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/integration/endpoint.sh
. "$source_dir/tests/integration/endpoint.sh"
command -v node >/dev/null || skip "no node"
trap 'stop_endpoint; end_test' EXIT

secret="sk-test-0123456789abcdef"
printf '%s\n' "$secret" >"$test_dir/key"
chmod 600 "$test_dir/key"
start_endpoint || die "no server"

make_pdf chapters 1 "$test_dir/book.pdf" "$test_dir/book.words" ||
	make_pdf text 1 "$test_dir/book.pdf" "$test_dir/book.words" || die "no PDF"
configure_farm tts_service engine '"openai"'
configure_farm tts_service base_url "\"$endpoint_url/\""
configure_farm tts_service key_file "\"$test_dir/key\""
configure_farm tts_service server_model '"kokoro"'
configure_farm tts_service server_timeout_seconds 10
configure_farm tts_service server_attempts 2
configure_farm tts_service program_timeout_seconds 60
configure_farm tts_service max_chunk_chars 1000
configure_farm tts_service max_chunk_seconds 120
configure_farm tts_service max_attempts 1
configure_farm tts_service voice '"af_sky"'
configure_farm tts_service worker_pool_size 1 # each asks for the voices itself, and measures them
start_farm

# job [CURL-ARGUMENTS...]: runs one to its end; its id is in $id.
job() {
	id=$(farm_curl -F "file=@$test_dir/book.pdf" "$@" "$farm_url/jobs" | jq -r .id)
	wait_job "$id" 120
}

# speaks [CURL-ARGUMENTS...]: the whole text, at 24000 Hz.
speaks() {
	job "$@" && [ "$(job_status "$id")" = completed ] &&
		fetch_audio "$id" "$test_dir/audio.wav" && [ "$(soxi -r "$test_dir/audio.wav")" = 24000 ] &&
		awk -v got="$(job_field "$id" .audio.seconds)" -v want="${seconds-0}" \
			'BEGIN { exit !(want == 0 || (got > want * 0.98 && got < want * 1.1)) }' && return
	note "job: $(job_json "$id")"
	return 1
}

loudness() { # FILE: in LUFS
	ffmpeg -nostdin -i "$1" -af ebur128 -f null - 2>&1 | awk '$1 == "I:" { last = $2 } END { print last }'
}

# fails REASON: with that reason, and nothing of the key.
fails() {
	job && [ "$(job_status "$id")" = completed_with_errors ] &&
		grep -qE -- "$1" <<<"$(job_field "$id" '.pages.failed[0] | "\(.stage): \(.reason)"')" && return
	note "job: $(job_json "$id")"
	return 1
}

behave voices:af_bella,am_adam
check "a voice that the server has not" fails 'tts: voice: the speech server has no "af_sky"; it has af_bella, am_adam'
check "one that it has" speaks -F voice=openai:af_bella
behave good
check "the list stands when it does not tell it any more" fails 'tts: voice: the speech server has no "af_sky"'
stop_farm # one that never told its voices takes any
start_farm
check "it speaks a book" speaks
seconds=$(job_field "$id" .audio.seconds)
check "as loud as every voice" awk -v lufs="$(loudness "$test_dir/audio.wav")" 'BEGIN { exit !(lufs > -19 && lufs < -17) }'
check "for which it said the set text, once" [ "$(jq -rs '[.[] | select(.body.voice == "af_sky" and
	(.body.input | startswith("The north wind")))] | length' "$endpoint_dir/requests")" = 1 ]
check "as asked" [ "$(tail -n 1 "$endpoint_dir/requests" |
	jq -r '[.url, .authorization, .body.model, .body.voice, .body.speed, .body.response_format] | join(" ")')" = \
	"/v1/audio/speech Bearer $secret kokoro af_sky 1 wav" ]
check "the whole text" [ "$(jq -rs '[.[].body.input // ""] | add | gsub("[^a-zA-Z]"; "") | length' "$endpoint_dir/requests")" -gt 100 ]

for size in 0 ffffffff 7fffffff 2e9; do
	behave "size$size"
	check "a size of $size" speaks
done
for mode in riffs junk rates mp3; do
	behave $mode
	check "$mode" speaks
done
behave 500 good
check "trouble that passes" speaks
behave busy good
check "one that wants to be left alone for a while" speaks
behave part good
check "a part of a sentence, and all of it the second time" speaks
behave good
check "speed is a ratio" job -F speed=350
check "of its own" [ "$(tail -n 1 "$endpoint_dir/requests" | jq .body.speed)" = 2 ]
check "pitch is none of its options" [ "$(farm_curl -o /dev/null -w '%{http_code}' \
	-F "file=@$test_dir/book.pdf" -F pitch=70 "$farm_url/jobs")" = 422 ]

behave json200
check "an error with status 200" fails 'tts: .*text instead of audio: .*out of credits'
behave badmp3
check "damaged MP3" fails 'tts: .*(MP3 cannot be decoded|no sound|only silence)'
behave silence
check "silence" fails 'tts: .*only silence'
behave nobody
check "nothing" fails 'tts: .*no sound'
behave part
check "a part of each sentence" fails 'tts: .*too short for [0-9]+ letters'
behave hour
check "an hour" fails 'tts: .*too long for [0-9]+ letters'
behave flood
check "sound without an end" fails 'tts: .*(larger than|in time)'
behave half
check "a connection that breaks" fails 'tts: .*closed the connection'
behave silent
check "no answer" fails 'tts: .*did not answer in time'
behave 500
check "trouble that stays" fails 'tts: .*answered 500 .in 2 attempts.: out of memory'
behave 400
check "a refusal, which names the key" fails 'tts: .*answered 400$'
behave 401
check "a key that is not taken" fails 'tts: .*answered 401$'
behave redirect # to where nobody is
check "a redirect is not followed" fails 'tts: .*answered 302$'
behave good
check "another engine's beside it" job -F voice=espeak:en-gb
check "speaks" [ "$(job_status "$id")" = completed ]

chmod 644 "$test_dir/key"
check "a key that everybody may read" fails 'tts: .*key_file'
chmod 600 "$test_dir/key"
check "no key in the logs" not grep -rqF "$secret" "$farm_dir/lecternd.log"
stop_endpoint
check "nobody there" fails 'tts: .*cannot be reached .in 2 attempts.'
