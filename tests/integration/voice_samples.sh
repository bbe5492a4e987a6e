#!/bin/bash
# voice_samples.sh - a sentence of every voice, spoken by the farm when somebody first wants to hear it
# and kept; why one cannot speak.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

# hear LINK [CURL-ARGUMENTS...]: prints the status; the sound is in $test_dir/sound.
hear() {
	local link=$1
	shift
	farm_curl -D "$test_dir/head" -o "$test_dir/sound" -w '%{http_code}' "$@" "$farm_url$link"
}

# A WAV of some seconds that is not silent.
is_speech() {
	[ "$(soxi -r "$test_dir/sound")" = 22050 ] && [ "$(soxi -c "$test_dir/sound")" = 1 ] &&
		[ "$(soxi -D "$test_dir/sound" | cut -d. -f1)" -ge 3 ] &&
		[ "$(sox "$test_dir/sound" -n stat 2>&1 | awk '/Maximum amplitude/ { print ($3 > 0.2) }')" = 1 ]
}

speaks() { # CODE
	[ "$(hear "$(jq -r --arg code "$1" '.voices[] | select(.code == $code) | .sample' \
		"$test_dir/voices.json")")" = 200 ] && is_speech && return
	note "$1: $(head -c 300 "$test_dir/sound")"
	return 1
}

# shellcheck disable=SC2016 # a dollar of NATS
kept() { # objects
	request '$JS.API.STREAM.INFO.OBJ_VOICE_FILES' '{"subjects_filter":"$O.VOICE_FILES.M.>"}' |
		jq '.state.subjects | length'
}

refuses() { # STATUS TEXT LINK
	[ "$(hear "$3")" = "$1" ] && grep -qF -- "$2" "$test_dir/sound" && return
	note "answer: $(head -c 300 "$test_dir/sound")"
	return 1
}

asked_for() { # how often
	awk -F '\t' '$3 == "voice.sample"' "$test_dir/events" | wc -l
}

mkdir -p "$test_dir/voices/anna"
for file in model.onnx tokens.txt; do echo x >"$test_dir/voices/anna/$file"; done
printf '%s\n' '[voice]' 'engine = "sherpa"' 'kind = "piper"' 'title = "Anna"' 'language = "en-us"' \
	'sample_rate = 22050' 'model = "model.onnx"' 'tokens = "tokens.txt"' \
	>"$test_dir/voices/anna/voice.toml"
configure_farm voice_sample_service worker_pool_size 1
configure_farm tts_service voices_dir "\"$test_dir/voices\""
start_farm
watch "$test_dir/events" voice.sample

farm_curl "$farm_url/voices" >"$test_dir/voices.json"
check "every voice has a link" jq -e '.voices | length > 50 and all(.sample |
	test("^/voices/[A-Za-z0-9:+._~-]+/sample.wav$"))' "$test_dir/voices.json"
for voice in en-gb de cmn; do
	check "$voice speaks" speaks "$voice"
done
check "a range of it" [ "$(hear /voices/de/sample.wav -r 0-3)" = 206 ]
for i in 1 2 3 4 5 6; do
	hear /voices/fr-fr/sample.wav >"$test_dir/status.$i" &
	asking+=($!)
done
wait "${asking[@]}"
check "many who ask at once are answered" [ "$(cat "$test_dir"/status.? | sed 's/200//g')" = "" ]
check "all are kept" [ "$(kept)" = 4 ]
check "a voice that cannot speak says why" refuses 404 'cannot be heard: ' /voices/anna/sample.wav
check "that of the settings, too" refuses 200 RIFF /voices/en/sample.wav
check "but no variants without end" refuses 404 'no such voice' /voices/en+f3/sample.wav
check "nobody else is one" refuses 404 'no such voice' /voices/nobody/sample.wav
# What somebody wants to hear, as a list of pronunciations has it.
try() { # TEXT LIST VOICE
	hear "/pronunciation/sample?voice=$3&text=$(jq -rn --arg text "$1" '$text | @uri')" \
		-H 'Content-Type: text/plain' --data-binary "$2" >"$test_dir/status" &&
		[ "$(cat "$test_dir/status")" = 200 ] && sha256sum <"$test_dir/sound"
}
plain=$(try "jif and jif" "" en-gb)
check "a word is heard" [ -n "$plain" ]
check "as the list pronounces it" [ "$(try "GIF and Gif" 'gif = jif; SQL = sequel' en-gb)" = "$plain" ]
check "or an expression" [ "$(try "gaf and gof" '/g.f/ = jif' en-gb)" = "$plain" ]
check "not as it is written" [ "$(try "GIF and Gif" "" en-gb)" != "$plain" ]
check "a wrong list is told" [ "$(try x 'gif' en-gb || cat "$test_dir/status")" = 422 ]
check "nobody says a book" [ "$(try "$(printf '%0201d' 0)" '' en-gb || cat "$test_dir/status")" = 422 ]
unwatch "$test_dir/events"
check "each was asked for once" [ "$(asked_for)" = 10 ]
check "an event of somebody's job is taken" request voice.sample \
	'{"header":{"timestamp":"t","workflowId":"w","userId":"u","tenantId":"default","eventId":"e"},"voice":"de"}'
dead() { farm_curl "$farm_url/metrics" | grep -q '^lectern_dead_letters_total 1$'; }
check "as a dead letter" wait_until 60 dead
check "the farm goes on" speaks it
