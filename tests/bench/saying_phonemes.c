/* saying_phonemes.c: by the voice's own phonemes, of how many of the tables' sentences the words
 * are heard that are wanted: as they are printed, and as they are said. What is wanted was written
 * by hand, and goes to the same voice.
 *
 * usage: saying_phonemes DIRECTORY [-v] */
#include "common/base/arena.h"
#include "common/base/buf.h"
#include "tests/workers/saying/table.h"
#include "workers/saying/saying.h"

#include <espeak-ng/speak_lib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Without stress and pauses: they shift with hyphens and commas, and are no words. */
static const char *phonemes_of(const char *text, struct arena *arena)
{
	struct buf out = BUF_EMPTY;
	for (const void *at = text; at;) {
		const char *phonemes = espeak_TextToPhonemes(&at, espeakCHARS_UTF8, 0);
		for (; phonemes && *phonemes; phonemes++) {
			if (!strchr("',_: %|-", *phonemes))
				buf_append_char(&out, *phonemes);
		}
	}
	const char *all = arena_string_n(arena, buf_string(&out), out.len);
	buf_free(&out);
	return all;
}

/* ---- words ---- */

/* Whether the voice says the letters of a word one by one, as it does with what it takes for none.
 */
static bool is_spelled(const char *word, size_t len, struct arena *arena)
{
	struct buf letters = BUF_EMPTY;
	for (size_t i = 0; i < len; i++)
		buf_printf(&letters, "%c. ", word[i] - 'a' + 'A');
	const char *apart = phonemes_of(buf_string(&letters), arena);
	buf_free(&letters);
	return strcmp(apart, phonemes_of(arena_string_n(arena, word, len), arena)) == 0;
}

/* Of the words in small letters, of two letters at least, that are said in place of what is
 * printed. */
static size_t count_spelled(const struct saying *saying, struct arena *arena)
{
	size_t spelled = 0;
	for (size_t i = 0; i < saying->count; i++) {
		for (const char *p = saying->edits[i].said; *p; p++) {
			size_t len = strspn(p, "abcdefghijklmnopqrstuvwxyz");
			bool whole = len > 1 && (unsigned char)p[len] < 0x80 &&
				     (p == saying->edits[i].said || (unsigned char)p[-1] <= '-');
			spelled += whole && is_spelled(p, len, arena);
			p += len > 0 ? len - 1 : 0;
		}
	}
	return spelled;
}

struct figures {
	size_t printed, said, all, spelled;
};

static void add(struct figures *figures, const struct table_item *item, const char *language,
	bool verbose, struct arena *arena)
{
	struct saying saying = saying_convert(item->printed, language, NULL, arena);
	const char *said = saying_apply(item->printed, &saying, arena);
	const char *wanted = phonemes_of(item->said, arena);
	size_t spelled = count_spelled(&saying, arena);
	bool right = strcmp(phonemes_of(said, arena), wanted) == 0;
	figures->printed += strcmp(phonemes_of(item->printed, arena), wanted) == 0;
	figures->said += right;
	figures->all++;
	figures->spelled += spelled;
	if (verbose && (!right || spelled > 0))
		printf("  %s\n  %s\n  %s\n", item->printed, said, item->said);
}

static void show(const char *directory, const char *language, const char *voice, bool verbose)
{
	struct arena *arena = arena_new();
	struct table table = table_read(arena_printf(arena, "%s/%s.txt", directory, language));
	struct figures figures = { 0 };
	espeak_SetVoiceByName(voice);
	/* What is left as it is shows nothing. */
	for (size_t i = 0; i < table.count; i++) {
		if (strcmp(table.items[i].printed, table.items[i].said) != 0)
			add(&figures, &table.items[i], language, verbose, arena);
	}
	printf("%s: of %zu sentences the wanted words are heard in %zu as printed, in %zu as said; "
	       "words that are spelled: %zu\n",
		language, figures.all, figures.printed, figures.said, figures.spelled);
	table_free(&table);
	arena_free(&arena);
}

int main(int argc, char **argv)
{
	static const char *const voices[][2] = { { "en", "en-us" }, { "de", "de" }, { "fr", "fr" },
		{ "es", "es" }, { "it", "it" }, { "pl", "pl" } };
	if (argc < 2 || argc > 3 || espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL, 0) <= 0) {
		fprintf(stderr, "usage: saying_phonemes DIRECTORY [-v]\n");
		return 2;
	}
	for (size_t i = 0; i < sizeof voices / sizeof *voices; i++)
		show(argv[1], voices[i][0], voices[i][1], argc == 3);
	return 0;
}
