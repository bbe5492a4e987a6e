/* live_sound: the sound of a book from one page on, as far as it is there: pages one after the
 * other, or a stretch of the joined whole. */
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
	struct book_pages pages; /* times from the origin on; rate 0: nothing is there yet */
	const char **digests;    /* of the pages' WAVs; NULL: they are joined */
	int channels;            /* 0: of a joined sound that is not there now */
	int64_t samples;         /* of all pages */
	int64_t offset;          /* samples of the joined sound before the origin */
	bool all;                /* up to the last page */
	struct live_grid grid;
	int segments;
};

/* Whether it is the joined sound that is listed. */
bool live_sound_is_joined(const struct workflow *workflow);

/* Of the job as it is; from `origin`, or from the first page after it that is to be heard.
 * ERR_NOT_FOUND: there is, and will be, nothing. ERR_UNAVAILABLE also where only its WAV, which
 * went, could tell (restore.h). Strings live in the arena. */
int live_sound_get(struct live_pages *known, struct natsconn *conn, const struct workflow *workflow,
	int origin, struct arena *arena, struct live_sound *ret_sound, struct err *err);

/* What segment 0 (the head) to `segments` is made of. ERR_INVALID: of too many pages. */
int live_sound_segment(const struct live_sound *sound, int segment, int bitrate,
	struct arena *arena, struct event_live *ret_segment, struct err *err);

#endif
