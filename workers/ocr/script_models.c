/* script_models.c: which installed models can read a script when the language is unknown. */
#include "common/base/buf.h"
#include "workers/ocr/parts.h"
#include "workers/ocr/print_script.h"

#include <stdlib.h>
#include <string.h>

/* Each additional one slows reading by the same amount. */
enum { MOST_MODELS = 3 };

/* Tesseract lists these two among the languages. */
static bool is_language(const char *name)
{
	return strcmp(name, "osd") != 0 && strcmp(name, "equ") != 0 && !strchr(name, '/');
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

const char *ocr_models_for_script(const struct ocr *ocr, const char *script, struct arena *arena)
{
	char **names = TessBaseAPIGetAvailableLanguagesAsVector(ocr->model->api);
	const char *own = arena_printf(arena, "script/%s", script);
	struct buf models = BUF_EMPTY;
	size_t count = 0;
	bool has_own = false;
	for (; names[count]; count++)
		has_own |= strcmp(names[count], own) == 0;
	/* Sorted, because the directory's order differs between machines. */
	qsort(names, count, sizeof *names, by_name);
	for (size_t i = 0, taken = 0; i < count && taken < MOST_MODELS; i++) {
		if (!is_language(names[i]) || !print_script_suits(script, names[i]))
			continue;
		buf_printf(&models, "%s%s", taken > 0 ? "+" : "", names[i]);
		taken++;
	}
	TessDeleteTextArray(names);
	if (!has_own)
		own = models.len > 0 ? arena_string(arena, models.data) : NULL;
	buf_free(&models);
	return own;
}
