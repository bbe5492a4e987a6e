/* figures.c: words and orders compared by edit distance. */
#include "tests/workers/reading/figures.h"

#include "common/base/alloc.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct word {
	const char *start;
	size_t len;
	bool begins; /* a paragraph */
};

static struct word *split(const char *text, size_t *ret_count)
{
	struct word *words = alloc_zeroed(strlen(text) / 2 + 2, sizeof *words);
	size_t count = 0;
	while (*text) {
		size_t white = strspn(text, " \n"), lines = 0;
		for (size_t i = 0; i < white; i++)
			lines += text[i] == '\n';
		text += white;
		size_t len = strcspn(text, " \n");
		if (len > 0)
			words[count++] = (struct word) { text, len, lines > 1 };
		text += len;
	}
	*ret_count = count;
	return words;
}

static bool same(const struct word *a, const struct word *b)
{
	return a->len == b->len && memcmp(a->start, b->start, a->len) == 0;
}

/* Walks the longest common sequence of words. */
static void align(
	struct figures *figures, const struct word *a, size_t m, const struct word *b, size_t n)
{
	uint32_t *best = alloc_zeroed((m + 1) * (n + 1), sizeof *best);
	for (size_t i = m; i-- > 0;) {
		for (size_t j = n; j-- > 0;) {
			uint32_t down = best[(i + 1) * (n + 1) + j];
			uint32_t right = best[i * (n + 1) + j + 1];
			best[i * (n + 1) + j] = same(&a[i], &b[j])
							? best[(i + 1) * (n + 1) + j + 1] + 1
						: down > right ? down
							       : right;
		}
	}
	/* Does a paragraph begin since the last word that both have? */
	bool wanted = false, made = false, any = false;
	for (size_t i = 0, j = 0; i < m && j < n;) {
		if (same(&a[i], &b[j])) {
			wanted |= a[i++].begins;
			made |= b[j++].begins;
			figures->same++;
			figures->wrong += any && wanted != made;
			any = true;
			wanted = made = false;
		} else if (best[(i + 1) * (n + 1) + j] >= best[i * (n + 1) + j + 1]) {
			wanted |= a[i++].begins;
		} else {
			made |= b[j++].begins;
		}
	}
	free(best);
}

void figures_add(struct figures *figures, const char *wanted, const char *said, size_t ends)
{
	size_t m, n;
	struct word *a = split(wanted, &m), *b = split(said, &n);
	align(figures, a, m, b, n);
	figures->wanted += m;
	figures->said += n;
	figures->ends += ends;
	free(a);
	free(b);
}
