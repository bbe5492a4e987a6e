/* espeak.c: speaks a text with eSpeak NG in a child process. */
#include "workers/tts/espeak.h"

#include "workers/engine/confine.h"
#include "workers/engine/io.h"
#include "workers/tts/ipa.h"
#include "workers/tts/level.h"
#include "workers/tts/passages.h"

#include <errno.h>
#include <espeak-ng/speak_lib.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* A child's exit status. */
enum ending {
	SAID = 0,
	/* Not 1, which sanitizers and libraries that call exit() use. */
	NO_VOICE = 10,
	SAID_NOTHING,
	NO_SPACE,
	WRITE_FAILED,
	STOPPED,
	ESPEAK_FAILED,
};

/* A passage or, of one without an end, about half a minute of it, which is levelled as a whole. */
enum { PENDING_SAMPLES = 640 * 1024 };

/* Static, because eSpeak NG's callback has no context argument. */
static struct {
	int fd;
	int rate;
	size_t text_len; /* bytes, which are at least as many as characters */
	size_t behind;   /* bytes of the text before the current passage */
	struct passage passage;
	size_t passage_byte, passage_code; /* within it: up to where code points were counted */
	uint64_t taken, passage_sample;    /* samples: so far, and before the passage */
	struct marks *marks;               /* NULL: not wanted */
	espeak_progress *progress;
	void *context;
	enum ending ending;
	bool said;
	double gain_db;
	size_t pending;
	int16_t samples[PENDING_SAMPLES];
} talk;

int espeak_start(int *ret_rate, struct err *err)
{
	int rate = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, NULL, espeakINITIALIZE_DONT_EXIT);
	if (rate <= 0)
		return err_set(err, ERR_INTERNAL,
			"eSpeak NG cannot be initialised: is its data (espeak-ng-data) installed, "
			"and of the same version as its library?");
	talk.rate = rate;
	*ret_rate = rate;
	return 0;
}

const char *espeak_data_path(void)
{
	const char *path = NULL;
	espeak_Info(&path);
	return path;
}

/* ---- the child ---- */

static int flush(void)
{
	struct err err;
	size_t pending = talk.pending;
	talk.pending = 0;
	level_apply_s16(talk.samples, pending, talk.rate, talk.gain_db);
	if (engine_write(talk.fd, talk.samples, pending * sizeof *talk.samples, &err) == 0)
		return 0;
	talk.ending = err.kind == ERR_NO_SPACE ? NO_SPACE : WRITE_FAILED;
	return -1;
}

static int take(const short *samples, size_t count)
{
	talk.taken += count;
	for (size_t taken = 0; taken < count;) {
		size_t n = count - taken;
		if (n > PENDING_SAMPLES - talk.pending)
			n = PENDING_SAMPLES - talk.pending;
		memcpy(talk.samples + talk.pending, samples + taken, n * sizeof *samples);
		talk.pending += n;
		taken += n;
		if (talk.pending == PENDING_SAMPLES && flush() < 0)
			return -1;
	}
	return 0;
}

/* The byte of the passage at which its code point number `code` begins. */
static size_t byte_of(size_t code)
{
	if (code < talk.passage_code)
		talk.passage_byte = talk.passage_code = 0;
	while (talk.passage_code < code && talk.passage_byte < talk.passage.len) {
		talk.passage_byte++;
		while (talk.passage_byte < talk.passage.len &&
			((unsigned char)talk.passage.text[talk.passage_byte] & 0xc0) == 0x80)
			talk.passage_byte++;
		talk.passage_code++;
	}
	return talk.passage_byte;
}

/* eSpeak NG counts characters from 1 and samples from the beginning of the passage. Words that
 * it runs together ("of the") are reported as one. */
static void note_words(const espeak_EVENT *events)
{
	for (; talk.marks && events && events->type != espeakEVENT_LIST_TERMINATED; events++) {
		if (events->type != espeakEVENT_WORD || events->text_position < 1 ||
			events->sample < 0)
			continue;
		size_t code = (size_t)events->text_position - 1;
		size_t start = byte_of(code), end = byte_of(code + (size_t)events->length);
		uint64_t sample = talk.passage_sample + (uint64_t)events->sample;
		const struct mark mark = { talk.behind + start, talk.behind + end, sample, sample,
			true };
		marks_add(talk.marks, &mark);
	}
}

/* 0: continue; 1: stop. */
static int on_audio(short *samples, int count, espeak_EVENT *events)
{
	if (talk.ending != SAID)
		return 1;
	size_t position = events && events->text_position > 0 ? (size_t)events->text_position : 0;
	position += talk.behind;
	if (position > talk.text_len)
		position = talk.text_len;
	if (!talk.progress(talk.context, (int)(position * 1000 / (talk.text_len + 1)))) {
		talk.ending = STOPPED;
		return 1;
	}
	note_words(events);
	if (!samples || count <= 0)
		return 0;
	talk.said = true;
	return take(samples, (size_t)count) < 0;
}

static int write_pause(int ms)
{
	static const short nothing[1024];
	size_t left = (size_t)ms * (size_t)talk.rate / 1000;
	while (left > 0) {
		size_t n = left < 1024 ? left : 1024;
		if (take(nothing, n) < 0)
			return -1;
		left -= n;
	}
	return 0;
}

static int pause_of(const struct espeak_params *params, enum passage_pause pause)
{
	const int ms[] = {
		[PAUSE_NONE] = 0,
		[PAUSE_SENTENCE] = params->sentence_pause_ms,
		[PAUSE_PARAGRAPH] = params->paragraph_pause_ms,
		[PAUSE_HEADING] = params->heading_pause_ms,
	};
	return ms[pause];
}

/* Speaks one passage, from a copy, because eSpeak NG needs a terminating NUL. */
static enum ending say_passage(const struct passage *passage)
{
	talk.passage = *passage;
	talk.passage_byte = talk.passage_code = 0;
	talk.passage_sample = talk.taken;
	struct ipa ipa;
	bool phonemes = ipa_find(passage->text, passage->len, &ipa);
	char *copy = phonemes ? ipa_for_espeak(passage->text, passage->len)
			      : strndup(passage->text, passage->len);
	if (!copy)
		return ESPEAK_FAILED;
	/* Never espeakSSML, and espeakPHONEMES only for text marked up by us: untrusted text is
	 * plain text. Not espeakENDPAUSE either, because we add the pauses. */
	espeak_ERROR rc = espeak_Synth(copy, strlen(copy) + 1, 0, POS_CHARACTER, 0,
		espeakCHARS_UTF8 | (phonemes ? espeakPHONEMES : 0), NULL, NULL);
	free(copy);
	const struct mark mark = { talk.behind, talk.behind + passage->len, talk.passage_sample,
		talk.taken, false };
	if (talk.marks)
		marks_add(talk.marks, &mark);
	return rc == EE_OK ? talk.ending : ESPEAK_FAILED;
}

static enum ending say(const struct espeak_params *params, const char *text)
{
	struct ipa ipa;
	if (espeak_SetVoiceByName(params->voice) != EE_OK)
		return NO_VOICE;
	if (ipa_find(text, talk.text_len, &ipa))
		ipa_ask();
	espeak_SetSynthCallback(on_audio);
	espeak_SetParameter(espeakRATE, params->speed, 0);
	espeak_SetParameter(espeakPITCH, params->pitch, 0);
	struct passages passages = passages_of(text, talk.text_len, 0);
	struct passage passage;
	while (passages_next(&passages, &passage)) {
		talk.behind = (size_t)(passage.text - text);
		/* Together with the pause before it, so that a passage is not split without
		 * need. */
		if (flush() < 0 || write_pause(pause_of(params, passage.before)) < 0)
			return talk.ending;
		enum ending ending = say_passage(&passage);
		if (ending != SAID)
			return ending;
	}
	enum passage_pause behind = passages_pause_behind(text, talk.text_len);
	if (write_pause(pause_of(params, behind)) < 0 || flush() < 0)
		return talk.ending;
	return talk.said ? SAID : SAID_NOTHING;
}

/* ---- the parent ---- */

static int failure_of(int status, const struct espeak_params *params, struct err *err)
{
	if (WIFSIGNALED(status))
		return err_set(err, ERR_INTERNAL, "eSpeak NG was killed by SIG%s",
			sigabbrev_np(WTERMSIG(status)));
	switch (WEXITSTATUS(status)) {
	case SAID:
		return 0;
	case NO_VOICE:
		return err_set(
			err, ERR_INTERNAL, "eSpeak NG cannot load the voice \"%s\"", params->voice);
	case SAID_NOTHING:
		return err_set(err, ERR_INVALID, "the voice \"%s\" makes no sound of this text",
			params->voice);
	case NO_SPACE:
		return err_set(err, ERR_NO_SPACE, "no space left for the speech");
	case WRITE_FAILED:
		return err_set(err, ERR_INTERNAL, "writing the speech failed");
	case STOPPED:
		return err_set(err, ERR_UNAVAILABLE, "stopped");
	case ESPEAK_FAILED:
		return err_set(err, ERR_INTERNAL, "eSpeak NG failed");
	default:
		return err_set(err, ERR_INTERNAL, "eSpeak NG: exit status %d", WEXITSTATUS(status));
	}
}

int espeak_say(const struct espeak_params *params, const char *text, int fd,
	espeak_progress *progress, void *context, struct marks *marks, struct err *err)
{
	pid_t parent = getpid();
	if (marks)
		marks_clear(marks);
	talk.marks = marks;
	talk.fd = fd;
	talk.text_len = strlen(text);
	talk.gain_db = params->gain_db;
	talk.progress = progress;
	talk.context = context;
	pid_t child = fork();
	if (child < 0)
		return err_errno(err, ERR_UNAVAILABLE, errno, "fork");
	if (child == 0) {
		/* The child must not outlive the engine, which may have died before prctl took
		 * effect. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		confine_child();
		_exit(getppid() == parent ? (int)say(params, text) : (int)STOPPED);
	}
	int status;
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return err_errno(err, ERR_INTERNAL, errno, "waitpid");
	}
	return failure_of(status, params, err);
}
