/* memory: how nats-server allocates and returns memory.
 *
 * It caches a stream's blocks for five seconds after they were read, so joining a long book, which
 * reads all its pages and then the result, keeps hundreds of megabytes in use. With a limit below
 * that, its Go runtime collects garbage without end: docs/performance.md.
 */
#ifndef LECTERN_SUPERVISOR_BROKER_MEMORY_H
#define LECTERN_SUPERVISOR_BROKER_MEMORY_H

#include <stdint.h>

/* Go's soft memory limit for the server, in bytes, beyond which it collects garbage at any cost: an
 * eighth of the machine's memory, at least 400 MiB, at most 1000 MiB. machine_bytes is 0 if
 * unknown. */
int64_t broker_memory_limit(int64_t machine_bytes);

/* Sets the limit in the environment that nats-server inherits; variables already set are kept. */
void broker_memory_set(void);

#endif
