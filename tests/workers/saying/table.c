/* table.c: reads the tables of sentences. */
#include "table.h"

#include "common/base/alloc.h"
#include "common/base/buf.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *cut(char **rest, const char *path, const char *line)
{
	char *bar = strstr(*rest, " | ");
	if (!bar) {
		fprintf(stderr, "%s: \"%s\" has no three parts\n", path, line);
		exit(1);
	}
	char *part = *rest;
	*bar = '\0';
	*rest = bar + 3;
	return part;
}

struct table table_read(const char *path)
{
	enum { MOST_BYTES = 1 << 22 };
	struct buf file = BUF_EMPTY;
	struct err err = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || buf_read_fd(&file, fd, MOST_BYTES, &err) < 0) {
		fprintf(stderr, "%s: cannot be read\n", path);
		exit(1);
	}
	close(fd);
	struct table table = { .text = file.data };
	char *rest = table.text, *line;
	size_t room = 0;
	while ((line = strsep(&rest, "\n"))) {
		if (!*line || strncmp(line, "# ", 2) == 0)
			continue;
		if (table.count == room) {
			room = room ? 2 * room : 256;
			table.items = alloc_resize(table.items, room * sizeof *table.items);
		}
		char *at = line;
		struct table_item item = { .kind = cut(&at, path, line) };
		item.printed = cut(&at, path, item.kind);
		item.said = strcmp(at, "=") == 0 ? item.printed : at;
		table.items[table.count++] = item;
	}
	return table;
}

void table_free(struct table *table)
{
	free(table->items);
	free(table->text);
	*table = (struct table) { NULL, NULL, 0 };
}
