/* embedded_broker: the credentials of the nats-server that lecternd runs itself.
 *
 * Other users of the machine may not use it: unless the settings name credentials, lecternd makes
 * up a password and keeps it, mode 0600, below its state directory. Only the farm's own user may
 * read that file, so a service started by hand takes them from there. */
#ifndef LECTERN_COMMON_CONFIG_EMBEDDED_BROKER_H
#define LECTERN_COMMON_CONFIG_EMBEDDED_BROKER_H

#include "common/config/settings.h"

#define EMBEDDED_BROKER_USER      "lectern"
#define EMBEDDED_BROKER_DIRECTORY "nats"     /* in state_dir */
#define EMBEDDED_BROKER_PASSWORD  "password" /* the file, in that */

/* For programs that connect: when the settings leave the broker to lecternd and name no
 * credentials, and the password file is there for us to read, they name those now. */
void embedded_broker_use(struct settings *settings);

#endif
