/* Options of a job, as they come in a query; and names of files, as they come in a form. */
#include "fuzz.h"

#include "common/base/utf8.h"
#include "web/http/urlencoded.h"
#include "web/http/user_text.h"
#include "web/jobs/options.h"

#include <string.h>

/* What was taken is taken again in the form that it was given, and changes no more. */
static void check_options(const struct meta *options, struct arena *arena)
{
	struct meta again = { NULL, 0, 0 };
	struct err err = { 0 };
	struct buf json = BUF_EMPTY;
	for (size_t i = 0; i < options->count; i++)
		FUZZ_CHECK(job_options_add(&again, arena, options->items[i].key,
				   options->items[i].value, &err) == 0);
	FUZZ_CHECK(meta_equal(options, &again));
	struct json_out out = json_out(&json);
	job_options_json(&out, NULL, options);
	FUZZ_CHECK(utf8_is_valid(json.data, json.len));
	struct augmentation augmentation = job_options_augmentation(options);
	FUZZ_CHECK(augmentation.present == (augmentation.commentary || augmentation.summary));
	buf_free(&json);
}

static void check_name(const char *raw, struct arena *arena)
{
	const char *name = user_file_name(arena, raw);
	FUZZ_CHECK(*name && strlen(name) <= USER_FILE_NAME_MAX);
	FUZZ_CHECK(!strpbrk(name, "/\\"));
	FUZZ_CHECK(user_text_is_clean(name, false));
	const char *header = user_content_disposition(arena, "attachment", name);
	for (const char *p = header; *p; p++)
		FUZZ_CHECK(*p >= 0x20 && *p < 0x7f);
	struct buf html = BUF_EMPTY;
	user_text_html(&html, raw);
	FUZZ_CHECK(!strpbrk(buf_string(&html), "<>\"'"));
	buf_free(&html);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct meta fields = { NULL, 0, 0 }, options = { NULL, 0, 0 };
	struct err err = { 0 };
	if (urlencoded_parse((const char *)data, size, arena, &fields, &err) == 0) {
		for (size_t i = 0; i < fields.count; i++) {
			err.kind = ERR_NONE;
			if (job_options_add(&options, arena, fields.items[i].key,
				    fields.items[i].value, &err) < 0)
				FUZZ_CHECK(err.kind == ERR_INVALID && err.text[0]);
			check_name(fields.items[i].value, arena);
		}
		check_options(&options, arena);
	}
	arena_free(&arena);
	return 0;
}
