/* front_player.c: the front's side of the link, without NATS. */
#include "tests/workers/engine/front_player.h"

#include "common/base/alloc.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct player {
	pid_t pid;
	int socket;
	char settings_path[64];
};

/* ---- birth and death ---- */

static void die(const char *what)
{
	fprintf(stderr, "front_player: %s: %s\n", what, strerror(errno));
	abort();
}

static void write_settings(struct player *player, const char *settings)
{
	snprintf(player->settings_path, sizeof player->settings_path, "/tmp/engine-XXXXXX");
	int fd = mkstemp(player->settings_path);
	size_t len = strlen(settings);
	if (fd < 0 || write(fd, settings, len) != (ssize_t)len)
		die("settings");
	close(fd);
}

enum { MAX_ARGS = 24 };

static void spawn(struct player *player, const char *const *under, const char *program, int link)
{
	char path[200];
	snprintf(path, sizeof path, "workers/%s", program);
	char engine[] = "--engine", config[] = "--config";
	char *argv[MAX_ARGS + 5];
	size_t n = 0;
	for (; under && under[n] && n < MAX_ARGS; n++)
		argv[n] = alloc_string(under[n]);
	size_t own = n;
	argv[n++] = path;
	argv[n++] = engine;
	argv[n++] = config;
	argv[n++] = player->settings_path;
	argv[n] = NULL;
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, link, ENGINE_FD);
	setenv("OMP_THREAD_LIMIT", "1", 1);
	errno = posix_spawnp(&player->pid, argv[0], &actions, NULL, argv, environ);
	if (errno)
		die(argv[0]);
	posix_spawn_file_actions_destroy(&actions);
	while (own > 0)
		free(argv[--own]);
}

struct player *player_start(const char *program, const char *settings, char reason[500])
{
	return player_start_under(NULL, program, settings, reason);
}

struct player *player_start_under(
	const char *const *under, const char *program, const char *settings, char reason[500])
{
	struct player *player = alloc_zeroed(1, sizeof *player);
	int pair[2];
	write_settings(player, settings);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		die("socketpair");
	/* dup2 onto itself would keep close-on-exec. */
	if (pair[1] == ENGINE_FD && (pair[1] = fcntl(pair[1], F_DUPFD_CLOEXEC, 4)) < 0)
		die("fcntl");
	player->socket = pair[0];
	spawn(player, under, program, pair[1]);
	close(pair[1]);

	struct link_message message;
	struct err err;
	bool ready = false;
	snprintf(reason, 500, "it died");
	if (link_receive(player->socket, &message, &err) == 0) {
		const cJSON *why = cJSON_GetObjectItem(message.body, "reason");
		ready = message.kind == LINK_READY;
		if (cJSON_IsString(why))
			snprintf(reason, 500, "%s", why->valuestring);
		link_message_free(&message);
	}
	unlink(player->settings_path);
	if (!ready)
		player_stop(&player);
	return player;
}

static int wait_for(pid_t pid)
{
	int status;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			die("waitpid");
	}
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

int player_stop(struct player **player)
{
	if ((*player)->socket >= 0)
		close((*player)->socket);
	int status = (*player)->pid ? wait_for((*player)->pid) : 0;
	alloc_free(player);
	return status;
}

int player_pid(const struct player *player)
{
	return player->pid;
}

/* ---- answering ---- */

static int memory_file(const void *data, size_t len)
{
	int fd = memfd_create("object", MFD_CLOEXEC);
	if (fd < 0 || (len > 0 && write(fd, data, len) != (ssize_t)len))
		die("memfd");
	return fd;
}

static void answer(struct player *player, enum link_kind kind, cJSON *body, int fd)
{
	struct err err;
	/* An engine that died meanwhile is noticed when it is listened to. */
	link_send(player->socket, kind, body, fd, &err);
	cJSON_Delete(body);
	if (fd >= 0)
		close(fd);
}

static int disk_file(void)
{
	char path[] = "/tmp/scratch-XXXXXX";
	int fd = mkstemp(path);
	if (fd < 0 || unlink(path) < 0)
		die("scratch");
	return fd;
}

static void refuse(struct player *player, enum err_kind kind, const char *reason)
{
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "kind", kind);
	cJSON_AddStringToObject(body, "reason", reason);
	answer(player, LINK_FAILED, body, -1);
}

static int page_of(const struct link_message *message)
{
	const cJSON *page = cJSON_GetObjectItem(message->body, "page");
	assert(cJSON_IsNumber(page));
	return page->valueint;
}

/* job_get_range: of the first input that is in memory and has page 0. */
static void serve_range(struct player *player, const struct play *play, const cJSON *body)
{
	size_t offset = (size_t)cJSON_GetObjectItem(body, "offset")->valuedouble;
	size_t len = (size_t)cJSON_GetObjectItem(body, "length")->valuedouble;
	for (size_t i = 0; i < play->input_count; i++) {
		const struct play_input *input = &play->inputs[i];
		if (input->page != 0 || !input->data)
			continue;
		size_t left = offset < input->len ? input->len - offset : 0;
		cJSON *reply = cJSON_CreateObject();
		cJSON_AddNumberToObject(reply, "size", (double)input->len);
		answer(player, LINK_GOT, reply,
			memory_file((const char *)input->data + offset, len < left ? len : left));
		return;
	}
	refuse(player, ERR_NOT_FOUND, "no such object");
}

static void serve_get(struct player *player, const struct play *play, int page)
{
	for (size_t i = 0; i < play->input_count; i++) {
		const struct play_input *input = &play->inputs[i];
		if (input->page != page)
			continue;
		cJSON *body = cJSON_CreateObject();
		cJSON_AddItemToObject(
			body, "metadata", cJSON_Parse(input->metadata ? input->metadata : "{}"));
		if (input->digest)
			cJSON_AddStringToObject(body, "digest", input->digest);
		int fd = input->data ? memory_file(input->data, input->len) : dup(input->fd);
		answer(player, LINK_GOT, body, fd);
		return;
	}
	refuse(player, ERR_NOT_FOUND, "no such object");
}

static void keep_put(struct play_result *result, struct link_message *message)
{
	int page = page_of(message);
	bool beside = page >= JOB_BESIDE;
	size_t *count = beside ? &result->beside_count : &result->put_count;
	assert(*count < PLAY_MAX && message->fd >= 0);
	(beside ? result->besides : result->puts)[(*count)++] = (struct play_put) {
		.page = page,
		.fd = message->fd,
		.metadata = cJSON_DetachItemFromObject(message->body, "metadata"),
	};
	message->fd = -1;
}

/* A front says the digest of what it stored; this one makes it up. */
static cJSON *stored_body(int page)
{
	char digest[32];
	cJSON *body = cJSON_CreateObject();
	snprintf(digest, sizeof digest, "SHA-256=%d", page);
	cJSON_AddStringToObject(body, "digest", digest);
	return body;
}

static void keep_failure(struct play_result *result, const struct link_message *message)
{
	assert(result->failure_count < PLAY_MAX);
	struct play_failure *failure = &result->failures[result->failure_count++];
	failure->page = page_of(message);
	snprintf(failure->reason, sizeof failure->reason, "%s",
		cJSON_GetObjectItem(message->body, "reason")->valuestring);
}

static void note_emit(
	struct player *player, const struct play *play, struct play_result *result, int page)
{
	int emitted = 0;
	for (size_t i = 0; i < result->put_count; i++) {
		result->puts[i].emitted = result->puts[i].emitted || result->puts[i].page == page;
		emitted += result->puts[i].emitted;
	}
	cJSON *body = cJSON_CreateObject();
	cJSON_AddBoolToObject(body, "stop", play->stop_at_emit && emitted >= play->stop_at_emit);
	answer(player, LINK_OK, body, -1);
}

static void keep_end(struct play_result *result, const struct link_message *message)
{
	result->verdict = (enum verdict)cJSON_GetObjectItem(message->body, "verdict")->valueint;
	result->next_page = cJSON_GetObjectItem(message->body, "nextPage")->valueint;
	snprintf(result->reason, sizeof result->reason, "%s",
		cJSON_GetObjectItem(message->body, "reason")->valuestring);
}

/* True at the end of the job. */
static bool serve(struct player *player, const struct play *play, struct link_message *message,
	struct play_result *result)
{
	if (play->refused == message->kind) {
		refuse(player, play->refusal, "refused by the test");
		return false;
	}
	switch (message->kind) {
	case LINK_GET:
		if (cJSON_HasObjectItem(message->body, "length")) {
			serve_range(player, play, message->body);
			return false;
		}
		serve_get(player, play, page_of(message));
		return false;
	case LINK_SCRATCH:
		answer(player, LINK_SCRATCHED, NULL,
			play->scratch_on_disk ? disk_file() : memory_file(NULL, 0));
		return false;
	case LINK_PUT:
		keep_put(result, message);
		answer(player, LINK_OK, stored_body(page_of(message)), -1);
		return false;
	case LINK_EMIT:
		note_emit(player, play, result, page_of(message));
		return false;
	case LINK_PAGE_FAILED:
		keep_failure(result, message);
		answer(player, LINK_OK, NULL, -1);
		return false;
	case LINK_TOTAL:
		result->total = cJSON_GetObjectItem(message->body, "pages")->valueint;
		answer(player, LINK_OK, NULL, -1);
		return false;
	case LINK_LANGUAGE:
		link_text(message->body, "language", result->language, sizeof result->language);
		answer(player, LINK_OK, NULL, -1);
		return false;
	case LINK_PROGRESS:
		result->progress_count++;
		if (play->on_progress)
			play->on_progress(player, play->context);
		result->left = play->leave_at_progress;
		return result->left;
	default:
		assert(message->kind == LINK_DONE);
		keep_end(result, message);
		return true;
	}
}

/* ---- a job ---- */

static void send_job(struct player *player, const struct play *play)
{
	struct err err;
	cJSON *body = cJSON_CreateObject();
	cJSON_AddNumberToObject(body, "page", play->page);
	cJSON_AddNumberToObject(body, "totalPages", play->total_pages);
	cJSON_AddNumberToObject(body, "firstPage", play->first_page);
	cJSON_AddNumberToObject(body, "maxPages", play->max_pages);
	cJSON_AddItemToObject(body, "options", cJSON_Parse(play->options ? play->options : "{}"));
	cJSON_AddItemToObject(
		body, "parameters", cJSON_Parse(play->parameters ? play->parameters : "{}"));
	if (link_send(player->socket, LINK_JOB, body, -1, &err) < 0)
		die(err.text);
	cJSON_Delete(body);
}

void player_run(struct player *player, const struct play *play, struct play_result *ret_result)
{
	memset(ret_result, 0, sizeof *ret_result);
	send_job(player, play);
	for (bool over = false; !over;) {
		struct link_message message;
		struct err err;
		if (link_receive(player->socket, &message, &err) < 0) {
			ret_result->died = true;
			ret_result->status = wait_for(player->pid);
			player->pid = 0;
			return;
		}
		over = serve(player, play, &message, ret_result);
		link_message_free(&message);
	}
	if (ret_result->left) {
		close(player->socket);
		player->socket = -1;
	}
}

static void free_puts(struct play_put *puts, size_t *count)
{
	for (size_t i = 0; i < *count; i++) {
		close(puts[i].fd);
		cJSON_Delete(puts[i].metadata);
	}
	*count = 0;
}

void play_result_free(struct play_result *result)
{
	free_puts(result->puts, &result->put_count);
	free_puts(result->besides, &result->beside_count);
}

const struct play_put *play_result_beside(const struct play_result *result, int number)
{
	for (size_t i = 0; i < result->beside_count; i++) {
		if (result->besides[i].page == number)
			return &result->besides[i];
	}
	return NULL;
}

const struct play_put *play_result_put(const struct play_result *result, int page)
{
	for (size_t i = 0; i < result->put_count; i++) {
		if (result->puts[i].page == page)
			return &result->puts[i];
	}
	return NULL;
}

const char *play_meta(const struct play_put *put, const char *key)
{
	const char *value =
		cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(put->metadata, key));
	return value ? value : "";
}

void play_bytes(const struct play_put *put, struct buf *bytes)
{
	struct err err;
	if (buf_read_fd(bytes, put->fd, SIZE_MAX / 2, &err) < 0)
		die(err.text);
}
