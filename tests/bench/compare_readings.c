/* compare_readings.c: how near one reading of books comes to another.
 *
 * usage: compare_readings WANTED_DIR SAID_DIR [...]: directories that read_pdf has filled, in
 * pairs. Prints a line for each pair and one for all: word recall, precision, heads that are
 * spoken and wrong joins. */
#include "common/base/buf.h"
#include "common/base/json.h"
#include "tests/workers/reading/figures.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MAX_FILE = 16 << 20, MAX_PAGES = 100000 };

struct totals {
	struct figures figures;
	size_t pages, heads, spoken_heads;
};

static bool load(const char *directory, int page, const char *extension, struct buf *ret_text)
{
	char path[4096];
	struct err err;
	snprintf(path, sizeof path, "%s/page_%05d.%s", directory, page, extension);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	buf_clear(ret_text);
	int rc = buf_read_fd(ret_text, fd, MAX_FILE, &err);
	close(fd);
	return rc == 0;
}

/* Is it a paragraph, or the beginning of one? */
static bool is_spoken(const char *text, const char *head)
{
	size_t len = strlen(head);
	for (const char *p = text; (p = strstr(p, head)); p++) {
		if ((p == text || p[-1] == '\n') && (p[len] == '\0' || p[len] == '\n'))
			return true;
	}
	return false;
}

static void count_heads(struct totals *totals, const char *dropped, const char *said)
{
	cJSON *list = cJSON_Parse(dropped);
	const cJSON *item;
	cJSON_ArrayForEach(item, list)
	{
		const char *kind =
			cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "kind"));
		char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(item, "text"));
		if (!kind || !text ||
			(strcmp(kind, "header") != 0 && strcmp(kind, "footer") != 0 &&
				strcmp(kind, "page-number") != 0))
			continue;
		for (char *p = text; (p = strchr(p, '\t'));)
			*p = ' ';
		totals->heads++;
		totals->spoken_heads += is_spoken(said, text);
	}
	cJSON_Delete(list);
}

static void compare(struct totals *totals, const char *wanted_dir, const char *said_dir)
{
	struct buf wanted = BUF_EMPTY, said = BUF_EMPTY, other = BUF_EMPTY;
	for (int page = 1; page < MAX_PAGES && load(wanted_dir, page, "txt", &wanted) &&
			   load(said_dir, page, "txt", &said);
		page++) {
		size_t ends = 0;
		if (load(wanted_dir, page, "raw", &other)) {
			for (const char *p = buf_string(&other); *p; p++)
				ends += *p == '\n';
		}
		figures_add(&totals->figures, buf_string(&wanted), buf_string(&said), ends);
		if (load(wanted_dir, page, "dropped", &other))
			count_heads(totals, buf_string(&other), buf_string(&said));
		totals->pages++;
	}
	buf_free(&wanted);
	buf_free(&said);
	buf_free(&other);
}

static double percent(size_t part, size_t all)
{
	return all > 0 ? 100.0 * (double)part / (double)all : 100;
}

static void print(const char *name, const struct totals *t)
{
	const struct figures *f = &t->figures;
	printf("%-32s %4zu pages, recall %6.2f %%, precision %6.2f %%, heads spoken %zu of %zu, "
	       "wrong joins %zu of %zu\n",
		name, t->pages, percent(f->same, f->wanted), percent(f->same, f->said),
		t->spoken_heads, t->heads, f->wrong, f->ends);
}

int main(int argc, char **argv)
{
	struct totals all = { .pages = 0 };
	if (argc < 3 || argc % 2 == 0) {
		fprintf(stderr, "usage: %s WANTED_DIR SAID_DIR [...]\n", argv[0]);
		return 2;
	}
	for (int i = 1; i < argc; i += 2) {
		struct totals book = { .pages = 0 };
		const char *name = strrchr(argv[i], '/');
		compare(&book, argv[i], argv[i + 1]);
		compare(&all, argv[i], argv[i + 1]);
		print(name ? name + 1 : argv[i], &book);
	}
	print("all", &all);
	return all.pages > 0 ? 0 : 1;
}
