#!/bin/bash
# lost_files.sh - requests for files vanish under way (somebody purged the queue, or whoever noted the wish
# was killed before it could ask): the farm asks for them again, once, and they are made.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
need_failpoints

file_is() { # FORMAT STATE
	farm_curl -f "$farm_url/jobs/$id/files" | jq -e --arg format "$1" --arg state "$2" \
		'.files | any(.format == $format and .state == $state)' >/dev/null
}
ask() {
	farm_curl -f -o /dev/null -X POST "$farm_url/jobs/$id/files?format=$1"
}
encoders() { # HOW_MANY
	configure_farm audio_encoder_service worker_pool_size "$1"
	kill -HUP "$farm_pid"
}
nobody_encodes() {
	farm_curl -f "$farm_url/workers" |
		jq -e '[.slots[] | select(.stage == "audio-encoder" and .pid)] == []' >/dev/null
}
purge() {
	request '$JS.API.STREAM.PURGE.AUDIO_ENCODING' | jq .purged
}
asked_again() { # FORMAT
	grep -c "$id: $1: it waits but nobody makes it: requesting it again" "$farm_dir/lecternd.log"
}

export LECTERN_FAILPOINT=$test_dir/failpoint
clear_failpoint
make_pdf text 2 "$test_dir/book.pdf" || die "no PDF was made"
configure_farm wav_aggregator_service stalled_seconds 4
configure_farm audio_encoder_service progress_timeout_seconds 5
start_farm
id=$(farm_curl -f -F "file=@$test_dir/book.pdf" -F formats=none "$farm_url/jobs" | jq -r .id)
completes "$id" 120 || die "the book is not read"

encoders 0
wait_until 30 nobody_encodes || die "somebody still encodes"
for format in m4b flac; do
	ask $format
	check "$format: it waits" file_is $format waiting
done
check "nobody is asked again while the queue knows of it" sleep 8
check "it waits still" [ "$(stream_messages AUDIO_ENCODING)" = 2 ]
check "both requests vanish" [ "$(purge)" = 2 ]
tally faults_injected 2
encoders 1
for format in m4b flac; do
	check "$format: it is made all the same" wait_until 60 file_is $format ready
	check "$format: it was asked for once more" [ "$(asked_again $format)" -ge 1 ]
done

# Its pieces are known, and the requests for them are gone.
set_failpoint audio-encoder:job-taken:1:hang
ask mp3
check "a file is being made" wait_until 30 file_is mp3 making
encoders 0
clear_failpoint
wait_until 60 nobody_encodes || fault "somebody still encodes"
check "its pieces wait to be put together" file_is mp3 making
check "and the request for that vanishes" [ "$(purge)" = 1 ]
tally faults_injected
encoders 1
check "mp3: it is made all the same" wait_until 60 file_is mp3 ready
check "mp3: it was asked for once more" [ "$(asked_again mp3)" -ge 1 ]
tally jobs_run
print_tally
