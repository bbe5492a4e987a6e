/* engine.c: draws one page in colour for a viewer. The document stays open for the next request,
 * which is usually for the same book. */
#include "common/base/alloc.h"
#include "workers/engine/io.h"
#include "workers/engine/stage.h"
#include "workers/front/stage.h"
#include "workers/page_image/picture.h"
#include "workers/page_image/webp.h"
#include "workers/page_image/work.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MAX_MEGAPIXELS = 32, /* the largest picture, plus some margin */
	MAX_FILE_MB = 96,    /* the largest picture, if it is pure noise */
};

struct drawer {
	struct rendering_limits limits;
	struct job *job;             /* current */
	struct rendering *rendering; /* owned; NULL: no document is open */
	int fd;                      /* owned: the document's bytes */
	char *digest;                /* owned: their digest */
};

static bool on_progress(void *context)
{
	const struct drawer *drawer = context;
	return job_progress(drawer->job, job_page(drawer->job), 0) == 0;
}

static int init(const struct settings *settings, void **ret_state, struct err *err)
{
	(void)err;
	struct drawer *drawer = alloc_zeroed(1, sizeof *drawer);
	drawer->limits.max_megapixels = MAX_MEGAPIXELS;
	drawer->limits.max_seconds = settings->page_image.page_timeout_seconds;
	drawer->limits.max_pages = settings->pdf_to_png.max_pages;
	drawer->fd = -1;
	*ret_state = drawer;
	return 0;
}

static void close_document(struct drawer *drawer)
{
	rendering_free(&drawer->rendering);
	if (drawer->fd >= 0)
		close(drawer->fd);
	drawer->fd = -1;
	alloc_free(&drawer->digest);
}

static void fini(void **state)
{
	close_document(*state);
	alloc_free(state);
}

/* No files: MuPDF has built-in fonts. */
static void needs(void *state, struct confinement *ret_needs)
{
	(void)state;
	ret_needs->max_file_mb = MAX_FILE_MB;
}

static bool is_open(const struct drawer *drawer, const char *digest)
{
	return drawer->rendering && digest && *digest && strcmp(drawer->digest, digest) == 0;
}

static int open_document(struct drawer *drawer, struct err *err)
{
	if (is_open(drawer, job_parameter(drawer->job, WORK_DIGEST)))
		return 0;
	close_document(drawer);
	if (job_get(drawer->job, 0, &drawer->fd, NULL, err) < 0) {
		drawer->fd = -1;
		return -1;
	}
	drawer->digest = alloc_string(job_digest(drawer->job));
	return rendering_open(
		drawer->fd, &drawer->limits, on_progress, drawer, &drawer->rendering, err);
}

static int width_of(const struct job *job, int *ret_width, struct err *err)
{
	const char *text = job_parameter(job, WORK_WIDTH);
	long width = text ? strtol(text, NULL, 10) : 0;
	if (width < 1 || width > PICTURE_MAX_WIDTH)
		return err_set(err, ERR_INVALID, "the width is out of range");
	*ret_width = (int)width;
	return 0;
}

static int store(struct drawer *drawer, const struct picture *picture, struct err *err)
{
	struct job *job = drawer->job;
	struct meta meta = { 0 };
	int fd;
	uint64_t pixels = (uint64_t)picture->width * (uint64_t)picture->height;
	if (job_scratch(job, pixels, &fd, err) < 0)
		return -1;
	meta_setf(&meta, job_arena(job), "width", "%d", picture->width);
	meta_setf(&meta, job_arena(job), "height", "%d", picture->height);
	int rc = webp_write(fd, picture, on_progress, drawer, err);
	if (rc == 0)
		rc = job_put(job, 0, fd, &meta, err);
	close(fd);
	return rc < 0 ? -1 : job_emit(job, 0, NULL, err);
}

static int work(struct drawer *drawer, struct err *err)
{
	int width = 0, page = job_page(drawer->job);
	struct picture picture;
	if (width_of(drawer->job, &width, err) < 0 || open_document(drawer, err) < 0)
		return -1;
	if (page < 1 || page > rendering_pages(drawer->rendering))
		return err_set(err, ERR_INVALID, "the document has %d pages",
			rendering_pages(drawer->rendering));
	if (picture_draw(drawer->rendering, page, width, &picture, err) < 0)
		return -1;
	return store(drawer, &picture, err);
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	struct drawer *drawer = state;
	drawer->job = job;
	int rc = work(drawer, err);
	/* A document is not used any further after a failure in the middle. */
	if (rc < 0)
		close_document(drawer);
	drawer->job = NULL;
	return rc == 0 ? VERDICT_DONE : engine_verdict(err);
}

const struct stage page_image_stage = {
	.name = "page-image",
	.program = "page-image-service",
	.service = offsetof(struct settings, page_image.service),
	/* A viewer is waiting. */
	.niceness = 0,
	.init = init,
	.run = run,
	.fini = fini,
	.needs = needs,
	.front = &page_image_front,
};
