/* phonemes.c: converts a sentence to the phonemes on which a neural voice was trained. */
#include "workers/tts/phonemes.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "common/text/letters.h"
#include "workers/tts/ipa.h"

#include <errno.h>
#include <espeak-ng/speak_lib.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_TOKENS_FILE = 1024 * 1024, MAX_SYMBOLS = 4096 };

#define TIE '^'

/* ---- the model's symbols ---- */

struct phoneme_set {
	uint32_t *codes; /* sorted */
	size_t count;
};

static int by_code(const void *a, const void *b)
{
	const uint32_t *left = a, *right = b;
	return (*left > *right) - (*left < *right);
}

/* Lines of the form "symbol number"; the symbol may be a blank. eSpeak NG never writes symbols
 * of several characters, so they are ignored. */
static void parse_tokens(const char *text, size_t len, struct phoneme_set *set)
{
	for (const char *at = text, *end = text + len; at < end && set->count < MAX_SYMBOLS;) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		size_t size;
		if (!line_end)
			line_end = end;
		if (at < line_end) {
			uint32_t code = letters_decode(at, (size_t)(line_end - at), &size);
			if (at + size < line_end && at[size] == ' ')
				set->codes[set->count++] = code;
		}
		at = line_end + 1;
	}
	qsort(set->codes, set->count, sizeof *set->codes, by_code);
}

int phoneme_set_read(const char *path, struct phoneme_set **ret_set, struct err *err)
{
	struct buf text = BUF_EMPTY;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", path);
	int rc = buf_read_fd(&text, fd, MAX_TOKENS_FILE, err);
	close(fd);
	if (rc == 0) {
		struct phoneme_set *set = alloc_zeroed(1, sizeof *set);
		set->codes = alloc_zeroed(MAX_SYMBOLS, sizeof *set->codes);
		parse_tokens(buf_string(&text), text.len, set);
		*ret_set = set;
	}
	buf_free(&text);
	return rc == 0 ? 0 : err_prefix(err, "%s", path);
}

void phoneme_set_free(struct phoneme_set **set)
{
	if (!*set)
		return;
	free((*set)->codes);
	alloc_free(set);
}

bool phoneme_set_has(const struct phoneme_set *set, uint32_t code)
{
	return bsearch(&code, set->codes, set->count, sizeof *set->codes, by_code) != NULL;
}

/* ---- from IPA ---- */

void phonemes_free(struct phonemes *phonemes)
{
	alloc_free(&phonemes->codes);
	*phonemes = (struct phonemes) { 0 };
}

static void add(struct phonemes *phonemes, const struct phoneme_set *set, uint32_t code)
{
	if (!phoneme_set_has(set, code))
		return;
	if (phonemes->count == phonemes->cap) {
		phonemes->cap = phonemes->cap ? phonemes->cap * 2 : 256;
		phonemes->codes =
			alloc_resize(phonemes->codes, phonemes->cap * sizeof *phonemes->codes);
	}
	phonemes->codes[phonemes->count++] = (int32_t)code;
}

struct replacement {
	const char *from, *to;
};

/* Kokoro was trained on the alphabet of misaki, which writes English diphthongs and affricates
 * as single letters. The first match is used. */
static const struct replacement kokoro[] = {
	{ "a^ɪ", "I" },
	{ "a^ʊ", "W" },
	{ "e^ɪ", "A" },
	{ "o^ʊ", "O" },
	{ "ə^ʊ", "Q" },
	{ "ɔ^ɪ", "Y" },
	{ "d^ʒ", "ʤ" },
	{ "t^ʃ", "ʧ" },
	{ "d^z", "ʣ" },
	{ "t^s", "ʦ" },
	{ "ə^l", "ᵊl" },
	{ "ɜː^ɹ", "ɜɹ" },
	{ "ɜːɹ", "ɜɹ" },
	{ "ɜː", "ɜɹ" },
	{ "ɪ^ə", "iə" },
	{ "ɪə", "iə" },
	{ "ɚɹ", "əɹ" },
	{ "ɚ", "əɹ" },
	{ "ɾ", "T" },
	{ "ʔ", "t" },
	{ "ɐ", "ə" },
	{ "ɬ", "l" },
	{ "ʲ", "" },
	{ "r", "ɹ" },
	{ "x", "k" },
	{ "ː", "" },
	{ "^", "" },
};

/* Piper uses decomposed characters. */
static const struct replacement piper[] = {
	{ "ç", "c\u0327" },
	{ "ã", "a\u0303" },
	{ "õ", "o\u0303" },
	{ "ĩ", "i\u0303" },
	{ "ũ", "u\u0303" },
	{ "ẽ", "e\u0303" },
	{ "^", "" },
};

static const struct replacement *find_replacement(const char *at, enum phoneme_style style)
{
	const struct replacement *list = style == PHONEMES_KOKORO ? kokoro : piper;
	size_t count = style == PHONEMES_KOKORO ? sizeof kokoro / sizeof *kokoro
						: sizeof piper / sizeof *piper;
	for (size_t i = 0; i < count; i++) {
		if (strncmp(at, list[i].from, strlen(list[i].from)) == 0)
			return &list[i];
	}
	return NULL;
}

static void add_string(struct phonemes *phonemes, const struct phoneme_set *set, const char *text)
{
	for (size_t size; *text; text += size)
		add(phonemes, set, letters_decode(text, strlen(text), &size));
}

/* The length of a mark like "(fr)", with which eSpeak NG indicates a change of language. */
static size_t language_mark(const char *at)
{
	size_t len = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz-0123456789");
	return *at == '(' && len > 0 && at[1 + len] == ')' ? len + 2 : 0;
}

void phonemes_of_ipa(const char *ipa, enum phoneme_style style, const struct phoneme_set *set,
	struct phonemes *phonemes)
{
	for (const char *at = ipa; *at;) {
		const struct replacement *replacement = find_replacement(at, style);
		size_t size = language_mark(at);
		if (size > 0) {
			at += size;
		} else if (replacement) {
			add_string(phonemes, set, replacement->to);
			at += strlen(replacement->from);
		} else {
			add(phonemes, set, letters_decode(at, strlen(at), &size));
			at += size;
		}
	}
}

/* ---- from text ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The punctuation mark, as models know it, that ends a clause here; 0: none. */
static char clause_mark(const char *at, const char *end, size_t *ret_size)
{
	uint32_t code = letters_decode(at, (size_t)(end - at), ret_size);
	switch (code) {
	case ',':
	case ';':
	case ':':
	case '.':
	case '!':
	case '?':
		return (char)code;
	case 0x2013: /* dashes */
	case 0x2014:
	case 0x060c:
	case 0x3001:
	case 0xff0c:
		return ',';
	case 0x2026:
	case 0x0964:
	case 0x06d4:
	case 0x3002:
		return '.';
	case 0xff01:
		return '!';
	case 0xff1f:
	case 0x061f:
		return '?';
	default:
		return 0;
	}
}

/* Whether quotes or brackets and then a blank or the end follow. "3.5" and "e.g." continue. */
static bool ends_clause(const char *at, const char *end)
{
	while (at < end && strchr("\"')]", *at))
		at++;
	while (end - at >= 3 && (memcmp(at, "”", 3) == 0 || memcmp(at, "’", 3) == 0))
		at += 3;
	return at == end || is_blank(*at);
}

static void speak_words(const char *text, size_t len, enum phoneme_style style,
	const struct phoneme_set *set, struct phonemes *phonemes)
{
	const int mode = espeakPHONEMES_IPA | espeakPHONEMES_TIE | (TIE << 8);
	char *copy = strndup(text, len);
	/* Neither espeakSSML nor espeakPHONEMES: untrusted text is plain text. */
	for (const void *at = copy; at;) {
		const char *ipa = espeak_TextToPhonemes(&at, espeakCHARS_UTF8, mode);
		if (!ipa)
			break;
		ipa += strspn(ipa, " ");
		if (*ipa && phonemes->count > 0)
			add(phonemes, set, ' ');
		phonemes_of_ipa(ipa, style, set, phonemes);
	}
	free(copy);
}

static void speak_clause(const char *text, size_t len, enum phoneme_style style,
	const struct phoneme_set *set, struct phonemes *phonemes)
{
	const char *end = text + len;
	for (struct ipa ipa; ipa_find(text, (size_t)(end - text), &ipa); text = ipa.end) {
		speak_words(text, (size_t)(ipa.start - text), style, set, phonemes);
		char *symbols = strndup(ipa.symbols, ipa.len);
		if (phonemes->count > 0)
			add(phonemes, set, ' ');
		if (symbols)
			phonemes_of_ipa(symbols, style, set, phonemes);
		free(symbols);
	}
	speak_words(text, (size_t)(end - text), style, set, phonemes);
}

void phonemes_of_text(const char *text, size_t len, enum phoneme_style style,
	const struct phoneme_set *set, struct phonemes *phonemes)
{
	const char *end = text + len;
	for (const char *at = text; at < end;) {
		const char *stop = at;
		size_t size = 0;
		char mark = 0;
		for (; stop < end; stop += size) {
			mark = clause_mark(stop, end, &size);
			if (mark && ends_clause(stop + size, end))
				break;
			mark = 0;
		}
		size_t before = phonemes->count;
		speak_clause(at, (size_t)(stop - at), style, set, phonemes);
		if (mark && phonemes->count > before)
			add(phonemes, set, (uint32_t)(unsigned char)mark);
		at = stop < end ? stop + size : end;
	}
}
