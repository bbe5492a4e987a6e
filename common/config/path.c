/* path.c: resolves the paths that the settings name. */
#include "common/config/internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Makes a path given on the command line absolute. */
static const char *from_working_directory(struct arena *arena, const char *path)
{
	char cwd[PATH_MAX];
	if (path[0] == '/' || !getcwd(cwd, sizeof cwd))
		return path;
	return arena_printf(arena, "%s/%s", cwd, path);
}

static const char *from_directory(struct arena *arena, const char *directory, const char *path)
{
	if (!*path || path[0] == '/')
		return path;
	return arena_printf(arena, "%s/%s", directory, path);
}

/* systemd passes StateDirectory= as a list; ours has one entry. */
static const char *standard_state_dir(struct arena *arena)
{
	const char *given = getenv("STATE_DIRECTORY");
	if (given && given[0] == '/')
		return arena_string_n(arena, given, strcspn(given, ":"));
	if (geteuid() == 0)
		return STATEDIR;
	const char *state_home = getenv("XDG_STATE_HOME");
	if (state_home && state_home[0] == '/')
		return arena_printf(arena, "%s/lectern", state_home);
	const char *home = getenv("HOME");
	if (home && home[0] == '/')
		return arena_printf(arena, "%s/.local/state/lectern", home);
	return STATEDIR;
}

/* Modification time in nanoseconds, or 0 if the file does not exist. */
static int64_t change_time(const char *path)
{
	struct stat st;
	if (!*path || stat(path, &st) < 0)
		return 0;
	return (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;
}

void settings_resolve_paths(struct settings *settings, const char *path)
{
	struct arena *arena = settings->arena;
	const char *directory;
	settings->path = "";
	if (path && *path) {
		settings->path = from_working_directory(arena, arena_string(arena, path));
		const char *slash = strrchr(settings->path, '/');
		directory = arena_string_n(
			arena, settings->path, slash ? (size_t)(slash - settings->path) : 0);
	} else {
		directory = from_working_directory(arena, ".");
	}
	const char **paths[] = {
		&settings->supervisor.state_dir,
		&settings->supervisor.log_file,
		&settings->png_to_text.tessdata_path,
		&settings->tts.pronunciation_file,
		&settings->tts.voices_dir,
		&settings->tts.sherpa_library,
		&settings->tts.key_file,
		&settings->tts.tls_ca_file,
		&settings->tts.program,
		&settings->tts.model,
		&settings->http.token_file,
		&settings->library.feed_secret_file,
		&settings->library.outbox,
		&settings->commentary.key_file,
		&settings->commentary.tls_ca_file,
		&settings->nats.tls_ca_file,
		&settings->nats.tls_cert_file,
		&settings->nats.tls_key_file,
		&settings->nats.password_file,
		&settings->nats.token_file,
		&settings->nats.nkey_seed_file,
		&settings->nats.credentials_file,
	};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		*paths[i] = from_directory(arena, directory, *paths[i]);
	const struct string_list *lists[] = {
		&settings->tts.program_paths,
		&settings->tts.program_write_paths,
	};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		for (size_t j = 0; j < lists[i]->count; j++)
			lists[i]->items[j] = from_directory(arena, directory, lists[i]->items[j]);
	}
	if (!*settings->supervisor.state_dir)
		settings->supervisor.state_dir = standard_state_dir(arena);
	if (!*settings->tts.voices_dir)
		settings->tts.voices_dir =
			arena_printf(arena, "%s/voices", settings->supervisor.state_dir);
	int64_t own = change_time(settings->tts.voices_dir);
	int64_t common = change_time(PKGDATADIR "/voices");
	settings->voices_changed = own > common ? own : common;
}
