/* program_check: whether the farm's programs can work by some settings. For `--check`: it waits.
 *
 * lecternd itself sees the form of a value and its range only. Whether there is such a voice, a
 * language's data or a word list, only the program that uses it knows: each checks that itself with
 * --check.
 */
#ifndef LECTERN_SUPERVISOR_PROGRAM_CHECK_H
#define LECTERN_SUPERVISOR_PROGRAM_CHECK_H

#include "common/config/settings.h"

#include <stdbool.h>

/* Prints on standard error what is wrong, a line for each thing. config_path NULL: the defaults. */
bool program_check(const struct settings *settings, const char *config_path);

#endif
