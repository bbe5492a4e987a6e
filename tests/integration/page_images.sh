#!/bin/bash
# page_images.sh - a page in colour, drawn when somebody looks at it: by anybody's document, at once
# while the farm is busy, once for all who ask, clear about what cannot be drawn, gone with its job.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

configure_farm page_image_service worker_pool_size 1

# make_book FILE: page 1 is red on its left half and blue on its right, 300 by 400 points; page 2 is
# turned by 90 degrees; page 3 is four pixels wide for each of its hundred in height; page 4 is not in
# the file.
make_book() {
	local left='1 0 0 rg 0 0 150 400 re f 0 0 1 rg 150 0 150 400 re f'
	{
		printf '%%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n'
		printf '2 0 obj <</Type/Pages/Count 4/Kids[11 0 R 12 0 R 13 0 R 14 0 R]>> endobj\n'
		printf '11 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 3 0 R>> endobj\n'
		printf '12 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Rotate 90/Contents 3 0 R>> endobj\n'
		printf '13 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 4 100]/Contents 3 0 R>> endobj\n'
		printf '3 0 obj <</Length %d>> stream\n%s\nendstream endobj\n' "${#left}" "$left"
		printf 'trailer <</Root 1 0 R>>\n%%%%EOF\n'
	} >"$1"
}

# look ID PAGE [QUERY]: prints the status; the picture is in $test_dir/page, its headers in $test_dir/head.
look() {
	farm_curl -D "$test_dir/head" -o "$test_dir/page" -w '%{http_code}' \
		"$farm_url/jobs/$1/pages/$2.webp${3-}"
}

shows() { # shows ID PAGE QUERY SIZE
	is "$(look "$1" "$2" "$3")" 200 && is "$(picture_size)" "$4"
}

is() {
	[ "$1" = "$2" ] || {
		note "\"$1\" is not \"$2\""
		return 1
	}
}

picture_size() {
	ffprobe -v error -show_entries stream=codec_name,width,height -of csv=p=0 "$test_dir/page"
}

# colour X Y: of the picture there, as red, green and blue from 0 to 9.
colour() {
	ffmpeg -v error -nostdin -i "$test_dir/page" -vf "format=rgb24,crop=1:1:$1:$2" -f rawvideo - |
		od -An -tu1 | awk '{ printf "%d%d%d", $1 / 26, $2 / 26, $3 / 26 }'
}

# says ID PAGE STATUS WORDS
says() {
	is "$(look "$1" "$2" "${5-}")" "$3" && jq -e --arg words "$4" '.detail | contains($words)' "$test_dir/page" >/dev/null || {
		cat "$test_dir/page"
		return 1
	}
}

objects() { # how many pictures, or reasons why not, there are
	request "\$JS.API.STREAM.INFO.OBJ_PAGE_IMAGES" "{\"subjects_filter\":\"\$O.PAGE_IMAGES.M.>\"}" |
		jq '.state.subjects // {} | length'
}

command -v ffprobe >/dev/null || skip "there is no ffprobe (Debian: ffmpeg)"
make_book "$test_dir/book.pdf"
make_pdf text 30 "$test_dir/long.pdf" || die "no PDF was made"
start_farm
id=$(submit "$test_dir/book.pdf") || die "no job"
wait_job "$id" 60 || die "the job has no end"

note "-- a page"
check "of the usual width" shows "$id" 1 "" webp,800,1067
check "is told as WebP" grep -qi '^content-type: image/webp' "$test_dir/head"
check "red on the left" is "$(colour 100 500)" 900
check "blue on the right" is "$(colour 700 500)" 009
etag=$(sed -n 's/^etag: *\(.*\)\r$/\1/Ip' "$test_dir/head")
check "with a tag" [ -n "$etag" ]
check "that holds" is "$(farm_curl -o /dev/null -w '%{http_code}' -H "If-None-Match: $etag" "$farm_url/jobs/$id/pages/1.webp")" 304
check "small" shows "$id" 1 '?width=1' webp,320,427
check "wider" shows "$id" 1 '?width=801' webp,1600,2133
check "no wider than that" shows "$id" 1 '?width=9999' webp,2400,3200
check "turned as its reader would see it" shows "$id" 2 '?width=320' webp,320,240
check "red on top" is "$(colour 160 40)" 900
check "blue below" is "$(colour 160 200)" 009
check "a very long one is narrower" shows "$id" 3 '?width=320' webp,51,1280
check "what was drawn is kept" [ "$(objects)" -ge 6 ]

note "-- what cannot be shown"
check "a page that is not in the file" says "$id" 4 404 "page 4 cannot be shown: the page is not in the file, which is damaged"
check "nor beyond its pages" says "$id" 5 404 "the job has 4 pages"
check "nor before them" says "$id" 0 404 "the job has 4 pages"
check "nor anything else" says "$id" x 404 "the job has 4 pages"
check "no width" says "$id" 1 422 "width: must be a number of pixels" '?width=many'
check "none at all" says "$id" 1 422 "width: must be a number of pixels" '?width=0'
check "no such job" says nobody 1 404 "there is no job nobody"
request page.image "{\"header\":{\"timestamp\":\"2026-01-02T03:04:05Z\",\"workflowId\":\"$id\",\"userId\":\"u\",\"tenantId\":\"default\",\"eventId\":\"x\"},\"pageNumber\":1,\"width\":17}" >/dev/null
has_dead_letters() {
	[ "$(stream_messages DEAD_LETTERS)" -gt 0 ]
}
check "a width that a stranger asks for is a dead letter" wait_until 60 has_dead_letters

note "-- while the farm is busy, and once for all"
long=$(submit "$test_dir/long.pdf") || die "no job"
has_pages() {
	[ "$(job_field "$long" .totalPages)" = 30 ]
}
wait_until 60 has_pages || die "the document is not opened"
before=$(objects)
pids=()
for i in 1 2 3 4 5 6 7 8; do
	farm_curl -o "$test_dir/same$i" -w '%{http_code} %{time_total}\n' "$farm_url/jobs/$long/pages/9.webp" >"$test_dir/same$i.status" &
	pids+=($!)
done
wait "${pids[@]}"
note "eight who ask for one: $(sort "$test_dir"/same?.status | tr '\n' ';')"
check "all get it" is "$(cut -d' ' -f1 "$test_dir"/same?.status | sort | uniq -c | tr -s ' ')" " 8 200"
check "the same" is "$(cat "$test_dir"/same?.status | wc -l) $(sha256sum "$test_dir"/same[1-8] | cut -d' ' -f1 | sort -u | wc -l)" "8 1"
check "which is one object more" is "$(objects)" $((before + 1))
wait_job "$long" 120 || die "the job has no end"

note "-- an engine that dies"
engine() {
	pgrep -P "$(pgrep -P "$farm_pid" -f 'page-image-service')" -f -- --engine
}
first=$(engine) || die "there is no engine"
kill -KILL "$first"
check "is replaced" is "$(look "$long" 12)" 200

note "-- the document is gone"
hidden=$(submit "$test_dir/book.pdf") || die "no job"
wait_job "$hidden" 60 || die "the job has no end"
request '$JS.API.STREAM.PURGE.OBJ_PDF_FILES' >/dev/null
check "that is said" says "$hidden" 1 410 "the PDF is no longer kept"
check "what was drawn before is there" is "$(look "$id" 1)" 200

note "-- a job that is removed"
for job in "$id" "$long" "$hidden"; do
	check "goes" is "$(farm_curl -o /dev/null -w '%{http_code}' -X DELETE "$farm_url/jobs/$job")" 204
done
check "with its pictures" is "$(objects)" 0
