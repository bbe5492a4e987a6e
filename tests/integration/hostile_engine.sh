#!/bin/bash
# hostile_engine.sh - engines that somebody has taken over, in a farm of otherwise ordinary programs.
#
# Each page of a book has the engine of tts try something else (hostile_tts.c): what it tries is
# refused, told once in the log, and costs that page at most. An engine of pdf-to-png that would
# have its document go round for ever (hostile_pdf.c) ends that job only.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"
grep -q '^#define LECTERN_SANITIZED 1' "$build_dir/config.h" && skip "sanitizers do not fit in"
"$build_dir/tests/tools/without" landlock true || skip "no seccomp here"

pages=16
make_pdf blank $pages "$test_dir/book.pdf" || die "no PDF was made"

# The farm's programs, one of which is another.
programs=$test_dir/programs
mkdir "$programs"
ln -s "$build_dir"/workers/*-service "$build_dir/web/lectern-web" "$programs/"
# use_program STAGE FILE
use_program() {
	ln -sf "$build_dir/$2" "$programs/$1-service"
}

front_processes() {
	local pid
	for pid in $(farm_processes); do
		tr '\0' '\n' <"/proc/$pid/cmdline" | grep -qx -- --engine || echo "$pid"
	done
}

# failed_with PAGE REASON: the page failed in tts, with a reason that has those words.
failed_with() {
	jq -e --argjson page "$1" --arg reason "$2" '.pages.failed[] |
		select(.page == $page and .stage == "tts" and (.reason | test($reason)))' \
		<<<"$job" >/dev/null
}

# told COUNT PATTERN: so many lines of the log have it.
told() {
	[ "$(grep -cE -e "$2" "$farm_dir/lecternd.log")" -eq "$1" ]
}

export LECTERN_LIBEXECDIR=$programs SECRET_TOKEN=not-for-engines
configure_farm tts_service max_attempts 2
configure_farm tts_service max_rss_mb 0
configure_farm supervisor engine_memory_mb 1024
use_program tts tests/integration/hostile_tts
start_farm
before=$(front_processes)
other=$(submit "$test_dir/book.pdf")
wait_job "$other" 120 || die "the book has no end"
job=$(job_json "$other")

killed='killed by SIGSYS.*in 2 attempts'
check "the job says that pages failed" [ "$(jq -r .status <<<"$job")" = completed_with_errors ]
check "/etc/passwd is not opened" failed_with 2 '/etc/passwd: Permission denied'
check "no file is written" failed_with 3 "$killed"
check "indeed" [ ! -e /tmp/lectern-was-here ]
check "nothing is connected to" failed_with 4 "$killed"
check "nothing is run" failed_with 5 "$killed"
check "its front is not traced" failed_with 6 "$killed"
check "nor killed" failed_with 7 "$killed"
check "there are no secrets" failed_with 8 'secrets: (No such file|Permission denied)'
check "memory has an end" failed_with 9 'memory: Cannot allocate'
check "a forged record is told once" told 1 ' page 10: refusing a record from its engine'
check "no result is no page" failed_with 11 'success without a result'
check "garbage ends the engine" failed_with 12 'not a record'
check "and so does a flood" failed_with 13 'sends more requests than its work needs'
check "who has its result stored goes on" told 1 "done, but: the engine named an invalid page to continue with"
check "and no other page failed" [ "$(jq '[.pages.failed[].page] | length' <<<"$job")" = 11 ]
check "by the same fronts" [ "$(front_processes)" = "$before" ]
check "with nothing left to do" wait_until 60 queues_are_empty
stop_farm

use_program tts workers/tts-service
use_program pdf-to-png tests/integration/hostile_pdf
start_farm
round=$(submit "$test_dir/book.pdf")
check "a document that goes round has an end" wait_job "$round" 60
check "which says why" [ "$(job_field "$round" '.error | tostring | test("continue with")')" = true ]
check "and nothing waits" wait_until 60 queues_are_empty
