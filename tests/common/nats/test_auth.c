/* test_auth.c: TLS and every kind of credentials against a nats-server that requires them. Wrong
 * ones are refused with a text that says what to look at and never reveals a secret. */
#include "tests/common/nats/nats_check.h"

#include "common/base/secret_file.h"
#include "common/nats/connection.h"
#include "common/nats/nkey.h"
#include "tests/common/nats/auth_keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { REFUSED_MS = 300, ACCEPTED_MS = 20000 };

static struct nats_server server;

static const char *file_path(const char *name)
{
	static char paths[4][200];
	static unsigned next;
	char *path = paths[next++ % 4];
	snprintf(path, sizeof paths[0], "%s/%s", server.dir, name);
	return path;
}

static const char *write_file(const char *name, const char *text, mode_t mode)
{
	const char *path = file_path(name);
	FILE *file = fopen(path, "we");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	assert_int_equal(chmod(path, mode), 0);
	return path;
}

static int prepare(void **state)
{
	(void)state;
	nats_server_prepare(&server);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	nats_server_stop(&server);
	return 0;
}

static int try_open(const struct nats_settings *nats, int64_t wait_ms, struct err *err)
{
	struct natsconn *conn = NULL;
	err->text[0] = '\0';
	if (natsconn_open(nats, "test", wait_ms, &conn, err) < 0)
		return -1;
	assert_true(natsconn_is_connected(conn));
	natsconn_close(&conn);
	return 0;
}

static void assert_accepted(const struct nats_settings *nats)
{
	struct err err;
	assert_ok(try_open(nats, ACCEPTED_MS, &err), err);
}

static void assert_refused(const struct nats_settings *nats, enum err_kind kind, const char *why)
{
	struct err err;
	assert_int_equal(try_open(nats, REFUSED_MS, &err), -1);
	if (err.kind != kind || !strstr(err.text, why))
		fail_msg(
			"%s: \"%s\" is expected in \"%s\"", err_kind_name(err.kind), why, err.text);
	assert_null(strstr(err.text, "s3cret"));
}

static struct nats_settings settings_for(struct settings **ret_settings)
{
	*ret_settings = nats_server_settings(&server, "");
	return (*ret_settings)->nats;
}

/* ---- credentials ---- */

static void user_and_password(void **state)
{
	(void)state;
	struct settings *settings;
	nats_server_start_as(&server, "authorization { user: farm, password: \"s3cret word\" }\n");
	struct nats_settings nats = settings_for(&settings);
	assert_refused(&nats, ERR_UNAVAILABLE, "the server asks for credentials");
	nats.user = "farm";
	nats.password_file = write_file("right", "s3cret word\n", 0600);
	assert_accepted(&nats);
	nats.password_file = write_file("group", "s3cret word", 0640);
	assert_accepted(&nats);
	nats.password_file = write_file("wrong", "s3cret\n", 0600);
	assert_refused(&nats, ERR_UNAVAILABLE, "refuses [nats] user and password_file");
	nats.password_file = write_file("open", "s3cret word\n", 0644);
	assert_refused(&nats, ERR_INVALID, "chmod o-rwx");
	nats.password_file = file_path("missing");
	assert_refused(&nats, ERR_INVALID, "No such file");
	nats.password_file = "";
	char url[128];
	snprintf(url, sizeof url, "nats://farm:s3cret@127.0.0.1:%d", server.port);
	nats.url = url;
	assert_refused(&nats, ERR_UNAVAILABLE, "refuses the credentials in [nats] url");
	settings_free(&settings);
}

static void token(void **state)
{
	(void)state;
	struct settings *settings;
	nats_server_start_as(&server, "authorization { token: s3cret-token }\n");
	struct nats_settings nats = settings_for(&settings);
	nats.token_file = write_file("right", "s3cret-token\r\n", 0400);
	assert_accepted(&nats);
	nats.token_file = write_file("wrong", "s3cret-tokem", 0400);
	assert_refused(&nats, ERR_UNAVAILABLE, "refuses the token of [nats] token_file");
	settings_free(&settings);
}

static void nkey(void **state)
{
	(void)state;
	struct settings *settings;
	nats_server_start_as(&server, "authorization { users: [ { nkey: \"" NKEY_USER "\" } ] }\n");
	struct nats_settings nats = settings_for(&settings);
	nats.nkey_seed_file = write_file("right", NKEY_SEED "\n", 0600);
	assert_accepted(&nats);
	nats.nkey_seed_file = write_file("wrong", NKEY_OTHER_SEED "\n", 0600);
	assert_refused(&nats, ERR_UNAVAILABLE, "refuses the key of [nats] nkey_seed_file");
	nats.nkey_seed_file = write_file("none", "SUs3cret\n", 0600);
	assert_refused(&nats, ERR_INVALID, "does not hold a user's NKey seed");
	nats.nkey_seed_file = write_file("open", NKEY_SEED "\n", 0604);
	assert_refused(&nats, ERR_INVALID, "chmod o-rwx");
	settings_free(&settings);
}

#define CREDENTIALS(jwt, seed)                                                      \
	"-----BEGIN NATS USER JWT-----\n" jwt "\n------END NATS USER JWT------\n\n" \
	"-----BEGIN USER NKEY SEED-----\n" seed "\n------END USER NKEY SEED------\n"

static void credentials(void **state)
{
	(void)state;
	struct settings *settings;
	nats_server_start_as(&server, "operator: \"" OPERATOR_JWT "\"\nresolver: MEMORY\n"
				      "resolver_preload: { " ACCOUNT ": \"" ACCOUNT_JWT "\" }\n");
	struct nats_settings nats = settings_for(&settings);
	nats.credentials_file = write_file("right", CREDENTIALS(USER_JWT, USER_SEED), 0600);
	assert_accepted(&nats);
	nats.credentials_file = write_file("wrong", CREDENTIALS(STRANGER_JWT, STRANGER_SEED), 0600);
	assert_refused(&nats, ERR_UNAVAILABLE, "refuses the user of [nats] credentials_file");
	nats.credentials_file = write_file("open", CREDENTIALS(USER_JWT, USER_SEED), 0666);
	assert_refused(&nats, ERR_INVALID, "chmod o-rwx");
	settings_free(&settings);
}

/* ---- TLS ---- */

static void run_openssl(const char *args)
{
	char command[900];
	snprintf(command, sizeof command, "cd '%s' && openssl %s >openssl.log 2>&1", server.dir,
		args);
	if (system(command) != 0)
		fail_msg("openssl %s: see openssl.log", args);
}

static void make_authority(const char *name)
{
	char args[300];
	snprintf(args, sizeof args,
		"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
		"-subj /CN=%s -keyout %s.key -out %s.pem",
		name, name, name);
	run_openssl(args);
}

static void make_certificate(const char *name, const char *authority, const char *alternative)
{
	char args[600];
	snprintf(args, sizeof args, "subjectAltName=%s\n", alternative);
	write_file("ext", args, 0600);
	snprintf(args, sizeof args,
		"req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=%s "
		"-keyout %s.key -out %s.csr && openssl x509 -req -in %s.csr -CA %s.pem "
		"-CAkey %s.key -CAcreateserial -days 2 -extfile ext -out %s.pem",
		name, name, name, name, authority, authority, name);
	run_openssl(args);
	char key[64];
	snprintf(key, sizeof key, "%s.key", name);
	assert_int_equal(chmod(file_path(key), 0600), 0);
}

static void tls_url(char url[64], const char *host)
{
	snprintf(url, 64, "tls://%s:%d", host, server.port);
}

static void tls_checks_the_server(void **state)
{
	(void)state;
	struct settings *settings;
	char url[64];
	make_authority("ours");
	make_authority("theirs");
	make_certificate("server", "ours", "IP:127.0.0.1");
	nats_server_start_as(
		&server, "tls { cert_file: \"%D/server.pem\", key_file: \"%D/server.key\" }\n");
	struct nats_settings nats = settings_for(&settings);
	assert_refused(&nats, ERR_UNAVAILABLE, "unable to get local issuer certificate");
	nats.tls_ca_file = file_path("ours.pem");
	assert_accepted(&nats);
	tls_url(url, "127.0.0.1");
	nats.url = url;
	assert_accepted(&nats);
	nats.tls_ca_file = file_path("theirs.pem");
	assert_refused(&nats, ERR_UNAVAILABLE, "issuer certificate");
	nats.tls_ca_file = "";
	assert_refused(&nats, ERR_UNAVAILABLE, "issuer certificate");
	nats.tls_ca_file = file_path("no-such.pem");
	assert_refused(&nats, ERR_INVALID, "[nats] tls_ca_file");
	settings_free(&settings);
}

static void tls_checks_the_name(void **state)
{
	(void)state;
	struct settings *settings;
	char url[64];
	make_authority("ours");
	make_certificate("server", "ours", "DNS:elsewhere.example");
	nats_server_start_as(
		&server, "tls { cert_file: \"%D/server.pem\", key_file: \"%D/server.key\" }\n");
	struct nats_settings nats = settings_for(&settings);
	nats.tls_ca_file = file_path("ours.pem");
	tls_url(url, "localhost");
	nats.url = url;
	assert_refused(&nats, ERR_UNAVAILABLE, "hostname mismatch");
	settings_free(&settings);
}

static void tls_shows_our_certificate(void **state)
{
	(void)state;
	struct settings *settings;
	make_authority("ours");
	make_authority("theirs");
	make_certificate("server", "ours", "IP:127.0.0.1");
	make_certificate("client", "ours", "DNS:client");
	make_certificate("stranger", "theirs", "DNS:client");
	nats_server_start_as(&server,
		"tls { cert_file: \"%D/server.pem\", key_file: \"%D/server.key\", "
		"ca_file: \"%D/ours.pem\", verify: true }\n");
	struct nats_settings nats = settings_for(&settings);
	char ca[200], cert[200], key[200];
	snprintf(ca, sizeof ca, "%s", file_path("ours.pem"));
	nats.tls_ca_file = ca;
	assert_refused(&nats, ERR_UNAVAILABLE, "connecting to");
	snprintf(cert, sizeof cert, "%s", file_path("client.pem"));
	snprintf(key, sizeof key, "%s", file_path("client.key"));
	nats.tls_cert_file = cert;
	nats.tls_key_file = key;
	assert_accepted(&nats);
	assert_int_equal(chmod(key, 0644), 0);
	assert_refused(&nats, ERR_INVALID, "chmod o-rwx");
	snprintf(cert, sizeof cert, "%s", file_path("stranger.pem"));
	snprintf(key, sizeof key, "%s", file_path("stranger.key"));
	assert_refused(&nats, ERR_UNAVAILABLE, "connecting to");
	settings_free(&settings);
}

/* ---- parts ---- */

static void public_keys_follow_from_seeds(void **state)
{
	(void)state;
	char public[NKEY_PUBLIC_LEN + 1];
	struct err err;
	assert_ok(nkey_public(NKEY_SEED, public, &err), err);
	assert_string_equal(public, NKEY_USER);
	char damaged[] = NKEY_SEED;
	damaged[30] = damaged[30] == 'A' ? 'B' : 'A';
	assert_int_equal(nkey_public(damaged, public, &err), -1);
	assert_int_equal(nkey_public(NKEY_ACCOUNT_SEED, public, &err), -1);
	assert_int_equal(nkey_public(NKEY_SEED "A", public, &err), -1);
	assert_int_equal(nkey_public("", public, &err), -1);
	assert_int_equal(nkey_public("su", public, &err), -1);
	assert_string_equal(public, NKEY_USER);
}

static void secrets_are_one_line(void **state)
{
	(void)state;
	static const struct {
		const char *text, *why;
	} cases[] = {
		{ "", "is empty" },
		{ "\n", "is empty" },
		{ "one\ntwo\n", "one line" },
		{ "t\xc3\xa4g", "one line" },
		{ "a\tb", "one line" },
	};
	struct err err;
	char *secret = NULL;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *path = write_file("secret", cases[i].text, 0600);
		assert_int_equal(secret_file_read(path, &secret, &err), -1);
		assert_non_null(strstr(err.text, cases[i].why));
		assert_null(secret);
	}
	char longest[SECRET_MAX + 2];
	memset(longest, 'x', sizeof longest);
	longest[SECRET_MAX + 1] = '\0';
	assert_int_equal(secret_file_read(write_file("secret", longest, 0600), &secret, &err), -1);
	assert_non_null(strstr(err.text, "longer"));
	longest[SECRET_MAX] = '\0';
	assert_ok(secret_file_read(write_file("secret", longest, 0600), &secret, &err), err);
	assert_string_equal(secret, longest);
	secret_free(&secret);
	assert_null(secret);
	assert_int_equal(secret_file_check(server.dir, &err), -1);
	assert_non_null(strstr(err.text, "not a regular file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(user_and_password, prepare, stop),
		cmocka_unit_test_setup_teardown(token, prepare, stop),
		cmocka_unit_test_setup_teardown(nkey, prepare, stop),
		cmocka_unit_test_setup_teardown(credentials, prepare, stop),
		cmocka_unit_test_setup_teardown(tls_checks_the_server, prepare, stop),
		cmocka_unit_test_setup_teardown(tls_checks_the_name, prepare, stop),
		cmocka_unit_test_setup_teardown(tls_shows_our_certificate, prepare, stop),
		cmocka_unit_test_setup_teardown(public_keys_follow_from_seeds, prepare, stop),
		cmocka_unit_test_setup_teardown(secrets_are_one_line, prepare, stop),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
