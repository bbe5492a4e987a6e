#!/bin/bash
# slow_stages.sh - pages that take long to be read, to be spoken or to be made WAVs of do not hold up
# those of other documents: they have no stage's last worker.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"
need_failpoints

slow_books=3 books=3 book_pages=3 slow_page=4
stages=(tts)
[ "$chaos_mode" = cut ] || stages=(png-to-text tts pcm-to-wav)
export LECTERN_FAILPOINT=$test_dir/failpoint
clear_failpoint
for service in png_to_text tts pcm_to_wav; do
	configure_farm ${service}_service worker_pool_size 2
done
configure_farm pdf_to_png_service dpi 120
make_pdf text $slow_page "$test_dir/slow.pdf"
make_pdf text $book_pages "$test_dir/book.pdf"
start_farm

# Documents of one page, the one that the fault is for.
submit_slow() {
	farm_curl -f -F "file=@$test_dir/slow.pdf" -F pages=$slow_page "$farm_url/jobs" | jq -r .id
}

# How many workers of the stage have a page of one of the slow documents in hand.
at_slow_pages() { # STAGE
	farm_curl "$farm_url/workers" | jq --arg stage "$1" --arg ids "${slow[*]}" \
		'[.slots[] | select(.stage == $stage and ((.job // "") | split(" ")[0]) as $id |
			$id != "" and ($ids | contains($id)))] | length'
}

two_are_at_slow_pages() { # STAGE
	[ "$(at_slow_pages "$1")" = 2 ]
}

calm=$(submit_slow)
check "a calm run" completes "$calm" 60
fetch_audio "$calm" "$test_dir/slow.wav"
fetch_calm() {
	local id
	id=$(submit "$test_dir/book.pdf")
	completes "$id" 60 && fetch_audio "$id" "$test_dir/book.wav"
}
check "and one of a book" fetch_calm

for stage in "${stages[@]}"; do
	note "-- $slow_books documents that take for ever in $stage"
	set_failpoint "$stage:job-taken:*:wait:$slow_page"
	tally faults_injected $slow_books
	mapfile -t slow < <(for ((i = 0; i < slow_books; i++)); do submit_slow; done)
	mapfile -t quick < <(for ((i = 0; i < books; i++)); do submit "$test_dir/book.pdf"; done)
	check "all are taken" test "${#slow[@]} ${#quick[@]}" = "$slow_books $books"
	check "books complete beside them" complete_within 50 "${quick[@]}"
	for id in "${quick[@]}"; do
		check "with a calm run's audio" check_job "$id" $book_pages "$test_dir/book.wav"
	done
	check "the slow ones are not done" not job_is_finished "${slow[0]}"
	if [ "$chaos_mode" != cut ]; then
		# Nobody else waits: they may have both.
		check "they have all workers again" wait_until 60 two_are_at_slow_pages "$stage"
		more=$(submit "$test_dir/book.pdf")
		check "until somebody comes" completes "$more" 30
	fi
	check "which costs no attempt" not grep -qE "(${slow[0]}|${slow[1]}).*attempt" "$farm_dir/lecternd.log"
	clear_failpoint
	for id in "${slow[@]}"; do
		check "a slow one completes" completes "$id" 60
		check "with a calm run's audio" check_job "$id" 1 "$test_dir/slow.wav"
	done
done
nothing_waits 60
print_tally
