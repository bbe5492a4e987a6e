/* voice_names.c: finds the list in whatever form the server sent it. */
#include "workers/speech_client/voice_names.h"

#include "common/base/json.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { MAX_NAME = 64, MAX_NAMES = 1000 };

/* Whether it is valid as the option "voice" of a job. */
static bool can_be_asked_for(const char *name)
{
	size_t len = strlen(name);
	if (len == 0 || len > MAX_NAME || !isalnum((unsigned char)*name))
		return false;
	for (const char *p = name; *p; p++) {
		if (!isalnum((unsigned char)*p) && !strchr("+-_.", *p))
			return false;
	}
	return true;
}

static const char *name_of(const cJSON *item)
{
	static const char *const members[] = { "id", "name", "voice_id" };
	const char *name = cJSON_GetStringValue(item);
	for (size_t i = 0; i < sizeof members / sizeof *members && !name; i++)
		name = json_text(item, members[i]);
	return name;
}

static const cJSON *find_list(const cJSON *root)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(root, "voices");
	return list ? list : cJSON_GetObjectItemCaseSensitive(root, "data");
}

int voice_names_read(const char *json, size_t len, struct buf *ret_lines, struct err *err)
{
	cJSON *root = NULL;
	const cJSON *item;
	int count = 0;
	if (json_parse(json, len, &root, err) < 0)
		return -1;
	const cJSON *list = find_list(root);
	if (!cJSON_IsArray(list)) {
		cJSON_Delete(root);
		return err_set(err, ERR_INVALID, "the answer has no list of voices");
	}
	cJSON_ArrayForEach(item, list)
	{
		const char *name = name_of(item);
		if (!name || !can_be_asked_for(name) || count++ >= MAX_NAMES)
			continue;
		buf_append_string(ret_lines, name);
		buf_append_char(ret_lines, '\n');
	}
	cJSON_Delete(root);
	return 0;
}
