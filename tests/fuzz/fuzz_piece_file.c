/* A piece of encoded audio, as anybody may have stored it. What is read can be written again. */
#include "fuzz.h"

#include "workers/audio_encoder/piece_file.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct piece_reader reader;
	struct buf again = BUF_EMPTY;
	struct err err = { 0 };
	const void *packet;
	size_t len;
	int more;
	if (piece_open(data, size, &reader, &err) < 0) {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
		return 0;
	}
	FUZZ_CHECK(piece_fits(&reader.head, &reader.head));
	piece_begin(&again, &reader.head);
	while ((more = piece_next(&reader, &packet, &len, &err)) > 0) {
		const uint8_t *p = packet;
		FUZZ_CHECK(p >= data && len > 0 && len <= (size_t)(data + size - p));
		piece_add(&again, packet, len);
	}
	if (more < 0)
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	FUZZ_CHECK(again.len <= size && memcmp(again.data, data, again.len) == 0);
	FUZZ_CHECK(more < 0 || again.len == size);
	buf_free(&again);
	return 0;
}
