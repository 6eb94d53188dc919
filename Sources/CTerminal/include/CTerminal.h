#ifndef MINT_CTERMINAL_H
#define MINT_CTERMINAL_H

/* The part of a terminal program that runs inside signal handlers. No Swift may run there (it could allocate, or wait for a
   lock that the interrupted code holds), so it is C, and only calls what signal-safety(7) allows. */

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/* Arms handlers for ILL, TRAP, SEGV, BUS, ABRT and FPE: they write `bytes` to `fd`, put the terminal's settings back, and
   end the process by the default action of the same signal. `bytes` is copied; at most 512 are kept.
   The calling thread is covered as by `mint_crash_cover_thread`. */
bool mint_crash_arm(int fd, const char *bytes, size_t count, const struct termios *settings);
/* Gives the calling thread an alternate stack, so that a stack overflow on it can be handled too. Costs nothing where it has one.
   The stack goes with the thread. Threads without one are covered against everything else. */
void mint_crash_cover_thread(void);
/* Puts the handlers back that were there before. */
void mint_crash_disarm(void);

/* A pipe that signal handlers write the signal's number to, one byte each. One per process; the reading end is
   non-blocking, and neither end is inherited by children. Opened by the first call. Returns the reading end, or -1 (errno). */
int mint_screen_signals_pipe(void);
int mint_ending_signals_pipe(void);
/* From now on `number` is written to the pipe; the former action is kept for `mint_signal_release`. */
bool mint_screen_signal_watch(int number);
bool mint_ending_signal_watch(int number);
/* Puts the action back that was there before the watch. */
void mint_signal_release(int number);

/* Stops the process group as the terminal's ctrl-z would, whatever handler is installed; returns when continued. */
void mint_stop_group(void);

/* SIGCONT etc. as numbers that need no macro import. */
static inline int mint_signal_window_changed(void) { return SIGWINCH; }
static inline int mint_signal_continued(void) { return SIGCONT; }
static inline int mint_signal_stop_asked(void) { return SIGTSTP; }

#endif
