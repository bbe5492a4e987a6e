#!/bin/bash
# backup.sh - what docs/operations.md says about backups: lecternctl backup of a farm in the middle
# of its work, and a plain copy of one that is stopped, are farms that finish that work and have
# what was finished before.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"

make_pdf text 6 "$test_dir/book.pdf" || die "no PDF was made"
configure_farm nats ack_wait_seconds 4
saved=$test_dir/saved

backup() { # backup [OPTION...]: into $saved; its word in $test_dir/said
	"$build_dir/ctl/lecternctl" --config "$farm_dir/project.toml" backup "$@"
}
ends_with() { # ends_with STATUS COMMAND...
	local want=$1 status=0
	shift
	"$@" || status=$?
	[ "$status" -eq "$want" ]
}
read_pages() {
	[ "$(job_field "$1" .progress.read)" -ge "$2" ]
}
# Submits a book that stays in the middle however quick the stages are: all but the last go on. Its
# job is $half; `kill -CONT $last` lets it end.
submit_half() {
	last=$(farm_curl "$farm_url/workers" | jq '[.slots[] | select(.stage == "wav-aggregator")][0].pid')
	kill -STOP "$last"
	half=$(submit "$test_dir/book.pdf")
	wait_until 60 read_pages "$half" 2 || die "nothing is read"
}
whole() { # a sum over what is in the backup
	(cd "$saved" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
}

check "before the first start there is nothing" ends_with 1 backup "$saved"
start_farm
finished=$(submit "$test_dir/book.pdf")
check "a job completes" completes "$finished" 120
fetch_audio "$finished" "$test_dir/first.wav"
m4b_of() { # FILE
	farm_curl -f -o "$1" "$farm_url/jobs/$finished/files/audio.m4b" 2>/dev/null
}
check "with a file for players" wait_until 60 m4b_of "$test_dir/first.m4b"
text=$(fetch_text "$finished" /dev/stdout)

submit_half
running=$half
check "a backup is made" backup "$saved/"
check "in the middle" [ "$(job_field "$running" .status)" = running ]
kill -CONT "$last"
check "for its owner alone" [ "$(stat -c %a "$saved" "$saved/nats" "$saved/nats/password" | xargs)" = "700 700 600" ]
check "without what is the machine's" [ ! -e "$saved/nats/nats-server.lock" ]
first=$(whole)

# The second takes its place and shares with it what has not changed.
check "the farm never noticed" completes "$running" 120
check "the next one, too" backup "$saved"
check "and is another one" not [ "$(whole)" = "$first" ]
check "nothing is left beside it" [ "$(cd "$test_dir" && echo saved*)" = saved ]

# The broker clears up after a job in its own time.
copies_little() {
	[ "$(backup --json "$saved" | jq '.copiedBytes * 4 < .bytes')" = true ]
}
check "where little is new, little is copied" wait_until 60 copies_little

# Whatever ends a backup: the broker goes on, and the older one stays.
before=$(whole)
broker=$(pgrep -f -- "-c $farm_dir/state/nats/nats-server.conf")
stands() {
	local text
	read -r text <"/proc/$broker/stat"
	[[ ${text##*) } == T* ]]
}
killed_in_the_moment() {
	local pid
	"$build_dir/ctl/lecternctl" --config "$farm_dir/project.toml" backup "$saved" >/dev/null &
	pid=$!
	until stands || ! kill -0 "$pid" 2>/dev/null; do :; done
	kill -KILL "$pid"
	! wait "$pid"
}
check "a backup is killed while the broker stands" wait_until 30 killed_in_the_moment
check "the broker goes on" wait_until 60 not stands
check "the older backup is there" [ "$(whole)" = "$before" ]
check "what was not finished is beside it" [ -d "$saved.new" ]
check "another goes through" backup "$saved"
check "and clears that away" [ "$(cd "$test_dir" && echo saved*)" = saved ]

mkdir "$test_dir/else" && touch "$test_dir/else/file"
check "what is no backup is left alone" ends_with 1 backup "$test_dir/else"
check "as it was" [ -e "$test_dir/else/file" ]
check "not into what it copies" ends_with 1 backup "$farm_dir/state/saved"
check "nor without a place" ends_with 2 backup

# For the restore: in the middle once more.
rm -rf "$saved"
submit_half
second=$half
check "a backup in the middle" backup "$saved"
check "of it" [ "$(job_field "$second" .status)" = running ]
kill -CONT "$last"
later=$(submit "$test_dir/book.pdf")
stop_farm
cp -a "$farm_dir/state" "$test_dir/stopped"
check "of a stopped farm, too" backup "$test_dir/stopped-backup"

# Where the file system writes through for a broker that does not itself (see docs/guarantees.md),
# it does so for what was put back as well.
attributes() {
	lsattr -R "$farm_dir/state/nats/store" 2>/dev/null | awk '/^[-a-zA-Z]+ / { print $1 ~ /S/ }' | sort -u
}
written_through=$(lsattr -d "$test_dir/farm/state/nats/store" 2>/dev/null | cut -c 1-20 | grep -c S)

restore() { # restore COPY: as after the loss of the disk
	rm -rf "$farm_dir/state"
	cp -a "$1" "$farm_dir/state"
	start_farm
}

# has_its_audio ID: that of the first, digest and all
has_its_audio() {
	completes "$1" 120 && fetch_audio "$1" "$test_dir/restored.wav" &&
		cmp "$test_dir/first.wav" "$test_dir/restored.wav"
}
restore "$saved"
check "restored, what was finished is finished" [ "$(job_field "$finished" .status)" = completed ]
check "with its audio" has_its_audio "$finished"
has_its_file() {
	m4b_of "$test_dir/restored.m4b" && cmp "$test_dir/first.m4b" "$test_dir/restored.m4b"
}
check "and its file for players" has_its_file
check "its store is written through as before" [ "$(attributes)" = "$written_through" ]
check "and its text" [ "$(fetch_text "$finished" /dev/stdout)" = "$text" ]
check "and its source" [ "$(farm_curl -o /dev/null -w '%{http_code}' -X POST "$farm_url/jobs/$finished/retry")" = 409 ]
check "what was running completes" has_its_audio "$second"
check "what came later is not known" [ "$(farm_curl -o /dev/null -w '%{http_code}' "$farm_url/jobs/$later")" = 404 ]
stop_farm

restore "$test_dir/stopped-backup"
check "of the stopped farm, all complete" has_its_audio "$later"
check "each of them" has_its_audio "$second"
stop_farm

restore "$test_dir/stopped"
check "of its plain copy, too" has_its_audio "$later"
