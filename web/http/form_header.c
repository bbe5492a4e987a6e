/* form_header: Content-Disposition and Content-Type of a form and its parts. */
#include "web/http/form_header.h"

#include <string.h>
#include <strings.h>

static char *skip_blanks(char *p)
{
	while (*p == ' ' || *p == '\t')
		p++;
	return p;
}

static int is_boundary_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c && strchr("'()+_,-./:=? ", c));
}

int form_header_boundary(const char *content_type, char *boundary, size_t size, struct err *err)
{
	const char *p = content_type + strcspn(content_type, ";");
	size_t type_len = strlen("multipart/form-data");
	if (strncasecmp(content_type, "multipart/form-data", type_len) != 0 ||
		strspn(content_type + type_len, " \t") != (size_t)(p - content_type) - type_len)
		return err_set(err, ERR_INVALID, "not multipart/form-data");
	for (; *p == ';'; p += strcspn(p, ";")) {
		p++;
		p += strspn(p, " \t");
		if (strncasecmp(p, "boundary=", 9) == 0)
			break;
	}
	if (!*p)
		return err_set(err, ERR_INVALID, "multipart/form-data without a boundary");
	p += 9;
	const char *stop = ";, \t";
	if (*p == '"') {
		p++;
		stop = "\"";
	}
	size_t len = strcspn(p, stop);
	if (len == 0 || len >= size || p[len - 1] == ' ')
		return err_set(err, ERR_INVALID, "a boundary of %zu characters", len);
	for (size_t i = 0; i < len; i++) {
		if (!is_boundary_char(p[i]))
			return err_set(err, ERR_INVALID, "a boundary with a forbidden character");
	}
	memcpy(boundary, p, len);
	boundary[len] = '\0';
	return 0;
}

/* In names, browsers write a quote and line ends as %22, %0D and %0A (WHATWG); other clients put
 * a backslash before the quote (RFC 2616). Any other backslash or percent sign is literal. */
static char unescape(const char *p, size_t *ret_len)
{
	*ret_len = 1;
	if (*p == '\\' && (p[1] == '"' || p[1] == '\\')) {
		*ret_len = 2;
		return p[1];
	}
	if (*p == '%') {
		static const struct {
			const char *code;
			char c;
		} codes[] = { { "%22", '"' }, { "%0D", '\r' }, { "%0A", '\n' } };
		for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
			if (strncasecmp(p, codes[i].code, 3) == 0) {
				*ret_len = 3;
				return codes[i].c;
			}
		}
	}
	return *p;
}

/* Cuts out the value at *text in place and moves *text past it. NULL: the closing quote is
 * missing. */
static char *parameter_value(char **text)
{
	char *p = *text;
	if (*p != '"') {
		char *value = p;
		p += strcspn(p, "; \t");
		char *rest = skip_blanks(p);
		if (*rest == ';')
			rest++;
		*p = '\0';
		*text = rest;
		return value;
	}
	char *value = ++p, *out = value;
	while (*p && *p != '"') {
		size_t len;
		*out++ = unescape(p, &len);
		p += len;
	}
	if (!*p)
		return NULL;
	p++;
	*out = '\0';
	p += strcspn(p, ";");
	*text = *p ? p + 1 : p;
	return value;
}

static int disposition(char *value, struct form_part *part, struct err *err)
{
	char *p = value + strcspn(value, ";");
	if (strncasecmp(value, "form-data", 9) != 0)
		return err_set(err, ERR_INVALID, "a part that is not form-data");
	if (*p)
		p++;
	while (*(p = skip_blanks(p))) {
		char *name = p;
		p += strcspn(p, "=;");
		if (*p != '=') {
			p += *p == ';';
			continue;
		}
		*p++ = '\0';
		char *text = parameter_value(&p);
		if (!text)
			return err_set(err, ERR_INVALID, "a name whose quote is not closed");
		if (strcasecmp(name, "name") == 0)
			part->name = text;
		else if (strcasecmp(name, "filename") == 0)
			part->file_name = text;
	}
	return 0;
}

static int transfer_encoding(const char *value, struct err *err)
{
	if (strcasecmp(value, "binary") == 0 || strcasecmp(value, "8bit") == 0 ||
		strcasecmp(value, "7bit") == 0)
		return 0;
	return err_set(err, ERR_INVALID, "Content-Transfer-Encoding: %.40s", value);
}

static int header_line(char *line, struct form_part *part, struct err *err)
{
	char *colon = strchr(line, ':');
	if (!colon)
		return err_set(err, ERR_INVALID, "a part's header line without a colon");
	*colon = '\0';
	char *value = skip_blanks(colon + 1);
	size_t len = strlen(value);
	while (len > 0 && (value[len - 1] == ' ' || value[len - 1] == '\t'))
		value[--len] = '\0';
	if (strcasecmp(line, "Content-Disposition") == 0)
		return disposition(value, part, err);
	if (strcasecmp(line, "Content-Type") == 0)
		part->content_type = value;
	else if (strcasecmp(line, "Content-Transfer-Encoding") == 0)
		return transfer_encoding(value, err);
	return 0;
}

int form_header_parse(char *header, struct form_part *ret_part, struct err *err)
{
	struct form_part part = { NULL, NULL, NULL };
	for (char *line = header; *line;) {
		char *end = strstr(line, "\r\n");
		char *next = end ? end + 2 : line + strlen(line);
		if (end)
			*end = '\0';
		if (*line && header_line(line, &part, err) < 0)
			return -1;
		line = next;
	}
	if (!part.name)
		return err_set(err, ERR_INVALID, "a part without a field's name");
	*ret_part = part;
	return 0;
}
