/* flow.c: whether lines are text, in which sentences run on from line to line, as neither cells of
 * a table nor labels do. */
#include "common/text/letters.h"
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

static bool ends_open(const char *text, size_t len)
{
	enum { LEAST_BYTES = 12 };
	return len >= LEAST_BYTES && !chars_end_sentence(text, len);
}

void flow_add(struct flow *flow, const char *text, size_t len)
{
	size_t ignored;
	if (flow->last && ends_open(flow->last, flow->last_len) &&
		letters_is_lower(chars_at(text, &ignored)))
		flow->runs_on++;
	flow->last = text;
	flow->last_len = len;
	flow->pieces++;
	flow->letters += len;
	for (size_t i = 0; i < len; i++)
		flow->blanks += text[i] == ' ';
}

bool flow_is_text(const struct flow *flow)
{
	enum { LEAST_PIECES = 2, LEAST_LETTERS = 16 };
	return flow->pieces >= LEAST_PIECES && flow->letters >= LEAST_LETTERS * flow->pieces &&
	       flow->runs_on * 3 >= flow->pieces - 1 && flow->runs_on > 0;
}
