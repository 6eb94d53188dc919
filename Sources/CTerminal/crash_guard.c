#define _GNU_SOURCE
#include "CTerminal.h"

#include <pthread.h>
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
static pthread_key_t stack_key;
static pthread_once_t stack_once = PTHREAD_ONCE_INIT;
static bool has_stack_key;

static void free_stack(void *memory) {
    stack_t none = {.ss_sp = NULL, .ss_size = 0, .ss_flags = SS_DISABLE};
    sigaltstack(&none, NULL);
    free(memory);
}
static void make_stack_key(void) { has_stack_key = pthread_key_create(&stack_key, free_stack) == 0; }

void mint_crash_cover_thread(void) {
    pthread_once(&stack_once, make_stack_key);
    if (!has_stack_key || pthread_getspecific(stack_key) != NULL) return;
    void *memory = malloc(alternate_stack_size);
    if (memory == NULL) return;
    stack_t stack = {.ss_sp = memory, .ss_size = alternate_stack_size, .ss_flags = 0};
    /* Without a way to remember it, it could not be freed. */
    if (pthread_setspecific(stack_key, memory) != 0 || sigaltstack(&stack, NULL) != 0) {
        pthread_setspecific(stack_key, NULL);
        free(memory);
    }
}

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

    mint_crash_cover_thread();

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
