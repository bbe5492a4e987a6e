/* edit_distance.c: the Levenshtein distance, in one row of memory. */
#include "common/base/edit_distance.h"

#include <string.h>

size_t edit_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	if (a_len > EDIT_DISTANCE_MAX || b_len > EDIT_DISTANCE_MAX)
		return (size_t)-1;
	size_t row[EDIT_DISTANCE_MAX + 1];
	for (size_t j = 0; j <= b_len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b_len];
}

size_t edit_distance_of_names(const char *a, const char *b)
{
	return edit_distance(a, strlen(a), b, strlen(b));
}

size_t edit_distance_of_slips(const char *name)
{
	size_t len = strlen(name);
	return len < 4 ? 1 : len < 10 ? 2 : 3;
}
