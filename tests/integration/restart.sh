#!/bin/bash
# restart.sh - a farm that stops in the middle of a book goes on with it when it comes back.
#
# Once in order (SIGTERM) and once by SIGKILL of lecternd, whose children notice and leave; both
# times the audio is the one of an undisturbed run, byte for byte. And once with a broker whose queues
# forgot how far they had counted, as after a power cut.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

pages=6
make_pdf text $pages "$test_dir/book.pdf" || die "no PDF was made"
read_images
configure_farm nats ack_wait_seconds 4

has_read() { # has_read ID COUNT
	[ "$(job_field "$1" .progress.read)" -ge "$2" ]
}

same_audio() { # same_audio ID
	fetch_audio "$1" "$test_dir/again.wav" && cmp "$test_dir/calm.wav" "$test_dir/again.wav"
}

start_farm
calm=$(submit "$test_dir/book.pdf")
check "an undisturbed run completes" completes "$calm" 90
fetch_audio "$calm" "$test_dir/calm.wav" || die "no audio"

stopped=$(submit "$test_dir/book.pdf")
check "a book is under way" wait_until 30 has_read "$stopped" 2
stop_farm
start_farm
check "it completes after a restart" completes "$stopped" 90
check "with the same audio" same_audio "$stopped"

killed=$(submit "$test_dir/book.pdf")
check "another book is under way" wait_until 30 has_read "$killed" 2
# Workers at work, their engines, web and broker.
kill -KILL "$farm_pid"
wait "$farm_pid" 2>/dev/null
farm_pid=
killed_at=$(date +%s%N)
check "without lecternd everything leaves" wait_until 60 no_farm_processes
left_after=$((($(date +%s%N) - killed_at) / 1000000))
note "the last one left after $left_after ms"
check "within two seconds" [ "$left_after" -lt 2000 ]
start_farm
check "it completes after a crash" completes "$killed" 90
check "with the same audio" same_audio "$killed"
check "the earlier jobs are still told of" [ "$(job_status "$calm")" = completed ]
stop_farm

# Who waits for pages to be read before it draws more must not be waited for.
configure_farm png_to_text_service worker_pool_size 0
configure_farm pdf_to_png_service pages_per_turn 2
configure_farm pdf_to_png_service max_pages_waiting 2
start_farm
waiting=$(submit "$test_dir/book.pdf")
gate_is_closed() {
	[ "$(job_field "$waiting" .progress.rendered)" -eq 2 ] &&
		farm_curl "$farm_url/workers" | jq -e '.slots[] | select(.stage == "pdf-to-png") | .state == "busy"' >/dev/null
}
check "pages wait to be read, and nobody reads" wait_until 30 gate_is_closed
stopped_at=$SECONDS
stop_farm
check "the stop does not wait for them" [ $((SECONDS - stopped_at)) -lt 15 ]
configure_farm png_to_text_service worker_pool_size 1
start_farm
check "the book is read after that" completes "$waiting" 90
check "with the same audio" same_audio "$waiting"

stop_farm
# The numbers of messages begin anew, while the consumers remember what they had.
forgotten=0
for stream in PDF_JOBS PNG_PROCESSING TTS_JOBS AUDIO_PROCESSING; do
	for file in "$farm_dir"/state/nats/store/jetstream/*/streams/"$stream"/msgs/*; do
		rm "$file" && forgotten=$((forgotten + 1))
	done
done
check "every queue has forgotten" [ "$forgotten" -ge 4 ]
start_farm
cut=$(submit "$test_dir/book.pdf")
check "a book is read after that" completes "$cut" 90
check "with the same audio" same_audio "$cut"
