#define _GNU_SOURCE
#include "CTerminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int crash_signals[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE};
enum { crash_signal_count = sizeof crash_signals / sizeof crash_signals[0], alternate_stack_size = 64 * 1024 };

/* Written while no handler is armed, read in handlers. */
static char restore_bytes[512];
static size_t restore_count;
static int restore_fd = -1;
static struct termios restore_settings;
static struct sigaction former[crash_signal_count];
static bool armed;
static void *alternate_stack;

static void restore_and_die(int number) {
    size_t done = 0;
    while (done < restore_count) {
        ssize_t count = write(restore_fd, restore_bytes + done, restore_count - done);
        if (count <= 0) break;
        done += (size_t)count;
    }
    tcsetattr(restore_fd, TCSANOW, &restore_settings);
    /* SA_RESETHAND has put the default action back; SA_NODEFER lets the signal through at once. */
    raise(number);
}

bool mint_crash_arm(int fd, const char *bytes, size_t count, const struct termios *settings) {
    if (armed) mint_crash_disarm();
    restore_count = count < sizeof restore_bytes ? count : sizeof restore_bytes;
    memcpy(restore_bytes, bytes, restore_count);
    restore_fd = fd;
    restore_settings = *settings;

    if (alternate_stack == NULL) {
        alternate_stack = malloc(alternate_stack_size); /* kept: the thread may need it until the process ends */
        if (alternate_stack == NULL) return false;
        stack_t stack = {.ss_sp = alternate_stack, .ss_size = alternate_stack_size, .ss_flags = 0};
        if (sigaltstack(&stack, NULL) != 0) return false;
    }

    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = restore_and_die;
    action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < crash_signal_count; i++) {
        if (sigaction(crash_signals[i], &action, &former[i]) != 0) {
            while (i-- > 0) sigaction(crash_signals[i], &former[i], NULL);
            return false;
        }
    }
    armed = true;
    return true;
}

void mint_crash_disarm(void) {
    if (!armed) return;
    for (int i = 0; i < crash_signal_count; i++) sigaction(crash_signals[i], &former[i], NULL);
    armed = false;
}
