/* spaced_words.c: looks for a word among others with blanks between. */
#include "common/base/spaced_words.h"

#include <string.h>

bool spaced_words_have(const char *words, const char *word, size_t len)
{
	for (const char *p = words; *p && len > 0; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		if (n == len && strncmp(p, word, n) == 0)
			return true;
		p += n;
	}
	return false;
}
