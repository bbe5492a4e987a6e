/* read.c: reads a page in whichever orientation it is. */
#include "workers/ocr/parts.h"
#include "workers/ocr/print_script.h"

#include <leptonica/allheaders.h>
#include <string.h>

enum {
	/* Upright print reads far better; below this, the page may lie on its side. */
	UPRIGHT_CONFIDENCE = 60,
	/* Chosen empirically: how sure the orientation must be for a page to be read again. */
	LEAST_ORIENTATION_CONFIDENCE = 1,
	/* The same for the script. Ten lines of print give 27, a few words less than 5. */
	LEAST_SCRIPT_CONFIDENCE = 10,
};

/* ---- upright ---- */

struct watch {
	ETEXT_DESC *monitor;
	ocr_progress *moved;
	void *context;
	bool stopped;
};

/* Called by Tesseract after each word. True: give up. */
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
	TessBaseAPISetPageSegMode(
		ocr->model->api, page->line_by_line ? PSM_SINGLE_COLUMN : PSM_AUTO);
	TessBaseAPISetImage2(ocr->model->api, page->image);
	TessBaseAPISetSourceResolution(ocr->model->api, page->dpi);
	watch->monitor = TessMonitorCreate();
	TessMonitorSetCancelFunc(watch->monitor, on_word);
	TessMonitorSetCancelThis(watch->monitor, watch);
	int rc = TessBaseAPIRecognize(ocr->model->api, watch->monitor);
	TessMonitorDelete(watch->monitor);
	if (watch->stopped) {
		err_set(err, ERR_UNAVAILABLE, "stopped");
		rc = -1;
	} else if (rc != 0) {
		err_set(err, ERR_INTERNAL, "Tesseract failed");
		rc = -1;
	} else {
		ocr_layout(ocr->model->api, page, arena, &ret_reading->layout);
		ret_reading->confidence = TessBaseAPIMeanTextConf(ocr->model->api);
	}
	TessBaseAPIClear(ocr->model->api);
	/* What it learned from this page must not influence the next. */
	TessBaseAPIClearAdaptiveClassifier(ocr->model->api);
	return rc;
}

/* The orientation model is a separate language, loaded when a page first needs it. */
static TessBaseAPI *orientation_api(struct ocr *ocr)
{
	if (ocr->orientation || ocr->orientation_missing)
		return ocr->orientation;
	TessBaseAPI *api = ocr_new_api();
	if (TessBaseAPIInit3(api, ocr->tessdata_path, "osd") == 0) {
		ocr->orientation = api;
	} else {
		TessBaseAPIDelete(api);
		ocr->orientation_missing = true;
	}
	return ocr->orientation;
}

/* A page's orientation and script: `turns` are the clockwise quarter turns that would set it
 * upright. 0 and NULL if unsure. */
struct look {
	int turns;
	const char *script;
};

static struct look look_at(struct ocr *ocr, const struct ocr_page *page)
{
	TessBaseAPI *api = orientation_api(ocr);
	int degrees = 0;
	float confidence = 0, script_confidence = 0;
	struct look look = { 0, NULL };
	const char *script = NULL;
	if (!api)
		return look;
	TessBaseAPISetImage2(api, page->image);
	TessBaseAPISetSourceResolution(api, page->dpi);
	bool known = TessBaseAPIDetectOrientationScript(
		api, &degrees, &confidence, &script, &script_confidence);
	if (known && script_confidence >= LEAST_SCRIPT_CONFIDENCE)
		look.script = print_script_known(script);
	TessBaseAPIClear(api);
	if (known && confidence >= LEAST_ORIENTATION_CONFIDENCE)
		look.turns = (360 - degrees) % 360 / 90;
	return look;
}

/* ---- reading ---- */

/* Reads it rotated. It must be read with as much confidence as before, less `tolerance` (of
 * 100). */
static int read_turned(struct ocr *ocr, const struct ocr_page *page, int turns, int tolerance,
	struct watch *watch, struct arena *arena, struct ocr_reading *reading, struct err *err)
{
	struct ocr_page upright = { .image = pixRotateOrth(page->image, turns), .dpi = page->dpi };
	struct ocr_reading turned = { .straightened = page->straightened };
	int rc = read_upright(ocr, &upright, watch, arena, &turned, err);
	pixDestroy(&upright.image);
	if (rc == 0 && turned.confidence + tolerance > reading->confidence) {
		*reading = turned;
		reading->quarter_turns = reading->layout.quarter_turns = turns;
	}
	return rc;
}

/* Whether the line is vertical, in a script that is not. */
static bool is_upright(const struct layout_line *line)
{
	enum { LEAST_BYTES = 8, FIRST_OF_CHINESE = 0xe3 }; /* also Japanese, in UTF-8 */
	return strlen(line->text) >= LEAST_BYTES && (unsigned char)*line->text < FIRST_OF_CHINESE &&
	       line->box.bottom - line->box.top > 2 * (line->box.right - line->box.left);
}

/* Tesseract reads vertical lines with as much confidence as others, but takes each for a
 * paragraph and finds no columns. Returns the clockwise quarter turns needed; 0: most lines are
 * horizontal. */
static int turns_of_lines(const struct layout *layout)
{
	enum { LEAST_LINES = 3 };
	size_t upright = 0, to_left = 0, to_right = 0;
	for (size_t i = 0; i < layout->count; i++) {
		const struct layout_line *line = &layout->lines[i];
		if (!is_upright(line))
			continue;
		upright++;
		if (i == 0 || !is_upright(line - 1))
			continue;
		to_left += line->box.right < line[-1].box.right;
		to_right += line->box.right > line[-1].box.right;
	}
	if (upright < LEAST_LINES || upright * 2 <= layout->count)
		return 0;
	return to_left > to_right ? 3 : 1;
}

/* A page that is hard to read may lie on its side, or be in another script. */
static int read_otherwise(struct ocr *ocr, const struct ocr_page *page, struct watch *watch,
	struct arena *arena, struct ocr_reading *reading, struct err *err)
{
	const struct look look = look_at(ocr, page);
	if (look.turns > 0 && read_turned(ocr, page, look.turns, 0, watch, arena, reading, err) < 0)
		return -1;
	if (reading->confidence < UPRIGHT_CONFIDENCE)
		reading->script = look.script;
	return 0;
}

int ocr_read(struct ocr *ocr, const struct ocr_page *page, ocr_progress *moved, void *context,
	struct arena *arena, struct ocr_reading *ret_reading, struct err *err)
{
	struct watch watch = { .moved = moved, .context = context };
	struct ocr_reading reading = { .straightened = page->straightened };
	if (read_upright(ocr, page, &watch, arena, &reading, err) < 0)
		return -1;
	enum { AS_SURE = 5 };
	int turns = turns_of_lines(&reading.layout);
	if (turns > 0) {
		if (read_turned(ocr, page, turns, AS_SURE, &watch, arena, &reading, err) < 0)
			return -1;
	}
	if (reading.confidence < UPRIGHT_CONFIDENCE &&
		read_otherwise(ocr, page, &watch, arena, &reading, err) < 0)
		return -1;
	*ret_reading = reading;
	return 0;
}
