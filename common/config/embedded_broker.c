/* embedded_broker.c: finds the password file of the embedded broker. */
#include "common/config/embedded_broker.h"

#include <string.h>
#include <unistd.h>

static bool names_credentials(const struct nats_settings *nats)
{
	return *nats->user || *nats->token_file || *nats->nkey_seed_file ||
	       *nats->credentials_file || strchr(nats->url, '@');
}

void embedded_broker_use(struct settings *settings)
{
	struct nats_settings *nats = &settings->nats;
	if (strcmp(nats->server, "auto") != 0 || names_credentials(nats))
		return;
	const char *path = arena_printf(settings->arena,
		"%s/" EMBEDDED_BROKER_DIRECTORY "/" EMBEDDED_BROKER_PASSWORD,
		settings->supervisor.state_dir);
	if (access(path, R_OK) < 0)
		return;
	nats->user = EMBEDDED_BROKER_USER;
	nats->password_file = path;
}
