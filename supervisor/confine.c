/* confine.c: checks what the kernel supports, then applies it. */
#include "config.h"

#include "supervisor/confine.h"

#include "common/base/log.h"
#include "common/ipc/sandbox.h"

#include <linux/capability.h>
#include <string.h>

#define BIT(capability) (UINT64_C(1) << (capability))

int confine_supervisor(const struct settings *settings, struct err *err)
{
	const char *mode = settings->supervisor.sandbox;
	unsigned missing = sandbox_missing();
	if (strcmp(mode, "off") == 0) {
		log_warn("sandbox = \"off\": engines are not sandboxed");
		return 0;
	}
	if (missing && strcmp(mode, "required") == 0)
		return err_set(err, ERR_INVALID,
			"sandbox = \"required\", but this kernel has no %s",
			sandbox_missing_text(missing));
	if (missing)
		log_warn("this kernel has no %s: engines are sandboxed with the rest only",
			sandbox_missing_text(missing));
#ifdef LECTERN_SANITIZED
	return 0; /* the sanitizers' own system calls would be denied */
#else
	/* Needed when run as root, which may be given other users' files to read and directories of
	 * theirs for its state. As a service we have no capabilities to begin with. */
	const uint64_t keep = BIT(CAP_DAC_OVERRIDE) | BIT(CAP_DAC_READ_SEARCH) | BIT(CAP_FOWNER) |
			      BIT(CAP_CHOWN) | BIT(CAP_KILL) | BIT(CAP_SETPCAP) |
			      BIT(CAP_SYS_RESOURCE) | BIT(CAP_NET_BIND_SERVICE);
	if (sandbox_drop_privileges(keep, err) < 0 || sandbox_restrict_calls(true, err) < 0)
		return err_prefix(err, "sandbox");
	return 0;
#endif
}
