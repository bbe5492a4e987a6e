/* live_sound.c: which samples belong to a playlist and to each of its segments. */
#include "web/jobs/live_sound.h"

#include "common/base/buf.h"
#include "common/farm/kept_wav.h"
#include "common/farm/page_metadata.h"
#include "common/objstore/store.h"
#include "web/jobs/book_store.h"

#include <math.h>
#include <openssl/evp.h>
#include <string.h>

/* ---- pages ---- */

struct collecting {
	struct live_sound *sound;
	struct arena *arena;
	struct live_page *found; /* as stored */
	size_t cap;
};

/* The next page from `page` on that has sound; 0: none. */
static int next_heard(const struct workflow *workflow, int page)
{
	while (page <= workflow->total_pages && pageset_has(&workflow->skipped, page))
		page++;
	return page <= workflow->total_pages ? page : 0;
}

static void add(struct collecting *to, int page, const struct live_page *found)
{
	struct book_pages *pages = &to->sound->pages;
	if (pages->count == to->cap) {
		size_t cap = to->cap ? to->cap * 2 : 64;
		struct book_page *items = arena_alloc(to->arena, cap * sizeof *items);
		struct live_page *all = arena_alloc(to->arena, cap * sizeof *all);
		if (pages->count > 0) {
			memcpy(items, pages->items, pages->count * sizeof *items);
			memcpy(all, to->found, pages->count * sizeof *all);
		}
		pages->items = items;
		to->found = all;
		to->cap = cap;
	}
	to->found[pages->count] = *found;
	pages->items[pages->count++] = (struct book_page) { .page = page, .spoken = found->spoken };
}

/* The format of the first spoken page, which is the voice's, as in wav-aggregator: another
 * program may have made the silent pages before it. Until that page exists, nothing can be
 * listed. */
static void choose_format(struct collecting *to)
{
	struct live_sound *sound = to->sound;
	size_t i = 0;
	while (i < sound->pages.count && !to->found[i].spoken)
		i++;
	if (i == sound->pages.count && !sound->all)
		return;
	if (i == sound->pages.count)
		i = 0;
	if (sound->pages.count > 0) {
		sound->pages.rate = to->found[i].rate;
		sound->channels = to->found[i].channels;
	}
}

static void place_pages(struct collecting *to)
{
	struct live_sound *sound = to->sound;
	struct book_pages *pages = &sound->pages;
	sound->digests = arena_alloc(to->arena, (pages->count + 1) * sizeof *sound->digests);
	for (size_t i = 0; i < pages->count; i++) {
		const struct live_page *found = &to->found[i];
		struct book_page *page = &pages->items[i];
		page->first = sound->samples;
		page->frames = found->rate == pages->rate
				       ? found->frames
				       : llround((double)found->frames * pages->rate / found->rate);
		page->timeline = arena_string(to->arena, found->timeline);
		sound->digests[i] = arena_string(to->arena, found->digest);
		sound->samples += page->frames;
	}
}

static int collect_pages(struct live_pages *known, struct natsconn *conn,
	const struct workflow *workflow, struct arena *arena, struct live_sound *sound,
	struct err *err)
{
	struct collecting to = { .sound = sound, .arena = arena };
	int page = next_heard(workflow, sound->origin);
	while (page > 0) {
		struct live_page found;
		int there = live_pages_get(known, conn, workflow, page, &found, err);
		if (there < 0)
			return -1;
		if (there == 0)
			break;
		add(&to, page, &found);
		page = next_heard(workflow, page + 1);
	}
	sound->all = workflow->total_pages > 0 && page == 0;
	choose_format(&to);
	if (sound->pages.rate > 0)
		place_pages(&to);
	else
		sound->pages.count = 0;
	return 0;
}

/* ---- joined audio ---- */

/* Cuts off what precedes the origin. Without the book's page positions, only the first page can
 * be the origin. */
static int cut_joined(struct live_sound *sound, struct err *err)
{
	struct book_pages *pages = &sound->pages;
	size_t first = 0;
	while (first < pages->count && pages->items[first].page < sound->origin)
		first++;
	if (first == pages->count)
		return err_set(err, ERR_NOT_FOUND, "there is no page %d to play", sound->origin);
	const struct book_page *last = &pages->items[pages->count - 1];
	sound->offset = pages->items[first].first;
	sound->samples = last->first + last->frames - sound->offset;
	pages->items += first;
	pages->count -= first;
	for (size_t i = 0; i < pages->count; i++)
		pages->items[i].first -= sound->offset;
	return 0;
}

static int begins_nowhere(int page, struct err *err)
{
	return err_set(err, ERR_NOT_FOUND, "it is not known where page %d begins", page);
}

/* The WAV is not stored and is restored when a segment is requested; for the playlist, the page
 * positions suffice. */
static int read_gone(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	struct live_sound *sound, struct err *err)
{
	struct book_pages *pages = &sound->pages;
	struct err unknown;
	bool can = false;
	if (kept_wav_can_be_made(conn, workflow, &can, err) < 0)
		return -1;
	if (!can)
		return err_set(err, ERR_NOT_FOUND, "its audio is no longer kept");
	sound->all = true;
	if (book_store_pages(conn, workflow, arena, pages, &unknown) == 0 && pages->count > 0 &&
		strcmp(pages->digest, workflow->audio_digest) == 0)
		return cut_joined(sound, err);
	if (sound->origin != 1)
		return begins_nowhere(sound->origin, err);
	return err_set(err, ERR_UNAVAILABLE, "its WAV has to be made again first");
}

static int read_joined(struct natsconn *conn, const struct workflow *workflow, struct arena *arena,
	struct live_sound *sound, struct err *err)
{
	struct book_pages *pages = &sound->pages;
	struct object_info wav;
	struct err unknown;
	if (objstore_info(conn, natsconn_settings(conn)->final_audio_object_store_bucket,
		    workflow->final_audio_key, arena, &wav, err) < 0)
		return err->kind == ERR_NOT_FOUND ? read_gone(conn, workflow, arena, sound, err)
						  : -1;
	int rate = (int)meta_get_int(&wav.metadata, META_SAMPLE_RATE, 1000, 384000, 0);
	sound->channels = (int)meta_get_int(&wav.metadata, META_CHANNELS, 1, 8, 0);
	sound->all = true;
	if (rate == 0 || sound->channels == 0)
		return err_set(err, ERR_NOT_FOUND, "nothing is known about the joined audio");
	if (book_store_pages(conn, workflow, arena, pages, &unknown) == 0 && pages->count > 0 &&
		pages->rate == rate && strcmp(pages->digest, wav.digest) == 0)
		return cut_joined(sound, err);
	*pages = (struct book_pages) { .rate = rate, .digest = wav.digest };
	sound->samples = llround(workflow->audio_seconds * rate);
	return sound->origin == 1 ? 0 : begins_nowhere(sound->origin, err);
}

bool live_sound_is_joined(const struct workflow *workflow)
{
	return workflow->final_audio_key && workflow_is_finished(workflow);
}

int live_sound_get(struct live_pages *known, struct natsconn *conn, const struct workflow *workflow,
	int origin, struct arena *arena, struct live_sound *ret_sound, struct err *err)
{
	struct live_sound sound = { .origin = origin };
	int rc;
	if (live_sound_is_joined(workflow)) {
		live_pages_forget(known, workflow->id);
		rc = read_joined(conn, workflow, arena, &sound, err);
	} else {
		rc = collect_pages(known, conn, workflow, arena, &sound, err);
	}
	if (rc < 0)
		return -1;
	if (sound.pages.rate > 0) {
		sound.grid = live_grid_of(sound.pages.rate);
		sound.segments = live_grid_segments(&sound.grid, sound.samples, sound.all);
	}
	if (sound.segments == 0 && (sound.all || workflow_is_finished(workflow)))
		return err_set(err, ERR_NOT_FOUND, "there is nothing to play");
	*ret_sound = sound;
	return 0;
}

/* ---- a segment ---- */

/* The pages that a range spans, and its start within the first; appends to `name` what it is
 * made from. */
static int find_parts(const struct live_sound *sound, const struct live_stretch *stretch,
	struct arena *arena, struct event_live *segment, struct buf *name, struct err *err)
{
	struct live_part parts[LIVE_MAX_PARTS];
	size_t count = 0;
	for (size_t i = 0; i < sound->pages.count; i++) {
		const struct book_page *page = &sound->pages.items[i];
		if (page->frames == 0 || page->first + page->frames <= stretch->first)
			continue;
		if (page->first >= stretch->end)
			break;
		if (count == LIVE_MAX_PARTS)
			return err_set(err, ERR_INVALID, "more than %d pages in one audio segment",
				LIVE_MAX_PARTS);
		if (count == 0)
			segment->skip = stretch->first - page->first;
		parts[count++] = (struct live_part) { page->page, page->frames };
		buf_printf(name, " %s", sound->digests[i]);
	}
	segment->parts = live_parts_format(arena, parts, count);
	buf_printf(name, " %s", segment->parts);
	return 0;
}

static const char *hashed(struct arena *arena, const struct buf *name)
{
	enum { BYTES = 16 };
	unsigned char digest[EVP_MAX_MD_SIZE];
	struct buf text = BUF_EMPTY;
	EVP_Digest(name->data, name->len, digest, NULL, EVP_sha256(), NULL);
	buf_append_hex(&text, digest, BYTES);
	const char *copy = arena_string(arena, buf_string(&text));
	buf_free(&text);
	return copy;
}

int live_sound_segment(const struct live_sound *sound, int segment, int bitrate,
	struct arena *arena, struct event_live *ret_segment, struct err *err)
{
	struct event_live what = {
		.segment = segment,
		.rate = sound->pages.rate,
		.channels = sound->channels,
		.end = sound->all ? sound->samples : 0,
	};
	struct buf name = BUF_EMPTY;
	int rc = 0;
	if (segment > 0) {
		const struct live_stretch stretch =
			live_grid_stretch(&sound->grid, segment, sound->samples);
		/* Only the last segments depend on where the audio ends. */
		if (segment < sound->segments)
			what.end = 0;
		what.samples = stretch.end - stretch.first;
		what.skip = sound->offset + stretch.first;
		if (sound->digests)
			rc = find_parts(sound, &stretch, arena, &what, &name, err);
		else
			buf_printf(&name, " %s", sound->pages.digest);
	} else {
		what.end = 0;
	}
	buf_printf(&name, " %d %d %d %d %lld %lld %lld", segment, what.rate, what.channels, bitrate,
		(long long)what.skip, (long long)what.samples, (long long)what.end);
	what.source = hashed(arena, &name);
	buf_free(&name);
	if (rc == 0)
		*ret_segment = what;
	return rc;
}
