/* post: POST /jobs, in three files: what may come in (admit.c), the body as it comes
 * (post.c), and the job that is made from it (create.c). */
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
	const char *name;       /* of a raw body, from the query; NULL */
	struct multipart *form; /* NULL: the body is the PDF */
	struct upload *uploads[POST_MAX_FILES];
	size_t count;
	enum part part;
	char *field; /* of the part that is a field: its name, in the request's arena */
	struct buf value;
	bool counted;            /* among the uploads under way */
	char id[UUID_SIZE];      /* from the Idempotency-Key; "" */
	bool entered;            /* the id is ours while the request lasts */
	struct workflow *replay; /* the job that the key made earlier */
};

/* Whether an upload is taken now; else the reply is made. Fills options, name, conn and id. */
bool jobs_admit(struct request *request, struct post *post);

/* The body is complete: makes the jobs and the reply. */
void jobs_create(struct request *request, struct post *post);

#endif
