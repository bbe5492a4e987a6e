/* composing: combines a page's text and a model's answers into one text with its words.
 *
 * The request is one JSON object:
 *
 *   {"compose":[{"text":"Summary: ..."},{"said":"...","words":"{...}"},{"text":"Commentary: ..."}],
 *    "language":"deu","rules":"de","monthFirst":false}
 *
 * A part with "text" is converted to what a person would say (workers/saying/saying.h); a part
 * with "said" is the stored page with its words (workers/page/words_json.h).
 */
#ifndef LECTERN_WORKERS_COMMENTATOR_COMPOSING_H
#define LECTERN_WORKERS_COMMENTATOR_COMPOSING_H

#include "common/base/json.h"
#include "workers/page/words_join.h"

/* Whether the object is such a request. */
bool composing_is_asked(const struct json_in *in);

/* The whole text and its words, in the arena. ERR_INVALID: not a valid request, or the page's
 * words do not belong to its text. */
int composing_do(const struct json_in *in, struct words_piece *ret_whole, struct err *err);

#endif
