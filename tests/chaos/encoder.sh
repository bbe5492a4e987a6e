#!/bin/bash
# encoder.sh [cut|all] - a fault at each step of audio-encoder, and encoders killed at random: the file is
# byte for byte that of a calm run, and no piece of it is left.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
need_failpoints
export ASAN_OPTIONS="${ASAN_OPTIONS-}:handle_segv=0:handle_abort=0"

cases() {
	local point fault
	for point in fetched state-read object-put encoded-published acked job-taken progress work-done; do
		for fault in exit segv hang error; do
			# It is told of what is done already.
			[ "$point:$fault" = acked:error ] || echo "$point:$fault"
		done
	done
}

representative() {
	cat <<-END
		state-read:error
		object-put:exit
		encoded-published:segv
		acked:exit
		job-taken:hang
		work-done:segv
	END
}

state_of_m4b() {
	farm_curl -f "$farm_url/jobs/$id/files" 2>/dev/null |
		jq -r '.files[] | select(.format == "m4b").state'
}

m4b_is_ready() {
	[ "$(state_of_m4b)" = ready ]
}

ask_again() {
	farm_curl -f -o /dev/null -X POST "$farm_url/jobs/$id/files?format=m4b&again=true"
}

no_pieces_left() {
	! pieces_left
}

pieces_left() {
	request '$JS.API.STREAM.INFO.OBJ_ENCODED_AUDIO_FILES' '{"subjects_filter":"$O.*.M.>"}' |
		jq -r '.state.subjects // {} | keys[] | split(".")[-1]' |
		while read -r name; do tr '_-' '/+' <<<"$name" | base64 -d; echo; done | grep /pieces/
}

nothing_waits_to_be_encoded() {
	[ "$(stream_messages AUDIO_ENCODING)" = 0 ]
}

# file_is_calm WHAT: it is made, is the same, and nothing is left to do.
file_is_calm() {
	tally jobs_run
	wait_until 90 m4b_is_ready || {
		fault "$1: the file is $(state_of_m4b): $(farm_curl "$farm_url/jobs/$id/files")"
		return
	}
	farm_curl -f -o "$test_dir/again.m4b" "$farm_url/jobs/$id/files/audio.m4b"
	local bytes
	bytes=$(cmp -l "$test_dir/calm.m4b" "$test_dir/again.m4b" 2>&1 | wc -l)
	tally bytes_differing "$bytes"
	[ "$bytes" = 0 ] || fault "$1: $bytes bytes differ"
	wait_until 60 nothing_waits_to_be_encoded || fault "$1: $(stream_messages AUDIO_ENCODING) requests are left"
}

encoders() {
	pgrep -f -- "audio-encoder-service .*$farm_dir"
}

kill_encoders() {
	local end=$((SECONDS + $1)) pids
	while [ "$SECONDS" -lt "$end" ]; do
		mapfile -t pids < <(encoders)
		[ ${#pids[@]} = 0 ] || kill -KILL "${pids[RANDOM % ${#pids[@]}]}" 2>/dev/null &&
			echo >>"$test_dir/kills"
		sleep "0.$((RANDOM % 4 + 1))"
	done
}

export LECTERN_FAILPOINT=$test_dir/failpoint
clear_failpoint
make_pdf text 12 "$test_dir/book.pdf" || die "no PDF was made"
configure_farm supervisor abort_seconds 1
configure_farm supervisor silence_seconds 5
configure_farm nats ack_wait_seconds 3
configure_farm audio_encoder_service worker_pool_size 2
configure_farm audio_encoder_service progress_timeout_seconds 3
configure_farm audio_encoder_service max_attempts 100
start_farm
id=$(submit "$test_dir/book.pdf") || die "it is not taken"
completes "$id" 120 || die "the book is not read"
wait_until 60 m4b_is_ready || die "the calm run made no file"
farm_curl -f -o "$test_dir/calm.m4b" "$farm_url/jobs/$id/files/audio.m4b"
note "$(job_field "$id" .audio.seconds) s of sound"

while IFS=: read -r point fault; do
	began=$SECONDS
	set_failpoint "audio-encoder:$point:1:$fault"
	tally faults_injected
	ask_again
	file_is_calm "$point $fault"
	[ "$(failpoint_passages)" -ge 1 ] || fault "$point $fault: did not strike"
	clear_failpoint
	note "$point $fault: $((SECONDS - began)) s"
done < <([ "$chaos_mode" = all ] && cases || representative)

seconds=10
[ "$chaos_mode" = all ] && seconds=60
kill_encoders $seconds &
killer=$!
while kill -0 $killer 2>/dev/null; do
	ask_again
	file_is_calm "killed"
done
wait $killer
tally faults_injected "$(wc -l <"$test_dir/kills")"
file_is_calm "after the storm"
check "no piece is left" wait_until 60 no_pieces_left
print_tally
