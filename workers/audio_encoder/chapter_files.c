/* chapter_files.c: one file waits for another. The waiting file records that in its state before
 * anyone checks whether the other exists, so that whichever comes last sees the other. */
#include "workers/audio_encoder/chapter_files.h"
#include "workers/audio_encoder/asking.h"

#include "common/farm/encoded_audio.h"

static int look(struct front_job *job, enum audio_format format, struct encoded_audio *ret_file,
	struct err *err)
{
	return encoded_audio_look(front_conn(job->front), job->workflow->tenant_id,
		job->workflow->id, job->event->digest, format, job->arena, ret_file, err);
}

bool chapter_files_are_wanted(const struct front_job *job)
{
	enum audio_format whole;
	return audio_format_whole(asking_format(job), &whole);
}

int chapter_files_admit(struct front_job *job, bool *ret_ready, struct err *err)
{
	enum audio_format whole = asking_format(job);
	struct encoded_audio file;
	*ret_ready = false;
	audio_format_whole(asking_format(job), &whole);
	if (look(job, whole, &file, err) < 0)
		return -1;
	*ret_ready = file.state == ENCODED_READY;
	if (file.state == ENCODED_FAILED)
		return asking_file_failed(
			job, asking_format(job), file.reason ? file.reason : "", err);
	return file.state == ENCODED_NONE ? asking_for_file(job, whole, err) : 0;
}

/* Whether files of that format are made from the message's file and are waiting for it: 1, 0 or
 * -1. */
static int is_waiting(struct front_job *job, enum audio_format format, struct err *err)
{
	enum audio_format whole;
	struct encoded_audio file;
	if (!audio_format_whole(format, &whole) || whole != asking_format(job))
		return 0;
	if (look(job, format, &file, err) < 0)
		return -1;
	return file.state == ENCODED_WAITING || file.state == ENCODED_MAKING;
}

int chapter_files_whole_made(struct front_job *job, struct err *err)
{
	for (int i = 0; i < AUDIO_FORMAT_COUNT; i++) {
		int waiting = is_waiting(job, (enum audio_format)i, err);
		if (waiting < 0 || (waiting && asking_for_file(job, (enum audio_format)i, err) < 0))
			return -1;
	}
	return 0;
}

int chapter_files_whole_failed(struct front_job *job, const char *reason, struct err *err)
{
	for (int i = 0; i < AUDIO_FORMAT_COUNT; i++) {
		int waiting = is_waiting(job, (enum audio_format)i, err);
		if (waiting < 0 ||
			(waiting && asking_file_failed(job, (enum audio_format)i, reason, err) < 0))
			return -1;
	}
	return 0;
}
