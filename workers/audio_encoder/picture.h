/* picture: examines a cover, and encodes it for Ogg. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_PICTURE_H
#define LECTERN_WORKERS_AUDIO_ENCODER_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

struct picture {
	bool is_png; /* else JPEG */
	int width, height;
};

enum { PICTURE_MAX_BYTES = 8 * 1024 * 1024, PICTURE_MAX_SIDE = 10000 };

/* False: not JPEG or PNG, or too large for an audio file. */
bool picture_look(const void *data, size_t len, struct picture *ret_picture);

/* The value for METADATA_BLOCK_PICTURE (FLAC's block in base64). The caller frees it. */
char *picture_comment(const struct picture *picture, const void *data, size_t len);

#endif
