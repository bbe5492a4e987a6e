#!/bin/bash
# outside.sh - what is no page's fault costs none: engines that somebody else kills or stops, a disk
# that is full under a join, and a page whose WAV is none.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
need_failpoints

pages=3
export LECTERN_FAILPOINT=$test_dir/failpoint
clear_failpoint
make_pdf text $pages "$test_dir/book.pdf" "$test_dir/words.txt"
configure_impatience
spool=$farm_dir/state/spool
own_spool=no
mkdir -p "$spool"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=64k,mode=700 lectern-test "$spool" 2>/dev/null; then
	own_spool=yes
	ended=0
	trap 'ended=$?; stop_farm; umount "$spool"; (exit $ended); end_test' EXIT
	mount -o remount,size=100m "$spool"
fi
start_farm
calm=$(submit "$test_dir/book.pdf")
completes "$calm" 120 || die "the calm run did not end"
fetch_audio "$calm" "$test_dir/calm.wav"

# strikes STAGE FAULT TIMES: as often as a page has attempts, and once more; then it ends.
strikes() {
	note "$1: $2, $3 times"
	set_failpoint "$1:job-taken:*:$2"
	tally faults_injected
	id=$(submit "$test_dir/book.pdf") || fault "it is not taken"
	check "it strikes more often than a page has attempts" wait_until 60 struck "$3"
	check "nothing has failed" test "$(job_field "$id" '.pages.failed | length')" = 0
	check "the job goes on" not job_is_finished "$id"
	clear_failpoint
	check "it completes" completes "$id" 120
	check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
}

struck() {
	[ "$(failpoint_passages)" -ge "$1" ]
}

# Three attempts are what a page has of its own.
for stage in png-to-text tts pcm-to-wav; do
	strikes $stage kill 5
	[ "$chaos_mode" = all ] || break
done
strikes wav-aggregator kill 5
strikes tts nospace 5
strikes wav-aggregator nospace 5

if [ $own_spool = yes ]; then
	note "no room for the joined audio"
	mount -o remount,size=64k "$spool"
	tally faults_injected
	id=$(submit "$test_dir/book.pdf") || fault "it is not taken"
	told() { [ "$(grep -c "$id page .*: retry in .* ms: writing the joined audio: No space left" \
		"$farm_dir/lecternd.log")" -ge 4 ]; }
	check "the join waits, again and again" wait_until 60 told
	check "the job goes on" test "$(job_status "$id")" = assembling
	mount -o remount,size=100m "$spool"
	check "with room it completes" completes "$id" 60
	check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
else
	note "a spool of one's own, that may be full, needs root: that part is left out"
fi

is_assembling() {
	[ "$(job_status "$1")" = assembling ]
}

# spoil FILE: page 2 of a new job, just before it is joined, is that file instead of its WAV.
spoil() {
	set_failpoint "wav-aggregator:cas-written:$pages:wait"
	tally faults_injected
	id=$(submit "$test_dir/book.pdf") || fault "it is not taken"
	wait_until 60 is_assembling "$id" || fault "it does not come to its join"
	put_object WAV_FILES "default/$id/page_00002.wav" "$1"
	clear_failpoint
}

for kind in text empty cut; do
	note "the WAV of page 2 is none: $kind"
	case $kind in
	text) echo "This is a text." >"$test_dir/spoiled" ;;
	empty) : >"$test_dir/spoiled" ;;
	cut) head -c 30 "$test_dir/calm.wav" >"$test_dir/spoiled" ;;
	esac
	spoil "$test_dir/spoiled"
	check "the book ends" wait_job "$id" 60
	check "with errors" test "$(job_status "$id")" = completed_with_errors
	check "of that page" test "$(job_field "$id" '[.pages.failed[] | [.page, .stage]] | tojson')" = \
		'[[2,"wav-aggregator"]]'
	check "for its reason" matches 'page 2: not a WAV' "$(job_field "$id" '.pages.failed[0].reason')"
	farm_curl -f -X POST -o /dev/null "$farm_url/jobs/$id/retry"
	check "a retry completes it" completes "$id" 60
	check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
	[ "$chaos_mode" = all ] || break
done

note "its PCM is still there"
configure_farm wav_aggregator_service keep_intermediates true
kill -HUP "$farm_pid"
wait_until 30 grep -q 'generation 2 is in effect' "$farm_dir/lecternd.log" ||
	fault "no new configuration"
echo "This is a text." >"$test_dir/spoiled"
spoil "$test_dir/spoiled"
check "it is made again" completes "$id" 60
check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
print_tally
