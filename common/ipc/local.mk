# libipc: between lecternd and its children, and the locks that a process puts on itself.
noinst_LIBRARIES += common/ipc/libipc.a
common_ipc_libipc_a_SOURCES = \
	common/ipc/channel.c \
	common/ipc/channel.h \
	common/ipc/listen_socket.c \
	common/ipc/listen_socket.h \
	common/ipc/sandbox.c \
	common/ipc/sandbox.h \
	common/ipc/sandbox_calls.c \
	common/ipc/sandbox_files.c
common_ipc_libipc_a_CPPFLAGS = $(AM_CPPFLAGS) $(SECCOMP_CFLAGS)
# What lecternd links, and everything else too. No NATS, no JSON, no library that reads a stranger's file.
BASE_LIBS = common/config/libconfig.a common/ipc/libipc.a common/base/libbase.a \
	$(INIH_LIBS) $(SECCOMP_LIBS)
