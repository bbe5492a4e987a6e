#!/bin/bash
# secured_broker.sh - a farm on a nats-server that asks for TLS, a client certificate and a
# password; what is wrong is said in the log; engines hold no connection and no secret.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/lib.sh"

broker_dir=$test_dir/broker
password=s3cret-$(tr -dc a-z0-9 </dev/urandom | head -c 20)
mkdir "$broker_dir"

certificate() { # certificate NAME EXTENSION
	(cd "$broker_dir" && openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-subj "/CN=$1" -keyout "$1.key" -out "$1.csr" &&
		openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 \
			-extfile <(echo "subjectAltName=$2") -out "$1.pem" &&
		chmod 600 "$1.key") >>"$broker_dir/openssl.log" 2>&1
}
(cd "$broker_dir" && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
	-subj /CN=authority -keyout ca.key -out ca.pem) >"$broker_dir/openssl.log" 2>&1
certificate server IP:127.0.0.1 && certificate client DNS:lectern || die "openssl failed"
cat >"$broker_dir/nats-server.conf" <<-CONF
	listen: "${farm_nats#nats://}"
	authorization { user: farm, password: "$password" }
	tls { cert_file: "$broker_dir/server.pem", key_file: "$broker_dir/server.key",
		ca_file: "$broker_dir/ca.pem", verify: true }
	jetstream { store_dir: "$broker_dir/store" }
CONF
setpriv --pdeathsig TERM nats-server -c "$broker_dir/nats-server.conf" >"$broker_dir/log" 2>&1 &
broker_pid=$!
wait_until 60 port_answers "${farm_nats##*:}" || die "nats-server did not start"

configure_farm nats server '"external"'
configure_farm nats url "\"tls://${farm_nats#nats://}\""
configure_farm nats tls_ca_file "\"$broker_dir/ca.pem\""
configure_farm nats tls_cert_file "\"$broker_dir/client.pem\""
configure_farm nats tls_key_file "\"$broker_dir/client.key\""
configure_farm nats user '"farm"'
configure_farm nats password_file '"word"'
(umask 077 && echo wrong >"$farm_dir/word")

told() {
	grep -qF -- "$1" "$farm_dir/lecternd.log"
}

# The engines: who has a parent among ours that is not lecternd.
engines() {
	grep -lszxF -e --engine /proc/[0-9]*/cmdline | grep -o '[0-9]\+' |
		while read -r pid; do
			! cat "/proc/$pid/cmdline" 2>/dev/null | grep -qaF "$farm_dir" || echo "$pid"
		done
}

# None of its sockets is one of the network's.
has_no_connection() {
	local inode
	for inode in $(find "/proc/$1/fd" -printf '%l\n' | sed -n 's/^socket:\[\([0-9]*\)\]$/\1/p'); do
		! awk -v inode="$inode" '$10 == inode { found = 1 } END { exit !found }' \
			/proc/net/tcp /proc/net/tcp6 || return 1
	done
}

make_pdf text 2 "$test_dir/book.pdf" || die "no PDF was made"
farm_start "$build_dir/supervisor/lecternd"
check "a wrong password is told" wait_until 30 told "the server refuses [nats] user and password_file"
(umask 077 && echo "$password" >"$farm_dir/word")
wait_until 60 web_has_broker || die "with the right password the farm does not get in"
id=$(submit "$test_dir/book.pdf")
check "a job completes" completes "$id" 120
count=0
for pid in $(engines); do
	count=$((count + 1))
	check "engine $pid has no connection" has_no_connection "$pid"
	check "engine $pid was told no secret" not grep -qF "$password" "/proc/$pid/environ" \
		"/proc/$pid/cmdline"
done
check "there were engines to look at" [ "$count" -ge 5 ]
check "no secret is in the log" not told "$password"
check "nor below the state directory" not grep -rqF "$password" "$farm_dir/state"
stop_farm
kill "$broker_pid"
wait "$broker_pid" 2>/dev/null || :
