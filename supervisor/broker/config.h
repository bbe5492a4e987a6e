/* config: where the embedded nats-server listens, and its configuration file. Pure functions. */
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
	const char *user, *password; /* NULL if none */
	const char *token;           /* NULL if none */
	const char *hash;            /* hash of the password or token for the server's
				      * configuration; NULL to write the secret itself */
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} socket;
	socklen_t socket_len;
};

/* Parses the URL of a single loopback server that lecternd could run itself: nats://, a loopback
 * address or "localhost", and a port (4222 if omitted; 0 is refused). The strings live in the
 * arena. Returns false, leaving *ret_address untouched, for anything else. */
bool broker_address_parse(const char *url, struct arena *arena, struct broker_address *ret_address);

struct broker_version {
	int major, minor, patch;
};

/* Parses the output of `nats-server --version`: "nats-server: v2.9.10". */
bool broker_version_parse(const char *text, struct broker_version *ret_version);

/* Since 2.10 the server can sync every write to disk before acknowledging it. */
bool broker_version_syncs(const struct broker_version *version);

/* Before 2.9.15 the server keeps counting purged messages as stored
 * (github.com/nats-io/nats-server/pull/3876). */
bool broker_version_counts_purges(const struct broker_version *version);

/* Appends the configuration file. `room` is the most the store may hold, in bytes; a server that
 * does not count purges gets no limit. */
void broker_config_format(const struct broker_address *address, const char *store_dir, int64_t room,
	const struct broker_version *version, struct buf *text);

/* Appends what a client sends to find out whether JetStream works: a connection and an API request.
 * The answer is a message on BROKER_INBOX. */
#define BROKER_INBOX "_INBOX.lecternd"
void broker_question(const struct broker_address *address, struct buf *text);

#endif
