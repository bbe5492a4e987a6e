/* voice_main.c: lectern-voice(8), with which packaging/install-voice makes, measures and tries a
 * voice. */
#include "common/base/buf.h"
#include "common/config/settings.h"
#include "common/text/letters.h"
#include "workers/tts/espeak.h"
#include "workers/tts/neural.h"
#include "workers/tts/voice_measure.h"
#include "workers/tts/voice_prepare.h"
#include "workers/tts/voices.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { USAGE = 2, MAX_TEXT = 16 * 1024 * 1024 };

static int usage(void)
{
	fputs("usage: lectern-voice piper MODEL JSON FOLDER TITLE LICENSE SOURCE\n"
	      "       lectern-voice kokoro MODEL VOCABULARY STYLES FOLDER TITLE LICENSE SOURCE\n"
	      "       lectern-voice measure FOLDER [LIBRARY]\n"
	      "       lectern-voice say FOLDER[:SPEAKER] <TEXT >S16LE\n",
		stderr);
	return USAGE;
}

static int finish(int rc, const struct err *err)
{
	if (rc < 0)
		fprintf(stderr, "lectern-voice: %s\n", err->text);
	return rc < 0 ? 1 : 0;
}

/* Appends the measurements to voice.toml. */
static int append_measures(
	const char *folder, const struct voice_measures *measures, struct err *err)
{
	struct buf path = BUF_EMPTY;
	buf_printf(&path, "%s/voice.toml", folder);
	FILE *file = fopen(buf_string(&path), "ae");
	int rc = 0;
	if (!file || fprintf(file, "gain_db = %.2f\nwords_per_minute = %d\nrepeatable = %s\n",
			     measures->gain_db, measures->words_per_minute,
			     measures->repeatable ? "true" : "false") < 0)
		rc = err_errno(err, ERR_INTERNAL, errno, "%s", buf_string(&path));
	if (file && fclose(file) != 0 && rc == 0)
		rc = err_errno(err, ERR_INTERNAL, errno, "%s", buf_string(&path));
	buf_free(&path);
	return rc;
}

static int measure(const char *folder, const char *library)
{
	struct voice_measures measures;
	struct err err;
	if (voice_measure(folder, library, &measures, &err) < 0 ||
		append_measures(folder, &measures, &err) < 0)
		return finish(-1, &err);
	printf("%.1f s of speech in %.1f s; %d words a minute; gain %+.1f dB; %s\n",
		measures.seconds, measures.cpu_seconds, measures.words_per_minute, measures.gain_db,
		measures.repeatable ? "the same text gives the same samples"
				    : "the same text does not give the same samples");
	return 0;
}

/* ---- say ---- */

static bool go_on(void *context, int permille)
{
	(void)context;
	(void)permille;
	return true;
}

static int say_with(const struct tts_settings *settings, const struct voice_folder *folder,
	const char *speaker, const char *text, struct err *err)
{
	struct neural *neural;
	struct neural_params params = { .folder = folder, .speed = 1 };
	char file[VOICE_FILE_SIZE];
	int rate;
	params.speaker = voice_folder_speaker(folder, speaker);
	if (params.speaker < 0)
		return err_set(err, ERR_INVALID, "%s has no speaker %s", folder->name, speaker);
	if (espeak_start(&rate, err) < 0 || neural_start(settings, &neural, err) < 0)
		return -1;
	struct voices *voices = voices_new();
	int rc = voices_find(voices, voice_folder_language(folder, params.speaker), file, err);
	params.espeak_voice = file;
	if (rc == 0)
		rc = neural_say(neural, &params, text, STDOUT_FILENO, go_on, NULL, NULL, err);
	voices_free(&voices);
	neural_stop(&neural);
	return rc;
}

static int say(char *what)
{
	struct settings *settings;
	struct voice_folder folder;
	struct arena *arena = arena_new();
	struct buf text = BUF_EMPTY;
	struct err err;
	char *colon = strrchr(what, ':');
	if (colon)
		*colon++ = '\0';
	int rc = settings_load(NULL, &settings, &err);
	if (rc == 0) {
		char chunk[4096];
		size_t n;
		while (text.len < MAX_TEXT && (n = fread(chunk, 1, sizeof chunk, stdin)) > 0)
			buf_append(&text, chunk, n);
		rc = voice_folder_read(arena, what, &folder, &err);
		if (rc == 0)
			rc = say_with(&settings->tts, &folder, colon, buf_string(&text), &err);
		settings_free(&settings);
	}
	buf_free(&text);
	arena_free(&arena);
	return finish(rc, &err);
}

int main(int argc, char **argv)
{
	struct err err;
	const char *what = argc > 1 ? argv[1] : "";
	if (strcmp(what, "piper") == 0 && argc == 8) {
		const struct voice_origin origin = { argv[5], argv[6], argv[7] };
		return finish(voice_prepare_piper(argv[2], argv[3], argv[4], &origin, &err), &err);
	}
	if (strcmp(what, "kokoro") == 0 && argc == 9) {
		const struct voice_origin origin = { argv[6], argv[7], argv[8] };
		return finish(
			voice_prepare_kokoro(argv[2], argv[3], argv[4], argv[5], &origin, &err),
			&err);
	}
	if (strcmp(what, "measure") == 0 && (argc == 3 || argc == 4))
		return measure(argv[2], argc == 4 ? argv[3] : "");
	if (strcmp(what, "say") == 0 && argc == 3)
		return say(argv[2]);
	return usage();
}
