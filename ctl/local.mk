# lecternctl: the farm from the command line, over HTTP. Links neither NATS nor any stage's library.
bin_PROGRAMS += ctl/lecternctl
ctl_lecternctl_SOURCES = \
	ctl/audio.c ctl/audio.h \
	ctl/backup.c \
	ctl/client.c ctl/client.h \
	ctl/chapters.c ctl/chapters.h \
	ctl/commands.c ctl/commands.h \
	ctl/main.c \
	ctl/freeze.c ctl/freeze.h \
	ctl/local.c \
	ctl/embedded_broker.c ctl/embedded_broker.h \
	ctl/progress.c ctl/progress.h \
	ctl/show.c ctl/show.h \
	ctl/submit.c \
	ctl/tree_copy.c ctl/tree_copy.h
ctl_lecternctl_CPPFLAGS = $(AM_CPPFLAGS) $(CJSON_CFLAGS) $(CURL_CFLAGS)
ctl_lecternctl_LDADD = $(BASE_LIBS) $(CJSON_LIBS) $(CURL_LIBS)

bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = ctl/bash-completion/lecternctl
dist_man_MANS += ctl/lecternctl.1
