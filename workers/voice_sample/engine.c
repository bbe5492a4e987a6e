/* engine.c: has a voice speak a sentence with the engines that speak pages, and makes a WAV of
 * it. */
#include "common/base/alloc.h"
#include "workers/engine/io.h"
#include "workers/engine/stage.h"
#include "workers/engine/wav_header.h"
#include "workers/front/stage.h"
#include "workers/tts/sample_text.h"
#include "workers/tts/speaker.h"
#include "workers/tts/speech_source.h"
#include "workers/voice_sample/work.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum { PCM_BYTES = 1024 * 1024 /* estimate */ };

struct state {
	struct settings settings; /* the worker's, except how much is kept in memory */
	struct speaker *speaker;
	struct speech_lists lists;
};

static void fini(void **state)
{
	struct state *own = *state;
	speaker_free(&own->speaker);
	speech_lists_free(&own->lists);
	alloc_free(state);
}

/* The server's, by which a text that somebody tries is pronounced as in a book. */
static int read_list(struct state *own, struct err *err)
{
	const char *file = own->settings.tts.pronunciation_file;
	if (*file && pronunciation_load(file, &own->lists.server, err) < 0)
		return err_prefix(err, "[tts_service] pronunciation_file");
	return 0;
}

static int init(const struct settings *settings, void **ret_state, struct err *err)
{
	struct state *own = alloc_zeroed(1, sizeof *own);
	own->settings = *settings;
	/* Someone who tries one voice after another does not return to the first. */
	own->settings.tts.max_models = 1;
	/* Another engine's voice would not be a sample of this one. */
	own->settings.tts.fallback_engine = "none";
	if (read_list(own, err) < 0 || speaker_new(&own->settings, &own->speaker, err) < 0) {
		void *state = own;
		fini(&state);
		return -1;
	}
	*ret_state = own;
	return 0;
}

static void needs(void *state, struct confinement *ret_needs)
{
	const struct state *own = state;
	speaker_needs(own->speaker, ret_needs);
}

/* What somebody wants to hear, pronounced as a page's text would be; or the first sentence of the
 * set text, as it is. */
static int choose_text(
	struct state *own, struct job *job, struct speech_source *source, struct err *err)
{
	const char *wanted = job_parameter(job, WORK_TEXT);
	if (wanted) {
		struct pronunciation_target target;
		speaker_target(own->speaker, job, &target);
		buf_append_string(&source->said, wanted);
		return speech_source_pronounce(
			source, &own->lists, job_parameter(job, WORK_PRONUNCIATION), &target, err);
	}
	const char *language = job_parameter(job, WORK_LANGUAGE);
	const char *whole = sample_text(language ? language : "");
	const char *stop = strstr(whole, ". ");
	buf_append(&source->spoken, whole, stop ? (size_t)(stop + 1 - whole) : strlen(whole));
	return 0;
}

static int put(struct job *job, const struct sound *sound, struct err *err)
{
	const struct meta none = { 0 };
	struct buf wav = BUF_EMPTY;
	const void *pcm;
	size_t len;
	int fd;
	if (engine_map(sound->fd, &pcm, &len, err) < 0)
		return -1;
	wav_header(&wav, sound->rate, sound->channels, len);
	int rc = job_scratch(job, wav.len + len, &fd, err);
	if (rc == 0) {
		rc = engine_write(fd, wav.data, wav.len, err);
		if (rc == 0)
			rc = engine_write(fd, pcm, len, err);
		if (rc == 0)
			rc = job_put(job, 0, fd, &none, err);
		close(fd);
	}
	buf_free(&wav);
	engine_unmap(&pcm, len);
	return rc;
}

static int speak(const struct state *own, struct job *job, const struct buf *text, struct err *err)
{
	const struct meta none = { 0 };
	struct sound sound = { .marks = NULL };
	if (job_scratch(job, PCM_BYTES, &sound.fd, err) < 0)
		return -1;
	int rc = speaker_say(own->speaker, job, text, &none, false, &sound, err);
	if (rc == 0)
		rc = put(job, &sound, err);
	close(sound.fd);
	return rc < 0 ? -1 : job_emit(job, 0, NULL, err);
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	struct state *own = state;
	struct speech_source source = { .said = BUF_EMPTY };
	int rc = choose_text(own, job, &source, err);
	if (rc == 0)
		rc = speak(own, job, &source.spoken, err);
	speech_source_free(&source);
	if (rc < 0 && speaker_is_lost(own->speaker))
		return VERDICT_FATAL;
	if (rc == 0)
		return VERDICT_DONE;
	/* A client is waiting and can ask again, so do not retry until it works. */
	return err_is_transient(err) ? engine_verdict(err) : VERDICT_REJECT;
}

const struct stage voice_sample_stage = {
	.name = "voice-sample",
	.program = "voice-sample-service",
	.service = offsetof(struct settings, voice_sample.service),
	.niceness = 0, /* a client is waiting */
	.init = init,
	.run = run,
	.fini = fini,
	.needs = needs,
	.reach = speaker_reach,
	.environment = speaker_environment,
	.front = &voice_sample_front,
};
