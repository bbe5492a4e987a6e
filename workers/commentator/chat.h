/* chat: requests to an OpenAI-compatible endpoint (POST /chat/completions) and its answers, as
 * JSON. The contents of an answer are untrusted. */
#ifndef LECTERN_WORKERS_COMMENTATOR_CHAT_H
#define LECTERN_WORKERS_COMMENTATOR_CHAT_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/config/settings.h"

#include <stdbool.h>
#include <stddef.h>

/* A question about one page. */
struct chat_question {
	const char *instructions; /* the prompt */
	const char *language;     /* of the answer ("German"); NULL: the page's own */
	const char *text;         /* of the page */
	int page, total_pages;
	const void *image; /* PNG; NULL: none */
	size_t image_len;
};

/* Builds the request's body in the arena. The image is left out if the request would otherwise
 * exceed the size in the settings; ERR_INVALID if it does so even without the image. */
int chat_request(const struct commentary_settings *settings, const struct chat_question *question,
	struct arena *arena, const char **ret_json, struct err *err);

/* Extracts what the model wrote, in the arena; *ret_cut: the model was stopped in the middle.
 * The text of ERR_INVALID says what is wrong with the answer but quotes nothing from it. */
int chat_answer(const char *json, size_t len, struct arena *arena, const char **ret_text,
	bool *ret_cut, struct err *err);

#endif
