#!/bin/bash
# install.sh - what `make install` lays out runs, keeps an edited configuration, and what `make
# uninstall` leaves is nothing.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

root=$test_dir/root
make_it() {
	env -u MAKEFLAGS -u MFLAGS make -s -C "$build_dir" "$@" DESTDIR="$root" >"$test_dir/make.log" 2>&1 || {
		cat "$test_dir/make.log"
		return 1
	}
}
installed() { # installed NAME: where it is
	find "$root" -name "$1"
}
nothing_installed() {
	local left
	left=$(find "$root" ! -type d)
	[ -z "$left" ] || {
		note "left: $left"
		return 1
	}
}

programs() {
	local pid
	for pid in $(farm_processes); do
		readlink "/proc/$pid/exe"
	done
}

check "make install" make_it install
settings=$(installed project.toml)
check "the configuration is right" env \
	LECTERN_LIBEXECDIR="$(dirname "$(installed lectern-web)")" "$(installed lecternd)" --check --config "$settings"
for program in lecternd lectern-web pdf-to-png-service png-to-text-service tts-service \
	pcm-to-wav-service wav-aggregator-service audio-encoder-service page-image-service live-audio-service voice-sample-service; do
	check "$program is there" [ -x "$(installed $program)" ]
	check "$program has a manual page" [ -f "$(installed $program.8)" ]
	check "$program tells its version" "$(installed $program)" --version
done

# Below DESTDIR it is not where it was built to be.
LECTERN_LIBEXECDIR=$(dirname "$(installed tts-service)")
LECTERN_PAGE_DIR=$(dirname "$(installed index.html)")
export LECTERN_LIBEXECDIR LECTERN_PAGE_DIR
make_pdf text 1 "$test_dir/book.pdf" "$test_dir/words" || die "no PDF was made"
farm_start "$(installed lecternd)"
farm_wait_ready 60 || die "the installed farm did not come up"
book=$(submit "$test_dir/book.pdf")
check "the installed farm reads a book" completes "$book" 60
check "in full" reads_back "$book" "$test_dir/words"
check "by the installed programs" [ "$(programs | sort | uniq -c | grep -c "$root")" = 8 ]
check "and by no others" [ -z "$(programs | grep "^$build_dir")" ]
check "the page is there" farm_curl -f -o "$test_dir/page.html" "$farm_url/"
stop_farm

echo '# ours' >>"$settings"
check "make install again" make_it install
check "the edited configuration is kept" grep -q '^# ours' "$settings"
check "the new one is beside it" cmp "$source_dir/project.toml" "$settings.new"
check "make uninstall" make_it uninstall
check "the edited configuration stays" grep -q '^# ours' "$settings"
rm "$settings"
check "else nothing is left" nothing_installed
check "make install once more" make_it install
check "make uninstall once more" make_it uninstall
check "nothing at all is left" nothing_installed
check "nor our directories" [ -z "$(find "$root" -name lectern)" ]
