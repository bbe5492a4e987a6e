/* embedded_broker: the credentials of the nats-server that lecternd runs itself.
 *
 * Other users of the machine must not use that server, so unless the settings name credentials,
 * lecternd generates a password and keeps it, mode 0600, below its state directory. Only the farm's
 * own user can read that file; a service started by hand finds its credentials there.
 */
#ifndef LECTERN_COMMON_CONFIG_EMBEDDED_BROKER_H
#define LECTERN_COMMON_CONFIG_EMBEDDED_BROKER_H

#include "common/config/settings.h"

#define EMBEDDED_BROKER_USER      "lectern"
#define EMBEDDED_BROKER_DIRECTORY "nats"     /* in state_dir */
#define EMBEDDED_BROKER_PASSWORD  "password" /* file name in that directory */

/* For programs that connect: if the settings leave the broker to lecternd and name no credentials,
 * and the password file is readable, makes the settings name that user and file. */
void embedded_broker_use(struct settings *settings);

#endif
