/* voice_measure.c: loudness by libebur128, pace and repeatability of a voice. */
#include "workers/tts/voice_measure.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/config/settings.h"
#include "workers/tts/espeak.h"
#include "workers/tts/loudness.h"
#include "workers/tts/neural.h"
#include "workers/tts/set_text.h"
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

enum { MAX_PCM = 64 * 1024 * 1024, SAMPLE_SECONDS = 15 };

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

/* As a worker would: a child speaks, from the state that the model begins with. */
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

static void put_le(unsigned char *at, uint32_t value, int size)
{
	for (int i = 0; i < size; i++, value >>= 8)
		at[i] = (unsigned char)value;
}

/* So that it can be heard before it is chosen. */
static int write_sample(const char *path, const struct buf *pcm, int rate, struct err *err)
{
	unsigned char head[44] = "RIFF....WAVEfmt ";
	size_t len = pcm->len < (size_t)rate * 2 * SAMPLE_SECONDS
			     ? pcm->len
			     : (size_t)rate * 2 * SAMPLE_SECONDS;
	put_le(head + 4, (uint32_t)len + 36, 4);
	put_le(head + 16, 16, 4);
	put_le(head + 20, 1, 2);
	put_le(head + 22, 1, 2);
	put_le(head + 24, (uint32_t)rate, 4);
	put_le(head + 28, (uint32_t)rate * 2, 4);
	put_le(head + 32, 2, 2);
	put_le(head + 34, 16, 2);
	for (int i = 0; i < 4; i++)
		head[36 + i] = (unsigned char)"data"[i];
	put_le(head + 40, (uint32_t)len, 4);
	FILE *file = fopen(path, "we");
	bool fine = file && fwrite(head, sizeof head, 1, file) == 1 &&
		    fwrite(pcm->data, 1, len, file) == len;
	if (file && fclose(file) != 0)
		fine = false;
	return fine ? 0 : err_errno(err, ERR_INTERNAL, errno, "%s", path);
}

/* At the level and the pace of the voice; a sentence is enough. */
static int make_sample(struct neural *neural, const struct neural_params *params, const char *text,
	double gain_db, struct err *err)
{
	struct voice_folder levelled = *params->folder;
	struct neural_params own = *params;
	struct buf pcm = BUF_EMPTY, path = BUF_EMPTY;
	char *sentence = strndup(text, strcspn(text, ".") + 1);
	levelled.gain_db = gain_db;
	own.folder = &levelled;
	buf_printf(&path, "%s/sample.wav", levelled.path);
	int rc = speak(neural, &own, sentence, &pcm, err);
	if (rc == 0)
		rc = write_sample(buf_string(&path), &pcm, levelled.sample_rate, err);
	free(sentence);
	buf_free(&pcm);
	buf_free(&path);
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
	const char *text = set_text(voice_folder_language(folder, params.speaker));
	double gain_db = 0;
	flat.gain_db = -6; /* far from the limiter */
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
	if (rc == 0)
		rc = make_sample(neural, &params, text, ret->gain_db, err);
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
