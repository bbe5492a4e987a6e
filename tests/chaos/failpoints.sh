#!/bin/bash
# failpoints.sh [cut|all [STAGE]] - a fault at each step of each stage; the book comes out all the same.
#
# For every stage, step and fault a book of a few small pages goes through a farm in which that step
# fails once. Its audio is compared byte for byte with that of a calm run; nothing may be left in
# the work queues or among the intermediates. "cut" is a representative part for every day.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
need_failpoints

pages=4
[ "$chaos_mode" = all ] && pages=6
stages=${2-}
failed_cases=()

cases() {
	local stage point fault
	for stage in ${stages:-pdf-to-png png-to-text tts pcm-to-wav wav-aggregator}; do
		local points="fetched state-read object-put published acked job-taken progress work-done"
		[ $stage = wav-aggregator ] && points="fetched state-read cas-written object-put joined
			final-published state-done acked job-taken progress work-done"
		for point in $points; do
			for fault in exit segv hang error; do
				# These steps have nothing to fail with: what they tell of is done.
				case $point:$fault in
				acked:error | cas-written:error | state-done:error) continue ;;
				esac
				echo "$stage:$point:$fault"
			done
		done
	done
}

# Every stage and every fault, and the steps where most is at stake.
representative() {
	cat <<-END
		pdf-to-png:published:exit
		pdf-to-png:work-done:segv
		png-to-text:state-read:error
		png-to-text:object-put:exit
		png-to-text:job-taken:hang
		tts:published:segv
		tts:work-done:exit
		pcm-to-wav:object-put:error
		wav-aggregator:cas-written:exit
		wav-aggregator:object-put:segv
		wav-aggregator:final-published:exit
		wav-aggregator:state-done:segv
	END
}

new_start() {
	stop_farm
	clear_farm_state
	start_farm
}

fail_case() {
	note "FAILED: $*"
	failed_cases+=("$*")
}

# The second passage where there are several: a page lies behind the fault and others before it.
nth_of() {
	case $1:$2 in
	pdf-to-png:object-put | pdf-to-png:published | pdf-to-png:progress) echo 2 ;;
	png-to-text:* | tts:* | pcm-to-wav:*) echo 2 ;;
	*) echo 1 ;;
	esac
}

run_case() {
	local stage=$1 point=$2 fault=$3 nth id sound=yes began=$SECONDS
	nth=$(nth_of "$stage" "$point")
	set_failpoint "$stage:$point:$nth:$fault"
	id=$(submit "$test_dir/book.pdf")
	tally faults_injected
	wait_job "$id" 120 || fail_case "$stage $point $fault: no end"
	check_job "$id" $pages "$test_dir/calm.wav" || {
		fail_case "$stage $point $fault: $(job_json "$id")"
		sound=no
	}
	[ "$(failpoint_passages)" -ge "$nth" ] || fail_case "$stage $point $fault: did not strike"
	if ! wait_until 30 queues_are_empty || ! wait_until 30 intermediates_are_gone; then
		fail_case "$stage $point $fault: left over: $(stored_subjects | tr '\n' ' ')"
		sound=no
	fi
	no_deaths_noted || fail_case "$stage $point $fault: its deaths are still noted"
	clear_failpoint
	note "$stage $point $fault: $((SECONDS - began)) s"
	# The next case shall not suffer from this one.
	[ $sound = yes ] || new_start
}

export LECTERN_FAILPOINT=$test_dir/failpoint
clear_failpoint
make_pdf text $pages "$test_dir/book.pdf" "$test_dir/words.txt"
configure_impatience
# The broker is well here: a front has no reason to be silent.
configure_farm supervisor silence_seconds 5
start_farm
calm=$(submit "$test_dir/book.pdf")
completes "$calm" 120 || die "the calm run did not end"
fetch_audio "$calm" "$test_dir/calm.wav"

while IFS=: read -r stage point fault; do
	run_case "$stage" "$point" "$fault"
done < <([ "$chaos_mode" = all ] && cases || representative)
no_orphan_chunks || fault "chunks without an object: $(orphan_chunks)"

for failed in "${failed_cases[@]}"; do
	fault "$failed"
done
print_tally
