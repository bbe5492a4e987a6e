# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is read by the tests
# lib.sh - sourced by every whole-farm test: a farm of the build tree's programs in a directory
# of its own, with its own broker and ports, and the proof that nothing of it is left.
#
#   test_dir       scratch directory; gone afterwards
#   farm_url       lectern-web's; farm_nats the broker's
#   build_dir, source_dir
#
# A test ends by falling off its end: it fails when a `check` failed, when it called `die`, when
# a sanitizer complained in any process, or when a process or temporary file is left.
set -u
build_dir=$PWD
source_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=packaging/farm.sh
. "$source_dir/packaging/farm.sh"

[ -x "$build_dir/supervisor/lecternd" ] || {
	echo "run me in a build directory: there is no supervisor/lecternd in $build_dir" >&2
	exit 99
}

test_dir=$(mktemp -d "${TMPDIR:-/tmp}/lectern-test-XXXXXX") || exit 99
port_claims=${TMPDIR:-/tmp}/lectern-test-ports-$UID
mkdir "$test_dir/tmp"
export TMPDIR=$test_dir/tmp
export XDG_STATE_HOME=$test_dir/state-home HOME=$test_dir
# Reports of all processes, those included that the farm replaces without a fuss.
export ASAN_OPTIONS="${ASAN_OPTIONS-}:log_path=$test_dir/sanitizer"
export UBSAN_OPTIONS="${UBSAN_OPTIONS-}:log_path=$test_dir/sanitizer"
failures=()

note() {
	printf '%s: %s\n' "$(date +%T)" "$*"
}

# fault WHAT: the test has failed, but goes on.
fault() {
	note "FAILED: $*"
	failures+=("$*")
}

die() {
	fault "$*"
	exit 1
}

# last_words FILE: what a command that failed said of it: the failures that it names, if it does.
last_words() {
	if grep -aq FAILED "$1"; then
		grep -a FAILED "$1" | head -c 3000
	else
		tail -c 1000 "$1"
	fi
}

# check WHAT COMMAND...: the command must succeed; the test goes on either way. What it printed is
# part of the failure, since that may be all that is seen of a test that failed elsewhere.
check() {
	local what=$1 status=0 said=$test_dir/said.${#FUNCNAME[@]}
	shift
	"$@" >"$said" 2>&1 || status=$?
	cat "$said"
	if [ "$status" = 0 ]; then
		note "ok: $what"
	else
		fault "$what: $*$(last_words "$said" | sed 's/^/; /')"
	fi
}

not() {
	! "$@"
}

# matches REGEX TEXT: the text has such a line; else it is shown.
matches() {
	grep -qE -- "$1" <<<"$2" || {
		printf 'it is "%s"\n' "$2"
		return 1
	}
}

# wait_until SECONDS COMMAND...: until the command succeeds; fails when that takes longer.
wait_until() {
	local deadline=$((SECONDS + $1))
	shift
	until "$@"; do
		[ "$SECONDS" -lt "$deadline" ] || return 1
		sleep 0.1
	done
}

# A port that nobody listens on and no other test means to: a link with that name says whose it is.
# At random, since tests run side by side.
random_port() {
	local port owner
	for _ in {1..200}; do
		mkdir -p "$port_claims" # whoever ends takes it away
		port=$((20000 + RANDOM % 12000))
		owner=$(readlink "$port_claims/$port") && ! kill -0 "$owner" 2>/dev/null &&
			rm -f "$port_claims/$port"
		port_answers "$port" || ! ln -s $$ "$port_claims/$port" 2>/dev/null || {
			echo "$port"
			return
		}
	done
	return 1
}

give_ports_back() {
	find "$port_claims" -mindepth 1 -lname $$ -delete 2>/dev/null
	rmdir "$port_claims" 2>/dev/null
}

# Small settings: one worker of each kind that a job needs, quick to notice trouble.
new_farm() {
	farm_new "$test_dir/farm" "$source_dir/project.toml" "$(random_port)" "$(random_port)"
	local service
	for service in pdf_to_png png_to_text tts pcm_to_wav wav_aggregator audio_encoder; do
		configure_farm "${service}_service" worker_pool_size 1
	done
	configure_farm page_image_service worker_pool_size 0
	configure_farm voice_sample_service worker_pool_size 0
	configure_farm live_audio_service worker_pool_size 0
	[ -z "${LECTERN_FARM_VOICE-}" ] || speak_with "$LECTERN_FARM_VOICE"
	configure_farm pdf_to_png_service dpi 200
}

# speak_with FOLDER: that installed voice speaks all jobs that ask for none. LECTERN_FARM_VOICE has a
# test do so that was written for eSpeak NG.
speak_with() {
	configure_farm tts_service engine '"sherpa"'
	configure_farm tts_service voice "\"$(basename "$1")\""
	configure_farm tts_service voices_dir "\"$(dirname "$1")\""
}

# configure_farm SECTION KEY VALUE: the value as TOML; works for the next start.
configure_farm() {
	toml_set "$farm_dir/project.toml" "$@"
}

start_farm() {
	farm_start "$build_dir/supervisor/lecternd"
	farm_wait_ready 60 || die "the farm did not come up"
	wait_until 60 web_has_broker || die "the broker did not come up"
}

# Ends the farm in order and looks for what it left.
stop_farm() {
	[ -n "${farm_pid-}" ] || return 0
	local status=0
	farm_stop || status=$?
	[ "$status" -eq 0 ] || fault "lecternd ended with status $status"
	nothing_left
}

# Forgets all jobs: the next start has an empty broker.
clear_farm_state() {
	rm -rf "$farm_dir/state"
	mkdir "$farm_dir/state"
}

# Our processes: every one has the farm's directory on its command line. (grep is given it by a
# file, or it would find itself.)
farm_processes() {
	grep -lsF -f <(printf '%s\n' "$farm_dir") /proc/[0-9]*/cmdline | grep -o '[0-9]\+'
}

no_farm_processes() {
	[ -z "$(farm_processes)" ]
}

nothing_left() {
	local left pid
	if ! wait_until 20 no_farm_processes; then
		for pid in $(farm_processes); do
			fault "left running: $pid $(tr '\0' ' ' <"/proc/$pid/cmdline")"
			kill -KILL "$pid"
		done
	fi
	left=$(find "$TMPDIR" "$farm_dir/state" -path '*/jetstream' -prune -o \
		-path "$farm_dir/state/nats" -prune -o ! -type d -print)
	[ -z "$left" ] || fault "files left: $left"
}

# Who is killed while it looks for leaks leaves word of a thread that it could not read any more,
# which is no report; a file that says anything else stays, and fails the test.
forget_interrupted_looks() {
	local file
	for file in "$test_dir"/sanitizer.*; do
		[ ! -f "$file" ] ||
			grep -qvE '^==[0-9]+==Unable to get registers from thread [0-9]+\.$' "$file" ||
			rm "$file"
	done
}

end_test() {
	local status=$?
	trap - EXIT
	stop_farm
	forget_interrupted_looks
	if [ -n "$(find "$test_dir" -maxdepth 1 -name 'sanitizer.*')" ]; then
		fault "a sanitizer complained"
	fi
	[ "$status" -ne 0 ] || [ "${#failures[@]}" -eq 0 ] || status=1
	if [ "$status" -ne 0 ] && [ "$status" -ne 77 ]; then
		echo "---- the farm's log"
		tail -n 300 "$farm_dir/lecternd.log" 2>/dev/null
		[ ! -d "$test_dir" ] || head -c 20000 "$test_dir"/sanitizer.* 2>/dev/null
		printf 'FAILED: %s\n' "${failures[@]}"
	fi
	rm -rf "$test_dir"
	give_ports_back
	exit "$status"
}

skip() {
	note "skipped: $*"
	exit 77
}

# in_browser SCRIPT ARGUMENT...: a script of tests/browser; what a browser leaves behind is its own.
in_browser() {
	mkdir -p "$test_dir/browser" || return
	TMPDIR=$test_dir/browser node "$source_dir/tests/browser/$1" "${@:2}"
}

# need_commands NAME...: programs that only some tests need (packaging/install-deps has all of them).
need_commands() {
	local name
	for name in "$@"; do
		command -v "$name" >/dev/null || skip "there is no $name"
	done
}

# The faults of LECTERN_FAILPOINT must be built in; an intended crash is none to report.
need_failpoints() {
	grep -q '^#define LECTERN_FAILPOINTS 1' "$build_dir/config.h" ||
		skip "built without --enable-failpoints"
	export ASAN_OPTIONS="$ASAN_OPTIONS:handle_segv=0"
}

# ---- jobs over HTTP

# submit PDF: prints the job's id.
submit() {
	local job
	job=$(farm_submit "$1") || {
		note "$1 was not taken" >&2
		return 1
	}
	jq -r .id <<<"$job"
}

job_json() {
	farm_job "$1"
}

# job_field ID FILTER: a jq filter on the job.
job_field() {
	job_json "$1" | jq -r "$2"
}

job_status() {
	job_field "$1" .status
}

job_is_finished() {
	case $(job_status "$1" 2>/dev/null) in
	completed | completed_with_errors | failed | cancelled) ;;
	*) return 1 ;;
	esac
}

# wait_job ID SECONDS: until it is finished, however.
wait_job() {
	wait_until "$2" job_is_finished "$1" || {
		note "job $1 has no end: $(job_json "$1")"
		return 1
	}
}

# completes ID SECONDS: finishes as completed.
completes() {
	wait_job "$1" "$2" || return
	[ "$(job_status "$1")" = completed ] || {
		note "job $1: $(job_json "$1")"
		return 1
	}
}

fetch_audio() {
	farm_curl -f -o "$2" "$farm_url/jobs/$1/audio"
}

fetch_text() {
	farm_curl -f -o "$2" "$farm_url/jobs/$1/text"
}

# ---- the broker

# request SUBJECT [PAYLOAD]: the reply to a NATS request; JetStream acknowledges a publish so.
request() {
	"$build_dir/tests/tools/nats_request" "$(farm_broker)" "$@"
}

declare -A watch_pid watch_stop

# watch FILE SUBJECT...: what the broker is sent from now on, as lines of nats_watch in FILE, until
# `unwatch FILE`: they are all there after that, not before.
watch() {
	local file=$1 stop
	shift
	rm -f "$file.stop"
	mkfifo "$file.stop"
	"$build_dir/tests/tools/nats_watch" "$(farm_broker)" "$@" <"$file.stop" >"$file" &
	watch_pid[$file]=$!
	exec {stop}>"$file.stop"
	watch_stop[$file]=$stop
	wait_until 60 grep -qx ready "$file" || die "nats_watch is not ready"
}

unwatch() {
	local stop=${watch_stop[$1]}
	exec {stop}>&-
	wait "${watch_pid[$1]}"
}

web_has_broker() {
	farm_curl "$farm_url/readyz" 2>/dev/null | jq -e .broker >/dev/null 2>&1
}

# put_object BUCKET NAME FILE [METADATA]: as any client of an object store does (ADR-20).
put_object() {
	local nuid size chunks i digest
	nuid=$(tr -dc 'A-Za-z0-9' </dev/urandom | head -c 22)
	size=$(stat -c %s "$3")
	chunks=$(((size + 131071) / 131072))
	for ((i = 0; i < chunks; i++)); do
		dd if="$3" bs=131072 skip="$i" count=1 status=none |
			request "\$O.$1.C.$nuid" - >/dev/null || return
	done
	digest=$(openssl dgst -sha256 -binary "$3" | base64 | tr '+/' '-_')
	jq -nc --arg name "$2" --arg bucket "$1" --arg nuid "$nuid" --arg digest "SHA-256=$digest" \
		--argjson size "$size" --argjson chunks "$chunks" --argjson metadata "${4-{\}}" \
		'{$name, $bucket, $nuid, $size, $chunks, $digest, $metadata, options: {max_chunk_size: 131072}}' |
		request "\$O.$1.M.$(printf %s "$2" | base64 -w0 | tr '+/' '-_')" - >/dev/null
}

# publish_pdf_created WORKFLOW KEY: what starts a job for a PDF in its bucket.
publish_pdf_created() {
	jq -nc --arg id "$1" --arg key "$2" --arg now "$(date -u +%FT%TZ)" \
		'{header: {timestamp: $now, workflowId: $id, userId: "tester", tenantId: "tests",
			eventId: ($id + "-1")}, pdfKey: $key}' | request pdf.created - >/dev/null
}

# stream_messages STREAM: how many it holds.
stream_messages() {
	request "\$JS.API.STREAM.INFO.$1" | jq '.state.messages // 0'
}

queues_are_empty() {
	local stream
	for stream in PDF_JOBS PNG_PROCESSING TTS_JOBS AUDIO_PROCESSING; do
		[ "$(stream_messages "$stream")" = 0 ] || return 1
	done
}

# No consumer has work before it or in hand. (Not for a test that kills nats-server, which may then
# count messages as in hand that are long gone.)
nobody_has_work() {
	local stream
	for stream in PDF_JOBS PNG_PROCESSING TTS_JOBS AUDIO_PROCESSING; do
		request "\$JS.API.CONSUMER.LIST.$stream" |
			jq -e '[.consumers[] | .num_pending + .num_ack_pending] | add == 0' >/dev/null ||
			return 1
	done
}

# Subjects that the buckets of intermediates hold, chunks and metadata.
stored_subjects() {
	local bucket
	for bucket in PNG_FILES AUDIO_FILES WAV_FILES; do
		request "\$JS.API.STREAM.INFO.OBJ_$bucket" '{"subjects_filter":">"}' |
			jq -r '.state.subjects // {} | keys[]'
	done
}

intermediates_are_gone() {
	[ -z "$(stored_subjects)" ]
}

# Chunks that a killed writer left have no name and are nobody's; see objstore_sweep.
named_intermediates_are_gone() {
	! stored_subjects | grep -q '\.M\.'
}

# no_intermediates SECONDS: the buckets hold no object, or what they hold is told.
no_intermediates() {
	wait_until "$1" named_intermediates_are_gone && return
	local subject
	for subject in $(stored_subjects); do
		case $subject in
		*.M.*) note "left: $subject: $(base64 -d <<<"$(tr '_-' '/+' <<<"${subject##*.}")")" ;;
		*) note "left: $subject" ;;
		esac
	done
	return 1
}

# Messages of the dead letter stream, one JSON value a line.
dead_letters() {
	local seq last
	last=$(request '$JS.API.STREAM.INFO.DEAD_LETTERS' | jq '.state.last_seq // 0')
	for ((seq = 1; seq <= last; seq++)); do
		request '$JS.API.STREAM.MSG.GET.DEAD_LETTERS' "{\"seq\":$seq}" |
			jq -c '.message.data | @base64d | fromjson'
	done
}

# ---- documents and what became of them

# read_images: every page is read from its image, though the PDF has its text: that takes a second,
# which is time enough for faults.
read_images() {
	configure_farm png_to_text_service ocr '"always"'
}

# make_pdf KIND PAGES PDF [WORDS]: see tests/tools/make_pdf.c; WORDS gets the words in their order.
make_pdf() {
	"$build_dir/tests/tools/make_pdf" "$@"
}

# The words of files, one a line, in lower case.
words_of() {
	cat "$@" | tr '[:upper:]' '[:lower:]' | tr -cs '[:alnum:]' '\n' | grep .
}

# word_recall KNOWN READ: how many of 1000 known words were read, in their order.
word_recall() {
	local known lost
	known=$(words_of "$1" | wc -l)
	[ "$known" -gt 0 ] || return 1
	lost=$(diff <(words_of "$1") <(words_of "$2") | grep -c '^<')
	echo $(((known - lost) * 1000 / known))
}

# reads_back ID WORDS: at least 97 of 100 known words were read, in their order.
reads_back() {
	local recall
	fetch_text "$1" "$test_dir/text" || return
	recall=$(word_recall "$2" "$test_dir/text")
	note "word recall $recall/1000"
	[ "$recall" -ge 970 ]
}

trap end_test EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
new_farm
