/* auth: TLS and credentials of a connection, by the settings. */
#ifndef LECTERN_COMMON_NATS_AUTH_H
#define LECTERN_COMMON_NATS_AUTH_H

#include "common/base/err.h"
#include "common/config/settings.h"

#include <nats/nats.h>

/* Reads the files that [nats] names and gives them to the options. ERR_INVALID, naming key and
 * file, when one cannot be used. */
int natsconn_auth_apply(
	natsOptions *options, const struct nats_settings *settings, struct err *err);

/* Whether those files can be used, without a connection. Errors as above. */
int natsconn_auth_check(const struct nats_settings *settings, struct err *err);

/* What a refusal by the server means here, in words: "... [nats] user, password_file". */
const char *natsconn_auth_what(const struct nats_settings *settings);

#endif
