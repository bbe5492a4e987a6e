/* voice_list: the voices installed in one or more directories. */
#ifndef LECTERN_COMMON_VOICES_VOICE_LIST_H
#define LECTERN_COMMON_VOICES_VOICE_LIST_H

#include "common/config/settings.h"
#include "common/voices/voice_folder.h"

struct voice_list;

/* Called for each folder that is not a valid voice. It is skipped; the callback should log why. */
typedef void voice_list_refused(void *context, const char *path, const char *reason);

/* Reads the directories named in the settings, or else the standard ones. A voice in an earlier
 * directory hides one of the same name in a later one. Directories that do not exist are skipped.
 * The caller frees the list. */
struct voice_list *voice_list_new(
	const struct tts_settings *settings, voice_list_refused *refused, void *context);
void voice_list_free(struct voice_list **list);

/* The directories searched, in order. Returns how many. */
enum { VOICE_LIST_MAX_DIRS = 3 };
size_t voice_list_directories(
	const struct tts_settings *settings, const char *ret_directories[VOICE_LIST_MAX_DIRS]);

/* The voices, sorted by name. They live as long as the list. */
const struct voice_folder *voice_list_items(const struct voice_list *list, size_t *ret_count);

/* The voice of that name, or NULL if there is none. It lives as long as the list. */
const struct voice_folder *voice_list_find(
	const struct voice_list *list, const char *name, size_t len);

#endif
