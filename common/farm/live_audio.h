/* live_audio: a book's audio in segments for streaming, while it is being made and afterwards (RFC
 * 8216).
 *
 * A playlist starts at a page, its origin, and holds the audio of the pages from there on, as far
 * as they exist without a gap. It is cut on the grid of AAC frames, at places that depend on the
 * sample rate alone, so segments once listed never change as more pages arrive.
 *
 * lectern-web lists segments and requests those that are played; live-audio encodes each of them
 * independently and keeps them for some days in the bucket LIVE_AUDIO as
 * `<tenant>/<workflow>/live/00012/00003.m4s` (the third from page 12 on; 0 is the initialisation
 * segment shared by the whole playlist). Metadata: `source` identifies the samples it was made
 * from; for one that cannot be made, META_OUTCOME is "failed" and META_REASON says why.
 */
#ifndef LECTERN_COMMON_FARM_LIVE_AUDIO_H
#define LECTERN_COMMON_FARM_LIVE_AUDIO_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/farm/event.h"
#include "common/farm/workflow.h"
#include "common/nats/connection.h"

#include <stdbool.h>
#include <stdint.h>

#define LIVE_SOURCE "source"

enum {
	LIVE_MAX_SECONDS = 10, /* longest segment */
	LIVE_FRAME = 1024,     /* samples per AAC packet */
	LIVE_MAX_SEGMENT = 1000000,
	LIVE_MAX_PARTS = 64, /* most pages in one segment */
};

/* ---- where it is cut ---- */

struct live_grid {
	int source_rate, rate; /* Hz, before and after encoding */
	int64_t unit;          /* samples at `rate`: both whole frames and whole samples of the
				* source */
	int64_t segment;       /* length of every segment but the last, in samples at `rate`; whole
				* units */
};

struct live_grid live_grid_of(int source_rate);

/* Convert a position on the grid to samples of the source, and back. */
int64_t live_grid_to_source(const struct live_grid *grid, int64_t at);
int64_t live_grid_from_source(const struct live_grid *grid, int64_t samples);

/* How many segments this many samples of the source make. Unless these are `all` samples, counts
 * only segments that later samples cannot change. */
int live_grid_segments(const struct live_grid *grid, int64_t samples, bool all);

/* The duration in seconds of a segment (from 1) of `segments`. `samples` is used only for the last
 * segment of all the audio. */
double live_grid_seconds(
	const struct live_grid *grid, int segment, int segments, int64_t samples, bool all);

/* What an encoder is given for a segment: samples from `first` to before `end` of the source. It
 * starts some frames before the segment, so that the encoder makes the same decisions as one that
 * started earlier, and ends somewhat after it. `samples` exist so far. */
struct live_stretch {
	int64_t first, end;
};
struct live_stretch live_grid_stretch(const struct live_grid *grid, int segment, int64_t samples);

/* ---- objects and requests ---- */

/* The name of a segment's object, in the arena. */
char *live_audio_key(
	struct arena *arena, const char *tenant, const char *id, int origin, int segment);

/* A page's part of a stretch; the page has `frames` samples at the source's rate. */
struct live_part {
	int page;
	int64_t frames;
};

/* Format "12:220500,13:7000" (in the arena), and parse it; parsing fails with ERR_INVALID. */
char *live_parts_format(struct arena *arena, const struct live_part *parts, size_t count);
int live_parts_parse(const char *text, struct live_part parts[LIVE_MAX_PARTS], size_t *ret_count,
	struct err *err);

/* Requests a segment of the playlist that starts at page `origin`. */
int live_audio_request(struct natsconn *conn, const struct workflow *workflow, int origin,
	const struct event_live *what, struct err *err);

/* Removes all segments of a job. */
int live_audio_remove(struct natsconn *conn, const char *tenant, const char *id, struct err *err);

#endif
