/* mp3_sound: decodes MP3, which some speech servers send whatever format was requested. */
#ifndef LECTERN_WORKERS_TTS_MP3_SOUND_H
#define LECTERN_WORKERS_TTS_MP3_SOUND_H

#include "common/base/buf.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Recognises MP3 by its first bytes: a tag, or a frame header. */
bool mp3_sound_is(const void *data, size_t len);

/* Appends its samples as 16-bit little-endian. ERR_INTERNAL: it is damaged, longer than ten
 * minutes, or libsndfile was built without MP3. */
int mp3_sound_read(const void *data, size_t len, int *ret_rate, int *ret_channels, struct buf *pcm,
	struct err *err);

#endif
