/* live_sound: the audio of a book from a given page on, as far as it exists: consecutive pages,
 * or a range of the joined audio. */
#ifndef LECTERN_WEB_JOBS_LIVE_SOUND_H
#define LECTERN_WEB_JOBS_LIVE_SOUND_H

#include "common/farm/book.h"
#include "common/farm/event.h"
#include "common/farm/live_audio.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"
#include "web/state/live_pages.h"

struct live_sound {
	int origin;              /* the first page */
	struct book_pages pages; /* times relative to the origin; rate 0: nothing exists yet */
	const char **digests;    /* of the pages' WAVs; NULL: they are joined */
	int channels;            /* 0: the joined audio is not stored at present */
	int64_t samples;         /* of all pages */
	int64_t offset;          /* samples of the joined audio that precede the origin */
	bool all;                /* it extends to the last page */
	struct live_grid grid;
	int segments;
};

/* Whether the playlist is made from the joined audio. */
bool live_sound_is_joined(const struct workflow *workflow);

/* The audio of the job in its current state, from `origin` or the first page after it that has
 * sound. ERR_NOT_FOUND: there is none and never will be. ERR_UNAVAILABLE also when only the WAV
 * could tell and it is no longer stored (restore.h). Strings are in the arena. */
int live_sound_get(struct live_pages *known, struct natsconn *conn, const struct workflow *workflow,
	int origin, struct arena *arena, struct live_sound *ret_sound, struct err *err);

/* What a segment from 0 (the init segment) to `segments` is made from. ERR_INVALID: it would
 * span too many pages. Strings are in the arena. */
int live_sound_segment(const struct live_sound *sound, int segment, int bitrate,
	struct arena *arena, struct event_live *ret_segment, struct err *err);

#endif
