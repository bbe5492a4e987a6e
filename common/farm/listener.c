/* listener.c: a listener's position and bookmarks as JSON, both stored and exchanged with
 * clients. */
#include "common/farm/listener.h"

#include "common/base/json.h"
#include "common/base/timestamp.h"
#include "common/base/uuid.h"
#include "common/farm/event.h"

#include <stdlib.h>
#include <string.h>

/* ---- reading ---- */

static int read_place(const struct json_in *in, struct listener_place *ret_place, struct err *err)
{
	int64_t page, word = 0;
	double offset = 0;
	if (json_get_int(in, "page", 1, LISTENER_MAX_PAGE, &page, err) < 0 ||
		json_find_int(in, "word", 0, LISTENER_MAX_WORD, &word, err) < 0 ||
		json_find_number(in, "offset", 0, LISTENER_MAX_OFFSET, &offset, err) < 0)
		return -1;
	*ret_place = (struct listener_place) { (int)page, (int)word, offset };
	return 0;
}

#define LAST_MS INT64_C(253402300799999) /* end of the year 9999 */

/* Reads a time, or `missing` if there is none. */
static int read_time(const struct json_in *in, const char *name, int64_t missing, int64_t *ret_ms,
	struct err *err)
{
	const char *text = NULL;
	int found = json_find_string(in, name, &text, err);
	*ret_ms = missing;
	if (found > 0 && (!timestamp_parse(text, ret_ms) || *ret_ms < 0))
		return err_set(err, ERR_INVALID, "%s%s: must be a time in RFC 3339 format",
			in->path, name);
	if (*ret_ms > LAST_MS)
		*ret_ms = LAST_MS;
	return found < 0 ? -1 : 0;
}

static int read_position(const struct json_in *in, int64_t missing,
	struct listener_position *ret_position, struct err *err)
{
	struct listener_position position;
	if (read_place(in, &position.place, err) < 0 ||
		read_time(in, "at", missing, &position.at_ms, err) < 0)
		return -1;
	*ret_position = position;
	return 0;
}

static const char *fresh_id(struct arena *arena)
{
	char id[UUID_SIZE];
	uuid_new(id);
	return arena_string(arena, id);
}

static int check_note(const struct json_in *in, const char *note, struct err *err)
{
	if (strlen(note) > LISTENER_MAX_NOTE)
		return err_set(err, ERR_INVALID, "%snote: must be no longer than %d bytes",
			in->path, LISTENER_MAX_NOTE);
	for (const char *p = note; *p; p++) {
		if ((unsigned char)*p < ' ' && *p != '\n' && *p != '\t')
			return err_set(err, ERR_INVALID,
				"%snote: must have no control characters but line feeds and tabs",
				in->path);
	}
	return 0;
}

static int read_bookmark(
	const struct json_in *in, struct listener_bookmark *ret_bookmark, struct err *err)
{
	struct listener_bookmark bookmark = { .id = NULL, .note = "" };
	if (read_place(in, &bookmark.place, err) < 0 ||
		json_find_string(in, "id", &bookmark.id, err) < 0 ||
		json_find_string(in, "note", &bookmark.note, err) < 0 ||
		read_time(in, "createdAt", clock_unix_ms(), &bookmark.created_ms, err) < 0)
		return -1;
	if (!bookmark.id)
		bookmark.id = fresh_id(in->arena);
	if (!event_name_is_safe(bookmark.id))
		return err_set(err, ERR_INVALID, "%sid: must be 1 to 64 of A-Z, a-z, 0-9, _ and -",
			in->path);
	if (check_note(in, bookmark.note, err) < 0)
		return -1;
	*ret_bookmark = bookmark;
	return 0;
}

static int compare_ids(const void *a, const void *b)
{
	const struct listener_bookmark *x = a, *y = b;
	return strcmp(x->id, y->id);
}

static int compare_places(const void *a, const void *b)
{
	const struct listener_bookmark *x = a, *y = b;
	if (x->place.page != y->place.page)
		return x->place.page < y->place.page ? -1 : 1;
	if (x->place.word != y->place.word)
		return x->place.word < y->place.word ? -1 : 1;
	if (x->place.offset < y->place.offset || x->place.offset > y->place.offset)
		return x->place.offset < y->place.offset ? -1 : 1;
	return strcmp(x->id, y->id);
}

static int arrange(struct listener_bookmarks *bookmarks, struct err *err)
{
	struct listener_bookmark *items = bookmarks->items;
	qsort(items, bookmarks->count, sizeof *items, compare_ids);
	for (size_t i = 1; i < bookmarks->count; i++) {
		if (strcmp(items[i - 1].id, items[i].id) == 0)
			return err_set(err, ERR_INVALID, "bookmarks: more than one has the id %s",
				items[i].id);
	}
	qsort(items, bookmarks->count, sizeof *items, compare_places);
	return 0;
}

static int read_bookmarks(const struct json_in *in, bool required,
	struct listener_bookmarks *ret_bookmarks, struct err *err)
{
	struct listener_bookmarks bookmarks = { .revision = -1 };
	const cJSON *array = NULL, *item;
	int found = json_find_array(in, "bookmarks", &array, err);
	if (found < 0 ||
		json_find_int(in, "revision", 0, JSON_MAX_INT - 1, &bookmarks.revision, err) < 0)
		return -1;
	if (found == 0 && required)
		return err_set(err, ERR_INVALID, "bookmarks: missing");
	size_t count = (size_t)cJSON_GetArraySize(array);
	if (count > LISTENER_MAX_BOOKMARKS)
		return err_set(err, ERR_INVALID, "bookmarks: a book can have at most %d",
			LISTENER_MAX_BOOKMARKS);
	bookmarks.items = arena_alloc(in->arena, (count + 1) * sizeof *bookmarks.items);
	cJSON_ArrayForEach(item, array)
	{
		const struct json_in one = { item,
			arena_printf(in->arena, "bookmarks[%zu].", bookmarks.count), in->arena };
		if (!cJSON_IsObject(item))
			return err_set(err, ERR_INVALID, "bookmarks[%zu]: must be an object",
				bookmarks.count);
		if (read_bookmark(&one, &bookmarks.items[bookmarks.count++], err) < 0)
			return -1;
	}
	if (arrange(&bookmarks, err) < 0)
		return -1;
	*ret_bookmarks = bookmarks;
	return 0;
}

static int read_state(const struct json_in *in, struct listener_state *ret_state, struct err *err)
{
	struct listener_state state = { .position = { .at_ms = 0 } };
	struct json_in position;
	int found = json_find_object(in, "position", &position, err);
	if (found < 0 || (found > 0 && read_position(&position, 0, &state.position, err) < 0) ||
		read_bookmarks(in, false, &state.bookmarks, err) < 0)
		return -1;
	if (state.bookmarks.revision < 0)
		state.bookmarks.revision = 0;
	*ret_state = state;
	return 0;
}

int listener_parse(const char *json, size_t len, struct arena *arena,
	struct listener_state *ret_state, struct err *err)
{
	cJSON *root = NULL;
	if (json_parse(json, len, &root, err) < 0)
		return -1;
	const struct json_in in = { root, "", arena };
	int rc = read_state(&in, ret_state, err);
	cJSON_Delete(root);
	return rc;
}

int listener_parse_position(
	const char *json, size_t len, struct listener_position *ret_position, struct err *err)
{
	cJSON *root = NULL;
	int64_t now = clock_unix_ms();
	if (json_parse(json, len, &root, err) < 0)
		return -1;
	struct arena *arena = arena_new();
	const struct json_in in = { root, "", arena };
	struct listener_position position;
	int rc = read_position(&in, now, &position, err);
	arena_free(&arena);
	cJSON_Delete(root);
	if (rc < 0)
		return -1;
	if (position.at_ms > now)
		position.at_ms = now;
	*ret_position = position;
	return 0;
}

int listener_parse_bookmarks(const char *json, size_t len, struct arena *arena,
	struct listener_bookmarks *ret_bookmarks, struct err *err)
{
	cJSON *root = NULL;
	if (json_parse(json, len, &root, err) < 0)
		return -1;
	const struct json_in in = { root, "", arena };
	int rc = read_bookmarks(&in, true, ret_bookmarks, err);
	cJSON_Delete(root);
	return rc;
}

/* ---- writing ---- */

static void add_place(cJSON *object, const struct listener_place *place)
{
	json_add_int(object, "page", place->page);
	json_add_int(object, "word", place->word);
	json_add_number(object, "offset", place->offset);
}

static void add_time(cJSON *object, const char *name, int64_t ms)
{
	char text[TIMESTAMP_SIZE];
	timestamp_format(ms, text);
	json_add_string(object, name, text);
}

const char *listener_format(const struct listener_state *state, struct arena *arena)
{
	cJSON *root = json_new();
	json_add_int(root, "version", LISTENER_VERSION);
	if (state->position.place.page > 0) {
		cJSON *position = json_add_object(root, "position");
		add_place(position, &state->position.place);
		add_time(position, "at", state->position.at_ms);
	}
	json_add_int(root, "revision", state->bookmarks.revision);
	cJSON *array = json_add_array(root, "bookmarks");
	for (size_t i = 0; i < state->bookmarks.count; i++) {
		const struct listener_bookmark *bookmark = &state->bookmarks.items[i];
		cJSON *item = json_append_object(array);
		json_add_string(item, "id", bookmark->id);
		add_place(item, &bookmark->place);
		json_add_string(item, "note", bookmark->note);
		add_time(item, "createdAt", bookmark->created_ms);
	}
	const char *json = json_print(root, arena);
	cJSON_Delete(root);
	return json;
}

bool listener_is_later(
	const struct listener_position *position, const struct listener_position *known)
{
	return known->place.page == 0 || known->at_ms > clock_unix_ms() ||
	       position->at_ms >= known->at_ms;
}
