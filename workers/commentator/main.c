/* main: asks a language model about one page, then exits.
 *
 * The front of png-to-text starts it: the front parses only events, this process parses
 * strangers' answers. It has the endpoint's key and the page but nothing else of the farm: no
 * broker, no file to write, no program to run (workers/engine/confine.h). The question is one
 * JSON object on standard input:
 *
 *   {"instructions":"...","language":"German","text":"...","page":3,"totalPages":50,"image":false,
 *    "milliseconds":300000}
 *
 * "language" may be null; with "image", the page's PNG is on descriptor 3. The answer goes to
 * standard output: "+" and the text to be spoken, "-" and the reason why there is none, or "?"
 * and the reason why there is none at present, when the endpoint is unavailable.
 *
 * Combining the models' texts with the page's into one is a second kind of request, which needs
 * no endpoint (workers/commentator/composing.h). Its answer is "+", the number of bytes of the
 * text, a newline, the text, and its words as JSON.
 */
#include "config.h"

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/log.h"
#include "common/base/options.h"
#include "common/base/timestamp.h"
#include "common/config/settings.h"
#include "workers/commentator/chat.h"
#include "workers/commentator/composing.h"
#include "workers/commentator/spoken_answer.h"
#include "workers/endpoint/endpoint.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_CONFIG = 78 };

enum {
	IMAGE_FD = 3,
	MAX_QUESTION = 64 * 1024 * 1024,
	MAX_MILLISECONDS = 86400000,
};

struct question {
	struct chat_question chat;
	bool image;
	int64_t milliseconds;
};

static const char usage[] =
	"usage: lectern-commentator [--config FILE] [--check] [--version] [--help]\n"
	"\n"
	"Asks the endpoint of [commentary] about one page. Started by png-to-text-service;\n"
	"by hand it reads a question from standard input, see lectern-commentator(8).\n"
	"\n"
	"  --config FILE  project.toml; without it the defaults\n"
	"  --check        check whether it can work with these settings, and exit; nothing is sent\n"
	"  --version      print the version\n"
	"  --help         print this\n";

struct command {
	const char *config_path;
	bool check;
	const char *front_pid;
};

/* Returns OPTIONS_GO_ON, or the status to exit with. */
static int parse_command(int argc, char **argv, struct command *command)
{
	const struct option_spec options[] = {
		{ .name = "config", .value = &command->config_path },
		{ .name = "check", .flag = &command->check },
		{ .name = "front-pid", .value = &command->front_pid }, /* given by the front */
		{ .name = NULL },
	};
	const struct program_spec program = {
		.name = "lectern-commentator", .usage = usage, .options = options
	};
	int first;
	return options_parse(&program, argc, argv, &first);
}

/* ---- the question ---- */

static int read_object(const struct json_in *in, struct question *question, struct err *err)
{
	struct chat_question *chat = &question->chat;
	int64_t page, total;
	if (json_get_string(in, "instructions", &chat->instructions, err) < 0 ||
		json_find_string(in, "language", &chat->language, err) < 0 ||
		json_get_string(in, "text", &chat->text, err) < 0 ||
		json_get_int(in, "page", 1, INT32_MAX, &page, err) < 0 ||
		json_get_int(in, "totalPages", 1, INT32_MAX, &total, err) < 0 ||
		json_find_bool(in, "image", &question->image, err) < 0 ||
		json_get_int(
			in, "milliseconds", 1, MAX_MILLISECONDS, &question->milliseconds, err) < 0)
		return -1;
	chat->page = (int)page;
	chat->total_pages = (int)total;
	return 0;
}

static int read_request(cJSON **ret_root, struct err *err)
{
	struct buf text = BUF_EMPTY;
	int rc = buf_read_stream(&text, STDIN_FILENO, MAX_QUESTION, err);
	if (rc == 0)
		rc = json_parse(buf_string(&text), text.len, ret_root, err);
	buf_free(&text);
	return rc;
}

static int read_question(
	const struct json_in *in, struct question *question, struct buf *image, struct err *err)
{
	if (read_object(in, question, err) < 0)
		return -1;
	if (question->image && buf_read_fd(image, IMAGE_FD, MAX_QUESTION, err) == 0) {
		question->chat.image = image->data;
		question->chat.image_len = image->len;
	}
	return 0;
}

/* ---- the answer ---- */

static int say(char kind, const char *text)
{
	return printf("%c%s", kind, text) < 0 || fflush(stdout) != 0 ? EXIT_FAILURE : 0;
}

static int say_err(const struct err *err)
{
	return say(err->kind == ERR_UNAVAILABLE ? '?' : '-', err->text);
}

/* The error names files on this machine, which are not for a job's owner to see. */
static int say_unfit(const struct err *err)
{
	log_error("%s", err->text);
	return say('-', "the commentator cannot start; see the log");
}

static int open_endpoint(const struct commentary_settings *own, struct arena *arena,
	struct endpoint **ret_endpoint, struct err *err)
{
	const struct endpoint_spec spec = {
		.base_url = own->base_url,
		.accept = "application/json",
		.key_file = own->key_file,
		.tls_ca_file = own->tls_ca_file,
		.section = "commentary",
		.timeout_ms = own->timeout_seconds * 1000,
		.max_attempts = own->max_attempts,
		.max_answer = (size_t)own->max_answer_kb * 1024,
		.limit_name =
			arena_printf(arena, "max_answer_kb = %lld", (long long)own->max_answer_kb),
	};
	return endpoint_new(&spec, ret_endpoint, err);
}

static int ask(const struct settings *settings, struct endpoint *endpoint, struct arena *arena,
	struct question *question)
{
	const struct commentary_settings *own = &settings->commentary;
	const int64_t limit_ms = clock_monotonic_ms() + question->milliseconds;
	const char *request, *text;
	bool cut;
	struct buf body = BUF_EMPTY;
	struct err err;
	if (chat_request(own, &question->chat, arena, &request, &err) < 0 ||
		endpoint_ask(endpoint, "/chat/completions", request, limit_ms, &body, &err) < 0 ||
		chat_answer(buf_string(&body), body.len, arena, &text, &cut, &err) < 0) {
		buf_free(&body);
		return say_err(&err);
	}
	buf_free(&body);
	const char *spoken =
		spoken_answer(arena, text, strlen(text), (size_t)own->max_spoken_chars, cut);
	return *spoken ? say('+', spoken) : say('-', "an answer with nothing to say aloud");
}

static int compose(const struct json_in *in, struct err *err)
{
	struct words_piece whole;
	if (composing_do(in, &whole, err) < 0)
		return say_unfit(err);
	const char *words = page_words_format(&whole.words, in->arena);
	return printf("+%zu\n%s%s", strlen(whole.said), whole.said, words) < 0 ||
			       fflush(stdout) != 0
		       ? EXIT_FAILURE
		       : 0;
}

static int answer(
	const struct settings *settings, struct endpoint *endpoint, const struct json_in *in)
{
	struct question question = { .image = false };
	struct buf image = BUF_EMPTY;
	struct err err;
	int status;
	if (composing_is_asked(in))
		return compose(in, &err);
	if (read_question(in, &question, &image, &err) < 0) {
		err_prefix(&err, "question");
		status = say_unfit(&err);
	} else {
		status = ask(settings, endpoint, in->arena, &question);
	}
	buf_free(&image);
	return status;
}

static int serve(const struct settings *settings)
{
	struct arena *arena = arena_new();
	struct endpoint *endpoint = NULL;
	cJSON *root = NULL;
	struct err err;
	int status;
	page_words_digest(
		"", 0, arena); /* makes OpenSSL read its files before the sandbox forbids it */
	if (!*settings->commentary.base_url)
		status = say('-', "no endpoint is configured");
	else if (open_endpoint(&settings->commentary, arena, &endpoint, &err) < 0 ||
		 endpoint_lock_in(endpoint, settings->supervisor.sandbox, &err) < 0 ||
		 read_request(&root, &err) < 0)
		status = say_unfit(&err);
	else
		status = answer(settings, endpoint, &(struct json_in) { root, "", arena });
	cJSON_Delete(root);
	endpoint_free(&endpoint);
	arena_free(&arena);
	return status;
}

/* Checks whether these settings allow asking (--check). CA certificates are read only when
 * connecting. */
static int check(const struct commentary_settings *settings)
{
	struct arena *arena = arena_new();
	struct endpoint *endpoint = NULL;
	struct err err;
	int status = 0;
	if (open_endpoint(settings, arena, &endpoint, &err) < 0) {
		fprintf(stderr, "commentator: %s\n", err.text);
		status = EXIT_CONFIG;
	}
	endpoint_free(&endpoint);
	arena_free(&arena);
	if (*settings->tls_ca_file && access(settings->tls_ca_file, R_OK) < 0) {
		fprintf(stderr, "commentator: [commentary] tls_ca_file: %s: %s\n",
			settings->tls_ca_file, strerror(errno));
		status = EXIT_CONFIG;
	}
	return status;
}

int main(int argc, char **argv)
{
	struct command command = { .config_path = NULL };
	int status = parse_command(argc, argv, &command);
	if (status != OPTIONS_GO_ON)
		return status;
	/* It must not outlive its front, which may have died before prctl took effect. */
	if (command.front_pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != (pid_t)strtol(command.front_pid, NULL, 10))
			return EXIT_FAILURE;
	}
	struct settings *settings = NULL;
	struct err err;
	log_open("commentator", LOG_LEVEL_INFO, LOG_FORMAT_TEXT);
	if (settings_load(command.config_path, &settings, &err) < 0) {
		log_error("%s", err.text);
		return EXIT_CONFIG;
	}
	srandom((unsigned)getpid() ^ (unsigned)time(NULL));
	status = command.check ? check(&settings->commentary) : serve(settings);
	settings_free(&settings);
	return status;
}
