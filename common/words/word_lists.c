/* word_lists.c: lookup in the sorted lists that embed.awk generates from data/. */
#include "common/words/word_lists.h"

#include <string.h>

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* Like strcmp(), comparing an entry with the first `len` bytes of a text. */
static int compare(const char *entry, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		int difference = (unsigned char)entry[i] - lower(text[i]);
		if (difference)
			return difference;
		if (!entry[i]) /* the text goes on, with a NUL */
			return -1;
	}
	return (unsigned char)entry[len];
}

bool word_list_has(const struct word_list *list, const char *word, size_t len)
{
	size_t from = 0, to = list->count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int difference = compare(list->words[middle], word, len);
		if (difference == 0)
			return true;
		if (difference < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return false;
}

size_t word_list_prefix(const struct word_list *list, const char *text)
{
	size_t longest = 0, room = strlen(text);
	for (size_t i = 0; i < list->count; i++) {
		size_t len = strlen(list->words[i]);
		if (len > longest && len <= room && compare(list->words[i], text, len) == 0)
			longest = len;
	}
	return longest;
}
