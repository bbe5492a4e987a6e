/* speaker.c: starts the engines that the settings and the installed voices require, and has the
 * right one speak a page. */
#include "workers/tts/speaker.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/farm/speech.h"
#include "common/voices/voice_choice.h"
#include "workers/engine/io.h"
#include "workers/engine/silence.h"
#include "workers/tts/espeak.h"
#include "workers/tts/espeak_gains.h"
#include "workers/tts/neural.h"
#include "workers/tts/params.h"
#include "workers/tts/program_speech.h"
#include "workers/tts/server_gains.h"
#include "workers/tts/sherpa.h"
#include "workers/tts/speech_server.h"
#include "workers/tts/voices.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct speaker {
	const struct tts_settings *settings;
	struct voice_list *list;
	struct program_speech *program; /* NULL: there is none */
	struct program_speech *server;  /* NULL: there is none */
	struct err program_fault;       /* why a program that is set up cannot be used */
	struct neural *neural;          /* NULL: no installed voice can speak */
	struct err neural_fault;        /* why not */
	struct voices *voices;          /* eSpeak NG's; NULL: nobody needs it */
	struct voice_gains *espeak_gains, *server_gains;
	int espeak_rate;
	bool is_stale; /* a voice was installed that needs the library, which is not mapped */
};

/* ---- start and end ---- */

void speaker_free(struct speaker **speaker)
{
	if (!*speaker)
		return;
	program_speech_stop(&(*speaker)->program);
	program_speech_stop(&(*speaker)->server);
	neural_stop(&(*speaker)->neural);
	voices_free(&(*speaker)->voices);
	voice_gains_free(&(*speaker)->espeak_gains);
	voice_gains_free(&(*speaker)->server_gains);
	voice_list_free(&(*speaker)->list);
	alloc_free(speaker);
}

static void on_refused_voice(void *context, const char *path, const char *reason)
{
	(void)context;
	(void)path;
	log_warn("%s", reason);
}

/* If the default voice is the program's, a worker does not start without it; otherwise, only
 * jobs that ask for it fail. */
static int start_programs(struct speaker *speaker, const struct settings *settings, struct err *err)
{
	const struct tts_settings *tts = speaker->settings;
	const char *engine = settings_program_engine(tts);
	bool chatllm = engine && strcmp(engine, "chatllm") == 0;
	if (*tts->base_url &&
		program_speech_start(settings, SPEECH_BY_SERVER, &speaker->server, err) < 0)
		return -1;
	if (!engine ||
		program_speech_start(settings, chatllm ? SPEECH_BY_CHATLLM : SPEECH_BY_COMMAND,
			&speaker->program, &speaker->program_fault) == 0)
		return 0;
	*err = speaker->program_fault;
	if (strcmp(tts->engine, engine) == 0)
		return -1;
	log_warn("%s", err->text);
	return 0;
}

/* If the default voice needs the library, a worker does not start without it; otherwise, only
 * jobs that ask for such a voice fail. */
static int start_neural(struct speaker *speaker, struct err *err)
{
	const struct tts_settings *tts = speaker->settings;
	bool required = strcmp(tts->engine, "sherpa") == 0;
	size_t count;
	voice_list_items(speaker->list, &count);
	if (!required && count == 0)
		return 0;
	if (neural_start(tts, &speaker->neural, &speaker->neural_fault) == 0)
		return 0;
	if (!required) {
		log_warn("installed voices cannot be used: %s", speaker->neural_fault.text);
		return 0;
	}
	*err = speaker->neural_fault;
	return err_prefix(err, "[tts_service] engine = \"sherpa\"");
}

static int check_espeak_voice(
	const struct speaker *speaker, const char *key, const char *voice, struct err *err)
{
	char file[VOICE_FILE_SIZE];
	return voices_find(speaker->voices, voice, file, err) < 0
		       ? err_prefix(err, "[tts_service] %s", key)
		       : 0;
}

static int start_espeak(struct speaker *speaker, struct err *err)
{
	if (espeak_start(&speaker->espeak_rate, err) < 0)
		return -1;
	speaker->voices = voices_new();
	return 0;
}

/* The default voice and the fallback voice must exist. */
static int check_voices(const struct speaker *speaker, struct err *err)
{
	const struct tts_settings *tts = speaker->settings;
	struct voice_choice choice;
	if (voice_choose(tts, speaker->list, NULL, &choice, err) < 0)
		return err_prefix(err, "[tts_service]");
	if (strcmp(tts->engine, "sherpa") == 0 && choice.engine != VOICE_OF_FOLDER)
		return err_set(err, ERR_INVALID,
			"[tts_service] voice: there is no voice \"%s\" in %s; "
			"packaging/install-voice installs one",
			tts->voice, tts->voices_dir);
	if (choice.engine == VOICE_OF_ESPEAK &&
		check_espeak_voice(speaker, "voice", choice.name, err) < 0)
		return -1;
	if (strcmp(tts->engine, "espeak") != 0 && strcmp(tts->fallback_engine, "espeak") == 0)
		return check_espeak_voice(speaker, "fallback_voice", tts->fallback_voice, err);
	return 0;
}

static int start(struct speaker *speaker, const struct settings *settings, struct err *err)
{
	const struct tts_settings *tts = speaker->settings;
	if (start_programs(speaker, settings, err) < 0)
		return -1;
	if (start_neural(speaker, err) < 0)
		return -1;
	/* eSpeak NG also provides the phonemes for installed voices. */
	bool program_alone = speaker->program && !speaker->neural &&
			     strcmp(tts->engine, settings_program_engine(tts)) == 0;
	if ((!program_alone || strcmp(tts->fallback_engine, "espeak") == 0) &&
		start_espeak(speaker, err) < 0)
		return -1;
	return check_voices(speaker, err);
}

int speaker_new(const struct settings *settings, struct speaker **ret_speaker, struct err *err)
{
	struct speaker *speaker = alloc_zeroed(1, sizeof *speaker);
	speaker->settings = &settings->tts;
	speaker->espeak_gains = voice_gains_new();
	speaker->server_gains = voice_gains_new();
	speaker->list = voice_list_new(&settings->tts, on_refused_voice, NULL);
	if (start(speaker, settings, err) < 0) {
		speaker_free(&speaker);
		return -1;
	}
	*ret_speaker = speaker;
	return 0;
}

/* ---- confinement ---- */

/* eSpeak NG's audio library looks for a sound server although nothing is played; this keeps it
 * from creating files below the home directory. */
const char *const speaker_environment[] = { "ESPEAK_DATA_PATH", "OMP_THREAD_LIMIT=1",
	"PULSE_SERVER=unix:/nonexistent", NULL };

void speaker_reach(const struct settings *settings, struct sandbox_rules *rules)
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
	if (*tts->base_url)
		speech_server_reach(tts, rules);
}

#ifndef LECTERN_SANITIZED
static int64_t mapped_mb(void)
{
	long pages = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	if (file) {
		if (fscanf(file, "%ld", &pages) != 1)
			pages = 0;
		fclose(file);
	}
	return (int64_t)pages * sysconf(_SC_PAGESIZE) / (1024L * 1024);
}
#endif

void speaker_needs(const struct speaker *speaker, struct confinement *ret_needs)
{
	const char *directories[VOICE_LIST_MAX_DIRS];
	size_t count = 0;
	if (!speaker->voices)
		return;
	ret_needs->read_paths[count++] = espeak_data_path();
	ret_needs->may_fork = true;
	/* Also without the library, to notice voices that are installed later. */
	size_t directory_count = voice_list_directories(speaker->settings, directories);
	for (size_t i = 0; i < directory_count; i++)
		ret_needs->read_paths[count++] = directories[i];
	if (!speaker->neural)
		return;
	/* ONNX Runtime chooses its kernels by the processor's features. */
	ret_needs->read_paths[count++] = "/proc/cpuinfo";
	ret_needs->read_paths[count++] = "/sys/devices/system/cpu";
#ifndef LECTERN_SANITIZED
	if (speaker->settings->voice_memory_mb > 0)
		ret_needs->max_memory_mb = mapped_mb() + speaker->settings->voice_memory_mb;
#endif
}

/* ---- speech ---- */

static bool on_progress(void *context, int permille)
{
	return job_progress(context, 0, permille) == 0;
}

/* voice NULL: eSpeak NG replaces another engine. */
static int say_by_espeak(const struct speaker *speaker, struct job *job, const char *voice,
	const struct buf *text, struct sound *sound, struct err *err)
{
	struct espeak_params params;
	char file[VOICE_FILE_SIZE];
	sound->engine = "espeak";
	sound->rate = speaker->espeak_rate;
	if (params_for_espeak(job, speaker->settings, voice, &params, err) < 0 ||
		voices_find(speaker->voices, params.voice, file, err) < 0 ||
		espeak_gains_find(speaker->espeak_gains, job, file, speaker->espeak_rate,
			&params.gain_db, err) < 0)
		return -1;
	params.voice = file;
	return espeak_say(
		&params, buf_string(text), sound->fd, on_progress, job, sound->marks, err);
}

static int say_pieces(struct program_speech *speech, struct job *job,
	const struct program_text *text, struct sound *sound, struct err *err)
{
	struct program_sound made;
	if (program_speech_say(speech, job, text, sound->fd, sound->marks, &made, err) < 0)
		return -1;
	sound->rate = made.rate;
	sound->channels = made.channels;
	sound->fault = made.fault;
	return 0;
}

static int say_by_program(const struct speaker *speaker, struct job *job, const char *voice,
	const struct buf *text, const struct meta *text_meta, struct sound *sound, struct err *err)
{
	struct tts_arguments params;
	sound->engine = voice_engine_name(speaker->settings, VOICE_OF_PROGRAM);
	sound->varies = true;
	if (!speaker->program)
		return err_set(err, ERR_INVALID, "%s", speaker->program_fault.text);
	if (params_for_program(job, speaker->settings, voice, text_meta, &params, err) < 0)
		return -1;
	const struct program_text all = { &params, buf_string(text), text->len, NULL };
	return say_pieces(speaker->program, job, &all, sound, err);
}

static int say_by_server(const struct speaker *speaker, struct job *job, const char *voice,
	const struct buf *text, struct sound *sound, struct err *err)
{
	struct tts_arguments params;
	double gain_db;
	sound->engine = voice_engine_name(speaker->settings, VOICE_OF_SERVER);
	sound->varies = true;
	if (params_for_server(job, speaker->settings, voice, &params, err) < 0 ||
		server_gains_find(
			speaker->server_gains, speaker->server, job, voice, &gain_db, err) < 0)
		return -1;
	const struct program_text all = { &params, buf_string(text), text->len, &gain_db };
	return say_pieces(speaker->server, job, &all, sound, err);
}

/* The phonemes of one language are useless for words of another. */
static int check_language(struct job *job, const struct voice_choice *choice, struct err *err)
{
	const char *language = job_language(job);
	const char *spoken = language ? speech_voice_of_language(language) : NULL;
	if (!spoken || voice_folder_speaks(choice->folder, choice->speaker, spoken))
		return 0;
	return err_set(err, ERR_INVALID,
		"voice: %s speaks %s, but the text is in another language (\"%s\")",
		choice->folder->name, voice_folder_language(choice->folder, choice->speaker),
		language);
}

static int say_by_folder(const struct speaker *speaker, struct job *job,
	const struct voice_choice *choice, const struct buf *text, struct sound *sound,
	struct err *err)
{
	const struct voice_folder *folder = choice->folder;
	struct neural_params params = { .folder = folder, .speaker = choice->speaker };
	char file[VOICE_FILE_SIZE];
	sound->engine = "sherpa";
	sound->varies = !folder->repeatable;
	sound->rate = folder->sample_rate;
	if (!speaker->neural)
		return err_set(err, ERR_INVALID, "the voice %s cannot be used: %s", folder->name,
			speaker->neural_fault.text);
	if (voices_have(speaker->voices, folder->name))
		return err_set(err, ERR_INVALID,
			"voice: \"%s\" is a voice of eSpeak NG; the folder %s needs another name",
			folder->name, folder->path);
	if (check_language(job, choice, err) < 0 ||
		params_for_folder(job, speaker->settings, folder, &params.speed, err) < 0 ||
		voices_find(speaker->voices, voice_folder_language(folder, choice->speaker), file,
			err) < 0)
		return -1;
	params.espeak_voice = file;
	if (neural_say(speaker->neural, &params, buf_string(text), sound->fd, on_progress, job,
		    sound->marks, err) < 0)
		return -1;
	if (*neural_trouble(speaker->neural))
		sound->note = arena_string(job_arena(job), neural_trouble(speaker->neural));
	return 0;
}

static int say_by_choice(const struct speaker *speaker, struct job *job,
	const struct voice_choice *choice, const struct buf *text, const struct meta *text_meta,
	struct sound *sound, struct err *err)
{
	switch (choice->engine) {
	case VOICE_OF_PROGRAM:
		return say_by_program(speaker, job, choice->name, text, text_meta, sound, err);
	case VOICE_OF_SERVER:
		return say_by_server(speaker, job, choice->name, text, sound, err);
	case VOICE_OF_FOLDER:
		return say_by_folder(speaker, job, choice, text, sound, err);
	case VOICE_OF_ESPEAK:
	default:
		return say_by_espeak(speaker, job, choice->name, text, sound, err);
	}
}

/* Has eSpeak NG speak the page instead, discarding what was written so far. */
static int stand_in(const struct speaker *speaker, struct job *job, const struct buf *text,
	struct sound *sound, struct err *err)
{
	sound->fault = arena_string(job_arena(job), err->text);
	sound->note = NULL;
	sound->varies = true; /* the engine may succeed the next time */
	sound->channels = 1;
	if (ftruncate(sound->fd, 0) < 0 || lseek(sound->fd, 0, SEEK_SET) < 0)
		return err_errno(err, ERR_INTERNAL, errno, "starting the speech again");
	return say_by_espeak(speaker, job, NULL, text, sound, err);
}

static int write_silence(const struct speaker *speaker, const struct voice_choice *choice,
	struct sound *sound, struct err *err)
{
	struct buf pcm = BUF_EMPTY;
	sound->rate = speaker->espeak_rate;
	if (choice->engine == VOICE_OF_PROGRAM || choice->engine == VOICE_OF_SERVER)
		sound->rate = (int)speaker->settings->program_sample_rate;
	else if (choice->engine == VOICE_OF_FOLDER)
		sound->rate = choice->folder->sample_rate;
	silence_pcm(&pcm, sound->rate, speaker->settings->blank_page_seconds);
	int rc = engine_write(sound->fd, pcm.data, pcm.len, err);
	buf_free(&pcm);
	return rc;
}

/* Finds the first installed voice that speaks the language. */
static bool find_folder(
	const struct speaker *speaker, const char *language, struct voice_choice *choice)
{
	size_t count;
	const struct voice_folder *folders = voice_list_items(speaker->list, &count);
	for (size_t i = 0; i < count && speaker->neural; i++) {
		int standard = voice_folder_speaker(&folders[i], NULL);
		if (!voice_folder_speaks(&folders[i], standard, language))
			continue;
		*choice = (struct voice_choice) { VOICE_OF_FOLDER, folders[i].name, &folders[i],
			standard };
		return true;
	}
	return false;
}

/* The default voice speaks one language. A job that names no voice, but whose document was found
 * to be in another language, gets a voice for that. */
static void suit_language(const struct speaker *speaker, struct job *job,
	struct voice_choice *choice, struct sound *sound)
{
	const char *language = job_language(job);
	const char *spoken = language ? speech_voice_of_language(language) : NULL;
	if (!spoken || job_option(job, "voice") || choice->engine != VOICE_OF_FOLDER ||
		strcmp(choice->folder->name, speaker->settings->voice) != 0 ||
		voice_folder_speaks(choice->folder, choice->speaker, spoken) ||
		find_folder(speaker, spoken, choice) || !speaker->voices)
		return;
	sound->note = arena_printf(
		job_arena(job), "no installed voice speaks \"%s\": eSpeak NG speaks it", spoken);
	*choice = (struct voice_choice) { .engine = VOICE_OF_ESPEAK, .name = spoken };
}

static bool knows(const struct speaker *speaker, const char *voice)
{
	struct voice_choice choice;
	char file[VOICE_FILE_SIZE];
	struct err why;
	if (voice_choose(speaker->settings, speaker->list, voice, &choice, &why) < 0)
		return false;
	return choice.engine != VOICE_OF_ESPEAK || !speaker->voices ||
	       voices_find(speaker->voices, choice.name, file, &why) == 0;
}

/* Looks for voices installed after this worker was started: a reload replaces the worker, but
 * lectern-web may learn of the voice earlier. Only a new worker can map the library. */
static void look_again(struct speaker *speaker, const char *voice)
{
	struct voice_list *list = voice_list_new(speaker->settings, on_refused_voice, NULL);
	speaker->is_stale = !speaker->neural && voice_list_find(list, voice, strcspn(voice, ":"));
	voice_list_free(&speaker->list);
	speaker->list = list;
}

static int choose_voice(struct speaker *speaker, const char *voice, struct voice_choice *ret_choice,
	struct err *err)
{
	if (voice && !knows(speaker, voice))
		look_again(speaker, voice);
	if (speaker->is_stale)
		return err_set(err, ERR_UNAVAILABLE,
			"the voice %s was installed after this worker was started", voice);
	return voice_choose(speaker->settings, speaker->list, voice, ret_choice, err);
}

void speaker_target(
	struct speaker *speaker, struct job *job, struct pronunciation_target *ret_target)
{
	struct voice_choice choice;
	struct sound ignored = { 0 };
	struct err why;
	const char *voice = params_voice(job), *language = job_language(job);
	*ret_target = (struct pronunciation_target) { .voice = voice };
	if (choose_voice(speaker, voice, &choice, &why) < 0)
		return;
	suit_language(speaker, job, &choice, &ignored);
	ret_target->voice = voice ? voice : choice.name;
	ret_target->language = language ? speech_voice_of_language(language) : NULL;
	if (choice.engine == VOICE_OF_FOLDER) {
		ret_target->takes_ipa = true;
		ret_target->language = voice_folder_language(choice.folder, choice.speaker);
	} else if (choice.engine == VOICE_OF_ESPEAK) {
		ret_target->takes_ipa = true;
		ret_target->language = choice.name;
	}
}

int speaker_say(struct speaker *speaker, struct job *job, const struct buf *text,
	const struct meta *text_meta, bool blank, struct sound *sound, struct err *err)
{
	const struct tts_settings *tts = speaker->settings;
	struct voice_choice choice;
	sound->channels = 1;
	if (choose_voice(speaker, params_voice(job), &choice, err) < 0)
		return -1;
	suit_language(speaker, job, &choice, sound);
	if (blank)
		return write_silence(speaker, &choice, sound, err);
	int rc = say_by_choice(speaker, job, &choice, text, text_meta, sound, err);
	/* Only after failures of the engine; an invalid option or a full disk remains an error. */
	if (rc < 0 && err->kind == ERR_INTERNAL && choice.engine != VOICE_OF_ESPEAK &&
		strcmp(tts->fallback_engine, "espeak") == 0 && !speaker_is_lost(speaker))
		return stand_in(speaker, job, text, sound, err);
	return rc;
}

bool speaker_is_lost(const struct speaker *speaker)
{
	return speaker->is_stale ||
	       (speaker->program && program_speech_is_lost(speaker->program)) ||
	       (speaker->server && program_speech_is_lost(speaker->server));
}
