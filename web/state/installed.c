/* installed: lists the voices and languages in eSpeak NG's and Tesseract's data directories. */
#include "web/state/installed.h"

#include "common/base/alloc.h"
#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/farm/speech.h"
#include "common/text/languages.h"
#include "common/voices/voice_choice.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_DEPTH = 2, MAX_FILE = 256 * 1024 };

struct names {
	const char **items;
	size_t count;
};

struct installed {
	struct arena *arena;
	struct installed_voice *voices; /* owned */
	size_t voice_count;
	struct names other_voices; /* other names of voices besides their codes */
	struct names variants;     /* what may follow a '+' */
	struct names languages;
	bool listed;                     /* the voices are those listed in the settings */
	const struct settings *settings; /* NULL: only directories were read */
	struct voice_list *folders;
};

static void add_name(struct names *names, const char *name)
{
	names->items = alloc_resize(names->items, (names->count + 1) * sizeof *names->items);
	names->items[names->count++] = name;
}

static bool has_name(const struct names *names, const char *name, size_t len)
{
	for (size_t i = 0; i < names->count; i++) {
		if (strlen(names->items[i]) == len && strncasecmp(names->items[i], name, len) == 0)
			return true;
	}
	return false;
}

/* Calls `each` for every regular file below the directory. */
static void walk(struct installed *installed, const char *path, int depth,
	void (*each)(struct installed *installed, const char *path, const char *name))
{
	DIR *dir = opendir(path);
	if (!dir)
		return;
	for (struct dirent *entry; (entry = readdir(dir));) {
		struct stat st;
		if (entry->d_name[0] == '.')
			continue;
		char *child = arena_printf(installed->arena, "%s/%s", path, entry->d_name);
		if (stat(child, &st) < 0)
			continue;
		if (S_ISREG(st.st_mode))
			each(installed, child, entry->d_name);
		else if (S_ISDIR(st.st_mode) && depth < MAX_DEPTH)
			walk(installed, child, depth + 1, each);
	}
	closedir(dir);
}

/* ---- voices ---- */

/* The rest of the first line that begins with `key`, or NULL. */
static char *value_of(struct installed *installed, const char *text, const char *key)
{
	size_t len = strlen(key);
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, len) != 0 || line[len] != ' ')
			continue;
		line += len + strspn(line + len, " ");
		size_t end = strcspn(line, "\r\n");
		while (end > 0 && line[end - 1] == ' ')
			end--;
		return arena_string_n(installed->arena, line, end);
	}
	return NULL;
}

static void add_voice(struct installed *installed, struct installed_voice voice)
{
	installed->voices = alloc_resize(
		installed->voices, (installed->voice_count + 1) * sizeof *installed->voices);
	installed->voices[installed->voice_count++] = voice;
}

/* Cuts the comment off a name like "Cherokee //https://...". */
static void cut_comment(char *name)
{
	char *comment = strstr(name, "//");
	if (!comment || comment == name)
		return;
	while (comment > name && comment[-1] == ' ')
		comment--;
	*comment = '\0';
}

/* Some languages have two files; the one named after the language is listed. */
static void add_voice_once(
	struct installed *installed, const char *code, const char *name, bool is_main)
{
	for (size_t i = 0; i < installed->voice_count; i++) {
		if (strcmp(installed->voices[i].code, code) != 0)
			continue;
		if (is_main)
			installed->voices[i].name = name;
		return;
	}
	add_voice(installed, (struct installed_voice) { .code = code,
				     .name = name,
				     .engine = "espeak",
				     .language = code,
				     .version = "" });
}

static void read_voice(struct installed *installed, const char *path, const char *name)
{
	struct buf text = BUF_EMPTY;
	struct err ignored;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (buf_read_fd(&text, fd, MAX_FILE, &ignored) == 0) {
		char *code = value_of(installed, buf_string(&text), "language");
		char *shown = value_of(installed, buf_string(&text), "name");
		if (code && shown) {
			code[strcspn(code, " \t")] = '\0';
			cut_comment(shown);
			add_voice_once(installed, code, shown, strcmp(name, code) == 0);
			add_name(&installed->other_voices, shown);
		}
		add_name(&installed->other_voices, arena_string(installed->arena, name));
	}
	buf_free(&text);
	close(fd);
}

static void note_other_voice(struct installed *installed, const char *path, const char *name)
{
	bool is_variant = strstr(path, "/!v/") != NULL;
	add_name(is_variant ? &installed->variants : &installed->other_voices,
		arena_string(installed->arena, name));
}

static int by_name(const void *a, const void *b)
{
	const struct installed_voice *left = a, *right = b;
	return strcmp(left->name, right->name);
}

/* ---- OCR languages ---- */

static void note_language(struct installed *installed, const char *path, const char *name)
{
	(void)path;
	const char *dot = strstr(name, ".traineddata");
	/* osd only detects a page's orientation; it does not read text. */
	if (dot && !dot[strlen(".traineddata")] && strncmp(name, "osd.", 4) != 0)
		add_name(&installed->languages,
			arena_string_n(installed->arena, name, (size_t)(dot - name)));
}

static int by_string(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* ---- everything together ---- */

struct installed *installed_read(const char *espeak_data, const char *tessdata)
{
	struct installed *installed = alloc_zeroed(1, sizeof *installed);
	installed->arena = arena_new();
	if (espeak_data) {
		walk(installed, arena_printf(installed->arena, "%s/lang", espeak_data), 0,
			read_voice);
		walk(installed, arena_printf(installed->arena, "%s/voices", espeak_data), 0,
			note_other_voice);
	}
	if (tessdata)
		walk(installed, tessdata, MAX_DEPTH, note_language);
	if (installed->voice_count > 0)
		qsort(installed->voices, installed->voice_count, sizeof *installed->voices,
			by_name);
	if (installed->languages.count > 0)
		qsort(installed->languages.items, installed->languages.count,
			sizeof *installed->languages.items, by_string);
	return installed;
}

/* The voices of an external program or server: only the administrator knows them and lists them. */
static void take_listed(struct installed *installed, const struct tts_settings *tts)
{
	bool server = strcmp(tts->engine, "openai") == 0;
	installed->listed = true;
	for (size_t i = 0; i < tts->voices.count; i++) {
		const char *voice = arena_string(installed->arena, tts->voices.items[i]);
		add_voice(installed, (struct installed_voice) {
					     .code = voice,
					     .name = voice,
					     .engine = tts->engine,
					     .version = arena_printf(installed->arena, "%s %s",
						     server ? tts->base_url : tts->program,
						     server ? tts->server_model : tts->model),
				     });
	}
}

/* A folder is a voice under its own name, plus one for each of its speakers. */
static void take_folder(struct installed *installed, const struct voice_folder *folder)
{
	int standard = voice_folder_speaker(folder, NULL);
	struct installed_voice voice = {
		.code = folder->name,
		.name = folder->title,
		.engine = "sherpa",
		.language = voice_folder_language(folder, standard),
		.license = *folder->license ? folder->license : NULL,
		.version = arena_printf(installed->arena, "%s %llu %.2f", folder->source,
			(unsigned long long)folder->model_bytes, folder->gain_db),
	};
	add_voice(installed, voice);
	for (size_t i = 0; i < folder->speaker_count; i++) {
		voice.code =
			arena_printf(installed->arena, "%s:%s", folder->name, folder->speakers[i]);
		voice.name = arena_printf(
			installed->arena, "%s: %s", folder->title, folder->speakers[i]);
		voice.language = voice_folder_language(folder, (int)i);
		add_voice(installed, voice);
	}
}

static void take_folders(struct installed *installed, const struct tts_settings *tts)
{
	size_t count;
	installed->folders = voice_list_new(tts, NULL, NULL);
	const struct voice_folder *folders = voice_list_items(installed->folders, &count);
	for (size_t i = 0; i < count; i++)
		take_folder(installed, &folders[i]);
}

struct installed *installed_new(const struct settings *settings)
{
	bool has_espeak = strcmp(settings->tts.engine, "espeak") == 0 ||
			  strcmp(settings->tts.engine, "sherpa") == 0;
	const char *tessdata = settings->png_to_text.tessdata_path;
	const char *espeak = getenv("ESPEAK_DATA_PATH");
	if (!*tessdata)
		tessdata = getenv("TESSDATA_PREFIX");
	if (!espeak)
		espeak = ESPEAK_DATA_DIR;
	struct installed *installed = installed_read(
		has_espeak ? espeak : NULL, tessdata && *tessdata ? tessdata : TESSDATA_DIR);
	installed->settings = settings;
	if (!has_espeak)
		take_listed(installed, &settings->tts);
	take_folders(installed, &settings->tts);
	return installed;
}

void installed_free(struct installed **installed)
{
	if (!installed || !*installed)
		return;
	struct installed *i = *installed;
	free(i->voices);
	voice_list_free(&i->folders);
	free(i->other_voices.items);
	free(i->variants.items);
	free(i->languages.items);
	arena_free(&i->arena);
	alloc_free(installed);
}

const struct installed_voice *installed_voices(const struct installed *installed, size_t *ret_count)
{
	*ret_count = installed->voice_count;
	return installed->voices;
}

const char *const *installed_languages(const struct installed *installed, size_t *ret_count)
{
	*ret_count = installed->languages.count;
	return installed->languages.items;
}

static bool has_voice(const struct installed *installed, const char *voice)
{
	size_t len = strcspn(voice, "+");
	if (voice[len] && !has_name(&installed->variants, voice + len + 1, strlen(voice + len + 1)))
		return false;
	for (size_t i = 0; i < installed->voice_count; i++) {
		const char *code = installed->voices[i].code;
		if (strlen(code) == len && strncasecmp(code, voice, len) == 0)
			return true;
	}
	return has_name(&installed->other_voices, voice, len);
}

/* A voice from the settings' list must match exactly. The list is short enough to be quoted in
 * the error. */
static int check_listed(const struct installed *installed, const char *voice, struct err *err)
{
	struct buf have = BUF_EMPTY;
	bool found = false;
	for (size_t i = 0; i < installed->voice_count; i++) {
		found = found || strcmp(installed->voices[i].code, voice) == 0;
		buf_printf(&have, "%s%s", i ? ", " : "", installed->voices[i].code);
	}
	if (installed->settings && installed->settings->tts.voices.count == 0)
		found = true; /* none are listed: accept any */
	if (!found)
		err_set(err, ERR_INVALID, "voice: there is no \"%s\"; available: %s", voice,
			buf_string(&have));
	buf_free(&have);
	return found ? 0 : -1;
}

/* A PDF that contains text needs no OCR model for its language, only a voice that speaks it. */
static bool is_spoken_here(
	const struct installed *installed, const struct meta *options, const char *language)
{
	const char *ocr = meta_get(options, "ocr");
	if (!ocr && installed->settings)
		ocr = installed->settings->png_to_text.ocr;
	return !strchr(language, '+') && language_named(language) &&
	       speech_voice_of_language(language) && !(ocr && strcmp(ocr, "always") == 0);
}

static int check_languages(const struct installed *installed, const char *names, struct err *err)
{
	for (const char *p = names; *p;) {
		size_t len = strcspn(p, "+");
		if (!has_name(&installed->languages, p, len)) {
			struct buf have = BUF_EMPTY;
			for (size_t i = 0; i < installed->languages.count; i++)
				buf_printf(&have, "%s%s", i ? ", " : "",
					installed->languages.items[i]);
			err_set(err, ERR_INVALID,
				"language: \"%.*s\" is not installed; available: %s", (int)len, p,
				have.data);
			buf_free(&have);
			return -1;
		}
		p += len + (p[len] == '+');
	}
	return 0;
}

/* NULL: none asked for; it is detected in the document. */
static const char *asked_language(const struct meta *options)
{
	const char *language = meta_get(options, "language");
	return language && strcmp(language, LANGUAGE_AUTO) != 0 ? language : NULL;
}

/* Only the server knows which voices it has, unless the settings list them. */
static int check_server(const struct installed *installed, const struct voice_choice *choice,
	const struct meta *options, struct err *err)
{
	if (meta_get(options, "pitch"))
		return err_set(err, ERR_INVALID,
			"pitch: a speech server has no such option; leave it out");
	return installed->listed && meta_get(options, "voice")
		       ? check_listed(installed, choice->name, err)
		       : 0;
}

/* An installed voice: checks its language and what it is unable to do. */
static int check_folder(const struct installed *installed, const struct voice_choice *choice,
	const struct meta *options, const char *found, struct err *err)
{
	const struct voice_folder *folder = choice->folder;
	const char *language = asked_language(options);
	if (!language)
		language = found;
	if (!language && !settings_finds_language(installed->settings))
		language = installed->settings->png_to_text.language;
	const char *spoken = language ? speech_voice_of_language(language) : NULL;
	if (meta_get(options, "pitch"))
		return err_set(err, ERR_INVALID,
			"pitch: the voice %s has a fixed pitch; leave it out", folder->name);
	if (spoken && !voice_folder_speaks(folder, choice->speaker, spoken))
		return err_set(err, ERR_INVALID,
			"voice: %s speaks %s, but the book's language is \"%s\"; choose another voice "
			"or give the language",
			folder->name, voice_folder_language(folder, choice->speaker), language);
	return 0;
}

static int check_voice(const struct installed *installed, const struct meta *options,
	const char *found, struct err *err)
{
	const char *voice = meta_get(options, "voice");
	struct voice_choice choice = { .name = voice };
	if (installed->settings && voice_choose(&installed->settings->tts, installed->folders,
					   voice, &choice, err) < 0)
		return -1;
	if (choice.engine == VOICE_OF_FOLDER)
		return check_folder(installed, &choice, options, found, err);
	if (choice.engine == VOICE_OF_SERVER)
		return check_server(installed, &choice, options, err);
	if (!voice || installed->voice_count == 0)
		return 0;
	if (choice.engine == VOICE_OF_PROGRAM)
		return check_listed(installed, choice.name, err);
	if (!installed->listed && !has_voice(installed, choice.name))
		return err_set(err, ERR_INVALID, "voice: there is no \"%s\"", voice);
	return 0;
}

int installed_check(const struct installed *installed, const struct meta *options,
	const char *found, struct err *err)
{
	const char *language = asked_language(options);
	if (language && installed->languages.count > 0 &&
		!is_spoken_here(installed, options, language) &&
		check_languages(installed, language, err) < 0)
		return -1;
	return check_voice(installed, options, found, err);
}

const struct installed_voice *installed_voice(const struct installed *installed, const char *code)
{
	for (size_t i = 0; i < installed->voice_count; i++) {
		if (strcmp(installed->voices[i].code, code) == 0)
			return &installed->voices[i];
	}
	return NULL;
}
