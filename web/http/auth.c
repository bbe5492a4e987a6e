/* auth: tokens, host names, and requests made by another site's page. */
#include "web/http/auth.h"

#include "common/base/alloc.h"
#include "common/base/base64url.h"
#include "common/base/secret_file.h"
#include "common/base/timestamp.h"
#include "web/http/connections.h"
#include "web/http/penalty.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { TOKEN_MIN = 16, TOKEN_MAX = 512 };

struct auth {
	char *token; /* NULL: none required */
	bool check_host;
	struct penalty *penalty;
};

static int read_token(const char *path, char **ret_token, struct err *err)
{
	if (secret_file_read(path, ret_token, err) < 0)
		return err_prefix(err, "[http] token_file");
	size_t len = strlen(*ret_token);
	if (len >= TOKEN_MIN && len <= TOKEN_MAX && !strchr(*ret_token, ' '))
		return 0;
	secret_free(ret_token);
	return err_set(err, ERR_INVALID,
		"[http] token_file: %s: its line must be %d to %d printable characters", path,
		TOKEN_MIN, TOKEN_MAX);
}

int auth_new(const struct http_settings *settings, struct auth **ret_auth, struct err *err)
{
	char *token = NULL;
	if (*settings->token_file && read_token(settings->token_file, &token, err) < 0)
		return -1;
	struct auth *auth = alloc_zeroed(1, sizeof *auth);
	auth->token = token;
	auth->penalty = penalty_new();
	/* With a token, a DNS-rebound page is harmless: it does not know the token. */
	auth->check_host = !token && connection_is_loopback(settings->listen);
	*ret_auth = auth;
	return 0;
}

void auth_free(struct auth **auth)
{
	if (!auth || !*auth)
		return;
	secret_free(&(*auth)->token);
	penalty_free(&(*auth)->penalty);
	alloc_free(auth);
}

bool auth_same(const char *given, const char *token)
{
	size_t given_len = strlen(given), token_len = strlen(token);
	unsigned different = given_len != token_len;
	for (size_t i = 0; i < token_len; i++) {
		unsigned char g = (unsigned char)(i < given_len ? given[i] : 0);
		different |= g ^ (unsigned)(unsigned char)token[i];
	}
	return different == 0;
}

/* The password of Basic credentials. Browsers ask the user for it, so the page works with a
 * token too, without JavaScript and without cookies. */
static const char *basic_password(const char *credentials, struct arena *arena)
{
	char *text = arena_string(arena, credentials);
	for (char *p = text; *p; p++)
		*p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
	const char *pair = base64url_decode(arena, text, NULL);
	const char *colon = pair ? strchr(pair, ':') : NULL;
	return colon ? colon + 1 : NULL;
}

static bool has_token(const struct auth *auth, struct request *request)
{
	const char *header = request_header(request, "Authorization");
	if (!header || strlen(header) > 2048)
		return false;
	if (strncasecmp(header, "Bearer ", 7) == 0)
		return auth_same(header + 7, auth->token);
	if (strncasecmp(header, "Basic ", 6) != 0)
		return false;
	const char *password = basic_password(header + 6, request->arena);
	return password && auth_same(password, auth->token);
}

bool auth_host_is_loopback(const char *host)
{
	static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t len = strlen(names[i]);
		if (strncasecmp(host, names[i], len) == 0 && (!host[len] || host[len] == ':'))
			return true;
	}
	/* All of 127.0.0.0/8: a numeric host cannot be a name that an attacker's DNS points
	 * here. */
	return strncmp(host, "127.", 4) == 0 && host[strspn(host, "0123456789.:")] == '\0';
}

bool auth_origin_is_host(const char *origin, const char *host)
{
	const char *authority = strstr(origin, "://");
	return authority && host && strcasecmp(authority + 3, host) == 0;
}

/* Requests that change something must not come from another site's page. Browsers name the site
 * they come from; other programs do not, but they hold no ambient credentials either. */
static bool is_cross_site(struct request *request)
{
	if (strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0)
		return false;
	const char *site = request_header(request, "Sec-Fetch-Site");
	if (site)
		/* Set by the browser itself, no page can forge it. It also holds behind a proxy,
		 * which may have put any name and port into Host. */
		return strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
	const char *origin = request_header(request, "Origin");
	/* Another site's page cannot send X-Forwarded-Host without a CORS preflight. */
	return origin && !auth_origin_is_host(origin, request_host(request)) &&
	       !auth_origin_is_host(origin, request_header(request, "X-Forwarded-Host"));
}

static void pause_ms(int64_t ms)
{
	struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	nanosleep(&pause, NULL);
}

/* Checks the token; without the right one, makes the reply and closes the connection, so that a
 * client without a token occupies no slot. */
static bool check_token(const struct auth *auth, struct request *request)
{
	const char *address = request_client(request);
	bool given = request_header(request, "Authorization") != NULL;
	if (given && !penalty_admits(auth->penalty, address, clock_monotonic_ms())) {
		reply_header(request, "Connection", "close");
		reply_header(request, "Retry-After", "5");
		reply_problem(request, PROBLEM_TOO_MANY_TOKENS,
			"too many wrong tokens came from %s: try again in a few seconds", address);
		return false;
	}
	if (has_token(auth, request))
		return true;
	/* A browser's first request carries no token, which does not count as a guess. */
	if (given)
		pause_ms(penalty_add(auth->penalty, address, clock_monotonic_ms()));
	reply_header(request, "Connection", "close");
	reply_header(request, "WWW-Authenticate", "Basic realm=\"Lectern\", charset=\"UTF-8\"");
	reply_problem(request, PROBLEM_UNAUTHORIZED,
		"send \"Authorization: Bearer <token>\", or the token as password");
	return false;
}

bool auth_admits(const struct auth *auth, struct request *request, bool open)
{
	const char *host = request_host(request);
	if (auth->check_host && host && !auth_host_is_loopback(host)) {
		reply_problem(request, PROBLEM_MISDIRECTED,
			"this server listens on loopback and answers to localhost only");
		return false;
	}
	if (is_cross_site(request)) {
		reply_problem(request, PROBLEM_FORBIDDEN,
			"requests that change something must come from this server's own page");
		return false;
	}
	return !auth->token || open || check_token(auth, request);
}
