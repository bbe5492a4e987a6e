/* confine.c: sandboxes a front: it keeps the broker, its engine, and only the files and programs
 * that these two need. It holds the credentials, so it is also hidden from other processes of
 * its user. */
#include "config.h"

#include "workers/front/front.h"

#include "common/base/log.h"
#include "common/ipc/sandbox.h"
#include "workers/engine/failpoint.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Libraries and their data, name resolution, certificates; /proc and /sys for the engine's state
 * and the size of the machine. */
static const char *const readable[] = { "/etc", "/usr", "/lib", "/lib64", "/proc", "/sys",
	"/dev/urandom", "/dev/zero", "/run/systemd/resolve" };

static void allow_settings(struct sandbox_rules *rules, const struct settings *settings)
{
	const struct nats_settings *nats = &settings->nats;
	const char *const secrets[] = { nats->tls_ca_file, nats->tls_cert_file, nats->tls_key_file,
		nats->password_file, nats->token_file, nats->nkey_seed_file,
		nats->credentials_file };
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		sandbox_allow_around(rules, secrets[i], SANDBOX_READ);
}

/* An engine is sandboxed twice: by what it inherits from its front, and by itself. */
static void allow_engine(struct sandbox_rules *rules, const struct front *front)
{
	char self[SANDBOX_PATH_SIZE];
	ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
	self[len > 0 ? len : 0] = '\0';
	sandbox_allow_program(rules, self);
	if (front->stage->reach)
		front->stage->reach(front->settings, rules);
	sandbox_allow_around(rules, front->config_path, SANDBOX_READ);
	sandbox_allow_around(rules, getenv("LECTERN_FAILPOINT"), SANDBOX_READ | SANDBOX_WRITE);
}

static int restrict_files(const struct front *front, struct err *err)
{
	struct sandbox_rules rules;
	sandbox_rules_init(&rules);
	sandbox_allow_each(&rules, readable, sizeof readable / sizeof *readable, SANDBOX_READ);
	sandbox_allow(&rules, "/dev/null", SANDBOX_READ | SANDBOX_WRITE);
	sandbox_allow(&rules, front->spool_dir, SANDBOX_READ | SANDBOX_WRITE);
	allow_settings(&rules, front->settings);
	allow_engine(&rules, front);
	return sandbox_restrict_files(&rules, SANDBOX_NO_OTHERS, err);
}

int front_confine(const struct front *front, struct err *err)
{
#ifdef LECTERN_SANITIZED
	(void)restrict_files; /* the sandbox would block what a sanitizer needs */
	(void)front;
	(void)err;
	return 0;
#else
	const struct supervisor_settings *common = &front->settings->supervisor;
	if (strcmp(common->sandbox, "off") == 0)
		return 0;
	if (common->max_core_mb == 0)
		sandbox_hide_process();
	if (sandbox_drop_privileges(SANDBOX_KEEP_NONE, err) < 0 || restrict_files(front, err) < 0 ||
		sandbox_restrict_calls(true, err) < 0)
		return err_prefix(err, "sandbox");
	return 0;
#endif
}
