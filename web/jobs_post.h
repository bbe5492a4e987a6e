/* jobs_post: POST /jobs, in three files: what may come in (jobs_admit.c), the body as it comes
 * (jobs_post.c), and the job that is made of it (jobs_create.c). */
#ifndef LECTERN_JOBS_POST_H
#define LECTERN_JOBS_POST_H

#include "common/buf.h"
#include "common/meta.h"
#include "common/natsconn.h"
#include "common/uuid.h"
#include "common/workflow.h"
#include "web/multipart.h"
#include "web/request.h"
#include "web/upload.h"

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
