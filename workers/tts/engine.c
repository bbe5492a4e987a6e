/* engine.c: speaks a page's text. */
#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "common/text/letters.h"
#include "common/text/pronunciation.h"
#include "workers/engine/io.h"
#include "workers/engine/silence.h"
#include "workers/engine/stage.h"
#include "workers/front/stage.h"
#include "workers/reading/text.h"
#include "workers/tts/espeak.h"
#include "workers/tts/params.h"
#include "workers/tts/program_speech.h"
#include "workers/tts/voices.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum {
	MAX_TEXT = 256 * 1024 * 1024,
	BYTES_A_CHARACTER = 3000, /* of PCM, about */
};

struct speaker {
	const struct tts_settings *settings;
	struct program_speech *program; /* NULL: eSpeak NG is the engine */
	struct voices *voices;          /* eSpeak NG's; NULL: it is neither engine nor fallback */
	int espeak_rate;
	struct pronunciation *words; /* the server's; NULL: none */
};

static void fini(void **state)
{
	struct speaker *speaker = *state;
	program_speech_stop(&speaker->program);
	voices_free(&speaker->voices);
	pronunciation_free(&speaker->words);
	alloc_free(state);
}

static int start_espeak(struct speaker *speaker, struct err *err)
{
	const struct tts_settings *tts = speaker->settings;
	char file[VOICE_FILE_SIZE];
	if (espeak_start(&speaker->espeak_rate, err) < 0)
		return -1;
	speaker->voices = voices_new();
	if (speaker->program)
		return voices_find(speaker->voices, tts->fallback_voice, file, err) < 0
			       ? err_prefix(err, "[tts_service] fallback_voice")
			       : 0;
	return voices_find(speaker->voices, tts->voice, file, err) < 0
		       ? err_prefix(err, "[tts_service] voice")
		       : 0;
}

static int start(struct speaker *speaker, const struct settings *settings, struct err *err)
{
	const struct tts_settings *tts = &settings->tts;
	bool is_espeak = strcmp(tts->engine, "espeak") == 0;
	if (*tts->pronunciation_file &&
		pronunciation_load(tts->pronunciation_file, &speaker->words, err) < 0)
		return err_prefix(err, "[tts_service] pronunciation_file");
	if (!is_espeak && program_speech_start(settings, &speaker->program, err) < 0)
		return -1;
	if (is_espeak || strcmp(tts->fallback_engine, "espeak") == 0)
		return start_espeak(speaker, err);
	return 0;
}

static int init(const struct settings *settings, void **ret_state, struct err *err)
{
	struct speaker *speaker = alloc_zeroed(1, sizeof *speaker);
	speaker->settings = &settings->tts;
	if (start(speaker, settings, err) < 0) {
		void *state = speaker;
		fini(&state);
		return -1;
	}
	*ret_state = speaker;
	return 0;
}

/* A child speaks each text, and reads the voice that it needs. The program has a lock of its
 * own, see workers/tts/program.h. */
static void needs(void *state, struct confinement *ret_needs)
{
	const struct speaker *speaker = state;
	if (!speaker->voices)
		return;
	ret_needs->read_paths[0] = espeak_data_path();
	ret_needs->may_fork = true;
}

static void reach(const struct settings *settings, struct sandbox_rules *rules)
{
	const struct tts_settings *tts = &settings->tts;
	sandbox_allow_around(rules, tts->pronunciation_file, SANDBOX_READ);
	if (strcmp(tts->engine, "espeak") != 0)
		program_speech_reach(tts, rules);
}

/* ---- the text ---- */

/* Untrusted text becomes valid UTF-8 without control characters. */
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

/* Puts in how words are to be spoken: the job's list goes before the server's. */
static int pronounce(
	const struct speaker *speaker, struct job *job, struct buf *text, struct err *err)
{
	const char *option = job_option(job, "pronunciation");
	struct pronunciation *own = NULL;
	struct buf spoken = BUF_EMPTY;
	if (option && pronunciation_parse_option(option, &own, err) < 0)
		return err_prefix(err, "pronunciation");
	if (own || speaker->words) {
		pronunciation_apply(own, speaker->words, buf_string(text), text->len, &spoken);
		buf_free(text);
		*text = spoken;
	}
	pronunciation_free(&own);
	return 0;
}

static int get_text(const struct speaker *speaker, struct job *job, struct buf *text,
	struct meta *ret_meta, struct err *err)
{
	int fd;
	if (job_get(job, 0, &fd, ret_meta, err) < 0)
		return -1;
	int rc = buf_read_fd(text, fd, MAX_TEXT, err);
	close(fd);
	if (rc < 0)
		return -1;
	make_speakable(text);
	return pronounce(speaker, job, text, err);
}

static bool is_blank(const struct buf *text, const struct meta *meta)
{
	const char *outcome = meta_get(meta, META_OUTCOME);
	return (outcome && strcmp(outcome, "blank") == 0) ||
	       reading_text_is_blank(buf_string(text));
}

/* ---- the sound ---- */

struct sound {
	int fd;
	int rate, channels;
	bool blank;
	const char *engine; /* that spoke */
	const char *fault;  /* why it was not the one of the settings; NULL */
};

static bool on_progress(void *context, int permille)
{
	return job_progress(context, 0, permille) == 0;
}

static int write_silence(const struct speaker *speaker, struct sound *sound, struct err *err)
{
	struct buf pcm = BUF_EMPTY;
	sound->rate = speaker->program ? (int)speaker->settings->program_sample_rate
				       : speaker->espeak_rate;
	silence_pcm(&pcm, sound->rate, speaker->settings->blank_page_seconds);
	int rc = engine_write(sound->fd, pcm.data, pcm.len, err);
	buf_free(&pcm);
	return rc;
}

static int say_by_espeak(const struct speaker *speaker, struct job *job, const struct buf *text,
	struct sound *sound, struct err *err)
{
	struct espeak_params params;
	char file[VOICE_FILE_SIZE];
	sound->engine = "espeak";
	sound->rate = speaker->espeak_rate;
	if (params_for_espeak(job, speaker->settings, &params, err) < 0 ||
		voices_find(speaker->voices, params.voice, file, err) < 0)
		return -1;
	params.voice = file;
	return espeak_say(&params, buf_string(text), sound->fd, on_progress, job, err);
}

static int say_by_program(const struct speaker *speaker, struct job *job, const struct buf *text,
	const struct meta *text_meta, struct sound *sound, struct err *err)
{
	struct tts_arguments params;
	struct program_sound made;
	sound->engine = speaker->settings->engine;
	if (params_for_program(job, speaker->settings, text_meta, &params, err) < 0 ||
		program_speech_say(speaker->program, job, &params, buf_string(text), text->len,
			sound->fd, &made, err) < 0)
		return -1;
	sound->rate = made.rate;
	sound->channels = made.channels;
	return 0;
}

/* The page is spoken all the same; what was written of it so far is undone. */
static int stand_in(const struct speaker *speaker, struct job *job, const struct buf *text,
	struct sound *sound, struct err *err)
{
	sound->fault = arena_string(job_arena(job), err->text);
	sound->channels = 1;
	if (ftruncate(sound->fd, 0) < 0 || lseek(sound->fd, 0, SEEK_SET) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "starting the speech again");
	return say_by_espeak(speaker, job, text, sound, err);
}

static int say(const struct speaker *speaker, struct job *job, const struct buf *text,
	const struct meta *text_meta, struct sound *sound, struct err *err)
{
	if (sound->blank)
		return write_silence(speaker, sound, err);
	if (!speaker->program)
		return say_by_espeak(speaker, job, text, sound, err);
	int rc = say_by_program(speaker, job, text, text_meta, sound, err);
	/* Only the program's own failures: a bad params stays one, and a full disk. */
	if (rc < 0 && err->kind == ERR_INTERNAL && speaker->voices &&
		!program_speech_is_lost(speaker->program))
		return stand_in(speaker, job, text, sound, err);
	return rc;
}

static int put(
	struct job *job, const struct sound *sound, const struct meta *text_meta, struct err *err)
{
	static const char *const passed_on[] = { META_LANGUAGE, META_TEXT_SOURCE, META_CONFIDENCE };
	struct arena *arena = job_arena(job);
	struct meta meta = { 0 };
	meta_set(&meta, arena, META_OUTCOME, sound->blank ? "blank" : "spoken");
	meta_setf(&meta, arena, META_SAMPLE_RATE, "%d", sound->rate);
	meta_setf(&meta, arena, META_CHANNELS, "%d", sound->channels);
	meta_set(&meta, arena, META_ENCODING, "s16le");
	for (size_t i = 0; i < sizeof passed_on / sizeof *passed_on; i++) {
		const char *value = meta_get(text_meta, passed_on[i]);
		if (value)
			meta_set(&meta, arena, passed_on[i], value);
	}
	if (sound->engine)
		meta_set(&meta, arena, META_ENGINE, sound->engine);
	if (sound->fault)
		meta_set(&meta, arena, META_ENGINE_FAULT, sound->fault);
	if (job_put(job, 0, sound->fd, &meta, err) < 0)
		return -1;
	return job_emit(job, 0, NULL, err);
}

static int speak(const struct speaker *speaker, struct job *job, const struct buf *text,
	const struct meta *text_meta, struct err *err)
{
	struct sound sound = { .channels = 1, .blank = is_blank(text, text_meta) };
	if (job_scratch(job, (uint64_t)text->len * BYTES_A_CHARACTER + 1, &sound.fd, err) < 0)
		return -1;
	int rc = say(speaker, job, text, text_meta, &sound, err);
	if (rc == 0)
		rc = put(job, &sound, text_meta, err);
	close(sound.fd);
	return rc;
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	const struct speaker *speaker = state;
	struct buf text = BUF_EMPTY;
	struct meta meta = { 0 };
	int rc = get_text(speaker, job, &text, &meta, err);
	if (rc == 0)
		rc = speak(speaker, job, &text, &meta, err);
	buf_free(&text);
	if (rc < 0 && speaker->program && program_speech_is_lost(speaker->program))
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
	.reach = reach,
	.front = &tts_front,
};
