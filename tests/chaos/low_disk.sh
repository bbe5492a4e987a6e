#!/bin/bash
# low_disk.sh - before the disk is full no page is begun any more, while those that were come to
# their end; the document stays in hand, and goes on when there is room again.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"

pages=8 least=64
mkdir -p "$farm_dir/state"
own_disk=no
if [ "$(id -u)" = 0 ] &&
	mount -t tmpfs -o size=300m,mode=700 lectern-test "$farm_dir/state" 2>/dev/null; then
	own_disk=yes
	ended=0
	trap 'ended=$?; stop_farm; umount "$farm_dir/state"; (exit $ended); end_test' EXIT
fi

configure_impatience
configure_farm pdf_to_png_service max_pages_waiting 2
configure_farm http min_free_disk_mb 0
make_pdf text $pages "$test_dir/book.pdf" "$test_dir/words.txt"

waits_told() {
	grep -c "$1: rendering pauses: [0-9]* MiB are free" "$farm_dir/lecternd.log"
}

rendering_waits() {
	[ "$(waits_told "$1")" -gt 0 ]
}

stays_in_hand() { # ID SECONDS
	local told
	told=$(waits_told "$1")
	sleep "$2"
	check "the document stays in hand" jq -e '.num_ack_pending == 1 and .num_redelivered == 0' \
		<<<"$(request '$JS.API.CONSUMER.INFO.PDF_JOBS.pdf-workers')"
	check "the log is told once" test "$(waits_told "$1")" = "$told"
	check "nobody takes that for hanging" test \
		"$(grep -c 'pdf-to-png/0: SIG' "$farm_dir/lecternd.log")" = 0
}

note "more is to be free than there is"
configure_farm pdf_to_png_service min_free_disk_mb 1000000000
# A job may take six seconds then; waiting for room is no work.
configure_farm supervisor silence_seconds 5
configure_farm pdf_to_png_service job_timeout_seconds 1
configure_farm pdf_to_png_service max_attempts 1
start_farm
id=$(submit "$test_dir/book.pdf")
tally faults_injected
check "rendering waits" wait_until 60 rendering_waits "$id"
stays_in_hand "$id" 8
check "nothing is rendered" test "$(job_field "$id" .progress.rendered)" = 0
farm_curl -f -o /dev/null -X DELETE "$farm_url/jobs/$id"
check "a cancelled job waits no longer" wait_until 30 queues_are_empty
calm=$(submit "$test_dir/book.pdf")
check "the next one waits" wait_until 60 rendering_waits "$calm"
configure_farm pdf_to_png_service min_free_disk_mb $least
configure_farm pdf_to_png_service job_timeout_seconds 60
configure_farm pdf_to_png_service max_attempts 3
kill -HUP "$farm_pid"
check "with another setting it completes" completes "$calm" 120
tally jobs_run
tally pages_checked $pages
fetch_audio "$calm" "$test_dir/calm.wav"

has_read() { # ID PAGES
	[ "$(job_field "$1" .progress.read)" -ge "$2" ]
}

what_is_rendered_is_done() {
	jq -e '.progress | .rendered > 0 and .rendered == .wav' <<<"$(job_json "$1")" >/dev/null
}

if [ $own_disk = yes ]; then
	note "the disk fills in the middle of a book"
	id=$(submit "$test_dir/book.pdf")
	wait_until 60 has_read "$id" 1 || fault "nothing is read"
	left=$(df -m --output=avail "$farm_dir/state" | tail -n 1)
	fallocate -l $((left - least / 2))M "$farm_dir/state/ballast"
	tally faults_injected
	check "rendering waits" wait_until 60 rendering_waits "$id"
	check "what was begun comes to its end" wait_until 60 what_is_rendered_is_done "$id"
	rendered=$(job_field "$id" .progress.rendered)
	check "that is not the whole book" test "$rendered" -lt $pages
	stays_in_hand "$id" 5
	check "nothing more is rendered" test "$(job_field "$id" .progress.rendered)" = "$rendered"
	rm "$farm_dir/state/ballast"
	check "with room it completes" completes "$id" 120
	check "the log says that it goes on" grep -q "$id: rendering resumes" "$farm_dir/lecternd.log"
	check "with a calm run's audio" check_job "$id" $pages "$test_dir/calm.wav"
else
	note "a disk of one's own, that may be full, needs root: that part is left out"
fi
nothing_waits 60
print_tally
