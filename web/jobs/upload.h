/* upload: one file on its way from the client into the object store. */
#ifndef LECTERN_WEB_JOBS_UPLOAD_H
#define LECTERN_WEB_JOBS_UPLOAD_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/config/settings.h"
#include "common/nats/connection.h"
#include "web/http/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	/* "%PDF-" stands within so many bytes of the start: 1024 by the standard (PDF 1.7, appendix
	 * H.3, note 13), and more where a server put its own lines before it. */
	UPLOAD_SNIFF = 16 * 1024,
};

struct upload;
struct leftovers;

/* The PDF of job `id`. conn NULL: nothing is stored, only the digest is made. Strings are copied.
 * What it stored and does not keep is left to `leftovers`. one_of_several: others may be on their
 * way for the same id, through another lectern-web too; it is stored under a name of its own, so
 * that none takes the place of what the job was made of. raw_name: as the client wrote it; NULL. */
struct upload *upload_new(struct natsconn *conn, const struct settings *settings,
	struct leftovers *leftovers, const char *id, bool one_of_several, const char *raw_name);

/* On failure *ret_problem says how that looks to the client. */
int upload_data(struct upload *upload, const void *data, size_t len, enum problem *ret_problem,
	struct err *err);

/* All bytes are there: the object becomes visible. */
int upload_commit(struct upload *upload, enum problem *ret_problem, struct err *err);

/* The job exists: what is stored is its own from now on. */
void upload_keep(struct upload *upload);

/* Removes what it stored, unless kept. */
void upload_free(struct upload **upload);

const char *upload_id(const struct upload *upload);
const char *upload_name(const struct upload *upload); /* fit to be shown */
const char *upload_key(const struct upload *upload);
uint64_t upload_size(const struct upload *upload);
/* "SHA-256=...", after commit. */
const char *upload_digest(const struct upload *upload);
/* A form's file field that was left empty. */
bool upload_is_nothing(const struct upload *upload);

#endif
