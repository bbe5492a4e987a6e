/* A page's words as they are stored. What was read is written and read again as the same. */
#include "fuzz.h"

#include "workers/page/words_json.h"

#include <string.h>

static void check_words(const struct page_words *words)
{
	size_t last = 0;
	for (size_t i = 0; i < words->word_count; i++) {
		const struct words_word *word = &words->words[i];
		FUZZ_CHECK(word->printed.start >= last && word->printed.end >= word->printed.start);
		FUZZ_CHECK(word->said.end >= word->said.start);
		FUZZ_CHECK(word->printed.end <= strlen(words->printed));
		for (size_t k = 0; k < word->box_count; k++)
			FUZZ_CHECK(word->boxes[k].left >= 0 && word->boxes[k].right <= 1 &&
				   word->boxes[k].left <= word->boxes[k].right);
		last = word->printed.end;
	}
	for (size_t i = 0; i < words->paragraph_count; i++)
		FUZZ_CHECK(words->paragraphs[i].role < TEXT_ROLES &&
			   words->paragraphs[i].section < TEXT_SECTIONS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct page_words words, again;
	struct err err = { 0 };
	if (page_words_parse((const char *)data, size, arena, &words, &err) == 0) {
		check_words(&words);
		const char *json = page_words_format(&words, arena);
		FUZZ_CHECK(page_words_parse(json, strlen(json), arena, &again, &err) == 0);
		FUZZ_CHECK(strcmp(json, page_words_format(&again, arena)) == 0);
	} else {
		FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
	}
	arena_free(&arena);
	return 0;
}
