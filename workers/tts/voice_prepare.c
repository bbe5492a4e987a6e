/* voice_prepare.c: writes the files of a voice folder. */
#include "workers/tts/voice_prepare.h"

#include "common/base/alloc.h"
#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/voices/voice_folder.h"
#include "workers/tts/onnx_edit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	MAX_JSON = 4 * 1024 * 1024,
	MAX_STYLE = 16 * 1024 * 1024,
	KOKORO_STYLE_BYTES = 510 * 256 * 4,
	KOKORO_RATE = 24000,
};

#define MAX_MODEL ((size_t)2 * 1024 * 1024 * 1024)

/* ---- files ---- */

static int read_file(const char *path, size_t max, struct buf *ret, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_errno(err, ERR_NOT_FOUND, errno, "%s", path);
	int rc = buf_read_fd(ret, fd, max, err);
	close(fd);
	return rc < 0 ? err_prefix(err, "%s", path) : 0;
}

static int write_file(const char *folder, const char *name, const struct buf *data, struct err *err)
{
	struct arena *arena = arena_new();
	const char *path = arena_printf(arena, "%s/%s", folder, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), rc = 0;
	size_t done = 0;
	while (fd >= 0 && done < data->len) {
		ssize_t n = write(fd, data->data + done, data->len - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	if (fd < 0 || done < data->len || fsync(fd) < 0)
		rc = err_errno(err, ERR_INTERNAL, errno, "%s", path);
	if (fd >= 0)
		close(fd);
	arena_free(&arena);
	return rc;
}

static int read_json(const char *path, cJSON **ret, struct err *err)
{
	struct buf text = BUF_EMPTY;
	int rc = read_file(path, MAX_JSON, &text, err);
	if (rc == 0 && json_parse(buf_string(&text), text.len, ret, err) < 0)
		rc = err_prefix(err, "%s", path);
	buf_free(&text);
	return rc;
}

/* Writes the model with its properties. */
static int write_model(const char *path, const char *folder, const struct onnx_property *properties,
	size_t count, struct err *err)
{
	struct buf model = BUF_EMPTY, edited = BUF_EMPTY;
	size_t seeded;
	int rc = read_file(path, MAX_MODEL, &model, err);
	if (rc == 0 && onnx_edit(buf_string(&model), model.len, properties, count, &edited, &seeded,
			       err) < 0)
		rc = err_prefix(err, "%s", path);
	if (rc == 0)
		rc = write_file(folder, "model.onnx", &edited, err);
	buf_free(&model);
	buf_free(&edited);
	return rc;
}

/* Appends a TOML string. */
static void add_toml(struct buf *toml, const char *key, const char *value)
{
	buf_printf(toml, "%s = \"", key);
	for (const char *p = value; *p; p++) {
		if (*p == '"' || *p == '\\')
			buf_append_char(toml, '\\');
		buf_append_char(toml, (unsigned char)*p < 0x20 ? ' ' : *p);
	}
	buf_append_string(toml, "\"\n");
}

static void begin_toml(
	struct buf *toml, const char *kind, const char *language, const struct voice_origin *origin)
{
	buf_append_string(toml, "[voice]\nengine = \"sherpa\"\n");
	add_toml(toml, "kind", kind);
	add_toml(toml, "title", origin->title);
	add_toml(toml, "language", language);
	add_toml(toml, "license", origin->license);
	add_toml(toml, "source", origin->source);
}

/* ---- Piper ---- */

static const cJSON *member(const cJSON *object, const char *a, const char *b)
{
	const cJSON *inner = cJSON_GetObjectItemCaseSensitive(object, a);
	return b ? cJSON_GetObjectItemCaseSensitive(inner, b) : inner;
}

static int write_piper_tokens(const cJSON *json, const char *folder, struct err *err)
{
	const cJSON *map = member(json, "phoneme_id_map", NULL), *item;
	struct buf tokens = BUF_EMPTY;
	cJSON_ArrayForEach(item, map)
	{
		const cJSON *id = cJSON_GetArrayItem(item, 0);
		if (cJSON_IsNumber(id) && *item->string && !strchr(item->string, '\n'))
			buf_printf(&tokens, "%s %d\n", item->string, id->valueint);
	}
	int rc = tokens.len > 0 ? write_file(folder, "tokens.txt", &tokens, err)
				: err_set(err, ERR_INVALID, "it has no phoneme_id_map");
	buf_free(&tokens);
	return rc;
}

/* "speaker_id_map": {"name": 0, ...}, sorted by number. */
static void add_piper_speakers(struct buf *toml, const cJSON *json, int count)
{
	const cJSON *map = member(json, "speaker_id_map", NULL), *item;
	if (count < 2)
		return;
	buf_append_string(toml, "speakers = [");
	for (int i = 0; i < count; i++) {
		const char *name = NULL;
		cJSON_ArrayForEach(item, map)
		{
			if (cJSON_IsNumber(item) && item->valueint == i &&
				voice_name_is_valid(item->string))
				name = item->string;
		}
		if (name)
			buf_printf(toml, "%s\"%s\"", i ? ", " : "", name);
		else
			buf_printf(toml, "%s\"speaker%d\"", i ? ", " : "", i);
	}
	buf_append_string(toml, "]\n");
}

static int prepare_piper(const cJSON *json, const char *model, const char *folder,
	const struct voice_origin *origin, struct err *err)
{
	const cJSON *rate = member(json, "audio", "sample_rate");
	const cJSON *voice = member(json, "espeak", "voice");
	const cJSON *type = member(json, "phoneme_type", NULL);
	const cJSON *speakers = member(json, "num_speakers", NULL);
	int count = cJSON_IsNumber(speakers) && speakers->valueint > 1 ? speakers->valueint : 1;
	char rate_text[20], count_text[20];
	if (!cJSON_IsNumber(rate) || !cJSON_IsString(voice) ||
		!voice_name_is_valid(voice->valuestring) || count > VOICE_MAX_SPEAKERS)
		return err_set(err, ERR_INVALID,
			"audio.sample_rate or espeak.voice is missing: is it a Piper voice?");
	if (cJSON_IsString(type) && strcmp(type->valuestring, "espeak") != 0)
		return err_set(err, ERR_INVALID,
			"its phonemes are of type \"%.20s\"; only eSpeak NG's are supported",
			type->valuestring);
	snprintf(rate_text, sizeof rate_text, "%d", rate->valueint);
	snprintf(count_text, sizeof count_text, "%d", count);
	const struct onnx_property properties[] = { { "model_type", "vits" },
		{ "comment", "piper" }, { "language", voice->valuestring },
		{ "voice", voice->valuestring }, { "has_espeak", "1" },
		{ "n_speakers", count_text }, { "sample_rate", rate_text } };
	if (write_piper_tokens(json, folder, err) < 0 ||
		write_model(
			model, folder, properties, sizeof properties / sizeof *properties, err) < 0)
		return -1;
	struct buf toml = BUF_EMPTY;
	begin_toml(&toml, "piper", voice->valuestring, origin);
	buf_printf(&toml, "sample_rate = %d\n", rate->valueint);
	buf_append_string(&toml, "model = \"model.onnx\"\ntokens = \"tokens.txt\"\n");
	add_piper_speakers(&toml, json, count);
	int rc = write_file(folder, "voice.toml", &toml, err);
	buf_free(&toml);
	return rc;
}

int voice_prepare_piper(const char *model, const char *json_path, const char *folder,
	const struct voice_origin *origin, struct err *err)
{
	cJSON *json;
	if (read_json(json_path, &json, err) < 0)
		return -1;
	int rc = prepare_piper(json, model, folder, origin, err);
	cJSON_Delete(json);
	return rc < 0 ? err_prefix(err, "%s", json_path) : 0;
}

/* ---- Kokoro ---- */

/* The first letter of a style is its language. Chinese and Japanese need more than eSpeak NG. */
static const char *kokoro_language(const char *style)
{
	static const struct {
		char letter;
		const char *language;
	} languages[] = { { 'a', "en-us" }, { 'b', "en-gb" }, { 'e', "es" }, { 'f', "fr-fr" },
		{ 'h', "hi" }, { 'i', "it" }, { 'p', "pt-br" } };
	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		if (languages[i].letter == style[0])
			return languages[i].language;
	}
	return NULL;
}

static int is_style(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');
	return dot && strcmp(dot, ".bin") == 0 && entry->d_name[0] != '.' &&
	       kokoro_language(entry->d_name) && voice_name_is_valid(entry->d_name);
}

struct styles {
	struct buf data, names, languages;
	int count;
};

static int add_style(
	struct styles *styles, const char *directory, const char *file, struct err *err)
{
	struct arena *arena = arena_new();
	const char *comma = styles->count > 0 ? ", " : "";
	struct buf data = BUF_EMPTY;
	int rc = read_file(arena_printf(arena, "%s/%s", directory, file), MAX_STYLE, &data, err);
	if (rc == 0 && data.len != KOKORO_STYLE_BYTES)
		rc = err_set(err, ERR_INVALID, "%s has %zu bytes, but a style has %d", file,
			data.len, KOKORO_STYLE_BYTES);
	if (rc == 0) {
		buf_append(&styles->data, data.data, data.len);
		buf_printf(&styles->names, "%s\"%.*s\"", comma, (int)strlen(file) - 4, file);
		buf_printf(&styles->languages, "%s\"%s\"", comma, kokoro_language(file));
		styles->count++;
	}
	buf_free(&data);
	arena_free(&arena);
	return rc;
}

static int read_styles(const char *directory, struct styles *styles, struct err *err)
{
	struct dirent **entries;
	int count = scandir(directory, &entries, is_style, alphasort), rc = 0;
	if (count < 0)
		return err_errno(err, ERR_NOT_FOUND, errno, "%s", directory);
	for (int i = 0; i < count; i++) {
		if (rc == 0)
			rc = add_style(styles, directory, entries[i]->d_name, err);
		free(entries[i]);
	}
	free(entries);
	if (rc == 0 && styles->count == 0)
		return err_set(err, ERR_INVALID, "%s has no styles of speakers", directory);
	return rc;
}

static int write_kokoro_tokens(const char *path, const char *folder, struct err *err)
{
	cJSON *json;
	struct buf tokens = BUF_EMPTY;
	const cJSON *item;
	if (read_json(path, &json, err) < 0)
		return -1;
	const cJSON *map = member(json, "vocab", NULL);
	if (!map)
		map = json;
	cJSON_ArrayForEach(item, map)
	{
		if (cJSON_IsNumber(item) && *item->string && !strchr(item->string, '\n'))
			buf_printf(&tokens, "%s %d\n", item->string, item->valueint);
	}
	int rc = tokens.len > 0 ? write_file(folder, "tokens.txt", &tokens, err)
				: err_set(err, ERR_INVALID, "%s has no vocabulary", path);
	buf_free(&tokens);
	cJSON_Delete(json);
	return rc;
}

static int write_kokoro(const struct styles *styles, const char *model, const char *folder,
	const struct voice_origin *origin, struct err *err)
{
	char count_text[20];
	snprintf(count_text, sizeof count_text, "%d", styles->count);
	const struct onnx_property properties[] = { { "model_type", "kokoro" },
		{ "language", "English" }, { "has_espeak", "1" }, { "voice", "en-us" },
		{ "version", "2" }, { "style_dim", "510,1,256" }, { "max_token_len", "510" },
		{ "n_speakers", count_text }, { "sample_rate", "24000" } };
	if (write_model(model, folder, properties, sizeof properties / sizeof *properties, err) <
			0 ||
		write_file(folder, "voices.bin", &styles->data, err) < 0)
		return -1;
	struct buf toml = BUF_EMPTY;
	begin_toml(&toml, "kokoro", "en-us", origin);
	buf_printf(&toml, "sample_rate = %d\n", KOKORO_RATE);
	buf_append_string(&toml, "model = \"model.onnx\"\ntokens = \"tokens.txt\"\n"
				 "styles = \"voices.bin\"\n");
	buf_printf(&toml, "speakers = [%s]\nspeaker_languages = [%s]\n", buf_string(&styles->names),
		buf_string(&styles->languages));
	if (strstr(buf_string(&styles->names), "\"af_heart\""))
		add_toml(&toml, "default_speaker", "af_heart");
	int rc = write_file(folder, "voice.toml", &toml, err);
	buf_free(&toml);
	return rc;
}

int voice_prepare_kokoro(const char *model, const char *vocabulary, const char *directory,
	const char *folder, const struct voice_origin *origin, struct err *err)
{
	struct styles styles = { 0 };
	int rc = read_styles(directory, &styles, err);
	if (rc == 0)
		rc = write_kokoro_tokens(vocabulary, folder, err);
	if (rc == 0)
		rc = write_kokoro(&styles, model, folder, origin, err);
	buf_free(&styles.data);
	buf_free(&styles.names);
	buf_free(&styles.languages);
	return rc;
}
