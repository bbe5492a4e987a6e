/* sherpa.c: loads the sherpa-onnx library, and speaks with a model through its C API. */
#include "config.h"

#include "workers/tts/sherpa.h"

#include "common/base/alloc.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_SHERPA_ONNX
#include <sherpa-onnx/c-api/c-api.h>

struct sherpa {
	typeof(&SherpaOnnxGetVersionStr) version;
	typeof(&SherpaOnnxCreateOfflineTts) create;
	typeof(&SherpaOnnxDestroyOfflineTts) destroy;
	typeof(&SherpaOnnxOfflineTtsSampleRate) sample_rate;
	typeof(&SherpaOnnxOfflineTtsNumSpeakers) num_speakers;
	typeof(&SherpaOnnxOfflineTtsGenerateWithConfig) generate;
	typeof(&SherpaOnnxDestroyOfflineTtsGeneratedAudio) destroy_audio;
};

struct sherpa_model {
	const struct sherpa *sherpa;
	const SherpaOnnxOfflineTts *tts;
};

const char *sherpa_library_path(const char *path)
{
	return *path ? path : SHERPA_ONNX_LIBRARY;
}

static int find_functions(void *library, struct sherpa *sherpa, struct err *err)
{
	const struct {
		const char *name;
		void *function;
	} functions[] = {
		{ "SherpaOnnxGetVersionStr", &sherpa->version },
		{ "SherpaOnnxCreateOfflineTts", &sherpa->create },
		{ "SherpaOnnxDestroyOfflineTts", &sherpa->destroy },
		{ "SherpaOnnxOfflineTtsSampleRate", &sherpa->sample_rate },
		{ "SherpaOnnxOfflineTtsNumSpeakers", &sherpa->num_speakers },
		{ "SherpaOnnxOfflineTtsGenerateWithConfig", &sherpa->generate },
		{ "SherpaOnnxDestroyOfflineTtsGeneratedAudio", &sherpa->destroy_audio },
	};
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		void *symbol = dlsym(library, functions[i].name);
		if (!symbol)
			return err_set(err, ERR_INVALID, "%s is missing in it", functions[i].name);
		memcpy(functions[i].function, &symbol, sizeof symbol);
	}
	return 0;
}

/* Structures grow between versions, and we were compiled with those of one. */
static int check_version(const struct sherpa *sherpa, struct err *err)
{
	const char *version = sherpa->version();
	if (strncmp(version, SHERPA_ONNX_SERIES, strlen(SHERPA_ONNX_SERIES)) == 0)
		return 0;
	return err_set(err, ERR_INVALID, "it is version %.40s; Lectern was built for %s", version,
		SHERPA_ONNX_SERIES "x");
}

int sherpa_open(const char *path, struct sherpa **ret_sherpa, struct err *err)
{
	path = sherpa_library_path(path);
	if (access(path, R_OK) < 0)
		return err_set(err, ERR_NOT_FOUND,
			"the sherpa-onnx library is not at %s: install it with packaging/install-voice",
			path);
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return err_set(err, ERR_INVALID, "%s cannot be loaded: %s", path, dlerror());
	struct sherpa *sherpa = alloc_zeroed(1, sizeof *sherpa);
	if (find_functions(library, sherpa, err) < 0 || check_version(sherpa, err) < 0) {
		alloc_free(&sherpa);
		return err_prefix(err, "%s", path);
	}
	*ret_sherpa = sherpa;
	return 0;
}

/* ---- models ---- */

static void configure(SherpaOnnxOfflineTtsConfig *config, const struct voice_folder *folder)
{
	memset(config, 0, sizeof *config);
	config->model.num_threads = 1;
	config->model.provider = "cpu";
	config->max_num_sentences = 1;
	config->silence_scale = 1;
	if (strcmp(folder->kind, "kokoro") == 0) {
		config->model.kokoro.model = folder->model;
		config->model.kokoro.tokens = folder->tokens;
		config->model.kokoro.voices = folder->styles;
		config->model.kokoro.length_scale = 1;
		return;
	}
	config->model.vits.model = folder->model;
	config->model.vits.tokens = folder->tokens;
	config->model.vits.length_scale = 1;
	/* The values Piper uses; the seed of the random numbers was fixed when the voice was
	 * installed. */
	config->model.vits.noise_scale = 0.667f;
	config->model.vits.noise_scale_w = 0.8f;
}

static int check_model(
	const struct sherpa_model *model, const struct voice_folder *folder, struct err *err)
{
	int rate = model->sherpa->sample_rate(model->tts);
	int speakers = model->sherpa->num_speakers(model->tts);
	if (rate != folder->sample_rate)
		return err_set(err, ERR_INVALID, "its model speaks at %d Hz, voice.toml says %d",
			rate, folder->sample_rate);
	if (folder->speaker_count > 0 &&
		folder->speaker_count > (size_t)(speakers > 0 ? speakers : 1))
		return err_set(err, ERR_INVALID, "its model has %d speakers, voice.toml names %zu",
			speakers, folder->speaker_count);
	return 0;
}

int sherpa_model_load(const struct sherpa *sherpa, const struct voice_folder *folder,
	struct sherpa_model **ret_model, struct err *err)
{
	SherpaOnnxOfflineTtsConfig config;
	configure(&config, folder);
	const SherpaOnnxOfflineTts *tts = sherpa->create(&config);
	if (!tts)
		return err_set(err, ERR_INTERNAL,
			"its model cannot be loaded: %s is incomplete, or voice_memory_mb is too "
			"small for it",
			folder->path);
	struct sherpa_model *model = alloc_zeroed(1, sizeof *model);
	model->sherpa = sherpa;
	model->tts = tts;
	if (check_model(model, folder, err) < 0) {
		sherpa_model_free(&model);
		return -1;
	}
	*ret_model = model;
	return 0;
}

void sherpa_model_free(struct sherpa_model **model)
{
	if (!*model)
		return;
	(*model)->sherpa->destroy((*model)->tts);
	alloc_free(model);
}

/* ---- speech ---- */

int sherpa_model_speak(struct sherpa_model *model, int speaker, double speed,
	const int32_t *phonemes, size_t count, struct sherpa_sound *ret_sound, struct err *err)
{
	const int32_t length = (int32_t)count;
	SherpaOnnxGenerationConfig config = {
		.silence_scale = 1,
		.speed = (float)speed,
		.sid = speaker,
		.phoneme_codepoints = phonemes,
		.phoneme_codepoints_lens = &length,
		.phoneme_codepoints_num_sentences = 1,
	};
	const SherpaOnnxGeneratedAudio *audio =
		model->sherpa->generate(model->tts, "", &config, NULL, NULL);
	if (!audio)
		return err_set(err, ERR_INTERNAL, "the model made no sound");
	*ret_sound = (struct sherpa_sound) {
		.samples = audio->samples,
		.count = audio->n > 0 ? (size_t)audio->n : 0,
		.owner = audio,
		.sherpa = model->sherpa,
	};
	return 0;
}

void sherpa_sound_free(struct sherpa_sound *sound)
{
	if (sound->owner)
		sound->sherpa->destroy_audio(sound->owner);
	*sound = (struct sherpa_sound) { 0 };
}

#else

const char *sherpa_library_path(const char *path)
{
	(void)path;
	return "";
}

int sherpa_open(const char *path, struct sherpa **ret_sherpa, struct err *err)
{
	(void)path;
	(void)ret_sherpa;
	return err_set(err, ERR_NOT_FOUND,
		"this Lectern was built without sherpa-onnx: run packaging/install-voice, then "
		"configure and build again");
}

int sherpa_model_load(const struct sherpa *sherpa, const struct voice_folder *folder,
	struct sherpa_model **ret_model, struct err *err)
{
	(void)sherpa;
	(void)folder;
	(void)ret_model;
	return err_set(err, ERR_INTERNAL, "built without sherpa-onnx");
}

void sherpa_model_free(struct sherpa_model **model)
{
	(void)model;
}

int sherpa_model_speak(struct sherpa_model *model, int speaker, double speed,
	const int32_t *phonemes, size_t count, struct sherpa_sound *ret_sound, struct err *err)
{
	(void)model;
	(void)speaker;
	(void)speed;
	(void)phonemes;
	(void)count;
	(void)ret_sound;
	return err_set(err, ERR_INTERNAL, "built without sherpa-onnx");
}

void sherpa_sound_free(struct sherpa_sound *sound)
{
	(void)sound;
}

#endif
