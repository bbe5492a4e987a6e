/* post: POST /jobs, in three files: whether the upload is accepted (admit.c), its body as it
 * arrives (post.c), and the jobs made from it (create.c). */
#ifndef LECTERN_WEB_JOBS_POST_H
#define LECTERN_WEB_JOBS_POST_H

#include "common/base/buf.h"
#include "common/base/meta.h"
#include "common/base/uuid.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"
#include "web/http/multipart.h"
#include "web/http/request.h"
#include "web/jobs/upload.h"

#include <stdbool.h>
#include <stddef.h>

enum { POST_MAX_FILES = 20 };

enum part { PART_NONE, PART_FILE, PART_FIELD };

struct post {
	struct natsconn *conn;
	struct meta options;    /* in the request's arena */
	const char *name;       /* of a raw body, from the query; or NULL */
	struct multipart *form; /* NULL: the body is the PDF */
	struct upload *uploads[POST_MAX_FILES];
	size_t count;
	enum part part;
	char *field; /* name of the field being read, in the request's arena */
	struct buf value;
	bool counted;            /* included in server->uploads */
	char id[UUID_SIZE];      /* from the Idempotency-Key, or "" */
	bool entered;            /* the id is reserved for this request */
	struct workflow *replay; /* the job that the key created earlier, or NULL */
};

/* Whether an upload is accepted now; if not, the reply has been made. Fills options, name, conn
 * and id. */
bool jobs_admit(struct request *request, struct post *post);

/* The body is complete: creates the jobs and makes the reply. */
void jobs_create(struct request *request, struct post *post);

#endif
