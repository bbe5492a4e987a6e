/* The head of a WAV that is to be encoded, and what tells a cover's size. */
#include "fuzz.h"

#include "workers/audio_encoder/picture.h"
#include "workers/audio_encoder/wav_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wav_head head;
	struct picture picture;
	struct err err = { 0 };
	if (picture_look(data, size, &picture))
		FUZZ_CHECK(picture.width > 0 && picture.width <= PICTURE_MAX_SIDE &&
			   picture.height > 0 && picture.height <= PICTURE_MAX_SIDE);
	if (wav_head_parse(data, size, size, &head, &err) < 0) {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
		return 0;
	}
	FUZZ_CHECK(head.rate > 0 && head.channels > 0 && head.samples >= 0);
	FUZZ_CHECK(head.data <= size);
	FUZZ_CHECK((uint64_t)head.samples <= (size - head.data) / 2 / (uint64_t)head.channels);
	return 0;
}
