/* front.c: which picture of which document is wanted, and what is stored instead if it cannot be
 * drawn. A picture that is already stored is not drawn again, so any number of clients may ask
 * for it. */
#include "common/farm/page_image.h"
#include "workers/front/on_demand.h"
#include "workers/front/stage.h"
#include "workers/page_image/work.h"

#include <stddef.h>
#include <string.h>

static const char *bucket_of(const struct front_job *job)
{
	return front_settings(job->front)->nats.page_image_object_store_bucket;
}

static const char *image_key(const struct front_job *job)
{
	return workflow_page_key(job->arena, job->workflow->tenant_id, job->workflow->id,
		job->event->page_number, page_image_extension(job->arena, job->event->width));
}

static int check(struct front_job *job, struct err *err)
{
	int page = job->event->page_number, total = job->workflow->total_pages;
	if (!page_image_is_width(job->event->width))
		return err_set(err, ERR_INVALID, "width: pictures of %d pixels are not drawn",
			job->event->width);
	/* For a job that was removed there is no state, so the number of pages is unknown. */
	if (total > 0 && page > total)
		return err_set(err, ERR_INVALID, "no such page: the document has %d", total);
	return 0;
}

static int admit(struct front_job *job, enum admission *ret_admission, struct err *err)
{
	(void)err;
	return on_demand_admit(job, bucket_of(job), image_key(job), NULL, ret_admission);
}

static void describe(struct front_job *job, cJSON *body)
{
	const char *bucket = front_settings(job->front)->nats.pdf_object_store_bucket;
	cJSON *to = cJSON_GetObjectItem(body, "parameters");
	struct object_info pdf;
	struct err ignored;
	cJSON_AddStringToObject(to, WORK_WIDTH, arena_printf(job->arena, "%d", job->event->width));
	/* If the document is gone, the engine's own request for it fails. */
	if (objstore_info(front_conn(job->front), bucket, job->workflow->pdf_key, job->arena, &pdf,
		    &ignored) == 0 &&
		pdf.digest)
		cJSON_AddStringToObject(to, WORK_DIGEST, pdf.digest);
}

static const char *input_key(struct front_job *job, int page)
{
	return page == 0 ? job->workflow->pdf_key : NULL;
}

static const char *output_key(struct front_job *job, int page)
{
	return page == 0 ? image_key(job) : NULL;
}

static int done(struct front_job *job, int next_page, struct err *err)
{
	(void)next_page;
	return on_demand_done(job, bucket_of(job), image_key(job), err);
}

static int failed(struct front_job *job, const char *reason, struct err *err)
{
	const struct object_spec where = { .bucket = bucket_of(job), .name = image_key(job) };
	return on_demand_failed(job, &where, NULL, reason, err);
}

static const struct front_ending ending = { .done = done, .failed = failed };

const struct front_stage page_image_front = {
	.consumes = EVENT_PAGE_IMAGE_REQUESTED,
	.stream = offsetof(struct nats_settings, page_image_stream_name),
	.consumer = offsetof(struct nats_settings, page_image_consumer_name),
	.input_bucket = offsetof(struct nats_settings, pdf_object_store_bucket),
	.output_bucket = offsetof(struct nats_settings, page_image_object_store_bucket),
	.scope = FRONT_ENDED_JOBS,
	.ending = &ending,
	.check = check,
	.admit = admit,
	.describe = describe,
	.input_key = input_key,
	.output_key = output_key,
};
