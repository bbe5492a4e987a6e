/* page_template.c: fills in a template. */
#include "web/jobs/page_template.h"

#include "web/http/server.h"
#include "web/http/site.h"

#include <string.h>

static const char *end_of_section(struct request *request, const char *p, const char *name)
{
	const char *mark = arena_printf(request->arena, "{{/%s}}", name);
	const char *end = strstr(p, mark);
	return end ? end + strlen(mark) : p + strlen(p);
}

void page_template_reply(struct request *request, const char *path, page_template_value *value,
	page_template_shows *shows, const void *context)
{
	const struct site_file *file = site_find(request->server->site, path);
	struct buf html = BUF_EMPTY;
	const char *p = file->data;
	for (;;) {
		const char *open = strstr(p, "{{");
		const char *close = open ? strstr(open, "}}") : NULL;
		if (!close)
			break;
		const char *name =
			arena_string_n(request->arena, open + 2, (size_t)(close - open - 2));
		buf_append(&html, p, (size_t)(open - p));
		p = close + 2;
		if (*name == '#' && shows && !shows(name + 1, request))
			p = end_of_section(request, p, name + 1);
		else if (*name != '#' && *name != '/')
			value(&html, name, request, context);
	}
	buf_append_string(&html, p);
	reply_body(request, 200, file->content_type, &html);
}
