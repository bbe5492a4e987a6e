#!/bin/bash
# api.sh - every call and every refusal, over a real broker, without the stages.
# shellcheck source=tests/web/lib.sh
. "$(dirname "$0")/lib.sh"
start_broker
write_config
configure http max_upload_mb 2
configure http max_queued_jobs 12
configure commentary base_url '"http://127.0.0.1:1/v1"'
start_web
pdf=$test_dir/a.pdf
make_pdf_file "$pdf" 300000

note "-- health"
check "healthz" answers 200 /healthz
wait_until 60 answers 200 /jobs || die "the broker was not found"
check "no job yet" is "$(field '.jobs | length')" 0
check "readyz says what is missing" answers 503 /readyz
check "which is no job" is "$(field '"\(.takesJobs) \(.finishesJobs)"')" "true false"
check "for this web can take some" answers 200 /readyz/web
check "the broker is there" is "$(field .broker)" true
check "no stage is" is "$(field '.stages | map_values(select(.)) | length')" 0
check "no supervisor" answers 200 /workers
check "and so no slots" is "$(field '"\(.supervised) \(.slots | length)"')" "false 0"

note "-- uploads"
check "a form" answers 201 -F "file=@$pdf;filename=../dir/Bücher \"x\".pdf" -F voice=en-gb \
	-F speed=200 -F summary=on -F pages= /jobs
id=$(field .id)
check "its place" is "$(header Location)" "/jobs/$id"
check "its name" is "$(field .name)" 'Bücher "x".pdf'
check "its options" is "$(field '.options | tojson')" '{"voice":"en-gb","speed":200,"summary":true}'
check "its status" is "$(field .status)" queued
check "the object is stored, with the name" is \
	"$(seed objects PDF_FILES)" "$(printf 'default/%s/source.pdf\t%s' "$id" 'Bücher "x".pdf')"
check "it can be read" answers 200 "/jobs/$id"
check "and is listed" answers 200 /jobs
check "by its id" is "$(field '.jobs[0].id')" "$id"
check "a raw body" answers 201 --data-binary "@$pdf" -H 'Content-Type: application/pdf' \
	'/jobs?name=raw%20one.pdf&temperature=0.5'
check "its name" is "$(field .name)" 'raw one.pdf'
check "its option" is "$(field .options.temperature)" 0.5
check "a body of unknown length" answers 201 -T "$pdf" -X POST -H 'Content-Type:' \
	-H 'Transfer-Encoding: chunked' /jobs
check "a name for it" is "$(field .name)" document.pdf
check "a browser's form goes back to the page" answers 303 -F "file=@$pdf;filename=one.pdf" \
	-F "file=@$pdf;filename=two.pdf" -F 'file=;filename=' -H 'Accept: text/html,*/*;q=0.8' /jobs
check "there" is "$(header Location)" /
call '/jobs?limit=2'
check "with all its files" is "$(field '[.jobs[].name] | sort | join(" ")')" 'one.pdf two.pdf'

note "-- the event"
request() {
	"$build_dir/tests/tools/nats_request" "nats://127.0.0.1:$nats_port" "$@"
}
# shellcheck disable=SC2016 # the dollar is a part of the subject
event=$(request '$JS.API.STREAM.MSG.GET.PDF_JOBS' '{"seq":1}' | jq -r '.message.data | @base64d')
check "names the PDF" is "$(jq -r .pdfKey <<<"$event")" "default/$id/source.pdf"
check "and the workflow" is "$(jq -r .header.workflowId <<<"$event")" "$id"
check "and the wish" is "$(jq -r .augmentation.summary.enabled <<<"$event")" true

note "-- refused uploads"
before=$(seed objects PDF_FILES | sort)
form=(-F "file=@$pdf")
raw=(-H 'Content-Type: application/pdf' --data-binary)
check "empty" refuses 415 not-a-pdf empty "${raw[@]}" @/dev/null '/jobs?name=e.pdf'
check "no PDF" refuses 415 not-a-pdf 'not a PDF' "${raw[@]}" @/bin/sh /jobs
check "a form whose file is no PDF" refuses 415 not-a-pdf 'not a PDF' -F file=@/bin/sh /jobs
printf 'x%.0s' {1..16380} >"$test_dir/late.pdf"
printf '%%PDF-1.4\n' >>"$test_dir/late.pdf"
check "the mark stands too late" refuses 415 not-a-pdf 'not a PDF' "${raw[@]}" "@$test_dir/late.pdf" /jobs
check "no file" refuses 422 bad-form 'no file' -F voice=en /jobs
check "an empty file field" refuses 422 bad-form 'no file' -F 'file=;filename=' /jobs
check "two files" refuses 422 bad-form 'one file' "${form[@]}" "${form[@]}" /jobs
check "half a form" refuses 422 bad-form closing -H 'Content-Type: multipart/form-data; boundary=X' \
	--data-binary $'--X\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%PDF-' /jobs
check "a form without boundary" refuses 422 bad-form boundary -H 'Content-Type: multipart/form-data' -d x /jobs
check "another kind" refuses 415 unsupported-type application/pdf -H 'Content-Type: text/plain' -d x /jobs
check "a bad option after the file" refuses 422 bad-option 'speed: must be from 80 to 450' "${form[@]}" -F speed=9 /jobs
check "a bad option before it" refuses 422 bad-option 'pages: range 9-3' -F pages=9-3 "${form[@]}" /jobs
check "an unknown one" refuses 422 bad-option 'vioce' "${form[@]}" -F vioce=en /jobs
check "a bad one in the query" refuses 422 bad-option topP "${raw[@]}" "@$pdf" '/jobs?topP=2'
check "one given twice" refuses 422 bad-option twice "${form[@]}" -F voice=en '/jobs?voice=de'
check "a voice that is not there" refuses 422 bad-option nobody "${form[@]}" -F voice=nobody /jobs
check "a language that is not there" refuses 422 bad-option 'is not installed' "${form[@]}" -F language=tlh /jobs
check "instructions for nothing" refuses 422 bad-option summary "${form[@]}" -F summaryInstructions=x /jobs
head -c 2200000 /dev/urandom >>"$pdf"
check "too large, told beforehand" refuses 413 too-large MiB "${raw[@]}" "@$pdf" -H 'Content-Length: 99000000' -H 'Expect: 100-continue' -H 'Connection: close' /jobs
check "too large, seen on the way" refuses 413 too-large MiB "${raw[@]}" "@$pdf" /jobs
check "too large, length unknown" refuses 413 too-large MiB -T "$pdf" -X POST -H 'Content-Type:' -H 'Transfer-Encoding: chunked' -H 'Expect:' /jobs
check "a page for people" answers 415 -F file=@/bin/sh -H 'Accept: text/html' /jobs
check "in HTML" grep -q '<h1>This is not a PDF</h1>' "$body"
check "nothing of it stays" is "$(seed objects PDF_FILES | sort)" "$before"

note "-- keys"
make_pdf_file "$pdf" 5000
check "with a key" answers 201 "${form[@]}" -H 'Idempotency-Key: k1' /jobs
first=$(field .id)
check "again" answers 200 "${form[@]}" -H 'Idempotency-Key: k1' /jobs
check "is the same job" is "$(field .id)" "$first"
check "and says so" is "$(header Idempotent-Replayed)" true
check "with another option" refuses 422 key-reused "$first" "${form[@]}" -F voice=de -H 'Idempotency-Key: k1' /jobs
make_pdf_file "$test_dir/b.pdf" 5000
check "with another file" refuses 422 key-reused "$first" -F "file=@$test_dir/b.pdf" -H 'Idempotency-Key: k1' /jobs
# What other clients put in a source's place need not have a digest: a link has none.
source=$(seed objects PDF_FILES | cut -f 1 | grep "$first")
source_subject="\$O.PDF_FILES.M.$(printf %s "$source" | base64 -w0 | tr '+/' '-_')"
# shellcheck disable=SC2016 # the dollar is a part of the subject
source_meta=$(request '$JS.API.STREAM.MSG.GET.OBJ_PDF_FILES' "{\"last_by_subj\": \"$source_subject\"}" |
	jq -r '.message.data | @base64d')
jq 'del(.digest, .nuid) | .options.link = {bucket: "PDF_FILES", name: "other"}' <<<"$source_meta" |
	request "$source_subject" - >/dev/null || die "no link is made"
check "with another source by now" refuses 422 key-reused "$first" "${form[@]}" -H 'Idempotency-Key: k1' /jobs
request "$source_subject" "$source_meta" >/dev/null || die "the source is not back"
check "and with its own again" answers 200 "${form[@]}" -H 'Idempotency-Key: k1' /jobs
announced() {
	# shellcheck disable=SC2016 # the dollar is a part of the subject
	request '$JS.API.STREAM.INFO.PDF_JOBS' '' | jq .state.messages
}
before=$(announced)
check "one to be removed" answers 201 "${form[@]}" -H 'Idempotency-Key: k2' /jobs
again=$(field .id)
call -X DELETE "/jobs/$again"
check "is" answers 204 -X DELETE "/jobs/$again"
check "and made anew" answers 201 "${form[@]}" -H 'Idempotency-Key: k2' /jobs
check "which is told" is "$(announced)" $((before + 2))
call -X DELETE "/jobs/$again"
check "(and removed)" answers 204 -X DELETE "/jobs/$again"
check "a bad key" refuses 400 bad-request Idempotency-Key "${form[@]}" -H $'Idempotency-Key: \xff' /jobs

note "-- the list"
check "by pages" answers 200 '/jobs?limit=4'
check "four" is "$(field '.jobs | length')" 4
next=$(field .next)
newest=$(field '[.jobs[].id] | join(" ")')
answers 201 "${form[@]}" /jobs || die "no upload"
check "the next page" answers 200 "$next"
check "goes on where the first ended, though a job arrived" is \
	"$(field '.jobs | length') $(comm -12 <(tr ' ' '\n' <<<"$newest" | sort) <(field '.jobs[].id' | sort) | wc -l)" "2 0"
check "and is the last" is "$(field .next)" null
check "by status" answers 200 '/jobs?status=queued,failed'
check "all are queued" is "$(field .counts.queued)" "$(field '.jobs | length')"
check "none failed" answers 200 '/jobs?status=failed'
check "none" is "$(field '.jobs | length')" 0
check "no such status" refuses 422 bad-option nothing '/jobs?status=nothing'
check "no such limit" refuses 422 bad-option limit '/jobs?limit=1000'
check "no such field" refuses 422 bad-option limit '/jobs?order=name'
check "no such place" refuses 422 bad-option after '/jobs?after=%3Cx%3E'
check "a broken query" refuses 400 bad-request escape '/jobs?status=%zz'

note "-- the queue"
for _ in 1 2 3 4 5; do answers 201 "${form[@]}" /jobs || die "no upload"; done
check "full" refuses 429 queue-full 'not finished' "${form[@]}" /jobs
check "says when to come again" is "$(header Retry-After)" 60
check "a key's job is given all the same" answers 200 "${form[@]}" -H 'Idempotency-Key: k1' /jobs

note "-- ends"
check "cancel" answers 200 -X DELETE "/jobs/$id"
check "is cancelled" is "$(field .status)" cancelled
check "its PDF is gone" is "$(seed objects PDF_FILES | grep -c "$id")" 0
check "it is listed still" answers 200 "/jobs/$id"
check "delete" answers 204 -X DELETE "/jobs/$id"
check "is gone" refuses 404 not-found "$id" "/jobs/$id"
check "twice" refuses 404 not-found "$id" -X DELETE "/jobs/$id"
check "nothing to retry" refuses 409 conflict queued -X POST "/jobs/$first/retry"
check "no audio yet" refuses 404 not-found 'no audio yet' "/jobs/$first/audio"
check "no text yet" refuses 404 not-found 'read yet' "/jobs/$first/text"
check "no pages yet" refuses 404 not-found '0 pages' "/jobs/$first/pages/1.png"

note "-- paths and methods"
check "nothing there" refuses 404 not-found path /nothing
check "dots" refuses 404 not-found path /../../etc/passwd
check "dots for an id" refuses 404 not-found .. /jobs/..
check "an encoded NUL" refuses 404 not-found path /jobs/%00
check "an encoded slash" refuses 404 not-found path "/jobs/..%2f..%2fetc"
check "an id that is none" refuses 404 not-found 'a.b' /jobs/a.b
long=$(printf 'a%.0s' {1..3000})
check "a long path" refuses 404 not-found path "/$long"
check "a path of 64 KiB" answers 414 "/$(head -c 65536 /dev/zero | tr '\0' a)"
check "a header of 64 KiB" answers 431 -H "X-Long: $(head -c 65536 /dev/zero | tr '\0' a)" /jobs
check "a wrong method" refuses 405 method-not-allowed DELETE -X PUT "/jobs/$first"
check "says which are right" is "$(header Allow)" 'GET, HEAD, PATCH, DELETE, OPTIONS'
check "OPTIONS" answers 204 -X OPTIONS /jobs
check "HEAD" answers 200 -I /jobs
check "an unwanted body is read and forgotten" refuses 409 conflict queued -d x=y "/jobs/$first/retry"

note "-- the page"
check "is there" answers 200 /
check "with its jobs" grep -q '>raw one</a></h3>' "$body"
check "and escapes names" answers 200 -X DELETE "/jobs/$first"
answers 201 -F "file=@$pdf;filename=<script>alert(1)</script>.pdf" /jobs
call /
check "in HTML" grep -q '>script&gt;</a></h3>' "$body"
for file in "$source_dir"/web/static/*.{js,css,svg,png,webmanifest}; do
	file=${file##*/}
	check "$file" answers 200 "/$file"
done
check "no other script" refuses 404 not-found path /none.js
check "the farm's page" answers 200 /farm
check "a book's page" answers 200 "/books/$first"
check "with its name" grep -qF "<h1 id=\"title\">$(basename "$pdf" .pdf)</h1>" "$body"
check "of no other book" refuses 404 not-found none /books/none
answers 200 /openapi.json
check "not twice" answers 304 -H "If-None-Match: $(header ETag)" /openapi.json
for name in Content-Security-Policy X-Content-Type-Options X-Frame-Options; do
	check "$name" [ -n "$(header $name)" ]
done
check "no inline script or style" is "$(header Content-Security-Policy | grep -c unsafe)" 0
check "metrics" answers 200 /metrics
check "count requests" grep -q 'route="/jobs",status="4xx"' "$body"

note "-- other sites"
check "another name" refuses 421 misdirected loopback -H 'Host: evil.example' /jobs
check "another origin" refuses 403 forbidden own -H 'Origin: http://evil.example' -X DELETE "/jobs/$first"
check "no origin" refuses 403 forbidden own -H 'Origin: null' "${form[@]}" /jobs
check "another site's form" refuses 403 forbidden own -H 'Sec-Fetch-Site: cross-site' "${form[@]}" /jobs
check "our own page" answers 204 -H "Origin: $url" -H 'Sec-Fetch-Site: same-origin' -X DELETE "/jobs/$first"
stop_web

note "-- a token"
(umask 077 && echo 'correct horse battery staple' >"$test_dir/token")
configure http token_file "\"$test_dir/token\""
check "with blanks is refused" is "$("$build_dir/web/lectern-web" --config "$config" 2>/dev/null; echo $?)" 78
echo 'correct-horse-battery-staple' >"$test_dir/token"
chmod 644 "$test_dir/token"
check "one that everybody may read is, too" is \
	"$("$build_dir/web/lectern-web" --config "$config" 2>/dev/null; echo $?)" 78
check "and told when it is asked" grep -q 'token_file: .*open to every user' \
	<("$build_dir/web/lectern-web" --check --config "$config" 2>&1)
chmod 600 "$test_dir/token"
start_web
check "none" refuses 401 unauthorized token /jobs
check "asks for it" [ -n "$(header WWW-Authenticate)" ]
check "a wrong one" refuses 401 unauthorized token -H 'Authorization: Bearer correct-horse-battery-staplE' /jobs
wait_until 60 answers 200 -H 'Authorization: Bearer correct-horse-battery-staple' /jobs
check "the right one" is "$status" 200
check "as password" answers 200 -u any:correct-horse-battery-staple /jobs
check "a wrong password" refuses 401 unauthorized token -u any:wrong /jobs
check "an upload without one" refuses 401 unauthorized token "${form[@]}" /jobs
check "healthz is open" answers 200 /healthz
check "another name will do" answers 200 -u any:correct-horse-battery-staple -H 'Host: books.example' /jobs
stop_web
toml_set "$config" http token_file '""'

note "-- limits and settings"
make_pdf_file "$test_dir/slow.pdf" 120000
configure http listen '"0.0.0.0"'
check "everywhere without a token is refused" is "$("$build_dir/web/lectern-web" --config "$config" 2>/dev/null; echo $?)" 78
configure http allow_remote_without_token true
start_web
check "told twice, it listens" wait_until 60 answers 200 /jobs
check "everywhere" grep -q 'listening on 0.0.0.0 port' "$test_dir/web.log"
check "to any name" answers 200 -H 'Host: books.example' /jobs
check "and still to no other site's page" refuses 403 forbidden own -H 'Origin: http://evil.example' "${form[@]}" /jobs
stop_web
configure http allow_remote_without_token false
configure http listen '"127.0.0.1"'
configure http max_uploads 2
configure http max_queued_jobs 100
configure http max_connections 6
start_web
wait_until 60 answers 200 /jobs
uploads_are() {
	call /metrics
	grep -q "^lectern_http_uploads $1\$" "$body"
}
slow=()
for n in 1 2; do
	curl --noproxy '*' -sS -m 120 --limit-rate 20K -o "$test_dir/slow-$n" -w '%{http_code}' -F "file=@$test_dir/slow.pdf" \
		"$url/jobs" >"$test_dir/slow-status-$n" &
	slow+=($!)
done
check "two uploads are under way" wait_until 60 uploads_are 2
check "a third is too many" refuses 429 too-many-uploads 2 "${form[@]}" /jobs
check "says when to come again" is "$(header Retry-After)" 5
check "who only reads is served" answers 200 /jobs
held=()
for n in 1 2 3 4; do
	exec {fd}<>"/dev/tcp/127.0.0.1/${url##*:}"
	held+=("$fd")
done
check "who only sits there makes room" answers 200 /healthz
for fd in "${held[@]}"; do exec {fd}>&-; done
check "and served again when others leave" wait_until 60 answers 200 /healthz
wait "${slow[@]}"
check "both uploads were taken" is "$(cat "$test_dir"/slow-status-*)" 201201
check "and then there is room" answers 201 "${form[@]}" /jobs
held=()
for n in 1 2; do
	exec {fd}<>"/dev/tcp/127.0.0.1/${url##*:}"
	held+=("$fd")
	printf 'POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/pdf\r\nContent-Length: 9000\r\n\r\n%%PDF-' >&"$fd"
done
check "two uploads of which nothing comes" wait_until 20 uploads_are 2
check "make room for one that comes" wait_until 20 answers 201 "${form[@]}" /jobs
for fd in "${held[@]}"; do exec {fd}>&-; done
stop_web
configure http max_connections 512
configure http min_free_disk_mb 1000000000
start_web
wait_until 60 answers 200 /jobs
check "a full disk" refuses 507 disk-full 'are needed' "${form[@]}" /jobs
stop_web
for args in --version --help; do
	check "$args" "$build_dir/web/lectern-web" $args >/dev/null
done
check "an unknown option" is "$("$build_dir/web/lectern-web" --nothing 2>/dev/null; echo $?)" 2
check "an argument" is "$("$build_dir/web/lectern-web" x 2>/dev/null; echo $?)" 2
check "no such file" is "$("$build_dir/web/lectern-web" --config /nonexistent 2>/dev/null; echo $?)" 78
