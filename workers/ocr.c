#include "workers/ocr.h"

#include "common/alloc.h"
#include "common/buf.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

enum {
	/* Print that is upright reads far better; below, the page may lie on its side. */
	UPRIGHT_CONFIDENCE = 60,
	/* By eye: how sure the orientation must be before a page is read once more. */
	LEAST_ORIENTATION_CONFIDENCE = 1,
};

struct ocr {
	TessBaseAPI *api;
	TessBaseAPI *orientation; /* NULL until needed, or not installed */
	bool orientation_missing;
	const char *tessdata_path; /* NULL: Tesseract's own place */
	char *language;            /* loaded; NULL: none */
	char *tessdata_copy;
};

/* ---- languages ---- */

static bool is_installed(char *const *languages, const char *name, size_t len)
{
	for (; *languages; languages++) {
		if (strlen(*languages) == len && strncmp(*languages, name, len) == 0)
			return true;
	}
	return false;
}

static int tell_missing(char *const *languages, const char *name, size_t len, struct err *err)
{
	struct buf list = BUF_EMPTY;
	for (; *languages; languages++)
		buf_printf(&list, "%s%s", list.len ? ", " : "", *languages);
	err_set(err, ERR_INVALID, "Tesseract has no language \"%.*s\"; installed: %s",
		(int)(len < 60 ? len : 60), name, list.len ? list.data : "none");
	buf_free(&list);
	return -1;
}

/* Every part of "eng+deu" must be there. Anything else, a path above all, is not. */
static int check_installed(TessBaseAPI *api, const char *language, struct err *err)
{
	char **languages = TessBaseAPIGetAvailableLanguagesAsVector(api);
	int rc = 0;
	for (const char *p = language; rc == 0; p++) {
		size_t len = strcspn(p, "+");
		if (!is_installed(languages, p, len))
			rc = tell_missing(languages, p, len, err);
		p += len;
		if (!*p)
			break;
	}
	TessDeleteTextArray(languages);
	return rc;
}

static int load(struct ocr *ocr, const char *language, struct err *err)
{
	alloc_free(&ocr->language);
	if (TessBaseAPIInit3(ocr->api, ocr->tessdata_path, language) != 0)
		return err_set(err, ERR_INTERNAL, "Tesseract cannot load \"%s\"", language);
	/* Opens the file for its chatter now: later, locked in, the engine may not. */
	TessBaseAPIRecognize(ocr->api, NULL);
	ocr->language = alloc_string(language);
	return 0;
}

int ocr_use_language(struct ocr *ocr, const char *language, struct err *err)
{
	if (ocr->language && strcmp(ocr->language, language) == 0)
		return 0;
	if (check_installed(ocr->api, language, err) < 0)
		return -1;
	return load(ocr, language, err);
}

/* ---- life ---- */

static TessBaseAPI *new_api(void)
{
	TessBaseAPI *api = TessBaseAPICreate();
	/* What it has to tell comes back as results; the rest is chatter about odd pages. */
	TessBaseAPISetVariable(api, "debug_file", "/dev/null");
	/* It opens that file when it first has something to tell, as here of a file that is not
	 * there. Later, locked in, the engine could open nothing for writing. */
	TessBaseAPIReadConfigFile(api, "/nonexistent");
	return api;
}

int ocr_new(const char *tessdata_path, const char *language, struct ocr **ret_ocr, struct err *err)
{
	struct ocr *ocr = alloc_zeroed(1, sizeof *ocr);
	setMsgSeverity(L_SEVERITY_NONE);
	ocr->api = new_api();
	if (*tessdata_path)
		ocr->tessdata_path = ocr->tessdata_copy = alloc_string(tessdata_path);
	/* Only a failed Init knows where the models would be: look at what is there then. */
	if (load(ocr, language, err) < 0) {
		check_installed(ocr->api, language, err);
		ocr_free(&ocr);
		return -1;
	}
	*ret_ocr = ocr;
	return 0;
}

void ocr_free(struct ocr **ocr)
{
	if (!*ocr)
		return;
	if ((*ocr)->orientation)
		TessBaseAPIDelete((*ocr)->orientation);
	TessBaseAPIDelete((*ocr)->api);
	free((*ocr)->language);
	free((*ocr)->tessdata_copy);
	alloc_free(ocr);
}

bool ocr_is_word(void *ocr, const char *word)
{
	return TessBaseAPIIsValidWord(((struct ocr *)ocr)->api, word) != 0;
}

/* ---- reading ---- */

struct watch {
	ETEXT_DESC *monitor;
	ocr_moved *moved;
	void *context;
	bool stopped;
};

/* Asked by Tesseract after each word. True: give up. */
static bool on_word(void *context, int words)
{
	struct watch *watch = context;
	(void)words;
	if (!watch->stopped)
		watch->stopped =
			!watch->moved(watch->context, TessMonitorGetProgress(watch->monitor) * 10);
	return watch->stopped;
}

static int read_upright(struct ocr *ocr, const struct ocr_page *page, struct watch *watch,
	struct arena *arena, struct ocr_reading *ret_reading, struct err *err)
{
	TessBaseAPISetPageSegMode(ocr->api, page->line_by_line ? PSM_SINGLE_COLUMN : PSM_AUTO);
	TessBaseAPISetImage2(ocr->api, page->image);
	TessBaseAPISetSourceResolution(ocr->api, page->dpi);
	watch->monitor = TessMonitorCreate();
	TessMonitorSetCancelFunc(watch->monitor, on_word);
	TessMonitorSetCancelThis(watch->monitor, watch);
	int rc = TessBaseAPIRecognize(ocr->api, watch->monitor);
	TessMonitorDelete(watch->monitor);
	if (watch->stopped) {
		err_set(err, ERR_UNAVAILABLE, "stopped");
		rc = -1;
	} else if (rc != 0) {
		err_set(err, ERR_INTERNAL, "Tesseract failed");
		rc = -1;
	} else {
		char *text = TessBaseAPIGetUTF8Text(ocr->api);
		ret_reading->text = arena_string(arena, text ? text : "");
		ret_reading->confidence = TessBaseAPIMeanTextConf(ocr->api);
		TessDeleteText(text);
	}
	TessBaseAPIClear(ocr->api);
	/* What it learned from this page must not colour the next. */
	TessBaseAPIClearAdaptiveClassifier(ocr->api);
	return rc;
}

/* The orientation model is a language of its own, loaded when the first page needs it. */
static TessBaseAPI *orientation_api(struct ocr *ocr)
{
	if (ocr->orientation || ocr->orientation_missing)
		return ocr->orientation;
	TessBaseAPI *api = new_api();
	if (TessBaseAPIInit3(api, ocr->tessdata_path, "osd") == 0) {
		ocr->orientation = api;
	} else {
		TessBaseAPIDelete(api);
		ocr->orientation_missing = true;
	}
	return ocr->orientation;
}

/* Quarter turns, clockwise, that would set the page upright; 0 when it seems so, or unsure. */
static int quarter_turns(struct ocr *ocr, const struct ocr_page *page)
{
	TessBaseAPI *api = orientation_api(ocr);
	int degrees = 0;
	float confidence = 0, script_confidence;
	const char *script = NULL;
	if (!api)
		return 0;
	TessBaseAPISetImage2(api, page->image);
	TessBaseAPISetSourceResolution(api, page->dpi);
	bool known = TessBaseAPIDetectOrientationScript(
		api, &degrees, &confidence, &script, &script_confidence);
	TessBaseAPIClear(api);
	if (!known || confidence < LEAST_ORIENTATION_CONFIDENCE)
		return 0;
	return (360 - degrees) % 360 / 90;
}

int ocr_read(struct ocr *ocr, const struct ocr_page *page, ocr_moved *moved, void *context,
	struct arena *arena, struct ocr_reading *ret_reading, struct err *err)
{
	struct watch watch = { .moved = moved, .context = context };
	struct ocr_reading reading, turned;
	if (read_upright(ocr, page, &watch, arena, &reading, err) < 0)
		return -1;
	int turns = reading.confidence < UPRIGHT_CONFIDENCE ? quarter_turns(ocr, page) : 0;
	if (turns > 0) {
		struct ocr_page upright = { pixRotateOrth(page->image, turns), page->dpi, false };
		int rc = read_upright(ocr, &upright, &watch, arena, &turned, err);
		pixDestroy(&upright.image);
		if (rc < 0)
			return -1;
		if (turned.confidence > reading.confidence)
			reading = turned;
	}
	*ret_reading = reading;
	return 0;
}

const char *ocr_data_path(const struct ocr *ocr)
{
	return TessBaseAPIGetDatapath(ocr->api);
}
