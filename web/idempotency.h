/* idempotency: Idempotency-Key on POST /jobs (draft-ietf-httpapi-idempotency-key-header).
 *
 * The job's id follows from the key, so that the job itself remembers the key: a second request
 * finds the first one's job, after restarts too. Two at the same time: the second is refused.
 */
#ifndef LECTERN_IDEMPOTENCY_H
#define LECTERN_IDEMPOTENCY_H

#include "common/uuid.h"

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
