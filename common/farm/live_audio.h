/* live_audio: a book's sound in segments for players, while it is made and afterwards (RFC 8216).
 *
 * A list begins at a page, its origin, and holds the sound of the pages from there on that are
 * there without a gap. It is cut on the grid of AAC's frames, at places that follow from the
 * sample rate alone, so that what was listed never changes as more pages come.
 *
 * lectern-web lists segments and requests those that are played; live-audio encodes them, each
 * for itself, and keeps them for some days in the bucket LIVE_AUDIO as
 * `<tenant>/<workflow>/live/00012/00003.m4s` (the third from page 12 on; 0 is the head that all of
 * a list share). Metadata: `source` names the samples it was made of; of one that cannot be made,
 * META_OUTCOME is "failed" and META_REASON says why. */
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
	LIVE_MAX_SECONDS = 10, /* no segment is longer */
	LIVE_FRAME = 1024,     /* samples of a packet */
	LIVE_MAX_SEGMENT = 1000000,
	LIVE_MAX_PARTS = 64, /* pages that one segment is made of */
};

/* ---- where it is cut ---- */

struct live_grid {
	int source_rate, rate; /* Hz, before and after encoding */
	int64_t unit;          /* samples of `rate`: whole frames and whole samples of the source */
	int64_t segment;       /* the same: length of every segment but the last; whole units */
};

struct live_grid live_grid_of(int source_rate);

/* Samples of the source that lie before a place of the grid, and what so many become. */
int64_t live_grid_to_source(const struct live_grid *grid, int64_t at);
int64_t live_grid_from_source(const struct live_grid *grid, int64_t samples);

/* How many segments so many samples of the source make. Unless they are `all`, only those count
 * that no later sample can change. */
int live_grid_segments(const struct live_grid *grid, int64_t samples, bool all);

/* Seconds of a segment (from 1) that is one of `segments` made of all those samples; where it is
 * not the last of them, `samples` is not read. */
double live_grid_seconds(
	const struct live_grid *grid, int segment, int segments, int64_t samples, bool all);

/* What an encoder is given for a segment: samples `first` to before `end` of the source, from some
 * before its own on, so that it decides as one that came from further back, to some behind. There
 * are `samples` of them now. */
struct live_stretch {
	int64_t first, end;
};
struct live_stretch live_grid_stretch(const struct live_grid *grid, int segment, int64_t samples);

/* ---- objects and requests ---- */

char *live_audio_key(
	struct arena *arena, const char *tenant, const char *id, int origin, int segment);

/* A page's part of a stretch: the page is `frames` samples long, at the rate of the whole. */
struct live_part {
	int page;
	int64_t frames;
};

/* "12:220500,13:7000", and back: ERR_INVALID. */
char *live_parts_format(struct arena *arena, const struct live_part *parts, size_t count);
int live_parts_parse(const char *text, struct live_part parts[LIVE_MAX_PARTS], size_t *ret_count,
	struct err *err);

/* Asks for a segment of the list that begins at that page. */
int live_audio_request(struct natsconn *conn, const struct workflow *workflow, int origin,
	const struct event_live *what, struct err *err);

/* Removes all segments of a job. */
int live_audio_remove(struct natsconn *conn, const char *tenant, const char *id, struct err *err);

#endif
