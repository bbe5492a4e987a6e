/* main.c: lecternctl's command line: which farm, and which command. */
#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/options.h"
#include "common/base/secret_file.h"
#include "ctl/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_CONFIG SYSCONFDIR "/lectern/project.toml"

struct choice {
	const char *url, *config, *token_file;
	bool json, quiet;
};

static void append_help(struct buf *help)
{
	buf_append_string(help, "usage: lecternctl [OPTION...] COMMAND [ARGUMENT...]\n\n"
				"A Lectern farm from the command line. Commands:\n\n");
	for (const struct command *command = commands; command->name; command++)
		buf_printf(help, "  %-8s  %s\n", command->name, command->summary);
	buf_append_string(help,
		"\n"
		"  --url URL          the farm; otherwise $LECTERN_URL, or from project.toml\n"
		"  --token-file FILE  the farm's token; otherwise $LECTERN_TOKEN_FILE, or as\n"
		"                     project.toml says\n"
		"  --config FILE      project.toml (" DEFAULT_CONFIG ")\n"
		"  --json             print the farm's answers unchanged\n"
		"  --quiet            no progress\n"
		"  --version, --help  this; \"lecternctl COMMAND --help\" explains a command\n\n"
		"Exit status: 0 success; 1 refused, or the job failed; 2 usage; 3 the job completed\n"
		"with errors; 4 no such job; 5 the farm cannot be reached or takes no work now.\n\n"
		"  lecternctl submit --voice en-gb -o book.wav book.pdf\n"
		"  lecternctl list --status failed\n"
		"  lecternctl --url https://lectern.example --token-file ~/.lectern status\n");
}

static const struct command *find_command(const char *name)
{
	for (const struct command *command = commands; command->name; command++) {
		if (strcmp(command->name, name) == 0)
			return command;
	}
	return NULL;
}

/* Returns OPTIONS_GO_ON with *ret_first the index of the command, or the status to exit with. */
static int parse_options(struct choice *choice, int argc, char **argv, int *ret_first)
{
	bool help = false;
	const struct option_spec options[] = {
		{ .name = "url", .value = &choice->url },
		{ .name = "token-file", .value = &choice->token_file },
		{ .name = "config", .value = &choice->config },
		{ .name = "json", .flag = &choice->json },
		{ .name = "quiet", .letter = 'q', .flag = &choice->quiet },
		{ .letter = 'h', .flag = &help },
		{ .name = NULL },
	};
	struct buf text = BUF_EMPTY;
	append_help(&text);
	const struct program_spec program = {
		.name = "lecternctl",
		.usage = text.data,
		.options = options,
		.takes_arguments = true,
		.stops_at_first = true,
	};
	int status = options_parse(&program, argc, argv, ret_first);
	if (status == OPTIONS_GO_ON && (help || *ret_first == argc)) {
		fputs(text.data, help ? stdout : stderr);
		status = help ? CTL_FINE : CTL_USAGE;
	}
	buf_free(&text);
	return status;
}

/* Accepts these flags anywhere after the command too, which is where people type them. */
static void take_flags(struct choice *choice, int *argc, char **argv)
{
	int kept = 1;
	for (int i = 1; i < *argc; i++) {
		if (strcmp(argv[i], "--json") == 0)
			choice->json = true;
		else if (strcmp(argv[i], "--quiet") == 0)
			choice->quiet = true;
		else
			argv[kept++] = argv[i];
	}
	argv[kept] = NULL;
	*argc = kept;
}

/* The URL of the lectern-web of these settings, from this machine. */
static const char *local_url(struct arena *arena, const struct http_settings *http)
{
	const char *host = http->listen;
	if (strcmp(host, "0.0.0.0") == 0)
		host = "127.0.0.1";
	if (strcmp(host, "::") == 0)
		host = "::1";
	bool v6 = strchr(host, ':');
	return arena_printf(arena, "http://%s%s%s:%lld", v6 ? "[" : "", host, v6 ? "]" : "",
		(long long)http->port);
}

static const char *without_slash(struct arena *arena, const char *url)
{
	size_t len = strlen(url);
	while (len > 0 && url[len - 1] == '/')
		len--;
	return arena_string_n(arena, url, len);
}

/* Chooses the farm by option, environment or settings, and its token. The settings' token is used
 * only for the settings' farm. */
static int aim(struct client *client, const struct choice *choice, const struct settings *settings,
	struct arena *arena, struct err *err)
{
	const char *url = choice->url ? choice->url : getenv("LECTERN_URL");
	const char *file = choice->token_file ? choice->token_file : getenv("LECTERN_TOKEN_FILE");
	char *token = NULL;
	bool local = !url || !*url;
	client->url = local ? local_url(arena, &settings->http) : without_slash(arena, url);
	client->token = "";
	if ((!file || !*file) && local && access(settings->http.token_file, R_OK) == 0)
		file = settings->http.token_file;
	if (!file || !*file)
		return 0;
	if (secret_file_read(file, &token, err) < 0)
		return -1;
	client->token = arena_string(arena, token);
	secret_free(&token);
	return 0;
}

static int run(const struct command *command, const struct choice *choice,
	const struct settings *settings, int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct client client = { .json = choice->json, .quiet = choice->quiet };
	struct err err;
	int status = CTL_USAGE;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	client.curl = curl_easy_init();
	if (aim(&client, choice, settings, arena, &err) < 0)
		fprintf(stderr, "lecternctl: %s\n", err.text);
	else
		status = command->run(&client, settings, argc, argv);
	curl_easy_cleanup(client.curl);
	curl_global_cleanup();
	arena_free(&arena);
	if (fflush(stdout) != 0 && status == CTL_FINE) {
		perror("lecternctl: standard output");
		status = CTL_FAILED;
	}
	return status;
}

int main(int argc, char **argv)
{
	struct choice choice = { .config = NULL };
	struct settings *settings = NULL;
	struct err err;
	int first, status = parse_options(&choice, argc, argv, &first);
	if (status != OPTIONS_GO_ON)
		return status;
	argc -= first;
	argv += first;
	const struct command *command = find_command(argv[0]);
	if (!command) {
		fprintf(stderr, "lecternctl: no command \"%s\"; try: lecternctl --help\n", argv[0]);
		return CTL_USAGE;
	}
	take_flags(&choice, &argc, argv);
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		command_print_help(command->name, stdout);
		return CTL_FINE;
	}
	/* Unless a file is named, an unreadable default file counts as missing. */
	const char *config = choice.config;
	if (!config && access(DEFAULT_CONFIG, R_OK) == 0)
		config = DEFAULT_CONFIG;
	if (settings_load(config, &settings, &err) < 0) {
		fprintf(stderr, "lecternctl: %s\n", err.text);
		return CTL_USAGE;
	}
	status = run(command, &choice, settings, argc, argv);
	settings_free(&settings);
	return status;
}
