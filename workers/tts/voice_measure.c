/* voice_measure.c: loudness by libebur128, pace and repeatability of a voice. */
#include "workers/tts/voice_measure.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"
#include "common/config/settings.h"
#include "workers/tts/espeak.h"
#include "workers/tts/level.h"
#include "workers/tts/neural.h"
#include "workers/tts/voices.h"

#include <ebur128.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MAX_PCM = 64 * 1024 * 1024 };

/* Sentences of every length and kind; the same for all voices of a language. */
static const struct {
	const char *language, *text;
} texts[] = {
	{ "en", "The north wind and the sun were disputing which was the stronger, when a traveller "
		"came along wrapped in a warm cloak. They agreed that the one who first succeeded in "
		"making the traveller take his cloak off should be considered stronger than the "
		"other. Then the north wind blew as hard as he could, but the more he blew, the more "
		"closely did the traveller fold his cloak around him. And at last the north wind gave "
		"up the attempt. Then the sun shone out warmly, and immediately the traveller took "
		"off his cloak." },
	{ "de", "Einst stritten sich Nordwind und Sonne, wer von ihnen beiden wohl der Stärkere wäre, "
		"als ein Wanderer, der in einen warmen Mantel gehüllt war, des Weges daherkam. Sie "
		"wurden einig, dass derjenige für den Stärkeren gelten sollte, der den Wanderer "
		"zwingen würde, seinen Mantel abzunehmen." },
	{ "fr", "La bise et le soleil se disputaient, chacun assurant qu'il était le plus fort, quand "
		"ils ont vu un voyageur qui s'avançait, enveloppé dans son manteau. Ils sont tombés "
		"d'accord que celui qui arriverait le premier à faire ôter son manteau au voyageur "
		"serait regardé comme le plus fort." },
	{ "es", "El viento norte y el sol porfiaban sobre cuál de ellos era el más fuerte, cuando "
		"acertó a pasar un viajero envuelto en ancha capa. Convinieron en que quien antes "
		"lograra obligar al viajero a quitarse la capa sería considerado más poderoso." },
	{ "it", "Si bisticciavano un giorno il vento di tramontana e il sole, l'uno pretendendo "
		"d'esser più forte dell'altro, quando videro un viaggiatore che veniva innanzi, "
		"avvolto nel mantello." },
};

static const char *text_for(const char *language)
{
	size_t len = strcspn(language, "-");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (strlen(texts[i].language) == len &&
			strncmp(texts[i].language, language, len) == 0)
			return texts[i].text;
	}
	return texts[0].text;
}

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

static int loudness_of(const struct buf *pcm, int rate, double *ret_lufs, struct err *err)
{
	ebur128_state *state = ebur128_init(1, (unsigned long)rate, EBUR128_MODE_I);
	if (!state)
		return err_set(err, ERR_INTERNAL, "libebur128 does not start");
	int rc = ebur128_add_frames_short(
		state, (const short *)(const void *)pcm->data, pcm->len / 2);
	if (rc == EBUR128_SUCCESS)
		rc = ebur128_loudness_global(state, ret_lufs);
	ebur128_destroy(&state);
	if (rc != EBUR128_SUCCESS || !isfinite(*ret_lufs))
		return err_set(err, ERR_INVALID, "the voice says nothing that could be measured");
	return 0;
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
	const char *text = text_for(voice_folder_language(folder, params.speaker));
	double lufs = 0;
	flat.gain_db = -6; /* far from the limiter */
	int rc = speak(neural, &params, text, &first, err);
	double before = children_seconds();
	if (rc == 0)
		rc = speak(neural, &params, text, &second, err);
	if (rc == 0)
		rc = loudness_of(&first, folder->sample_rate, &lufs, err);
	if (rc == 0) {
		double seconds = (double)first.len / 2 / folder->sample_rate;
		*ret = (struct voice_measures) {
			.gain_db = LEVEL_TARGET_LUFS - lufs + flat.gain_db,
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
