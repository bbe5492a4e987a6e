/* client: one lectern-web over HTTP, for a program that ends after it. */
#ifndef LECTERN_CTL_CLIENT_H
#define LECTERN_CTL_CLIENT_H

#include "common/base/buf.h"
#include "ctl/progress.h"

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stdbool.h>

/* Exit statuses, for scripts; lecternctl(1) documents them. */
enum {
	CTL_FINE = 0,
	CTL_FAILED = 1, /* refused, or the job failed or was cancelled */
	CTL_USAGE = 2,
	CTL_GAPS = 3, /* the job completed with errors */
	CTL_NO_JOB = 4,
	CTL_AWAY = 5, /* cannot be reached, or takes no work now */
};

struct client {
	CURL *curl;
	const char *url;      /* without a slash at its end */
	const char *token;    /* "" for none */
	bool json;            /* print answers as they came */
	bool quiet;           /* no progress */
	bool silent;          /* the same trouble was reported before */
	struct progress *bar; /* what stands in the way of a message, to be wiped out; NULL */
};

struct answer {
	long status;
	struct buf body;
	cJSON *json; /* NULL: none */
};

/* Asks and reads the whole answer. Returns CTL_FINE for a status below 300; otherwise the reason
 * was printed. Fill `answer` with zeros first; answer_free() always. */
int client_call(struct client *client, const char *method, const char *path, struct answer *answer);

/* The same by POST, with a JSON object. */
int client_post(
	struct client *client, const char *path, const cJSON *object, struct answer *answer);

/* Runs a prepared transfer on client->curl, with the token; reads the answer as above. */
int client_perform(struct client *client, const char *path, struct answer *answer);

/* Downloads to a file, by another name until it is whole; "-" is standard output. */
int client_download(struct client *client, const char *path, const char *file);

/* Whether that file can be made, tried out: 0, or -1 when the reason was printed. */
int client_may_download(const struct client *client, const char *file);

/* A fresh handle with what all calls share. */
void client_prepare(struct client *client, const char *path);

void answer_free(struct answer *answer);

#endif
