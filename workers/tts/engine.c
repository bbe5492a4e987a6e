/* engine.c: speaks a page's text. */
#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/base/utf8.h"
#include "common/farm/page_metadata.h"
#include "common/text/letters.h"
#include "common/text/pronunciation.h"
#include "common/voices/voice_list.h"
#include "workers/engine/io.h"
#include "workers/engine/stage.h"
#include "workers/front/stage.h"
#include "workers/reading/text.h"
#include "workers/tts/program_speech.h"
#include "workers/tts/sherpa.h"
#include "workers/tts/speaker.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MAX_TEXT = 256 * 1024 * 1024,
	BYTES_A_CHARACTER = 3000, /* of PCM, about */
};

struct state {
	struct speaker *speaker;
	struct pronunciation *words; /* the server's; NULL: none */
};

static void fini(void **state)
{
	struct state *own = *state;
	speaker_free(&own->speaker);
	pronunciation_free(&own->words);
	alloc_free(state);
}

static int start(struct state *own, const struct settings *settings, struct err *err)
{
	const struct tts_settings *tts = &settings->tts;
	if (*tts->pronunciation_file &&
		pronunciation_load(tts->pronunciation_file, &own->words, err) < 0)
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

/* A child speaks each page, and reads the voice that it needs. A program has a lock of its own, see
 * workers/tts/program.h. */
static void needs(void *state, struct confinement *ret_needs)
{
	const struct state *own = state;
	speaker_needs(own->speaker, ret_needs);
}

static void reach(const struct settings *settings, struct sandbox_rules *rules)
{
	const struct tts_settings *tts = &settings->tts;
	sandbox_allow_around(rules, tts->pronunciation_file, SANDBOX_READ);
	sandbox_allow(rules, getenv("ESPEAK_DATA_PATH"), SANDBOX_READ);
	const char *library = sherpa_library_path(tts->sherpa_library);
	const char *directories[VOICE_LIST_MAX_DIRS];
	size_t count = voice_list_directories(tts, directories);
	for (size_t i = 0; i < count; i++)
		sandbox_allow(rules, directories[i], SANDBOX_READ);
	if (*library) {
		sandbox_allow_around(rules, library, SANDBOX_READ);
		sandbox_allow(rules, "/proc/cpuinfo", SANDBOX_READ);
		sandbox_allow(rules, "/sys/devices/system/cpu", SANDBOX_READ);
	}
	if (*tts->program)
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
static int pronounce(const struct state *own, struct job *job, struct buf *text, struct err *err)
{
	const char *option = job_option(job, "pronunciation");
	struct pronunciation *words = NULL;
	struct buf spoken = BUF_EMPTY;
	if (option && pronunciation_parse_option(option, &words, err) < 0)
		return err_prefix(err, "pronunciation");
	if (words || own->words) {
		pronunciation_apply(words, own->words, buf_string(text), text->len, &spoken);
		buf_free(text);
		*text = spoken;
	}
	pronunciation_free(&words);
	return 0;
}

static int get_text(const struct state *own, struct job *job, struct buf *text,
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
	return pronounce(own, job, text, err);
}

static bool is_blank(const struct buf *text, const struct meta *meta)
{
	const char *outcome = meta_get(meta, META_OUTCOME);
	return (outcome && strcmp(outcome, "blank") == 0) ||
	       reading_text_is_blank(buf_string(text));
}

/* ---- the sound ---- */

static int put(struct job *job, const struct sound *sound, const struct meta *text_meta, bool blank,
	struct err *err)
{
	static const char *const passed_on[] = { META_LANGUAGE, META_TEXT_SOURCE, META_CONFIDENCE };
	struct arena *arena = job_arena(job);
	struct meta meta = { 0 };
	meta_set(&meta, arena, META_OUTCOME, blank ? "blank" : "spoken");
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
	if (sound->note)
		meta_set(&meta, arena, META_ENGINE_NOTE, sound->note);
	if (job_put(job, 0, sound->fd, &meta, err) < 0)
		return -1;
	return job_emit(job, 0, NULL, err);
}

static int speak(struct speaker *speaker, struct job *job, const struct buf *text,
	const struct meta *text_meta, struct err *err)
{
	struct sound sound = { 0 };
	bool blank = is_blank(text, text_meta);
	if (job_scratch(job, (uint64_t)text->len * BYTES_A_CHARACTER + 1, &sound.fd, err) < 0)
		return -1;
	int rc = speaker_say(speaker, job, text, text_meta, blank, &sound, err);
	if (rc == 0)
		rc = put(job, &sound, text_meta, blank, err);
	close(sound.fd);
	return rc;
}

static enum verdict run(void *state, struct job *job, struct err *err)
{
	const struct state *own = state;
	struct buf text = BUF_EMPTY;
	struct meta meta = { 0 };
	int rc = get_text(own, job, &text, &meta, err);
	if (rc == 0)
		rc = speak(own->speaker, job, &text, &meta, err);
	buf_free(&text);
	if (rc < 0 && speaker_is_lost(own->speaker))
		return VERDICT_FATAL;
	return rc == 0 ? VERDICT_DONE : engine_verdict(err);
}

/* eSpeak NG's audio library looks for a sound server, though nobody asks it to play: not below the
 * home directory, where it would make files. */
static const char *const environment[] = { "ESPEAK_DATA_PATH", "OMP_THREAD_LIMIT=1",
	"PULSE_SERVER=unix:/nonexistent", NULL };

const struct stage tts_stage = {
	.name = "tts",
	.program = "tts-service",
	.service = offsetof(struct settings, tts.service),
	.init = init,
	.run = run,
	.fini = fini,
	.needs = needs,
	.reach = reach,
	.environment = environment,
	.front = &tts_front,
};
