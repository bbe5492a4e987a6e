/* params.c: finds the voice, speed and model parameters for one page. */
#include "workers/tts/params.h"

#include "common/base/buf.h"
#include "common/farm/page_metadata.h"
#include "common/farm/speech.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_PITCH = 99, NORMAL_SPEED = 175 /* the settings' default */ };

/* Beyond these, a model no longer sounds like its voice. */
#define SLOWEST 0.5
#define FASTEST 2.0

/* The event's value, else the job's option of that name, else NULL. An empty speed in the event
 * overrides the job's. */
static const char *given(const struct job *job, const char *name)
{
	const char *value = job_parameter(job, name);
	if (!value)
		return job_option(job, name);
	return *value || strcmp(name, "speed") != 0 ? value : NULL;
}

const char *params_voice(const struct job *job)
{
	return given(job, "voice");
}

static int whole_number(const struct job *job, const char *name, int min, int max, int standard,
	int *ret_number, struct err *err)
{
	const char *text = given(job, name);
	char *end;
	*ret_number = standard;
	if (!text)
		return 0;
	errno = 0;
	long number = strtol(text, &end, 10);
	if (errno || end == text || *end || number < min || number > max)
		return err_set(err, ERR_INVALID,
			"%s \"%.40s\": must be a whole number from %d to %d", name, text, min, max);
	*ret_number = (int)number;
	return 0;
}

static int speed_and_pitch(const struct job *job, const struct tts_settings *tts, int *ret_speed,
	int *ret_pitch, struct err *err)
{
	if (whole_number(job, "speed", ESPEAK_MIN_SPEED, ESPEAK_MAX_SPEED, (int)tts->speed,
		    ret_speed, err) < 0)
		return -1;
	return whole_number(job, "pitch", 0, MAX_PITCH, (int)tts->pitch, ret_pitch, err);
}

/* ---- eSpeak NG ---- */

static const char *stand_in_voice(const struct job *job, const struct tts_settings *tts)
{
	const char *language = job_language(job);
	const char *voice = language ? speech_voice_of_language(language) : NULL;
	return voice ? voice : tts->fallback_voice;
}

int params_for_espeak(struct job *job, const struct tts_settings *tts, const char *voice,
	struct espeak_params *ret_params, struct err *err)
{
	struct espeak_params params = {
		.voice = voice ? voice : stand_in_voice(job, tts),
		.sentence_pause_ms = (int)tts->sentence_pause_ms,
		.paragraph_pause_ms = (int)tts->paragraph_pause_ms,
		.heading_pause_ms = (int)tts->heading_pause_ms,
	};
	if (speed_and_pitch(job, tts, &params.speed, &params.pitch, err) < 0)
		return -1;
	*ret_params = params;
	return 0;
}

/* ---- a program ---- */

static int check_voice(const struct tts_settings *tts, const char *voice, struct err *err)
{
	struct buf have = BUF_EMPTY;
	bool found = tts->voices.count == 0;
	for (size_t i = 0; i < tts->voices.count; i++) {
		found = found || strcmp(tts->voices.items[i], voice) == 0;
		buf_printf(&have, "%s%s", i ? ", " : "", tts->voices.items[i]);
	}
	if (!found)
		err_set(err, ERR_INVALID, "voice: there is no \"%.64s\"; available: %s", voice,
			buf_string(&have));
	buf_free(&have);
	return found ? 0 : -1;
}

/* In the usual notation: what was sent with 17 digits becomes "0.95" again. */
static const char *real_number(struct job *job, const char *name, double standard)
{
	const char *text = given(job, name);
	return arena_printf(job_arena(job), "%.6g", text ? strtod(text, NULL) : standard);
}

static const char *large_number(struct job *job, const char *name, int64_t standard)
{
	const char *text = given(job, name);
	return arena_printf(job_arena(job), "%.0f", text ? strtod(text, NULL) : (double)standard);
}

int params_for_program(struct job *job, const struct tts_settings *tts, const char *voice,
	const struct meta *text_meta, struct tts_arguments *ret_params, struct err *err)
{
	const char *language = meta_get(text_meta, META_LANGUAGE);
	int speed, pitch;
	if (!language)
		language = job_language(job);
	if (check_voice(tts, voice, err) < 0 || speed_and_pitch(job, tts, &speed, &pitch, err) < 0)
		return -1;
	*ret_params = (struct tts_arguments) {
		.voice = voice,
		.language = language ? language : "",
		.speed = arena_printf(job_arena(job), "%d", speed),
		.pitch = arena_printf(job_arena(job), "%d", pitch),
		.seed = large_number(job, "seed", tts->seed),
		.ngl = large_number(job, "ngl", tts->ngl),
		.top_p = real_number(job, "topP", tts->top_p),
		.repetition_penalty =
			real_number(job, "repetitionPenalty", tts->repetition_penalty),
		.temperature = real_number(job, "temperature", tts->temperature),
	};
	return 0;
}

/* ---- an installed voice ---- */

static double clamped(double ratio)
{
	return ratio < SLOWEST ? SLOWEST : ratio > FASTEST ? FASTEST : ratio;
}

int params_for_folder(struct job *job, const struct tts_settings *tts,
	const struct voice_folder *folder, double *ret_speed, struct err *err)
{
	int speed = 0;
	if (given(job, "pitch"))
		return err_set(
			err, ERR_INVALID, "pitch: the voice %s has a fixed pitch", folder->name);
	if (whole_number(job, "speed", ESPEAK_MIN_SPEED, ESPEAK_MAX_SPEED, 0, &speed, err) < 0)
		return -1;
	*ret_speed = clamped(speed > 0 ? (double)speed / folder->words_per_minute
				       : (double)tts->speed / NORMAL_SPEED);
	return 0;
}

/* ---- a speech server ---- */

int params_for_server(struct job *job, const struct tts_settings *tts, const char *voice,
	struct tts_arguments *ret_params, struct err *err)
{
	int speed = 0;
	if (strcmp(tts->engine, "openai") == 0 && check_voice(tts, voice, err) < 0)
		return -1;
	if (given(job, "pitch"))
		return err_set(err, ERR_INVALID, "pitch: a speech server has no such option");
	if (whole_number(job, "speed", ESPEAK_MIN_SPEED, ESPEAK_MAX_SPEED, (int)tts->speed, &speed,
		    err) < 0)
		return -1;
	*ret_params = (struct tts_arguments) {
		.voice = voice,
		.speed =
			arena_printf(job_arena(job), "%.3f", clamped((double)speed / NORMAL_SPEED)),
	};
	return 0;
}
