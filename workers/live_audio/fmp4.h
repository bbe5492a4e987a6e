/* fmp4: AAC packets in fragments of MP4 (ISO 14496-12), as RFC 8216 wants its segments: each can be
 * written without knowing the others. Pure. */
#ifndef LECTERN_WORKERS_LIVE_AUDIO_FMP4_H
#define LECTERN_WORKERS_LIVE_AUDIO_FMP4_H

#include "common/base/buf.h"

#include <stddef.h>
#include <stdint.h>

/* One channel of AAC. */
struct fmp4_track {
	int rate;           /* Hz */
	int frame;          /* samples of a packet */
	int bitrate;        /* bit/s */
	const void *config; /* AudioSpecificConfig */
	size_t config_len;
};

/* Appends what all fragments share. */
void fmp4_append_head(struct buf *file, const struct fmp4_track *track);

/* Packets that follow each other. */
struct fmp4_fragment {
	uint32_t number; /* from 1 */
	uint64_t at;     /* of the first packet: samples of all that come before it */
	struct buf data; /* owned: the packets' bytes */
	uint32_t *sizes; /* owned: and how many each has */
	size_t count, cap;
};

void fmp4_fragment_add(struct fmp4_fragment *fragment, const void *packet, size_t len);
void fmp4_fragment_free(struct fmp4_fragment *fragment);

/* Appends the fragment; its last packet lasts only so many samples. */
void fmp4_append_fragment(struct buf *file, const struct fmp4_track *track,
	const struct fmp4_fragment *fragment, uint32_t last_samples);

#endif
