#!/bin/bash
# large_book.sh [cut|all] - a book of thousands of pages through the aggregator: each page costs
# what the first cost, memory stays small, one file comes out with every page in its place; and
# one file past 4 GiB.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"

total=600 step=200
[ "$chaos_mode" = all ] && total=10000 step=1000

# CPU time so far of the aggregator's front and engines, in clock ticks.
aggregator_ticks() {
	local pid
	for pid in $(pgrep -f "wav-aggregator-service.*$farm_dir|$farm_dir.*wav-aggregator"); do
		sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null
	done | awk '{ ticks += $12 + $13 } END { print ticks + 0 }'
}

# The most memory that either of them ever held, in KiB.
aggregator_peak() {
	local pid
	for pid in $(pgrep -f "wav-aggregator-service.*$farm_dir|$farm_dir.*wav-aggregator"); do
		awk '/^VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null
	done | sort -n | tail -n 1
}

feed() { # WORKFLOW TOTAL FIRST LAST RATE SECONDS
	"$build_dir/tests/tools/feed_pages" "$farm_dir/project.toml" "$(farm_broker)" "$@"
}

for service in pdf_to_png png_to_text tts pcm_to_wav; do
	configure_farm "${service}_service" worker_pool_size 0
done
start_farm
wait_until 60 test -n "$(aggregator_peak)" || die "no aggregator"

costs=()
for ((first = 1; first <= total; first += step)); do
	before=$(aggregator_ticks)
	took=$(feed large $total $first $((first + step - 1)) 8000 1) ||
		die "pages from $first on were not taken"
	costs+=($(($(aggregator_ticks) - before)))
	note "pages $first to $((first + step - 1)): $took ms, ${costs[-1]} ticks of the aggregator"
done
check "the book completes" completes large 600
tally jobs_run
tally pages_checked $total
peak=$(aggregator_peak)
note "the aggregator held at most $peak KiB"
grep -q '^#define LECTERN_SANITIZED' "$build_dir/config.h" ||
	check "that is below 64 MB" test "$peak" -lt 65536
fetch_audio large "$test_dir/large.wav"
check "one file with every page in its place" \
	"$build_dir/tests/tools/feed_pages" check "$test_dir/large.wav" $total 8000 1 ||
	tally pages_lost
# By three thousand pages each: the kernel counts CPU time in coarse ticks.
if [ "$chaos_mode" = all ]; then
	early=$((costs[0] + costs[1] + costs[2]))
	late=$((costs[-1] + costs[-2] + costs[-3]))
	check "the last pages cost what the first did ($early, $late ticks)" \
		test $((late * 10)) -le $((early * 12))
fi
nothing_waits 120

if [ "$chaos_mode" = all ]; then
	rm -f "$test_dir/large.wav"
	# Pages, spool, stored audio, and the copy that is looked at.
	[ "$(df -k --output=avail "$test_dir" | tail -n 1)" -gt $((20 * 1024 * 1024)) ] ||
		die "a file past 4 GiB needs 20 GiB of disk here"
	note "past 4 GiB"
	feed giant 1000 1 1000 44100 50 >/dev/null || die "pages were not taken"
	check "the book completes" completes giant 900
	tally jobs_run
	tally pages_checked 1000
	fetch_audio giant "$test_dir/giant.wav"
	check "it is past 4 GiB" test "$(stat -c %s "$test_dir/giant.wav")" -gt 4294967296
	check "soxi knows how long it is" test "$(soxi -D "$test_dir/giant.wav" | cut -d. -f1)" = 50000
	check "every page is in its place" \
		"$build_dir/tests/tools/feed_pages" check "$test_dir/giant.wav" 1000 44100 50 ||
		tally pages_lost
	note "the aggregator held at most $(aggregator_peak) KiB"
	check "still below 64 MB" test "$(aggregator_peak)" -lt 65536
	nothing_waits 120
fi
print_tally
