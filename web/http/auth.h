/* auth: decides who may call, by token, by Host and by the page that a request comes from. */
#ifndef LECTERN_WEB_HTTP_AUTH_H
#define LECTERN_WEB_HTTP_AUTH_H

#include "common/base/err.h"
#include "common/config/settings.h"
#include "web/http/request.h"

#include <stdbool.h>

struct auth;

/* Reads the token file. ERR_INVALID: the file cannot be read, or it does not hold one line of 16
 * to 512 printable characters. The caller frees *ret_auth. Safe to use from several threads. */
int auth_new(const struct http_settings *settings, struct auth **ret_auth, struct err *err);
void auth_free(struct auth **auth);

/* Whether the request may proceed; if not, the reply has been made. `open`: no token is
 * required. Blocks for up to some seconds after wrong tokens (penalty.h). */
bool auth_admits(const struct auth *auth, struct request *request, bool open);

/* Compares in constant time, wherever the two differ. Public for auth.c's test. */
bool auth_same(const char *given, const char *token);

/* Whether a Host value names this machine's loopback interface ("localhost:8080", "[::1]"). */
bool auth_host_is_loopback(const char *host);

/* Whether an Origin value ("http://host:port") names the same host and port as Host. */
bool auth_origin_is_host(const char *origin, const char *host);

#endif
