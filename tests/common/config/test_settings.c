/* test_settings.c: values, errors with file, line and key, constraints between keys, paths, and
 * that project.toml states every default correctly. */
#include "unit.h"

#include "common/base/buf.h"
#include "common/base/machine.h"
#include "common/config/settings.h"

#include <fcntl.h>
#include <unistd.h>

static struct settings *parse(const char *text)
{
	struct settings *settings = NULL;
	struct err err = { 0 };
	if (settings_parse("/etc/lectern/p.toml", text, strlen(text), &settings, &err) < 0)
		fail_msg("%s", err.text);
	return settings;
}

static void assert_refused(const char *text, const char *expected)
{
	struct settings *settings = NULL;
	struct err err = { 0 };
	if (settings_parse("p.toml", text, strlen(text), &settings, &err) == 0)
		fail_msg("taken: %s", text);
	assert_null(settings);
	assert_err(err, ERR_INVALID, expected);
}

static void defaults(void **state)
{
	(void)state;
	struct settings *s = NULL;
	struct err err = { 0 };
	assert_int_equal(settings_load(NULL, &s, &err), 0);
	assert_string_equal(s->path, "");
	assert_string_equal(s->nats.url, "nats://127.0.0.1:4222");
	assert_string_equal(s->nats.wav_aggregator_kv_bucket, "WAV_AGGREGATOR_STATE");
	assert_string_equal(s->nats.audio_processing_consumer_name, "pcm-to-wav-workers");
	assert_int_equal(s->nats.replicas, 1);
	assert_int_equal(s->png_to_text.service.worker_pool_size, machine_cores());
	assert_int_equal(s->wav_aggregator.service.job_timeout_seconds, 3600);
	assert_true(s->tts.blank_page_seconds == 0.5);
	assert_false(s->wav_aggregator.keep_intermediates);
	assert_int_equal(s->supervisor.log_level, LOG_LEVEL_INFO);
	assert_int_equal(s->supervisor.log_format, LOG_FORMAT_TEXT);
	assert_int_equal(s->http.port, 8080);
	settings_free(&s);
	assert_null(s);
	settings_free(&s);
	settings_free(NULL);
	assert_int_equal(settings_load("", &s, &err), 0);
	settings_free(&s);
}

static void values(void **state)
{
	(void)state;
	struct settings *s = parse("[nats]\n"
				   "url = 'tls://broker.example:4222' # far away\n"
				   "pdf_created_subject = \"my.pdf;created\"\n"
				   "server = \"external\"\n"
				   "[tts_service]\n"
				   "  worker_pool_size = 0x10\n"
				   "  blank_page_seconds = 2\n"
				   "  top_p = 0.25\n"
				   "  seed = 9007199254740991\n"
				   "[png_to_text_service]\n"
				   "worker_pool_size = \"auto\"\n"
				   "[wav_aggregator_service]\n"
				   "keep_intermediates = true\n"
				   "[supervisor]\n"
				   "log_level = \"debug\"\n"
				   "log_format = \"json\"\n");
	assert_string_equal(s->path, "/etc/lectern/p.toml");
	assert_string_equal(s->nats.url, "tls://broker.example:4222");
	assert_string_equal(s->nats.pdf_created_subject, "my.pdf;created");
	assert_string_equal(s->nats.server, "external");
	assert_int_equal(s->tts.service.worker_pool_size, 16);
	assert_true(s->tts.blank_page_seconds == 2);
	assert_true(s->tts.top_p == 0.25);
	assert_int_equal(s->tts.seed, INT64_C(9007199254740991));
	assert_int_equal(s->png_to_text.service.worker_pool_size, machine_cores());
	assert_true(s->wav_aggregator.keep_intermediates);
	assert_int_equal(s->supervisor.log_level, LOG_LEVEL_DEBUG);
	assert_int_equal(s->supervisor.log_format, LOG_FORMAT_JSON);
	/* Keys that are not set keep their defaults. */
	assert_string_equal(s->nats.pdf_stream_name, "PDF_JOBS");
	settings_free(&s);
}

static void unknown_names(void **state)
{
	(void)state;
	assert_refused(
		"[nats]\nurll = \"x\"\n", "p.toml:2: [nats] urll: unknown key (did you mean url?)");
	assert_refused(
		"[nats]\n\npdf_stream = \"x\"\n", "p.toml:3: [nats] pdf_stream: unknown key");
	assert_refused("[http]\nvoice = \"en\"\n",
		"p.toml:2: [http] voice: unknown key (did you mean [tts_service] voice?)");
	assert_refused("[http]\nzzzzzz = 1\n", "p.toml:2: [http] zzzzzz: unknown key");
	assert_refused("# x\n[natz]\n", "p.toml:2: [natz]: unknown section (did you mean [nats]?)");
	assert_refused("[tts]\n", "p.toml:1: [tts]: unknown section (did you mean [tts_service]?)");
	assert_refused("[pdf_to_png_servise]\n",
		"p.toml:1: [pdf_to_png_servise]: unknown section (did you mean "
		"[pdf_to_png_service]?)");
	assert_refused("[database]\n", "p.toml:1: [database]: unknown section");
}

static void twice(void **state)
{
	(void)state;
	assert_refused("[http]\nport = 1\n\nport = 2\n",
		"p.toml:4: [http] port: the key is already set on line 2");
	assert_refused("[http]\nport = 1\n[nats]\n[http]\n",
		"p.toml:4: [http]: the section appears twice");
}

static void wrong_types(void **state)
{
	(void)state;
	assert_refused("[http]\nport = \"8080\"\n",
		"p.toml:2: [http] port: an integer is expected, not a string");
	assert_refused("[http]\nport = 80.5\n",
		"p.toml:2: [http] port: an integer is expected, not a float");
	assert_refused("[http]\nlisten = 1\n",
		"p.toml:2: [http] listen: a string is expected, not an integer");
	assert_refused("[http]\nlisten = [\"127.0.0.1\"]\n",
		"p.toml:2: [http] listen: a string is expected, not an array of strings");
	assert_refused("[http]\nallow_remote_without_token = 1\n",
		"p.toml:2: [http] allow_remote_without_token: true or false is expected, not an "
		"integer");
	assert_refused("[tts_service]\ntop_p = true\n",
		"p.toml:2: [tts_service] top_p: a number is expected, not true or false");
	assert_refused("[tts_service]\nworker_pool_size = 1.5\n",
		"p.toml:2: [tts_service] worker_pool_size: an integer or \"auto\" is expected, not "
		"a float");
	assert_refused("[tts_service]\nworker_pool_size = \"many\"\n",
		"p.toml:2: [tts_service] worker_pool_size: an integer or \"auto\" is expected");
	assert_refused("[supervisor]\nlog_level = 3\n",
		"p.toml:2: [supervisor] log_level: a string is expected, not an integer");
	assert_refused("[supervisor]\nlog_format = false\n",
		"p.toml:2: [supervisor] log_format: a string is expected, not true or false");
	assert_refused("[nats]\nurl = nats\n",
		"p.toml:2: [nats] url: no value of a known type (a string needs quotes)");
}

static void impossible_values(void **state)
{
	(void)state;
	assert_refused("[http]\nport = 65536\n", "p.toml:2: [http] port: must be from 0 to 65535");
	assert_refused("[http]\nport = -1\n", "p.toml:2: [http] port: must be from 0 to 65535");
	assert_refused("[pdf_to_png_service]\ndpi = 71\n",
		"p.toml:2: [pdf_to_png_service] dpi: must be from 72 to 1200");
	assert_refused("[tts_service]\nworker_pool_size = 257\n",
		"p.toml:2: [tts_service] worker_pool_size: must be from 0 to 256");
	assert_refused("[tts_service]\ntop_p = 1.01\n",
		"p.toml:2: [tts_service] top_p: must be from 0 to 1");
	assert_refused("[tts_service]\nseed = 9007199254740993\n",
		"p.toml:2: [tts_service] seed: must be from 0 to 9007199254740991");
	assert_refused("[tts_service]\nengine = \"flite\"\n",
		"p.toml:2: [tts_service] engine: must be \"espeak\", \"sherpa\", \"openai\", \"chatllm\" or "
		"\"command\", not \"flite\"");
	assert_refused("[wav_aggregator_service]\non_page_failure = \"skip\"\n",
		"p.toml:2: [wav_aggregator_service] on_page_failure: must be \"silence\" or "
		"\"fail\", not \"skip\"");
	assert_refused("[supervisor]\nlog_level = \"trace\"\n",
		"p.toml:2: [supervisor] log_level: must be \"debug\", \"info\", \"warn\" or "
		"\"error\", not \"trace\"");
	assert_refused("[supervisor]\nlog_format = \"xml\"\n",
		"p.toml:2: [supervisor] log_format: must be \"text\" or \"json\", not \"xml\"");
	assert_refused("[nats]\nurl = \"\"\n", "p.toml:2: [nats] url: must not be empty");
	assert_refused("[http]\ntenant = "
		       "\"ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt\"\n",
		"p.toml:2: [http] tenant: is longer than 64 bytes");
}

static void names_for_nats(void **state)
{
	(void)state;
	static const struct {
		const char *key, *value, *why;
	} cases[] = {
		{ "url", "http://x", "a URL starts with nats:// or tls://" },
		{ "url", "nats://", "a URL needs a host after nats:// or tls://" },
		{ "url", "nats://a,", "a URL is expected after the comma" },
		{ "url", "nats://a,,nats://b", "a URL starts with nats:// or tls://" },
		{ "url", "nats://a,b", "a URL starts with nats:// or tls://" },
		{ "url", "nats://a b", "a URL has printable ASCII characters only" },
		{ "pdf_created_subject", "pdf.*", "a subject to publish on has no wildcards" },
		{ "pdf_created_subject", "pdf.>", "a subject to publish on has no wildcards" },
		{ "pdf_created_subject", "pdf created",
			"a subject has printable ASCII characters only" },
		{ "pdf_created_subject", "pdf\xc3\xa9",
			"a subject has printable ASCII characters only" },
		{ "pdf_created_subject", ".pdf", "a subject has no empty part between its dots" },
		{ "pdf_created_subject", "pdf.", "a subject has no empty part between its dots" },
		{ "pdf_created_subject", "pdf..x", "a subject has no empty part between its dots" },
		{ "pdf_created_subject", "$JS.API",
			"subjects that start with $ or _INBOX are NATS's own" },
		{ "pdf_created_subject", "_INBOX.x",
			"subjects that start with $ or _INBOX are NATS's own" },
		{ "pdf_stream_name", "PDF.JOBS",
			"a stream's name has letters, digits, _ and - only" },
		{ "pdf_stream_name", "OBJ_X",
			"streams whose name starts with OBJ_ or KV_ belong to buckets" },
		{ "pdf_stream_name", "KV_X",
			"streams whose name starts with OBJ_ or KV_ belong to buckets" },
		{ "pdf_consumer_name", "a b",
			"a consumer's name has letters, digits, _ and - only" },
		{ "pdf_object_store_bucket", "a/b",
			"a bucket's name has letters, digits, _ and - only" },
		{ "wav_aggregator_kv_bucket", "a.b",
			"a bucket's name has letters, digits, _ and - only" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[200], expected[300];
		snprintf(text, sizeof text, "[nats]\n%s = \"%s\"\n", cases[i].key, cases[i].value);
		snprintf(expected, sizeof expected, "p.toml:2: [nats] %s: %s", cases[i].key,
			cases[i].why);
		assert_refused(text, expected);
	}
	struct settings *s = parse("[nats]\nurl = \"nats://u:p@a:4222,tls://b\"\n");
	settings_free(&s);
}

static void one_whole_way_to_say_who_we_are(void **state)
{
	(void)state;
	assert_refused("[nats]\nuser = \"me\"\n", "p.toml:2: [nats] user: needs password_file too");
	assert_refused("[nats]\npassword_file = \"x\"\n",
		"p.toml:2: [nats] password_file: needs user too");
	assert_refused("[nats]\ntls_cert_file = \"x\"\n",
		"p.toml:2: [nats] tls_cert_file: needs tls_key_file too");
	assert_refused("[nats]\ntls_key_file = \"x\"\n",
		"p.toml:2: [nats] tls_key_file: needs tls_cert_file too");
	assert_refused("[nats]\ntoken_file = \"x\"\nnkey_seed_file = \"y\"\n",
		"p.toml:3: [nats] nkey_seed_file: conflicts with [nats] token_file: set only one of them");
	assert_refused("[nats]\nurl = \"nats://a:b@c\"\ncredentials_file = \"y\"\n",
		"p.toml:3: [nats] credentials_file: conflicts with [nats] url: set only one of them");
	struct settings *s = parse("[nats]\nuser = \"me\"\npassword_file = \"x\"\n"
				   "tls_ca_file = \"/y\"\n");
	assert_int_equal(s->nats.password_file[0], '/');
	assert_string_equal(s->nats.tls_ca_file, "/y");
	settings_free(&s);
}

static void names_that_must_differ(void **state)
{
	(void)state;
	assert_refused("[nats]\npng_created_subject = \"pdf.created\"\n",
		"p.toml:2: [nats] png_created_subject: must differ from [nats] "
		"pdf_created_subject, which is \"pdf.created\" too");
	/* The later of the two lines is the one to change. */
	assert_refused("[nats]\nwav_created_subject = \"x\"\npdf_created_subject = \"x\"\n",
		"p.toml:3: [nats] pdf_created_subject: must differ from [nats] "
		"wav_created_subject, which is \"x\" too");
	assert_refused("[nats]\ndead_letter_subject = \"wav.created\"\n",
		"p.toml:2: [nats] dead_letter_subject: must differ from [nats] "
		"wav_created_subject, which is \"wav.created\" too");
	assert_refused("[nats]\nwav_object_store_bucket = \"PDF_FILES\"\n",
		"p.toml:2: [nats] wav_object_store_bucket: must differ from [nats] "
		"pdf_object_store_bucket, which is \"PDF_FILES\" too");
	assert_refused("[nats]\nfinal_audio_stream_name = \"PDF_JOBS\"\n",
		"p.toml:2: [nats] final_audio_stream_name: must differ from [nats] "
		"pdf_stream_name, which is \"PDF_JOBS\" too");
	assert_refused("[nats]\nfinal_audio_stream_name = \"DEAD_LETTERS\"\n",
		"p.toml:2: [nats] final_audio_stream_name: must differ from [nats] "
		"dead_letter_stream_name, which is \"DEAD_LETTERS\" too");
	assert_refused("[nats]\nwav_consumer_name = \"pcm-to-wav-workers\"\n",
		"p.toml:2: [nats] wav_consumer_name: must differ from [nats] "
		"audio_processing_consumer_name, which is \"pcm-to-wav-workers\" too");
	/* On a stream of its own it may have that name. */
	struct settings *s = parse("[nats]\nwav_consumer_name = \"pcm-to-wav-workers\"\n"
				   "wav_stream_name = \"WAVS\"\n");
	settings_free(&s);
	/* A key-value bucket may share its name with an object store: their streams differ. */
	s = parse("[nats]\nwav_aggregator_kv_bucket = \"WAV_FILES\"\n");
	settings_free(&s);
}

static void streams_that_must_agree(void **state)
{
	(void)state;
	assert_refused("[nats]\ntts_stream_name = \"SPEECH\"\n",
		"p.toml:2: [nats] tts_stream_name: must be the same as [nats] text_stream_name: "
		"texts are queued there");
	assert_refused("[nats]\ntext_stream_name = \"SPEECH\"\n",
		"p.toml:2: [nats] text_stream_name: must be the same as [nats] tts_stream_name: "
		"tts fetches there");
	struct settings *s =
		parse("[nats]\ntext_stream_name = \"SPEECH\"\ntts_stream_name = \"SPEECH\"\n");
	settings_free(&s);
}

static void listening(void **state)
{
	(void)state;
	assert_refused("[http]\nlisten = \"localhost\"\n",
		"p.toml:2: [http] listen: must be a numeric address such as \"127.0.0.1\" or "
		"\"::1\"");
#define REMOTE                                                                        \
	"p.toml:2: [http] listen: is not a loopback address: set token_file too (or " \
	"allow_remote_without_token = true)"
	assert_refused("[http]\nlisten = \"0.0.0.0\"\n", REMOTE);
	assert_refused("[http]\nlisten = \"::\"\n", REMOTE);
	assert_refused("[http]\nlisten = \"192.168.1.7\"\n", REMOTE);
	static const char *const fine[] = {
		"listen = \"127.0.0.2\"\n",
		"listen = \"::1\"\n",
		"listen = \"0.0.0.0\"\ntoken_file = \"token\"\n",
		"listen = \"::\"\nallow_remote_without_token = true\n",
	};
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++) {
		char text[200];
		snprintf(text, sizeof text, "[http]\n%s", fine[i]);
		struct settings *s = parse(text);
		settings_free(&s);
	}
}

static void names_of_tenants_voices_and_languages(void **state)
{
	(void)state;
	assert_refused("[http]\ntenant = \"a/b\"\n",
		"p.toml:2: [http] tenant: must have letters, digits, _ and - only");
	assert_refused("[commentary]\nbase_url = \"ftp://x\"\n",
		"p.toml:2: [commentary] base_url: must begin with http:// or https://");
	assert_refused("[commentary]\nbase_url = \"http://x/a b\"\n",
		"p.toml:2: [commentary] base_url: must be printable ASCII, without blanks");
	assert_refused("[commentary]\nbase_url = \"https://user:secret@x/v1\"\n",
		"p.toml:2: [commentary] base_url: must have no user, password or query: key_file "
		"is for the key");
	assert_refused("[png_to_text_service]\nlanguage = \"eng;deu\"\n",
		"p.toml:2: [png_to_text_service] language: must be \"auto\" or Tesseract's name of a "
		"language, such as \"eng\" or \"eng+deu\"");
	assert_refused("[tts_service]\nvoice = \"en\\n\"\n",
		"p.toml:2: [tts_service] voice: must be the name of a voice, such as "
		"\"en\" or \"en-gb\"");
}

#define CHATLLM "[tts_service]\nengine = \"chatllm\"\n"
#define COMMAND "[tts_service]\nengine = \"command\"\n"

static void programs_that_speak(void **state)
{
	(void)state;
	assert_refused(CHATLLM, "p.toml:2: [tts_service] engine: needs program too");
	assert_refused(CHATLLM "program = \"x\"\n", "p.toml:2: [tts_service] engine: needs model "
						    "too: {model} is among program_arguments");
	assert_refused(CHATLLM "program = \"x\"\nprogram_arguments = [\"-p\", \"{text}\"]\n",
		"p.toml:4: [tts_service] program_arguments: must have {text} and {out} for engine "
		"= \"chatllm\"");
	assert_refused(COMMAND "program = \"x\"\nprogram_arguments = [\"-p\", \"{text}\"]\n",
		"p.toml:4: [tts_service] program_arguments: must not have {text} or {out} for "
		"engine = \"command\", which reads standard input and writes standard output");
	assert_refused(COMMAND "program = \"x\"\nprogram_arguments = []\nvoices = [\"amy\"]\n",
		"p.toml:5: [tts_service] voices: voice must be one of them, such as \"amy\", not "
		"\"en\"");
	assert_refused("[tts_service]\nvoices = [\"a b\"]\n",
		"p.toml:2: [tts_service] voices: a voice has letters, digits, _, + and - only, not "
		"\"a b\"");
	assert_refused("[tts_service]\nprogram_arguments = [\"{{ok}\", \"{tex}\"]\n",
		"p.toml:2: [tts_service] program_arguments: \"{tex}\" is not a known name: use one of "
		"{model}, {text}, {out}, {voice}, {language}, {speed}, {pitch}, {seed}, {ngl}, {top_p}, {repetition_penalty}, {temperature}");
	assert_refused("[tts_service]\nprogram_environment = [\"PATH\"]\n",
		"p.toml:2: [tts_service] program_environment: must have strings of the form "
		"\"NAME=value\"");
	struct settings *s = parse(COMMAND "program = \"bin/piper\"\nprogram_arguments = []\n"
					   "program_paths = [\"lib\", \"/opt/x\"]\n");
	assert_string_equal(s->tts.program, "/etc/lectern/bin/piper");
	assert_string_equal(s->tts.program_paths.items[0], "/etc/lectern/lib");
	assert_string_equal(s->tts.program_paths.items[1], "/opt/x");
	settings_free(&s);
}

static void paths_are_relative_to_the_file(void **state)
{
	(void)state;
	struct settings *s =
		parse("[supervisor]\nstate_dir = \"state\"\nlog_file = \"/var/log/x\"\n"
		      "[http]\ntoken_file = \"../token\"\n");
	assert_string_equal(s->supervisor.state_dir, "/etc/lectern/state");
	assert_string_equal(s->supervisor.log_file, "/var/log/x");
	assert_string_equal(s->http.token_file, "/etc/lectern/../token");
	assert_string_equal(s->png_to_text.tessdata_path, "");
	settings_free(&s);
	struct err err = { 0 };
	static const char text[] = "[supervisor]\nstate_dir = \"state\"\n";
	assert_int_equal(settings_parse("sub/p.toml", text, strlen(text), &s, &err), 0);
	char cwd[4096], expected[4200];
	assert_non_null(getcwd(cwd, sizeof cwd));
	snprintf(expected, sizeof expected, "%s/sub/state", cwd);
	assert_string_equal(s->supervisor.state_dir, expected);
	snprintf(expected, sizeof expected, "%s/sub/p.toml", cwd);
	assert_string_equal(s->path, expected);
	settings_free(&s);
}

static void state_directory_of_this_user(void **state)
{
	(void)state;
	assert_int_equal(setenv("STATE_DIRECTORY", "/run/a:/run/b", 1), 0);
	struct settings *s = parse("");
	assert_string_equal(s->supervisor.state_dir, "/run/a");
	settings_free(&s);
	assert_int_equal(unsetenv("STATE_DIRECTORY"), 0);
	assert_int_equal(setenv("XDG_STATE_HOME", "/home/u/.state", 1), 0);
	assert_int_equal(setenv("HOME", "/home/u", 1), 0);
	s = parse("");
	assert_string_equal(
		s->supervisor.state_dir, geteuid() == 0 ? STATEDIR : "/home/u/.state/lectern");
	settings_free(&s);
	assert_int_equal(unsetenv("XDG_STATE_HOME"), 0);
	s = parse("");
	assert_string_equal(s->supervisor.state_dir,
		geteuid() == 0 ? STATEDIR : "/home/u/.local/state/lectern");
	settings_free(&s);
}

static void files_that_cannot_be_read(void **state)
{
	(void)state;
	struct settings *s = NULL;
	struct err err = { 0 };
	assert_int_equal(settings_load("/nonexistent/p.toml", &s, &err), -1);
	assert_err(err, ERR_NOT_FOUND, "/nonexistent/p.toml: No such file or directory");
	assert_int_equal(settings_load("/tmp", &s, &err), -1);
	assert_contains(err.text, "/tmp: ");
	assert_null(s);
}

static void reads_a_file(void **state)
{
	(void)state;
	char path[] = "/tmp/test_settings.XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	static const char text[] = "[http]\nport = 99999\n";
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	struct settings *s = NULL;
	struct err err = { 0 };
	assert_int_equal(settings_load(path, &s, &err), -1);
	char expected[200];
	snprintf(expected, sizeof expected, "%s:2: [http] port: must be from 0 to 65535", path);
	assert_err(err, ERR_INVALID, expected);
	assert_int_equal(pwrite(fd, "8081 ", 5, 14), 5);
	assert_int_equal(settings_load(path, &s, &err), 0);
	assert_int_equal(s->http.port, 8081);
	settings_free(&s);
	close(fd);
	unlink(path);
}

/* ---- project.toml ---- */

static size_t field_size(const struct settings_option *option)
{
	switch (option->type) {
	case OPTION_STRING:
		return sizeof(const char *);
	case OPTION_INT:
	case OPTION_COUNT_OR_AUTO:
		return sizeof(int64_t);
	case OPTION_FLOAT:
		return sizeof(double);
	case OPTION_BOOL:
		return sizeof(bool);
	case OPTION_STRING_LIST:
		return sizeof(struct string_list);
	case OPTION_LOG_LEVEL:
		return sizeof(enum log_level);
	case OPTION_LOG_FORMAT:
		return sizeof(enum log_format);
	}
	return 0;
}

static bool same_list(const struct string_list *a, const struct string_list *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++) {
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	}
	return a->count == b->count;
}

static bool same_field(
	const struct settings *a, const struct settings *b, const struct settings_option *option)
{
	const char *pa = (const char *)a + option->offset, *pb = (const char *)b + option->offset;
	if (option->type == OPTION_STRING_LIST)
		return same_list((const void *)pa, (const void *)pb);
	if (option->type == OPTION_STRING)
		return strcmp(*(const char *const *)(const void *)pa,
			       *(const char *const *)(const void *)pb) == 0;
	return memcmp(pa, pb, field_size(option)) == 0;
}

static void project_toml_says_every_default(void **state)
{
	(void)state;
	static const char path[] = TEST_SRCDIR "/project.toml";
	struct settings *shipped = NULL, *standard = NULL;
	struct err err = { 0 };
	if (settings_load(path, &shipped, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(settings_load(NULL, &standard, &err), 0);
	struct buf text = BUF_EMPTY;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(buf_read_fd(&text, fd, 1 << 20, &err), 0);
	close(fd);
	const char *section = "", *place = buf_string(&text);
	for (size_t i = 0; i < settings_option_count; i++) {
		const struct settings_option *option = &settings_options[i];
		char line[1000];
		if (strcmp(section, option->section) != 0) {
			section = option->section;
			snprintf(line, sizeof line, "\n[%s]\n", section);
			assert_contains(place, line);
			place = strstr(place, line) + strlen(line) - 1;
		}
		/* In the table's order, each with a comment right above. */
		snprintf(line, sizeof line, "\n%s = %s\n", option->key, option->standard);
		assert_contains(place, line);
		const char *found = strstr(place, line), *above = found;
		while (above > place && above[-1] != '\n')
			above--;
		assert_int_equal(*above, '#');
		place = found + strlen(line) - 1;
		if (!same_field(shipped, standard, option))
			fail_msg("[%s] %s differs from its default", section, option->key);
	}
	buf_free(&text);
	settings_free(&shipped);
	settings_free(&standard);
}

static void the_table_is_sound(void **state)
{
	(void)state;
	for (size_t i = 0; i < settings_option_count; i++) {
		const struct settings_option *a = &settings_options[i];
		assert_true(strlen(a->key) < 49 && strlen(a->section) < 49);
		assert_true(a->help[0] != '\0');
		for (size_t j = i + 1; j < settings_option_count; j++) {
			const struct settings_option *b = &settings_options[j];
			/* Two rows for one field would be a copy-and-paste mistake. */
			assert_int_not_equal(a->offset, b->offset);
			if (strcmp(a->section, b->section) == 0)
				assert_string_not_equal(a->key, b->key);
		}
	}
}

static void every_field_has_a_row(void **state)
{
	(void)state;
	bool covered[sizeof(struct settings)] = { false };
	memset(covered, 1, offsetof(struct settings, nats)); /* arena and path */
	for (size_t i = 0; i < settings_option_count; i++)
		memset(covered + settings_options[i].offset, 1, field_size(&settings_options[i]));
	size_t gap = 0;
	for (size_t i = 0; i < sizeof covered; i++) {
		gap = covered[i] ? 0 : gap + 1;
		/* Smaller gaps are padding. */
		if (gap >= sizeof(int64_t))
			fail_msg("a field near offset %zu has no row", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(values),
		cmocka_unit_test(unknown_names),
		cmocka_unit_test(twice),
		cmocka_unit_test(wrong_types),
		cmocka_unit_test(impossible_values),
		cmocka_unit_test(names_for_nats),
		cmocka_unit_test(one_whole_way_to_say_who_we_are),
		cmocka_unit_test(names_that_must_differ),
		cmocka_unit_test(streams_that_must_agree),
		cmocka_unit_test(listening),
		cmocka_unit_test(names_of_tenants_voices_and_languages),
		cmocka_unit_test(programs_that_speak),
		cmocka_unit_test(paths_are_relative_to_the_file),
		cmocka_unit_test(state_directory_of_this_user),
		cmocka_unit_test(files_that_cannot_be_read),
		cmocka_unit_test(reads_a_file),
		cmocka_unit_test(project_toml_says_every_default),
		cmocka_unit_test(the_table_is_sound),
		cmocka_unit_test(every_field_has_a_row),
	};
	return RUN(tests);
}
