#!/bin/bash
# counts.sh [--update] - what a page costs in things that can be counted, held against counts.txt:
# requests to the broker and bytes through it, and, of our own code in the engines, instructions
# and allocations. Times depend on the machine and on who else uses it; these do not. More than a
# tenth over a figure of counts.txt is a failure. --update writes the figures anew.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"

expected=$source_dir/tests/bench/counts.txt
measured=$test_dir/measured # lines: name value
: >"$measured"

# ---- requests and bytes: a farm does a small job

# What the lines of nats_watch are. What depends on time is left out: requests for work that are
# renewed every few seconds, signs of life, looks at queues.
classes() {
	awk -F '\t' '
	NF < 3 { next }
	{ subject = $3; kind = "" }
	subject ~ /^\$JS\.API\.(STREAM\.MSG|DIRECT)\.GET\.OBJ_/ { kind = "object-reads" }
	subject ~ /^\$JS\.API\.STREAM\.(INFO|PURGE)\.OBJ_/ { kind = "object-requests" }
	subject ~ /^\$JS\.API\.STREAM\.MSG\.GET\.KV_/ && $4 ~ /[0-9a-f]-[0-9a-f]/ { kind = "state-reads" }
	subject ~ /^\$KV\.[^.]*\.[0-9a-f]+-[-0-9a-f]+$/ { kind = "state-writes" }
	subject ~ /^\$O\..*\.C\./ { kind = "chunks" }
	subject ~ /^\$O\..*\.M\./ { kind = "object-marks" }
	subject ~ /^\$JS\.ACK\./ && $4 ~ /^\+ACK/ { kind = "acks" }
	subject ~ /\.(created|processed)$/ { kind = "events" }
	kind { count[kind]++; bytes += $2 }
	END {
		for (kind in count) print kind, count[kind]
		print "kilobytes", bytes / 1000
	}' "$1"
}

# watched_job PDF: one job's messages, by class.
watched_job() {
	local id
	# shellcheck disable=SC2016 # dollars of NATS
	watch "$test_dir/watched" '$JS.API.>' '$JS.ACK.>' '$KV.>' '$O.>' \
		'*.created' '*.*.created' '*.processed'
	id=$(farm_curl -f -F "file=@$1;type=application/pdf" -F speed=450 "$farm_url/jobs" | jq -r .id)
	completes "$id" 120 || die "the farm failed"
	wait_until 60 intermediates_are_gone || die "intermediates are left"
	unwatch "$test_dir/watched"
	classes "$test_dir/watched"
}

# The least of three jobs, class by class: what a busy machine had tried again is not measured.
count_farm() {
	local pages=3
	make_pdf text "$pages" "$test_dir/book.pdf"
	start_farm
	for _ in 1 2 3; do
		watched_job "$test_dir/book.pdf" >>"$test_dir/rounds"
	done
	stop_farm
	awk -v pages="$pages" '
		!($1 in least) || $2 < least[$1] { least[$1] = $2 }
		END { for (kind in least) printf "farm.%s %.1f\n", kind, least[kind] / pages }
	' "$test_dir/rounds" | sort >>"$measured"
}

# ---- instructions and allocations: each engine does a small job under callgrind

# own_cost CALLGRIND_OUT...: instructions in functions of ours, and calls that allocate from these.
own_cost() {
	awk '
	# Names are given once: "fl=(12) ../workers/engine/job.c", from then on "fl=(12)".
	function name(text, table,   id) {
		id = text
		sub(/\).*/, "", id)
		if (text ~ /\) /) {
			sub(/^[^)]*\) /, "", text)
			table[id] = text
		}
		return table[id]
	}
	FNR == 1 { split("", files); split("", functions); split("", objects) }
	/^(fl|fi|fe)=/ {
		file = name(substr($0, 4), files)
		# What stands in for the OpenMP runtime is as foreign as that was.
		ours = file ~ /\/(workers|common)\/[a-z0-9_\/]+\.[ch]$/ && file !~ /serial_openmp/
		next
	}
	/^cf[il]=/ { name(substr($0, 5), files); next }
	/^fn=/ { name(substr($0, 4), functions); next }
	/^cfn=/ { callee = name(substr($0, 5), functions); next }
	/^ob=/ { name(substr($0, 4), objects); next }
	/^cob=/ { name(substr($0, 5), objects); next }
	/^calls=/ {
		split(substr($0, 7), call, " ")
		if (ours && file !~ /fitz_memory/ && callee ~ /^(malloc|calloc|realloc)$/)
			allocations += call[1]
		getline # the inclusive cost
		next
	}
	/^[-+*0-9]/ && ours { instructions += $2 }
	END { print instructions + 0, allocations + 0 }' "$@"
}

count_engines() {
	local stage
	make_pdf text 1 "$test_dir/page.pdf"
	"$build_dir/tests/bench/engine_cost" "$test_dir" "$test_dir/page.pdf" ||
		die "an engine failed under callgrind"
	for stage in pdf-to-png png-to-text tts pcm-to-wav wav-aggregator; do
		own_cost "$test_dir/callgrind.$stage".* | awk -v stage="$stage" '{
			printf "%s.kiloinstructions %.1f\n%s.allocations %d\n", stage, $1 / 1000, stage, $2 }'
	done >>"$measured"
}

# The figures are of this compiler and of its usual optimisation.
has_usual_compiler() {
	grep -q '^CFLAGS = -g -O2$' "$build_dir/Makefile" &&
		[ "$(cc -dumpmachine) $(cc -dumpversion)" = "x86_64-linux-gnu 12" ]
}

# ---- the judgement

judge() {
	local name value limit
	printf '%-36s %12s %12s\n' "a page costs" measured allowed
	while read -r name value; do
		limit=$(awk -v name="$name" '$1 == name { print $2 * 1.1 + 0.5 }' "$expected")
		printf '%-36s %12s %12s\n' "$name" "$value" "${limit:--}"
		if [ -z "$limit" ]; then
			fault "$name is not in counts.txt"
		elif awk -v value="$value" -v limit="$limit" 'BEGIN { exit !(value > limit) }'; then
			fault "$name has grown to $value, $limit are allowed"
		fi
	done <"$measured"
}

grep -q '^#define LECTERN_SANITIZED' "$build_dir/config.h" && skip "a sanitizer's costs are not ours"
count_farm
if has_usual_compiler; then
	command -v valgrind >/dev/null || skip "there is no valgrind"
	count_engines
else
	note "another compiler: instructions are not counted"
fi
if [ "${1-}" = --update ]; then
	cp "$measured" "$expected"
else
	judge
fi
