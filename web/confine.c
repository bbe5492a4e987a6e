/* confine: what lectern-web may read; it may start no program. */
#include "config.h"

#include "web/confine.h"

#include "common/ipc/sandbox.h"

#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Libraries, name resolution, certificates, installed voices and languages, memory and load
 * figures. */
static const char *const readable[] = { "/etc", "/usr", "/lib", "/lib64", "/proc", "/sys",
	"/dev/urandom", "/run/systemd/resolve" };

static int restrict_files(const struct settings *settings, struct err *err)
{
	const struct nats_settings *nats = &settings->nats;
	const char *const around[] = { nats->tls_ca_file, nats->tls_cert_file, nats->tls_key_file,
		nats->password_file, nats->token_file, nats->nkey_seed_file,
		nats->credentials_file };
	struct sandbox_rules rules;
	sandbox_rules_init(&rules);
	sandbox_allow_each(&rules, readable, sizeof readable / sizeof *readable, SANDBOX_READ);
	for (size_t i = 0; i < sizeof around / sizeof *around; i++)
		sandbox_allow_around(&rules, around[i], SANDBOX_READ);
	sandbox_allow(&rules, "/dev/null", SANDBOX_READ | SANDBOX_WRITE);
	sandbox_allow(&rules, settings->png_to_text.tessdata_path, SANDBOX_READ);
	sandbox_allow(&rules, getenv("TESSDATA_PREFIX"), SANDBOX_READ);
	sandbox_allow(&rules, getenv("ESPEAK_DATA_PATH"), SANDBOX_READ);
	sandbox_allow(&rules, settings->tts.voices_dir, SANDBOX_READ);
	return sandbox_restrict_files(&rules, SANDBOX_NO_OTHERS, err);
}

int confine_web(const struct settings *settings, unsigned *ret_missing, struct err *err)
{
	*ret_missing = SANDBOX_OFF;
#ifdef LECTERN_SANITIZED
	(void)restrict_files; /* the sandbox would block what a sanitizer needs */
	(void)settings;
	(void)err;
	return 0;
#else
	if (strcmp(settings->supervisor.sandbox, "off") == 0)
		return 0;
	if (settings->supervisor.max_core_mb == 0)
		sandbox_hide_process();
	/* CAP_NET_BIND_SERVICE is kept because it may listen on a port below 1024. */
	if (sandbox_drop_privileges(UINT64_C(1) << CAP_NET_BIND_SERVICE, err) < 0 ||
		restrict_files(settings, err) < 0 || sandbox_restrict_calls(false, err) < 0)
		return err_prefix(err, "sandbox");
	*ret_missing = sandbox_missing();
	return 0;
#endif
}
