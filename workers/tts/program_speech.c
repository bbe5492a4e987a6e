/* program_speech.c: speaks a page piece by piece through a speech program. */
#include "workers/tts/program_speech.h"

#include "common/base/alloc.h"
#include "workers/engine/io.h"
#include "workers/reading/text.h"
#include "workers/tts/confine_program.h"
#include "workers/tts/passages.h"
#include "workers/tts/program.h"
#include "workers/tts/wav_stream.h"

#include <string.h>
#include <unistd.h>

enum { HEAD_ROOM = 4096 }; /* for that of a WAV */

struct program_speech {
	const struct tts_settings *settings;
	struct program *program;
	bool is_chatllm, is_wav;
};

/* One page. */
struct talk {
	struct program_speech *speech;
	struct job *job;
	const struct tts_arguments *params;
	const char *text;
	size_t len, at; /* of the text, in bytes */
	int fd;
	uint64_t written; /* bytes */
	struct marks *marks;
	struct program_sound sound; /* rate 0: nothing was said yet */
};

static bool is_confined(const struct settings *settings)
{
#ifdef LECTERN_SANITIZED
	return false; /* as the engine itself */
#endif
	return strcmp(settings->supervisor.sandbox, "off") != 0;
}

int program_speech_start(
	const struct settings *settings, struct program_speech **ret_speech, struct err *err)
{
	const struct tts_settings *tts = &settings->tts;
	bool is_chatllm = strcmp(tts->engine, "chatllm") == 0;
	const struct program_spec spec = {
		.path = tts->program,
		.model = tts->model,
		.environment = &tts->program_environment,
		.run_paths = &tts->program_paths,
		.write_paths = &tts->program_write_paths,
		.output = is_chatllm ? PROGRAM_WRITES_FILE : PROGRAM_WRITES_STDOUT,
		.max_memory_mb = tts->program_memory_mb,
		.max_output = (uint64_t)(tts->max_chunk_seconds * tts->program_sample_rate * 2 +
					 HEAD_ROOM),
		.timeout_ms = (int)tts->program_timeout_seconds * 1000,
		.confined = is_confined(settings),
	};
	struct program *program;
	if (program_start(&spec, &program, err) < 0)
		return err_prefix(err, "[tts_service] engine = \"%s\"", tts->engine);
	struct program_speech *speech = alloc_zeroed(1, sizeof *speech);
	speech->settings = tts;
	speech->program = program;
	speech->is_chatllm = is_chatllm;
	speech->is_wav = strcmp(tts->program_output, "wav") == 0;
	*ret_speech = speech;
	return 0;
}

void program_speech_stop(struct program_speech **speech)
{
	if (!*speech)
		return;
	program_stop(&(*speech)->program);
	alloc_free(speech);
}

bool program_speech_is_lost(const struct program_speech *speech)
{
	return program_is_lost(speech->program);
}

void program_speech_reach(const struct tts_settings *tts, struct sandbox_rules *rules)
{
	const struct program_confinement confinement = {
		.program = tts->program,
		.model = tts->model,
		.run_paths = &tts->program_paths,
		.write_paths = &tts->program_write_paths,
	};
	confine_program_files(&confinement, rules);
	/* One that is put in its place later is another file. */
	sandbox_allow_around(rules, tts->model, SANDBOX_READ);
}

/* ---- sound ---- */

static int write_pause(struct talk *talk, enum passage_pause pause, struct err *err)
{
	static const char nothing[8192];
	const struct tts_settings *tts = talk->speech->settings;
	const int64_t ms[] = {
		[PAUSE_NONE] = 0,
		[PAUSE_SENTENCE] = tts->sentence_pause_ms,
		[PAUSE_PARAGRAPH] = tts->paragraph_pause_ms,
		[PAUSE_HEADING] = tts->heading_pause_ms,
	};
	size_t left =
		(size_t)(ms[pause] * talk->sound.rate / 1000) * 2 * (size_t)talk->sound.channels;
	while (left > 0) {
		size_t n = left < sizeof nothing ? left : sizeof nothing;
		if (engine_write(talk->fd, nothing, n, err) < 0)
			return -1;
		talk->written += n;
		left -= n;
	}
	return 0;
}

/* Finds the samples in what the program made. */
static int examine(const struct talk *talk, const void *data, size_t len, struct wav_stream *ret,
	struct err *err)
{
	const struct tts_settings *tts = talk->speech->settings;
	if (len == 0)
		return err_set(err, ERR_INTERNAL, "it made no sound");
	if (talk->speech->is_wav) {
		if (wav_stream_parse(data, len, ret, err) < 0) {
			err->kind = ERR_INTERNAL; /* of the program, not of the text */
			return -1;
		}
	} else {
		*ret = (struct wav_stream) { (int)tts->program_sample_rate, 1, 0, len };
		if (len % 2 != 0)
			return err_set(err, ERR_INTERNAL,
				"it made %zu bytes, which are no whole number of 16-bit samples",
				len);
	}
	if (ret->len == 0)
		return err_set(err, ERR_INTERNAL, "it made no sound");
	const struct program_sound *sound = &talk->sound;
	if (sound->rate && (sound->rate != ret->rate || sound->channels != ret->channels))
		return err_set(err, ERR_INTERNAL,
			"it made %d Hz and %d channels, but %d Hz and %d channels before",
			ret->rate, ret->channels, sound->rate, sound->channels);
	return 0;
}

/* Of a piece of that many bytes, just written. */
static void note_piece(struct talk *talk, const struct passage *passage, size_t bytes)
{
	uint64_t frame = 2 * (uint64_t)talk->sound.channels;
	uint64_t first = talk->written / frame;
	talk->written += bytes;
	const struct mark mark = { talk->at, talk->at + passage->len, first, talk->written / frame,
		false };
	if (talk->marks)
		marks_add(talk->marks, &mark);
}

static int take_sound(struct talk *talk, int made, const struct passage *passage, struct err *err)
{
	const void *data;
	size_t len;
	struct wav_stream found;
	if (engine_map(made, &data, &len, err) < 0)
		return -1;
	int rc = examine(talk, data, len, &found, err);
	if (rc == 0) {
		talk->sound = (struct program_sound) { found.rate, found.channels };
		rc = write_pause(talk, passage->before, err);
	}
	if (rc == 0)
		rc = engine_write(talk->fd, (const char *)data + found.offset, found.len, err);
	if (rc == 0)
		note_piece(talk, passage, found.len);
	engine_unmap(&data, len);
	return rc;
}

/* ---- a piece of text ---- */

static bool is_alive(void *context)
{
	const struct talk *talk = context;
	return job_progress(talk->job, 0, (int)(talk->at * 1000 / (talk->len + 1))) == 0;
}

/* One line, since some programs take each for a text of its own. */
static char *line_of(struct arena *arena, const struct passage *passage)
{
	char *line = arena_string_n(arena, passage->text, passage->len);
	for (char *p = line; *p; p++) {
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	}
	return line;
}

static int run(struct talk *talk, const char *line, int *ret_made, struct err *err)
{
	const struct tts_settings *tts = talk->speech->settings;
	size_t count = tts->program_arguments.count;
	struct arena *arena = job_arena(talk->job);
	struct tts_arguments values = *talk->params;
	values.model = tts->model;
	values.text = line;
	values.out = PROGRAM_FILE;
	char **arguments = arena_alloc(arena, (count + 1) * sizeof *arguments);
	for (size_t i = 0; i < count; i++)
		arguments[i] =
			tts_arguments_expand(arena, tts->program_arguments.items[i], &values);
	return program_run(talk->speech->program, arguments, count,
		talk->speech->is_chatllm ? "" : arena_printf(arena, "%s\n", line), is_alive, talk,
		ret_made, err);
}

static int say(struct talk *talk, const struct passage *passage, struct err *err)
{
	const char *line = line_of(job_arena(talk->job), passage);
	int made;
	talk->at = (size_t)(passage->text - talk->text);
	if (reading_text_is_blank(line))
		return 0;
	if (run(talk, line, &made, err) < 0)
		return -1;
	int rc = take_sound(talk, made, passage, err);
	close(made);
	if (rc < 0 && err->kind == ERR_INTERNAL)
		err_prefix(err, "%s", talk->speech->settings->program);
	return rc;
}

int program_speech_say(struct program_speech *speech, struct job *job,
	const struct tts_arguments *params, const char *text, size_t len, int fd,
	struct marks *marks, struct program_sound *ret_sound, struct err *err)
{
	if (marks)
		marks_clear(marks);
	struct talk talk = {
		.speech = speech,
		.job = job,
		.params = params,
		.text = text,
		.len = len,
		.fd = fd,
		.marks = marks,
	};
	struct passages passages =
		passages_of(text, len, (size_t)speech->settings->max_chunk_chars);
	struct passage passage;
	while (passages_next(&passages, &passage)) {
		if (say(&talk, &passage, err) < 0)
			return -1;
	}
	if (!talk.sound.rate)
		return err_set(err, ERR_INVALID, "there is nothing in this text to say");
	if (write_pause(&talk, PAUSE_SENTENCE, err) < 0)
		return -1;
	*ret_sound = talk.sound;
	return 0;
}
