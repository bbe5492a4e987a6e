/* config.c: derives the broker's address from the URL, and generates its configuration file. */
#include "supervisor/broker/config.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_PORT = 4222 };

static const int64_t no_limit = INT64_C(1) << 60;

/* Splits "host:port", "[v6]:port" or "host". */
static bool split_host(char *text, const char **ret_host, const char **ret_port)
{
	char *port;
	*ret_host = text;
	if (text[0] == '[') {
		char *end = strchr(text, ']');
		if (!end)
			return false;
		*end = '\0';
		*ret_host = text + 1;
		port = end[1] == ':' ? end + 1 : NULL;
		if (end[1] && !port)
			return false;
	} else {
		port = strchr(text, ':');
		if (port && strchr(port + 1, ':'))
			return false;
	}
	if (port)
		*port++ = '\0';
	*ret_port = port;
	return true;
}

static bool parse_port(const char *text, uint16_t *ret_port)
{
	if (!text) {
		*ret_port = DEFAULT_PORT;
		return true;
	}
	char *end;
	long port = strtol(text, &end, 10);
	if (end == text || *end || port < 1 || port > 65535)
		return false;
	*ret_port = (uint16_t)port;
	return true;
}

static bool set_loopback(const char *host, struct broker_address *address)
{
	if (strcmp(host, "localhost") == 0)
		host = "127.0.0.1";
	snprintf(address->host, sizeof address->host, "%s", host);
	if (inet_pton(AF_INET, host, &address->socket.v4.sin_addr) == 1) {
		address->socket.v4.sin_family = AF_INET;
		address->socket.v4.sin_port = htons(address->port);
		address->socket_len = sizeof address->socket.v4;
		return ntohl(address->socket.v4.sin_addr.s_addr) >> 24 == 127;
	}
	if (inet_pton(AF_INET6, host, &address->socket.v6.sin6_addr) == 1) {
		address->socket.v6.sin6_family = AF_INET6;
		address->socket.v6.sin6_port = htons(address->port);
		address->socket_len = sizeof address->socket.v6;
		return IN6_IS_ADDR_LOOPBACK(&address->socket.v6.sin6_addr);
	}
	return false;
}

bool broker_address_parse(const char *url, struct arena *arena, struct broker_address *ret_address)
{
	static const char scheme[] = "nats://";
	struct broker_address address;
	memset(&address, 0, sizeof address);
	if (strchr(url, ','))
		return false;
	if (strncmp(url, scheme, sizeof scheme - 1) == 0)
		url += sizeof scheme - 1;
	else if (strstr(url, "://"))
		return false;
	char *text = arena_string(arena, url);
	text[strcspn(text, "/")] = '\0';
	char *at = strrchr(text, '@');
	if (at) {
		*at = '\0';
		char *colon = strchr(text, ':');
		if (colon)
			*colon = '\0';
		address.user = colon ? text : NULL;
		address.password = colon ? colon + 1 : NULL;
		address.token = colon ? NULL : text;
		text = at + 1;
	}
	const char *host, *port;
	if (!split_host(text, &host, &port) || !parse_port(port, &address.port) ||
		!set_loopback(host, &address))
		return false;
	*ret_address = address;
	return true;
}

bool broker_version_parse(const char *text, struct broker_version *ret_version)
{
	struct broker_version version = { 0, 0, 0 };
	const char *at = strstr(text, "nats-server");
	at = at ? strchr(at, 'v') : NULL;
	/* "nats-server" itself contains a 'v', so try each one. */
	while (at && sscanf(at, "v%d.%d.%d", &version.major, &version.minor, &version.patch) < 2)
		at = strchr(at + 1, 'v');
	if (!at)
		return false;
	*ret_version = version;
	return true;
}

bool broker_version_syncs(const struct broker_version *version)
{
	return version->major > 2 || (version->major == 2 && version->minor >= 10);
}

bool broker_version_counts_purges(const struct broker_version *version)
{
	if (version->major != 2)
		return version->major > 2;
	return version->minor > 9 || (version->minor == 9 && version->patch >= 15);
}

static void append_string(struct buf *text, const char *value)
{
	buf_append_char(text, '"');
	for (const char *p = value; *p; p++) {
		if (*p == '"' || *p == '\\')
			buf_append_char(text, '\\');
		buf_append_char(text, *p);
	}
	buf_append_char(text, '"');
}

static void append_authorization(struct buf *text, const struct broker_address *address)
{
	if (!address->user && !address->token)
		return;
	buf_append_string(text, "authorization {\n");
	if (address->user) {
		buf_append_string(text, "\tuser: ");
		append_string(text, address->user);
		buf_append_string(text, "\n\tpassword: ");
		append_string(text, address->hash ? address->hash : address->password);
	} else {
		buf_append_string(text, "\ttoken: ");
		append_string(text, address->hash ? address->hash : address->token);
	}
	buf_append_string(text, "\n}\n");
}

void broker_question(const struct broker_address *address, struct buf *text)
{
	buf_append_string(
		text, "CONNECT {\"verbose\":false,\"pedantic\":false,\"name\":\"lecternd\"");
	if (address->user) {
		buf_append_string(text, ",\"user\":");
		append_string(text, address->user);
		buf_append_string(text, ",\"pass\":");
		append_string(text, address->password);
	} else if (address->token) {
		buf_append_string(text, ",\"auth_token\":");
		append_string(text, address->token);
	}
	buf_append_string(text, "}\r\nSUB " BROKER_INBOX " 1\r\n"
				"PUB $JS.API.INFO " BROKER_INBOX " 0\r\n\r\n");
}

void broker_config_format(const struct broker_address *address, const char *store_dir, int64_t room,
	const struct broker_version *version, struct buf *text)
{
	bool v6 = address->socket_len == sizeof address->socket.v6;
	buf_append_string(text, "# Written by lecternd at each start; do not edit.\n");
	buf_printf(text, "listen: \"%s%s%s:%u\"\n", v6 ? "[" : "", address->host, v6 ? "]" : "",
		address->port);
	buf_append_string(text, "server_name: \"lectern\"\n");
	append_authorization(text, address);
	buf_append_string(text, "jetstream {\n\tstore_dir: ");
	append_string(text, store_dir);
	/* The server's default would be three quarters of the space free at startup, which after a
	 * restart may be less than it already stores. A server that does not account for purges
	 * would one day take its store for full, after as many pages as the limit allows, and
	 * refuse everything until restarted; so it gets no limit. Workers check the disk themselves
	 * before they begin new work (common/farm/free_space.h). */
	if (!broker_version_counts_purges(version))
		room = no_limit;
	buf_printf(text, "\n\tmax_file_store: %lld\n", (long long)room);
	if (broker_version_syncs(version))
		buf_append_string(text, "\tsync_interval: always\n");
	buf_append_string(text, "}\n");
}
