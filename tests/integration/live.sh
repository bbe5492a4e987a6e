#!/bin/bash
# live.sh - a book is heard while it is made: the list begins with the first page, only grows, ends
# when the job does, and is served afterwards; its sound is that of the joined audio, to the frame.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

configure_farm live_audio_service worker_pool_size 1

is() {
	[ "$1" = "$2" ] || {
		note "\"$1\" is not \"$2\""
		return 1
	}
}

status_of() { # status_of PATH: prints the status; what came is in $test_dir/answer.
	farm_curl -o "$test_dir/answer" -w '%{http_code}' "$farm_url/jobs/$1"
}

says() { # says PATH STATUS WORDS
	is "$(status_of "$1")" "$2" && jq -e --arg words "$3" '.detail | contains($words)' "$test_dir/answer" >/dev/null || {
		cat "$test_dir/answer"
		return 1
	}
}

list() { # list ID [QUERY]
	farm_curl -f "$farm_url/jobs/$1/live.m3u8${2-?whole=true}"
}

# wait_list FILE ID [QUERY]: a busy machine may take longer than the server waits.
wait_list() {
	local file=$1
	shift
	listed() {
		list "$@" >"$file"
	}
	wait_until 60 listed "$@" || die "no list"
}

ended() {
	tail -n 1 "$1" | grep -qx '#EXT-X-ENDLIST'
}

# begins LONG SHORT: the second list is how the first began.
begins() {
	grep -vx '#EXT-X-ENDLIST' "$2" | cmp - <(head -n "$(grep -cvx '#EXT-X-ENDLIST' "$2")" "$1")
}

samples_listed() {
	awk -F'[:,]' '/^#EXTINF/ { sum += $2 } END { printf "%.0f", sum * 22050 }' "$1"
}

# Samples of one channel that a player gets of an address or a file.
play() { # play SOURCE FILE
	ffmpeg -v error -nostdin -y -i "$1" -ac 1 -f s16le "$2"
}

samples() {
	echo $(($(stat -c %s "$1") / 2))
}

wav_samples() {
	ffprobe -v error -show_entries stream=duration_ts -of csv=p=0 "$1"
}

near() { # near A B MOST
	local difference=$(($1 - $2))
	[ "${difference#-}" -le "$3" ] || {
		note "$1 and $2 differ by more than $3"
		return 1
	}
}

# alike A B: how loud the difference of two sounds is, against the second of them, in dB.
alike() {
	python3 - "$1" "$2" <<'PYTHON'
import array, math, sys
def samples(name):
    sound = array.array("h")
    with open(name, "rb") as file:
        sound.frombytes(file.read())
    return sound
one, other = samples(sys.argv[1]), samples(sys.argv[2])
if len(one) < len(other) // 2:
    sys.exit("too short")
noise = sum((a - b) ** 2 for a, b in zip(one, other)) + 1
power = sum(b ** 2 for b in other) + 1
db = 10 * math.log10(power / noise)
print(f"{db:.1f} dB")
sys.exit(db < 25)
PYTHON
}

# seamless A B SEGMENT: a click would differ from the sound that was encoded by more, where segments of so
# many samples meet, than coding does elsewhere.
seamless() {
	python3 - "$@" <<'PYTHON'
import array, sys
def samples(name):
    sound = array.array("h")
    with open(name, "rb") as file:
        sound.frombytes(file.read())
    return sound
one, other, segment, near = samples(sys.argv[1]), samples(sys.argv[2]), int(sys.argv[3]), 1024
worst = [0, 0]
for at, (a, b) in enumerate(zip(one, other)):
    place = (at + near) % segment
    seam = at >= segment - near and place < 2 * near
    worst[seam] = max(worst[seam], abs(a - b))
print(f"differences: {worst[1]} at seams, {worst[0]} elsewhere")
sys.exit(worst[1] == 0 or worst[1] > worst[0])
PYTHON
}

command -v ffmpeg >/dev/null || skip "there is no ffmpeg (Debian: ffmpeg)"
command -v python3 >/dev/null || skip "there is no python3"
make_pdf text 3 "$test_dir/short.pdf" || die "no PDF was made"
make_pdf scan 6 "$test_dir/scan.pdf" || die "no PDF was made"
start_farm

note "-- while it is made"
begun=$(date +%s%3N)
id=$(submit "$test_dir/scan.pdf") || die "no job"
wait_list "$test_dir/first.m3u8" "$id"
farm_curl -f -o "$test_dir/segment" "$farm_url/jobs/$id/live/1-1.m4s" || die "no segment"
note "the first ten seconds came $(($(date +%s%3N) - begun)) ms after the upload"
check "the book is still being made" not job_is_finished "$id"
check "the list has no end" not ended "$test_dir/first.m3u8"
check "it is one that grows" grep -qx '#EXT-X-PLAYLIST-TYPE:EVENT' "$test_dir/first.m3u8"
check "players are to begin at its beginning" grep -q '^#EXT-X-START:TIME-OFFSET=0' "$test_dir/first.m3u8"
fifth_segment() {
	list "$id" | grep -qx 'live/1-5.m4s'
}
wait_until 60 fifth_segment || die "there are no five segments"
farm_curl -A new "$farm_url/jobs/$id/live.m3u8" >"$test_dir/new.m3u8"
is_beginning() { # of a book that ended just now, all is given
	ended "$1" || is "$(grep -c '^live/' "$1")" 3
}
check "a player that comes new is given the beginning" is_beginning "$test_dir/new.m3u8"
# Within four seconds, which a busy machine may let go by.
twice() { # twice PROGRAM
	local begun
	begun=$(date +%s%3N)
	farm_curl -A "$1" "$farm_url/jobs/$id/live.m3u8" >/dev/null
	farm_curl -A "$1" "$farm_url/jobs/$id/live.m3u8" >"$test_dir/again.m3u8"
	[ $(($(date +%s%3N) - begun)) -lt 3900 ]
}
twice newer || twice newest || twice "newest of all"
check "also when it looks twice before it begins" is_beginning "$test_dir/again.m3u8"
given_the_rest() {
	farm_curl -A new "$farm_url/jobs/$id/live.m3u8" >"$test_dir/again.m3u8"
	grep -qx 'live/1-5.m4s' "$test_dir/again.m3u8"
}
check "and then the rest" wait_until 60 given_the_rest
check "which goes on where that ended" begins "$test_dir/again.m3u8" "$test_dir/new.m3u8"
mpv=
if command -v mpv >/dev/null; then
	# It opens the list twice.
	mpv --no-config --really-quiet --no-video --ao=pcm --ao-pcm-file="$test_dir/mpv.wav" --audio-format=s16 \
		--audio-channels=mono "$farm_url/jobs/$id/live.m3u8" &
	mpv=$!
fi
ffplay=
if command -v ffplay >/dev/null; then
	# A few seconds of it are played, the rest is only read. A name of its own, or it is taken for one of the others.
	SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy ffplay -nodisp -autoexit -t 3 -nostats -v verbose -user_agent ffplay \
		"$farm_url/jobs/$id/live.m3u8" </dev/null >"$test_dir/ffplay.log" 2>&1 &
	ffplay=$!
fi
play "$farm_url/jobs/$id/live.m3u8" "$test_dir/live.raw" &
player=$!
wait_list "$test_dir/fourth.m3u8" "$id" '?from=4&whole=true'
check "a list from a later page waits for it" grep -qx 'live/4-1.m4s' "$test_dir/fourth.m3u8"
wait "$player"
check "a player that listened from the first page on got to the end" [ $? = 0 ]
[ -z "$mpv" ] || wait "$mpv"
check "so did another one, if it is installed" [ $? = 0 ]
[ -z "$ffplay" ] || wait "$ffplay"
check "and ffplay" [ $? = 0 ]
[ -z "$ffplay" ] || check "which began with the first segment" is live/1-1.m4s \
	"$(grep -o 'live/1-[1-9][0-9]*\.m4s' "$test_dir/ffplay.log" | head -n 1)"
wait_job "$id" 60 || die "the job has no end"

note "-- when it is done"
list "$id" >"$test_dir/whole.m3u8"
check "the list ends" ended "$test_dir/whole.m3u8"
check "it is the same, and longer" begins "$test_dir/whole.m3u8" "$test_dir/first.m3u8"
check "no segment is longer than ten seconds" [ -z "$(awk -F'[:,]' '/^#EXTINF/ && $2 > 10' "$test_dir/whole.m3u8")" ]
fetch_audio "$id" "$test_dir/whole.wav" || die "no audio"
total=$(wav_samples "$test_dir/whole.wav")
ffmpeg -v error -nostdin -i "$test_dir/whole.wav" -f s16le "$test_dir/whole.raw"
check "it lasts as long as the audio" near "$(samples_listed "$test_dir/whole.m3u8")" "$total" 1
check "so does what was heard while it was made" near "$(samples "$test_dir/live.raw")" "$total" 1024
[ -z "$mpv" ] || check "also by mpv" near "$(wav_samples "$test_dir/mpv.wav")" "$total" 1024
play "$farm_url/jobs/$id/live.m3u8" "$test_dir/after.raw"
check "and what is heard afterwards" near "$(samples "$test_dir/after.raw")" "$total" 1024
check "which is the same" cmp "$test_dir/live.raw" "$test_dir/after.raw"
check "and sounds like the audio" alike "$test_dir/after.raw" "$test_dir/whole.raw"
length=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$farm_url/jobs/$id/live.m3u8")
check "without clicks where segments meet" seamless "$test_dir/after.raw" "$test_dir/whole.raw" 220160
check "ffprobe knows its length" near "$(awk -v s="$length" 'BEGIN { printf "%d", s * 22050 }')" "$total" 1024

note "-- from a page on"
list "$id" '?from=4&whole=true' >"$test_dir/from.m3u8"
check "the list is the same, and longer" begins "$test_dir/from.m3u8" "$test_dir/fourth.m3u8"
first=$((total - $(samples_listed "$test_dir/from.m3u8")))
said=$(farm_curl "$farm_url/jobs/$id/timeline.json?pages=4" | jq '.pages[0].start * 22050 | floor')
check "it begins where the page does" near "$first" "$said" 30
play "$farm_url/jobs/$id/live.m3u8?from=4" "$test_dir/from.raw"
check "it lasts to the end" near "$(samples "$test_dir/from.raw")" $((total - first)) 1024
tail -c +$((2 * first + 1)) "$test_dir/whole.raw" >"$test_dir/rest.raw"
check "and begins with the page" alike "$test_dir/from.raw" "$test_dir/rest.raw"

note "-- a short book, as soon as it is there"
begun=$(date +%s%3N)
short=$(submit "$test_dir/short.pdf") || die "no job"
wait_list "$test_dir/short.m3u8" "$short"
farm_curl -f -o "$test_dir/segment" "$farm_url/jobs/$short/live/1-1.m4s" || die "no segment"
note "the first ten seconds came $(($(date +%s%3N) - begun)) ms after the upload"
completes "$short" 60 || die "the job has no end"

note "-- what cannot be heard"
check "a page that is none" says "$id/live.m3u8?from=0" 422 "from: must be a page number"
check "nor a word" says "$id/live.m3u8?from=x" 422 "from: must be a page number"
check "beyond the last" says "$id/live.m3u8?from=7" 404 "the job has 6 pages"
check "a segment behind the last" says "$id/live/1-999.m4s" 404 "there is no segment 999"
check "what is no segment" says "$id/live/x.m4s" 404 "there is no such segment"
check "no such job" says nobody/live.m3u8 404 "there is no job nobody"
printf 'no PDF' >"$test_dir/none.pdf"
{ printf '%%PDF-1.4\n'; head -c 300 /dev/zero; } >"$test_dir/none.pdf"
none=$(submit "$test_dir/none.pdf") && wait_job "$none" 60
check "a job that failed" says "$none/live.m3u8" 404 "the job is failed: there is nothing to play"

note "-- an engine that dies"
engine() {
	pgrep -P "$(pgrep -P "$farm_pid" -f 'live-audio-service')" -f -- --engine
}
kill -KILL "$(engine)" || die "there is no engine"
check "is replaced" is "$(status_of "$short/live/2-1.m4s")" 200

note "-- a segment that could not be made of what is no more"
put_object LIVE_AUDIO "default/$short/live/00003/00001.m4s" "$test_dir/none.pdf" \
	'{"outcome":"failed","reason":"its pages are gone","source":"another"}' || die "no failure is stored"
check "is made of what there is" is "$(status_of "$short/live/3-1.m4s")" 200

note "-- a job that is removed"
segments() {
	request "\$JS.API.STREAM.INFO.OBJ_LIVE_AUDIO" "{\"subjects_filter\":\"\$O.LIVE_AUDIO.M.>\"}" |
		jq '.state.subjects // {} | length'
}
check "segments are kept" [ "$(segments)" -gt 3 ]
for job in "$id" "$short"; do
	check "goes" is "$(farm_curl -o /dev/null -w '%{http_code}' -X DELETE "$farm_url/jobs/$job")" 204
done
check "with its segments" is "$(segments)" 0
