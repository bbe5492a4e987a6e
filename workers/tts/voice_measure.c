/* voice_measure.c: measures a voice's loudness (libebur128), speed and repeatability. */
#include "workers/tts/voice_measure.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/config/settings.h"
#include "workers/tts/espeak.h"
#include "workers/tts/loudness.h"
#include "workers/tts/neural.h"
#include "workers/tts/sample_text.h"
#include "workers/tts/voices.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MAX_PCM = 64 * 1024 * 1024 };

static int words_of(const char *text)
{
	int words = 0;
	for (const char *p = text; *p; p++)
		words += *p != ' ' && (p == text || p[-1] == ' ');
	return words;
}

static bool go_on(void *context, int permille)
{
	(void)context;
	(void)permille;
	return true;
}

/* Speaks as a worker would: in a child, from the model's initial state. */
static int speak(struct neural *neural, const struct neural_params *params, const char *text,
	struct buf *pcm, struct err *err)
{
	int fd = memfd_create("speech", MFD_CLOEXEC);
	if (fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "memfd_create");
	int rc = neural_say(neural, params, text, fd, go_on, NULL, NULL, err);
	if (rc == 0)
		rc = buf_read_fd(pcm, fd, MAX_PCM, err);
	close(fd);
	return rc;
}

static double children_seconds(void)
{
	struct rusage usage;
	getrusage(RUSAGE_CHILDREN, &usage);
	return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
}

static int measure(struct neural *neural, const struct voice_folder *folder, const char *file,
	struct voice_measures *ret, struct err *err)
{
	struct voice_folder flat = *folder;
	struct neural_params params = { .folder = &flat, .speed = 1, .espeak_voice = file };
	struct buf first = BUF_EMPTY, second = BUF_EMPTY;
	params.speaker = voice_folder_speaker(folder, NULL);
	const char *text = sample_text(voice_folder_language(folder, params.speaker));
	double gain_db = 0;
	flat.gain_db = LOUDNESS_MEASURED_AT_DB;
	int rc = speak(neural, &params, text, &first, err);
	double before = children_seconds();
	if (rc == 0)
		rc = speak(neural, &params, text, &second, err);
	if (rc == 0)
		rc = loudness_gain((const int16_t *)(const void *)first.data, first.len / 2,
			folder->sample_rate, 1, &gain_db, err);
	if (rc == 0) {
		double seconds = (double)first.len / 2 / folder->sample_rate;
		*ret = (struct voice_measures) {
			.gain_db = gain_db + flat.gain_db,
			.words_per_minute = (int)lround(words_of(text) * 60 / seconds),
			.repeatable = first.len == second.len &&
				      memcmp(first.data, second.data, first.len) == 0,
			.seconds = seconds,
			.cpu_seconds = children_seconds() - before,
		};
	}
	buf_free(&first);
	buf_free(&second);
	return rc;
}

static int measure_folder(const struct tts_settings *settings, struct arena *arena,
	const char *path, struct voice_measures *ret, struct err *err)
{
	struct voice_folder folder;
	struct neural *neural;
	char file[VOICE_FILE_SIZE];
	int rate;
	if (voice_folder_read(arena, path, &folder, err) < 0 || espeak_start(&rate, err) < 0 ||
		neural_start(settings, &neural, err) < 0)
		return -1;
	int speaker = voice_folder_speaker(&folder, NULL);
	struct voices *voices = voices_new();
	int rc = voices_find(voices, voice_folder_language(&folder, speaker), file, err);
	if (rc == 0 && voices_have(voices, folder.name))
		rc = err_set(err, ERR_INVALID,
			"\"%s\" is a voice of eSpeak NG; give the folder another name",
			folder.name);
	if (rc == 0)
		rc = measure(neural, &folder, file, ret, err);
	voices_free(&voices);
	neural_stop(&neural);
	return rc;
}

int voice_measure(
	const char *path, const char *library, struct voice_measures *ret_measures, struct err *err)
{
	struct settings *defaults;
	if (settings_load(NULL, &defaults, err) < 0)
		return -1;
	struct tts_settings settings = defaults->tts;
	struct arena *arena = arena_new();
	settings.sherpa_library = library;
	int rc = measure_folder(&settings, arena, path, ret_measures, err);
	arena_free(&arena);
	settings_free(&defaults);
	return rc;
}
