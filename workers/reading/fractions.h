/* fractions: fractions in words. */
#ifndef LECTERN_WORKERS_READING_FRACTIONS_H
#define LECTERN_WORKERS_READING_FRACTIONS_H

#include "common/base/buf.h"

#include <stddef.h>

enum { FRACTION_SAID = 80 };

/* Bytes of the fraction that stands at p in the text, or 0 when none does, or none that is to be
 * said in other words. `before` is what was written so far: "5 " before it makes "and three
 * eighths" of it. */
size_t fraction_said(const char *text, const char *p, const struct buf *before,
	const char *language, char said[FRACTION_SAID]);

#endif
