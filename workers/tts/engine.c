/* engine.c: speaks a page's text. */
#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/farm/page_metadata.h"
#include "common/farm/timeline.h"
#include "common/text/pronunciation.h"
#include "workers/engine/io.h"
#include "workers/engine/stage.h"
#include "workers/front/stage.h"
#include "workers/reading/text.h"
#include "workers/tts/page_timeline.h"
#include "workers/tts/results.h"
#include "workers/tts/speaker.h"
#include "workers/tts/speech_source.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BYTES_A_CHARACTER = 3000 }; /* of PCM; an estimate */

struct state {
	struct speaker *speaker;
	struct speech_lists lists;
	struct marks *marks; /* of the current page */
};

static void fini(void **state)
{
	struct state *own = *state;
	marks_free(&own->marks);
	speaker_free(&own->speaker);
	speech_lists_free(&own->lists);
	alloc_free(state);
}

static int start(struct state *own, const struct settings *settings, struct err *err)
{
	const struct tts_settings *tts = &settings->tts;
	own->marks = marks_new();
	if (!own->marks)
		return err_set(err, ERR_INTERNAL, "no memory for the marks of speech");
	if (*tts->pronunciation_file &&
		pronunciation_load(tts->pronunciation_file, &own->lists.server, err) < 0)
		return err_prefix(err, "[tts_service] pronunciation_file");
	return speaker_new(settings, &own->speaker, err);
}

static int init(const struct settings *settings, void **ret_state, struct err *err)
{
	struct state *own = alloc_zeroed(1, sizeof *own);
	if (start(own, settings, err) < 0) {
		void *state = own;
		fini(&state);
		return -1;
	}
	*ret_state = own;
	return 0;
}

/* A child process speaks each page, and reads the voice that it needs. A program has a sandbox
 * of its own, see workers/tts/program.h. */
static void needs(void *state, struct confinement *ret_needs)
{
	const struct state *own = state;
	speaker_needs(own->speaker, ret_needs);
}

/* ---- the sound ---- */

static bool is_blank(const struct speech_source *source)
{
	const char *outcome = meta_get(&source->meta, META_OUTCOME);
	return (outcome && strcmp(outcome, "blank") == 0) ||
	       reading_text_is_blank(buf_string(&source->spoken));
}

static int put(struct job *job, const struct sound *sound, const struct speech_source *source,
	bool blank, struct err *err)
{
	static const char *const passed_on[] = { META_LANGUAGE, META_TEXT_SOURCE, META_CONFIDENCE };
	struct arena *arena = job_arena(job);
	struct meta meta = { 0 };
	meta_set(&meta, arena, META_OUTCOME, blank ? "blank" : "spoken");
	meta_setf(&meta, arena, META_SAMPLE_RATE, "%d", sound->rate);
	meta_setf(&meta, arena, META_CHANNELS, "%d", sound->channels);
	meta_set(&meta, arena, META_ENCODING, "s16le");
	for (size_t i = 0; i < sizeof passed_on / sizeof *passed_on; i++) {
		const char *value = meta_get(&source->meta, passed_on[i]);
		if (value)
			meta_set(&meta, arena, passed_on[i], value);
	}
	if (sound->engine)
		meta_set(&meta, arena, META_ENGINE, sound->engine);
	if (sound->fault)
		meta_set(&meta, arena, META_ENGINE_FAULT, sound->fault);
	if (sound->varies)
		meta_set(&meta, arena, META_REPEATABLE, "false");
	if (sound->note)
		meta_set(&meta, arena, META_ENGINE_NOTE, sound->note);
	if (source->unread)
		meta_set(&meta, arena, META_UNREAD, source->unread);
	return job_put(job, 0, sound->fd, &meta, err);
}

/* Stores the timeline beside the audio that was just put. */
static int put_timeline(struct job *job, const struct speech_source *source,
	const struct sound *sound, struct err *err)
{
	struct arena *arena = job_arena(job);
	const char *language = meta_get(&source->meta, META_LANGUAGE);
	const struct page_speech speech = {
		.said = buf_string(&source->said),
		.said_len = source->said.len,
		.origins = (const uint32_t *)(const void *)source->origins.data,
		.spoken_len = source->spoken.len,
		.words = source->has_words ? &source->words : NULL,
		.language = language ? language : "",
		.marks = sound->marks,
		.fd = sound->fd,
		.rate = sound->rate,
		.channels = sound->channels,
	};
	const struct meta none = { 0 };
	struct timeline timeline;
	int fd;
	if (page_timeline_make(&speech, arena, &timeline, err) < 0)
		return -1;
	timeline.digest = job_digest(job);
	const char *json = timeline_format(&timeline, arena);
	if (job_scratch(job, strlen(json), &fd, err) < 0)
		return -1;
	int rc = engine_write(fd, json, strlen(json), err);
	if (rc == 0)
		rc = job_put(job, TTS_TIMELINE, fd, &none, err);
	close(fd);
	return rc;
}

static int speak(const struct state *own, struct job *job, const struct speech_source *source,
	struct err *err)
{
	struct sound sound = { .marks = own->marks };
	size_t len = source->spoken.len;
	bool blank = is_blank(source);
	marks_clear(own->marks);
	if (job_scratch(job, (uint64_t)len * BYTES_A_CHARACTER + 1, &sound.fd, err) < 0)
		return -1;
	int rc = speaker_say(own->speaker, job, &source->spoken, &source->meta, blank, &sound, err);
	if (rc == 0)
		rc = put(job, &sound, source, blank, err);
	if (rc == 0)
		rc = put_timeline(job, source, &sound, err);
	if (rc == 0)
		rc = job_emit(job, 0, NULL, err);
	close(sound.fd);
	return rc;
}

static void keep_alive(void *context)
{
	job_progress(context, 0, 0);
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	struct state *own = state;
	struct speech_source source = { .said = BUF_EMPTY };
	struct pronunciation_target target;
	speaker_target(own->speaker, job, &target);
	target.alive = keep_alive;
	target.context = job;
	int rc = speech_source_get(&source, job, &own->lists, &target, err);
	if (rc == 0)
		rc = speak(own, job, &source, err);
	speech_source_free(&source);
	if (rc < 0 && speaker_is_lost(own->speaker))
		return VERDICT_FATAL;
	return rc == 0 ? VERDICT_DONE : engine_verdict(err);
}

const struct stage tts_stage = {
	.name = "tts",
	.program = "tts-service",
	.service = offsetof(struct settings, tts.service),
	.init = init,
	.run = run,
	.fini = fini,
	.needs = needs,
	.reach = speaker_reach,
	.environment = speaker_environment,
	.front = &tts_front,
};
