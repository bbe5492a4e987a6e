# The page in a browser, and answers against openapi.json; skipped where `npm ci` was not run here.
BROWSER_TESTS = \
	tests/browser/files.sh \
	tests/browser/openapi.sh \
	tests/browser/page.sh \
	tests/browser/reader.sh \
	tests/browser/voices.sh
dist_check_SCRIPTS += $(BROWSER_TESTS)
TESTS += $(BROWSER_TESTS)
EXTRA_DIST += \
	tests/browser/bases.mjs \
	tests/browser/bidi.mjs \
	tests/browser/epub.mjs \
	tests/browser/eslint.config.mjs \
	tests/browser/files.mjs \
	tests/browser/firefox.mjs \
	tests/browser/harness.mjs \
	tests/browser/lead.mjs \
	tests/browser/many.mjs \
	tests/browser/openapi.mjs \
	tests/browser/package-lock.json \
	tests/browser/package.json \
	tests/browser/page.mjs \
	tests/browser/reader.mjs \
	tests/browser/screenshots.mjs \
	tests/browser/screenshots.sh \
	tests/browser/strings.mjs \
	tests/browser/voices.mjs
