#!/bin/bash
# keep_wav.sh - where only the FLAC is kept, a book's WAV goes when its files are made, and comes back, the
# same bytes, for whoever asks for it or for another file.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

command -v ffmpeg >/dev/null || skip "there is no ffmpeg"

file_is() { # ID FORMAT STATE
	farm_curl -f "$farm_url/jobs/$1/files" | jq -e --arg format "$2" --arg state "$3" \
		'.files | any(.format == $format and .state == $state)' >/dev/null
}
ask() { # ID FORMAT [MORE]: prints the HTTP status
	farm_curl -o /dev/null -w '%{http_code}' -X POST "$farm_url/jobs/$1/files?format=$2${3-}"
}
fetch() { # ID FORMAT: into $test_dir/FORMAT
	farm_curl -f -o "$test_dir/$2" "$farm_url/jobs/$1/files/audio.$2"
}
wavs() {
	request '$JS.API.STREAM.INFO.OBJ_FINAL_AUDIO_FILES' '{"subjects_filter":"$O.*.M.>"}' |
		jq -r '.state.subjects // {} | length'
}
has_wavs() { # HOW_MANY
	[ "$(wavs)" = "$1" ]
}
has_wav_of() { # ID
	[ "$(request '$JS.API.STREAM.INFO.OBJ_FINAL_AUDIO_FILES' '{"subjects_filter":"$O.*.M.>"}' |
		jq -r '.state.subjects // {} | keys[] | split(".")[-1]' |
		while read -r name; do tr '_-' '/+' <<<"$name" | base64 -d; echo; done | grep -c "$1")" -gt 0 ]
}
digest_of() { # FILE: as the object store has it
	printf 'SHA-256=%s' "$(openssl dgst -sha256 -binary "$1" | base64 | tr '+/' '-_')"
}
is_the_wav() { # FILE
	[ "$(digest_of "$1")" = "$digest" ]
}
same_samples() { # A B
	cmp <(ffmpeg -v error -i "$1" -map a -f s16le -) <(ffmpeg -v error -i "$2" -map a -f s16le -)
}
samples() { # FILE
	echo $(($(ffmpeg -v error -i "$1" -map a -ac 1 -ar 22050 -f s16le - | wc -c) / 2))
}
lasts_like() { # A B: but for a frame
	local off=$(($(samples "$1") - $(samples "$2")))
	[ "${off#-}" -le 1152 ]
}
submit_with() { # FORMATS
	farm_curl -f -F "file=@$test_dir/book.pdf" -F "formats=$1" "$farm_url/jobs" | jq -r .id
}
all_gone() {
	[ "$(request '$JS.API.STREAM.INFO.OBJ_ENCODED_AUDIO_FILES' '{"subjects_filter":"$O.*.M.>"}' |
		jq -r '.state.subjects // {} | length')" = 0 ] && has_wavs 0
}
passed() { # TIMES: so often the failpoint was
	[ "$(tail -n +2 "$LECTERN_FAILPOINT" | tr -cd . | wc -c)" -ge "$1" ]
}
is_spoken_anew() { # ID
	[ "$(farm_curl -o /dev/null -w '%{http_code}' -d '{"voice":"en-us","speed":250}' "$farm_url/jobs/$1/respeak")" = 202 ] &&
		completes "$1" 60
}
nothing_waits() {
	[ "$(stream_messages AUDIO_ENCODING)" = 0 ]
}
etag() {
	farm_curl -f -I "$farm_url/jobs/$1/files/audio.$2" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p'
}
etag_differs() { # ID FORMAT ETAG
	[ "$(etag "$1" "$2")" != "$3" ]
}

# is_spoken_anew_meanwhile JOB STEP: its WAV is being made again, and waits once it is made, or checked;
# when the book was spoken in another voice, that one's WAV is what there is.
is_spoken_anew_meanwhile() {
	echo "audio-encoder:object-$2:1:wait" >"$LECTERN_FAILPOINT"
	fetch_audio "$1" "$test_dir/late.wav" &
	check "a WAV is about to come back ($2)" wait_until 30 passed 1
	check "its book is spoken in another voice" is_spoken_anew "$1"
	check "which has its FLAC" wait_until 60 file_is "$1" flac ready
	: >"$LECTERN_FAILPOINT"
	wait $!
	check "nothing is left to do" wait_until 60 nothing_waits
	check "the WAV is fetched" fetch_audio "$1" "$test_dir/anew.wav"
	digest=$(job_field "$1" .audio.digest)
	check "it is that of the other voice" is_the_wav "$test_dir/anew.wav"
}

make_pdf text 3 "$test_dir/book.pdf" || die "no PDF was made"
configure_farm audio_encoder_service keep_wav '"until_encoded"'
configure_farm live_audio_service worker_pool_size 1
configure_farm audio_encoder_service worker_pool_size 2
start_farm

watch "$test_dir/events" final.audio.created audio.encoded
job=$(submit_with m4b)
check "a book is read" completes "$job" 60
digest=$(job_field "$job" .audio.digest)
check "the M4B that was asked for" wait_until 60 file_is "$job" m4b ready
check "and a FLAC, since that is kept" wait_until 60 file_is "$job" flac ready
check "the WAV goes" wait_until 30 has_wavs 0
unwatch "$test_dir/events"
check "it was announced as ever" grep -q 'final.audio.created' "$test_dir/events"

check "another file is made of the FLAC" [ "$(ask "$job" mp3)" = 202 ]
check "it is there" wait_until 60 file_is "$job" mp3 ready
check "fetched" fetch "$job" mp3
check "the WAV can be fetched" fetch_audio "$job" "$test_dir/book.wav"
check "it is the same, byte for byte" is_the_wav "$test_dir/book.wav"
check "in parts, too" cmp <(farm_curl -f -r 1000-1999 "$farm_url/jobs/$job/audio") \
	<(tail -c +1001 "$test_dir/book.wav" | head -c 1000)
check "fetch the FLAC" fetch "$job" flac
check "it is the WAV, sample for sample" same_samples "$test_dir/flac" "$test_dir/book.wav"
check "the MP3 lasts as long" lasts_like "$test_dir/mp3" "$test_dir/book.wav"

# Nobody may lose the only copy.
second=$(submit_with m4b)
check "a second book" completes "$second" 60
check "its WAV goes" wait_until 60 grep -q "$second: the WAV was removed" "$farm_dir/lecternd.log"
before=$(etag "$second" flac)
farm_curl -f -o /dev/null -X PATCH -d '{"title":"Another title"}' "$farm_url/jobs/$second"
check "the FLAC is wanted anew" [ "$(ask "$second" flac "&again=true")" = 202 ]
check "it is there all the while" file_is "$second" flac ready
check "it is made anew" wait_until 60 etag_differs "$second" flac "$before"
check "the WAV can be had of that one" fetch_audio "$second" "$test_dir/second.wav"
check "the same bytes" is_the_wav "$test_dir/second.wav"

third=$(submit_with none)
check "a book without files" completes "$third" 60
check "keeps its WAV" fetch_audio "$third" "$test_dir/third.wav"
check "and has no FLAC" not file_is "$third" flac ready

played=$(submit_with m4b)
check "a book to be played" completes "$played" 60
check "its WAV goes, too" wait_until 60 grep -q "$played: the WAV was removed" "$farm_dir/lecternd.log"
check "a list needs no WAV" grep -qx '#EXT-X-ENDLIST' <(farm_curl "$farm_url/jobs/$played/live.m3u8")
not_found() { # SEGMENT OF THE LIST
	[ "$(farm_curl -o /dev/null -w '%{http_code}' "$farm_url/jobs/$played/live/$1.m4s")" = 404 ]
}
check "a segment from a page that there is not" not_found 999999-1
check "one behind the last" not_found 1-9999
check "a list from a page that there is not" [ "$(farm_curl -o /dev/null -w '%{http_code}' \
	"$farm_url/jobs/$played/live.m3u8?from=4")" = 404 ]
check "all of it was told without" not has_wav_of "$played"
check "a player is served all the same" farm_curl -f -o "$test_dir/segment" "$farm_url/jobs/$played/live/1-1.m4s"
check "and knows that the list ends" grep -qx '#EXT-X-ENDLIST' <(farm_curl "$farm_url/jobs/$played/live.m3u8")

# Whoever makes it may be gone.
if grep -q '^#define LECTERN_FAILPOINTS 1' "$build_dir/config.h"; then
	stop_farm
	export LECTERN_FAILPOINT=$test_dir/failpoint ASAN_OPTIONS="$ASAN_OPTIONS:handle_segv=0"
	: >"$LECTERN_FAILPOINT"
	start_farm
	fourth=$(submit_with m4b)
	check "a fourth book" completes "$fourth" 60
	check "its WAV goes" wait_until 90 grep -q "$fourth: the WAV was removed" "$farm_dir/lecternd.log"
	echo audio-encoder:work-done:1:segv >"$LECTERN_FAILPOINT"
	check "an engine that dies" fetch_audio "$fourth" "$test_dir/fourth.wav"
	check "still gives the same bytes" is_the_wav "$test_dir/fourth.wav"
	check "it goes with its job" farm_curl -f -X DELETE "$farm_url/jobs/$fourth"

	fifth=$(submit_with m4b)
	check "a fifth book" completes "$fifth" 60
	check "its WAV goes" wait_until 60 grep -q "$fifth: the WAV was removed" "$farm_dir/lecternd.log"

	# What was made of the earlier sound comes when the later one is there already.
	echo audio-encoder:object-made:1:wait >"$LECTERN_FAILPOINT"
	check "a FLAC is wanted" [ "$(ask "$third" flac)" = 202 ]
	check "it is about to be stored" wait_until 30 passed 1
	check "the book is spoken in another voice" is_spoken_anew "$third"
	check "which has its FLAC" wait_until 60 file_is "$third" flac ready
	check "it is fetched" fetch "$third" flac
	mv "$test_dir/flac" "$test_dir/third.flac"
	: >"$LECTERN_FAILPOINT"
	check "the one that is late is dropped" wait_until 60 nothing_waits
	check "that one stays" fetch "$third" flac
	check "as it was" cmp "$test_dir/flac" "$test_dir/third.flac"

	is_spoken_anew_meanwhile "$fifth" made

	# The same, but it was looked at before the book had another.
	sixth=$(submit_with m4b)
	check "a sixth book" completes "$sixth" 60
	check "its WAV goes" wait_until 60 grep -q "$sixth: the WAV was removed" "$farm_dir/lecternd.log"
	is_spoken_anew_meanwhile "$sixth" checked
fi

for id in "$job" "$second" "$third" ${fifth:+"$fifth" "$sixth"} "$played"; do
	check "a job is removed" farm_curl -f -X DELETE "$farm_url/jobs/$id"
done
check "with everything" wait_until 60 all_gone
