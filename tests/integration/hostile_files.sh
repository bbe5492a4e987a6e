#!/bin/bash
# hostile_files.sh - broken and monstrous PDFs through a farm: every job has a status, with a reason
# where it failed; no front dies, and no engine works on beyond its limits.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"
broken=24

make_pdf odd-sizes 1 "$test_dir/ticket.pdf" || die "no PDF was made"
make_pdf text 1 "$test_dir/good.pdf" "$test_dir/words.txt" || die "no PDF was made"

# monster KIND: gives it in; the job's id.
monster() {
	"$build_dir/tests/tools/make_bomb" "$1" "$test_dir/monster.pdf" && submit "$test_dir/monster.pdf"
}

front_processes() {
	local pid
	for pid in $(farm_processes); do
		tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qx -- --engine || echo "$pid"
	done
}

# explains ID REASON: the job's error, or a page's, has those words.
explains() {
	job_json "$1" | jq -e --arg reason "$2" \
		'[.error, .pages.failed[].reason] | map(select(. != null and test($reason))) | length > 0' \
		>/dev/null || {
		note "job: $(job_json "$1")"
		return 1
	}
}

# Failed jobs and pages say why.
is_explained() {
	job_json "$1" | jq -e '(.status != "failed" or (.error | length > 0)) and
		([.pages.failed[] | select((.reason | length) == 0)] | length == 0)' >/dev/null
}

# Nobody computes for a job that is over.
engines_rest() {
	local pid state
	for pid in $(farm_processes); do
		tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qx -- --engine || continue
		state=$(sed 's/.*) //' "/proc/$pid/stat" | cut -d' ' -f1)
		[ "$state" = S ] || return 1
	done
}

configure_farm pdf_to_png_service dpi 100
configure_farm pdf_to_png_service max_attempts 1
configure_farm pdf_to_png_service progress_timeout_seconds 5
configure_farm pdf_to_png_service page_timeout_seconds 3
configure_farm pdf_to_png_service worker_pool_size 2
start_farm
before=$(front_processes)

forms=$(monster nested-forms)
patterns=$(monster nested-patterns)
pages=$(monster million-pages)
script=$(monster javascript)
jobs=()
refused=0
for ((seed = 1; seed <= broken; seed++)); do
	"$build_dir/tests/tools/mutate_file" "$seed" "$test_dir/ticket.pdf" "$test_dir/broken.pdf"
	# What does not even begin like a PDF is refused at the door.
	if id=$(submit "$test_dir/broken.pdf" 2>/dev/null) && [ -n "$id" ] && [ "$id" != null ]; then
		jobs+=("$id")
	else
		refused=$((refused + 1))
	fi
done
note "$((broken - refused)) broken files taken, $refused refused"
check "most are taken" [ "$refused" -lt 8 ]

ended=0
for id in "$forms" "$patterns" "$pages" "$script" "${jobs[@]}"; do
	wait_job "$id" 120 && is_explained "$id" && ended=$((ended + 1))
done
check "every job has a status, and a reason if it failed" [ "$ended" -eq $((4 + ${#jobs[@]})) ]
check "forms without end are bounded" explains "$forms" 'page_timeout_seconds = 3'
check "so are patterns" explains "$patterns" 'progress_timeout_seconds|page_timeout_seconds'
check "so are pages" explains "$pages" 'max_pages = 100000'
check "a script is not run, the page is read" [ "$(job_status "$script")" = completed ]
check "no front died" [ "$(front_processes)" = "$before" ]
check "and no engine works on" wait_until 60 engines_rest
check "with nothing left to do" wait_until 60 queues_are_empty
good=$(submit "$test_dir/good.pdf")
check "the next good book completes" completes "$good" 60
check "and is read" reads_back "$good" "$test_dir/words.txt"
