/* outbox.c: a book's folder is prepared under a temporary name and renamed when complete; in an
 * existing one, each file is replaced in the same way. A hidden file records the owner of a
 * folder.
 *
 * Other workers may write another format of the same book at the same time, or another book of
 * the same name. So temporary names contain the format, and for folders also the process, and a
 * worker that finds the final name taken checks again whose folder it is.
 */
#include "workers/audio_encoder/outbox.h"

#include "common/base/alloc.h"
#include "common/base/log.h"
#include "common/base/xml.h"
#include "common/farm/book.h"
#include "common/farm/encoded_audio.h"
#include "workers/audio_encoder/tags.h"
#include "workers/engine/failpoint.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_SAME = 99, MAX_MARK = 200, FILE_MODE = 0644, FOLDER_MODE = 0755 };

#define OWNER ".lectern"

struct export
{
	struct natsconn *conn;
	struct arena *arena;     /* its own, since the disk may take longer than the job lives */
	const char *tenant, *id; /* of the job */
	const struct object_info *file;
	const char *outbox, *extension;
	const char *title, *author; /* as path components */
	int folder;
};

/* ---- files ---- */

static const char *part_prefix(const struct export *export)
{
	return arena_printf(export->arena, OWNER "-%s-", export->extension);
}

/* Creates a file under a temporary name; -1 with errno. */
static int begin(const struct export *export, const char **ret_part)
{
	const char *part =
		arena_printf(export->arena, "%s%ld.part", part_prefix(export), (long)getpid());
	*ret_part = part;
	return openat(export->folder, part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
}

/* Renames a written file to its final name. Others may read it, whatever the mode of the farm's
 * own files. */
static int finish(const struct export *export, int fd, const char *part, const char *name, int rc,
	struct err *err)
{
	if (rc == 0 && (fchmod(fd, FILE_MODE) < 0 || fsync(fd) < 0))
		rc = err_errno(err, ERR_UNAVAILABLE, errno, "%s", name);
	close(fd);
	if (rc == 0 && renameat(export->folder, part, export->folder, name) < 0)
		rc = err_errno(err, ERR_UNAVAILABLE, errno, "%s", name);
	if (rc < 0)
		unlinkat(export->folder, part, 0);
	return rc;
}

/* digest NULL: any version. */
static int put_object(const struct export *export, const char *bucket, const char *key,
	const char *digest, const char *name, struct err *err)
{
	const char *part;
	struct object_info info;
	int fd = begin(export, &part);
	if (fd < 0)
		return err_errno(err, ERR_UNAVAILABLE, errno, "%s", name);
	int rc = objstore_get(export->conn, bucket, key, fd, export->arena, &info, err);
	if (rc == 0 && digest && strcmp(info.digest, digest) != 0)
		rc = err_set(err, ERR_UNAVAILABLE, "%s: it is being made again", name);
	return finish(export, fd, part, name, rc, err);
}

static int put_text(
	const struct export *export, const char *text, const char *name, struct err *err)
{
	const char *part;
	int fd = begin(export, &part), rc = 0;
	if (fd < 0)
		return err_errno(err, ERR_UNAVAILABLE, errno, "%s", name);
	size_t len = strlen(text);
	if (write(fd, text, len) != (ssize_t)len)
		rc = err_errno(err, ERR_UNAVAILABLE, errno, "%s", name);
	return finish(export, fd, part, name, rc, err);
}

/* Removes the files whose names begin with prefix. */
static void remove_files(int folder, const char *prefix)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
	if (!stream) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (const struct dirent *entry; (entry = readdir(stream));) {
		if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0)
			unlinkat(fd, entry->d_name, 0); /* fails for "." and ".." */
	}
	closedir(stream);
}

/* Whether that file in the folder consists of that line. Opened without blocking, because a FIFO
 * might have no writer. */
static bool says(int folder, const char *name, const char *line)
{
	char text[MAX_MARK + 1];
	int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return false;
	ssize_t len = read(fd, text, MAX_MARK);
	close(fd);
	text[len > 0 ? len : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return strcmp(text, line) == 0;
}

/* ---- contents ---- */

static void add(struct buf *out, const char *element, const char *attributes, const char *text)
{
	if (!text || !*text)
		return;
	buf_printf(out, "<%s%s>", element, attributes);
	xml_text(out, text);
	buf_printf(out, "</%s>\n", element);
}

static const char *opf_of(const struct export *export)
{
	const struct meta *meta = &export->file->metadata;
	struct buf out = BUF_EMPTY;
	buf_append_string(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
				"<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"2.0\""
				" unique-identifier=\"id\">\n"
				"<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
				" xmlns:opf=\"http://www.idpf.org/2007/opf\">\n");
	add(&out, "dc:identifier", " id=\"id\"", export->id);
	add(&out, "dc:title", "", meta_get(meta, ENCODED_TITLE));
	add(&out, "dc:creator", " opf:role=\"aut\"", meta_get(meta, ENCODED_AUTHOR));
	add(&out, "dc:contributor", " opf:role=\"nrt\"", meta_get(meta, ENCODED_NARRATOR));
	add(&out, "dc:language", "", meta_get(meta, ENCODED_LANGUAGE));
	add(&out, "dc:date", "", meta_get(meta, ENCODED_DATE));
	buf_append_string(&out, "</metadata>\n</package>\n");
	const char *text = arena_string(export->arena, buf_string(&out));
	buf_free(&out);
	return text;
}

static int put_cover(const struct export *export, struct err *err)
{
	int rc = put_object(export, natsconn_settings(export->conn)->book_object_store_bucket,
		book_key(export->arena, export->tenant, export->id, BOOK_COVER), NULL, "cover.jpg",
		err);
	return rc < 0 && err->kind == ERR_NOT_FOUND ? 0 : rc;
}

static int fill(const struct export *export, struct err *err)
{
	const char *mark = arena_printf(export->arena, OWNER ".%s", export->extension);
	const char *digest = export->file->digest;
	if (says(export->folder, mark, digest))
		return 0;
	remove_files(export->folder, part_prefix(export)); /* left by a worker that was killed */
	if (put_text(export, arena_printf(export->arena, "%s\n", export->id), OWNER, err) < 0 ||
		put_cover(export, err) < 0 ||
		put_text(export, opf_of(export), "metadata.opf", err) < 0 ||
		put_object(export,
			natsconn_settings(export->conn)->encoded_audio_object_store_bucket,
			export->file->name, digest,
			arena_printf(export->arena, "%s.%s", export->title, export->extension),
			err) < 0)
		return -1;
	return put_text(export, arena_printf(export->arena, "%s\n", digest), mark, err);
}

/* ---- folders ---- */

static int open_folder(int parent, const char *name)
{
	return openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/* Whether errno says that the name belongs to a file or a symlink. */
static bool is_no_folder(void)
{
	return errno == ENOTDIR || errno == ELOOP;
}

static int make_folder(int parent, const char *name, struct err *err)
{
	bool made = mkdirat(parent, name, FOLDER_MODE) == 0;
	int fd = made || errno == EEXIST ? open_folder(parent, name) : -1;
	if (fd < 0)
		return err_errno(err, ERR_UNAVAILABLE, errno, "%s", name);
	if (made && fchmod(fd, FOLDER_MODE) < 0) {
		close(fd);
		return err_errno(err, ERR_UNAVAILABLE, errno, "%s", name);
	}
	return fd;
}

/* "Title", or "Title (2)" beside something else of that name. *ret_fd: the book's folder if it
 * exists already, else -1. */
static int choose_folder(const struct export *export, int author, const char **ret_name,
	int *ret_fd, struct err *err)
{
	for (int i = 1; i <= MAX_SAME; i++) {
		const char *name = export->title;
		if (i > 1)
			name = arena_printf(export->arena, "%s (%d)", export->title, i);
		int fd = open_folder(author, name);
		if (fd < 0 && is_no_folder())
			continue;
		if (fd < 0 && errno != ENOENT)
			return err_errno(err, ERR_UNAVAILABLE, errno, "%s", name);
		if (fd >= 0 && !says(fd, OWNER, export->id)) {
			close(fd);
			continue;
		}
		*ret_name = name;
		*ret_fd = fd;
		return 0;
	}
	return err_set(err, ERR_UNAVAILABLE, "%s: there are %d directories of that name",
		export->title, MAX_SAME);
}

static void remove_aside(int author, const char *aside)
{
	int folder = open_folder(author, aside);
	if (folder < 0)
		return;
	remove_files(folder, "");
	close(folder);
	unlinkat(author, aside, AT_REMOVEDIR);
}

/* 1: done; 0: another worker took the name meanwhile; -1: error. */
static int put_folder(struct export *export, int author, const char *aside, struct err *err)
{
	const char *name = export->title;
	if (choose_folder(export, author, &name, &export->folder, err) < 0)
		return -1;
	bool is_new = export->folder < 0;
	if (is_new)
		export->folder = make_folder(author, aside, err);
	if (export->folder < 0)
		return -1;
	int rc = fill(export, err);
	close(export->folder);
	if (rc < 0)
		return -1;
	if (!is_new || renameat(author, aside, author, name) == 0)
		return 1;
	if (errno == EEXIST || errno == ENOTEMPTY || errno == ENOENT || is_no_folder())
		return 0;
	return err_errno(err, ERR_UNAVAILABLE, errno, "%s", name);
}

static int put_book(struct export *export, int author, struct err *err)
{
	const char *aside =
		arena_printf(export->arena, OWNER "-%s-%s", export->id, export->extension);
	int rc = 0;
	for (int i = 0; i < MAX_SAME && rc == 0; i++)
		rc = put_folder(export, author, aside, err);
	if (rc == 0)
		rc = err_set(err, ERR_UNAVAILABLE, "%s: other books keep taking that name",
			export->title);
	remove_aside(author, aside);
	return rc < 0 ? -1 : 0;
}

static int put(void *context, struct err *err)
{
	struct export *export = context;
	if (failpoint(audio_encoder_stage.name, "outbox", 0, err) < 0)
		return -1;
	int outbox = open(export->outbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (outbox < 0)
		return err_errno(err, ERR_UNAVAILABLE, errno, "%s", export->outbox);
	int author = make_folder(outbox, export->author, err), rc = -1;
	if (author >= 0) {
		rc = put_book(export, author, err);
		close(author);
	}
	close(outbox);
	return rc;
}

/* Programs that scan folders accept a file for each chapter, but not a ZIP. */
static bool is_by_chapter(const struct front_job *job)
{
	enum audio_format format, whole;
	return audio_format_parse(job->event->format, strlen(job->event->format), &format) &&
	       audio_format_whole(format, &whole);
}

static void release(void *context)
{
	struct export *export = context;
	arena_free(&export->arena);
	alloc_free(&export);
}

static struct export *export_new(const struct front_job *job, const struct object_info *file)
{
	struct export *export = alloc_zeroed(1, sizeof *export);
	struct arena *arena = export->arena = arena_new();
	struct object_info *copy = arena_alloc(arena, sizeof *copy);
	const char *title = meta_get(&file->metadata, ENCODED_TITLE);
	const char *author = meta_get(&file->metadata, ENCODED_AUTHOR);
	objstore_copy_info(file, arena, copy);
	export->conn = front_conn(job->front);
	export->tenant = arena_string(arena, job->workflow->tenant_id);
	export->id = arena_string(arena, job->workflow->id);
	export->file = copy;
	export->outbox = front_settings(job->front)->library.outbox;
	export->extension = arena_string(arena, job->event->format);
	export->title = tags_path(arena, title && *title ? title : job->workflow->name);
	export->author = tags_path(arena, author ? author : "");
	export->folder = -1;
	return export;
}

/* Captions are a file of their own, put beside the audio when they are made; requests them when
 * a file arrives to which the present ones do not belong. */
static int ask_for_captions(struct front_job *job, const struct object_info *file, struct err *err)
{
	struct natsconn *conn = front_conn(job->front);
	const struct workflow *workflow = job->workflow;
	const char *title = meta_get(&file->metadata, ENCODED_TITLE);
	struct encoded_request request = { .format = AUDIO_CAPTIONS };
	struct encoded_audio captions;
	if (encoded_audio_look(conn, workflow->tenant_id, workflow->id, job->event->digest,
		    AUDIO_CAPTIONS, job->arena, &captions, err) < 0)
		return -1;
	bool another = captions.state == ENCODED_READY && captions.title && title &&
		       strcmp(captions.title, title) != 0;
	if (captions.state != ENCODED_NONE && !another)
		return 0;
	request.again = another;
	request.message_id = arena_printf(
		job->arena, "%s.%s.captions", workflow->id, job->event->header.event_id);
	return encoded_audio_request(conn, &job->event->header,
		workflow_final_key(job->arena, workflow->tenant_id, workflow->id),
		job->event->digest, &request, err);
}

void outbox_take(struct front_job *job, const struct object_info *file)
{
	const struct library_settings *library = &front_settings(job->front)->library;
	struct err err;
	/* If it was requested again, it may be waiting by now. */
	if (!*library->outbox || !file->digest || !encoded_audio_is_ready(file) ||
		is_by_chapter(job))
		return;
	if (strcmp(job->event->format, audio_format_name(AUDIO_CAPTIONS)) != 0 &&
		ask_for_captions(job, file, &err) < 0)
		log_warn("%s: captions for the outbox: %s", job->workflow->id, err.text);
	const struct background_errand errand = { put, release, export_new(job, file) };
	if (background_run_within(
		    job->front, &errand, library->outbox_timeout_seconds * 1000, &err) < 0)
		log_warn("%s: the outbox: %s", job->workflow->id, err.text);
}
