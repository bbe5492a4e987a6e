/* speech.c: eSpeak NG's voices by language, and the precedence of options and settings. */
#include "common/farm/speech.h"

#include <stdlib.h>
#include <string.h>

/* eSpeak NG's voice for a language, by its Tesseract name (mostly ISO 639-2/T). */
static const struct {
	const char *language, *voice;
} voices[] = {
	{ "afr", "af" },
	{ "ara", "ar" },
	{ "bul", "bg" },
	{ "cat", "ca" },
	{ "ces", "cs" },
	{ "chi_sim", "cmn" },
	{ "chi_tra", "cmn" },
	{ "cym", "cy" },
	{ "dan", "da" },
	{ "deu", "de" },
	{ "ell", "el" },
	{ "eng", "en" },
	{ "epo", "eo" },
	{ "est", "et" },
	{ "eus", "eu" },
	{ "fas", "fa" },
	{ "fin", "fi" },
	{ "fra", "fr" },
	{ "gle", "ga" },
	{ "heb", "he" },
	{ "hin", "hi" },
	{ "hrv", "hr" },
	{ "hun", "hu" },
	{ "ind", "id" },
	{ "isl", "is" },
	{ "ita", "it" },
	{ "jpn", "ja" },
	{ "kor", "ko" },
	{ "lat", "la" },
	{ "lav", "lv" },
	{ "lit", "lt" },
	{ "mkd", "mk" },
	{ "nld", "nl" },
	{ "nor", "nb" },
	{ "pol", "pl" },
	{ "por", "pt" },
	{ "ron", "ro" },
	{ "rus", "ru" },
	{ "slk", "sk" },
	{ "slv", "sl" },
	{ "spa", "es" },
	{ "sqi", "sq" },
	{ "srp", "sr" },
	{ "swe", "sv" },
	{ "tur", "tr" },
	{ "ukr", "uk" },
	{ "vie", "vi" },
};

const char *speech_voice_of_language(const char *language)
{
	size_t len = strcspn(language, "+");
	for (size_t i = 0; i < sizeof voices / sizeof *voices; i++) {
		if (strlen(voices[i].language) == len &&
			strncmp(voices[i].language, language, len) == 0)
			return voices[i].voice;
	}
	return NULL;
}

/* Whether the configured voice can stay for a language whose eSpeak NG voice is `language`: it
 * speaks it ("en-gb" for "en"), or is not one of eSpeak NG's. What an installed voice speaks is
 * checked when it speaks. */
static bool suits(const char *voice, const char *language)
{
	size_t len = strcspn(voice, "-+");
	if (strlen(language) == len && strncmp(voice, language, len) == 0)
		return true;
	for (size_t i = 0; i < sizeof voices / sizeof *voices; i++) {
		if (strlen(voices[i].voice) == len && strncmp(voices[i].voice, voice, len) == 0)
			return false;
	}
	return true;
}

/* The requested voice, else eSpeak NG's for the job's language, else the configured one. */
static const char *voice_of(
	const struct workflow *workflow, const char *asked, const struct tts_settings *tts)
{
	const char *language = workflow_language(workflow);
	if (asked)
		return asked;
	if (!language || strcmp(tts->engine, "espeak") != 0)
		return tts->voice;
	const char *voice = speech_voice_of_language(language);
	/* A merely detected language does not override a configured voice that suits it. */
	if (!voice || (language == workflow->language && suits(tts->voice, voice)))
		return tts->voice;
	return voice;
}

static double number_option(const struct workflow *workflow, const char *name, double standard)
{
	const char *text = meta_get(&workflow->options, name);
	return text ? strtod(text, NULL) : standard;
}

struct speech speech_of_workflow(const struct workflow *workflow, const struct tts_settings *tts)
{
	return (struct speech) {
		.voice = voice_of(workflow, meta_get(&workflow->options, "voice"), tts),
		.has_seed = true,
		.seed = (int64_t)number_option(workflow, "seed", (double)tts->seed),
		.has_ngl = true,
		.ngl = (int)number_option(workflow, "ngl", (double)tts->ngl),
		.has_top_p = true,
		.top_p = number_option(workflow, "topP", tts->top_p),
		.has_repetition_penalty = true,
		.repetition_penalty =
			number_option(workflow, "repetitionPenalty", tts->repetition_penalty),
		.has_temperature = true,
		.temperature = number_option(workflow, "temperature", tts->temperature),
	};
}

struct speech speech_of_page(
	const struct workflow *workflow, int page, const struct tts_settings *tts)
{
	struct speech speech = speech_of_workflow(workflow, tts);
	const struct page_manner *manner = workflow_manner(workflow, page);
	if (!manner)
		return speech;
	speech.voice = voice_of(workflow, manner->voice, tts);
	/* 0: not even the job's own speed. */
	speech.has_speed = true;
	speech.speed = manner->speed;
	return speech;
}
