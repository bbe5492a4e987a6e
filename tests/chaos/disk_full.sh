#!/bin/bash
# disk_full.sh - the broker's disk is full while books are made and while files are made of them: nothing
# acknowledged is lost, no page and no file is given up, and when there is room again everything goes
# on by itself.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"

[ "$chaos_mode" = all ] || skip "a hung broker is waited for a minute: make check-chaos"

pages=6
are_gone=named_intermediates_are_gone
disk=$farm_dir/state/nats
mkdir -p "$disk"
if [ "$(id -u)" != 0 ] || ! mount -t tmpfs -o size=200m,mode=700 lectern-test "$disk" 2>/dev/null; then
	skip "a disk of one's own, that may be full, needs root"
fi
ended=0
trap 'ended=$?; stop_farm; umount "$disk"; (exit $ended); end_test' EXIT

configure_impatience
configure_farm http min_free_disk_mb 0
configure_farm pdf_to_png_service min_free_disk_mb 0
configure_farm wav_aggregator_service stalled_seconds 4
make_pdf text $pages "$test_dir/book.pdf" "$test_dir/words.txt"
has_failpoints() {
	grep -q '^#define LECTERN_FAILPOINTS 1' "$build_dir/config.h"
}
if has_failpoints; then
	export LECTERN_FAILPOINT=$test_dir/failpoint ASAN_OPTIONS="$ASAN_OPTIONS:handle_segv=0"
	clear_failpoint
fi
start_farm
calm=$(submit "$test_dir/book.pdf")
completes "$calm" 120 || die "the calm run did not end"
fetch_audio "$calm" "$test_dir/calm.wav"

fill_disk() {
	head -c 300M /dev/zero >"$disk/ballast" 2>/dev/null
	note "$(df -k --output=avail "$disk" | tail -n 1) KiB are left"
}

has_read() { # ID PAGES
	[ "$(job_field "$1" .progress.read)" -ge "$2" ]
}

broker_starts() {
	grep -c 'nats-server/0: starting -> idle' "$farm_dir/lecternd.log"
}

# nats-server 2.9 does not answer any more when a write failed, and never again.
broker_is_replaced() {
	[ "$(broker_starts)" -gt "$1" ]
}

# disk_is_full_for STARTS: until nats-server was replaced, or for long enough; then there is room.
disk_is_full_for() {
	tally faults_injected
	# A newer server may well go on.
	wait_until 100 broker_is_replaced "$1" || note "the broker lives"
	rm "$disk/ballast"
	wait_until 120 web_has_broker || fault "the broker does not come back"
}

for at in 1 3 5; do
	note "full when $at pages are read"
	starts=$(broker_starts)
	id=$(submit "$test_dir/book.pdf") || fault "it is not taken"
	wait_until 120 has_read "$id" "$at" || fault "nothing is read"
	fill_disk
	disk_is_full_for "$starts"
	check "with room it completes" completes "$id" 240
	check "no page was given up for it" test "$(job_field "$id" '.pages.failed | length')" = 0
	check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
	check "what was done is there still" check_job "$calm" $pages "$test_dir/calm.wav"
	farm_curl -f -o /dev/null -X DELETE "$farm_url/jobs/$id"
	nothing_waits 60
done

state_of() { # FORMAT
	farm_curl -f "$farm_url/jobs/$calm/files" 2>/dev/null | jq -r --arg format "$1" '.files[] | select(.format == $format).state'
}
is_made() {
	[ "$(stream_messages AUDIO_ENCODING)" = 0 ] && [ "$(state_of "$1")" = ready ]
}
ask_for() { # FORMAT
	farm_curl -f -o /dev/null -X POST "$farm_url/jobs/$calm/files?format=$1&again=true"
}
fetch() { # FORMAT FILE
	farm_curl -f -o "$test_dir/$2" "$farm_url/jobs/$calm/files/audio.$1"
}
passed_one() {
	[ "$(failpoint_passages)" -ge 1 ]
}

# The encoder has its piece in hand, and no room to put it.
for format in m4b flac; do
	has_failpoints || break
	ask_for $format
	check "$format: a calm run makes it" wait_until 60 is_made $format
	fetch $format calm.$format
	starts=$(broker_starts)
	set_failpoint audio-encoder:object-made:1:wait
	ask_for $format
	check "$format: it is all but stored" wait_until 30 passed_one
	fill_disk
	clear_failpoint
	disk_is_full_for "$starts"
	check "$format: with room it is made" wait_until 120 is_made $format
	fetch $format again.$format
	check "$format: and is a calm run's" cmp "$test_dir/calm.$format" "$test_dir/again.$format"
	check "$format: nobody gave it up" [ -z "$(dead_letters)" ]
done
print_tally
