#!/bin/bash
# slow_pages.sh - documents whose pages take seconds to be drawn do not hold up those whose pages
# do not: they never have the last worker, go behind whoever waits, and lose nothing by that.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"

pages=4 slow_books=3 books=4
[ "$chaos_mode" = cut ] || books=10
configure_farm pdf_to_png_service worker_pool_size 2
configure_farm pdf_to_png_service dpi 120
make_pdf slow $pages "$test_dir/slow.pdf"
make_pdf text $pages "$test_dir/book.pdf"
start_farm

# submit_books PDF NUMBER: prints their ids.
submit_books() {
	local i
	for ((i = 0; i < $2; i++)); do
		submit "$1"
	done
}

# Of all given jobs together.
pages_rendered() {
	local id sum=0
	for id in "$@"; do
		sum=$((sum + $(job_field "$id" .progress.rendered)))
	done
	echo "$sum"
}

# The nicest of the engines that draw.
niceness() {
	ps -o ni= -o args= -p "$(farm_processes | paste -sd,)" |
		awk '/pdf-to-png-service --engine/ && $1 > most { most = $1 } END { print most + 0 }'
}

an_engine_is_lowered() {
	[ "$(niceness)" -gt "$niceness_before" ]
}

milliseconds_for_books() {
	local start
	start=$(date +%s%3N)
	# shellcheck disable=SC2046 # ids
	complete_within 300 $(submit_books "$test_dir/book.pdf" "$1") >&2 || return 1
	echo $(($(date +%s%3N) - start))
}

niceness_before=$(niceness)
calm=$(submit "$test_dir/slow.pdf")
check "a slow document completes" completes "$calm" 300
check "with all its pages" test "$(job_field "$calm" .pages.spoken)" = "1-$pages"
fetch_audio "$calm" "$test_dir/slow.wav"
alone=$(milliseconds_for_books $((books + slow_books)))

# Somebody tidied up: they are made again. There are none where nothing was slow so far.
rmdir "$farm_dir"/state/spool/slow-pdf-to-png-* 2>/dev/null
note "$books books behind $slow_books slow ones"
mapfile -t slow < <(submit_books "$test_dir/slow.pdf" $slow_books)
tally faults_injected $slow_books
start=$(date +%s%3N)
mapfile -t quick < <(submit_books "$test_dir/book.pdf" $books)
all_rendered() {
	[ "$(pages_rendered "${quick[@]}")" = $((books * pages)) ]
}
# Looked at now: the later stages take the time that they take.
check "the books are drawn" wait_until 300 all_rendered
drawn=$(pages_rendered "${slow[@]}")
check "the books complete" complete_within 300 "${quick[@]}"
beside=$(($(date +%s%3N) - start))
note "in $beside ms, in $alone ms beside as many of their own kind; meanwhile $drawn of $((slow_books * pages)) slow pages were drawn"
# Two workers at slow documents would have done two of them before anything else.
check "before most of the slow pages are drawn" test "$drawn" -le $pages
check "a slow one gave way" grep -q "is slow and others wait: queueing it behind them" "$farm_dir/lecternd.log"
# Where the test itself is as nice as can be, there is nothing lower.
[ "$niceness_before" -ge 19 ] ||
	check "slow pages are drawn at a lower priority" wait_until 60 an_engine_is_lowered
if [ "$chaos_mode" != cut ]; then
	check "in 1.3 times their time" test "$beside" -le $((alone * 13 / 10))
else
	farm_curl -f -o /dev/null -X DELETE "$farm_url/jobs/${slow[2]}"
	unset 'slow[2]'
fi
for id in "${slow[@]}"; do
	check "a slow one completes" completes "$id" 600
	check "with a calm run's audio" check_job "$id" $pages "$test_dir/slow.wav"
done
nothing_waits 60
print_tally
