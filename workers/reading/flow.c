/* flow.c: whether lines are text, in which sentences run on from line to line, as neither cells of
 * a table nor labels do. */
#include "workers/reading/chars.h"
#include "workers/reading/parts.h"

void flow_add(struct flow *flow, const char *text, size_t len)
{
	enum { LEAST_BYTES = 12 };
	if (flow->last && flow->last_len >= LEAST_BYTES &&
		chars_run_on(flow->last, flow->last_len, text))
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
