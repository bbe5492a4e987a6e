/* voice_floor FOLDER FILE... - the least that speaking with an installed voice costs: the same
 * runtime, model, sentences and phonemes as tts has, in this one process, and nothing in between:
 * no child, no check, no level, no file. What the farm takes beyond that is its own.
 *
 * Prints how many seconds of speech there were. Each file is a page. */
#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/voices/voice_folder.h"
#include "workers/tts/espeak.h"
#include "workers/tts/passages.h"
#include "workers/tts/phonemes.h"
#include "workers/tts/sherpa.h"
#include "workers/tts/voices.h"

#include <espeak-ng/speak_lib.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MAX_TEXT = 1 << 20, MAX_PIECE_CHARS = 250 /* as in neural_child.c */ };

struct floor_voice {
	struct sherpa_model *model;
	struct phoneme_set *set;
	enum phoneme_style style;
	int speaker;
	size_t samples;
};

static int speak(struct floor_voice *voice, const struct passage *passage, struct err *err)
{
	struct phonemes phonemes = { 0 };
	struct sherpa_sound sound;
	int rc = 0;
	phonemes_of_text(passage->text, passage->len, voice->style, voice->set, &phonemes);
	if (phonemes.count > 0)
		rc = sherpa_model_speak(voice->model, voice->speaker, 1, phonemes.codes,
			phonemes.count, &sound, err);
	if (rc == 0 && phonemes.count > 0) {
		voice->samples += sound.count;
		sherpa_sound_free(&sound);
	}
	phonemes_free(&phonemes);
	return rc;
}

static int speak_page(struct floor_voice *voice, const char *path, struct err *err)
{
	struct buf text = BUF_EMPTY;
	struct passage passage;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(err, ERR_NOT_FOUND, "%s cannot be read", path);
	int rc = buf_read_fd(&text, fd, MAX_TEXT, err);
	close(fd);
	struct passages passages =
		passages_of_sentences(buf_string(&text), text.len, MAX_PIECE_CHARS);
	while (rc == 0 && passages_next(&passages, &passage))
		rc = speak(voice, &passage, err);
	buf_free(&text);
	return rc;
}

static int start(const struct voice_folder *folder, struct floor_voice *voice, struct err *err)
{
	struct sherpa *sherpa;
	char file[VOICE_FILE_SIZE];
	int rate;
	*voice = (struct floor_voice) {
		.style = strcmp(folder->kind, "kokoro") == 0 ? PHONEMES_KOKORO : PHONEMES_PIPER,
		.speaker = voice_folder_speaker(folder, NULL),
	};
	if (espeak_start(&rate, err) < 0 || sherpa_open("", &sherpa, err) < 0)
		return -1;
	struct voices *voices = voices_new();
	int rc = voices_find(voices, voice_folder_language(folder, voice->speaker), file, err);
	voices_free(&voices);
	if (rc == 0 && espeak_SetVoiceByName(file) != EE_OK)
		rc = err_set(err, ERR_INTERNAL, "eSpeak NG cannot load %s", file);
	if (rc < 0 || phoneme_set_read(folder->tokens, &voice->set, err) < 0)
		return -1;
	return sherpa_model_load(sherpa, folder, &voice->model, err);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct voice_folder folder;
	struct floor_voice voice;
	struct err err;
	int rc = argc < 3 ? err_set(&err, ERR_INVALID, "usage: voice_floor FOLDER FILE...")
			  : voice_folder_read(arena, argv[1], &folder, &err);
	if (rc == 0)
		rc = start(&folder, &voice, &err);
	for (int i = 2; rc == 0 && i < argc; i++)
		rc = speak_page(&voice, argv[i], &err);
	if (rc == 0)
		printf("%.1f\n", (double)voice.samples / folder.sample_rate);
	else
		fprintf(stderr, "voice_floor: %s\n", err.text);
	arena_free(&arena);
	return rc < 0;
}
