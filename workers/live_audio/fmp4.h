/* fmp4: AAC packets in MP4 fragments (ISO 14496-12) as RFC 8216 requires for segments: each can
 * be written without knowing the others. Pure functions. */
#ifndef LECTERN_WORKERS_LIVE_AUDIO_FMP4_H
#define LECTERN_WORKERS_LIVE_AUDIO_FMP4_H

#include "common/base/buf.h"

#include <stddef.h>
#include <stdint.h>

/* A mono AAC track. */
struct fmp4_track {
	int rate;           /* Hz */
	int frame;          /* samples per packet */
	int bitrate;        /* bit/s */
	const void *config; /* AudioSpecificConfig */
	size_t config_len;
};

/* Appends the init segment, which all fragments share. */
void fmp4_append_head(struct buf *file, const struct fmp4_track *track);

/* Consecutive packets. */
struct fmp4_fragment {
	uint32_t number; /* from 1 */
	uint64_t at;     /* decode time of the first packet: samples of all that precede it */
	struct buf data; /* owned: the packets' bytes, concatenated */
	uint32_t *sizes; /* owned: the size of each packet */
	size_t count, cap;
};

void fmp4_fragment_add(struct fmp4_fragment *fragment, const void *packet, size_t len);
void fmp4_fragment_free(struct fmp4_fragment *fragment);

/* Appends the fragment; its last packet lasts only `last_samples` samples. */
void fmp4_append_fragment(struct buf *file, const struct fmp4_track *track,
	const struct fmp4_fragment *fragment, uint32_t last_samples);

#endif
