#!/bin/bash
# large_book.sh [cut|all] - a book of thousands of pages through the aggregator: each page costs
# what the first cost, memory stays small, one file comes out with every page in its place; and
# one file past 4 GiB.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
# shellcheck source=tests/chaos/lib.sh
. "$(dirname "$0")/lib.sh"

total=600 end=200
[ "$chaos_mode" = all ] && total=10000 end=1000

# CPU time so far of the aggregator's front and engines, in microseconds.
aggregator_time() {
	local pid
	for pid in $(pgrep -f "wav-aggregator-service.*$farm_dir|$farm_dir.*wav-aggregator"); do
		cat "/proc/$pid"/task/*/schedstat 2>/dev/null
	done | awk '{ time += $1 } END { printf "%.0f\n", time / 1000 }'
}

median() {
	printf '%s\n' "$@" | sort -n | awk '{ value[NR] = $1 }
		END { printf "%.0f\n", (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'
}

# The most memory that either of them ever held, in KiB.
aggregator_peak() {
	local pid
	for pid in $(pgrep -f "wav-aggregator-service.*$farm_dir|$farm_dir.*wav-aggregator"); do
		awk '/^VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null
	done | sort -n | tail -n 1
}

# of_page PAGE RAW BYTES: so many bytes, and all of them samples of that page.
of_page() {
	[ "$(stat -c %s "$2")" = "$3" ] &&
		[ "$(od -An -v -td2 -w2 "$2" | sort -u | tr -d ' ')" = $(($1 + 1)) ]
}

feed() { # WORKFLOW TOTAL FIRST LAST RATE SECONDS
	"$build_dir/tests/tools/feed_pages" "$farm_dir/project.toml" "$(farm_broker)" "$@"
}

for service in pdf_to_png png_to_text tts pcm_to_wav; do
	configure_farm "${service}_service" worker_pool_size 0
done
start_farm
wait_until 60 test -n "$(aggregator_peak)" || die "no aggregator"

# put_hundred WORKFLOW FIRST: what they cost the aggregator is `cost`.
put_hundred() {
	local before
	before=$(aggregator_time)
	took=$(feed "$1" $total "$2" $(($2 + 99)) 8000 1) || die "pages from $2 on were not taken"
	cost=$(($(aggregator_time) - before))
}

# With the last pages of the book come the first ones of another as large, by turns: whatever else
# the machine does makes both dear.
early=() late=()
for ((first = 1; first <= total; first += 100)); do
	if [ $first -gt $((total - end)) ]; then
		put_hundred beside $((first - total + end))
		early+=("$cost")
	fi
	put_hundred large $first
	[ $first -le $((total - end)) ] || late+=("$cost")
	[ $(((first + 99) % end)) -ne 0 ] ||
		note "pages to $((first + 99)): $took ms for 100, $((cost / 100)) µs each"
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
# (By the medians of the hundreds, of which the last has a part of the join in it.)
if [ "$chaos_mode" = all ]; then
	of_first=$(median "${early[@]}") of_last=$(median "${late[@]}")
	note "a page cost $((of_first / 100)) µs of the first $end, $((of_last / 100)) µs of the last"
	check "the last cost at most 1.2 times the first" test $((of_last * 10)) -le $((of_first * 12))
fi
farm_curl -f -o /dev/null -X DELETE "$farm_url/jobs/beside"
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
	# The last second, where only 64 bits reach: by a player that seeks, and by HTTP.
	sox "$test_dir/giant.wav" -t s16 "$test_dir/end.raw" trim 49999
	check "it plays from there" of_page 1000 "$test_dir/end.raw" 88200
	farm_curl -f -r -88200 -o "$test_dir/end.raw" "$farm_url/jobs/giant/audio"
	check "it is sent from there" of_page 1000 "$test_dir/end.raw" 88200
	note "the aggregator held at most $(aggregator_peak) KiB"
	check "still below 64 MB" test "$(aggregator_peak)" -lt 65536
	nothing_waits 120
fi
print_tally
