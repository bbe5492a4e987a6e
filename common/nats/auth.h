/* auth: TLS and credentials of a connection, according to the settings. */
#ifndef LECTERN_COMMON_NATS_AUTH_H
#define LECTERN_COMMON_NATS_AUTH_H

#include "common/base/err.h"
#include "common/config/settings.h"

#include <nats/nats.h>

/* Reads the files named in [nats] and sets them in the options. ERR_INVALID, naming key and file,
 * if one of them cannot be used. */
int natsconn_auth_apply(
	natsOptions *options, const struct nats_settings *settings, struct err *err);

/* Checks that those files can be used, without connecting. Errors as above. */
int natsconn_auth_check(const struct nats_settings *settings, struct err *err);

/* Names the credentials in use, to explain a refusal by the server: "... [nats] user,
 * password_file". */
const char *natsconn_auth_what(const struct nats_settings *settings);

#endif
