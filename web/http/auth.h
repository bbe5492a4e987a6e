/* auth: who may call: a token, the right host name, and no other site's page. */
#ifndef LECTERN_WEB_HTTP_AUTH_H
#define LECTERN_WEB_HTTP_AUTH_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "web/http/request.h"

#include <stdbool.h>

struct auth;

/* Reads the token file. ERR_INVALID: it cannot be read, or the token is no line of 16 to 512
 * printable characters. */
int auth_new(const struct http_settings *settings, struct auth **ret_auth, struct err *err);
void auth_free(struct auth **auth);

/* Whether the request may go on; else the reply is made. `open`: no token is asked for. */
bool auth_admits(const struct auth *auth, struct request *request, bool open);

/* The same in constant time, whatever the two differ in. For auth.c and its test. */
bool auth_same(const char *given, const char *token);

/* The Host value names this machine's loopback ("localhost:8080", "[::1]"). */
bool auth_host_is_loopback(const char *host);

/* The Origin value ("http://host:port") is that of Host. */
bool auth_origin_is_host(const char *origin, const char *host);

#endif
