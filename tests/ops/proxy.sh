#!/bin/bash
# proxy.sh - the farm behind nginx, as docs/operations.md has it: at the root on another port, and
# below a path that the proxy keeps or strips. Pages, what they link, uploads, events, downloads.
# shellcheck source=tests/integration/lib.sh
. "$(dirname "$0")/../integration/lib.sh"
PATH=$PATH:/usr/sbin
command -v nginx >/dev/null || skip "there is no nginx"

make_pdf text 1 "$test_dir/book.pdf"
proxy_port=$(random_port)
site=http://127.0.0.1:$proxy_port

# start_proxy LOCATION TARGET HOST: what the manual shows, and the files of nginx in our directory.
start_proxy() {
	mkdir -p "$test_dir/nginx"
	cat >"$test_dir/nginx/nginx.conf" <<-CONF
		daemon off;
		pid nginx.pid;
		error_log error.log;
		events {}
		http {
			access_log off;
			client_body_temp_path body;
			proxy_temp_path proxy;
			fastcgi_temp_path fastcgi;
			uwsgi_temp_path uwsgi;
			scgi_temp_path scgi;
			server {
				listen 127.0.0.1:$proxy_port;
				client_max_body_size 1g;
				location $1 {
					proxy_pass $2;
					proxy_http_version 1.1;
					proxy_set_header Host $3;
					proxy_set_header X-Forwarded-For \$remote_addr;
					proxy_request_buffering off;
					proxy_buffering off;
					proxy_read_timeout 1h;
				}
			}
		}
	CONF
	nginx -p "$test_dir/nginx" -c nginx.conf -e error.log &
	proxy=$!
	wait_until 60 port_answers "$proxy_port" || die "nginx does not listen"
}

stop_proxy() {
	kill "$proxy"
	wait "$proxy"
}

answers() { # answers STATUS CURL_ARGUMENT...
	local status
	status=$(farm_curl -o "$test_dir/answer" -D "$test_dir/head" -w '%{http_code}' "${@:2}")
	[ "$status" = "$1" ] || { head -c 300 "$test_dir/answer"; false; }
}

location() {
	tr -d '\r' <"$test_dir/head" | sed -n 's/^location: //Ip'
}

# What a browser says of an upload by the page itself.
by_page=(-F "file=@$test_dir/book.pdf" -H "Origin: $site" -H 'Sec-Fetch-Site: same-origin')

# linked_are_there URL: everything that the page there names is there.
linked_are_there() {
	local names name base=${1%/*}/ count=0
	farm_curl -f "$1" >"$test_dir/page" || return
	names=$(grep -oE '(href|src)="[^"#:]+"' "$test_dir/page" | cut -d'"' -f2 | sort -u)
	for name in $names; do
		case $name in
		/*) name=$site$name ;;
		*) name=$base$name ;;
		esac
		answers 200 -L "$name" || { echo "no $name"; return 1; }
		count=$((count + 1))
	done
	[ "$count" -ge 3 ] || { echo "only $count links"; return 1; }
}

hears_of_end() {
	timeout 60 curl --noproxy '*' -sN "$1" | grep -qm1 completed
}

try() { # try PATH: the farm through the proxy, with PATH before everything
	check "the page" answers 200 "$site$1/"
	check "an upload by the page" answers 201 "${by_page[@]}" "$site$1/jobs"
	local self
	self=$(jq -r .links.self "$test_dir/answer")
	check "its place" [ "$self" = "$1/jobs/$(jq -r .id "$test_dir/answer")" ]
	check "events come as they happen" hears_of_end "$site$self/events"
	check "the audio" answers 200 "$site$self/audio"
	check "everything that the page links" linked_are_there "$site$1/"
	check "and the book's page" linked_are_there "$site$1/books/${self##*/}"
	check "a form leads back" answers 303 -H 'Accept: text/html' "${by_page[@]}" "$site$1/jobs"
	check "through the proxy" [ "$(location)" = "$1/" ]
	check "another site's upload is refused" answers 403 -F "file=@$test_dir/book.pdf" \
		-H 'Origin: http://elsewhere.example' -H 'Sec-Fetch-Site: cross-site' "$site$1/jobs"
}

start_farm
note "at the root, with the port in Host and without it"
# shellcheck disable=SC2016 # a variable of nginx
for host in '$http_host' '$host'; do
	start_proxy / "$farm_url" "$host"
	try ""
	stop_proxy
done
stop_farm
configure_farm http base_path '"/lectern"'
start_farm
for end in "" /; do
	note "below a path, at http://127.0.0.1:8080$end"
	# shellcheck disable=SC2016 # a variable of nginx
	start_proxy /lectern/ "$farm_url$end" '$http_host'
	try /lectern
	stop_proxy
done
