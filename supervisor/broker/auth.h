/* auth: who may use the embedded nats-server. Other users of the machine may not: unless
 * the settings name credentials, lecternd makes up a password and keeps it, mode 0600, below its
 * state directory. */
#ifndef LECTERN_SUPERVISOR_BROKER_AUTH_H
#define LECTERN_SUPERVISOR_BROKER_AUTH_H

#include "common/config/settings.h"
#include "supervisor/broker/config.h"

/* False when the settings want something that lecternd cannot set up for a server of its own:
 * TLS, an NKey or a credentials file. */
bool broker_auth_is_ours(const struct nats_settings *nats);

/* Fills the address's credentials, by its own, the settings or else the password file in
 * `directory`, which is made when it is not there; *ret_own says that it is the latter. Strings are
 * in the arena, and go with it. */
int broker_auth_fill(struct broker_address *address, const struct nats_settings *nats,
	const char *directory, struct arena *arena, bool *ret_own, struct err *err);

/* Settings for our children: how to use the password file in `directory`. */
void broker_auth_fill_settings(struct settings *settings, const char *directory);

#endif
