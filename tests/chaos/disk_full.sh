#!/bin/bash
# disk_full.sh - the broker's disk is full while books are made: nothing acknowledged is lost, no page
# is given up, and when there is room again everything goes on by itself.
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

for at in 1 3 5; do
	note "full when $at pages are read"
	starts=$(broker_starts)
	id=$(submit "$test_dir/book.pdf") || fault "it is not taken"
	wait_until 120 has_read "$id" "$at" || fault "nothing is read"
	fill_disk
	tally faults_injected
	# A newer server may well go on.
	wait_until 100 broker_is_replaced "$starts" || note "the broker lives"
	rm "$disk/ballast"
	wait_until 120 web_has_broker || fault "the broker does not come back"
	check "with room it completes" completes "$id" 240
	check "no page was given up for it" test "$(job_field "$id" '.pages.failed | length')" = 0
	check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
	check "what was done is there still" check_job "$calm" $pages "$test_dir/calm.wav"
	farm_curl -f -o /dev/null -X DELETE "$farm_url/jobs/$id"
	nothing_waits 60
done
print_tally
