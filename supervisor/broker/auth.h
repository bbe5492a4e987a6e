/* auth: the credentials of the embedded nats-server. Other users of the machine must not use it, so
 * unless the settings name credentials, lecternd generates a password and keeps it, mode 0600,
 * below its state directory. */
#ifndef LECTERN_SUPERVISOR_BROKER_AUTH_H
#define LECTERN_SUPERVISOR_BROKER_AUTH_H

#include "common/config/settings.h"
#include "supervisor/broker/config.h"

/* False if the settings want something that lecternd cannot set up for its own server: TLS, an NKey
 * or a credentials file. */
bool broker_auth_is_ours(const struct nats_settings *nats);

/* Sets the credentials of `address` from its URL, the settings, or else the password file in
 * `directory`, which is created if missing; *ret_own is true in the last case. The strings live in
 * the arena. */
int broker_auth_fill(struct broker_address *address, const struct nats_settings *nats,
	const char *directory, struct arena *arena, bool *ret_own, struct err *err);

/* Makes settings for children refer to the password file in `directory`, unless they name
 * credentials. */
void broker_auth_fill_settings(struct settings *settings, const char *directory);

#endif
