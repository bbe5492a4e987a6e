/* sandbox_files.c: Landlock, called directly: glibc has no wrappers for it, and the headers may be
 * older than the kernel. */
#include "common/ipc/sandbox.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The layout as of version 6; an older kernel is passed only the part it knows. */
struct ruleset {
	uint64_t files;  /* version 1 */
	uint64_t ports;  /* version 4 */
	uint64_t scopes; /* version 6 */
};

#define RIGHT(n)          (UINT64_C(1) << (n))
#define EXECUTE           RIGHT(0)
#define WRITE_FILE        RIGHT(1)
#define READ_FILE         RIGHT(2)
#define READ_DIR          RIGHT(3)
#define REMOVE_DIR        RIGHT(4)
#define REMOVE_FILE       RIGHT(5)
#define MAKE_DIR          RIGHT(7)
#define MAKE_REG          RIGHT(8)
#define LAST_OF_VERSION_1 RIGHT(12)
#define REFER             RIGHT(13) /* version 2 */
#define TRUNCATE          RIGHT(14) /* version 3 */
#define IOCTL_DEV         RIGHT(15) /* version 5 */

/* Everything that this version of the kernel can deny. */
static struct ruleset everything(long version, unsigned scope)
{
	struct ruleset set = { (LAST_OF_VERSION_1 << 1) - 1, 0, 0 };
	if (version >= 2)
		set.files |= REFER;
	if (version >= 3)
		set.files |= TRUNCATE;
	if (version >= 4 && scope & SANDBOX_NO_TCP)
		set.ports = RIGHT(0) /* bind */ | RIGHT(1) /* connect */;
	if (version >= 5)
		set.files |= IOCTL_DEV;
	if (version >= 6 && scope & SANDBOX_NO_OTHERS)
		set.scopes = RIGHT(0) /* abstract sockets */ | RIGHT(1) /* signals */;
	return set;
}

static size_t size_for(long version)
{
	if (version >= 6)
		return sizeof(struct ruleset);
	return version >= 4 ? offsetof(struct ruleset, scopes) : offsetof(struct ruleset, ports);
}

/* ---- the rules ---- */

void sandbox_rules_init(struct sandbox_rules *rules)
{
	rules->count = 0;
}

static void allow_part(struct sandbox_rules *rules, const char *path, size_t len, unsigned rights)
{
	/* Dropping an excess rule or an overlong path is safe: it only denies access to one more
	 * thing. */
	if (rules->count == SANDBOX_MAX_RULES || len == 0 || len >= SANDBOX_PATH_SIZE)
		return;
	memcpy(rules->items[rules->count].path, path, len);
	rules->items[rules->count].path[len] = '\0';
	rules->items[rules->count++].rights = rights;
}

void sandbox_allow(struct sandbox_rules *rules, const char *path, unsigned rights)
{
	allow_part(rules, path, path ? strlen(path) : 0, rights);
}

void sandbox_allow_each(
	struct sandbox_rules *rules, const char *const *paths, size_t count, unsigned rights)
{
	for (size_t i = 0; i < count; i++)
		sandbox_allow(rules, paths[i], rights);
}

void sandbox_allow_around(struct sandbox_rules *rules, const char *file, unsigned rights)
{
	const char *slash = file ? strrchr(file, '/') : NULL;
	if (slash)
		allow_part(rules, file, (size_t)(slash - file), rights);
}

/* ---- programs ---- */

/* The PT_INTERP string within the first bytes of an ELF file, or NULL if it has none. */
static const char *dynamic_linker(const char *head, size_t len, size_t *ret_size)
{
	Elf64_Ehdr elf;
	if (len < sizeof elf || memcmp(head, ELFMAG, SELFMAG) != 0)
		return NULL;
	memcpy(&elf, head, sizeof elf);
	for (size_t i = 0; i < elf.e_phnum; i++) {
		Elf64_Phdr part;
		uint64_t at = elf.e_phoff + i * sizeof part;
		if (at > len - sizeof part)
			return NULL;
		memcpy(&part, head + at, sizeof part);
		if (part.p_type == PT_INTERP && part.p_offset < len) {
			*ret_size = strnlen(head + part.p_offset, len - part.p_offset);
			return head + part.p_offset;
		}
	}
	return NULL;
}

/* Finds what the kernel starts along with the program. False if there is nothing. */
static bool find_interpreter(const char *program, char name[SANDBOX_PATH_SIZE])
{
	char head[4096];
	int fd = open(program, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : pread(fd, head, sizeof head - 1, 0);
	if (fd >= 0)
		close(fd);
	if (len < 2)
		return false;
	head[len] = '\0';
	size_t size = 0;
	const char *from = dynamic_linker(head, (size_t)len, &size);
	if (memcmp(head, "#!", 2) == 0) {
		from = head + 2 + strspn(head + 2, " \t");
		size = strcspn(from, " \t\n");
	}
	if (!from || size == 0 || size >= SANDBOX_PATH_SIZE)
		return false;
	memcpy(name, from, size);
	name[size] = '\0';
	return true;
}

void sandbox_allow_program(struct sandbox_rules *rules, const char *program)
{
	enum { MOST_LINKS = 4 }; /* script, interpreter, dynamic linker */
	char name[SANDBOX_PATH_SIZE];
	if (!program)
		return;
	snprintf(name, sizeof name, "%s", program);
	for (int i = 0; i < MOST_LINKS; i++) {
		char next[SANDBOX_PATH_SIZE];
		sandbox_allow(rules, name, SANDBOX_READ | SANDBOX_EXECUTE);
		if (!find_interpreter(name, next))
			break;
		memcpy(name, next, sizeof name);
	}
}

/* ---- enforcement ---- */

static uint64_t rights_of(unsigned wanted, bool is_directory)
{
	uint64_t rights = 0;
	if (wanted & SANDBOX_READ)
		rights |= READ_FILE | (is_directory ? READ_DIR : 0);
	if (wanted & SANDBOX_WRITE)
		rights |= WRITE_FILE | TRUNCATE |
			  (is_directory ? MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR : 0);
	if (wanted & SANDBOX_EXECUTE)
		rights |= EXECUTE;
	if (wanted & SANDBOX_DEVICE)
		rights |= IOCTL_DEV;
	return rights;
}

static int add_rule(
	int ruleset, uint64_t handled, const char *path, unsigned rights, struct err *err)
{
	struct stat st;
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0 && (errno == ENOENT || errno == EACCES || errno == ENOTDIR))
		return 0; /* an inaccessible path needs no rule */
	if (fd < 0)
		return err_errno(err, ERR_INTERNAL, errno, "%s", path);
	bool is_directory = fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
	struct landlock_path_beneath_attr rule = {
		.allowed_access = rights_of(rights, is_directory) & handled,
		.parent_fd = fd,
	};
	long rc = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	int why = errno;
	close(fd);
	return rc < 0 ? err_errno(err, ERR_INTERNAL, why, "Landlock rule for %s", path) : 0;
}

int sandbox_restrict_files(const struct sandbox_rules *rules, unsigned scope, struct err *err)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1)
		return 0;
	const struct ruleset handled = everything(version, scope);
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, size_for(version), 0);
	if (ruleset < 0)
		return err_errno(err, ERR_INTERNAL, errno, "Landlock");
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < rules->count; i++)
		rc = add_rule(
			ruleset, handled.files, rules->items[i].path, rules->items[i].rights, err);
	if (rc == 0 && syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
		rc = err_errno(err, ERR_INTERNAL, errno, "Landlock");
	close(ruleset);
	return rc;
}
