#ifndef MINT_CPROCESS_SHIM_H
#define MINT_CPROCESS_SHIM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* prctl(2) and fcntl(2) are variadic, which Swift does not call. */
static inline int mint_process_set_dumpable(int on) { return prctl(PR_SET_DUMPABLE, on, 0, 0, 0); }
static inline int mint_fd_is_open(int fd) { return fcntl(fd, F_GETFD) != -1; }
static inline int mint_fd_close_on_exec(int fd) { return fcntl(fd, F_SETFD, FD_CLOEXEC); }
static inline int mint_fd_move_up(int fd, int least) { return fcntl(fd, F_DUPFD_CLOEXEC, least); }

/* Declared for _GNU_SOURCE only, which the importer does not define everywhere. */
static inline int mint_anonymous_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
/* Begins to write a file's dirty pages, and waits for nothing (sync_file_range(2)). */
static inline int mint_begin_writeback(int fd) { return sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE); }
static inline int mint_window_size(int fd, struct winsize *size) { return ioctl(fd, TIOCGWINSZ, size); }
/* Whole seconds since the machine started, its sleep included; -1 where the kernel does not say. */
static inline long mint_uptime(void) {
    struct timespec now;
    return clock_gettime(CLOCK_BOOTTIME, &now) == 0 ? (long)now.tv_sec : -1;
}
/* The importer attributes `struct stat` to another module here. `follow` looks through a link. */
static inline int mint_file_look(const char *path, int follow, unsigned *mode, unsigned *owner) {
    struct stat status;
    if ((follow ? stat(path, &status) : lstat(path, &status)) != 0) return -1;
    *mode = (unsigned)status.st_mode;
    *owner = (unsigned)status.st_uid;
    return 0;
}
static inline int mint_descriptor_look(int descriptor, unsigned *mode, unsigned *owner) {
    struct stat status;
    if (fstat(descriptor, &status) != 0) return -1;
    *mode = (unsigned)status.st_mode;
    *owner = (unsigned)status.st_uid;
    return 0;
}
/* statfs is the name of a type and of a function, of which Swift sees one. */
static inline int mint_filesystem(const char *path, long *type, unsigned long long *free_bytes) {
    struct statfs status;
    if (statfs(path, &status) != 0) return -1;
    *type = (long)status.f_type;
    *free_bytes = (unsigned long long)status.f_bavail * (unsigned long long)status.f_bsize;
    return 0;
}
/* Whether a time service keeps the kernel's clock; -1 where the kernel does not say. All zero asks and changes nothing
   (adjtimex(2)). Without its header, which would bring fd_set in another shape than Dispatch has it. */
static inline int mint_clock_is_kept(void) {
    long state[64] = {0}; /* room for more than a struct timex */
    long result = syscall(SYS_adjtimex, state);
    return result == -1 ? -1 : result != 5 /* TIME_ERROR: among others, not synchronized */;
}
static inline int mint_process_is_dumpable(void) { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); }
/* 1 where the environment's locale is installed; its encoding is UTF-8 where `utf8` is. */
static inline int mint_locale(int *utf8) {
    int installed = setlocale(LC_CTYPE, "") != NULL;
    *utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    return installed;
}
static inline int mint_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
static inline int mint_exec(const char *file, char *const argv[], char *const envp[]) { return execvpe(file, argv, envp); }
#endif
