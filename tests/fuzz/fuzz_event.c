/* An event: the first byte is its type, "0" to "9". What was read must be written and read again
 * as the same text. */
#include "fuzz.h"

#include "common/farm/event.h"

#include <string.h>

static void check_event(const struct event *event, struct arena *arena)
{
	struct err err = { 0 };
	struct event *again = NULL;
	if (event->type != EVENT_DEAD_LETTER) {
		FUZZ_CHECK(event_name_is_safe(event->header.workflow_id));
		FUZZ_CHECK(event_name_is_safe(event->header.tenant_id));
	}
	if (event->type == EVENT_PAGE_IMAGE_REQUESTED)
		FUZZ_CHECK(event->page_number > 0 && event->width > 0);
	else if (event->type == EVENT_LIVE_SEGMENT_REQUESTED)
		FUZZ_CHECK(event->page_number > 0 && event->live.rate > 0 && event->live.source[0]);
	else if (event->type == EVENT_VOICE_SAMPLE_REQUESTED)
		FUZZ_CHECK(event->speech.voice);
	else
		FUZZ_CHECK(event->page_number <= event->total_pages);
	if (event->type != EVENT_DEAD_LETTER && event->type != EVENT_PAGE_IMAGE_REQUESTED &&
		event->type != EVENT_LIVE_SEGMENT_REQUESTED &&
		event->type != EVENT_VOICE_SAMPLE_REQUESTED)
		FUZZ_CHECK(event->key[0]);
	const char *text = event_format(event, arena);
	FUZZ_CHECK(event_parse(event->type, text, strlen(text), arena, &again, &err) == 0);
	FUZZ_CHECK(strcmp(text, event_format(again, arena)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct arena *arena = arena_new();
	enum event_type type = (enum event_type)((data[0] - '0') & 15);
	struct event *event = NULL;
	struct err err = { 0 };
	if (type < EVENT_TYPE_COUNT) {
		if (event_parse(type, (const char *)data + 1, size - 1, arena, &event, &err) == 0)
			check_event(event, arena);
		else
			FUZZ_CHECK(!event && err.kind == ERR_INVALID && err.text[0]);
	}
	arena_free(&arena);
	return 0;
}
