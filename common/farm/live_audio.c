/* live_audio.c: where a book's audio is cut for streaming, names of segments, and the event that
 * requests one. */
#include "common/farm/live_audio.h"

#include "common/base/buf.h"
#include "common/base/pageset.h"
#include "common/farm/audio_format.h"
#include "common/farm/event_publish.h"
#include "common/objstore/store.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Lead-in: frames until an encoder that starts here makes the same decisions as one that
	 * started earlier, see tests/workers/audio_encoder/test_engine.c. And how far the encoder
	 * looks ahead. */
	LEAD_FRAMES = 32,
	AHEAD_FRAMES = 4,
	HIGHEST_RATE = 48000,
};

/* ---- where it is cut ---- */

/* The lowest AAC sample rate that is not below the source's and whose units fit into a segment:
 * usually the source's own. HIGHEST_RATE always qualifies. */
struct live_grid live_grid_of(int source_rate)
{
	static const int rates[] = { 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100,
		HIGHEST_RATE };
	struct live_grid grid = { .source_rate = source_rate };
	size_t i = 0;
	do {
		grid.rate = rates[i];
		grid.unit = audio_frames_unit(LIVE_FRAME, source_rate, grid.rate);
		i++;
	} while (i < sizeof rates / sizeof *rates &&
		 (grid.rate < source_rate || grid.unit > (int64_t)LIVE_MAX_SECONDS * grid.rate));
	grid.segment = (int64_t)LIVE_MAX_SECONDS * grid.rate / grid.unit * grid.unit;
	return grid;
}

int64_t live_grid_to_source(const struct live_grid *grid, int64_t at)
{
	return at / grid->rate * grid->source_rate +
	       at % grid->rate * grid->source_rate / grid->rate;
}

int64_t live_grid_from_source(const struct live_grid *grid, int64_t samples)
{
	return samples / grid->source_rate * grid->rate +
	       (samples % grid->source_rate * grid->rate + grid->source_rate - 1) /
		       grid->source_rate;
}

int live_grid_segments(const struct live_grid *grid, int64_t samples, bool all)
{
	int64_t encoded = live_grid_from_source(grid, samples);
	int64_t count = all ? (encoded + grid->segment - 1) / grid->segment
			    : (encoded - (int64_t)AHEAD_FRAMES * LIVE_FRAME) / grid->segment;
	if (count < 0)
		count = 0;
	return count > LIVE_MAX_SEGMENT ? LIVE_MAX_SEGMENT : (int)count;
}

double live_grid_seconds(
	const struct live_grid *grid, int segment, int segments, int64_t samples, bool all)
{
	int64_t length = grid->segment;
	if (all && segment == segments)
		length = live_grid_from_source(grid, samples) - grid->segment * (segment - 1);
	return (double)length / grid->rate;
}

struct live_stretch live_grid_stretch(const struct live_grid *grid, int segment, int64_t samples)
{
	int64_t start = grid->segment * (segment - 1);
	int64_t lead = ((int64_t)LEAD_FRAMES * LIVE_FRAME + grid->unit - 1) / grid->unit;
	int64_t from = start > lead * grid->unit ? start - lead * grid->unit : 0;
	struct live_stretch stretch = {
		.first = live_grid_to_source(grid, from),
		.end = live_grid_to_source(
			grid, start + grid->segment + (int64_t)AHEAD_FRAMES * LIVE_FRAME),
	};
	if (stretch.end > samples)
		stretch.end = samples;
	return stretch;
}

/* ---- objects and requests ---- */

static char *folder(struct arena *arena, const char *tenant, const char *id)
{
	return arena_printf(arena, "%s/%s/live/", tenant, id);
}

char *live_audio_key(
	struct arena *arena, const char *tenant, const char *id, int origin, int segment)
{
	return arena_printf(arena, "%s%05d/%05d.m4s", folder(arena, tenant, id), origin, segment);
}

char *live_parts_format(struct arena *arena, const struct live_part *parts, size_t count)
{
	struct buf text = BUF_EMPTY;
	for (size_t i = 0; i < count; i++)
		buf_printf(&text, "%s%d:%lld", i ? "," : "", parts[i].page,
			(long long)parts[i].frames);
	char *copy = arena_string(arena, buf_string(&text));
	buf_free(&text);
	return copy;
}

/* Parses a number from 1 to `most`, followed by `end` or the end of the text. Returns 0 if there is
 * none. */
static int64_t take_number(const char **at, char end, int64_t most)
{
	char *behind;
	if (**at < '1' || **at > '9')
		return 0;
	long long number = strtoll(*at, &behind, 10);
	if (number > most || (*behind && *behind != end))
		return 0;
	*at = *behind ? behind + 1 : behind;
	return number;
}

int live_parts_parse(const char *text, struct live_part parts[LIVE_MAX_PARTS], size_t *ret_count,
	struct err *err)
{
	size_t count = 0;
	for (const char *at = text; *at; count++) {
		struct live_part part;
		if (count == LIVE_MAX_PARTS)
			return err_set(err, ERR_INVALID, "pages: more than %d", LIVE_MAX_PARTS);
		part.page = (int)take_number(&at, ':', PAGESET_MAX_PAGE);
		part.frames = part.page > 0 ? take_number(&at, ',', INT64_MAX / 2) : 0;
		if (part.frames == 0)
			return err_set(err, ERR_INVALID, "pages: \"page:samples,...\" is expected");
		parts[count] = part;
	}
	*ret_count = count;
	return 0;
}

int live_audio_request(struct natsconn *conn, const struct workflow *workflow, int origin,
	const struct event_live *what, struct err *err)
{
	struct arena *arena = arena_new();
	const struct event_header cause = event_header_of(workflow);
	const struct event event = {
		.type = EVENT_LIVE_SEGMENT_REQUESTED,
		.header = event_header_next(&cause, arena),
		.page_number = origin,
		.live = *what,
	};
	int rc = event_publish(
		conn, natsconn_settings(conn)->live_requested_subject, &event, NULL, arena, err);
	arena_free(&arena);
	return rc;
}

/* ---- removal ---- */

enum { REMOVED_AT_A_TIME = 500 };

struct found {
	struct arena *arena;
	const char *names[REMOVED_AT_A_TIME];
	size_t count;
};

static bool note(void *context, const struct object_info *info)
{
	struct found *found = context;
	found->names[found->count++] = arena_string(found->arena, info->name);
	return found->count < REMOVED_AT_A_TIME;
}

static int remove_some(struct natsconn *conn, const char *tenant, const char *id,
	struct found *found, struct err *err)
{
	const char *bucket = natsconn_settings(conn)->live_audio_object_store_bucket;
	if (objstore_list(conn, bucket, folder(found->arena, tenant, id), note, found, err) < 0)
		return -1;
	for (size_t i = 0; i < found->count; i++) {
		if (objstore_delete(conn, bucket, found->names[i], err) < 0)
			return -1;
	}
	return 0;
}

int live_audio_remove(struct natsconn *conn, const char *tenant, const char *id, struct err *err)
{
	int rc;
	size_t count;
	do {
		struct found found = { .arena = arena_new() };
		rc = remove_some(conn, tenant, id, &found, err);
		count = found.count;
		arena_free(&found.arena);
	} while (rc == 0 && count == REMOVED_AT_A_TIME);
	return rc;
}
