/* voice_list.c: scans the directories that voices are installed in. */
#include "common/voices/voice_list.h"

#include "common/base/alloc.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_VOICES = 1000 };

struct voice_list {
	struct arena *arena;
	struct voice_folder *items;
	size_t count;
	voice_list_refused *refused;
	void *context;
};

size_t voice_list_directories(
	const struct tts_settings *settings, const char *ret_directories[VOICE_LIST_MAX_DIRS])
{
	size_t count = 0;
	ret_directories[count++] = settings->voices_dir;
	if (strcmp(settings->voices_dir, PKGDATADIR "/voices") != 0)
		ret_directories[count++] = PKGDATADIR "/voices";
	return count;
}

static void add(struct voice_list *list, const char *path, const char *name)
{
	struct voice_folder folder;
	struct err err;
	if (list->count >= MAX_VOICES || voice_list_find(list, name, strlen(name)))
		return;
	if (voice_folder_read(list->arena, arena_printf(list->arena, "%s/%s", path, name), &folder,
		    &err) < 0) {
		if (list->refused)
			list->refused(list->context, path, err.text);
		return;
	}
	list->items = alloc_resize(list->items, (list->count + 1) * sizeof *list->items);
	list->items[list->count++] = folder;
}

static void read_directory(struct voice_list *list, const char *path)
{
	DIR *dir = opendir(path);
	if (!dir)
		return;
	/* ".name" is a voice that is still being installed. Plain files are not voices. */
	for (struct dirent *entry; (entry = readdir(dir));) {
		if (entry->d_name[0] != '.' && entry->d_type != DT_REG)
			add(list, path, entry->d_name);
	}
	closedir(dir);
}

static int by_name(const void *a, const void *b)
{
	const struct voice_folder *left = a, *right = b;
	return strcmp(left->name, right->name);
}

struct voice_list *voice_list_new(
	const struct tts_settings *settings, voice_list_refused *refused, void *context)
{
	const char *directories[VOICE_LIST_MAX_DIRS];
	size_t count = voice_list_directories(settings, directories);
	struct voice_list *list = alloc_zeroed(1, sizeof *list);
	list->arena = arena_new();
	list->refused = refused;
	list->context = context;
	for (size_t i = 0; i < count; i++)
		read_directory(list, directories[i]);
	if (list->count > 0)
		qsort(list->items, list->count, sizeof *list->items, by_name);
	return list;
}

void voice_list_free(struct voice_list **list)
{
	if (!*list)
		return;
	free((*list)->items);
	arena_free(&(*list)->arena);
	alloc_free(list);
}

const struct voice_folder *voice_list_items(const struct voice_list *list, size_t *ret_count)
{
	*ret_count = list->count;
	return list->items;
}

const struct voice_folder *voice_list_find(
	const struct voice_list *list, const char *name, size_t len)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strlen(list->items[i].name) == len &&
			strncmp(list->items[i].name, name, len) == 0)
			return &list->items[i];
	}
	return NULL;
}
