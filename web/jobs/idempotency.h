/* idempotency: Idempotency-Key on POST /jobs (draft-ietf-httpapi-idempotency-key-header).
 *
 * The job's id follows from the key, so that the job itself, in its bucket, remembers the key for
 * as long as it is kept: a second request finds the first one's job, after restarts and by another
 * lectern-web too. Two at the same time: here the second is refused at once; by way of two
 * lectern-webs (there are two in a reload) the state that is made first is the job of both.
 */
#ifndef LECTERN_WEB_JOBS_IDEMPOTENCY_H
#define LECTERN_WEB_JOBS_IDEMPOTENCY_H

#include "common/base/uuid.h"

#include <stdbool.h>

struct idempotency;

struct idempotency *idempotency_new(void);
void idempotency_free(struct idempotency **idempotency);

/* The job's id for that key: a UUIDv8 (RFC 9562 section 5.8) of the tenant's and the key's
 * SHA-256. False when the key is not 1 to 255 printable ASCII characters. */
bool idempotency_id(const char *tenant, const char *key, char id[UUID_SIZE]);

/* Takes the id for a request; false while another request has it. */
bool idempotency_enter(struct idempotency *idempotency, const char *id);
void idempotency_leave(struct idempotency *idempotency, const char *id);

#endif
