/* ocr.c: Tesseract's models: which are installed, and which are loaded. */
#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "workers/ocr/parts.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

/* ---- languages ---- */

static bool is_installed(char *const *languages, const char *name, size_t len)
{
	for (; *languages; languages++) {
		if (strlen(*languages) == len && strncmp(*languages, name, len) == 0)
			return true;
	}
	return false;
}

static int report_missing(char *const *languages, const char *name, size_t len, struct err *err)
{
	struct buf list = BUF_EMPTY;
	for (; *languages; languages++)
		buf_printf(&list, "%s%s", list.len ? ", " : "", *languages);
	err_set(err, ERR_INVALID, "Tesseract has no language \"%.*s\"; installed: %s",
		(int)(len < 60 ? len : 60), name, list.len ? list.data : "none");
	buf_free(&list);
	return -1;
}

/* Every part of "eng+deu" must be installed. Anything else, paths above all, is rejected. */
static int check_installed(TessBaseAPI *api, const char *language, struct err *err)
{
	char **languages = TessBaseAPIGetAvailableLanguagesAsVector(api);
	int rc = 0;
	for (const char *p = language; rc == 0; p++) {
		size_t len = strcspn(p, "+");
		if (!is_installed(languages, p, len))
			rc = report_missing(languages, p, len, err);
		p += len;
		if (!*p)
			break;
	}
	TessDeleteTextArray(languages);
	return rc;
}

static struct ocr_model *find_model(struct ocr *ocr, const char *language)
{
	for (int i = 0; i < OCR_MODELS; i++) {
		if (ocr->models[i].language && strcmp(ocr->models[i].language, language) == 0)
			return &ocr->models[i];
	}
	return NULL;
}

static void drop_model(struct ocr_model *model)
{
	if (model->api)
		TessBaseAPIDelete(model->api);
	free(model->language);
	*model = (struct ocr_model) { NULL, NULL, 0 };
}

/* An empty slot, or else the least recently used one, whose models are dropped. */
static struct ocr_model *free_place(struct ocr *ocr)
{
	struct ocr_model *oldest = &ocr->models[0];
	for (int i = 1; i < OCR_MODELS; i++) {
		if (ocr->models[i].used < oldest->used)
			oldest = &ocr->models[i];
	}
	drop_model(oldest);
	return oldest;
}

static int load(struct ocr *ocr, const char *language, struct err *err)
{
	struct ocr_model *model = free_place(ocr);
	model->api = ocr_new_api();
	if (TessBaseAPIInit3(model->api, ocr->tessdata_path, language) != 0) {
		err_set(err, ERR_INTERNAL, "Tesseract cannot load \"%s\"", language);
		/* Only a failed Init knows where the models would be, so check what is there. */
		if (!ocr->model)
			check_installed(model->api, language, err);
		drop_model(model);
		return -1;
	}
	/* Makes Tesseract open its debug file now: the sandbox forbids it later. */
	TessBaseAPIRecognize(model->api, NULL);
	model->language = alloc_string(language);
	ocr->model = model;
	return 0;
}

int ocr_use_language(struct ocr *ocr, const char *language, struct err *err)
{
	struct ocr_model *model = find_model(ocr, language);
	if (model)
		ocr->model = model;
	else if (check_installed(ocr->model->api, language, err) < 0 ||
		 load(ocr, language, err) < 0)
		return -1;
	ocr->model->used = ++ocr->clock;
	return 0;
}

/* ---- life cycle ---- */

TessBaseAPI *ocr_new_api(void)
{
	TessBaseAPI *api = TessBaseAPICreate();
	/* Everything of interest is returned as results; the rest is noise about odd pages. */
	TessBaseAPISetVariable(api, "debug_file", "/dev/null");
	/* It opens that file with its first message, such as this one about a missing file.
	 * Later the sandbox would forbid opening anything for writing. */
	TessBaseAPIReadConfigFile(api, "/nonexistent");
	/* Skips the test for monospaced print, which only the older engine needs: it takes a
	 * fiftieth of a page's time and does not change the words. */
	TessBaseAPISetVariable(api, "textord_all_prop", "1");
	return api;
}

char *ocr_find_models(const char *tessdata_path, const char *language)
{
	struct err ignored;
	TessBaseAPI *api = ocr_new_api();
	setMsgSeverity(L_SEVERITY_NONE);
	/* Only a failed Init knows where the models are without loading any. */
	TessBaseAPIInit3(api, *tessdata_path ? tessdata_path : NULL, "-");
	char *path = check_installed(api, language, &ignored) == 0
			     ? alloc_string(TessBaseAPIGetDatapath(api))
			     : NULL;
	TessBaseAPIDelete(api);
	return path;
}

int ocr_new(const char *tessdata_path, const char *language, struct ocr **ret_ocr, struct err *err)
{
	struct ocr *ocr = alloc_zeroed(1, sizeof *ocr);
	setMsgSeverity(L_SEVERITY_NONE);
	if (*tessdata_path)
		ocr->tessdata_path = ocr->tessdata_copy = alloc_string(tessdata_path);
	/* Of "eng+deu", Tesseract loads what exists and does not report what is missing. */
	if (load(ocr, language, err) < 0 || check_installed(ocr->model->api, language, err) < 0) {
		ocr_free(&ocr);
		return -1;
	}
	ocr->model->used = ++ocr->clock;
	*ret_ocr = ocr;
	return 0;
}

void ocr_free(struct ocr **ocr)
{
	if (!*ocr)
		return;
	if ((*ocr)->orientation)
		TessBaseAPIDelete((*ocr)->orientation);
	for (int i = 0; i < OCR_MODELS; i++)
		drop_model(&(*ocr)->models[i]);
	free((*ocr)->tessdata_copy);
	alloc_free(ocr);
}

bool ocr_is_word(void *ocr, const char *word)
{
	return TessBaseAPIIsValidWord(((struct ocr *)ocr)->model->api, word) != 0;
}

/* libgomp reads its limit when it is loaded. Parallel Tesseract processes are many times slower
 * if each starts a thread for every core. */
const char *const ocr_environment[] = { "TESSDATA_PREFIX", "OMP_THREAD_LIMIT=1", NULL };

void ocr_reach(const char *tessdata_path, struct sandbox_rules *rules)
{
	sandbox_allow(rules, tessdata_path, SANDBOX_READ);
	sandbox_allow(rules, getenv("TESSDATA_PREFIX"), SANDBOX_READ);
}

const char *ocr_data_path(const struct ocr *ocr)
{
	return TessBaseAPIGetDatapath(ocr->model->api);
}
