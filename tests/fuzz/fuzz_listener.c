/* A listener's place and bookmarks, as a client sends them and as they are stored. What was read is
 * within its bounds, and is written and read again as the same. */
#include "fuzz.h"

#include "common/farm/listener.h"

#include <string.h>

static void check_place(const struct listener_place *place)
{
	FUZZ_CHECK(place->page >= 1 && place->page <= LISTENER_MAX_PAGE);
	FUZZ_CHECK(place->word >= 0 && place->word <= LISTENER_MAX_WORD);
	FUZZ_CHECK(place->offset >= 0 && place->offset <= LISTENER_MAX_OFFSET);
}

static void check_bookmarks(const struct listener_bookmarks *bookmarks)
{
	FUZZ_CHECK(bookmarks->count <= LISTENER_MAX_BOOKMARKS);
	for (size_t i = 0; i < bookmarks->count; i++) {
		check_place(&bookmarks->items[i].place);
		FUZZ_CHECK(strlen(bookmarks->items[i].note) <= LISTENER_MAX_NOTE);
		FUZZ_CHECK(i == 0 ||
			   bookmarks->items[i].place.page >= bookmarks->items[i - 1].place.page);
	}
}

static void check_again(const struct listener_state *state, struct arena *arena)
{
	struct listener_state again;
	struct err err = { 0 };
	const char *json = listener_format(state, arena);
	FUZZ_CHECK(strlen(json) <= LISTENER_MAX_JSON);
	FUZZ_CHECK(listener_parse(json, strlen(json), arena, &again, &err) == 0);
	FUZZ_CHECK(strcmp(json, listener_format(&again, arena)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct listener_state state = { 0 };
	const char *json = (const char *)data;
	struct err err = { 0 };
	if (listener_parse(json, size, arena, &state, &err) == 0) {
		check_bookmarks(&state.bookmarks);
		check_again(&state, arena);
	} else {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	}
	if (listener_parse_position(json, size, &state.position, &err) == 0)
		check_place(&state.position.place);
	if (listener_parse_bookmarks(json, size, arena, &state.bookmarks, &err) == 0) {
		check_bookmarks(&state.bookmarks);
		state.bookmarks.revision = 1;
		check_again(&state, arena);
	}
	arena_free(&arena);
	return 0;
}
