/* main: asks a speech server to speak one piece of text, then exits.
 *
 * An engine of tts starts it, with the launcher that runs speech programs: an engine has no
 * network access, whereas this process has the server's key and the text but nothing else of the
 * farm. The request is one JSON object on standard input, so that nothing of it appears on a
 * command line:
 *
 *   {"baseUrl":"http://127.0.0.1:8880/v1","keyFile":"","tlsCaFile":"","sandbox":"auto",
 *    "timeout":60000,"milliseconds":110000,"attempts":3,"maxBytes":8000000,
 *    "speech":{"model":"kokoro","voice":"af_sky","input":"...","speed":1,"response_format":"wav"}}
 *
 * The server's answer goes to standard output unchanged; the reader must treat it as untrusted.
 * Without "speech", it asks for the server's voices and prints them one a line. An error is one
 * line on standard error.
 */
#include "config.h"

#include "common/base/buf.h"
#include "common/base/json.h"
#include "common/base/options.h"
#include "common/base/timestamp.h"
#include "workers/endpoint/endpoint.h"
#include "workers/speech_client/voice_names.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { MAX_REQUEST = 1024 * 1024, MAX_MILLISECONDS = 86400000 };

static const char usage[] =
	"usage: lectern-speech [--version] [--help]\n"
	"\n"
	"Has a speech server speak a text. Started by tts-service; by hand it reads a request from\n"
	"standard input, see lectern-speech(8).\n"
	"\n"
	"  --version  print the version\n"
	"  --help     print this\n";

struct request {
	struct endpoint_spec endpoint;
	const char *sandbox;
	int64_t milliseconds;
	const char *speech; /* JSON; NULL: list the voices */
};

static int read_object(const struct json_in *in, struct request *request, struct err *err)
{
	struct endpoint_spec *spec = &request->endpoint;
	int64_t bytes = 0;
	*request = (struct request) {
		.endpoint = { .key_file = "", .tls_ca_file = "", .section = "tts_service" },
		.sandbox = "auto",
	};
	if (json_get_string(in, "baseUrl", &spec->base_url, err) < 0 ||
		json_find_string(in, "keyFile", &spec->key_file, err) < 0 ||
		json_find_string(in, "tlsCaFile", &spec->tls_ca_file, err) < 0 ||
		json_find_string(in, "sandbox", &request->sandbox, err) < 0 ||
		json_get_int(in, "timeout", 1, MAX_MILLISECONDS, &spec->timeout_ms, err) < 0 ||
		json_get_int(in, "milliseconds", 1, MAX_MILLISECONDS, &request->milliseconds, err) <
			0 ||
		json_get_int(in, "attempts", 1, 100, &spec->max_attempts, err) < 0 ||
		json_get_int(in, "maxBytes", 1, INT64_C(1) << 40, &bytes, err) < 0)
		return -1;
	struct json_in speech;
	int found = json_find_object(in, "speech", &speech, err);
	if (found < 0)
		return -1;
	request->speech = found ? json_print(speech.object, in->arena) : NULL;
	spec->accept = found ? "audio/*, application/json" : "application/json";
	spec->max_answer = (size_t)bytes;
	spec->limit_name = arena_printf(in->arena, "%lld bytes", (long long)bytes);
	return 0;
}

static int write_all(const struct buf *bytes, struct err *err)
{
	if (fwrite(buf_string(bytes), 1, bytes->len, stdout) != bytes->len || fflush(stdout) != 0)
		return err_errno(err, ERR_INTERNAL, errno, "writing the server's audio");
	return 0;
}

static int ask(struct endpoint *endpoint, const struct request *request, struct err *err)
{
	const int64_t limit_ms = clock_monotonic_ms() + request->milliseconds;
	struct buf body = BUF_EMPTY, lines = BUF_EMPTY;
	int rc = endpoint_ask(endpoint, request->speech ? "/audio/speech" : "/audio/voices",
		request->speech, limit_ms, &body, err);
	if (rc == 0 && !request->speech)
		rc = voice_names_read(buf_string(&body), body.len, &lines, err);
	if (rc == 0)
		rc = write_all(request->speech ? &body : &lines, err);
	buf_free(&body);
	buf_free(&lines);
	return rc;
}

static int serve(const cJSON *root, struct arena *arena, struct err *err)
{
	const struct json_in in = { root, "", arena };
	struct request request;
	struct endpoint *endpoint = NULL;
	if (read_object(&in, &request, err) < 0)
		return err_prefix(err, "request");
	if (endpoint_new(&request.endpoint, &endpoint, err) < 0)
		return -1;
	int rc = endpoint_lock_in(endpoint, request.sandbox, err);
	if (rc == 0)
		rc = ask(endpoint, &request, err);
	endpoint_free(&endpoint);
	return rc;
}

int main(int argc, char **argv)
{
	const struct option_spec none[] = { { .name = NULL } };
	const struct program_spec program = {
		.name = "lectern-speech", .usage = usage, .options = none
	};
	struct arena *arena = arena_new();
	struct buf text = BUF_EMPTY;
	cJSON *root = NULL;
	struct err err;
	int first, status = options_parse(&program, argc, argv, &first);
	if (status != OPTIONS_GO_ON)
		return status;
	srandom((unsigned)getpid() ^ (unsigned)time(NULL));
	int rc = buf_read_stream(&text, STDIN_FILENO, MAX_REQUEST, &err);
	if (rc == 0)
		rc = json_parse(buf_string(&text), text.len, &root, &err);
	if (rc == 0)
		rc = serve(root, arena, &err);
	if (rc < 0)
		fprintf(stderr, "%s\n", err.text);
	cJSON_Delete(root);
	buf_free(&text);
	arena_free(&arena);
	return rc < 0 ? EXIT_FAILURE : 0;
}
