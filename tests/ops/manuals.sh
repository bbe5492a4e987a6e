#!/bin/bash
# manuals.sh - the manuals say what the programs do: keys and their limits, calls, problems,
# commands; and the unit is as closed as we say.
set -u
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
build_dir=$PWD
status=0

fault() {
	echo "FAILED: $*"
	status=1
}

plain() { # a manual page without its markup
	sed -e 's/\\-/-/g' -e 's/\\(dq/"/g' -e "s/\\\\(cq/'/g" "$1"
}

# project.toml(5): every key of the table that the settings are parsed by, with its default.
page=$(plain "$build_dir/packaging/man/project.toml.5")
keys=0
while read -r line; do
	keys=$((keys + 1))
	grep -qxF ".B $line" <<<"$page" || fault "project.toml(5) lacks: $line"
done < <(grep -E '^[a-z_]+ = ' "$source_dir/project.toml")
[ "$keys" -gt 100 ] || fault "project.toml has $keys keys only"
for key in $(grep -oE '^	(NATS|NATS_INT|NATS_FILE)\([a-z_]+' "$source_dir/common/config/table.c" |
	cut -d'(' -f2); do
	grep -q "^\.B $key = " <<<"$page" || fault "project.toml(5) lacks [nats] $key"
done

# lectern-http(7): every call, option and type of problem.
page=$(plain "$source_dir/packaging/man/lectern-http.7")
api=$source_dir/web/static/openapi.json
calls=$(jq -r '.paths | to_entries[] | .key as $path | .value | keys[] |
	select(IN("get", "post", "delete")) | "\(ascii_upcase) \($path)"' "$api")
[ "$(wc -l <<<"$calls")" -gt 15 ] || fault "openapi.json has too few calls"
while read -r call; do
	grep -qxF ".B $call" <<<"$page" || fault "lectern-http(7) lacks $call"
done <<<"$calls"
while read -r name; do
	grep -qxF ".B $name" <<<"$page" || fault "lectern-http(7) lacks the option $name"
done < <(sed -n 's/^	{ "\([a-zA-Z]*\)", KIND_.*/\1/p' "$source_dir/web/jobs/options.c")
while read -r name; do
	grep -qF ".BR \"$name\"" <<<"$page" || fault "lectern-http(7) lacks the problem $name"
done < <(grep -oE '\{ [0-9]{3}, "[a-z-]+"' "$source_dir/web/http/problem.c" | cut -d'"' -f2)

# lecternctl: manual and completion know its commands.
for command in $("$build_dir/ctl/lecternctl" --help | awk '/^  [a-z]+  / { print $1 }'); do
	plain "$source_dir/ctl/lecternctl.1" | grep -qE "^\.(B|BR|BI) \"?$command( |\"|$)" ||
		fault "lecternctl(1) lacks $command"
	grep -q "commands=.*\b$command\b" "$source_dir/ctl/bash-completion/lecternctl" ||
		fault "the completion lacks $command"
done

# Every program has its page.
for program in lectern-web lectern-commentator lectern-speech lecternd pdf-to-png-service png-to-text-service tts-service \
	pcm-to-wav-service wav-aggregator-service audio-encoder-service page-image-service live-audio-service voice-sample-service; do
	[ -s "$source_dir/packaging/man/$program.8" ] || fault "$program has no manual page"
done

# 2.0 or better, in tenths.
if command -v systemd-analyze >/dev/null &&
	systemd-analyze security --help 2>/dev/null | grep -q -- --threshold; then
	systemd-analyze security --offline=true --threshold=20 --no-pager \
		"$build_dir/packaging/lecternd.service" >/dev/null ||
		fault "systemd-analyze security: $(systemd-analyze security --offline=true \
			"$build_dir/packaging/lecternd.service" | tail -n 1)"
fi

# The unit's user and directory are what sysusers and tmpfiles make.
user=$(sed -n 's/^User=//p' "$build_dir/packaging/lecternd.service")
if [ "$(id -u)" = 0 ] && command -v systemd-sysusers >/dev/null; then
	root=$(mktemp -d "${TMPDIR:-/tmp}/lectern-root-XXXXXX")
	mkdir "$root/etc"
	systemd-sysusers --root="$root" "$source_dir/packaging/sysusers.d/lectern.conf" || fault "sysusers"
	systemd-tmpfiles --root="$root" --create "$source_dir/packaging/tmpfiles.d/lectern.conf" ||
		fault "tmpfiles"
	uid=$(awk -F: -v user="$user" '$1 == user { print $3 }' "$root/etc/passwd")
	[ "$(stat -c '%u %a' "$root/var/lib/lectern")" = "$uid 700" ] ||
		fault "the state directory is not of $user alone"
	rm -rf "$root"
fi
exit "$status"
