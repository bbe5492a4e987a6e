/* auth.c: sets up TLS and credentials. Secrets are passed to the NATS library only. */
#include "common/nats/auth.h"

#include "common/base/secret_file.h"
#include "common/nats/connection.h"
#include "common/nats/nkey.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* Debian's bundle of trusted certificate authorities. */
#define SYSTEM_CA_FILE "/etc/ssl/certs/ca-certificates.crt"

static int refused(struct err *err, natsStatus status, const char *key, const char *path)
{
	natsconn_err(err, status, 0, "[nats] %s: %s", key, path);
	if (err)
		err->kind = ERR_INVALID;
	return -1;
}

/* ---- TLS ---- */

static bool wants_tls(const struct nats_settings *settings)
{
	return strstr(settings->url, "tls://") || *settings->tls_ca_file ||
	       *settings->tls_cert_file;
}

static int set_client_certificate(
	natsOptions *options, const struct nats_settings *settings, struct err *err)
{
	if (!*settings->tls_cert_file)
		return 0;
	if (secret_file_check(settings->tls_key_file, err) < 0)
		return err_prefix(err, "[nats] tls_key_file");
	natsStatus s = natsOptions_LoadCertificatesChain(
		options, settings->tls_cert_file, settings->tls_key_file);
	if (s != NATS_OK)
		return refused(err, s, "tls_cert_file, tls_key_file", settings->tls_cert_file);
	return 0;
}

static int set_tls(natsOptions *options, const struct nats_settings *settings, struct err *err)
{
	if (!wants_tls(settings))
		return 0;
	const char *ca = *settings->tls_ca_file ? settings->tls_ca_file : SYSTEM_CA_FILE;
	natsStatus s = natsOptions_SetSecure(options, true);
	if (s != NATS_OK)
		return natsconn_err(err, s, 0, "TLS");
	if (*settings->tls_ca_file || access(ca, R_OK) == 0)
		s = natsOptions_LoadCATrustedCertificates(options, ca);
	if (s != NATS_OK)
		return refused(err, s, "tls_ca_file", ca);
	return set_client_certificate(options, settings, err);
}

/* ---- credentials ---- */

static int set_password(natsOptions *options, const struct nats_settings *settings, struct err *err)
{
	char *password = NULL;
	if (secret_file_read(settings->password_file, &password, err) < 0)
		return err_prefix(err, "[nats] password_file");
	natsStatus s = natsOptions_SetUserInfo(options, settings->user, password);
	secret_free(&password);
	return s == NATS_OK ? 0 : refused(err, s, "password_file", settings->password_file);
}

static int set_token(natsOptions *options, const struct nats_settings *settings, struct err *err)
{
	char *token = NULL;
	if (secret_file_read(settings->token_file, &token, err) < 0)
		return err_prefix(err, "[nats] token_file");
	natsStatus s = natsOptions_SetToken(options, token);
	secret_free(&token);
	return s == NATS_OK ? 0 : refused(err, s, "token_file", settings->token_file);
}

/* The library reads the seed again for each connection and does not keep it. */
static int set_nkey(natsOptions *options, const struct nats_settings *settings, struct err *err)
{
	char public[NKEY_PUBLIC_LEN + 1], *seed = NULL;
	const char *path = settings->nkey_seed_file;
	if (secret_file_read(path, &seed, err) < 0)
		return err_prefix(err, "[nats] nkey_seed_file");
	int rc = nkey_public(seed, public, err);
	secret_free(&seed);
	if (rc < 0)
		return err_prefix(err, "[nats] nkey_seed_file: %s", path);
	natsStatus s = natsOptions_SetNKeyFromSeed(options, public, path);
	return s == NATS_OK ? 0 : refused(err, s, "nkey_seed_file", path);
}

static int set_credentials(
	natsOptions *options, const struct nats_settings *settings, struct err *err)
{
	const char *path = settings->credentials_file;
	if (secret_file_check(path, err) < 0)
		return err_prefix(err, "[nats] credentials_file");
	natsStatus s = natsOptions_SetUserCredentialsFromFiles(options, path, NULL);
	return s == NATS_OK ? 0 : refused(err, s, "credentials_file", path);
}

int natsconn_auth_apply(natsOptions *options, const struct nats_settings *settings, struct err *err)
{
	if (set_tls(options, settings, err) < 0)
		return -1;
	if (*settings->password_file)
		return set_password(options, settings, err);
	if (*settings->token_file)
		return set_token(options, settings, err);
	if (*settings->nkey_seed_file)
		return set_nkey(options, settings, err);
	if (*settings->credentials_file)
		return set_credentials(options, settings, err);
	return 0;
}

int natsconn_auth_check(const struct nats_settings *settings, struct err *err)
{
	natsOptions *options = NULL;
	natsStatus s = natsOptions_Create(&options);
	if (s != NATS_OK)
		return natsconn_err(err, s, 0, "NATS options");
	int rc = natsconn_auth_apply(options, settings, err);
	natsOptions_Destroy(options);
	return rc;
}

const char *natsconn_auth_what(const struct nats_settings *settings)
{
	if (*settings->password_file)
		return "the server refuses [nats] user and password_file";
	if (*settings->token_file)
		return "the server refuses the token of [nats] token_file";
	if (*settings->nkey_seed_file)
		return "the server refuses the key of [nats] nkey_seed_file";
	if (*settings->credentials_file)
		return "the server refuses the user of [nats] credentials_file";
	if (strchr(settings->url, '@'))
		return "the server refuses the credentials in [nats] url";
	return "the server asks for credentials: set [nats] user and password_file, token_file, "
	       "nkey_seed_file or credentials_file";
}
