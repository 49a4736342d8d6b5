/* Starts one process: in a session of its own, with pipes for its output and nothing else of ours. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

extern char **environ;

/* What the new process could not do. On Linux it shares this memory until its program runs. */
static volatile struct {
    int error;
    enum step step;
} trouble;

static void give_up(enum step step) {
    trouble.error = errno;
    trouble.step = step;
}

/* Both ends are ours alone; a process gets its end as one of its first three descriptors. */
static int open_pipe(int ends[2]) {
#ifdef __linux__
    return pipe2(ends, O_CLOEXEC);
#else
    if (pipe(ends) < 0) return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
#endif
}

static void close_pipe(const int ends[2]) {
    if (ends[0] >= 0) close(ends[0]);
    if (ends[1] >= 0) close(ends[1]);
}

static void limit_open_files(uint32_t most) {
    struct rlimit limit;
    if (most == 0 || getrlimit(RLIMIT_NOFILE, &limit) < 0) return;
    limit.rlim_cur = limit.rlim_max < most ? limit.rlim_max : most;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* Runs in the new process. Signals are as they should be: the launcher itself ignores and blocks none. */
static void become(const struct request *request, const int files[3], uint32_t open_files) {
    setsid();
    for (int i = 0; i < 3; i++) {
        if (files[i] >= 0) dup2(files[i], i); /* else: standard input as the launcher has it, which is empty */
    }
    if (chdir(request->folder) < 0) return give_up(STEP_FOLDER);
    limit_open_files(open_files);
    execvp(request->arguments[0], request->arguments);
    give_up(STEP_PROGRAM);
}

#ifdef __linux__
/* The parent waits until the program runs or could not be run, so nothing is copied and trouble is known at once. */
static pid_t launch(const struct request *request, const int files[3], uint32_t open_files) {
    pid_t pid = vfork();
    if (pid != 0) return pid;
    become(request, files, open_files);
    _exit(127);
}
#else
/* Elsewhere trouble comes through a pipe, which closes by itself when the program runs. */
static pid_t launch(const struct request *request, const int files[3], uint32_t open_files) {
    int news[2];
    if (open_pipe(news) < 0) return -1;
    pid_t pid = fork();
    if (pid == 0) {
        become(request, files, open_files);
        ssize_t told = write(news[1], (const void *)&trouble, sizeof trouble);
        _exit(told < 0 ? 126 : 127);
    }
    close(news[1]);
    if (pid > 0) {
        ssize_t got = read(news[0], (void *)&trouble, sizeof trouble);
        if (got < (ssize_t)sizeof trouble) trouble.error = 0;
    }
    close(news[0]);
    return pid;
}
#endif

static struct started refused(int error, enum step step) {
    return (struct started){.pid = -1, .error = error, .step = step, .streams = {-1, -1}, .stdin_file = -1};
}

/* The program is looked for on the PATH that it will have itself. */
static pid_t launch_with_environment(const struct request *request, const int files[3], uint32_t open_files) {
    char **own = environ;
    environ = request->environment;
    trouble.error = 0;
    trouble.step = STEP_SYSTEM;
    pid_t pid = launch(request, files, open_files);
    if (pid < 0) trouble.error = errno;
    environ = own;
    return pid;
}

/* A process that could not become its program has ended already and is collected with all others. */
struct started spawn_command(const struct request *request, uint32_t open_files) {
    int input[2] = {-1, -1}, output[2] = {-1, -1}, errors[2] = {-1, -1};
    if (request->stdin_path) {
        input[0] = open(request->stdin_path, O_RDONLY | O_CLOEXEC);
        if (input[0] < 0) return refused(errno, STEP_STDIN);
    }
    int ready = open_pipe(output) == 0 && open_pipe(errors) == 0;
    if (ready && request->stdin_text) ready = open_pipe(input) == 0;
    const int files[3] = {input[0], output[1], errors[1]};
    pid_t pid = ready ? launch_with_environment(request, files, open_files) : -1;
    int error = ready ? trouble.error : errno;
    if (error != 0) {
        close_pipe(input), close_pipe(output), close_pipe(errors);
        return refused(error, ready ? trouble.step : STEP_SYSTEM);
    }
    if (input[0] >= 0) close(input[0]);
    close(output[1]), close(errors[1]);
    for (int i = 0; i < 3; i++) {
        int ours = i == 0 ? input[1] : i == 1 ? output[0] : errors[0];
        if (ours >= 0) fcntl(ours, F_SETFL, O_NONBLOCK);
    }
    return (struct started){.pid = pid, .streams = {output[0], errors[0]}, .stdin_file = input[1]};
}
