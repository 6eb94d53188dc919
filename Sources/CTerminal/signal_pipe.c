#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* Two pipes, since two readers: the screen (resize, stop, continue) and whoever ends the program. */
typedef struct { int ends[2]; } signal_pipe;
static signal_pipe screen_pipe = {{-1, -1}};
static signal_pipe ending_pipe = {{-1, -1}};

static struct sigaction former[NSIG];
static bool watched[NSIG];

static int open_pipe(signal_pipe *pipe) {
    if (pipe->ends[0] < 0 && pipe2(pipe->ends, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
    return pipe->ends[0];
}

static void tell(int fd, int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    /* A full pipe already says that there is something to look at. */
    ssize_t ignored = write(fd, &byte, 1);
    (void)ignored;
    errno = saved;
}
static void tell_screen(int number) { tell(screen_pipe.ends[1], number); }
static void tell_ending(int number) { tell(ending_pipe.ends[1], number); }

static bool watch(int number, void (*handler)(int)) {
    if (number <= 0 || number >= NSIG) return false;
    struct sigaction action, before;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    if (sigaction(number, &action, &before) != 0) return false;
    if (!watched[number]) former[number] = before;
    watched[number] = true;
    return true;
}

int mint_screen_signals_pipe(void) { return open_pipe(&screen_pipe); }
int mint_ending_signals_pipe(void) { return open_pipe(&ending_pipe); }
bool mint_screen_signal_watch(int number) { return open_pipe(&screen_pipe) >= 0 && watch(number, tell_screen); }
bool mint_ending_signal_watch(int number) { return open_pipe(&ending_pipe) >= 0 && watch(number, tell_ending); }

void mint_signal_release(int number) {
    if (number <= 0 || number >= NSIG || !watched[number]) return;
    sigaction(number, &former[number], NULL);
    watched[number] = false;
}

static bool act(int number, void (*handler)(int), struct sigaction *before) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    return sigaction(number, &action, before) == 0;
}

void mint_stop_group(void) {
    struct sigaction before;
    sigset_t stop, mask;
    /* The others of the group (a wrapper script, say) first, as the terminal would; this process looks away meanwhile.
       Ignoring once more drops what a thread that blocks the signal may have kept. */
    if (!act(SIGTSTP, SIG_IGN, &before)) return;
    kill(0, SIGTSTP);
    act(SIGTSTP, SIG_IGN, NULL);
    /* Then this very thread, which cannot get past it: a signal to the process may reach another thread, some time later.
       Worker threads of libdispatch block signals, hence the mask. In an orphaned group nothing happens: nobody could
       continue it. */
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    act(SIGTSTP, SIG_DFL, NULL);
    pthread_sigmask(SIG_UNBLOCK, &stop, &mask);
    pthread_kill(pthread_self(), SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &before, NULL);
}
