/* speech_source.c: fetches a page's text and its words. */
#include "workers/tts/speech_source.h"

#include "common/base/alloc.h"
#include "common/base/utf8.h"
#include "workers/tts/results.h"
#include "workers/tts/unread.h"

#include <string.h>
#include <unistd.h>

enum { MAX_TEXT = 256 * 1024 * 1024 };

/* Whether it is a mark of IPA, which only a pronunciation list may set. */
static bool is_mark(const char *p, size_t size)
{
	return size == 3 && memcmp(p, PRONUNCIATION_IPA_START, 2) == 0 &&
	       (unsigned char)p[2] >= 0xb9 && (unsigned char)p[2] <= 0xbb;
}

/* Converts untrusted text to valid UTF-8 without control characters. */
static void make_speakable(struct buf *text)
{
	for (size_t i = 0; i < text->len;) {
		size_t n = utf8_sequence(text->data + i, text->len - i);
		unsigned char c = (unsigned char)text->data[i];
		if (n == 0 || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			text->data[i] = ' ';
		else if (is_mark(text->data + i, n))
			memset(text->data + i, ' ', n);
		i += n ? n : 1;
	}
}

static void forget_job(struct speech_lists *lists)
{
	alloc_free(&lists->option);
	pronunciation_free(&lists->job);
}

void speech_lists_free(struct speech_lists *lists)
{
	forget_job(lists);
	pronunciation_free(&lists->server);
}

/* The job's list, parsed anew or kept from the previous page. */
static int take_job(struct speech_lists *lists, const char *option, struct err *err)
{
	if (option && lists->option && strcmp(option, lists->option) == 0)
		return 0;
	forget_job(lists);
	if (!option)
		return 0;
	if (pronunciation_parse_option(option, &lists->job, err) < 0)
		return err_prefix(err, "pronunciation");
	lists->option = alloc_string(option);
	return 0;
}

int speech_source_pronounce(struct speech_source *source, struct speech_lists *lists,
	const char *option, const struct pronunciation_target *target, struct err *err)
{
	make_speakable(&source->said);
	if (take_job(lists, option, err) < 0)
		return -1;
	pronunciation_apply_traced(lists->job, lists->server, target, buf_string(&source->said),
		source->said.len, &source->spoken, &source->origins);
	/* What other programs can read is not known here. */
	if (target->takes_ipa)
		source->unread = unread_blank(&source->spoken, target->language);
	return 0;
}

/* Words that belong to another text or are invalid are ignored. A store that does not answer is
 * an error. */
static int get_words(
	struct speech_source *source, struct job *job, const char *text_digest, struct err *err)
{
	struct buf json = BUF_EMPTY;
	struct err why = { ERR_NONE, "" };
	int fd;
	if (job_get(job, TTS_WORDS, &fd, NULL, &why) < 0) {
		if (!err_is_transient(&why))
			return 0;
		*err = why;
		return -1;
	}
	if (buf_read_fd(&json, fd, MAX_TEXT, &why) == 0 &&
		page_words_parse(
			buf_string(&json), json.len, job_arena(job), &source->words, &why) == 0)
		source->has_words = strcmp(source->words.digest, text_digest) == 0;
	close(fd);
	buf_free(&json);
	return 0;
}

int speech_source_get(struct speech_source *source, struct job *job, struct speech_lists *lists,
	const struct pronunciation_target *target, struct err *err)
{
	int fd;
	if (job_get(job, 0, &fd, &source->meta, err) < 0)
		return -1;
	const char *digest = job_digest(job);
	int rc = buf_read_fd(&source->said, fd, MAX_TEXT, err);
	close(fd);
	if (rc < 0)
		return -1;
	if (get_words(source, job, digest, err) < 0)
		return -1;
	/* Only our own texts indicate by their end that a sentence continues on the next page. */
	if (!source->has_words)
		buf_append_char(&source->said, '\n');
	return speech_source_pronounce(
		source, lists, job_option(job, "pronunciation"), target, err);
}

void speech_source_free(struct speech_source *source)
{
	buf_free(&source->said);
	buf_free(&source->spoken);
	buf_free(&source->origins);
}
