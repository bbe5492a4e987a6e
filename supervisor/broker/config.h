/* config: where the embedded nats-server listens, and its configuration file. Pure. */
#ifndef LECTERN_SUPERVISOR_BROKER_CONFIG_H
#define LECTERN_SUPERVISOR_BROKER_CONFIG_H

#include "common/base/arena.h"
#include "common/base/buf.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct broker_address {
	char host[48]; /* numeric: "127.0.0.1", "::1" */
	uint16_t port;
	const char *user, *password; /* NULL: none */
	const char *token;           /* NULL: none */
	const char *hash;            /* of the password or the token, for the server to know it by;
				      * NULL: it gets the secret itself */
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} socket;
	socklen_t socket_len;
};

/* True when the URL is one plain loopback server, which lecternd could run itself: nats://, a
 * loopback address or "localhost", a port (4222 when none is named, but not 0). Strings are in the
 * arena. False leaves *ret_address untouched. */
bool broker_address_parse(const char *url, struct arena *arena, struct broker_address *ret_address);

struct broker_version {
	int major, minor, patch;
};

/* What `nats-server --version` prints: "nats-server: v2.9.10". */
bool broker_version_parse(const char *text, struct broker_version *ret_version);

/* From 2.10 on every write can be made to reach the disk before it is acknowledged. */
bool broker_version_syncs(const struct broker_version *version);

/* Before 2.9.15 a server counts what was purged as if it were still there
 * (github.com/nats-io/nats-server/pull/3876). */
bool broker_version_counts_purges(const struct broker_version *version);

/* Appends the configuration file. `room`: bytes that the store may take in all; a server that
 * cannot count gets no limit. */
void broker_config_format(const struct broker_address *address, const char *store_dir, int64_t room,
	const struct broker_version *version, struct buf *text);

/* Appends what a client says to learn whether JetStream works there: a connection, and a question
 * to its API. An answer comes as a message for BROKER_INBOX. */
#define BROKER_INBOX "_INBOX.lecternd"
void broker_question(const struct broker_address *address, struct buf *text);

#endif
