/* A page's timeline as it is stored. What was read is written and read again as the same. */
#include "fuzz.h"

#include "common/farm/timeline.h"

#include <string.h>

static void check_timeline(const struct timeline *timeline)
{
	int64_t at = 0;
	for (size_t i = 0; i < timeline->count; i++) {
		const struct timeline_utterance *utterance = &timeline->utterances[i];
		FUZZ_CHECK(utterance->first >= at && utterance->last >= utterance->first);
		FUZZ_CHECK(utterance->last <= timeline->samples);
		at = utterance->last;
		for (size_t k = 0; k < utterance->word_count; k++) {
			const struct timeline_word *word = &utterance->words[k];
			FUZZ_CHECK(word->first >= utterance->first && word->last >= word->first &&
				   word->last <= utterance->last);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct timeline timeline, again;
	struct err err = { 0 };
	if (timeline_parse((const char *)data, size, arena, &timeline, &err) == 0) {
		check_timeline(&timeline);
		const char *json = timeline_format(&timeline, arena);
		FUZZ_CHECK(timeline_parse(json, strlen(json), arena, &again, &err) == 0);
		FUZZ_CHECK(strcmp(json, timeline_format(&again, arena)) == 0);
	} else {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	}
	arena_free(&arena);
	return 0;
}
