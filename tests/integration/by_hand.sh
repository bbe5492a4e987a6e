#!/bin/bash
# by_hand.sh - each service runs without a supervisor, as `<service> --config FILE`: a book goes
# through, SIGTERM ends it in order, and a wrong command line or configuration says what is wrong.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

services="pdf-to-png png-to-text tts pcm-to-wav wav-aggregator"
declare -A pids

start_service() { # NAME
	setpriv --pdeathsig TERM "$build_dir/workers/$1-service" --config "$farm_dir/project.toml" \
		>>"$test_dir/$1.log" 2>&1 </dev/null &
	pids[$1]=$!
}

is_ready() { # NAME
	grep -q ': ready$' "$test_dir/$1.log"
}

engine_of() { # NAME
	pgrep -P "${pids[$1]}" -f -- --engine
}

# ends NAME: SIGTERM, and it leaves with status 0.
ends() {
	local status=0
	kill -TERM "${pids[$1]}"
	wait "${pids[$1]}" || status=$?
	[ "$status" = 0 ] || note "$1: status $status"
	return "$status"
}

fails_with() { # STATUS WORDS COMMAND...
	local wanted=$1 words=$2 status=0 said
	shift 2
	said=$("$@" 2>&1) || status=$?
	[ "$status" = "$wanted" ] && grep -q "$words" <<<"$said" || {
		note "status $status: $said"
		return 1
	}
}

# lecternd gives a broker and the page, and nobody who works.
for service in $services; do
	configure_farm "${service//-/_}_service" worker_pool_size 0
done
make_pdf text 2 "$test_dir/book.pdf" "$test_dir/words.txt" || die "no PDF was made"
start_farm
for service in $services; do
	start_service "$service"
done
for service in $services; do
	check "$service is ready" wait_until 60 is_ready "$service"
done
check "Tesseract is told to use one thread" grep -qz '^OMP_THREAD_LIMIT=1$' \
	"/proc/$(engine_of png-to-text)/environ"

book=$(submit "$test_dir/book.pdf")
check "a book completes" completes "$book" 120
check "and is read" reads_back "$book" "$test_dir/words.txt"

engine=$(engine_of tts)
kill -KILL "$engine"
book=$(submit "$test_dir/book.pdf")
check "without its engine a front gets another" completes "$book" 120

for service in $services; do
	check "$service ends when it is told to" ends "$service"
done
check "nothing waits" queues_are_empty

# Nor is it a failure while the engine still loads: it is stopped, so that it does for long.
: >"$test_dir/png-to-text.log"
start_service png-to-text
check "an engine starts" wait_until 60 engine_of png-to-text
kill -STOP "$(engine_of png-to-text)"
check "a front ends before it is ready, too" ends png-to-text
check "and says so" grep -qE ': (stopped before it was )?ready$' "$test_dir/png-to-text.log"
check "which is no error" [ "$(grep -c ' error ' "$test_dir/png-to-text.log")" -eq 0 ]

# Nor while there is no broker, which it waits for.
configure_farm nats url "\"nats://127.0.0.1:$(random_port)\""
: >"$test_dir/tts.log"
start_service tts
check "an engine waits with its front" wait_until 60 engine_of tts
sleep 1.5 # more than one try
started=$SECONDS
check "a front without a broker ends" ends tts
check "without a further try's time" [ $((SECONDS - started)) -le 15 ]
check "and says so" grep -q ': stopped before it was ready$' "$test_dir/tts.log"

tts=$build_dir/workers/tts-service
check "an unknown option is a wrong use" fails_with 2 "unrecognized option '--no-such-option'" "$tts" --no-such-option
check "a file that is not there is named" fails_with 78 'none.toml' "$tts" --config "$test_dir/none.toml"
configure_farm tts_service speed '"fast"'
check "a wrong value is named by file, line and key" \
	fails_with 78 'project.toml:[0-9]*: .*speed' "$tts" --config "$farm_dir/project.toml"
