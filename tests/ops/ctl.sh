#!/bin/bash
# ctl.sh - lecternctl against a real farm: every command, its exit status, and its completion.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"

unset LECTERN_URL LECTERN_TOKEN_FILE
(umask 077 && echo a-token-of-sixteen >"$farm_dir/token")
configure_farm http token_file '"token"'

ctl() {
	"$build_dir/ctl/lecternctl" --config "$farm_dir/project.toml" "$@"
}

# ends_with STATUS COMMAND...
ends_with() {
	local want=$1 status=0
	shift
	"$@" >"$test_dir/out" 2>"$test_dir/err" || status=$?
	[ "$status" -eq "$want" ] || {
		note "status $status, not $want: $(cat "$test_dir/err")"
		return 1
	}
}

says() {
	grep -q -- "$1" "$test_dir/out" "$test_dir/err"
}

check "no farm: 5" ends_with 5 ctl status
check "no farm to reload: 5" ends_with 5 ctl reload
check "which is said" says 'no lecternd is running'
check "no command: 2" ends_with 2 ctl
check "an unknown one: 2" ends_with 2 ctl fly
check "help teaches" ends_with 0 ctl --help
check "every command" [ "$(grep -cE '^  (status|submit|list|show|wait|cancel|retry|respeak|workers|reload|drain|backup) ' "$test_dir/out")" -eq 12 ]
for command in status submit list show wait cancel retry respeak workers reload drain backup; do
	check "help of $command" ends_with 0 ctl "$command" --help
	check "usage is told" says "^usage: lecternctl $command"
done

farm_start "$build_dir/supervisor/lecternd"
farm_wait_ready 60 || die "the farm did not come up"
check "the farm becomes ready" wait_until 60 ends_with 0 ctl status
check "stage by stage" says '^png-to-text *ready'

make_pdf text 2 "$test_dir/book.pdf" || die "no PDF was made"
check "submit, wait and fetch" ends_with 0 ctl submit --voice en-gb -o "$test_dir/book.wav" "$test_dir/book.pdf"
id=$(cat "$test_dir/out")
check "prints the id" matches '^[0-9a-f-]{36}$' "$id"
check "the audio is a WAV" [ "$(soxi -t "$test_dir/book.wav")" = wav ]
check "nothing else is left" [ ! -e "$test_dir/book.wav.part" ]
check "list" ends_with 0 ctl list
check "shows it" says "^$id  completed .* 2/2  book.pdf"
check "by its status" ends_with 0 ctl list --status completed -n 5
check "shows it, too" says "^$id"
check "not by another" ends_with 0 ctl list --status failed
check "where it is not" not says "^$id"
check "a wrong one is refused" ends_with 1 ctl list --status sleeping
check "show" ends_with 0 ctl show "$id"
check "tells its pages" says '2 of 2 rendered, 2 read, 2 spoken'
check "as JSON" ends_with 0 ctl show "$id" --json
check "that has the voice" [ "$(jq -r .options.voice "$test_dir/out")" = en-gb ]
check "wait for what is over" ends_with 0 ctl wait -o - "$id"
check "gives the same audio" cmp "$test_dir/out" "$test_dir/book.wav"
check "a file for players, by its name" ends_with 0 ctl submit -o "$test_dir/book.m4b" "$test_dir/book.pdf"
check "is an M4B" [ "$(head -c 12 "$test_dir/book.m4b" | tail -c 8)" = "ftypM4B " ]
m4b=$(cat "$test_dir/out")
check "by its format" ends_with 0 ctl submit --format opus,mp3 -o "$test_dir/book.ogg" "$test_dir/book.pdf"
check "is an Opus file" grep -q OpusHead "$test_dir/book.ogg"
check "the other is made as well" ends_with 0 ctl wait --format mp3 -o - "$(cat "$test_dir/out")"
check "and is an MP3" [ "$(head -c 3 "$test_dir/out")" = ID3 ]
check "one that nobody asked for" ends_with 0 ctl wait -o "$test_dir/book.flac" "$m4b"
check "is made now" [ "$(head -c 4 "$test_dir/book.flac")" = fLaC ]
check "a file for each chapter" ends_with 0 ctl wait --format mp3 -o "$test_dir/book.zip" "$m4b"
check "is a ZIP of them" grep -q '01 - .*\.mp3$' <(unzip -Z1 "$test_dir/book.zip")
check "a format that is none: 1" ends_with 1 ctl submit --format aiff "$test_dir/book.pdf"
check "and one that is no word: 2" ends_with 2 ctl wait --format '../x' -o "$test_dir/x" "$m4b"
check "the book" ends_with 0 ctl show --chapters "$m4b"
check "its title" says '^title .*[a-z]'
check "its chapters" says '^ *0:00:00  '
mkfifo "$test_dir/fifo"
timeout 60 cat "$test_dir/fifo" >"$test_dir/read.wav" &
reader=$!
check "what is no plain file is written to" ends_with 0 ctl wait -o "$test_dir/fifo" "$id"
check "not replaced" [ -p "$test_dir/fifo" ]
wait "$reader"
check "and gets the same" cmp "$test_dir/read.wav" "$test_dir/book.wav"
# Its target gets the file, whole or not at all.
ln -s linked.wav "$test_dir/link"
: >"$test_dir/linked.wav"
check "what a link leads to is written" ends_with 0 ctl wait -o "$test_dir/link" "$id"
check "and stays one" [ -L "$test_dir/link" ]
check "to the same" cmp "$test_dir/linked.wav" "$test_dir/book.wav"
check "workers" ends_with 0 ctl workers
check "the broker, too" says '^nats-server  *0  idle'
broker_has_memory() {
	farm_curl -H "Authorization: Bearer a-token-of-sixteen" "$farm_url/metrics" |
		grep -qE '^lectern_worker_resident_memory_bytes\{stage="nats-server",slot="0"\} [0-9]{7,}$'
}
check "whose memory is measured" wait_until 60 broker_has_memory
check "workers" ends_with 0 ctl workers
check "each of them" says '^tts  *0  idle'
check "a bad option is refused: 1" ends_with 1 ctl submit --speed 9999 "$test_dir/book.pdf"
check "and named" says 'speed'
echo "no PDF" >"$test_dir/no.pdf"
check "what is no PDF: 1" ends_with 1 ctl submit "$test_dir/no.pdf"
check "and told in a person's words" says '^lecternctl: .*is plain text, not a PDF'
check "a directory is one: 2" ends_with 2 ctl submit "$test_dir"
check "and called so" says "^lecternctl: $test_dir: This is a directory"
: >"$test_dir/empty.pdf"
check "an empty file: 2" ends_with 2 ctl submit "$test_dir/empty.pdf"
check "is called empty" says "^lecternctl: $test_dir/empty.pdf: The file is empty"
check "an open range: 1" ends_with 1 ctl submit --pages 9- "$test_dir/book.pdf"
check "and what it needs" says 'the range "9-" needs a last page'
for wrong in "list --limit" "list --no-such" "submit --option voice" "show" "wait --bogus x" "workers --bogus" "list -n none" "--bogus"; do
	# shellcheck disable=SC2086
	check "a wrong command line: 2 ($wrong)" ends_with 2 ctl $wrong
	check "one prefix for all" [ -z "$(grep -vE '^(lecternctl: |Try "lecternctl|usage: lecternctl)' "$test_dir/err")" ]
done
check "no such file: 2" ends_with 2 ctl submit "$test_dir/missing.pdf"
check "with the same prefix" says "^lecternctl: $test_dir/missing.pdf: No such file"
job_count() {
	ctl list --json | jq '.counts | add'
}
jobs=$(job_count)
check "audio that cannot be saved: 2" ends_with 2 ctl submit -o "$test_dir/nowhere/x.wav" "$test_dir/book.pdf"
check "which is told" says 'nowhere/x.wav: No such file or directory'
check "nor in a directory's place: 2" ends_with 2 ctl submit -o "$test_dir" "$test_dir/book.pdf"
check "before anything is read" [ "$(job_count)" -eq "$jobs" ]
check "nor waited for: 2" ends_with 2 ctl wait -o "$test_dir/nowhere/x.wav" "$id"
check "no such job: 4" ends_with 4 ctl show 018f0000-0000-7000-8000-000000000000
check "no id at all: 4" ends_with 4 ctl show ../workers
check "without the token: 1" ends_with 1 ctl --url "$farm_url" list
check "no head of a list" [ ! -s "$test_dir/out" ]
check "with it" ends_with 0 ctl --url "$farm_url/" --token-file "$farm_dir/token" list
check "by the environment" ends_with 0 env LECTERN_URL="$farm_url" LECTERN_TOKEN_FILE="$farm_dir/token" \
	"$build_dir/ctl/lecternctl" list
chmod 644 "$farm_dir/token"
check "an open token file is refused" ends_with 2 ctl list
chmod 600 "$farm_dir/token"

# ---- how far it is: a bar on a terminal, lines elsewhere, nothing when that is wished

make_pdf text 12 "$test_dir/long.pdf" || die "no PDF was made"
on_terminal() { # on_terminal COLUMNS COMMAND...: what the terminal gets, in $test_dir/terminal
	local columns=$1
	shift
	TERM=xterm script -qefc "tty >$test_dir/tty; stty cols $columns; exec $build_dir/ctl/lecternctl \
		--config $farm_dir/project.toml $*" "$test_dir/terminal" </dev/null >/dev/null
}
bars() { # what was drawn, one a line
	tr '\r' '\n' <"$test_dir/terminal" | sed -n 's/^\x1b\[K\(..*%.*\)$/\1/p'
}
drawn_within() { # COLUMNS: the last of them is the cursor's
	bars | awk -v columns="$1" 'length($0) >= columns { print; bad = 1 } END { exit bad || !NR }'
}
check "on a terminal" on_terminal 80 submit --wait --pages 1-6 "$test_dir/long.pdf"
check "the upload has a bar" matches '^uploading \[#{30}\] 100 %$' "$(bars)"
check "the job has" matches '^(queued|running|assembling) \[#*\.*\] +[0-9]+ %' "$(bars)"
check "pages that are left out do not count" matches '^(running|assembling) .* ([6-9][0-9]|100) %' "$(bars)"
check "it is wiped out" [ "$(tail -c +1 "$test_dir/terminal" | tr '\r' '\n' | grep -c '^.\[K$')" -ge 1 ]
check "on a narrow one" on_terminal 40 submit --wait --pages 1-3 "$test_dir/long.pdf"
check "it fits" drawn_within 40
check "shorter" matches '^(queued|running|assembling) \[[#.]{5,29}\]' "$(bars)"
check "on a tiny one" on_terminal 18 submit --wait --pages 1-3 "$test_dir/long.pdf"
check "it still fits" drawn_within 18

# A job that waits, and a window that changes meanwhile.
pdf=$(farm_curl -H "Authorization: Bearer a-token-of-sixteen" "$farm_url/workers" |
	jq '[.slots[] | select(.stage == "pdf-to-png")][0].pid')
kill -STOP "$pdf"
waiting=$(ctl submit "$test_dir/book.pdf")
on_terminal 80 wait "$waiting" &
terminal_pid=$!
drawn() {
	bars 2>/dev/null | grep -qE -- "$1"
}
check "it waits" wait_until 60 drawn '^queued \[\.{30}\] +0 %$'
stty -F "$(cat "$test_dir/tty")" cols 24
check "the bar follows the window" wait_until 60 drawn '^queued \[\.{8}\] +0 %$'
kill -CONT "$pdf"
check "until the job is done" wait "$terminal_pid"

ctl submit --wait --pages 1-3 "$test_dir/long.pdf" >"$test_dir/out" 2>"$test_dir/err"
check "elsewhere it is lines" matches '^(running|queued): [0-9]+ %$' "$(cat "$test_dir/err")"
check "each of them once" [ -z "$(uniq -d "$test_dir/err")" ]
check "and nothing but text" not grep -q '[^[:print:]]' "$test_dir/err"
check "the id is alone" matches '^[0-9a-f-]{36}$' "$(cat "$test_dir/out")"
check "pages that are left out are not waited for" matches '^3/3$' "$(ctl list -n 1 2>/dev/null | awk 'NR == 2 { print $3 }')"
check "nor shown as missing" ends_with 0 ctl show "$(cat "$test_dir/out")"
check "in its report" says '3 of 3 rendered, 3 read, 3 spoken'
check "some of many are listed" ends_with 0 ctl list -n 2
check "no more than asked for" [ "$(wc -l <"$test_dir/out")" -eq 3 ]
check "that there are more is said" grep -q 'older' "$test_dir/err"
check "all of them" ends_with 0 ctl list -n 100
check "are all" [ ! -s "$test_dir/err" ]
ctl --quiet submit --wait "$test_dir/book.pdf" >"$test_dir/out" 2>"$test_dir/err"
check "quiet is quiet" [ ! -s "$test_dir/err" ]
check "a dumb terminal gets lines, too" env TERM=dumb script -qefc "$build_dir/ctl/lecternctl \
	--config $farm_dir/project.toml submit --wait $test_dir/book.pdf" "$test_dir/terminal" </dev/null
check "without codes" not grep -q $'\x1b' "$test_dir/terminal"

make_pdf broken-page 3 "$test_dir/gap.pdf" || die "no PDF was made"
check "a job with a gap: 3" ends_with 3 ctl --quiet submit --wait "$test_dir/gap.pdf"
gap=$(cat "$test_dir/out")
check "the id is alone, too" matches '^[0-9a-f-]{36}$' "$gap"
check "what became of it is told beside" grep -q 'page 2: pdf-to-png: ' "$test_dir/err"
check "show" ends_with 0 ctl show "$gap"
check "does not count the page that failed" says '2 of 3 rendered, 2 read, 2 spoken'
check "nor does list" matches '^completed_with_errors 2/3 gap.pdf$' \
	"$(ctl list -n 1 2>/dev/null | awk 'NR == 2 { print $2, $3, $4 }')"

printf '%%PDF-1.4\nnothing of a PDF but its head\n' >"$test_dir/broken.pdf"
check "a job that fails: 1" ends_with 1 ctl submit --wait "$test_dir/broken.pdf"
check "with its reason" says '^error '
broken=$(head -n 1 "$test_dir/out")
check "retry" ends_with 0 ctl retry "$broken"
check "which fails again: 1" ends_with 1 ctl wait "$broken"
check "cancel removes" ends_with 0 ctl cancel "$broken"
check "it is gone: 4" ends_with 4 ctl show "$broken"

completes_to() { # completes_to WANTED WORD...
	local wanted=$1
	shift
	# shellcheck source=ctl/bash-completion/lecternctl
	(. "$source_dir/ctl/bash-completion/lecternctl"
	PATH=$build_dir/ctl:$PATH
	COMP_WORDS=(lecternctl "$@")
	COMP_CWORD=$#
	_lecternctl
	printf '%s\n' "${COMPREPLY[@]}" | grep -qx -- "$wanted")
}
check "commands are completed" completes_to workers wor
check "options" completes_to --voice submit --vo
check "formats" completes_to flac wait --format fl
check "options of show" completes_to --chapters show --ch
check "statuses" completes_to failed list --status fa
check "PDFs" completes_to "$test_dir/book.pdf" submit "$test_dir/bo"
export LECTERN_URL=$farm_url LECTERN_TOKEN_FILE=$farm_dir/token
check "jobs" completes_to "$id" show "${id:0:4}"
unset LECTERN_URL LECTERN_TOKEN_FILE

in_force() {
	grep -q 'configuration generation 2 is in effect' "$farm_dir/lecternd.log"
}
configure_farm tts_service speed 9999
check "wrong settings are not loaded: 2" ends_with 2 ctl reload
check "and told" says 'project.toml:[0-9]*: \[tts_service\] speed'
configure_farm tts_service speed 200
configure_farm tts_service voice '"nobody"'
check "nor are those that no program can work by" ends_with 2 ctl reload
check "which is told" says '\[tts_service\] voice: eSpeak NG has no voice "nobody"'
configure_farm tts_service voice '"en"'
configure_farm png_to_text_service language '"tlh"'
check "nor with a language that is not there" ends_with 2 ctl reload
check "which is told, too" says '\[png_to_text_service\] language: .*"tlh"'
configure_farm png_to_text_service language '"eng"'
configure_farm commentary key_file '"open"'
: >"$farm_dir/open"
chmod 644 "$farm_dir/open"
check "nor with an open key" ends_with 2 ctl reload
check "which one" says '\[commentary\] key_file: .*open to every user'
configure_farm commentary key_file '""'
check "nobody was told to reload" not grep -qE 'is in effect|the configuration is unchanged|keeping the old configuration' "$farm_dir/lecternd.log"
check "reload" ends_with 0 ctl reload
check "is heard" wait_until 60 in_force
check "drain" ends_with 0 ctl drain
check "lecternd is gone" wait_until 60 not farm_runs
