# lecternd: the farm as a whole, in all but main.
noinst_LIBRARIES += supervisor/libsupervisor.a
supervisor_libsupervisor_a_SOURCES = \
	supervisor/confine.c \
	supervisor/confine.h \
	supervisor/farm.c \
	supervisor/farm.h \
	supervisor/program_check.c \
	supervisor/program_check.h \
	supervisor/reload.c \
	supervisor/reload.h \
	supervisor/settings_diff.c \
	supervisor/settings_diff.h \
	supervisor/snapshot.c \
	supervisor/snapshot.h
SUPERVISOR_LIBS = supervisor/libsupervisor.a supervisor/pool/libsupervisorpool.a \
	supervisor/broker/libsupervisorbroker.a supervisor/os/libsupervisoros.a

sbin_PROGRAMS += supervisor/lecternd
supervisor_lecternd_SOURCES = supervisor/lecternd.c supervisor/os/sys.c
supervisor_lecternd_LDADD = $(SUPERVISOR_LIBS) $(BASE_LIBS) $(CRYPT_LIBS)
