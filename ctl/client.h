/* client: the HTTP client for one lectern-web, used by a short-lived program. */
#ifndef LECTERN_CTL_CLIENT_H
#define LECTERN_CTL_CLIENT_H

#include "common/base/buf.h"
#include "ctl/progress.h"

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stdbool.h>

/* Exit statuses for scripts, documented in lecternctl(1). */
enum {
	CTL_FINE = 0,
	CTL_FAILED = 1, /* request refused, or the job failed or was cancelled */
	CTL_USAGE = 2,
	CTL_GAPS = 3, /* the job completed with errors */
	CTL_NO_JOB = 4,
	CTL_AWAY = 5, /* unreachable, or not accepting work now */
};

struct client {
	CURL *curl;
	const char *url;      /* without trailing slash */
	const char *token;    /* "" for none */
	bool json;            /* print answers verbatim */
	bool quiet;           /* no progress display */
	bool silent;          /* the same trouble has already been reported */
	struct progress *bar; /* progress bar to wipe before printing a message; NULL if none */
};

struct answer {
	long status;
	struct buf body;
	cJSON *json; /* owned; NULL if the body is not JSON */
};

/* Sends a request and reads the whole answer. Returns CTL_FINE for a status below 300; otherwise
 * the reason has been printed. Zero `answer` beforehand; always call answer_free() afterwards. */
int client_call(struct client *client, const char *method, const char *path, struct answer *answer);

/* The same as a POST with a JSON object. */
int client_post(
	struct client *client, const char *path, const cJSON *object, struct answer *answer);

/* Performs a transfer prepared on client->curl, adding the token; reads the answer as above. */
int client_perform(struct client *client, const char *path, struct answer *answer);

/* Downloads to a file, under a temporary name until it is complete; "-" is standard output. */
int client_download(struct client *client, const char *path, const char *file);

/* Checks that the file can be created, by trying. Returns 0, or -1 after printing the reason. */
int client_may_download(const struct client *client, const char *file);

/* Resets the handle and sets what all requests share. */
void client_prepare(struct client *client, const char *path);

void answer_free(struct answer *answer);

#endif
