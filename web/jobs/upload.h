/* upload: one file being received from a client and written to the object store. */
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
	/* "%PDF-" must occur within this many bytes of the start: the standard allows 1024 (PDF
	 * 1.7, appendix H.3, note 13), but some servers prepend lines of their own. */
	UPLOAD_SNIFF = 16 * 1024,
};

struct upload;
struct leftovers;

/* Begins the PDF of job `id`. conn NULL: nothing is stored, only the digest is computed. Strings
 * are copied. Stored data that is not kept is handed to `leftovers`. one_of_several: there may
 * be other uploads for the same id, possibly through another lectern-web; the file is stored
 * under a unique name, so that none replaces what the job was made from. raw_name: as sent by
 * the client; may be NULL. The caller frees the result. */
struct upload *upload_new(struct natsconn *conn, const struct settings *settings,
	struct leftovers *leftovers, const char *id, bool one_of_several, const char *raw_name);

/* Takes the next bytes. On failure *ret_problem says how to report it to the client. */
int upload_data(struct upload *upload, const void *data, size_t len, enum problem *ret_problem,
	struct err *err);

/* The file is complete: makes the object visible. */
int upload_commit(struct upload *upload, enum problem *ret_problem, struct err *err);

/* The job exists: the stored file belongs to it from now on. */
void upload_keep(struct upload *upload);

/* Removes what was stored, unless it is kept. */
void upload_free(struct upload **upload);

const char *upload_id(const struct upload *upload);
const char *upload_name(const struct upload *upload); /* fit for display */
const char *upload_key(const struct upload *upload);
uint64_t upload_size(const struct upload *upload);
/* "SHA-256=...", after commit. */
const char *upload_digest(const struct upload *upload);
/* A file field that was left empty in a form. */
bool upload_is_nothing(const struct upload *upload);

#endif
