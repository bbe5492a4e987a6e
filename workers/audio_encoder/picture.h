/* picture: what a cover is, and how Ogg carries it. */
#ifndef LECTERN_WORKERS_AUDIO_ENCODER_PICTURE_H
#define LECTERN_WORKERS_AUDIO_ENCODER_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

struct picture {
	bool is_png; /* else JPEG */
	int width, height;
};

enum { PICTURE_MAX_BYTES = 8 * 1024 * 1024, PICTURE_MAX_SIDE = 10000 };

/* False: no JPEG or PNG, or too large to put into a file of sound. */
bool picture_look(const void *data, size_t len, struct picture *ret_picture);

/* The value of METADATA_BLOCK_PICTURE (FLAC's block in base64). The caller frees it. */
char *picture_comment(const struct picture *picture, const void *data, size_t len);

#endif
