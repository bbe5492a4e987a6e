/* mutate: breaks a file in a way that its seed decides. */
#ifndef LECTERN_TESTS_TOOLS_MUTATE_H
#define LECTERN_TESTS_TOOLS_MUTATE_H

#include "common/base/buf.h"

#include <stdint.h>

/* From `original` and the seed alone: some of its bytes, numbers, pieces or chunks are changed, cut
 * out, doubled or exchanged. A PNG's checksums are made to fit again every second time, since
 * nothing behind them would ever be reached. */
void mutate(const struct buf *original, uint64_t seed, struct buf *ret_broken);

#endif
