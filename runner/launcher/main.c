/* The launcher's loop: what the runner asks, what commands print, and how they end. See launcher.h. */
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Read from one stream in one go; what a pipe holds. */
#define READ_BYTES (64 * 1024)
/* While so much is not sent yet, nothing more is read: the runner does not keep up. */
#define UNSENT_BYTES (1024 * 1024)
/* The same as OUTPUT_WINDOW_BYTES of launcherFrames.ts. */
#define WINDOW_BYTES (256 * 1024)
/* News that nobody waits for may wait so long for others: the start of a command for its end, which is often near. */
#define GATHER_MS 10
/* Looks at processes follow each other at this distance. */
#define SHORTEST_PAUSE_MS 10
#define LONGEST_PAUSE_MS 100
/* A process that is alive so long after a kill is stuck in the system or not ours to end. */
#define KILL_WAIT_MS 5000
/* How often processes are counted; never more than this part of the time is spent on it. */
#define COUNT_PAUSE_MS 100
#define COUNT_SHARE 50

/* How the end of the run goes on. */
static struct {
    enum { RUNS, ASKED, KILLING, OVER } phase;
    int64_t deadline, next_look, pause;
    int told; /* the runner waits for the result */
} end;

static struct settings settings;
static struct command *commands;
static enum reach reach;
static int is_urgent;   /* something is collected that the runner waits for */
static int has_runner = 1;
static int has_children; /* of the last look */
static int64_t next_count;
static int bell[2];     /* a pipe to this process itself: signals ring here */
static volatile sig_atomic_t is_dismissed;

int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void ring(int number) {
    int saved = errno;
    if (number == SIGTERM) is_dismissed = 1;
    ssize_t put = write(bell[1], "", 1);
    (void)put; /* a full pipe has rung already */
    errno = saved;
}

static struct command *find_command(uint32_t id) {
    for (struct command *command = commands; command; command = command->next) {
        if (command->id == id) return command;
    }
    return NULL;
}

static void close_stdin(struct command *command) {
    if (command->stdin_file >= 0) close(command->stdin_file);
    free(command->stdin_text);
    command->stdin_file = -1;
    command->stdin_text = NULL;
}

static void start_command(const struct request *request) {
    struct started started = spawn_command(request, settings.open_files);
    is_urgent |= started.pid < 0;
    if (started.pid < 0) return tell(TELL_REFUSED, 0, request->id, (uint32_t)started.error, started.step);
    if (!has_children) next_count = now_ms() + COUNT_PAUSE_MS;
    has_children = 1;
    struct command *command = must_have(calloc(1, sizeof *command));
    command->id = request->id;
    command->pid = started.pid;
    command->stdin_file = started.stdin_file;
    for (int i = 0; i < 2; i++) command->streams[i] = (struct stream){started.streams[i], WINDOW_BYTES, 0};
    if (started.stdin_file >= 0) {
        command->stdin_text = must_have(malloc(request->stdin_length + 1));
        command->stdin_length = request->stdin_length;
        memcpy(command->stdin_text, request->stdin_text, request->stdin_length);
    }
    command->next = commands;
    commands = command;
    tell(TELL_STARTED, 0, command->id, (uint32_t)command->pid, 0);
}

static void write_stdin(struct command *command) {
    while (command->stdin_written < command->stdin_length) {
        const char *rest = command->stdin_text + command->stdin_written;
        ssize_t put = write(command->stdin_file, rest, command->stdin_length - command->stdin_written);
        if (put < 0 && errno == EAGAIN) return;
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) break; /* it may end without reading, which is its own business */
        command->stdin_written += (size_t)put;
    }
    close_stdin(command);
}

/* Passes on what is in a stream, as much as there is credit for. */
static void read_stream(struct command *command, int index) {
    static char lost[READ_BYTES];
    struct stream *stream = &command->streams[index];
    while (stream->file >= 0 && (stream->discarded || (stream->credit > 0 && unsent() < UNSENT_BYTES))) {
        size_t most = stream->discarded || stream->credit > READ_BYTES ? READ_BYTES : stream->credit;
        ssize_t got = read(stream->file, stream->discarded ? lost : output_room(most), most);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) {
            close(stream->file);
            stream->file = -1;
            tell(TELL_CLOSED, (unsigned char)(index + 1), command->id, 0, 0);
            is_urgent |= command->has_exited;
        } else if (!stream->discarded) {
            stream->credit -= (uint32_t)got;
            tell_output((unsigned char)(index + 1), command->id, (size_t)got);
            is_urgent = 1;
        }
        if ((size_t)got < most) return;
    }
}

static void forget_finished(void) {
    for (struct command **link = &commands; *link;) {
        struct command *command = *link;
        if (!command->has_exited || command->streams[0].file >= 0 || command->streams[1].file >= 0) {
            link = &command->next;
            continue;
        }
        close_stdin(command);
        *link = command->next;
        free(command);
    }
}

static void report_exit(pid_t pid, int status) {
    for (struct command *command = commands; command; command = command->next) {
        if (command->pid != pid || command->has_exited) continue;
        read_stream(command, 0); /* all that it wrote itself is in the pipes by now */
        read_stream(command, 1);
        command->has_exited = 1;
        uint32_t code = WIFEXITED(status) ? (uint32_t)WEXITSTATUS(status) : 0;
        tell(TELL_EXITED, 0, command->id, code, WIFSIGNALED(status) ? (uint32_t)WTERMSIG(status) : 0);
        is_urgent = 1;
        return;
    }
}

/* Collects who has ended. When no child is left, nothing of the run lives below this process. */
static int collect(void) {
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) report_exit(pid, status);
    forget_finished();
    has_children = pid == 0;
    return has_children;
}

static void begin_end(int64_t grace_ms) {
    int64_t deadline = now_ms() + grace_ms;
    if (end.phase == RUNS) {
        end.phase = ASKED;
        end.deadline = deadline;
        end.pause = SHORTEST_PAUSE_MS;
        end.next_look = now_ms() + SHORTEST_PAUSE_MS;
        if (collect()) visit_tree(WISH_ASK, -1);
    } else if (end.phase == ASKED && deadline < end.deadline) end.deadline = deadline;
}

static void tell_end(void) {
    if (!end.told) return;
    size_t surviving = end.phase == OVER && collect() ? visit_tree(WISH_LOOK, -1).living : 0;
    size_t seen = seen_in_tree();
    tell(TELL_ENDED, 0, 0, (uint32_t)(seen > surviving ? seen - surviving : 0), (uint32_t)surviving);
    end.told = 0;
    is_urgent = 1;
}

/* One look at how far the end has come. */
static void advance_end(void) {
    int64_t now = now_ms();
    if (!has_children || (end.phase == KILLING && now >= end.deadline)) end.phase = OVER;
    if (end.phase == OVER) return tell_end();
    if (end.phase == ASKED && now >= end.deadline) {
        end.phase = KILLING;
        end.deadline = now + KILL_WAIT_MS;
        end.pause = SHORTEST_PAUSE_MS;
        end.next_look = now;
    }
    if (now < end.next_look) return;
    visit_tree(end.phase == KILLING ? WISH_KILL : WISH_COUNT, -1);
    end.next_look = now + end.pause;
    end.pause = end.pause * 2 < LONGEST_PAUSE_MS ? end.pause * 2 : LONGEST_PAUSE_MS;
}

static int counts_processes(void) {
    return has_children && end.phase == RUNS && settings.process_limit > 0 && reach >= REACH_TREE;
}

/* No run has more processes than the machine has threads, which a single number tells. */
static int may_exceed_limit(void) {
    size_t threads = threads_of_machine();
    return threads == 0 || threads > settings.process_limit;
}

/* A command that fills the machine with processes is ended; where no single one can be blamed, all of the run are. */
static void hold_limit(void) {
    int64_t now = now_ms();
    if (!counts_processes() || now < next_count) return;
    next_count = now + COUNT_PAUSE_MS;
    if (!may_exceed_limit()) return;
    struct tree tree = visit_tree(WISH_LOOK, -1);
    if (tree.living > settings.process_limit) {
        pid_t guilty = tree.largest * 2 > tree.living ? tree.owner : -1;
        visit_tree(WISH_KILL, guilty);
        for (struct command *command = commands; command; command = command->next) {
            if (command->has_exited || (guilty >= 0 && command->pid != guilty)) continue;
            tell(TELL_LIMIT, 0, command->id, (uint32_t)tree.living, 0);
        }
        next_count = now; /* some may have escaped by being made just now */
        return;
    }
    int64_t took = now_ms() - now;
    if (took * COUNT_SHARE > COUNT_PAUSE_MS) next_count = now + took * COUNT_SHARE;
}

static void take_frame(unsigned char type, char *payload, size_t length) {
    char *at = payload;
    const char *stop = payload + length;
    struct command *command;
    int index;
    switch (type) {
    case ASK_HELLO:
        settings = read_settings(payload, length);
        tell(TELL_READY, 0, 0, WIRE_VERSION, reach);
        is_urgent = 1;
        break;
    case ASK_START:
        start_command(read_request(payload, length, settings.environment));
        break;
    case ASK_CREDIT:
        command = find_command(take_number(&at, stop));
        index = take_number(&at, stop) == 2;
        if (command) command->streams[index].credit += take_number(&at, stop);
        break;
    case ASK_DISCARD:
        command = find_command(take_number(&at, stop));
        if (command) command->streams[0].discarded = command->streams[1].discarded = 1;
        break;
    case ASK_END:
        end.told = 1;
        begin_end(take_number(&at, stop));
        break;
    }
}

/* The sooner of two waits; -1 is none. */
static int64_t sooner(int64_t one, int64_t other) {
    return one < 0 || other < one ? other : one;
}

static int64_t later(int64_t wait) {
    return wait < 0 ? 0 : wait;
}

/* Milliseconds until something is to be done without anybody asking; -1: nothing is. */
static int patience(void) {
    int64_t now = now_ms(), until = -1;
    if (has_runner && unsent() > 0 && !is_urgent) until = sooner(until, GATHER_MS);
    if (end.phase == ASKED) until = sooner(until, later(end.deadline - now));
    if (end.phase == ASKED || end.phase == KILLING) until = sooner(until, later(end.next_look - now));
    if (counts_processes()) until = sooner(until, later(next_count - now));
    return (int)until;
}

/* What to wait for; the first two are the socket and the bell, then three for each command. */
static struct pollfd *watched(nfds_t *count) {
    static struct pollfd *list;
    static size_t room;
    size_t wanted = 2;
    for (struct command *command = commands; command; command = command->next) wanted += 3;
    if (wanted > room) {
        room = wanted * 2;
        list = must_have(realloc(list, room * sizeof *list));
    }
    int is_full = unsent() >= UNSENT_BYTES;
    list[0] = (struct pollfd){has_runner ? CHANNEL : -1, (short)(POLLIN | (unsent() > 0 && is_urgent ? POLLOUT : 0)), 0};
    list[1] = (struct pollfd){bell[0], POLLIN, 0};
    *count = 2;
    for (struct command *command = commands; command; command = command->next) {
        for (int i = 0; i < 2; i++) {
            const struct stream *stream = &command->streams[i];
            int is_wanted = stream->discarded || (stream->credit > 0 && !is_full);
            list[(*count)++] = (struct pollfd){is_wanted ? stream->file : -1, POLLIN, 0};
        }
        list[(*count)++] = (struct pollfd){command->stdin_file, POLLOUT, 0};
    }
    return list;
}

static void serve_streams(const struct pollfd *list) {
    const struct pollfd *at = list + 2;
    for (struct command *command = commands; command; command = command->next, at += 3) {
        for (int i = 0; i < 2; i++) {
            if (at[i].revents) read_stream(command, i);
        }
        if (at[2].revents) write_stdin(command);
    }
}

/* The runner is gone, or will take this launcher for lost: the socket closes when everything has ended. */
static void lose_runner(void) {
    has_runner = 0;
    begin_end(settings.grace_ms);
}

static void serve(void) {
    while (has_runner || end.phase != OVER) {
        nfds_t count;
        struct pollfd *list = watched(&count);
        int ready = poll(list, count, patience());
        if (ready < 0 && errno != EINTR) abort();
        if (ready == 0) is_urgent = 1;
        if (ready > 0) serve_streams(list);
        char rung[64];
        while (ready > 0 && list[1].revents && read(bell[0], rung, sizeof rung) > 0) continue;
        if (ready > 0 && list[0].revents & (POLLIN | POLLHUP | POLLERR) && !receive_frames(take_frame)) lose_runner();
        collect();
        if (is_dismissed && has_runner) lose_runner();
        if (end.phase == RUNS) hold_limit();
        else advance_end();
        if (has_runner && is_urgent && !send_news()) lose_runner();
        if (unsent() == 0) is_urgent = 0;
    }
}

/* What was inherited must reach no command: open files, ignored and blocked signals. */
static void shed_inheritance(void) {
    struct rlimit files = {0};
    getrlimit(RLIMIT_NOFILE, &files);
    int last = files.rlim_cur < 4096 ? (int)files.rlim_cur : 4096;
    for (int file = CHANNEL + 1; file < last; file++) close(file);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Each has a function, also where it is to do nothing: what is ignored would stay ignored in commands. */
static void hear_signals(void) {
    if (pipe(bell) < 0) exit(1);
    for (int i = 0; i < 2; i++) {
        fcntl(bell[i], F_SETFL, O_NONBLOCK);
        fcntl(bell[i], F_SETFD, FD_CLOEXEC);
    }
    struct sigaction action = {.sa_handler = ring, .sa_flags = SA_RESTART | SA_NOCLDSTOP};
    const int numbers[] = {SIGCHLD, SIGTERM, SIGPIPE, SIGHUP, SIGINT};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) sigaction(numbers[i], &action, NULL);
}

int main(void) {
    shed_inheritance();
    reach = become_guarded();
    hear_signals();
    fcntl(CHANNEL, F_SETFD, FD_CLOEXEC);
    fcntl(CHANNEL, F_SETFL, O_NONBLOCK);
    serve();
    return 0;
}
