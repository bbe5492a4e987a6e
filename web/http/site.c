/* site: reads the page's files at the start and keeps them in memory. */
#include "web/http/site.h"

#include "common/base/alloc.h"
#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/program_dir.h"
#include "web/http/gzip.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_FILE = 1024 * 1024, BEST_LEVEL = 9 };

static const struct {
	const char *path, *file, *content_type;
} sources[] = {
	{ "/", "index.html", "text/html; charset=utf-8" },
	{ "/books/", "book.html", "text/html; charset=utf-8" },
	{ "/farm", "farm.html", "text/html; charset=utf-8" },
	{ "/style.css", "style.css", "text/css; charset=utf-8" },
	{ "/book.css", "book.css", "text/css; charset=utf-8" },
	{ "/api.js", "api.js", "text/javascript; charset=utf-8" },
	{ "/book.js", "book.js", "text/javascript; charset=utf-8" },
	{ "/bookmarks.js", "bookmarks.js", "text/javascript; charset=utf-8" },
	{ "/books.js", "books.js", "text/javascript; charset=utf-8" },
	{ "/card.js", "card.js", "text/javascript; charset=utf-8" },
	{ "/chapters.js", "chapters.js", "text/javascript; charset=utf-8" },
	{ "/choice.js", "choice.js", "text/javascript; charset=utf-8" },
	{ "/controls.js", "controls.js", "text/javascript; charset=utf-8" },
	{ "/device.js", "device.js", "text/javascript; charset=utf-8" },
	{ "/devicebox.js", "devicebox.js", "text/javascript; charset=utf-8" },
	{ "/dom.js", "dom.js", "text/javascript; charset=utf-8" },
	{ "/events_worker.js", "events_worker.js", "text/javascript; charset=utf-8" },
	{ "/farm.js", "farm.js", "text/javascript; charset=utf-8" },
	{ "/files.js", "files.js", "text/javascript; charset=utf-8" },
	{ "/respeak.js", "respeak.js", "text/javascript; charset=utf-8" },
	{ "/voicesample.js", "voicesample.js", "text/javascript; charset=utf-8" },
	{ "/format.js", "format.js", "text/javascript; charset=utf-8" },
	{ "/hls.js", "hls.js", "text/javascript; charset=utf-8" },
	{ "/i18n.js", "i18n.js", "text/javascript; charset=utf-8" },
	{ "/job.js", "job.js", "text/javascript; charset=utf-8" },
	{ "/lead.js", "lead.js", "text/javascript; charset=utf-8" },
	{ "/leftout.js", "leftout.js", "text/javascript; charset=utf-8" },
	{ "/library.js", "library.js", "text/javascript; charset=utf-8" },
	{ "/listening.js", "listening.js", "text/javascript; charset=utf-8" },
	{ "/live.js", "live.js", "text/javascript; charset=utf-8" },
	{ "/livesound.js", "livesound.js", "text/javascript; charset=utf-8" },
	{ "/notify.js", "notify.js", "text/javascript; charset=utf-8" },
	{ "/pagemap.js", "pagemap.js", "text/javascript; charset=utf-8" },
	{ "/pageview.js", "pageview.js", "text/javascript; charset=utf-8" },
	{ "/player.js", "player.js", "text/javascript; charset=utf-8" },
	{ "/reader.js", "reader.js", "text/javascript; charset=utf-8" },
	{ "/sheet.js", "sheet.js", "text/javascript; charset=utf-8" },
	{ "/sleep.js", "sleep.js", "text/javascript; charset=utf-8" },
	{ "/storage.js", "storage.js", "text/javascript; charset=utf-8" },
	{ "/strings.js", "strings.js", "text/javascript; charset=utf-8" },
	{ "/textsearch.js", "textsearch.js", "text/javascript; charset=utf-8" },
	{ "/textview.js", "textview.js", "text/javascript; charset=utf-8" },
	{ "/timeline.js", "timeline.js", "text/javascript; charset=utf-8" },
	{ "/transport.js", "transport.js", "text/javascript; charset=utf-8" },
	{ "/pronunciation.js", "pronunciation.js", "text/javascript; charset=utf-8" },
	{ "/uploads.js", "uploads.js", "text/javascript; charset=utf-8" },
	{ "/worker.js", "worker.js", "text/javascript; charset=utf-8" },
	{ "/icon.svg", "icon.svg", "image/svg+xml" },
	{ "/icon-192.png", "icon-192.png", "image/png" },
	{ "/icon-512.png", "icon-512.png", "image/png" },
	{ "/manifest.webmanifest", "manifest.webmanifest", "application/manifest+json" },
	{ "/openapi.json", "openapi.json", "application/json" },
};

enum { FILES = sizeof sources / sizeof *sources };

struct site {
	struct site_file files[FILES];
};

static const char *find_directory(struct arena *arena)
{
	const char *set = getenv("LECTERN_PAGE_DIR");
	if (set && *set)
		return set;
	const char *own = program_dir(arena);
	if (own && strcmp(own, ABS_TOP_BUILDDIR "/web") == 0)
		return ABS_TOP_SRCDIR "/web/static";
	return PKGDATADIR;
}

static void make_etag(struct site_file *file)
{
	unsigned char bytes[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	EVP_Digest(file->data, file->len, bytes, &len, EVP_sha256(), NULL);
	size_t at = 0;
	file->etag[at++] = '"';
	for (unsigned i = 0; i < len && i < 16; i++)
		at += (size_t)snprintf(file->etag + at, sizeof file->etag - at, "%02x", bytes[i]);
	file->etag[at++] = '"';
	file->etag[at] = '\0';
}

static int read_file(const char *directory, size_t index, struct site_file *file, struct err *err)
{
	struct arena *arena = arena_new();
	const char *path = arena_printf(arena, "%s/%s", directory, sources[index].file);
	struct buf text = BUF_EMPTY;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result = fd < 0 ? err_errno(err, ERR_NOT_FOUND, errno, "%s", path)
			    : buf_read_fd(&text, fd, MAX_FILE, err);
	if (fd >= 0)
		close(fd);
	arena_free(&arena);
	if (result < 0) {
		buf_free(&text);
		return -1;
	}
	file->path = sources[index].path;
	file->content_type = sources[index].content_type;
	file->data = text.data;
	file->len = text.len;
	gzip_pack(file->data, file->len, BEST_LEVEL, &file->packed);
	make_etag(file);
	return 0;
}

int site_new(struct site **ret_site, struct err *err)
{
	struct site *site = alloc_zeroed(1, sizeof *site);
	struct arena *arena = arena_new();
	const char *directory = find_directory(arena);
	int result = 0;
	for (size_t i = 0; i < FILES && result == 0; i++)
		result = read_file(directory, i, &site->files[i], err);
	arena_free(&arena);
	if (result < 0)
		site_free(&site);
	else
		*ret_site = site;
	return result;
}

void site_free(struct site **site)
{
	if (!site || !*site)
		return;
	for (size_t i = 0; i < FILES; i++) {
		free((*site)->files[i].data);
		buf_free(&(*site)->files[i].packed);
	}
	alloc_free(site);
}

const struct site_file *site_find(const struct site *site, const char *path)
{
	for (size_t i = 0; i < FILES; i++) {
		if (strcmp(site->files[i].path, path) == 0)
			return &site->files[i];
	}
	return NULL;
}
