/* What a program wrote that says it makes WAV. */
#include "fuzz.h"

#include "workers/tts/wav_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wav_stream stream;
	struct err err = { 0 };
	size_t at = 0, before;
	int more;
	do {
		before = at;
		more = wav_stream_next(data, size, &at, &stream, &err);
		FUZZ_CHECK(at >= before && at <= size);
		if (more < 0)
			FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
		if (more <= 0)
			return 0;
		FUZZ_CHECK(at > before);
		FUZZ_CHECK(stream.offset <= size && stream.len <= size - stream.offset);
		FUZZ_CHECK(stream.rate > 0 && stream.channels > 0);
		FUZZ_CHECK(stream.len % (2 * (size_t)stream.channels) == 0);
	} while (more == 1);
	return 0;
}
