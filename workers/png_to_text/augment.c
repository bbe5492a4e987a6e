/* augment.c: introduces the answers in the page's language and places them around its text. */
#include "workers/png_to_text/augment.h"

#include "common/base/buf.h"
#include "common/base/spaced_words.h"
#include "workers/png_to_text/tables.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

/* The row of commentary_words for a language by Tesseract's code, or NULL. */
static const char *const *find_language(const char *code)
{
	enum { CODE_LENGTH = 3 }; /* of "deu+eng" the first counts */
	bool is_code = code && strlen(code) >= CODE_LENGTH;
	for (size_t i = 0; is_code && i < commentary_words_rows; i++) {
		if (spaced_words_have(commentary_words[i][COMMENTARY_CODES], code, CODE_LENGTH))
			return commentary_words[i];
	}
	return NULL;
}

const char *augment_name(enum augment_kind kind)
{
	return kind == AUGMENT_SUMMARY ? "summary" : "commentary";
}

bool augment_wants(const struct augmentation *augmentation, enum augment_kind kind)
{
	return kind == AUGMENT_SUMMARY ? augmentation->summary : augmentation->commentary;
}

const char *augment_instructions(const struct augmentation *augmentation, enum augment_kind kind)
{
	const char *text = kind == AUGMENT_SUMMARY ? augmentation->summary_instructions
						   : augmentation->commentary_instructions;
	return text && *text ? text : NULL;
}

const char *augment_language(const char *language)
{
	const char *const *found = find_language(language);
	return found ? found[COMMENTARY_LANGUAGE] : NULL;
}

/* Many models introduce their answers themselves. */
static const char *without_introduction(const char *answer, const char *word)
{
	size_t len = strlen(word);
	if (strncasecmp(answer, word, len) != 0)
		return answer;
	const char *p = answer + len;
	if (strncmp(p, "\xc2\xa0", 2) == 0)
		p += 2;
	p += strspn(p, " ");
	if (*p != ':')
		return answer;
	p += 1 + strspn(p + 1, " \n");
	return *p ? p : answer;
}

static void add(struct augment_texts *texts, const char *const *language, enum augment_kind kind,
	const char *answer, struct arena *arena)
{
	const char *word =
		language[kind == AUGMENT_SUMMARY ? COMMENTARY_SUMMARY_WORD : COMMENTARY_WORD];
	if (answer)
		texts->texts[texts->count++] = arena_printf(arena, "%s%s %s", word,
			language[COMMENTARY_COLON], without_introduction(answer, word));
}

struct augment_texts augment_texts_of(struct arena *arena, const struct augmentation *augmentation,
	const char *language, const char *const added[AUGMENT_KINDS])
{
	const char *const *in = find_language(language);
	bool top = !augmentation->summary_placement ||
		   strcmp(augmentation->summary_placement, "bottom") != 0;
	struct augment_texts texts = { .count = 0 };
	if (!in)
		in = commentary_words[0];
	add(&texts, in, AUGMENT_SUMMARY, added[AUGMENT_SUMMARY], arena);
	texts.before = top ? texts.count : 0;
	add(&texts, in, AUGMENT_COMMENTARY, added[AUGMENT_COMMENTARY], arena);
	return texts;
}

static void append(struct buf *out, const char *text, size_t len)
{
	if (len && out->len)
		buf_append_string(out, "\n\n");
	buf_append(out, text, len);
}

char *augment_compose(struct arena *arena, const struct augmentation *augmentation,
	const char *language, const char *text, const char *const added[AUGMENT_KINDS])
{
	const struct augment_texts texts = augment_texts_of(arena, augmentation, language, added);
	struct buf out = BUF_EMPTY;
	size_t len = strlen(text);
	while (len && strchr(" \n", text[len - 1]))
		len--;
	for (size_t i = 0; i < texts.before; i++)
		append(&out, texts.texts[i], strlen(texts.texts[i]));
	append(&out, text, len);
	for (size_t i = texts.before; i < texts.count; i++)
		append(&out, texts.texts[i], strlen(texts.texts[i]));
	buf_append_char(&out, '\n');
	char *composed = arena_string_n(arena, out.data, out.len);
	buf_free(&out);
	return composed;
}

/* FNV-1a, including the terminating NUL of each string. */
static uint64_t mix(uint64_t hash, const char *text)
{
	for (const char *p = text ? text : "";; p++) {
		hash = (hash ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
		if (!*p)
			return hash;
	}
}

const char *augment_mark(struct arena *arena, const struct augmentation *augmentation)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	if (augmentation->commentary)
		hash = mix(mix(hash, "commentary"), augmentation->commentary_instructions);
	if (augmentation->summary) {
		hash = mix(mix(hash, "summary"), augmentation->summary_instructions);
		hash = mix(hash,
			augmentation->summary_placement ? augmentation->summary_placement : "top");
	}
	return arena_printf(arena, "%016llx", (unsigned long long)hash);
}
