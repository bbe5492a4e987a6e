/* endpoint_message: extracts a displayable message from an error response. */
#include "common/base/json.h"
#include "common/base/utf8.h"
#include "workers/endpoint/endpoint.h"

#include <ctype.h>
#include <string.h>

enum { MAX_MESSAGE = 120 };

/* {"error":{"message":"..."}}, {"error":"..."} or {"message":"..."}. */
static const cJSON *find_message(const cJSON *root)
{
	const cJSON *error = cJSON_GetObjectItemCaseSensitive(root, "error");
	if (cJSON_IsObject(error))
		error = cJSON_GetObjectItemCaseSensitive(error, "message");
	return error ? error : cJSON_GetObjectItemCaseSensitive(root, "message");
}

const char *endpoint_error_message(
	const char *json, size_t len, const char *secret, struct arena *arena)
{
	cJSON *root = NULL;
	struct err why;
	char *text = NULL;
	if (json_parse(json, len, &root, &why) < 0)
		return NULL;
	const cJSON *message = find_message(root);
	if (cJSON_IsString(message) && *message->valuestring &&
		!(secret && strstr(message->valuestring, secret))) {
		text = utf8_sanitize(arena, message->valuestring);
		for (char *p = text; *p; p++) {
			if (iscntrl((unsigned char)*p))
				*p = ' ';
		}
		text[utf8_cut(text, strlen(text), MAX_MESSAGE)] = '\0';
	}
	cJSON_Delete(root);
	return text;
}
