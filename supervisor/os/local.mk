# The seam to the kernel: event loop, processes, signals, sockets, systemd. sys.c itself is linked
# by programs, so that tests can have a kernel of their own.
noinst_LIBRARIES += supervisor/os/libsupervisoros.a
supervisor_os_libsupervisoros_a_SOURCES = \
	supervisor/os/children.c \
	supervisor/os/children.h \
	supervisor/os/log_output.c \
	supervisor/os/log_output.h \
	supervisor/os/loop.c \
	supervisor/os/loop.h \
	supervisor/os/notify.c \
	supervisor/os/notify.h \
	supervisor/os/program_output.c \
	supervisor/os/program_output.h \
	supervisor/os/signals.c \
	supervisor/os/signals.h \
	supervisor/os/spawn.c \
	supervisor/os/spawn.h \
	supervisor/os/state_dir.c \
	supervisor/os/state_dir.h \
	supervisor/os/sys.h \
	supervisor/os/web_socket.c \
	supervisor/os/web_socket.h
