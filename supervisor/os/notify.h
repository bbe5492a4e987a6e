/* notify: reports the state of lecternd to systemd, by the protocol of sd_notify(3), without its
 * library. Everything here is a no-op when $NOTIFY_SOCKET is not set. */
#ifndef LECTERN_SUPERVISOR_OS_NOTIFY_H
#define LECTERN_SUPERVISOR_OS_NOTIFY_H

#include <stdint.h>

/* Reads the environment: $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID. */
void notify_open(void);
void notify_close(void);

/* Milliseconds between the notifications that the watchdog wants, at half its time; 0: none. */
int64_t notify_watchdog_ms(void);

/* status: one line for `systemctl status`. */
void notify_ready(const char *status);
void notify_reloading(void);
void notify_stopping(const char *status);
void notify_watchdog(void);

#endif
