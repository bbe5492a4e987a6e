#!/bin/bash
# audio_files.sh - a book becomes files for people: each format lasts as long as the WAV and says
# what it is; it is given out whole and in ranges, made on request, and gone with its job.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

need_commands ffprobe unzip

files_of() {
	farm_curl -f "$farm_url/jobs/$1/files"
}

# file_state ID FORMAT
file_state() {
	files_of "$1" | jq -r --arg format "$2" '.files[] | select(.format == $format).state'
}

file_is() {
	[ "$(file_state "$1" "$2")" = "$3" ]
}

# ask_for ID FORMAT: prints the HTTP status.
ask_for() {
	farm_curl -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' \
		-d "{\"format\":\"$2\"}" "$farm_url/jobs/$1/files"
}

fetch_file() {
	farm_curl -f -o "$3" "$farm_url/jobs/$1/files/audio.$2"
}

# probe FILE ENTRY: of ffprobe's format section.
probe() {
	ffprobe -v error -show_format -show_streams -show_chapters -of json "$1" | jq -r "$2"
}

# samples FILE RATE: mono samples that a decoder gives.
samples() {
	echo $(($(ffmpeg -v error -i "$1" -map a -ac 1 -ar "$2" -f s16le - | wc -c) / 2))
}

# lasts_like FILE WAV FRAME: as many samples as the WAV, but for one frame.
lasts_like() {
	local rate a b
	rate=$(soxi -r "$2")
	a=$(samples "$1" "$rate") b=$(samples "$2" "$rate")
	note "$1: $a samples, the WAV $b"
	[ $((a - b)) -le "$3" ] && [ $((b - a)) -le "$3" ]
}

# Ogg has them with the stream.
tag() {
	probe "$1" "[.format.tags, .streams[0].tags] | map(select(.) | with_entries(.key |= ascii_downcase))
		| add.$2"
}

is_tagged() {
	[ "$(tag "$1" title)" = "$2" ] && [ "$(tag "$1" genre)" = Audiobook ]
}

same_samples() {
	cmp <(ffmpeg -v error -i "$1" -f s16le -) <(ffmpeg -v error -i "$2" -f s16le -)
}

has_range() {
	farm_curl -f -r 100-299 -o "$test_dir/range" "$farm_url/jobs/$1/files/audio.m4b" &&
		cmp "$test_dir/range" <(tail -c +101 "$2" | head -c 200)
}

encoded_objects() {
	request '$JS.API.STREAM.INFO.OBJ_ENCODED_AUDIO_FILES' '{"subjects_filter":"$O.*.M.>"}' |
		jq -r '.state.subjects // {} | length'
}

no_encoded_objects() {
	[ "$(encoded_objects)" = 0 ]
}

headers_of() {
	farm_curl -f -I "$farm_url/jobs/$1/files/audio.m4b" | tr -d '\r'
}

start_farm
make_pdf text 3 "$test_dir/A Tale — of ducks.pdf"

watch "$test_dir/events" audio.encoded
job=$(farm_curl -f -F "file=@$test_dir/A Tale — of ducks.pdf" -F formats=m4b,opus \
	"$farm_url/jobs" | jq -r .id)
check "the book is read" completes "$job" 60
fetch_audio "$job" "$test_dir/book.wav"

check "an M4B is made, as was asked" wait_until 30 file_is "$job" m4b ready
check "and an Opus file" wait_until 30 file_is "$job" opus ready
check "and no other" [ "$(files_of "$job" | jq -r '[.files[].format] | join(" ")')" = "m4b opus" ]
check "a file for each chapter on request" [ "$(farm_curl -o /dev/null -w '%{http_code}' -d \
	'{"format":"mp3","split":"chapters"}' "$farm_url/jobs/$job/files")" = 202 ]
check "it is made" wait_until 30 file_is "$job" mp3.zip ready
check "of the MP3, which is made with it" file_is "$job" mp3 ready
check "it is fetched" fetch_file "$job" mp3.zip "$test_dir/chapters.zip"
check "in parts, too" cmp <(farm_curl -f -r 1000-1999 "$farm_url/jobs/$job/files/audio.mp3.zip") \
	<(tail -c +1001 "$test_dir/chapters.zip" | head -c 1000)
check "nothing is wrong with it" unzip -tq "$test_dir/chapters.zip"
check "a file for each chapter" [ "$(unzip -Z1 "$test_dir/chapters.zip" | wc -l)" = \
	"$(farm_curl -f "$farm_url/jobs/$job/book.json" | jq '[.chapters | length, 1] | max')" ]
check "of which the first says so" grep -q '^01 - .*\.mp3$' <(unzip -Z1 "$test_dir/chapters.zip")
zip_headers=$(farm_curl -f -I "$farm_url/jobs/$job/files/audio.mp3.zip" | tr -d '\r')
check "its type" matches '^[Cc]ontent-[Tt]ype: application/zip' "$zip_headers"
check "its ETag" matches '^[Ee][Tt]ag: "' "$zip_headers"
check "there is none of WAV" [ "$(farm_curl -o /dev/null -w '%{http_code}' -d \
	'{"format":"wav","split":"chapters"}' "$farm_url/jobs/$job/files")" = 422 ]
check "nor by page" [ "$(farm_curl -o /dev/null -w '%{http_code}' -d \
	'{"format":"mp3","split":"pages"}' "$farm_url/jobs/$job/files")" = 422 ]
for format in mp3 flac wav; do
	check "a $format file is made on request" matches '^20[02]$' "$(ask_for "$job" $format)"
done
for format in mp3 flac wav; do
	check "the $format file is made" wait_until 30 file_is "$job" "$format" ready
done
unwatch "$test_dir/events"
for format in m4b opus mp3 flac wav; do
	file=$test_dir/book.$format.file
	check "$format: fetched" fetch_file "$job" "$format" "$file"
	check "$format: it lasts as long as the WAV" lasts_like "$file" "$test_dir/book.wav" 1152
	check "$format: it is tagged" is_tagged "$file" "A Tale — of ducks"
	check "$format: an event tells of it" grep -q "audio.$format" "$test_dir/events"
done
check "flac: sample for sample the WAV" same_samples "$test_dir/book.flac.file" "$test_dir/book.wav"
check "wav: sample for sample the WAV" same_samples "$test_dir/book.wav.file" "$test_dir/book.wav"
check "a range of it" has_range "$job" "$test_dir/book.m4b.file"
headers=$(headers_of "$job")
check "an ETag" matches '^[Ee][Tt]ag: "' "$headers"
check "its type" matches '^[Cc]ontent-[Tt]ype: audio/mp4' "$headers"
check "its name" matches 'filename\*=UTF-8' "$headers"

check "a format that is none" [ "$(ask_for "$job" aiff)" = 422 ]
check "a file that nobody asked for" [ "$(farm_curl -o /dev/null -w '%{http_code}' \
	"$farm_url/jobs/$job/files/audio.aac")" = 404 ]
check "a job with a format that is none" [ "$(farm_curl -o /dev/null -w '%{http_code}' \
	-F "file=@$test_dir/A Tale — of ducks.pdf" -F formats=m4b,aiff "$farm_url/jobs")" = 422 ]

check "the job can be removed" farm_curl -f -X DELETE "$farm_url/jobs/$job"
check "and its files with it" wait_until 60 no_encoded_objects

job=$(farm_curl -f -F "file=@$test_dir/A Tale — of ducks.pdf" -F formats=none "$farm_url/jobs" |
	jq -r .id)
check "a job that wants no files" completes "$job" 60
check "gets none" [ "$(files_of "$job" | jq '.files | length')" = 0 ]
