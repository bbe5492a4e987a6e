/* auth.c: generated credentials for the embedded server, and settings for its clients. */
#include "supervisor/broker/auth.h"

#include "common/base/buf.h"
#include "common/base/secret_file.h"
#include "common/config/embedded_broker.h"

#include <crypt.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum {
	RANDOM_BYTES = 32,
	/* The minimum: the generated secret cannot be guessed, and the server verifies it on every
	 * connection. */
	HASH_COST = 4,
	HASH_SALT = 16,
	/* Longest secret in bytes: bcrypt ignores the rest of a longer one. */
	HASH_READS = 72,
};

bool broker_auth_is_ours(const struct nats_settings *nats)
{
	return !*nats->tls_ca_file && !*nats->tls_cert_file && !*nats->nkey_seed_file &&
	       !*nats->credentials_file;
}

/* Writes under another name first, so that a crash leaves a complete password or none. */
static int make_password(const char *path, struct arena *arena, struct err *err)
{
	unsigned char bytes[RANDOM_BYTES];
	struct buf text = BUF_EMPTY;
	const char *part = arena_printf(arena, "%s.new", path);
	int rc = 0;
	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		return err_errno(err, ERR_INTERNAL, errno, "random bytes for %s", path);
	buf_append_hex(&text, bytes, sizeof bytes);
	buf_append_char(&text, '\n');
	unlink(part);
	int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || write(fd, text.data, text.len) != (ssize_t)text.len || fsync(fd) < 0 ||
		rename(part, path) < 0)
		rc = err_errno(err, ERR_INTERNAL, errno, "%s", path);
	if (fd >= 0)
		close(fd);
	explicit_bzero(bytes, sizeof bytes);
	explicit_bzero(text.data, text.len);
	buf_free(&text);
	return rc;
}

static int read_secret(
	const char *path, struct arena *arena, const char **ret_secret, struct err *err)
{
	char *secret = NULL;
	if (secret_file_read(path, &secret, err) < 0)
		return -1;
	*ret_secret = arena_string(arena, secret);
	secret_free(&secret);
	return 0;
}

static const char *password_path(const char *directory, struct arena *arena)
{
	return arena_printf(arena, "%s/" EMBEDDED_BROKER_PASSWORD, directory);
}

static int fill_own(
	struct broker_address *address, const char *directory, struct arena *arena, struct err *err)
{
	const char *path = password_path(directory, arena);
	if (access(path, F_OK) < 0 && make_password(path, arena, err) < 0)
		return -1;
	address->user = EMBEDDED_BROKER_USER;
	return read_secret(path, arena, &address->password, err);
}

static int find(struct broker_address *address, const struct nats_settings *nats,
	const char *directory, struct arena *arena, bool *ret_own, struct err *err)
{
	*ret_own = false;
	if (address->user || address->token)
		return 0;
	if (*nats->password_file) {
		address->user = arena_string(arena, nats->user);
		if (read_secret(nats->password_file, arena, &address->password, err) < 0)
			return err_prefix(err, "[nats] password_file");
		return 0;
	}
	if (*nats->token_file) {
		if (read_secret(nats->token_file, arena, &address->token, err) < 0)
			return err_prefix(err, "[nats] token_file");
		return 0;
	}
	if (fill_own(address, directory, arena, err) < 0)
		return -1;
	*ret_own = true;
	return 0;
}

/* A bcrypt hash keeps secrets out of the server's configuration, and spares us the server's warning
 * about plain ones. */
static const char *hash_of(const char *secret, struct arena *arena)
{
	char salt[HASH_SALT], setting[CRYPT_GENSALT_OUTPUT_SIZE];
	struct crypt_data data;
	memset(&data, 0, sizeof data);
	const char *hash = NULL;
	if (strlen(secret) <= HASH_READS &&
		getrandom(salt, sizeof salt, 0) == (ssize_t)sizeof salt &&
		crypt_gensalt_rn(
			"$2b$", HASH_COST, salt, sizeof salt, setting, (int)sizeof setting))
		hash = crypt_rn(secret, setting, &data, (int)sizeof data);
	if (hash)
		hash = arena_string(arena, hash);
	explicit_bzero(&data, sizeof data);
	return hash;
}

int broker_auth_fill(struct broker_address *address, const struct nats_settings *nats,
	const char *directory, struct arena *arena, bool *ret_own, struct err *err)
{
	if (find(address, nats, directory, arena, ret_own, err) < 0)
		return -1;
	address->hash = hash_of(address->user ? address->password : address->token, arena);
	return 0;
}

void broker_auth_fill_settings(struct settings *settings, const char *directory)
{
	if (*settings->nats.user || *settings->nats.token_file)
		return; /* the reload will refuse a configuration that names other credentials */
	settings->nats.user = EMBEDDED_BROKER_USER;
	settings->nats.password_file = password_path(directory, settings->arena);
}
