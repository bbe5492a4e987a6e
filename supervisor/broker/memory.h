/* memory: how nats-server takes and gives back memory.
 *
 * It keeps for five seconds the blocks of a stream that were read, so that a long book's join,
 * which reads all its pages and is read back itself, keeps hundreds of megabytes in use. Held below
 * that, its Go runtime looks for garbage without end: docs/performance.md.
 */
#ifndef LECTERN_SUPERVISOR_BROKER_MEMORY_H
#define LECTERN_SUPERVISOR_BROKER_MEMORY_H

#include <stdint.h>

/* Bytes that it may take before it collects its garbage at any price: an eighth of the machine's
 * memory, at least 400 MiB, at most 1000. 0: the machine's memory is not known. */
int64_t broker_memory_limit(int64_t machine_bytes);

/* Says so in the environment that nats-server gets; what is set there already is left. */
void broker_memory_set(void);

#endif
