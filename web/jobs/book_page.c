/* book_page: GET /books/{id}: the page for listening to a book and reading it. */
#include "web/http/routes.h"
#include "web/http/user_text.h"
#include "web/jobs/jobs.h"
#include "web/jobs/page_template.h"
#include "web/jobs/plain_job.h"

#include <string.h>

static void append_value(
	struct buf *html, const char *name, struct request *request, const void *context)
{
	const struct job_view *view = context;
	(void)request;
	if (strcmp(name, "id") == 0)
		user_text_html(html, view->workflow->id);
	else if (strcmp(name, "name") == 0)
		plain_job_name(html, view);
	else if (strcmp(name, "job") == 0)
		plain_job_body(html, view, "../");
}

void handle_book_page(struct request *request)
{
	struct job_view view;
	if (jobs_view(request, &view) < 0)
		return;
	page_template_reply(request, "/books/", append_value, NULL, &view);
	job_view_free(&view);
}
