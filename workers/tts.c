/* tts.c: speaks a page's text. */
#include "common/alloc.h"
#include "common/buf.h"
#include "common/utf8.h"
#include "workers/engine_io.h"
#include "workers/espeak.h"
#include "workers/front_stage.h"
#include "workers/reading_text.h"
#include "workers/silence.h"
#include "workers/stage.h"
#include "workers/voices.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MAX_TEXT = 256 * 1024 * 1024,
	BYTES_A_CHARACTER = 3000, /* of PCM, about */
};

struct speaker {
	const struct tts_settings *settings;
	struct voices *voices;
	int rate;
};

static void fini(void **state)
{
	struct speaker *speaker = *state;
	voices_free(&speaker->voices);
	alloc_free(state);
}

static int init(const struct settings *settings, void **ret_state, struct err *err)
{
	char file[VOICE_FILE_SIZE];
	int rate;
	if (espeak_start(&rate, err) < 0)
		return -1;
	struct speaker *speaker = alloc_zeroed(1, sizeof *speaker);
	speaker->settings = &settings->tts;
	speaker->voices = voices_new();
	speaker->rate = rate;
	if (voices_find(speaker->voices, settings->tts.voice, file, err) < 0) {
		void *state = speaker;
		fini(&state);
		return -1;
	}
	*ret_state = speaker;
	return 0;
}

/* A child speaks each text; voices are read when one is wished for. */
static void needs(void *state, struct confinement *ret_needs)
{
	(void)state;
	ret_needs->read_paths[0] = espeak_data_path();
	ret_needs->may_fork = true;
}

/* ---- what is wished ---- */

static int parse_speed(const char *text, int *ret_speed, struct err *err)
{
	char *end;
	errno = 0;
	long speed = strtol(text, &end, 10);
	if (errno || end == text || *end || speed < ESPEAK_MIN_SPEED || speed > ESPEAK_MAX_SPEED)
		return err_set(err, ERR_INVALID,
			"speed \"%.40s\": a number of words a minute from %d to %d is wanted", text,
			ESPEAK_MIN_SPEED, ESPEAK_MAX_SPEED);
	*ret_speed = (int)speed;
	return 0;
}

/* The event's voice, which has the job's option in it, before the option, before the settings. */
static int wish_of(const struct speaker *speaker, struct job *job, struct espeak_wish *ret_wish,
	struct err *err)
{
	char *file = arena_alloc(job_arena(job), VOICE_FILE_SIZE);
	const char *voice = job_parameter(job, "voice");
	struct espeak_wish wish = {
		.voice = file,
		.speed = (int)speaker->settings->speed,
		.pitch = (int)speaker->settings->pitch,
	};
	const char *speed = job_option(job, "speed");
	if (!voice)
		voice = job_option(job, "voice");
	if (!voice)
		voice = speaker->settings->voice;
	if (voices_find(speaker->voices, voice, file, err) < 0 ||
		(speed && parse_speed(speed, &wish.speed, err) < 0))
		return -1;
	*ret_wish = wish;
	return 0;
}

/* ---- the text ---- */

/* Whatever a stranger stored becomes valid UTF-8 without control characters. */
static void make_speakable(struct buf *text)
{
	for (size_t i = 0; i < text->len;) {
		size_t n = utf8_sequence(text->data + i, text->len - i);
		unsigned char c = (unsigned char)text->data[i];
		if (n == 0 || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			text->data[i] = ' ';
		i += n ? n : 1;
	}
}

static int get_text(struct job *job, struct buf *text, struct meta *ret_meta, struct err *err)
{
	int fd;
	if (job_get(job, 0, &fd, ret_meta, err) < 0)
		return -1;
	int rc = buf_read_fd(text, fd, MAX_TEXT, err);
	close(fd);
	if (rc == 0)
		make_speakable(text);
	return rc;
}

static bool is_blank(const struct buf *text, const struct meta *meta)
{
	const char *outcome = meta_get(meta, META_OUTCOME);
	return (outcome && strcmp(outcome, "blank") == 0) ||
	       reading_text_is_blank(buf_string(text));
}

/* ---- the sound ---- */

static bool on_moved(void *context, int permille)
{
	return job_progress(context, 0, permille) == 0;
}

static int write_silence(const struct speaker *speaker, int fd, struct err *err)
{
	struct buf pcm = BUF_EMPTY;
	silence_pcm(&pcm, speaker->rate, speaker->settings->blank_page_seconds);
	int rc = engine_write(fd, pcm.data, pcm.len, err);
	buf_free(&pcm);
	return rc;
}

static int put(const struct speaker *speaker, struct job *job, int fd, bool blank,
	const struct meta *text_meta, struct err *err)
{
	static const char *const passed_on[] = { META_LANGUAGE, META_TEXT_SOURCE, META_CONFIDENCE };
	struct arena *arena = job_arena(job);
	struct meta meta = { 0 };
	meta_set(&meta, arena, META_OUTCOME, blank ? "blank" : "spoken");
	meta_setf(&meta, arena, META_SAMPLE_RATE, "%d", speaker->rate);
	meta_set(&meta, arena, META_CHANNELS, "1");
	meta_set(&meta, arena, META_ENCODING, "s16le");
	for (size_t i = 0; i < sizeof passed_on / sizeof *passed_on; i++) {
		const char *value = meta_get(text_meta, passed_on[i]);
		if (value)
			meta_set(&meta, arena, passed_on[i], value);
	}
	if (job_put(job, 0, fd, &meta, err) < 0)
		return -1;
	return job_emit(job, 0, NULL, err);
}

static int speak(const struct speaker *speaker, struct job *job, const struct buf *text,
	const struct meta *text_meta, struct err *err)
{
	struct espeak_wish wish;
	bool blank = is_blank(text, text_meta);
	int fd;
	if (wish_of(speaker, job, &wish, err) < 0 ||
		job_scratch(job, (uint64_t)text->len * BYTES_A_CHARACTER + 1, &fd, err) < 0)
		return -1;
	int rc = blank ? write_silence(speaker, fd, err)
		       : espeak_say(&wish, buf_string(text), fd, on_moved, job, err);
	if (rc == 0)
		rc = put(speaker, job, fd, blank, text_meta, err);
	close(fd);
	return rc;
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	struct buf text = BUF_EMPTY;
	struct meta meta = { 0 };
	int rc = get_text(job, &text, &meta, err);
	if (rc == 0)
		rc = speak(state, job, &text, &meta, err);
	buf_free(&text);
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
	.front = &tts_front,
};
