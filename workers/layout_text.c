#include "workers/layout_text.h"

#include "common/buf.h"

char *layout_text(const struct layout *layout, struct arena *arena)
{
	struct buf out = BUF_EMPTY;
	for (size_t i = 0; i < layout->count; i++) {
		const struct layout_line *line = &layout->lines[i];
		if (i > 0 && line->block != layout->lines[i - 1].block)
			buf_append_char(&out, '\n');
		for (const char *p = line->text; *p; p++)
			buf_append_char(&out, *p == '\t' ? ' ' : *p);
		buf_append_char(&out, '\n');
	}
	char *text = arena_string_n(arena, buf_string(&out), out.len);
	buf_free(&out);
	return text;
}
