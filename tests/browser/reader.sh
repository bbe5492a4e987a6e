#!/bin/bash
# reader.sh - the page of a book in Chromium, and the main way in Firefox: heard, seen and searched, when
# it is done and while it is made; by keys, on a phone, without JavaScript, without a network.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
command -v node >/dev/null || skip "node is not installed"
[ -d "$source_dir/tests/browser/node_modules/playwright-core" ] || skip "tests/browser: npm ci was not run"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || skip "chromium is not installed"
check "every string is there, in every language" node "$source_dir/tests/browser/strings.mjs" "$source_dir/web/static"
check "when a book can be heard through is told right" node "$source_dir/tests/browser/lead.mjs" "$source_dir/web/static"
configure_farm pdf_to_png_service dpi 150
configure_farm page_image_service worker_pool_size 1
configure_farm live_audio_service worker_pool_size 1
make_pdf handbook 8 "$test_dir/handbook.pdf" || die "no PDF was made"
make_pdf scan 2 "$test_dir/scan.pdf" || die "no PDF was made"
make_pdf journal 4 "$test_dir/short.pdf" || die "no PDF was made"
make_pdf novel 3 "$test_dir/novel.pdf" || die "no PDF was made"
make_pdf text 10 "$test_dir/long.pdf" || die "no PDF was made"
start_farm
handbook=$(submit "$test_dir/handbook.pdf")
scan=$(submit "$test_dir/scan.pdf")
novel=$(submit "$test_dir/novel.pdf")
wait_job "$handbook" 120 || die "the book has no end"
wait_job "$scan" 120 || die "the scan has no end"
wait_job "$novel" 120 || die "the novel has no end"
# For the browser's script: so many workers read pages from now on.
cat >"$test_dir/readers" <<-END || die "no script was made"
	#!/bin/bash
	. "$source_dir/packaging/farm.sh"
	toml_set "$farm_dir/project.toml" png_to_text_service worker_pool_size "\$1" && kill -HUP "$farm_pid"
END
chmod +x "$test_dir/readers"
check "the page does all of it" in_browser reader.mjs "$farm_url" "$test_dir" "$test_dir/readers" "$handbook" "$scan" "$novel"
# Two more, of the same books, below one origin.
lecterns=()
for name in one other; do
	port=$(random_port)
	cp "$farm_dir/project.toml" "$test_dir/$name.toml" || die "no settings"
	toml_set "$test_dir/$name.toml" http port "$port"
	toml_set "$test_dir/$name.toml" http base_path "\"/$name\""
	toml_set "$test_dir/$name.toml" nats url "\"$(farm_broker)\""
	setpriv --pdeathsig KILL "$build_dir/web/lectern-web" --config "$test_dir/$name.toml" >"$test_dir/$name.log" 2>&1 &
	lecterns+=($!)
	declare "$name=http://127.0.0.1:$port/$name/"
	wait_until 60 farm_curl -f -o /dev/null "${!name}jobs/$novel" || die "no Lectern below /$name: $(cat "$test_dir/$name.log")"
done
check "two Lecterns on one origin keep apart" in_browser bases.mjs "$one" "$other" "$novel"
kill "${lecterns[@]}"
wait "${lecterns[@]}"
if command -v firefox-esr >/dev/null; then
	check "in Firefox, too, the main way" in_browser firefox.mjs "$farm_url" "$test_dir/short.pdf"
else
	note "firefox-esr is not installed: the main way in Firefox is left out"
fi
