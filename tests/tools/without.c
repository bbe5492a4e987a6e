/* without landlock|seccomp|both PROGRAM [ARGUMENT...]: runs a program as on a kernel that has no
 * Landlock, or no seccomp: the calls that ask for them are answered as such a kernel does.
 *
 * The answers come from a seccomp filter: "no seccomp" here means that nobody may add another. */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static int answer(scmp_filter_ctx filter, int call, unsigned errnum)
{
	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(errnum), call, 0, NULL);
}

static int answer_if(scmp_filter_ctx filter, int call, scmp_datum_t first, unsigned errnum)
{
	const struct scmp_arg_cmp is = { 0, SCMP_CMP_EQ, first, 0 };
	return seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(errnum), call, 1, &is);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: without landlock|seccomp|both PROGRAM [ARGUMENT...]\n");
		return 2;
	}
	int both = strcmp(argv[1], "both") == 0, rc = 0;
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (both || strcmp(argv[1], "landlock") == 0)
		rc |= answer(filter, SCMP_SYS(landlock_create_ruleset), ENOSYS);
	if (both || strcmp(argv[1], "seccomp") == 0) {
		rc |= answer_if(filter, SCMP_SYS(prctl), PR_GET_SECCOMP, EINVAL);
		rc |= answer_if(filter, SCMP_SYS(prctl), PR_SET_SECCOMP, EINVAL);
		rc |= answer(filter, SCMP_SYS(seccomp), ENOSYS);
	}
	if (rc < 0 || seccomp_load(filter) < 0) {
		fprintf(stderr, "without: no filter\n");
		return 1;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 127;
}
