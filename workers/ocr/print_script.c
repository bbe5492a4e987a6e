/* print_script.c: which languages are printed in which script. */
#include "workers/ocr/print_script.h"

#include "common/base/spaced_words.h"
#include "workers/ocr/tables.h"

#include <stddef.h>
#include <string.h>

#define LATIN "Latin"

enum { SCRIPT, LANGUAGES };

const char *print_script_known(const char *name)
{
	if (name && strcmp(name, LATIN) == 0)
		return LATIN;
	for (size_t i = 0; name && i < print_scripts_rows; i++) {
		if (strcmp(print_scripts[i][SCRIPT], name) == 0)
			return print_scripts[i][SCRIPT];
	}
	return NULL;
}

static bool is_printed_in(const char *script, const char *language, size_t len)
{
	bool found = false;
	for (size_t i = 0; i < print_scripts_rows; i++) {
		bool here = spaced_words_have(print_scripts[i][LANGUAGES], language, len);
		if (here && strcmp(print_scripts[i][SCRIPT], script) == 0)
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
