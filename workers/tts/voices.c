/* voices.c: finds the eSpeak NG voice for a name. */
#include "workers/tts/voices.h"

#include "common/base/alloc.h"
#include "common/base/arena.h"

#include <espeak-ng/speak_lib.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A name by which a voice is known. */
struct name {
	const char *text;
	const char *file; /* "gmw/en-US" */
	int priority;     /* for a language; the lowest is the best */
};

struct names {
	struct name *items;
	size_t count, cap;
};

struct voices {
	struct arena *arena;
	struct names own;       /* names and files */
	struct names languages; /* of all voices */
	struct names variants;
};

/* ---- installed voices ---- */

static void add(
	struct names *names, struct arena *arena, const char *text, const char *file, int priority)
{
	if (names->count == names->cap) {
		names->cap = names->cap ? names->cap * 2 : 64;
		names->items = alloc_resize(names->items, names->cap * sizeof *names->items);
	}
	names->items[names->count++] = (struct name) {
		arena_string(arena, text),
		arena_string(arena, file),
		priority,
	};
}

static const char *base_of(const char *file)
{
	const char *slash = strrchr(file, '/');
	return slash ? slash + 1 : file;
}

static bool is_mbrola(const espeak_VOICE *voice)
{
	return strncmp(voice->identifier, "mb/", 3) == 0;
}

/* Languages are a byte of priority and a string each, until a zero byte. */
/* In eSpeak NG 1.51 the Mandarin voice that takes Latin letters for English says the pinyin of
 * Chinese characters as English, "hao two"; the one that takes them for pinyin speaks Mandarin. */
static const char *working_file(const char *file)
{
	const char *version = espeak_Info(NULL);
	bool broken = strcmp(file, "sit/cmn") == 0 && version && strncmp(version, "1.51", 4) == 0;
	return broken ? "sit/cmn-Latn-pinyin" : file;
}

static void add_voice(struct voices *voices, const espeak_VOICE *voice)
{
	const char *file = working_file(voice->identifier);
	add(&voices->own, voices->arena, voice->name, file, 0);
	add(&voices->own, voices->arena, base_of(file), file, 0);
	for (const char *p = voice->languages; *p; p += strlen(p) + 1)
		add(&voices->languages, voices->arena, p + 1, file, *p);
}

struct voices *voices_new(void)
{
	struct voices *voices = alloc_zeroed(1, sizeof *voices);
	voices->arena = arena_new();
	const espeak_VOICE **list = espeak_ListVoices(NULL);
	for (; list && *list; list++) {
		if (!is_mbrola(*list))
			add_voice(voices, *list);
	}
	espeak_VOICE wanted = { .languages = "variant" };
	list = espeak_ListVoices(&wanted);
	for (; list && *list; list++) {
		const char *base = base_of((*list)->identifier);
		add(&voices->variants, voices->arena, base, base, 0);
		add(&voices->variants, voices->arena, (*list)->name, base, 0);
	}
	return voices;
}

void voices_free(struct voices **voices)
{
	if (!*voices)
		return;
	free((*voices)->own.items);
	free((*voices)->languages.items);
	free((*voices)->variants.items);
	arena_free(&(*voices)->arena);
	alloc_free(voices);
}

/* ---- what is meant ---- */

static const struct name *look_up(const struct names *names, const char *text, size_t len)
{
	const struct name *best = NULL;
	for (size_t i = 0; i < names->count; i++) {
		const struct name *name = &names->items[i];
		if (strlen(name->text) == len && strncasecmp(name->text, text, len) == 0 &&
			(!best || name->priority < best->priority))
			best = name;
	}
	return best;
}

static const struct name *find_voice(const struct voices *voices, const char *text, size_t len)
{
	const struct name *found = look_up(&voices->own, text, len);
	/* "de-ch", then "de". */
	while (!found && len > 0) {
		found = look_up(&voices->languages, text, len);
		do
			len--;
		while (len > 0 && text[len] != '-');
	}
	return found;
}

bool voices_have(const struct voices *voices, const char *name)
{
	size_t len = strlen(name);
	return look_up(&voices->own, name, len) || look_up(&voices->languages, name, len);
}

int voices_find(const struct voices *voices, const char *name, char ret_file[VOICE_FILE_SIZE],
	struct err *err)
{
	size_t len = strcspn(name, "+");
	const struct name *voice = find_voice(voices, name, len), *variant = NULL;
	if (name[len])
		variant = look_up(&voices->variants, name + len + 1, strlen(name + len + 1));
	if (!voice || (name[len] && !variant))
		return err_set(err, ERR_INVALID, "eSpeak NG has no voice \"%.80s\"", name);
	snprintf(ret_file, VOICE_FILE_SIZE, "%s%s%s", voice->file, variant ? "+" : "",
		variant ? variant->file : "");
	return 0;
}
