#ifndef MINT_CPROCESS_SHIM_H
#define MINT_CPROCESS_SHIM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

/* prctl(2) and fcntl(2) are variadic, which Swift does not call. */
static inline int mint_process_set_dumpable(int on) { return prctl(PR_SET_DUMPABLE, on, 0, 0, 0); }
static inline int mint_fd_is_open(int fd) { return fcntl(fd, F_GETFD) != -1; }
static inline int mint_fd_close_on_exec(int fd) { return fcntl(fd, F_SETFD, FD_CLOEXEC); }
static inline int mint_fd_move_up(int fd, int least) { return fcntl(fd, F_DUPFD_CLOEXEC, least); }

/* Declared for _GNU_SOURCE only, which the importer does not define everywhere. */
static inline int mint_anonymous_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
static inline int mint_window_size(int fd, struct winsize *size) { return ioctl(fd, TIOCGWINSZ, size); }
/* Whole seconds since the machine started, its sleep included; -1 where the kernel does not say. */
static inline long mint_uptime(void) {
    struct timespec now;
    return clock_gettime(CLOCK_BOOTTIME, &now) == 0 ? (long)now.tv_sec : -1;
}
static inline int mint_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
static inline int mint_exec(const char *file, char *const argv[], char *const envp[]) { return execvpe(file, argv, envp); }
#endif
