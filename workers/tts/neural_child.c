/* neural_child.c: speaks a page with a neural voice, sentence by sentence. */
#include "workers/tts/neural_child.h"

#include "common/base/alloc.h"
#include "workers/engine/io.h"
#include "workers/tts/level.h"
#include "workers/tts/passages.h"
#include "workers/tts/phonemes.h"
#include "workers/tts/piece_check.h"

#include <espeak-ng/speak_lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MAX_PIECE_CHARS =
		250, /* Kokoro accepts 510 phonemes, and long pieces lose their intonation */
	LEAST_PIECE_CHARS = 40,
	MAX_PHONEMES = 480,
	INNER_PAUSE_MS = 120, /* between the parts of a sentence that was too long */
};

struct talk {
	const struct neural_task *task;
	struct sherpa_model *model;
	struct phoneme_set *set;
	enum phoneme_style style;
	int rate;
	uint64_t written; /* samples */
};

/* ---- samples ---- */

static int write_pause(struct talk *talk, int64_t ms, struct err *err)
{
	static const int16_t nothing[4096];
	size_t left = (size_t)(ms * talk->rate / 1000);
	talk->written += left;
	while (left > 0) {
		size_t n = left < 4096 ? left : 4096;
		if (engine_write(talk->task->fd, nothing, n * sizeof *nothing, err) < 0)
			return -1;
		left -= n;
	}
	return 0;
}

static int64_t pause_ms(const struct talk *talk, enum passage_pause pause)
{
	const struct tts_settings *tts = talk->task->settings;
	const int64_t ms[] = {
		[PAUSE_NONE] = talk->written > 0 ? INNER_PAUSE_MS : 0,
		[PAUSE_SENTENCE] = tts->sentence_pause_ms,
		[PAUSE_PARAGRAPH] = tts->paragraph_pause_ms,
		[PAUSE_HEADING] = tts->heading_pause_ms,
	};
	return ms[pause];
}

/* Writes a piece, levelled and trimmed, with its mark. */
static int write_piece(struct talk *talk, const struct sherpa_sound *sound,
	const struct passage *piece, struct err *err)
{
	size_t start, len;
	piece_trim(sound->samples, sound->count, talk->rate, &start, &len);
	float *samples = alloc_zeroed(len + 1, sizeof *samples);
	int16_t *pcm = alloc_zeroed(len + 1, sizeof *pcm);
	memcpy(samples, sound->samples + start, len * sizeof *samples);
	level_apply(samples, len, talk->rate, talk->task->params->folder->gain_db);
	level_to_s16le(samples, len, pcm);
	int rc = engine_write(talk->task->fd, pcm, len * sizeof *pcm, err);
	if (rc == 0 && talk->task->marks) {
		const struct mark mark = {
			.text_start = (uint64_t)(piece->text - talk->task->text),
			.text_end = (uint64_t)(piece->text - talk->task->text) + piece->len,
			.first_sample = talk->written,
			.end_sample = talk->written + len,
		};
		marks_add(talk->task->marks, &mark);
	}
	talk->written += len;
	free(samples);
	free(pcm);
	return rc;
}

/* ---- pieces ---- */

/* 1: there is nothing to say in it. */
static int make_piece(struct talk *talk, const struct passage *piece,
	struct sherpa_sound *ret_sound, struct err *err)
{
	const struct neural_params *params = talk->task->params;
	struct phonemes phonemes = { 0 };
	size_t characters = piece_characters(piece->text, piece->len);
	phonemes_of_text(piece->text, piece->len, talk->style, talk->set, &phonemes);
	int rc = 1;
	if (phonemes.count > MAX_PHONEMES)
		rc = err_set(
			err, ERR_INTERNAL, "%zu phonemes is too many at a time", phonemes.count);
	else if (characters > 0 && phonemes.count > 0)
		rc = sherpa_model_speak(talk->model, params->speaker, params->speed, phonemes.codes,
			phonemes.count, ret_sound, err);
	/* Numbers and symbols are long for their few characters, so phonemes count too. */
	if (rc == 0) {
		size_t length = characters > phonemes.count ? characters : phonemes.count;
		rc = piece_check(talk->task->settings, ret_sound->samples, ret_sound->count,
			talk->rate, length, err);
		if (rc < 0)
			sherpa_sound_free(ret_sound);
	}
	phonemes_free(&phonemes);
	return rc;
}

static int say_piece(struct talk *talk, const struct passage *piece, struct err *err);

/* Speaks a piece again in smaller parts: a model rarely fails twice on the same words. */
static int say_in_parts(struct talk *talk, const struct passage *piece, struct err *err)
{
	size_t max = piece_characters(piece->text, piece->len) / 2;
	struct passages parts = passages_of_sentences(
		piece->text, piece->len, max > LEAST_PIECE_CHARS / 2 ? max : LEAST_PIECE_CHARS / 2);
	struct passage part;
	for (bool first = true; passages_next(&parts, &part); first = false) {
		if (part.len == piece->len)
			return -1;
		part.before = first ? piece->before : PAUSE_NONE;
		if (say_piece(talk, &part, err) < 0)
			return -1;
	}
	return 0;
}

static int say_piece(struct talk *talk, const struct passage *piece, struct err *err)
{
	struct sherpa_sound sound = { 0 };
	struct neural_report *report = talk->task->report;
	int rc = make_piece(talk, piece, &sound, err);
	if (rc == 1)
		return 0;
	if (rc < 0 && err->kind == ERR_INTERNAL &&
		piece_characters(piece->text, piece->len) >= LEAST_PIECE_CHARS) {
		snprintf(report->trouble, sizeof report->trouble, "\"%.*s\": %.200s",
			(int)(piece->len < 40 ? piece->len : 40), piece->text, err->text);
		return say_in_parts(talk, piece, err);
	}
	if (rc == 0)
		rc = write_pause(talk, pause_ms(talk, piece->before), err);
	if (rc == 0)
		rc = write_piece(talk, &sound, piece, err);
	sherpa_sound_free(&sound);
	return rc;
}

static int say(struct talk *talk, struct err *err)
{
	const struct neural_task *task = talk->task;
	size_t len = strlen(task->text);
	struct passages passages = passages_of_sentences(task->text, len, MAX_PIECE_CHARS);
	struct passage passage;
	while (passages_next(&passages, &passage)) {
		task->report->permille =
			(int)((size_t)(passage.text - task->text) * 1000 / (len + 1));
		if (say_piece(talk, &passage, err) < 0)
			return err_prefix(err, "\"%.*s\"",
				(int)(passage.len < 40 ? passage.len : 40), passage.text);
	}
	if (talk->written == 0)
		return err_set(err, ERR_INVALID, "the voice makes no sound of this text");
	return write_pause(talk, pause_ms(talk, passages_pause_behind(task->text, len)), err);
}

/* ---- the whole page ---- */

static int prepare(struct talk *talk, struct err *err)
{
	const struct neural_task *task = talk->task;
	const struct voice_folder *folder = task->params->folder;
	if (espeak_SetVoiceByName(task->params->espeak_voice) != EE_OK)
		return err_set(err, ERR_INTERNAL,
			"eSpeak NG, which produces the phonemes, cannot load the voice \"%s\"",
			task->params->espeak_voice);
	if (phoneme_set_read(folder->tokens, &talk->set, err) < 0)
		return -1;
	talk->model = task->model;
	return talk->model ? 0 : sherpa_model_load(task->sherpa, folder, &talk->model, err);
}

int neural_child(const struct neural_task *task)
{
	struct err err = { 0 };
	const struct voice_folder *folder = task->params->folder;
	struct talk talk = {
		.task = task,
		.rate = folder->sample_rate,
		.style = strcmp(folder->kind, "kokoro") == 0 ? PHONEMES_KOKORO : PHONEMES_PIPER,
	};
	int rc = prepare(&talk, &err);
	if (rc == 0)
		rc = say(&talk, &err);
	/* The child is about to exit, so its memory need not be freed. */
	if (rc < 0) {
		snprintf(task->report->text, sizeof task->report->text, "%s", err.text);
		task->report->kind = err.kind;
	}
	return rc;
}
