#!/bin/bash
# feed.sh - the podcast feed: off unless a secret is given, heard by who knows it and by nobody else,
# well-formed whatever a book is called, its files in ranges.
# shellcheck source=tests/web/lib.sh
. "$(dirname "$0")/lib.sh"
start_broker
write_config
(umask 077 && echo a-token-of-sixteen >"$test_dir/token")
configure http token_file "\"$test_dir/token\""
start_web
token=(-H "Authorization: Bearer a-token-of-sixteen")

digest=$(seed audio FINAL_AUDIO_FILES default/done/final.wav 1000) || die "no audio"
other=$(seed audio FINAL_AUDIO_FILES default/other/final.wav 900) || die "no audio"
# state ID NAME STATUS DIGEST FINISHED
state() {
	jq -nc --arg id "$1" --arg name "$2" --arg status "$3" --arg digest "$4" --arg at "$5" '{workflowId: $id,
		tenantId: "default", userId: "u", name: $name, pdfKey: "default/\($id)/source.pdf", status: $status,
		error: null, createdAt: $at, startedAt: $at, finishedAt: $at, updatedAt: $at, options: {},
		totalPages: 1, completingPage: 0, received: "1", blank: "", skipped: "", failed: [],
		finalAudioKey: "default/\($id)/final.wav", audio: {seconds: 12.5, bytes: 1000, digest: $digest}}' |
		seed state
}
state "done" a.pdf completed "$digest" 2026-01-02T03:04:05.000Z || die "no job"
state other 'R&D <1>.pdf' completed_with_errors "$other" 2026-02-03T03:04:05.000Z || die "no job"
state bare bare.pdf completed "$digest" 2026-03-03T03:04:05.000Z || die "no job"
state broken broken.pdf failed "$digest" 2026-04-03T03:04:05.000Z || die "no job"
# A title in which XML has no character for everything.
seed object BOOK_FILES default/done/book.json >/dev/null <<-JSON
	{"version":1,"title":"<Moons> & \"Rings\" \uffff]]>\ud83e\udd86","titleSource":"xmp","authors":["Ann & Bob","C. D."],
	"subject":"","language":"en","date":"2015","cover":"default/done/cover.jpg","audioDigest":"$digest","pageLabels":[],
	"chapterSource":"outline","outline":[],"chapters":[{"level":1,"title":"One \"&\"","page":1,"start":0,"end":7.25},
	{"level":1,"title":"Two","page":1,"start":7.25,"end":12.5}]}
JSON
echo picture | seed object BOOK_FILES default/done/cover.jpg >/dev/null
echo sound | seed object ENCODED_AUDIO_FILES default/done/audio.m4b state=ready "source=$digest" seconds=12.5 >/dev/null
echo other | seed object ENCODED_AUDIO_FILES default/other/audio.mp3 state=ready "source=$other" seconds=7 >/dev/null
wait_until 60 answers 200 "${token[@]}" /jobs/broken || die "the jobs do not appear"

note "-- off"
check "there is none" answers 200 "${token[@]}" /feed
check "which is told" is "$(field .url)" null
check "nor any address" refuses 404 not-found 'nothing at this path' /feed/0123456789abcdef.xml
stop_web

note "-- a secret that is none"
for wrong in short 'with a blank in it' 'and/a/slash/in/it/x'; do
	(umask 077 && echo "$wrong" >"$test_dir/secret")
	configure library feed_secret_file "\"$test_dir/secret\""
	check "it is told before anything starts: $wrong" not "$build_dir/web/lectern-web" --config "$config" --check
done

note "-- on"
(umask 077 && echo a_secret-0123456789 >"$test_dir/secret")
start_web
wait_until 60 answers 200 "${token[@]}" /jobs/broken || die "the jobs do not appear"
check "its address is told" answers 200 "${token[@]}" /feed
check "as the client calls the farm" is "$(field .url)" "$url/feed/a_secret-0123456789.xml"
check "to nobody without the token" answers 401 /feed
check "behind a proxy, too" answers 200 "${token[@]}" -H 'X-Forwarded-Proto: https' \
	-H 'X-Forwarded-Host: books.example' /feed
check "as the proxy is called" is "$(field .url)" "https://books.example/feed/a_secret-0123456789.xml"
check "but nothing that is no host" answers 200 "${token[@]}" -H 'X-Forwarded-Host: a"b<c' /feed
check "so" is "$(field .url)" "$url/feed/a_secret-0123456789.xml"
for wrong in a_secret-012345678 a_secret-0123456789x A_secret-0123456789 x; do
	check "a wrong secret: $wrong" answers 404 "/feed/$wrong.xml"
	check "of a file, too" answers 404 "/feed/$wrong/done.m4b"
done
check "no token is asked for" answers 200 /feed/a_secret-0123456789.xml
check "its type" matches 'application/rss\+xml' "$(header Content-Type)"
cp "$body" "$test_dir/feed.xml"
if command -v python3 >/dev/null; then
	check "it is XML" python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$test_dir/feed.xml"
fi
has() {
	grep -qF -- "$1" "$test_dir/feed.xml" || {
		cat "$test_dir/feed.xml"
		return 1
	}
}
base=$url/feed/a_secret-0123456789
check "two books" is "$(grep -c '<item>' "$test_dir/feed.xml")" 2
check "the newest first" is "$(sed -n 's/.*<guid isPermaLink="false">\(.*\)<.*/\1/p' "$test_dir/feed.xml" | tr '\n' ' ')" "other done "
check "a title" has '<title>&lt;Moons&gt; &amp; &quot;Rings&quot; ]]&gt;🦆</title>'
check "authors" has '<itunes:author>Ann &amp; Bob, C. D.</itunes:author>'
check "a day" has '<pubDate>Fri, 02 Jan 2026 03:04:05 +0000</pubDate>'
check "a file" has "<enclosure url=\"$base/done.m4b\" length=\"6\" type=\"audio/mp4\"/>"
check "an MP3 where there is no M4B" has "<enclosure url=\"$base/other.mp3\" length=\"6\" type=\"audio/mpeg\"/>"
check "a cover" has "<itunes:image href=\"$base/done.jpg\"/>"
check "chapters" has "url=\"$base/done.chapters.json\""
check "the file's name where nothing is known" has '<title>R&amp;D &lt;1&gt;.pdf</title>'
etag=$(header ETag)
check "not twice the same" answers 304 -H "If-None-Match: $etag" /feed/a_secret-0123456789.xml

check "the sound" answers 200 /feed/a_secret-0123456789/done.m4b
check "which it is" is "$(cat "$body")" sound
check "in ranges" answers 206 -r 1-2 /feed/a_secret-0123456789/done.m4b
check "those" is "$(cat "$body")" ou
check "what a program asks first" answers 200 -I /feed/a_secret-0123456789/done.m4b
check "the MP3" answers 200 /feed/a_secret-0123456789/other.mp3
check "the cover" answers 200 /feed/a_secret-0123456789/done.jpg
check "the chapters" answers 200 /feed/a_secret-0123456789/done.chapters.json
check "with their times" is "$(field '[.version, .chapters[] | tostring] | join("/")')" \
	'1.2.0/{"startTime":0,"title":"One \"&\""}/{"startTime":7.25,"title":"Two"}'
for path in done.mp3 bare.m4b broken.m4b nobody.m4b bare.jpg bare.chapters.json done.wav .m4b; do
	check "what is not there: $path" answers 404 "/feed/a_secret-0123456789/$path"
done
check "nothing changes by it" answers 405 -X POST /feed/a_secret-0123456789.xml
stop_web

configure library url '"https://lectern.example/books"'
start_web
wait_until 60 answers 200 "${token[@]}" /jobs/broken || die "the jobs do not appear"
check "where the farm has an address of its own" answers 200 /feed/a_secret-0123456789.xml
check "that is told" grep -qF 'href="https://lectern.example/books/feed/a_secret-0123456789.xml"' "$body"
stop_broker
call /feed/a_secret-0123456789.xml
check "trouble is told" grep -q '/feed/\.\.\.' "$test_dir/web.log"
check "without the secret" not grep -q a_secret "$test_dir/web.log"
