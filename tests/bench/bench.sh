#!/bin/bash
# bench.sh [ROUNDS] [BOOK.pdf] - the farm against the bare libraries (floor) and the stock tools
# (shell), in turn on the same book. Medians and ratios as a table and as JSON. Run it in a build
# directory (`make bench`), on a machine that does nothing else.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"

rounds=${1:-3}
book=${2:-}
if [ -z "$book" ]; then
	book=$test_dir/book.pdf
	make_pdf text 50 "$book" "$test_dir/words.txt"
fi
pages=$(pdfinfo "$book" | awk '/^Pages:/ { print $2 }')
results=$test_dir/results # lines: what wall cpu peak_mb

ticks=$(getconf CLK_TCK)

# CPU seconds of all the farm's processes, the dead children that were waited for included.
farm_cpu() {
	local pid total=0
	for pid in $(farm_processes); do
		total=$((total + $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null |
			awk '{ print $12 + $13 + $14 + $15 }' || echo 0)))
	done
	echo "$total"
}

# Largest resident memory of a process of each role so far, in MB.
farm_memory() {
	local pid role
	for pid in $(farm_processes); do
		role=$(tr '\0' ' ' <"/proc/$pid/cmdline" |
			awk '{ n = split($1, p, "/"); print p[n] ($0 ~ /--engine/ ? "(engine)" : "") }')
		awk -v role="$role" '/^VmHWM/ { print role, int($2 / 1024) }' "/proc/$pid/status" 2>/dev/null
	done | sort | awk '$2 > most[$1] { most[$1] = $2 } END { for (r in most) print r, most[r] }' | sort
}

run_command() {
	local what=$1 start end
	shift
	start=$(date +%s%N)
	/usr/bin/time -o "$test_dir/time" -f '%U %S %M' "$@" >/dev/null 2>&1 || die "$what failed"
	end=$(date +%s%N)
	awk -v what="$what" -v wall=$(((end - start) / 1000000)) \
		'{ print what, wall / 1000, $1 + $2, int($3 / 1024) }' "$test_dir/time" >>"$results"
}

first_page_is_heard() {
	[ "$(job_field "$1" .progress.wav)" -ge 1 ]
}

run_farm() {
	local id start end cpu first
	cpu=$(farm_cpu)
	start=$(date +%s%N)
	id=$(submit "$book")
	until first_page_is_heard "$id"; do sleep 0.05; done
	first=$((($(date +%s%N) - start) / 1000000))
	completes "$id" 3600 || die "the farm failed"
	end=$(date +%s%N)
	sleep 0.5 # its tidying up counts
	cpu=$(($(farm_cpu) - cpu))
	awk -v wall=$(((end - start) / 1000000)) -v cpu=$cpu -v ticks="$ticks" \
		'BEGIN { print "farm", wall / 1000, cpu / ticks, 0 }' >>"$results"
	echo "$first" >>"$test_dir/first"
	farm_curl -X DELETE -f -o /dev/null "$farm_url/jobs/$id"
}

median() {
	sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

column() { # column WHAT FIELD
	awk -v what="$1" -v field="$2" '$1 == what { print $field }' "$results" | median
}

# The others read images too.
read_images
configure_farm png_to_text_service worker_pool_size '"auto"'
configure_farm pdf_to_png_service dpi 300
start_farm
run_farm # warm
: >"$results"
: >"$test_dir/first"
for ((round = 1; round <= rounds; round++)); do
	note "round $round of $rounds" >&2
	run_farm
	run_command floor "$build_dir/tests/bench/floor" "$book" "$test_dir/floor.wav"
	run_command shell "$source_dir/tests/bench/shell_pipeline.sh" "$book" "$test_dir/shell.wav"
done

floor_wall=$(column floor 2) floor_cpu=$(column floor 3)
echo
echo "$pages pages, $rounds rounds, $(nproc) cores; medians"
printf '%-8s %10s %10s %10s %10s\n' what 'wall s' 'to floor' 'cpu s' 'to floor'
for what in farm floor shell; do
	printf '%-8s %10.2f %10.3f %10.2f %10.3f\n' $what "$(column $what 2)" \
		"$(awk -v a="$(column $what 2)" -v b="$floor_wall" 'BEGIN { print a / b }')" \
		"$(column $what 3)" \
		"$(awk -v a="$(column $what 3)" -v b="$floor_cpu" 'BEGIN { print a / b }')"
done
echo "first page's audio after $(median <"$test_dir/first") ms"
echo "peak memory by role, MB:"
farm_memory
jq -n --argjson rounds "$rounds" --argjson pages "$pages" \
	--argjson farm "$(column farm 2)" --argjson floor "$floor_wall" --argjson shell "$(column shell 2)" \
	--argjson farm_cpu "$(column farm 3)" --argjson floor_cpu "$floor_cpu" \
	--argjson first_ms "$(median <"$test_dir/first")" \
	'{rounds: $rounds, pages: $pages, wallSeconds: {farm: $farm, floor: $floor, shell: $shell},
	  cpuSeconds: {farm: $farm_cpu, floor: $floor_cpu}, firstPageMs: $first_ms,
	  farmToFloor: ($farm / $floor), shellToFarm: ($shell / $farm)}'
