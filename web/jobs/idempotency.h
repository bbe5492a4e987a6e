/* idempotency: Idempotency-Key on POST /jobs (draft-ietf-httpapi-idempotency-key-header).
 *
 * The job's id is derived from the key, so the stored job itself remembers the key for as long
 * as it exists: a repeated request finds the first one's job, even after a restart or through
 * another lectern-web. Of two simultaneous requests, the second is refused at once if both reach
 * this process; if they reach two (a reload runs two for a while), both get the job whose state
 * was created first. Thread-safe.
 */
#ifndef LECTERN_WEB_JOBS_IDEMPOTENCY_H
#define LECTERN_WEB_JOBS_IDEMPOTENCY_H

#include "common/base/uuid.h"

#include <stdbool.h>

struct idempotency;

struct idempotency *idempotency_new(void);
void idempotency_free(struct idempotency **idempotency);

/* The job's id for that key: a UUIDv8 (RFC 9562 section 5.8) made from the SHA-256 of tenant and
 * key. False when the key is not 1 to 255 printable ASCII characters. */
bool idempotency_id(const char *tenant, const char *key, char id[UUID_SIZE]);

/* Reserves the id for a request; false while another request holds it. idempotency_leave()
 * releases it. */
bool idempotency_enter(struct idempotency *idempotency, const char *id);
void idempotency_leave(struct idempotency *idempotency, const char *id);

#endif
