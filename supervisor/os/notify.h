/* notify: reports lecternd's state to systemd by the protocol of sd_notify(3), without its library.
 * Everything here is a no-op if $NOTIFY_SOCKET is not set. */
#ifndef LECTERN_SUPERVISOR_OS_NOTIFY_H
#define LECTERN_SUPERVISOR_OS_NOTIFY_H

#include <stdint.h>

/* Reads the environment: $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID. */
void notify_open(void);
void notify_close(void);

/* The interval between watchdog notifications in milliseconds, half of systemd's timeout; 0 if
 * there is no watchdog. */
int64_t notify_watchdog_ms(void);

/* `status` is a line for `systemctl status`. */
void notify_ready(const char *status);
void notify_reloading(void);
void notify_stopping(const char *status);
void notify_watchdog(void);

#endif
