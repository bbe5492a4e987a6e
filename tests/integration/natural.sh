#!/bin/bash
# natural.sh - a farm with an installed neural voice: it is spoken beside eSpeak NG, by any worker with
# the same bytes; installed, damaged and removed while the farm runs, it says so in clear words.
#
# LECTERN_TEST_VOICE names the folder of the voice; packaging/check installs one.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"
[ -f "${LECTERN_TEST_VOICE-}/voice.toml" ] ||
	skip "no neural voice: LECTERN_TEST_VOICE is not set (packaging/install-voice needs Python's package index)"
grep -q '^#define HAVE_SHERPA_ONNX 1' "$build_dir/config.h" || skip "built without sherpa-onnx"

voices=$test_dir/voices
mkdir -p "$voices"

install_voice() { # NAME
	cp -r "$LECTERN_TEST_VOICE" "$voices/.new" && mv "$voices/.new" "$voices/$1"
}

has_voice() { # NAME
	farm_curl "$farm_url/voices" | jq -e --arg name "$1" 'any(.voices[]; .code == $name)' >/dev/null
}

reload() {
	kill -HUP "$farm_pid"
}

# answers STATUS TEXT PATH CURL-ARGUMENTS...
answers() {
	local status=$1 text=$2 path=$3
	shift 3
	[ "$(farm_curl -o "$test_dir/answer" -w '%{http_code}' "$@" "$farm_url$path")" = "$status" ] &&
		grep -qF -- "$text" "$test_dir/answer" && return
	note "answer: $(cat "$test_dir/answer")"
	return 1
}

job() { # PDF CURL-ARGUMENTS...: runs it; its id is in $id
	local pdf=$1
	shift
	id=$(farm_curl -F "file=@$pdf" "$@" "$farm_url/jobs" | jq -r .id)
	wait_job "$id" 300
}

speaks() { # PDF CURL-ARGUMENTS...
	job "$@" && [ "$(job_status "$id")" = completed ] && return
	note "job: $(job_json "$id")"
	return 1
}

fails() { # REASON PDF CURL-ARGUMENTS...
	local reason=$1
	shift
	job "$@" && grep -qE -- "$reason" <<<"$(job_field "$id" '.pages.failed[0].reason')" && return
	note "job: $(job_json "$id")"
	return 1
}

digest() {
	job_field "$id" .audio.digest
}

tts_engine() {
	local pid
	for pid in $(farm_processes); do
		tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qE 'tts-service.* --engine' && echo "$pid"
	done | head -n 1
}

make_pdf text 1 "$test_dir/book.pdf" "$test_dir/book.words" || die "no PDF"
make_pdf german 1 "$test_dir/german.pdf" "$test_dir/german.words" || die "no PDF"
book=$test_dir/book.pdf
install_voice joe
configure_farm tts_service voices_dir "\"$voices\""
configure_farm tts_service max_models 1
configure_farm tts_service max_rss_mb 60
configure_farm tts_service max_attempts 2
start_farm

check "eSpeak NG speaks who asks for none" speaks "$book"
by_espeak=$id
check "the voice who asks for it" speaks "$book" -F voice=joe
natural=$(digest)
engine=$(tts_engine)
check "again" speaks "$book" -F voice=joe
check "with the same bytes" [ "$(digest)" = "$natural" ]
check "by the same worker, though its model is larger than max_rss_mb" [ "$(tts_engine)" = "$engine" ]
kill -KILL "$engine"
(
	wait_until 60 tts_engine && sleep 0.3 && kill -KILL "$(tts_engine)"
) 2>/dev/null &
check "and by another, killed while it loads the model" speaks "$book" -F voice=joe
wait $!
check "with the same bytes too" [ "$(digest)" = "$natural" ]
check "a book of eSpeak NG's is spoken anew" answers 202 '"status"' "/jobs/$by_espeak/respeak" \
	-H 'Content-Type: application/json' -d '{"voice":"joe"}'
check "it completes" completes "$by_espeak" 120
check "with the bytes of a new one" [ "$(job_field "$by_espeak" .audio.digest)" = "$natural" ]

check "pitch it has not" answers 422 'pitch: the voice joe has a fixed pitch' /jobs \
	-F "file=@$book" -F voice=joe -F pitch=70
check "another language neither" answers 422 'joe speaks en-us' /jobs -F "file=@$book" -F voice=joe \
	-F language=deu
check "nor one that the document is found to be in" fails 'joe speaks en-us, but the text' \
	"$test_dir/german.pdf" -F voice=joe
german=$id

note "-- voices come and go"
install_voice joan
reload
check "a second one is there after a reload" wait_until 60 has_voice joan
check "it speaks" speaks "$book" -F voice=joan
check "alike" [ "$(digest)" = "$natural" ]
check "one model at a time is held" speaks "$book" -F voice=joe
truncate -s 30000000 "$voices/joan/model.onnx"
check "half a model" fails '^the voice joan: ' "$book" -F voice=joan
check "costs no other voice anything" speaks "$book" -F voice=joe
rm -r "$voices/joan/model.onnx"
check "no model" fails 'joan' "$book" -F voice=joan
rm -rf "${voices:?}/joan"
reload
check "it is gone after a reload" wait_until 60 not has_voice joan
check "and refused" answers 422 'joan' /jobs -F "file=@$book" -F voice=joan
mv "$voices/joe" "$voices/.joe"
reload
check "so is the other" wait_until 60 not has_voice joe
check "a retry says so" answers 409 'joe' "/jobs/$german/retry" -X POST
check "a respeak gives it another" answers 202 '"status"' "/jobs/$german/respeak" \
	-H 'Content-Type: application/json' -d '{"voice":"de"}'
check "which completes it" completes "$german" 120
mv "$voices/.joe" "$voices/joe"
reload
check "back again" wait_until 60 has_voice joe
check "it speaks as before" speaks "$book" -F voice=joe
check "with the same bytes as ever" [ "$(digest)" = "$natural" ]
