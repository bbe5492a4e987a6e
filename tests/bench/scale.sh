#!/bin/bash
# scale.sh [PAGES...] - time a page as books grow, and as pools do: generated books of 10, 50, 250
# and 2000 pages and the 50 once more, which tells how the machine's own pace moved meanwhile (or
# books of the sizes given), then 1, 2 and 4 readers, ten books at once, and a farm at rest.
# By hand: two thousand pages take a while. OCR=auto for a farm that uses the books' own text.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

ocr=${OCR:-always}
counts=("$@")
[ $# -gt 0 ] || counts=(10 50 250 2000 50)

broker_cpu() {
	farm_cpu_by_role | awk '$1 == "nats-server" { print $2 }'
}

# one_book PAGES: a line of the table.
one_book() {
	local pdf=$test_dir/book-$1.pdf broker
	[ -f "$pdf" ] || make_pdf text "$1" "$pdf"
	broker=$(broker_cpu)
	timed_job "$pdf" "ocr=$ocr" >"$test_dir/job" || die "the farm failed"
	awk -v pages="$1" -v ticks="$ticks" -v broker=$(($(broker_cpu) - broker)) '{
		printf "%6d pages %9.2f s %8.1f ms a page, %7.1f ms of CPU a page, the broker %.1f of them\n",
			pages, $1 / 1000, $1 / pages, $2 * 1000 / ticks / pages,
			broker * 1000 / ticks / pages }' "$test_dir/job"
}

ten_books() {
	local ids=() id start end
	start=$(now_ms)
	for id in {1..10}; do
		ids+=("$(submit_with "$test_dir/book-10.pdf" "ocr=$ocr")")
	done
	for id in "${ids[@]}"; do ended "$id"; done
	end=$(now_ms)
	for id in "${ids[@]}"; do completes "$id" 10 || die "a book failed"; done
	awk -v ms="$((end - start))" 'BEGIN {
		printf "ten books of 10 pages at once: %.1f s, %.1f ms a page\n", ms / 1000, ms / 100 }'
	for id in "${ids[@]}"; do farm_curl -X DELETE -f -o /dev/null "$farm_url/jobs/$id"; done
}

# Voluntary context switches of all threads: wake-ups.
wakeups() {
	local pid
	for pid in $(farm_processes); do
		cat /proc/"$pid"/task/*/status 2>/dev/null
	done | awk '/^voluntary_ctxt_switches/ { sum += $2 } END { print sum }'
}

at_rest() {
	local seconds=30 cpu before
	sleep 5
	cpu=$(farm_cpu)
	before=$(wakeups)
	sleep "$seconds"
	awk -v cpu=$(($(farm_cpu) - cpu)) -v ticks="$ticks" -v s="$seconds" \
		-v w=$(($(wakeups) - before)) -v kib="$(for pid in $(farm_processes); do
			awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup"
		done | awk '{ sum += $1 } END { print sum }')" 'BEGIN {
		printf "at rest: %.2f %% of a core, %.0f wake-ups a second, %.0f MB (PSS)\n",
			cpu / ticks / s * 100, w / s, kib / 1024 }'
}

make_pdf text 10 "$test_dir/book-10.pdf"
bench_farm
start_farm
timed_job "$test_dir/book-10.pdf" "ocr=$ocr" >/dev/null || die "the farm failed"
at_rest
for count in "${counts[@]}"; do one_book "$count"; done
ten_books
for readers in 1 2 4; do
	stop_farm
	configure_farm png_to_text_service worker_pool_size "$readers"
	start_farm
	printf '%d readers: ' "$readers"
	one_book 10
done
