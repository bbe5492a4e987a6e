#!/bin/bash
# bench.sh [ROUNDS] [BOOK.pdf] - the farm against the bare libraries (floor) and the stock tools
# (shell), in turn on the same book, with OCR always; and the farm by itself where it may use the
# book's own text. Medians and ratios as a table and as JSON (bench.json). Run it in a build
# directory (make bench BENCH_PDF=...), on a machine that does nothing else.
# shellcheck source=tests/bench/lib.sh
. "$(dirname "$0")/lib.sh"

rounds=${1:-3}
book=${2:-}
if [ -z "$book" ]; then
	book=$test_dir/book.pdf
	make_pdf text 50 "$book" "$test_dir/words.txt"
fi
pages=$(pdfinfo "$book" | awk '/^Pages:/ { print $2 }')
results=$test_dir/results # lines: what, wall s, CPU s, peak MB, first page s, MB in, MB out, messages in

# run_command WHAT COMMAND...
run_command() {
	local what=$1 start end
	shift
	start=$(now_ms)
	/usr/bin/time -o "$test_dir/time" -f '%U %S %M' "$@" >/dev/null 2>&1 || die "$what failed"
	end=$(now_ms)
	awk -v what="$what" -v wall=$((end - start)) \
		'{ print what, wall / 1000, $1 + $2, int($3 / 1024), 0, 0, 0, 0 }' "$test_dir/time" >>"$results"
}

# run_farm WHAT [NAME=VALUE...]
run_farm() {
	local what=$1
	shift
	timed_job "$book" "$@" >"$test_dir/job" || die "the farm failed"
	awk -v what="$what" -v ticks="$ticks" '{
		print what, $1 / 1000, $2 / ticks, 0, $3 / 1000, $4 / 1e6, $5 / 1e6, $6 }' \
		"$test_dir/job" >>"$results"
}

one_round() {
	run_farm farm ocr=always
	run_command floor "$build_dir/tests/bench/floor" "$book" "$test_dir/floor.wav"
	run_command floor1 "$build_dir/tests/bench/floor" "$test_dir/first.pdf" "$test_dir/floor1.wav"
	run_command shell "$source_dir/tests/bench/shell_pipeline.sh" "$book" "$test_dir/shell.wav"
	run_farm auto ocr=auto
}

column() { # column WHAT FIELD
	awk -v what="$1" -v field="$2" '$1 == what { print $field }' "$results" | median
}

of() { # of A B: the ratio
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", b ? a / b : 0 }'
}

table() {
	local what
	echo
	echo "$pages pages, $rounds rounds, $(nproc) cores; medians"
	printf '%-8s %9s %9s %9s %9s\n' what 'wall s' 'to floor' 'CPU s' 'to floor'
	for what in farm floor shell auto; do
		printf '%-8s %9.2f %9s %9.2f %9s\n' "$what" "$(column $what 2)" \
			"$(of "$(column $what 2)" "$(column floor 2)")" "$(column $what 3)" \
			"$(of "$(column $what 3)" "$(column floor 3)")"
	done
	printf "\nfirst page's audio: farm %.2f s, auto %.2f s; floor of one page %.2f s\n" \
		"$(column farm 5)" "$(column auto 5)" "$(column floor1 2)"
	printf 'through the broker, by page: %.1f MB in, %.1f MB out, %.0f messages in\n' \
		"$(of "$(column farm 6)" "$pages")" "$(of "$(column farm 7)" "$pages")" \
		"$(of "$(column farm 8)" "$pages")"
	echo "peak memory of a process, MB:"
	{
		farm_memory
		echo "floor $(column floor 4)"
	} | sed 's/^/  /'
	echo "CPU seconds by role, all rounds and the warming-up:"
	farm_cpu_by_role | awk -v ticks="$ticks" '{ printf "  %-32s %8.2f\n", $1, $2 / ticks }'
}

json() {
	local memory
	memory=$(farm_memory | jq -Rn '[inputs | split(" ") | {key: .[0], value: (.[1] | tonumber)}] | from_entries')
	jq -Rn --argjson pages "$pages" --argjson rounds "$rounds" --argjson cores "$(nproc)" \
		--argjson memory "$memory" '
		def median: sort | if length % 2 == 1 then .[length / 2 | floor]
			else (.[length / 2 - 1] + .[length / 2]) / 2 end;
		[inputs | split(" ") | {what: .[0], wall: (.[1] | tonumber), cpu: (.[2] | tonumber),
			first: (.[4] | tonumber), in: (.[5] | tonumber), out: (.[6] | tonumber),
			messages: (.[7] | tonumber)}] | group_by(.what) | map({key: .[0].what, value: {
			wallSeconds: (map(.wall) | median), cpuSeconds: (map(.cpu) | median),
			firstPageSeconds: (map(.first) | median), brokerMegabytesIn: (map(.in) | median),
			brokerMegabytesOut: (map(.out) | median), brokerMessagesIn: (map(.messages) | median),
			walls: map(.wall), cpus: map(.cpu)}}) | from_entries |
		{$pages, $rounds, $cores, peakMegabytes: $memory, runs: .,
			wallToFloor: (.farm.wallSeconds / .floor.wallSeconds),
			cpuToFloor: (.farm.cpuSeconds / .floor.cpuSeconds),
			shellToFarm: (.shell.wallSeconds / .farm.wallSeconds),
			floorToAuto: (.floor.wallSeconds / .auto.wallSeconds),
			firstPageToFloor: (.farm.firstPageSeconds / .floor1.wallSeconds)}' <"$results"
}

for tool in mutool tesseract espeak-ng; do
	command -v "$tool" >/dev/null || die "$tool is missing: packaging/install-deps bench"
done
qpdf "$book" --pages . 1 -- "$test_dir/first.pdf" || [ $? -eq 3 ] || die "qpdf"
bench_farm
start_farm
: >"$results"
run_farm warm ocr=always
: >"$results"
for ((round = 1; round <= rounds; round++)); do
	note "round $round of $rounds" >&2
	one_round
done
table
json | tee "$build_dir/bench.json"
