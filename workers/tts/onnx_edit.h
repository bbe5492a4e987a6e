/* onnx_edit: changes to an ONNX model that need no library: it is protobuf, and what is to be added
 * can be added without understanding the rest.
 *
 * Piper publishes its models without the metadata that sherpa-onnx wants to find inside of them,
 * and with random numbers that are different in each process. */
#ifndef LECTERN_WORKERS_TTS_ONNX_EDIT_H
#define LECTERN_WORKERS_TTS_ONNX_EDIT_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stddef.h>

struct onnx_property {
	const char *key, *value;
};

/* Appends to `out` the model in data with these properties (those of the same keys go), and with a
 * fixed seed in each operator that draws random numbers and has none, so that every process draws
 * the same. *ret_seeded: how many got one. ERR_INVALID: it is not an ONNX model. */
int onnx_edit(const void *data, size_t len, const struct onnx_property *properties, size_t count,
	struct buf *out, size_t *ret_seeded, struct err *err);

#endif
