/* print_script.c: which languages are printed in which script. */
#include "workers/ocr/print_script.h"

#include <stddef.h>
#include <string.h>

#define LATIN       "Latin"
#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Each language between blanks. Of Latin: all that stand nowhere else. */
static const struct {
	const char *script, *languages;
} scripts[] = {
	{ LATIN, "" },
	{ "Arabic", " ara fas kmr_arab pus snd uig urd " },
	{ "Armenian", " hye " },
	{ "Bengali", " asm ben " },
	{ "Cyrillic", " aze_cyrl bel bul kaz kir mkd mon rus srp tat tgk ukr uzb_cyrl " },
	{ "Devanagari", " hin mar nep san " },
	{ "Ethiopic", " amh tir " },
	{ "Georgian", " kat kat_old " },
	{ "Greek", " ell grc " },
	{ "Gujarati", " guj " },
	{ "Gurmukhi", " pan " },
	{ "Han", " chi_sim chi_sim_vert chi_tra chi_tra_vert jpn jpn_vert kor kor_vert " },
	{ "Hangul", " kor kor_vert " },
	{ "Hebrew", " heb yid " },
	{ "Japanese", " jpn jpn_vert " },
	{ "Kannada", " kan " },
	{ "Khmer", " khm " },
	{ "Korean", " kor kor_vert " },
	{ "Lao", " lao " },
	{ "Malayalam", " mal " },
	{ "Myanmar", " mya " },
	{ "Sinhala", " sin " },
	{ "Tamil", " tam " },
	{ "Telugu", " tel " },
	{ "Thai", " tha " },
};

const char *print_script_known(const char *name)
{
	for (size_t i = 0; name && i < COUNT(scripts); i++) {
		if (strcmp(scripts[i].script, name) == 0)
			return scripts[i].script;
	}
	return NULL;
}

static bool has(const char *list, const char *language, size_t len)
{
	for (const char *at = strchr(list, ' '); at; at = strchr(at + 1, ' ')) {
		if (len > 0 && strncmp(at + 1, language, len) == 0 && at[1 + len] == ' ')
			return true;
	}
	return false;
}

static bool is_printed_in(const char *script, const char *language, size_t len)
{
	bool found = false;
	for (size_t i = 0; i < COUNT(scripts); i++) {
		bool here = has(scripts[i].languages, language, len);
		if (here && strcmp(scripts[i].script, script) == 0)
			return true;
		found |= here;
	}
	return !found && strcmp(script, LATIN) == 0;
}

bool print_script_suits(const char *script, const char *languages)
{
	for (const char *p = languages;; p++) {
		size_t len = strcspn(p, "+");
		if (is_printed_in(script, p, len))
			return true;
		p += len;
		if (!*p)
			return false;
	}
}
