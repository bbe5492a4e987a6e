/* program_check: whether the farm's programs accept some settings. For `--check`; it blocks.
 *
 * lecternd itself only checks the form and range of values. Only the program that uses a voice,
 * language data or a word list can tell whether it exists, so each program checks that itself with
 * --check.
 */
#ifndef LECTERN_SUPERVISOR_PROGRAM_CHECK_H
#define LECTERN_SUPERVISOR_PROGRAM_CHECK_H

#include "common/config/settings.h"

#include <stdbool.h>

/* Prints what is wrong on standard error, one problem per line. config_path may be NULL for the
 * defaults. Returns whether all is well. */
bool program_check(const struct settings *settings, const char *config_path);

#endif
