/* voice_folder.c: reads a voice.toml and checks that the files it names can be trusted. */
#include "common/voices/voice_folder.h"

#include "common/base/buf.h"
#include "common/config/file.h"
#include "common/config/toml_value.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_TOML = 256 * 1024, MAX_TOKENS_FILE = 1024 * 1024 };

#define MAX_MODEL_FILE (UINT64_C(4) * 1024 * 1024 * 1024)

struct reader {
	struct arena *arena;
	struct voice_folder *folder;
	const char *model, *tokens, *styles; /* file names inside the folder */
	size_t speaker_language_count;
};

/* ---- values ---- */

enum { KEY_STRING, KEY_INT, KEY_NUMBER, KEY_BOOL, KEY_LIST };

static const char *type_name(int type)
{
	static const char *const names[] = { "a string", "a whole number", "a number",
		"true or false", "a list of strings" };
	return names[type];
}

static int set_number(const struct toml_value *value, const char *key, double min, double max,
	double *ret, struct err *err)
{
	double number = value->type == TOML_INTEGER ? (double)value->integer : value->number;
	if (value->type != TOML_INTEGER && value->type != TOML_FLOAT)
		return err_set(err, ERR_INVALID, "must be %s", type_name(KEY_NUMBER));
	if (!(number >= min && number <= max))
		return err_set(err, ERR_INVALID, "%s must be from %g to %g", key, min, max);
	*ret = number;
	return 0;
}

static int set_int(const struct toml_value *value, const char *key, int min, int max, int *ret,
	struct err *err)
{
	double number = 0;
	if (value->type != TOML_INTEGER)
		return err_set(err, ERR_INVALID, "must be %s", type_name(KEY_INT));
	if (set_number(value, key, min, max, &number, err) < 0)
		return -1;
	*ret = (int)number;
	return 0;
}

static int set_list(struct reader *reader, const struct toml_value *value,
	const char *const **ret_items, size_t *ret_count, struct err *err)
{
	assert(ret_items);
	const char **items = arena_alloc(reader->arena, (value->count + 1) * sizeof *items);
	if (value->type != TOML_STRING_LIST)
		return err_set(err, ERR_INVALID, "must be %s", type_name(KEY_LIST));
	if (value->count > VOICE_MAX_SPEAKERS)
		return err_set(err, ERR_INVALID, "has more than %d names", VOICE_MAX_SPEAKERS);
	for (size_t i = 0; i < value->count; i++) {
		if (!voice_name_is_valid(value->items[i]))
			return err_set(
				err, ERR_INVALID, "\"%.40s\" is not a name", value->items[i]);
		items[i] = value->items[i];
	}
	*ret_items = items;
	*ret_count = value->count;
	return 0;
}

static int set_string(const struct toml_value *value, const char **ret, struct err *err)
{
	if (value->type != TOML_STRING)
		return err_set(err, ERR_INVALID, "must be %s", type_name(KEY_STRING));
	*ret = value->string;
	return 0;
}

static const char **string_field(struct reader *reader, const char *key)
{
	struct voice_folder *f = reader->folder;
	const struct {
		const char *key;
		const char **field;
	} fields[] = {
		{ "engine", &f->engine },
		{ "kind", &f->kind },
		{ "title", &f->title },
		{ "language", &f->language },
		{ "default_speaker", &f->default_speaker },
		{ "license", &f->license },
		{ "source", &f->source },
		{ "model", &reader->model },
		{ "tokens", &reader->tokens },
		{ "styles", &reader->styles },
	};
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (strcmp(fields[i].key, key) == 0)
			return fields[i].field;
	}
	return NULL;
}

static int set_value(
	struct reader *reader, const char *key, const struct toml_value *value, struct err *err)
{
	struct voice_folder *f = reader->folder;
	assert(f);
	const char **string = string_field(reader, key);
	if (string)
		return set_string(value, string, err);
	if (strcmp(key, "speakers") == 0)
		return set_list(reader, value, &f->speakers, &f->speaker_count, err);
	if (strcmp(key, "speaker_languages") == 0)
		return set_list(
			reader, value, &f->speaker_languages, &reader->speaker_language_count, err);
	if (strcmp(key, "sample_rate") == 0)
		return set_int(value, key, 8000, 192000, &f->sample_rate, err);
	if (strcmp(key, "words_per_minute") == 0)
		return set_int(value, key, 50, 600, &f->words_per_minute, err);
	if (strcmp(key, "gain_db") == 0)
		return set_number(value, key, -40, 40, &f->gain_db, err);
	if (strcmp(key, "repeatable") != 0)
		return err_set(err, ERR_INVALID, "is not known");
	if (value->type != TOML_BOOLEAN)
		return err_set(err, ERR_INVALID, "must be %s", type_name(KEY_BOOL));
	f->repeatable = value->boolean;
	return 0;
}

static int on_section(void *context, const char *section, int line, struct err *err)
{
	(void)context;
	(void)line;
	return strcmp(section, "voice") == 0
		       ? 0
		       : err_set(err, ERR_INVALID, "the only section here is [voice]");
}

static int on_value(void *context, const char *section, const char *key, const char *text,
	size_t len, int line, struct err *err)
{
	struct reader *reader = context;
	struct toml_value value;
	(void)section;
	(void)line;
	if (toml_value_parse(text, len, reader->arena, &value, err) < 0)
		return -1;
	return set_value(reader, key, &value, err);
}

/* ---- files ---- */

/* Accepts only a regular file directly in the folder: no symbolic links, no paths that lead
 * outside. */
static int check_file(const struct reader *reader, int folder, const char *name, uint64_t max,
	const char **ret_path, struct err *err)
{
	struct stat st;
	if (strchr(name, '/') || !voice_name_is_valid(name))
		return err_set(err, ERR_INVALID,
			"the file \"%.60s\" is not a plain name of a file inside the folder", name);
	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return err_errno(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_INTERNAL, errno,
			"the file %s", name);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_INVALID, "%s is a link or not a regular file", name);
	if (st.st_size == 0 || (uint64_t)st.st_size > max)
		return err_set(err, ERR_INVALID,
			"the file %s has %lld bytes; 1 to %llu are allowed", name,
			(long long)st.st_size, (unsigned long long)max);
	reader->folder->model_bytes += (uint64_t)st.st_size;
	*ret_path = arena_printf(reader->arena, "%s/%s", reader->folder->path, name);
	return 0;
}

static int check_files(const struct reader *reader, int folder, struct err *err)
{
	struct voice_folder *f = reader->folder;
	if (check_file(reader, folder, reader->model, MAX_MODEL_FILE, &f->model, err) < 0 ||
		check_file(reader, folder, reader->tokens, MAX_TOKENS_FILE, &f->tokens, err) < 0)
		return -1;
	return reader->styles
		       ? check_file(reader, folder, reader->styles, MAX_MODEL_FILE, &f->styles, err)
		       : 0;
}

/* ---- the whole voice ---- */

static int check_speakers(const struct reader *reader, struct err *err)
{
	const struct voice_folder *f = reader->folder;
	if (f->speaker_languages && reader->speaker_language_count != f->speaker_count)
		return err_set(err, ERR_INVALID,
			"speaker_languages must have one entry for each of speakers");
	if (f->default_speaker && voice_folder_speaker(f, f->default_speaker) < 0)
		return err_set(err, ERR_INVALID, "default_speaker \"%.40s\" is not one of speakers",
			f->default_speaker);
	return 0;
}

static int check_values(const struct reader *reader, struct err *err)
{
	const struct voice_folder *f = reader->folder;
	const struct {
		const char *key;
		bool missing;
	} required[] = {
		{ "engine", !f->engine },
		{ "kind", !f->kind },
		{ "language", !f->language },
		{ "sample_rate", f->sample_rate == 0 },
		{ "model", !reader->model },
		{ "tokens", !reader->tokens },
	};
	for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
		if (required[i].missing)
			return err_set(err, ERR_INVALID, "%s is missing", required[i].key);
	}
	if (strcmp(f->engine, "sherpa") != 0)
		return err_set(
			err, ERR_INVALID, "engine must be \"sherpa\", not \"%.20s\"", f->engine);
	bool kokoro = strcmp(f->kind, "kokoro") == 0;
	if (!kokoro && strcmp(f->kind, "piper") != 0)
		return err_set(err, ERR_INVALID,
			"kind must be \"piper\" or \"kokoro\", not \"%.20s\"", f->kind);
	if (kokoro && !reader->styles)
		return err_set(err, ERR_INVALID, "styles is missing, which a Kokoro voice needs");
	if (!voice_name_is_valid(f->language))
		return err_set(err, ERR_INVALID, "language \"%.40s\" is not the name of a language",
			f->language);
	return check_speakers(reader, err);
}

static int parse(struct reader *reader, int fd, struct err *err)
{
	struct buf text = BUF_EMPTY;
	const struct settings_sink sink = { on_section, on_value, reader };
	int rc = buf_read_fd(&text, fd, MAX_TOML, err);
	if (rc == 0)
		rc = settings_file_read("voice.toml", buf_string(&text), text.len, &sink, err);
	buf_free(&text);
	return rc == 0 ? check_values(reader, err) : -1;
}

static int read_opened(struct reader *reader, int folder, struct err *err)
{
	int fd = openat(folder, "voice.toml", O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return err_errno(
			err, errno == ENOENT ? ERR_NOT_FOUND : ERR_INVALID, errno, "voice.toml");
	int rc = parse(reader, fd, err);
	close(fd);
	return rc == 0 ? check_files(reader, folder, err) : -1;
}

int voice_folder_read(
	struct arena *arena, const char *path, struct voice_folder *ret_folder, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct voice_folder folder = {
		.name = arena_string(arena, slash ? slash + 1 : path),
		.path = arena_string(arena, path),
		.words_per_minute = 175,
		.title = "",
		.license = "",
		.source = "",
	};
	struct reader reader = { .arena = arena, .folder = &folder };
	if (!voice_name_is_valid(folder.name))
		return err_set(err, ERR_INVALID,
			"%s: a voice's folder has letters, digits, '_', '.' and '-' in its name",
			path);
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return err_errno(
			err, errno == ENOENT ? ERR_NOT_FOUND : ERR_INVALID, errno, "%s", path);
	int rc = read_opened(&reader, fd, err);
	close(fd);
	if (rc < 0)
		return err_prefix(err, "the voice %s (%s)", folder.name, path);
	if (!*folder.title)
		folder.title = folder.name;
	*ret_folder = folder;
	return 0;
}

bool voice_name_is_valid(const char *name)
{
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	size_t len = strlen(name);
	return len > 0 && len <= VOICE_NAME_MAX && strchr("_.-", name[0]) == NULL &&
	       strspn(name, LETTERS "_.-") == len;
}

int voice_folder_speaker(const struct voice_folder *folder, const char *speaker)
{
	if (!speaker)
		speaker = folder->default_speaker;
	if (!speaker)
		return 0;
	for (size_t i = 0; i < folder->speaker_count; i++) {
		if (strcmp(folder->speakers[i], speaker) == 0)
			return (int)i;
	}
	return -1;
}

const char *voice_folder_language(const struct voice_folder *folder, int speaker)
{
	if (folder->speaker_languages && speaker >= 0 && (size_t)speaker < folder->speaker_count)
		return folder->speaker_languages[speaker];
	return folder->language;
}

bool voice_folder_speaks(const struct voice_folder *folder, int speaker, const char *language)
{
	const char *own = voice_folder_language(folder, speaker);
	size_t len = strcspn(language, "-");
	return strcspn(own, "-") == len && strncmp(own, language, len) == 0;
}
