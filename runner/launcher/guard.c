/*
 * Two processes stand between the runner and its commands, each ready for the end of the other and of the runner:
 *
 *   runner ── guard ── launcher ── commands and all that they start
 *
 * Orphans come to the launcher. Is it killed, they come to the guard, which ends them; the launcher ends them when the
 * runner or the guard is gone. The guard does nothing else and holds the socket as well, so that the runner finds it
 * closed when all is done.
 */
#include "launcher.h"

#ifdef __linux__

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAUSE_MS 10
/* A process that is alive so long after a kill is stuck in the system or not ours to end. */
#define KILL_WAIT_MS 5000

static void nap(void) {
    struct timespec pause = {0, PAUSE_MS * 1000000L};
    nanosleep(&pause, NULL);
}

static int has_children(void) {
    pid_t pid;
    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) continue;
    return pid == 0;
}

static void end_everything_below(void) {
    for (int64_t deadline = now_ms() + KILL_WAIT_MS; has_children() && now_ms() < deadline; nap()) {
        visit_tree(WISH_KILL, -1);
    }
}

static int stand_guard(pid_t launcher) {
    int status = 0;
    pid_t pid;
    do pid = waitpid(-1, &status, 0);
    while (pid != launcher && !(pid < 0 && errno == ECHILD));
    if (pid == launcher && WIFEXITED(status) && WEXITSTATUS(status) == 0) return 0;
    end_everything_below();
    return 1;
}

/* Returns in the launcher; the guard never returns. Where the system has no such parents there is no guard. */
enum reach become_guarded(void) {
    if (!can_see_tree() || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0) return REACH_GROUP;
    pid_t guard = getpid();
    pid_t launcher = fork();
    if (launcher < 0) return REACH_GROUP;
    if (launcher > 0) {
        /* A signal to everything that a person runs must not end the one that cleans up. */
        signal(SIGHUP, SIG_IGN), signal(SIGINT, SIG_IGN), signal(SIGTERM, SIG_IGN);
        exit(stand_guard(launcher));
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != guard) exit(1);
    return REACH_TREE;
}

#else

enum reach become_guarded(void) {
    return REACH_GROUP;
}

#endif
