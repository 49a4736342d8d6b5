/*
 * The launcher starts the commands of one run for a runner. A large program such as the runner pays for each start with
 * a copy of its page tables; this one is small. On Linux it is also the parent to which every orphan of the run comes,
 * so that the system itself tells when nothing of the run is left: when it has no child any more.
 *
 * It talks with the runner over descriptor 3, a socket, in the frames of wire.c. Everything that it is told it believes:
 * the runner is the only one who can tell it anything.
 */
#ifndef MILLRACE_LAUNCHER_H
#define MILLRACE_LAUNCHER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Counted up whenever the frames change; the runner takes no launcher that speaks of another version. */
#define WIRE_VERSION 1

/* Descriptor of the socket. */
#define CHANNEL 3

/* How much the launcher knows of the processes of its run. Keep in step with launcherFrames.ts. */
enum reach { REACH_GROUP = 0, REACH_TREE = 1 };

/* Frames from the runner. */
enum { ASK_HELLO = 'H', ASK_START = 'S', ASK_CREDIT = 'C', ASK_DISCARD = 'D', ASK_END = 'E' };

/* Frames to the runner: one of these, a stream (1 or 2, else 0), a command, and two numbers. */
enum {
    TELL_READY = 'R',   /* version, reach */
    TELL_STARTED = 'P', /* pid, 0 */
    TELL_REFUSED = 'F', /* errno, step */
    TELL_OUTPUT = 'O',  /* length of the bytes that follow, 0 */
    TELL_CLOSED = 'Z',  /* 0, 0 */
    TELL_LIMIT = 'L',   /* processes that there were, 0 */
    TELL_EXITED = 'X',  /* exit code, signal */
    TELL_ENDED = 'Q'    /* processes ended, processes that live on */
};

/* At what a start failed. */
enum step { STEP_PROGRAM = 0, STEP_FOLDER = 1, STEP_STDIN = 2, STEP_SYSTEM = 3 };

/* What the runner says once, at the beginning. */
struct settings {
    int64_t grace_ms;        /* between the polite signal and the kill when the runner is gone */
    uint32_t process_limit;  /* processes of the run at one time; 0: any number */
    uint32_t open_files;     /* soft limit of each command; 0: as the launcher has it */
    char **environment;      /* variables that commands start from; ends in NULL */
};

/* A command to start. The texts stay valid until the next frame is taken. */
struct request {
    uint32_t id;
    char *folder;
    char **arguments;    /* the program first; ends in NULL */
    char **environment;  /* complete; ends in NULL */
    char *stdin_path;    /* NULL: `stdin_text`, or nothing when that is empty */
    char *stdin_text;
    size_t stdin_length;
};

/* One stream of a command, read here and passed on as far as the runner has given credit. */
struct stream {
    int file;          /* -1: closed */
    uint32_t credit;   /* bytes that may still be sent */
    int discarded;     /* read, but nobody wants it any more */
};

/* A command that runs, or whose streams are still open. */
struct command {
    struct command *next;
    uint32_t id;
    pid_t pid;
    int has_exited;
    struct stream streams[2];
    int stdin_file;      /* -1: closed or never open */
    char *stdin_text;    /* what is still to be written, owned */
    size_t stdin_length, stdin_written;
};

/* wire.c: frames in and out. All of the `tell` functions only collect; `send_news` writes. */
int receive_frames(void (*take)(unsigned char type, char *payload, size_t length));
void tell(unsigned char type, unsigned char stream, uint32_t id, uint32_t first, uint32_t second);
char *output_room(size_t length);
void tell_output(unsigned char stream, uint32_t id, size_t length);
size_t unsent(void);
int send_news(void);
uint32_t take_number(char **at, const char *end);
char *take_text(char **at, const char *end);
void *must_have(void *memory);

/* requests.c: what the runner asks for. */
struct settings read_settings(char *payload, size_t length);
struct request *read_request(char *payload, size_t length, char **base);

/* spawn.c: one new process. */
struct started {
    pid_t pid;       /* -1: it did not start */
    int error;
    enum step step;
    int streams[2];  /* our ends of its output */
    int stdin_file;  /* our end of its input; -1: it has none */
};
struct started spawn_command(const struct request *request, uint32_t open_files);

/* tree.c: the processes below this one. */
/* What visit_tree does beside looking; all but the first remember whom they have seen. */
enum wish { WISH_LOOK, WISH_COUNT, WISH_ASK, WISH_KILL };
struct tree {
    size_t living;   /* descendants that have not ended */
    size_t largest;  /* most of them that belong to one command */
    pid_t owner;     /* its pid, also when it has ended itself */
};
int can_see_tree(void);
struct tree visit_tree(enum wish wish, pid_t only);
size_t seen_in_tree(void);
size_t threads_of_machine(void); /* 0: nobody knows */

/* guard.c: what stands above the launcher. */
enum reach become_guarded(void);

int64_t now_ms(void);

#endif
