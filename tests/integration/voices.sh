#!/bin/bash
# voices.sh - a farm whose voice is a program of somebody else's: it speaks, is heard by nobody
# but us, and eSpeak NG stands in for it when it fails, which the job says.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

model=$test_dir/model

behave() {
	printf '%s\n' "$1" >"$model"
}

# answers STATUS TEXT CURL-ARGUMENTS...: of POST /jobs
answers() {
	local status=$1 text=$2
	shift 2
	if [ "$(farm_curl -o "$test_dir/answer" -w '%{http_code}' "$@" "$farm_url/jobs")" = "$status" ] &&
		grep -qF -- "$text" "$test_dir/answer"; then
		return 0
	fi
	note "answer: $(cat "$test_dir/answer")"
	return 1
}

# is ID FILTER VALUE: of the job
is() {
	[ "$(job_field "$1" "$2")" = "$3" ] || {
		note "job: $(job_json "$1")"
		return 1
	}
}

# rate_is ID HZ: of the audio
rate_is() {
	fetch_audio "$1" "$test_dir/$1.wav" && [ "$(soxi -r "$test_dir/$1.wav")" = "$2" ]
}

# A player that would be heard.
mkdir "$test_dir/bin"
printf '#!/bin/sh\n: >%q\n' "$test_dir/heard" >"$test_dir/bin/ffplay"
chmod +x "$test_dir/bin/ffplay"
export PATH=$test_dir/bin:$PATH

behave tone
make_pdf text 2 "$test_dir/book.pdf" "$test_dir/book.words" || die "no PDF"
configure_farm pdf_to_png_service dpi 150
configure_farm tts_service engine '"chatllm"'
configure_farm tts_service fallback_engine '"espeak"'
configure_farm tts_service program "\"$build_dir/tests/tools/fake_chatllm\""
configure_farm tts_service model "\"$model\""
configure_farm tts_service voice '"tara"'
configure_farm tts_service voices '["tara", "leo"]'
configure_farm voice_sample_service worker_pool_size 1
start_farm

check "they can be asked for" [ "$(farm_curl "$farm_url/voices" |
	jq -c '[.default, .voices[].code]')" = '["tara","tara","leo"]' ]
book=(-F "file=@$test_dir/book.pdf")
check "an unknown voice is refused, with those there are" \
	answers 422 'voice: there is no \"en\"; available: tara, leo' "${book[@]}" -F voice=en
check "so is a list of words that is none" \
	answers 422 'pronunciation: \"GIF\" has no' "${book[@]}" -F pronunciation=GIF

check "a voice that is there is taken" \
	answers 201 leo "${book[@]}" -F voice=leo -F seed=7 -F 'pronunciation=GIF=jif'
id=$(jq -r .id "$test_dir/answer")
check "the program speaks a book" completes "$id" 120
check "at its own rate" rate_is "$id" 24000
check "by itself" is "$id" '.pages | "\(.spoken) \(.standIn)"' "1-2 "
check "no player is heard" [ ! -e "$test_dir/heard" ]

behave slow
check "a voice that takes its time is heard" farm_curl -f -o "$test_dir/sample.wav" "$farm_url/voices/leo/sample.wav"
check "as it is" [ "$(soxi -r "$test_dir/sample.wav")" = 24000 ]

behave crash
id=$(submit "$test_dir/book.pdf")
check "a book is read all the same" completes "$id" 120
check "by eSpeak NG" rate_is "$id" 22050
check "and the job says so" is "$id" '.pages | "\(.spoken) \(.standIn)"' "1-2 1-2"
check "the log too" grep -q "page 2 is spoken by espeak: .*fake_chatllm was killed by SIGABRT" \
	"$farm_dir/lecternd.log"

stop_farm
farm_pid=
configure_farm tts_service fallback_engine '"none"'
configure_farm tts_service max_attempts 1
start_farm
id=$(submit "$test_dir/book.pdf")
check "without it the book has an end too" wait_job "$id" 120
check "with holes" is "$id" .status completed_with_errors
check "that have a reason" is "$id" '[.pages.failed[] |
	select(.stage == "tts" and (.reason | test("fake_chatllm was killed by SIGABRT")))] | length' 2
