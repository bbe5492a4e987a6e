#!/bin/bash
# voices.sh [VOICE_FOLDER...] - how fast, how large and how well understood voices are.
#
# For each installed voice and eSpeak NG: the real-time factor on one core and on all (a page each,
# one process a core), seconds until the first page is there, memory, and how many of 100 words a
# speech recogniser hears wrongly: of whole pages, and of the one that it hears best when each page lost
# its shortest sentence. Beside them the floor (voice_floor.c: the same library, model and text with
# nothing in between): how many times its wall time and its CPU time speaking takes, on all cores, in
# turn with it. Exit status 1: more than 5 of a natural voice's words are heard wrongly, or a page without
# one of its sentences passes for whole.
# Without folders: those of the state directory.
#
# Hearing wants a Whisper: LECTERN_WHISPER_PYTHON, a Python that has faster-whisper, and
# LECTERN_WHISPER_MODEL, the directory of its model. Without them these columns are empty.
# LECTERN_BENCH_ROUNDS: how often floor and voice take turns [3].
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD_DIR:-$here/../../build}
tool=$build/workers/lectern-voice
floor=$build/tests/bench/voice_floor
for program in "$tool" "$floor"; do
	[ -x "$program" ] || {
		echo "voices.sh: $program: make bench-voices builds it (BUILD_DIR=...)" >&2
		exit 1
	}
done
rounds=${LECTERN_BENCH_ROUNDS-3}
state=/var/lib/lectern
[ "$(id -u)" -eq 0 ] || state=${XDG_STATE_HOME:-$HOME/.local/state}/lectern
[ $# -gt 0 ] || set -- "$state"/voices/*/
cores=$(nproc)
most_wrong=5
status=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# Three pages that every recogniser knows the words of.
cat >"$work/page1" <<'TEXT'
The north wind and the sun were disputing which was the stronger, when a traveller came along wrapped in a warm cloak. They agreed that the one who first succeeded in making the traveller take his cloak off should be considered stronger than the other. Then the north wind blew as hard as he could, but the more he blew, the more closely did the traveller fold his cloak around him. And at last the north wind gave up the attempt. Then the sun shone out warmly, and immediately the traveller took off his cloak.
TEXT
cat >"$work/page2" <<'TEXT'
The keeper climbed the stairs of the lighthouse every evening and lit the lamp. In winter the wind came straight from the sea, and the old windows shook in their frames. He kept a book in which he wrote the names of the ships that passed. On some nights there were none, and then he wrote about the weather, the birds, and the colour of the water. When the storm of the century came, forty ships saw his light and found their way into the harbour.
TEXT
cat >"$work/page3" <<'TEXT'
Bread is made of flour, water, salt and time. Mix the flour with the water and let it rest for half an hour. Then add the salt and a little yeast, and fold the dough over itself a few times. Cover the bowl with a cloth and leave it in a warm place until it has doubled. Heat the oven until it is very hot, shape the loaf gently, and bake it until the crust is dark and sounds hollow when you knock on it.
TEXT
# The same without a sentence, the shortest: as if the voice had lost it.
sed 's/ And at last the north wind gave up the attempt\.//' "$work/page1" >"$work/cut1"
sed 's/ He kept a book in which he wrote the names of the ships that passed\.//' "$work/page2" >"$work/cut2"
sed 's/Bread is made of flour, water, salt and time\. //' "$work/page3" >"$work/cut3"
cat "$work"/page[123] >"$work/all"

# speak VOICE FILE OUT: raw samples
speak() {
	if [ "$1" = espeak ]; then
		espeak-ng -v en --stdout -f "$2" | sox -t wav - -t raw "$3" 2>/dev/null
	else
		"$tool" say "$1" <"$2" >"$3"
	fi
}

rate_of() {
	[ "$1" = espeak ] && echo 22050 && return
	sed -n 's/^sample_rate = //p' "$1/voice.toml"
}

now() { date +%s.%N; }

words_heard() { # words_heard VOICE RATE: errors in 100 words, and with a sentence cut out
	local page
	[ -n "${LECTERN_WHISPER_PYTHON-}" ] || {
		echo "- -"
		return
	}
	for page in page1 page2 page3 cut1 cut2 cut3; do
		speak "$1" "$work/$page" "$work/$page.raw"
	done
	"$LECTERN_WHISPER_PYTHON" "$here/words_heard.py" "$LECTERN_WHISPER_MODEL" "$2" "$work"
}

# on_all_cores COMMAND...: adds the seconds that it takes, wall and CPU, to $wall and $cpu.
on_all_cores() {
	local began core
	rm -f "$work"/cpu.*
	began=$(now)
	for core in $(seq "$cores"); do
		/usr/bin/env time -f '%U %S' -o "$work/cpu.$core" "$@" <"$work/all" >/dev/null 2>&1 &
	done
	wait
	wall=$(echo "$wall + $(now) - $began" | bc)
	cpu=$(awk -v cpu="$cpu" '{ cpu += $1 + $2 } END { print cpu }' "$work"/cpu.*)
}

# to_floor VOICE: how many times the floor's wall time, and its CPU time.
to_floor() {
	local wall=0 cpu=0 floor_wall=0 floor_cpu=0 round voice_wall=0 voice_cpu=0
	[ "$1" != espeak ] || {
		echo "- -"
		return
	}
	for round in $(seq "$rounds"); do
		wall=$floor_wall cpu=$floor_cpu
		on_all_cores "$floor" "$1" "$work/all"
		floor_wall=$wall floor_cpu=$cpu wall=$voice_wall cpu=$voice_cpu
		on_all_cores "$tool" say "$1"
		voice_wall=$wall voice_cpu=$cpu
	done
	awk "BEGIN { printf \"%.3f %.3f\\n\", $voice_wall / $floor_wall, $voice_cpu / $floor_cpu }"
}

printf '%-14s %8s %8s %9s %8s %9s %9s %12s %12s\n' voice 'rtf/1' "rtf/$cores" 'first s' 'MB' 'wall/floor' 'cpu/floor' \
	'wrong/100' 'cut/100'
for voice in espeak "$@"; do
	voice=${voice%/}
	rate=$(rate_of "$voice")
	began=$(now)
	/usr/bin/env time -f %M -o "$work/memory" bash -c 'exec "$@"' _ \
		"$tool" say "$voice" <"$work/page1" >"$work/page1.raw" 2>/dev/null ||
		speak "$voice" "$work/page1" "$work/page1.raw"
	first=$(echo "$(now) - $began" | bc)
	began=$(now)
	speak "$voice" "$work/all" "$work/all.raw"
	one=$(echo "$(now) - $began" | bc)
	began=$(now)
	for core in $(seq "$cores"); do
		speak "$voice" "$work/all" "$work/all.$core.raw" &
	done
	wait
	all=$(echo "$(now) - $began" | bc)
	seconds=$(echo "scale=3; $(stat -c %s "$work/all.raw") / 2 / $rate" | bc)
	read -r wall_ratio cpu_ratio <<<"$(to_floor "$voice")"
	read -r wrong cut <<<"$(words_heard "$voice" "$rate")"
	printf '%-14s %8.3f %8.3f %9.2f %8s %9s %9s %12s %12s\n' "$(basename "$voice")" \
		"$(echo "scale=4; $one / $seconds" | bc)" \
		"$(echo "scale=4; $all / ($seconds * $cores)" | bc)" "$first" \
		"$(awk 'END { print int($1 / 1024) }' "$work/memory" 2>/dev/null)" "$wall_ratio" "$cpu_ratio" "$wrong" "$cut"
	[ "$wrong" != - ] || continue
	if [ "$voice" != espeak ] && [ "$(echo "$wrong > $most_wrong" | bc)" = 1 ]; then
		echo "voices.sh: $voice: $wrong of 100 words are heard wrongly" >&2
		status=1
	fi
	if [ "$(echo "$cut <= $most_wrong" | bc)" = 1 ]; then
		echo "voices.sh: $voice: a page without one of its sentences passes for whole" >&2
		status=1
	fi
done
exit $status
