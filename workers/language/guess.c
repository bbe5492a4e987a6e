/* guess.c: libexttextcat's answers, and when they count. */
#include "workers/language/guess.h"

#include "common/base/alloc.h"
#include "common/text/languages.h"

#include <ctype.h>
#include <libexttextcat/textcat.h>
#include <stdbool.h>
#include <string.h>

/* Letters that a text must have at least: before it is asked about; before its halves are, which
 * must agree then; before it is believed against what the document claims. */
enum { FEWEST = 60, FEWEST_FOR_HALVES = 600, FEWEST_AGAINST_CLAIM = 160, MOST_LANGUAGES = 8 };

/* A list of names or an index is soon taken for Latin or Catalan: of these languages a short text
 * is believed to be, of others in Latin letters it takes more. */
static const char *const common[] = { "eng", "deu", "fra", "spa", "ita", "pol", "por", "nld", "swe",
	"dan", "nor", "fin", "ces", "hun", "ron", "tur" };

struct guess {
	void *textcat;
};

const char *guess_data_path(void)
{
	return TEXTCAT_DATA_DIR;
}

struct guess *guess_new(void)
{
	void *textcat = special_textcat_Init(TEXTCAT_DATA_DIR "/fpdb.conf", TEXTCAT_DATA_DIR "/");
	if (!textcat)
		return NULL;
	struct guess *guess = alloc_zeroed(1, sizeof *guess);
	guess->textcat = textcat;
	return guess;
}

void guess_free(struct guess **guess)
{
	if (!*guess)
		return;
	textcat_Done((*guess)->textcat);
	alloc_free(guess);
}

/* ---- what the library says ---- */

struct candidates {
	const struct language_name *items[MOST_LANGUAGES]; /* the likeliest first */
	size_t count;
};

/* Of "[en--utf8][sco--utf8]" the languages that have a name here. */
static struct candidates ask(const struct guess *guess, const char *text, size_t len)
{
	struct candidates found = { .count = 0 };
	const char *answer = textcat_Classify(guess->textcat, text, len);
	for (answer = answer ? strchr(answer, '[') : NULL; answer && found.count < MOST_LANGUAGES;
		answer = strchr(answer, '[')) {
		char code[16];
		size_t end = strcspn(++answer, "-]");
		/* "zh-CN-utf8" has a region, "en--utf8" none. */
		if (answer[end] == '-' && isupper((unsigned char)answer[end + 1]))
			end += 1 + strcspn(answer + end + 1, "-]");
		if (end >= sizeof code)
			continue;
		memcpy(code, answer, end);
		code[end] = '\0';
		const struct language_name *name = language_named(code);
		if (name)
			found.items[found.count++] = name;
	}
	return found;
}

static bool has(const struct candidates *candidates, const struct language_name *name)
{
	for (size_t i = 0; name && i < candidates->count; i++) {
		if (strcmp(candidates->items[i]->print, name->print) == 0)
			return true;
	}
	return false;
}

/* Bytes of letters; those of other scripts have two or three each, and say as much. */
static size_t letters_in(const char *text, size_t len)
{
	size_t letters = 0;
	for (size_t i = 0; i < len; i++)
		letters += isalpha((unsigned char)text[i]) || (unsigned char)text[i] >= 0x80;
	return letters;
}

/* Those of other scripts are soon told from each other. */
static bool is_mostly_foreign(const char *text, size_t len)
{
	size_t foreign = 0;
	for (size_t i = 0; i < len; i++)
		foreign += (unsigned char)text[i] >= 0x80;
	return 2 * foreign > letters_in(text, len);
}

static bool is_common(const struct language_name *name)
{
	for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
		if (strcmp(common[i], name->print) == 0)
			return true;
	}
	return false;
}

/* Where the second half begins: at a blank. */
static size_t middle_of(const char *text, size_t len)
{
	size_t middle = len / 2;
	while (middle < len && text[middle] != ' ' && text[middle] != '\n')
		middle++;
	return middle;
}

static bool halves_agree(
	const struct guess *guess, const char *text, size_t len, const struct language_name *name)
{
	size_t middle = middle_of(text, len);
	const struct candidates first = ask(guess, text, middle);
	const struct candidates second = ask(guess, text + middle, len - middle);
	return has(&first, name) && has(&second, name);
}

const char *guess_language(
	const struct guess *guess, const char *text, size_t len, const char *claimed)
{
	const struct language_name *claim = language_named(claimed);
	size_t letters = letters_in(text, len);
	if (!guess || letters < FEWEST)
		return claim ? claim->print : NULL;
	const struct candidates found = ask(guess, text, len);
	if (has(&found, claim) || found.count == 0 || (claim && letters < FEWEST_AGAINST_CLAIM))
		return claim ? claim->print : NULL;
	const struct language_name *likeliest = found.items[0];
	if (letters < FEWEST_FOR_HALVES && !is_common(likeliest) && !is_mostly_foreign(text, len))
		return claim ? claim->print : NULL;
	if (letters >= FEWEST_FOR_HALVES && !halves_agree(guess, text, len, likeliest))
		return claim ? claim->print : NULL;
	return likeliest->print;
}
