/* job_objects.c: buckets and names of a job's objects, and their removal. */
#include "common/farm/job_objects.h"

#include "common/farm/book.h"
#include "common/farm/encoded_audio.h"
#include "common/farm/live_audio.h"
#include "common/farm/page_image.h"
#include "common/objstore/store.h"

const char *job_objects_bucket(const struct nats_settings *settings, enum job_object_kinds kind)
{
	switch (kind) {
	case JOB_PNG:
		return settings->png_object_store_bucket;
	case JOB_TEXT:
		return settings->text_object_store_bucket;
	case JOB_PCM:
		return settings->audio_object_store_bucket;
	case JOB_WAV:
		return settings->wav_object_store_bucket;
	case JOB_TIMELINE:
		return settings->timeline_object_store_bucket;
	case JOB_BOOK:
		return settings->book_object_store_bucket;
	case JOB_SOURCE:
		return settings->pdf_object_store_bucket;
	case JOB_PAGE_IMAGE:
		return settings->page_image_object_store_bucket;
	case JOB_LIVE:
		return settings->live_audio_object_store_bucket;
	case JOB_ENCODED:
		return settings->encoded_audio_object_store_bucket;
	default:
		return settings->final_audio_object_store_bucket;
	}
}

int job_objects_remove_page(struct natsconn *conn, const struct workflow *workflow, int page,
	unsigned kinds, struct err *err)
{
	static const struct {
		enum job_object_kinds kind;
		const char *extension;
	} of_page[] = {
		{ JOB_PNG, "png" },
		{ JOB_TEXT, "txt" },
		{ JOB_TEXT, "words.json" },
		{ JOB_PCM, "pcm" },
		{ JOB_WAV, "wav" },
		{ JOB_TIMELINE, "json" },
	};
	struct arena *arena = arena_new();
	int rc = 0;
	for (size_t i = 0; i < sizeof of_page / sizeof *of_page; i++) {
		if (!(kinds & of_page[i].kind))
			continue;
		const char *key = workflow_page_key(
			arena, workflow->tenant_id, workflow->id, page, of_page[i].extension);
		const char *bucket = job_objects_bucket(natsconn_settings(conn), of_page[i].kind);
		if (objstore_delete(conn, bucket, key, err) < 0)
			rc = -1;
	}
	for (int i = 0; i < PAGE_IMAGE_WIDTHS && kinds & JOB_PAGE_IMAGE; i++) {
		const char *key = workflow_page_key(arena, workflow->tenant_id, workflow->id, page,
			page_image_extension(arena, page_image_widths[i]));
		const char *bucket = job_objects_bucket(natsconn_settings(conn), JOB_PAGE_IMAGE);
		if (objstore_delete(conn, bucket, key, err) < 0)
			rc = -1;
	}
	arena_free(&arena);
	return rc;
}

static int remove_whole(
	struct natsconn *conn, const struct workflow *workflow, unsigned kinds, struct err *err)
{
	struct arena *arena = arena_new();
	const struct nats_settings *settings = natsconn_settings(conn);
	const char *final = workflow_final_key(arena, workflow->tenant_id, workflow->id);
	int rc = 0;
	if (kinds & JOB_FINAL &&
		objstore_delete(conn, settings->final_audio_object_store_bucket, final, err) < 0)
		rc = -1;
	for (int part = 0; part < BOOK_PARTS; part++) {
		if (kinds & JOB_BOOK && objstore_delete(conn, settings->book_object_store_bucket,
						book_key(arena, workflow->tenant_id, workflow->id,
							(enum book_part)part),
						err) < 0)
			rc = -1;
	}
	if (kinds & JOB_ENCODED &&
		encoded_audio_remove(conn, workflow->tenant_id, workflow->id, err) < 0)
		rc = -1;
	if (kinds & JOB_LIVE && live_audio_remove(conn, workflow->tenant_id, workflow->id, err) < 0)
		rc = -1;
	/* A source under a foreign name belongs to whoever stored it, and other jobs may use it
	 * too. */
	if (kinds & JOB_SOURCE &&
		workflow_owns_key(workflow->tenant_id, workflow->id, workflow->pdf_key) &&
		objstore_delete(conn, settings->pdf_object_store_bucket, workflow->pdf_key, err) <
			0)
		rc = -1;
	arena_free(&arena);
	return rc;
}

int job_objects_remove(struct natsconn *conn, const struct workflow *workflow, unsigned kinds,
	void (*alive)(void *context), void *context, struct err *err)
{
	int rc = 0;
	for (int page = 1; page <= workflow->total_pages; page++) {
		/* A skipped page may have page images nevertheless. */
		bool skipped = pageset_has(&workflow->skipped, page);
		unsigned of_page = skipped ? kinds & JOB_PAGE_IMAGE : kinds;
		if (of_page && job_objects_remove_page(conn, workflow, page, of_page, err) < 0)
			rc = -1;
		if (alive)
			alive(context);
	}
	if (remove_whole(conn, workflow, kinds, err) < 0)
		rc = -1;
	return rc;
}
