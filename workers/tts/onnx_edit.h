/* onnx_edit: edits an ONNX model without a library: it is protobuf, so fields can be added
 * without understanding the rest.
 *
 * Piper publishes its models without the metadata that sherpa-onnx requires, and with random
 * numbers that differ between processes.
 */
#ifndef LECTERN_WORKERS_TTS_ONNX_EDIT_H
#define LECTERN_WORKERS_TTS_ONNX_EDIT_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stddef.h>

struct onnx_property {
	const char *key, *value;
};

/* Appends to `out` the model in data with these properties, which replace any with the same
 * keys, and with a fixed seed in each operator that draws random numbers and has none, so that
 * every process draws the same. *ret_seeded: how many got one. ERR_INVALID: not an ONNX model. */
int onnx_edit(const void *data, size_t len, const struct onnx_property *properties, size_t count,
	struct buf *out, size_t *ret_seeded, struct err *err);

#endif
