/* voice_list: the voices that are installed in one directory or several. */
#ifndef LECTERN_COMMON_VOICES_VOICE_LIST_H
#define LECTERN_COMMON_VOICES_VOICE_LIST_H

#include "common/config/settings.h"
#include "common/voices/voice_folder.h"

struct voice_list;

/* A folder that is not a voice: it is skipped, and the reason should be logged. */
typedef void voice_list_refused(void *context, const char *path, const char *reason);

/* Reads the directories that the settings name, or the standard ones. A voice of an earlier
 * directory hides one of the same name in a later one. A directory that does not exist has none. */
struct voice_list *voice_list_new(
	const struct tts_settings *settings, voice_list_refused *refused, void *context);
void voice_list_free(struct voice_list **list);

/* The directories themselves, in their order. */
enum { VOICE_LIST_MAX_DIRS = 3 };
size_t voice_list_directories(
	const struct tts_settings *settings, const char *ret_directories[VOICE_LIST_MAX_DIRS]);

/* Sorted by name. */
const struct voice_folder *voice_list_items(const struct voice_list *list, size_t *ret_count);

/* NULL: there is none of that name. */
const struct voice_folder *voice_list_find(
	const struct voice_list *list, const char *name, size_t len);

#endif
