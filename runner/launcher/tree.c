/*
 * The processes below this one. Whatever a command does, a new session, a cleared environment, a parent that has ended,
 * its processes stay below: who loses his parent gets this process as the next one (see guard.c).
 */
#include "launcher.h"

#ifdef __linux__

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A line of /proc/<pid>/stat is shorter; the name in it has 64 bytes at most. */
#define STAT_BYTES 1024

struct process {
    pid_t pid, parent, group, session;
    unsigned long long start;
    int is_defunct;
    int is_below;
    pid_t owner;
};

struct name {
    pid_t pid;
    unsigned long long start; /* a pid is given away again, but not twice within one tick of the clock */
};

static struct process *processes;
static size_t count, room;
static struct name *seen;
static size_t seen_count, seen_room;

int can_see_tree(void) {
    return access("/proc/self/stat", R_OK) == 0;
}

size_t seen_in_tree(void) {
    return seen_count;
}

/* The name of the program stands in parentheses and may hold any byte, so that fields are counted from the last one. */
static int read_process(const char *pid, struct process *process) {
    char path[64], text[STAT_BYTES];
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0) return 0;
    text[length] = 0;
    char *rest = strrchr(text, ')');
    char state;
    long threads;
    memset(process, 0, sizeof *process);
    process->pid = (pid_t)atol(pid);
    if (!rest || sscanf(rest + 1, " %c %d %d %d %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %ld %*s %llu", &state,
                        &process->parent, &process->group, &process->session, &threads, &process->start) != 6) {
        return 0;
    }
    /* The first thread of a program may end before its others do; then the program is as alive as ever. */
    process->is_defunct = state == 'X' || (state == 'Z' && threads <= 1);
    return 1;
}

/* The fourth number of /proc/loadavg: `0.10 0.12 0.09 2/845 31337`. */
size_t threads_of_machine(void) {
    char text[128];
    int file = open("/proc/loadavg", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0) return 0;
    text[length] = 0;
    const char *slash = strchr(text, '/');
    return slash ? (size_t)strtoul(slash + 1, NULL, 10) : 0;
}

static int by_pid(const void *one, const void *other) {
    const struct process *a = one, *b = other;
    return (a->pid > b->pid) - (a->pid < b->pid);
}

static int by_name(const void *one, const void *other) {
    const struct name *a = one, *b = other;
    if (a->pid != b->pid) return (a->pid > b->pid) - (a->pid < b->pid);
    return (a->start > b->start) - (a->start < b->start);
}

static void list_processes(void) {
    DIR *folder = opendir("/proc");
    count = 0;
    if (!folder) return;
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
        if (count == room) {
            room = room ? room * 2 : 512;
            processes = must_have(realloc(processes, room * sizeof *processes));
        }
        if (read_process(entry->d_name, &processes[count])) count++;
    }
    closedir(folder);
    qsort(processes, count, sizeof *processes, by_pid);
}

static struct process *find(pid_t pid) {
    struct process key = {.pid = pid};
    return bsearch(&key, processes, count, sizeof *processes, by_pid);
}

/* What hangs directly below belongs to the command whose session it is in, everything else to whom its parent does. */
static void mark_below(void) {
    pid_t self = getpid();
    for (int found = 1; found;) {
        found = 0;
        for (size_t i = 0; i < count; i++) {
            struct process *process = &processes[i];
            if (process->is_below) continue;
            struct process *parent = process->parent == self ? NULL : find(process->parent);
            if (process->parent != self && !(parent && parent->is_below)) continue;
            process->is_below = 1;
            process->owner = parent ? parent->owner : process->session;
            found = 1;
        }
    }
}

static void remember(void) {
    size_t known = seen_count;
    for (size_t i = 0; i < count; i++) {
        struct name name = {processes[i].pid, processes[i].start};
        if (!processes[i].is_below || processes[i].is_defunct) continue;
        if (known > 0 && bsearch(&name, seen, known, sizeof name, by_name)) continue;
        if (seen_count == seen_room) {
            seen_room = seen_room ? seen_room * 2 : 64;
            seen = must_have(realloc(seen, seen_room * sizeof *seen));
        }
        seen[seen_count++] = name;
    }
    qsort(seen, seen_count, sizeof *seen, by_name);
}

/*
 * A signal to a group reaches also those that a member is about to make. A group that somebody below is in was made
 * below: nobody can join one of another session.
 */
static void signal_below(int number, pid_t only) {
    pid_t own = getpgrp();
    for (size_t i = 0; i < count; i++) {
        struct process *process = &processes[i];
        if (!process->is_below || process->is_defunct || (only >= 0 && process->owner != only)) continue;
        struct process *leader = find(process->group);
        int is_led = leader && leader != process && leader->is_below && !leader->is_defunct;
        if (process->group <= 1 || process->group == own) kill(process->pid, number);
        else if (!is_led || leader->owner != process->owner) kill(-process->group, number);
    }
}

static int by_number(const void *one, const void *other) {
    const pid_t *a = one, *b = other;
    return (*a > *b) - (*a < *b);
}

static struct tree sum_up(void) {
    static pid_t *owners;
    static size_t owners_room;
    struct tree tree = {0};
    if (count > owners_room) {
        owners_room = count * 2;
        owners = must_have(realloc(owners, owners_room * sizeof *owners));
    }
    for (size_t i = 0; i < count; i++) {
        if (processes[i].is_below && !processes[i].is_defunct) owners[tree.living++] = processes[i].owner;
    }
    qsort(owners, tree.living, sizeof *owners, by_number);
    for (size_t i = 0, first = 0; i < tree.living; i++) {
        if (owners[i] != owners[first]) first = i;
        if (i - first + 1 <= tree.largest) continue;
        tree.largest = i - first + 1;
        tree.owner = owners[i];
    }
    return tree;
}

/* Looks at all processes below, or of them those of one command (`only`; -1: all), and sends them what is wished. */
struct tree visit_tree(enum wish wish, pid_t only) {
    list_processes();
    mark_below();
    struct tree tree = sum_up();
    if (wish == WISH_LOOK) return tree;
    remember();
    if (wish == WISH_ASK) {
        signal_below(SIGTERM, only);
        signal_below(SIGCONT, only);
    }
    if (wish == WISH_KILL) signal_below(SIGKILL, only);
    return tree;
}

#else

int can_see_tree(void) {
    return 0;
}

size_t seen_in_tree(void) {
    return 0;
}

size_t threads_of_machine(void) {
    return 0;
}

struct tree visit_tree(enum wish wish, pid_t only) {
    (void)wish, (void)only;
    return (struct tree){0};
}

#endif
