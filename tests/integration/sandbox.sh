#!/bin/bash
# sandbox.sh - a farm whose processes are locked in, and what is said where the kernel cannot.
#
# What the kernel itself says of every process; a book that is read under seccomp's kill mode by all
# of them; kernels without Landlock, or without seccomp, which are made by tests/tools/without.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"
grep -q '^#define LECTERN_SANITIZED 1' "$build_dir/config.h" && skip "sanitizers do not fit in"
"$build_dir/tests/tools/without" landlock true || skip "no seccomp here"

make_pdf text 2 "$test_dir/book.pdf" "$test_dir/words.txt" || die "no PDF was made"

# process_status PID FIELD: as the kernel shows it.
process_status() {
	awk -v field="$2:" '$1 == field { print $2 }' "/proc/$1/status"
}

# locked_in PID: no new privileges, a filter, no capability that counts.
locked_in() {
	[ "$(process_status "$1" NoNewPrivs)" = 1 ] && [ "$(process_status "$1" Seccomp)" = 2 ]
}

without_capabilities() {
	[ "$(process_status "$1" CapEff)" = 0000000000000000 ]
}

# every_process PATTERN COMMAND...: there is one, and the command succeeds for each.
every_process() {
	local pattern=$1 found=1 pid
	shift
	for pid in $(farm_processes); do
		tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qE -e "$pattern" || continue
		found=0
		"$@" "$pid" || return 1
	done
	return $found
}

# The memory of a process that knows the credentials is not even for others of its user.
is_hidden() {
	[ "$(stat -c %u "/proc/$1/environ")" = 0 ] && ! setpriv --reuid 65534 --clear-groups \
		head -c 1 "/proc/$1/environ" >"$test_dir/hidden" 2>/dev/null
}

# sandboxes: what /workers says, one word or sentence for each kind.
sandboxes() {
	farm_curl "$farm_url/workers" | jq -r '.slots[] | select(.stage != "nats-server") | .sandbox' |
		sort -u
}

says_of_all() {
	[ "$(sandboxes)" = "$1" ]
}

in_log() {
	grep -qE -e "$1" "$farm_dir/lecternd.log"
}

# reads_a_book SECONDS
reads_a_book() {
	local job
	job=$(submit "$test_dir/book.pdf") && completes "$job" "$1"
}

start_farm
check "all of them are whole" wait_until 30 says_of_all whole
check "every engine is locked in" every_process ' --engine ' locked_in
check "and has no capability" every_process ' --engine ' without_capabilities
check "every front is locked in" every_process '-service --config' locked_in
check "and has no capability" every_process '-service --config' without_capabilities
check "and is hidden" every_process '-service --config' is_hidden
check "lectern-web is locked in" every_process 'lectern-web --config' locked_in
check "and is hidden" every_process 'lectern-web --config' is_hidden
check "lecternd is locked in" locked_in "$farm_pid"
check "the broker is locked in" every_process 'nats-server' locked_in
check "a book is read" reads_a_book 60
check "and nobody was killed for a call" [ "$(farm_curl "$farm_url/workers" | jq '[.slots[].restarts] | add')" = 0 ]
stop_farm

# ---- kernels that cannot

# start_farm_without WHAT
start_farm_without() {
	printf '#!/bin/sh\nexec "%s" %s "%s" "$@"\n' "$build_dir/tests/tools/without" "$1" \
		"$build_dir/supervisor/lecternd" >"$test_dir/lecternd"
	chmod +x "$test_dir/lecternd"
	: >"$farm_dir/lecternd.log"
	farm_start "$test_dir/lecternd"
	farm_wait_ready 60 || die "the farm did not come up without $1"
	wait_until 60 web_has_broker || die "the broker did not come up without $1"
}

for what in landlock seccomp; do
	name=${what/landlock/Landlock}
	start_farm_without $what
	check "without $what the log says so" in_log "this kernel has no $name"
	check "and /workers" wait_until 30 says_of_all "without $name"
	check "and a book is read" reads_a_book 60
	stop_farm
done

configure_farm supervisor sandbox '"required"'
"$build_dir/tests/tools/without" both "$build_dir/supervisor/lecternd" --foreground \
	--config "$farm_dir/project.toml" >"$test_dir/refusal" 2>&1
check "required and not there: lecternd does not start" [ $? -eq 1 ]
check "and says why" grep -q 'required.*no Landlock and seccomp' "$test_dir/refusal"
start_farm
check "required and there: it does" wait_until 30 says_of_all whole
stop_farm

configure_farm supervisor sandbox '"off"'
start_farm
check "switched off, it says so" wait_until 30 says_of_all off
