#!/bin/bash
# check.sh - what --check finds: settings of the right form by which a program could not work. Asked
# of lecternd, which asks its programs, and of each program; nothing runs, nothing is left.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"

configure_farm nats server '"external"'
cp "$farm_dir/project.toml" "$test_dir/good.toml"
secret() { # secret NAME MODE [LINE]: prints its path
	printf '%s' "${3-}" >"$test_dir/$1"
	chmod "$2" "$test_dir/$1"
	echo "$test_dir/$1"
}
closed=$(secret closed 600 a-secret-of-sixteen)
open=$(secret open 644 a-secret-of-sixteen)
empty=$(secret empty 600)
nowhere=$test_dir/nowhere

settings() { # settings SECTION KEY VALUE [SECTION KEY VALUE]...: else the good ones
	cp "$test_dir/good.toml" "$farm_dir/project.toml"
	while [ $# -gt 0 ]; do
		configure_farm "$1" "$2" "$3"
		shift 3
	done
}

asks() { # asks STATUS PROGRAM: with the settings at hand
	local status=0
	"$build_dir/$2" --check --config "$farm_dir/project.toml" >"$test_dir/out" 2>"$test_dir/err" || status=$?
	[ "$status" -eq "$1" ] || {
		echo "$2: status $status, not $1: $(cat "$test_dir/err")"
		return 1
	}
}

# refused PROGRAM REGEX: by lecternd, and by the program that says so, once.
refused() {
	asks 78 supervisor/lecternd && matches "$2" "$(cat "$test_dir/err")" &&
		[ "$(wc -l <"$test_dir/err")" -eq 1 ] || return
	asks 78 "$1" && matches "$2" "$(cat "$test_dir/err")"
}

settings
check "the good ones are fine" asks 0 supervisor/lecternd
for program in web/lectern-web workers/lectern-commentator workers/{pdf-to-png,png-to-text,tts,pcm-to-wav,wav-aggregator,audio-encoder,page-image,live-audio,voice-sample}-service; do
	check "for $program, too" asks 0 $program
	check "which says nothing" [ ! -s "$test_dir/err" ]
done

settings tts_service voice '"nobody"'
check "a voice that is not there" refused workers/tts-service '\[tts_service\] voice: .*"nobody"'
configure_farm tts_service worker_pool_size 0
check "is nothing where nobody speaks" asks 0 supervisor/lecternd
settings tts_service pronunciation_file "\"$nowhere\""
check "a list of words" refused workers/tts-service "\[tts_service\] pronunciation_file: $nowhere: No such file"
settings tts_service engine '"command"' tts_service program "\"$nowhere\"" tts_service program_arguments '[]'
check "a program that speaks" refused workers/tts-service "\[tts_service\] engine = .* the program $nowhere: No such file"
settings png_to_text_service language '"tlh"'
check "a language" refused workers/png-to-text-service '\[png_to_text_service\] language: .*"tlh"; installed: .*eng'
settings png_to_text_service language '"eng+tlh"'
check "one of several" refused workers/png-to-text-service '\[png_to_text_service\] language: .*"tlh"; installed: .*eng'

settings http token_file "\"$nowhere\""
check "a token that is not there" refused web/lectern-web "\[http\] token_file: $nowhere: No such file"
settings http token_file "\"$open\""
check "one that everybody can read" refused web/lectern-web "\[http\] token_file: $open: .*open to every user"
settings http token_file "\"$closed\""
check "a closed one is fine" asks 0 supervisor/lecternd

settings nats user '"me"' nats password_file "\"$open\""
check "so for a password" refused web/lectern-web "\[nats\] password_file: $open: .*open to every user"
settings nats token_file "\"$empty\""
check "one without a line" refused web/lectern-web "\[nats\] token_file: $empty: is empty"
settings nats nkey_seed_file "\"$closed\""
check "a seed that is none" refused web/lectern-web "\[nats\] nkey_seed_file: $closed"
settings nats tls_ca_file "\"$nowhere\""
check "authorities that are not there" refused web/lectern-web "\[nats\] tls_ca_file: $nowhere"

model=(commentary base_url '"https://127.0.0.1:9/v1"' commentary model '"m"')
settings "${model[@]}" commentary key_file "\"$open\""
check "the key of a language model" refused workers/lectern-commentator "\[commentary\] key_file: $open: .*open to every user"
settings "${model[@]}" commentary key_file "\"$empty\""
check "without a line" refused workers/lectern-commentator "\[commentary\] key_file: $empty: is empty"
settings "${model[@]}" commentary tls_ca_file "\"$nowhere\""
check "its authorities" refused workers/lectern-commentator "\[commentary\] tls_ca_file: $nowhere: No such file"
configure_farm png_to_text_service worker_pool_size 0
check "are nothing where nobody asks it" asks 0 supervisor/lecternd
settings commentary key_file "\"$open\""
check "an open key that nobody uses is open" asks 78 supervisor/lecternd
settings "${model[@]}" commentary key_file "\"$closed\""
check "a closed one is fine" asks 0 supervisor/lecternd

settings tts_service voice '"nobody"' http token_file "\"$open\"" png_to_text_service language '"tlh"'
check "several mistakes are told" asks 78 supervisor/lecternd
check "together" [ "$(wc -l <"$test_dir/err")" -eq 3 ]

mkdir "$test_dir/programs"
for program in web/lectern-web workers/{pdf-to-png,png-to-text,tts,pcm-to-wav,wav-aggregator,audio-encoder,page-image,live-audio,voice-sample}-service; do
	ln -s "$build_dir/$program" "$test_dir/programs/"
done
export LECTERN_LIBEXECDIR=$test_dir/programs
settings
check "all that are needed are there" asks 0 supervisor/lecternd
settings "${model[@]}"
check "who asks a model is not" asks 78 supervisor/lecternd
check "which is told" grep -q "cannot execute $test_dir/programs/lectern-commentator: No such file" "$test_dir/err"
settings
rm "$test_dir/programs/wav-aggregator-service"
check "one of a stage, too" asks 78 supervisor/lecternd
check "is told" grep -q "cannot execute $test_dir/programs/wav-aggregator-service: No such file" "$test_dir/err"
nothing_left
