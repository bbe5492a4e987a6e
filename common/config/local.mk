# libconfig: project.toml.
noinst_LIBRARIES += common/config/libconfig.a
common_config_libconfig_a_SOURCES = \
	common/config/check.c \
	common/config/embedded_broker.c \
	common/config/embedded_broker.h \
	common/config/file.c \
	common/config/file.h \
	common/config/internal.h \
	common/config/path.c \
	common/config/settings.c \
	common/config/settings.h \
	common/config/source.c \
	common/config/speech.c \
	common/config/table.c \
	common/config/template.c \
	common/config/template.h \
	common/config/toml_value.c \
	common/config/toml_value.h \
	common/config/tts_arguments.c \
	common/config/tts_arguments.h
common_config_libconfig_a_CPPFLAGS = $(AM_CPPFLAGS) $(INIH_CFLAGS)
