/* chat: requests to an OpenAI-compatible endpoint (POST /chat/completions) and its answers, as
 * JSON. What an answer holds is untrusted. */
#ifndef LECTERN_WORKERS_COMMENTATOR_CHAT_H
#define LECTERN_WORKERS_COMMENTATOR_CHAT_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/config/settings.h"

#include <stdbool.h>
#include <stddef.h>

/* What is asked about one page. */
struct chat_question {
	const char *instructions; /* what is wanted */
	const char *language;     /* of the answer, "German"; NULL: the page's own */
	const char *text;         /* the page's */
	int page, total_pages;
	const void *image; /* PNG; NULL: none */
	size_t image_len;
};

/* The request's body, in the arena. The image is left out when the request would be larger than
 * the settings allow; ERR_INVALID when it is without the image too. */
int chat_request(const struct commentary_settings *settings, const struct chat_question *question,
	struct arena *arena, const char **ret_json, struct err *err);

/* What the model wrote; *ret_cut: it was stopped in the middle. ERR_INVALID says what is wrong
 * about the answer, and nothing of what it holds. */
int chat_answer(const char *json, size_t len, struct arena *arena, const char **ret_text,
	bool *ret_cut, struct err *err);

#endif
