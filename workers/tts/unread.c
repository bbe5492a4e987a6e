/* unread.c: scripts, and in which languages eSpeak NG reads them. */
#include "workers/tts/unread.h"

#include "common/base/spaced_words.h"
#include "common/text/letters.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Those of whose letters eSpeak NG's other voices say but what they are. It reads Greek, Korean and
 * the scripts of India in the midst of any language. A single letter of an alphabet has a name that
 * is worth saying; a character that is none has not. */
static const struct script {
	uint32_t first, last;
	const char *name, *languages;
	bool alphabet;
} scripts[] = {
	{ 0x0400, 0x052f, "Cyrillic letters", "ru uk be bg sr mk kk ky tt ba tg mn cv", true },
	{ 0x0591, 0x05f4, "Hebrew letters", "he yi", true },
	{ 0x0600, 0x06ff, "Arabic letters", "ar fa ur ug sd ps ku", true },
	{ 0x0750, 0x077f, "Arabic letters", "ar fa ur ug sd ps ku", true },
	{ 0x0e01, 0x0e5b, "Thai letters", "th shn", true },
	{ 0x3041, 0x30ff, "kana", "ja", false },
	{ 0x3400, 0x4dbf, "Chinese characters", "cmn zh yue", false },
	{ 0x4e00, 0x9fff, "Chinese characters", "cmn zh yue", false },
	{ 0xf900, 0xfaff, "Chinese characters", "cmn zh yue", false },
	{ 0xfb50, 0xfdff, "Arabic letters", "ar fa ur ug sd ps ku", true },
	{ 0xfe70, 0xfefc, "Arabic letters", "ar fa ur ug sd ps ku", true },
	{ 0x20000, 0x2ffff, "Chinese characters", "cmn zh yue", false },
};

enum { SCRIPTS = sizeof scripts / sizeof *scripts };

const char *unread_known(const char *name)
{
	for (size_t i = 0; name && i < SCRIPTS; i++) {
		if (strcmp(name, scripts[i].name) == 0)
			return scripts[i].name;
	}
	return NULL;
}

static const struct script *script_of(uint32_t code)
{
	for (size_t i = 0; i < SCRIPTS && code >= scripts[i].first; i++) {
		if (code <= scripts[i].last)
			return &scripts[i];
	}
	return NULL;
}

/* "zh" of "zh-yue", "ja" of "ja+f3"; 0: this is no code of a language. */
static size_t code_length(const char *language)
{
	size_t len = language ? strspn(language, "abcdefghijklmnopqrstuvwxyz") : 0;
	bool ends = len > 0 && strchr("-+_", language[len]) != NULL;
	return ends && (len == 2 || len == 3) ? len : 0;
}

/* Bytes of the run of one script that begins at p, and its letters. */
static size_t run_length(
	const struct script *script, const char *p, size_t left, size_t *ret_letters)
{
	size_t len = 0, size, letters = 0;
	while (len < left) {
		const struct script *next = script_of(letters_decode(p + len, left - len, &size));
		if (!next || next->name != script->name)
			break;
		len += size;
		letters++;
	}
	*ret_letters = letters;
	return len;
}

const char *unread_blank(struct buf *text, const char *language)
{
	size_t blanked[SCRIPTS] = { 0 }, code_len = code_length(language), size;
	const char *most = NULL;
	size_t most_letters = 0;
	for (size_t i = 0; code_len > 0 && i < text->len; i += size) {
		const struct script *script =
			script_of(letters_decode(text->data + i, text->len - i, &size));
		if (!script)
			continue;
		size_t letters;
		size = run_length(script, text->data + i, text->len - i, &letters);
		if (spaced_words_have(script->languages, language, code_len) ||
			(script->alphabet && letters == 1))
			continue;
		memset(text->data + i, ' ', size);
		size_t *count = &blanked[script - scripts];
		*count += letters;
		if (*count > most_letters) {
			most_letters = *count;
			most = script->name;
		}
	}
	return most;
}
