#!/bin/bash
# debian.sh - the Debian package in a Debian of its own: builds, installs, runs, reads a book, keeps
# an edited configuration, is removed and purged. LECTERN_DEB names packages that are built already.
set -u
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
skip() {
	echo "skipped: $*"
	exit 77
}
[ "$(id -u)" = 0 ] || skip "debootstrap needs root"
for tool in debootstrap dpkg-buildpackage dh lintian; do
	command -v "$tool" >/dev/null || skip "$tool is not installed"
done
work=$(mktemp -d /var/tmp/lectern-debian-XXXXXX) || exit 99
root=$work/root
failures=0

finish() {
	local status=$?
	umount "$root/proc" 2>/dev/null
	rm -rf --one-file-system "$work"
	[ "$status" -ne 0 ] || [ "$failures" -eq 0 ] || status=1
	exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

check() { # check WHAT COMMAND...
	local what=$1
	shift
	if "$@"; then
		echo "ok: $what"
	else
		echo "FAILED: $what: $*"
		failures=$((failures + 1))
	fi
}
not() {
	! "$@"
}
die() {
	echo "FAILED: $*"
	exit 1
}
inside() {
	chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
		DEBIAN_FRONTEND=noninteractive "$@"
}

debs=${LECTERN_DEB:-$work/deb}
[ -n "${LECTERN_DEB-}" ] || "$source_dir/packaging/deb" "$debs" || die "the package does not build"
deb=$(find "$debs" -name 'lectern_*.deb')
check "lintian finds no error" lintian --allow-root --fail-on error "$deb"

# From where this machine has its packages.
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1)
debootstrap --variant=minbase bookworm "$root" ${mirror:+"$mirror"} >"$work/log" 2>&1 ||
	die "debootstrap: $(tail -n 5 "$work/log")"
mount -t proc proc "$root/proc" || die "no /proc"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"
cp /etc/apt/apt.conf.d/*proxy* "$root/etc/apt/apt.conf.d/" 2>/dev/null
cp "$deb" "$root/root/lectern.deb"
inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /root/lectern.deb >"$work/log" 2>&1 ||
	die "apt-get install: $(tail -n 20 "$work/log")"
check "the configuration is right" inside lecternd --check
check "the unit is there" [ -f "$root/lib/systemd/system/lecternd.service" ]
check "manuals" [ -f "$root/usr/share/man/man1/lecternctl.1.gz" ]
check "its user is there" inside id lectern
check "its directory is his, and closed" [ "$(inside stat -c '%U:%G %a' /var/lib/lectern)" = "lectern:lectern 700" ]
check "rules and dashboard are there as the manual names them" [ -f "$root/usr/share/doc/lectern/prometheus/lectern.rules.yml" ] &&
	check "to be read as they are" [ -f "$root/usr/share/doc/lectern/prometheus/lectern.json" ]
check "completion" [ -f "$root/usr/share/bash-completion/completions/lecternctl" ]

# A user without rights, the loopback of a network of its own.
cp "$source_dir/packaging/sample.pdf" "$root/root/sample.pdf"
chmod 644 "$root/root/sample.pdf"
cat >"$root/usr/local/bin/try" <<'TRY'
#!/bin/sh
ip link set lo up 2>/dev/null || ifconfig lo up
setpriv --reuid=lectern --regid=lectern --clear-groups --no-new-privs \
	env STATE_DIRECTORY=/var/lib/lectern lecternd --foreground >/var/log/lecternd.log 2>&1 &
pid=$!
for i in $(seq 120); do
	lecternctl status >/dev/null 2>&1 && break
	sleep 0.5
done
lecternctl status
lecternctl submit -o /root/sample.wav /root/sample.pdf
status=$?
lecternctl drain
wait "$pid" || status=$?
exit "$status"
TRY
chmod +x "$root/usr/local/bin/try"
check "a book is read" unshare --net sh -c 'ip link set lo up; exec "$@"' sh \
	chroot "$root" env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 try
check "to audio" [ "$(head -c 4 "$root/root/sample.wav")" = RIFF ]
[ -s "$root/root/sample.wav" ] || tail -n 30 "$root/var/log/lecternd.log"

echo '# edited' >>"$root/etc/lectern/project.toml"
inside apt-get install -y -qq --reinstall -o Dpkg::Options::=--force-confdef \
	-o Dpkg::Options::=--force-confold /root/lectern.deb >"$work/log" 2>&1
check "an edited configuration stays" grep -q '^# edited' "$root/etc/lectern/project.toml"
inside dpkg -L lectern | sort >"$work/files"
inside apt-get remove -y -qq lectern >"$work/log" 2>&1
check "removed, the programs are gone" not inside sh -c 'command -v lecternd'
check "the configuration is not" [ -f "$root/etc/lectern/project.toml" ]
check "nor is what was stored" [ -d "$root/var/lib/lectern/nats" ]
inside apt-get purge -y -qq lectern >"$work/log" 2>&1
left=$(while read -r path; do
	[ ! -f "$root$path" ] || echo "$path"
done <"$work/files")
check "purged, nothing is left" [ -z "$left" ]
check "not even state" [ ! -e "$root/var/lib/lectern" ]
check "nor settings" [ ! -e "$root/etc/lectern" ]
