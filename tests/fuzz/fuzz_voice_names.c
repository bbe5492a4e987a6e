/* What a speech server calls the list of its voices. */
#include "fuzz.h"

#include "workers/speech_client/voice_names.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf lines = BUF_EMPTY;
	struct err err = { 0 };
	if (voice_names_read((const char *)data, size, &lines, &err) < 0)
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0] && lines.len == 0);
	for (size_t i = 0; i < lines.len; i++)
		FUZZ_CHECK(lines.data[i] == '\n' || (lines.data[i] > ' ' && lines.data[i] < 127));
	FUZZ_CHECK(lines.len == 0 || lines.data[lines.len - 1] == '\n');
	buf_free(&lines);
	return 0;
}
