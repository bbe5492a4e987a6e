/* A model that somebody published as Piper's: what comes out is a model again, and stays the same.
 */
#include "fuzz.h"

#include "workers/tts/onnx_edit.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct onnx_property properties[] = { { "model_type", "vits" } };
	struct buf out = BUF_EMPTY, again = BUF_EMPTY;
	struct err err = { 0 };
	size_t seeded;
	if (onnx_edit(data, size, properties, 1, &out, &seeded, &err) < 0) {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	} else {
		FUZZ_CHECK(onnx_edit(out.data, out.len, properties, 1, &again, &seeded, &err) == 0);
		FUZZ_CHECK(seeded == 0);
		FUZZ_CHECK(again.len == out.len && memcmp(again.data, out.data, out.len) == 0);
	}
	buf_free(&out);
	buf_free(&again);
	return 0;
}
