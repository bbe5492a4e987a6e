# Settings, service unit, manual pages; and what packaging/lint asks for.
EXTRA_DIST += .clang-tidy tests/.clang-tidy \
	packaging/check packaging/farm.sh packaging/install-deps packaging/lint packaging/lint-includes \
	packaging/quickstart packaging/sample.pdf packaging/lecternd.service.in

# Natural voices for who has no source tree: in pkgdatadir, beside each other.
dist_pkgdata_SCRIPTS = packaging/install-voice
EXTRA_DIST += packaging/voices/catalogue
pkgdata_DATA = packaging/voice-catalogue
CLEANFILES += packaging/voice-catalogue
packaging/voice-catalogue: packaging/voices/catalogue
	$(AM_V_GEN)$(MKDIR_P) packaging && cp $(top_srcdir)/packaging/voices/catalogue $@

# For Prometheus and Grafana.
prometheusdir = $(docdir)/prometheus
dist_prometheus_DATA = packaging/prometheus/lectern.rules.yml packaging/grafana/lectern.json
EXTRA_DIST += docs/page.png docs/page-dark.png docs/page-failed.png docs/page-phone.png docs/page-reader.png docs/epub.png docs/sample.opus \
	packaging/prometheus/lectern.rules.test.yml packaging/deb
dist_doc_DATA = docs/operations.md docs/security.md docs/voices.md docs/commentary.md \
	docs/guarantees.md docs/performance.md docs/reading.md \
	docs/events.schema.json docs/foreign-tts.mjs

# The unit, its user and its directory.
dist_sysusers_DATA = packaging/sysusers.d/lectern.conf
dist_tmpfiles_DATA = packaging/tmpfiles.d/lectern.conf
systemdsystemunit_DATA = packaging/lecternd.service
CLEANFILES += packaging/lecternd.service
packaging/lecternd.service: packaging/lecternd.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) packaging && \
	sed -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@sysconfdir[@]|$(sysconfdir)|g' \
		$(top_srcdir)/packaging/lecternd.service.in >$@.tmp && mv $@.tmp $@

dist_man_MANS += \
	packaging/man/lectern.7 \
	packaging/man/lectern-commentator.8 \
	packaging/man/lectern-events.7 \
	packaging/man/lectern-http.7 \
	packaging/man/lecternd.8 \
	packaging/man/lectern-speech.8 \
	packaging/man/lectern-voice.8 \
	packaging/man/lectern-web.8 \
	packaging/man/pdf-to-png-service.8 \
	packaging/man/png-to-text-service.8 \
	packaging/man/tts-service.8 \
	packaging/man/pcm-to-wav-service.8 \
	packaging/man/audio-encoder-service.8 \
	packaging/man/live-audio-service.8 \
	packaging/man/page-image-service.8 \
	packaging/man/voice-sample-service.8 \
	packaging/man/wav-aggregator-service.8
# The list of options in project.toml(5) is project.toml itself.
man_MANS = packaging/man/project.toml.5
EXTRA_DIST += packaging/man/project.toml.5.in packaging/man/options.awk
CLEANFILES += packaging/man/project.toml.5
packaging/man/project.toml.5: project.toml packaging/man/project.toml.5.in packaging/man/options.awk
	$(AM_V_GEN)$(MKDIR_P) packaging/man && \
	$(AWK) -f $(top_srcdir)/packaging/man/options.awk $(top_srcdir)/project.toml >$@.tmp && \
	sed -e "/^@OPTIONS@$$/{r $@.tmp" -e 'd;}' $(top_srcdir)/packaging/man/project.toml.5.in >$@ && \
	rm -f $@.tmp

# The settings are the administrator's once they are edited: an install lays the new file beside
# them, an uninstall takes only what it brought.
settings_file = $(DESTDIR)$(sysconfdir)/lectern/project.toml
install-data-local:
	$(MKDIR_P) "$(DESTDIR)$(sysconfdir)/lectern"
	@if test -f "$(settings_file)" && ! cmp -s $(top_srcdir)/project.toml "$(settings_file)"; then \
		echo "$(settings_file) is kept as it is; the new one is project.toml.new beside it"; \
		$(INSTALL_DATA) $(top_srcdir)/project.toml "$(settings_file).new"; \
	else \
		$(INSTALL_DATA) $(top_srcdir)/project.toml "$(settings_file)" && \
		rm -f "$(settings_file).new"; \
	fi

uninstall-local:
	@rm -f "$(settings_file).new"
	@if cmp -s $(top_srcdir)/project.toml "$(settings_file)"; then \
		rm -f "$(settings_file)"; \
	elif test -f "$(settings_file)"; then \
		echo "$(settings_file) was edited and stays"; \
	fi

uninstall-hook:
	@for dir in "$(sysconfdir)/lectern" "$(pkgdatadir)" "$(pkglibexecdir)" \
		"$(prometheusdir)" "$(docdir)"; do \
		if test -d "$(DESTDIR)$$dir"; then \
			rmdir "$(DESTDIR)$$dir" 2>/dev/null || :; \
		fi; \
	done

# The same tree makes the same tarball, whoever packs it and when.
dist: export TAR_OPTIONS = --sort=name --owner=0 --group=0 --numeric-owner --mode=u+rw,go=rX \
	--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime \
	--mtime=@$(shell echo $${SOURCE_DATE_EPOCH:-$$(git -C $(top_srcdir) log -1 --format=%ct 2>/dev/null || echo 0)})

# The flags that any of our files may be compiled with, one a line, for tools that are no compiler.
.PHONY: lint-flags
lint-flags:
	@printf '%s\n' $(DEFS) $(AM_CPPFLAGS) $(NATS_CFLAGS) $(CJSON_CFLAGS) $(CRYPTO_CFLAGS) $(INIH_CFLAGS) $(ICU_CFLAGS) \
		$(MICROHTTPD_CFLAGS) $(CURL_CFLAGS) $(MUPDF_CFLAGS) $(TESSERACT_CFLAGS) $(ESPEAK_CFLAGS) $(SHERPA_CFLAGS) \
		$(SNDFILE_CFLAGS) $(SAMPLERATE_CFLAGS) $(SECCOMP_CFLAGS) $(CMOCKA_CFLAGS) -std=gnu11 \
		-I$(top_srcdir)/tests/common -I$(top_srcdir)/tests/fuzz \
		'-DTEST_SRCDIR="."' '-DABS_TOP_SRCDIR="."' '-DABS_TOP_BUILDDIR="."' \
		'-DESPEAK_DATA_DIR="."' '-DTESSDATA_DIR="."' '-DTEXTCAT_DATA_DIR="."'
