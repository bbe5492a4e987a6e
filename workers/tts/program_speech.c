/* program_speech.c: speaks a page piece by piece with a speech program. */
#include "workers/tts/program_speech.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/base/timestamp.h"
#include "common/base/utf8.h"
#include "workers/engine/io.h"
#include "workers/reading/text.h"
#include "workers/tts/confine_program.h"
#include "workers/tts/passages.h"
#include "workers/tts/piece_check.h"
#include "workers/tts/program.h"
#include "workers/tts/program_sound.h"
#include "workers/tts/speech_server.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	HEAD_ROOM = 4096, /* for the header of a WAV */
	LEAST_TO_SPLIT = 40,
};

enum { MAX_VOICE_LIST = 128 * 1024, ASK_AGAIN_MS = 60000 };

struct program_speech {
	struct arena *arena;
	const struct settings *all;
	const struct tts_settings *settings;
	struct program *program;
	enum program_speech_kind kind;
	bool is_wav, has_fallback;
	struct buf server_voices; /* one a line; empty: not reported or not asked yet */
	int64_t ask_again_ms; /* monotonic: a server that does not report them is asked rarely */
};

/* One page. */
struct talk {
	struct program_speech *speech;
	struct job *job;
	const struct tts_arguments *params;
	const char *text;
	size_t len, at;        /* of the text, in bytes */
	const double *gain_db; /* NULL: none */
	int fd;
	uint64_t written; /* bytes */
	struct marks *marks;
	struct program_format format; /* rate 0: nothing was spoken yet */
	int said, missing;            /* pieces */
	char fault[400];              /* of the first missing piece */
};

static bool is_confined(const struct settings *settings)
{
#ifdef LECTERN_SANITIZED
	return false; /* like the engine itself */
#endif
	return strcmp(settings->supervisor.sandbox, "off") != 0;
}

static void specify(const struct settings *settings, enum program_speech_kind kind,
	struct program_spec *ret_spec)
{
	const struct tts_settings *tts = &settings->tts;
	*ret_spec = (struct program_spec) {
		.path = tts->program,
		.model = tts->model,
		.environment = &tts->program_environment,
		.run_paths = &tts->program_paths,
		.write_paths = &tts->program_write_paths,
		.output = kind == SPEECH_BY_CHATLLM ? PROGRAM_WRITES_FILE : PROGRAM_WRITES_STDOUT,
		.max_memory_mb = tts->program_memory_mb,
		.max_output = (uint64_t)(tts->max_chunk_seconds * tts->program_sample_rate * 2 +
					 HEAD_ROOM),
		.timeout_ms = (int)tts->program_timeout_seconds * 1000,
		.confined = is_confined(settings),
	};
}

int program_speech_start(const struct settings *settings, enum program_speech_kind kind,
	struct program_speech **ret_speech, struct err *err)
{
	static const char *const names[] = { "chatllm", "command", "openai" };
	const struct tts_settings *tts = &settings->tts;
	struct program_speech *speech = alloc_zeroed(1, sizeof *speech);
	struct program_spec spec;
	speech->arena = arena_new();
	int rc = 0;
	if (kind == SPEECH_BY_SERVER)
		rc = speech_server_spec(settings, speech->arena, &spec, err);
	else
		specify(settings, kind, &spec);
	if (rc < 0 || program_start(&spec, &speech->program, err) < 0) {
		program_speech_stop(&speech);
		return err_prefix(err, "[tts_service] engine = \"%s\"", names[kind]);
	}
	speech->all = settings;
	speech->settings = tts;
	speech->kind = kind;
	speech->has_fallback = strcmp(tts->fallback_engine, "none") != 0;
	speech->is_wav = strcmp(kind == SPEECH_BY_SERVER ? tts->server_format : tts->program_output,
				 "wav") == 0;
	*ret_speech = speech;
	return 0;
}

void program_speech_stop(struct program_speech **speech)
{
	if (!*speech)
		return;
	if ((*speech)->program)
		program_stop(&(*speech)->program);
	buf_free(&(*speech)->server_voices);
	arena_free(&(*speech)->arena);
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
	/* A file that replaces the model later has another inode. */
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
		(size_t)(ms[pause] * talk->format.rate / 1000) * 2 * (size_t)talk->format.channels;
	while (left > 0) {
		size_t n = left < sizeof nothing ? left : sizeof nothing;
		if (engine_write(talk->fd, nothing, n, err) < 0)
			return -1;
		talk->written += n;
		left -= n;
	}
	return 0;
}

/* Half a sentence, or an hour of audio, cannot be this text. The other engines' audio is checked
 * where it is made. */
static int judge(const struct talk *talk, const struct buf *pcm, const struct passage *passage,
	struct err *err)
{
	if (talk->speech->kind != SPEECH_BY_SERVER)
		return 0;
	size_t count = pcm->len / 2;
	float *samples = alloc_zeroed(count + 1, sizeof *samples);
	program_sound_floats(pcm, samples);
	int rc = piece_check(talk->speech->settings, samples, count,
		talk->format.rate * talk->format.channels,
		piece_characters(passage->text, passage->len), err);
	alloc_free(&samples);
	return rc;
}

/* Marks a piece of that many bytes, which was just written. */
static void note_piece(struct talk *talk, const struct passage *passage, size_t bytes)
{
	uint64_t frame = 2 * (uint64_t)talk->format.channels;
	uint64_t at = (uint64_t)(passage->text - talk->text);
	uint64_t first = talk->written / frame;
	talk->written += bytes;
	const struct mark mark = { at, at + passage->len, first, talk->written / frame, false };
	if (talk->marks)
		marks_add(talk->marks, &mark);
}

static int take_sound(struct talk *talk, int made, const struct passage *passage, struct err *err)
{
	const struct tts_settings *tts = talk->speech->settings;
	struct buf pcm = BUF_EMPTY;
	const void *data;
	size_t len;
	if (engine_map(made, &data, &len, err) < 0)
		return -1;
	int rc = program_sound_read(data, len, talk->speech->is_wav, (int)tts->program_sample_rate,
		&talk->format, &pcm, err);
	if (rc == 0)
		rc = judge(talk, &pcm, passage, err);
	if (rc == 0 && talk->gain_db)
		program_sound_level(&pcm, &talk->format, *talk->gain_db);
	if (rc == 0)
		rc = write_pause(talk, passage->before, err);
	if (rc == 0)
		rc = engine_write(talk->fd, pcm.data, pcm.len, err);
	if (rc == 0)
		note_piece(talk, passage, pcm.len);
	buf_free(&pcm);
	engine_unmap(&data, len);
	return rc;
}

/* ---- a piece of text ---- */

static bool is_alive(void *context)
{
	const struct talk *talk = context;
	return job_progress(talk->job, 0, (int)(talk->at * 1000 / (talk->len + 1))) == 0;
}

/* A single line, because some programs treat each line as a text of its own. */
static char *line_of(struct arena *arena, const struct passage *passage)
{
	char *line = arena_string_n(arena, passage->text, passage->len);
	for (char *p = line; *p; p++) {
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	}
	return line;
}

static int run_client(struct talk *talk, const char *line, int *ret_made, struct err *err)
{
	struct program_speech *speech = talk->speech;
	return program_run(speech->program, NULL, 0,
		speech_server_request(speech->all, talk->params, line, job_arena(talk->job)),
		is_alive, talk, ret_made, err);
}

static int run(struct talk *talk, const char *line, int *ret_made, struct err *err)
{
	const struct tts_settings *tts = talk->speech->settings;
	if (talk->speech->kind == SPEECH_BY_SERVER)
		return run_client(talk, line, ret_made, err);
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
		talk->speech->kind == SPEECH_BY_CHATLLM ? "" : arena_printf(arena, "%s\n", line),
		is_alive, talk, ret_made, err);
}

static int say_once(struct talk *talk, const struct passage *passage, struct err *err)
{
	const char *line = line_of(job_arena(talk->job), passage);
	int made;
	if (reading_text_is_blank(line))
		return 0;
	if (run(talk, line, &made, err) < 0)
		return -1;
	int rc = take_sound(talk, made, passage, err);
	close(made);
	if (rc < 0 && err->kind == ERR_INTERNAL)
		err_prefix(err, "%s",
			talk->speech->kind == SPEECH_BY_SERVER ? "the speech server"
							       : talk->speech->settings->program);
	return rc;
}

/* Where audio and marks end. */
struct place {
	off_t end;
	uint64_t written;
	size_t marks;
};

static int get_place(const struct talk *talk, struct place *ret_place, struct err *err)
{
	ret_place->end = lseek(talk->fd, 0, SEEK_CUR);
	ret_place->written = talk->written;
	ret_place->marks = talk->marks ? talk->marks->count : 0;
	return ret_place->end < 0 ? err_errno(err, ERR_INTERNAL, errno, "the speech so far") : 0;
}

static int go_back(struct talk *talk, const struct place *place, struct err *err)
{
	talk->written = place->written;
	if (talk->marks)
		talk->marks->count = place->marks;
	return ftruncate(talk->fd, place->end) < 0 || lseek(talk->fd, place->end, SEEK_SET) < 0
		       ? err_errno(err, ERR_INTERNAL, errno, "the speech so far")
		       : 0;
}

/* Tries again in two or so parts: a model often manages in parts what it fails at as a whole. */
static int say_in_parts(struct talk *talk, const struct passage *passage, struct err *err)
{
	struct passages parts =
		passages_of_sentences(passage->text, passage->len, passage->len / 2 + 1);
	struct passage part;
	for (bool first = true; passages_next(&parts, &part); first = false) {
		if (first)
			part.before = passage->before;
		if (say_once(talk, &part, err) < 0)
			return -1;
	}
	return 0;
}

/* A page with one gap is better than none: the piece becomes silence, and the page says so. A
 * page of which nothing can be spoken, or with several gaps, is a failure. */
static int leave_out(struct talk *talk, const struct passage *passage, struct err *err)
{
	if (talk->said == 0 || ++talk->missing > 1)
		return -1;
	snprintf(talk->fault, sizeof talk->fault, "\"%.*s\" is missing: %.300s",
		(int)utf8_cut(passage->text, passage->len, 60), passage->text, err->text);
	return write_pause(talk, PAUSE_HEADING, err);
}

static int say(struct talk *talk, const struct passage *passage, struct err *err)
{
	struct place place;
	talk->at = (size_t)(passage->text - talk->text);
	if (get_place(talk, &place, err) < 0)
		return -1;
	int rc = say_once(talk, passage, err);
	if (rc < 0 && err->kind == ERR_INTERNAL && !program_is_lost(talk->speech->program)) {
		if (passage->len >= LEAST_TO_SPLIT && go_back(talk, &place, err) == 0)
			rc = say_in_parts(talk, passage, err);
		if (rc < 0 && err->kind == ERR_INTERNAL && !talk->speech->has_fallback &&
			!program_is_lost(talk->speech->program)) {
			struct err ignored;
			rc = go_back(talk, &place, &ignored) < 0 ? -1
								 : leave_out(talk, passage, err);
			return rc;
		}
	}
	talk->said += rc == 0;
	return rc;
}

/* ---- the voices of a server ---- */

/* Asks the server for its voices. If it does not answer, the earlier list remains. */
static void ask_for_voices(struct talk *talk)
{
	struct buf voices = BUF_EMPTY;
	struct err why;
	int made;
	if (run_client(talk, NULL, &made, &why) < 0)
		return;
	if (buf_read_fd(&voices, made, MAX_VOICE_LIST, &why) == 0) {
		buf_free(&talk->speech->server_voices);
		talk->speech->server_voices = voices;
	} else {
		buf_free(&voices);
	}
	close(made);
}

/* Some servers accept any name without complaint and use another voice. */
static int check_server_voice(struct talk *talk, struct err *err)
{
	struct program_speech *speech = talk->speech;
	const char *voice = talk->params->voice;
	struct err why;
	if (speech->kind != SPEECH_BY_SERVER ||
		speech_server_check_voice(buf_string(&speech->server_voices), voice, &why) == 0)
		return 0;
	/* The voice may have been added since. */
	if (speech->server_voices.len > 0 || clock_monotonic_ms() >= speech->ask_again_ms)
		ask_for_voices(talk);
	speech->ask_again_ms = clock_monotonic_ms() + ASK_AGAIN_MS;
	if (speech->server_voices.len == 0)
		return 0;
	return speech_server_check_voice(buf_string(&speech->server_voices), voice, err);
}

int program_speech_say(struct program_speech *speech, struct job *job,
	const struct program_text *text, int fd, struct marks *marks,
	struct program_sound *ret_sound, struct err *err)
{
	if (marks)
		marks_clear(marks);
	struct talk talk = {
		.speech = speech,
		.job = job,
		.params = text->params,
		.text = text->text,
		.len = text->len,
		.gain_db = text->gain_db,
		.fd = fd,
		.marks = marks,
	};
	struct passages passages =
		passages_of(text->text, text->len, (size_t)speech->settings->max_chunk_chars);
	struct passage passage;
	if (check_server_voice(&talk, err) < 0)
		return -1;
	while (passages_next(&passages, &passage)) {
		if (say(&talk, &passage, err) < 0)
			return -1;
	}
	if (!talk.format.rate)
		return err_set(err, ERR_INVALID, "there is nothing in this text to say");
	if (write_pause(&talk, passages_pause_behind(text->text, text->len), err) < 0)
		return -1;
	*ret_sound = (struct program_sound) {
		.rate = talk.format.rate,
		.channels = talk.format.channels,
		.fault = *talk.fault ? arena_string(job_arena(job), talk.fault) : NULL,
	};
	return 0;
}
