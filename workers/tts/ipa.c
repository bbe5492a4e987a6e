/* ipa.c: finds IPA in a text, and writes it in eSpeak NG's phoneme names. */
#include "workers/tts/ipa.h"

#include "common/base/buf.h"
#include "common/text/letters.h"
#include "common/text/pronunciation.h"

#include <espeak-ng/speak_lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARK = sizeof PRONUNCIATION_IPA_START - 1 };

bool ipa_find(const char *text, size_t len, struct ipa *ret_ipa)
{
	const char *start = memmem(text, len, PRONUNCIATION_IPA_START, MARK);
	const char *end =
		start ? memmem(start, len - (size_t)(start - text), PRONUNCIATION_IPA_END, MARK)
		      : NULL;
	if (!end)
		return false;
	const char *fill = memmem(start, (size_t)(end - start), PRONUNCIATION_IPA_FILL, MARK);
	const char *symbols = start + MARK;
	*ret_ipa = (struct ipa) { start, end + MARK, symbols,
		(size_t)((fill ? fill : end) - symbols) };
	return true;
}

/* ---- eSpeak NG's names ---- */

/* Phoneme names in its languages; a voice that lacks one reports nothing for it. */
static const char *const names[] = { "aI", "aU", "eI", "oU", "OI", "i@", "e@", "U@", "tS", "dZ",
	"ts", "dz", "pF",
	"A:", "O:", "3:", "u:", "i:", "e:", "o:", "a:", "E:", "y:", "Y:", "W:", "2:", "A~", "E~",
	"O~", "W~", "a~", "e~", "i~", "o~", "u~", "n^", "l^", "s;", "z;", "tS;", "dZ;", "S;", "a",
	"A", "0", "V", "@", "3", "E", "e", "I", "i", "O", "o", "U", "u", "y", "Y", "W", "2", "&",
	"a#", "I2", "p", "b", "t", "d", "k", "g", "f", "v", "T", "D", "s", "z", "S", "Z", "C", "x",
	"X", "Q", "h", "m", "n", "N", "l", "L", "r", "R", "r-", "R2", "j", "w", "?", "B", "H", "J",
	"c", "q" };

enum { NAMES = sizeof names / sizeof *names, LONGEST_SYMBOL = 16 };

static char symbols_of[NAMES][LONGEST_SYMBOL]; /* "": the voice has no phoneme of that name */

/* Contexts in which a phoneme changes least: a vowel between consonants, and a consonant between
 * vowels, which not all languages have long. */
static const struct {
	const char *before, *after; /* phoneme names */
	const char *ipa_before, *ipa_after;
} frames[] = { { "m'", "m", "mˈ", "m" }, { "'i:", "i:", "ˈiː", "iː" }, { "'i", "i", "ˈi", "i" } };

/* Asks for the IPA that the voice reports. For an unknown name the result may be anything. */
static bool ask_in(size_t i, size_t frame)
{
	char text[32];
	snprintf(text, sizeof text, "[[%s%s%s]]", frames[frame].before, names[i],
		frames[frame].after);
	const void *at = text;
	const char *ipa = espeak_TextToPhonemes(&at, espeakCHARS_UTF8, espeakPHONEMES_IPA);
	size_t before = strlen(frames[frame].ipa_before), after = strlen(frames[frame].ipa_after);
	size_t len = ipa ? strlen(ipa) : 0;
	if (len <= before + after || len - before - after >= LONGEST_SYMBOL ||
		strncmp(ipa, frames[frame].ipa_before, before) != 0 ||
		strcmp(ipa + len - after, frames[frame].ipa_after) != 0)
		return false;
	memcpy(symbols_of[i], ipa + before, len - before - after);
	return true;
}

static void ask(size_t i)
{
	for (size_t frame = 0; frame < sizeof frames / sizeof *frames; frame++) {
		if (ask_in(i, frame))
			return;
	}
}

void ipa_ask(void)
{
	/* Only after having spoken does it recognise phonemes in its input. */
	espeak_SetSynthCallback(NULL);
	espeak_Synth(" ", 2, 0, POS_CHARACTER, 0, espeakCHARS_UTF8 | espeakPHONEMES, NULL, NULL);
	for (size_t i = 0; i < NAMES; i++)
		ask(i);
}

/* The name of the longest phoneme at p, and its length in bytes; NULL: none. */
static const char *name_at(const char *p, size_t len, size_t *ret_taken)
{
	const char *name = NULL;
	*ret_taken = 0;
	for (size_t i = 0; i < NAMES; i++) {
		size_t n = strlen(symbols_of[i]);
		if (n > *ret_taken && n <= len && memcmp(symbols_of[i], p, n) == 0) {
			*ret_taken = n;
			name = names[i];
		}
	}
	return name;
}

/* What people write for a phoneme that a voice has by another symbol. */
static const struct {
	const char *symbol, *name;
} others[] = { { "ˈ", "'" }, { "ˌ", "," }, { "ː", ":" }, { "r", "r" }, { "ɹ", "r" }, { "ʁ", "r" },
	{ "ɾ", "r" }, { "t", "t" }, { "d", "d" }, { "b", "b" }, { "g", "g" }, { "ɡ", "g" },
	{ "ɒ", "0" }, { "ɐ", "a" }, { "ɑ", "A:" }, { "ɔ", "O:" }, { "ɪ", "I" }, { "ʊ", "U" },
	{ "i", "i:" }, { "u", "u:" }, { "e", "E" }, { "ɛ", "E" }, { "æ", "a" }, { "o", "O" } };

static const char *other_name_at(const char *p, size_t len, size_t *ret_taken)
{
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		size_t n = strlen(others[i].symbol);
		if (n <= len && memcmp(others[i].symbol, p, n) == 0) {
			*ret_taken = n;
			return others[i].name;
		}
	}
	letters_decode(p, len, ret_taken);
	return "";
}

/* "[[n'u:t@n]]" */
static void write_names(const struct ipa *ipa, struct buf *out)
{
	buf_append_string(out, "[[");
	for (size_t i = 0, taken; i < ipa->len; i += taken) {
		const char *name = name_at(ipa->symbols + i, ipa->len - i, &taken);
		buf_append_string(
			out, name ? name : other_name_at(ipa->symbols + i, ipa->len - i, &taken));
	}
	buf_append_string(out, "]]");
}

/* ---- the text ---- */

static size_t characters(const char *text, size_t len)
{
	size_t count = 0;
	for (size_t i = 0; i < len; i++)
		count += ((unsigned char)text[i] & 0xc0) != 0x80;
	return count;
}

/* "[[" of a stranger is no beginning of phonemes. */
static void append_text(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		buf_append_char(out, text[i] == '[' ? '(' : text[i]);
}

char *ipa_for_espeak(const char *text, size_t len)
{
	struct buf out = BUF_EMPTY;
	struct ipa ipa;
	const char *end = text + len;
	for (; ipa_find(text, (size_t)(end - text), &ipa); text = ipa.end) {
		append_text(&out, text, (size_t)(ipa.start - text));
		size_t before = out.len,
		       room = characters(ipa.start, (size_t)(ipa.end - ipa.start));
		write_names(&ipa, &out);
		/* A name that finds no room cannot be: the list leaves enough. */
		for (size_t i = out.len - before; i < room; i++)
			buf_append_char(&out, ' ');
	}
	append_text(&out, text, (size_t)(end - text));
	buf_append_char(&out, '\0');
	return out.data;
}
