/* Frames: in, a length of four bytes, a type and a payload; out, a head of 16 bytes and for output the bytes themselves. */
#include "launcher.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD_BYTES 16
#define READ_BYTES (64 * 1024)

struct buffer {
    char *bytes;
    size_t start, end, room;
};

static struct buffer incoming, outgoing;

void *must_have(void *memory) {
    if (!memory) abort(); /* the guard then ends everything, and the runner says so */
    return memory;
}

/* Room for more bytes at the end. */
static char *reserve(struct buffer *buffer, size_t more) {
    if (buffer->start == buffer->end) buffer->start = buffer->end = 0;
    if (buffer->end + more > buffer->room && buffer->start > 0) {
        memmove(buffer->bytes, buffer->bytes + buffer->start, buffer->end - buffer->start);
        buffer->end -= buffer->start;
        buffer->start = 0;
    }
    if (buffer->end + more > buffer->room) {
        buffer->room = (buffer->end + more) * 2;
        buffer->bytes = must_have(realloc(buffer->bytes, buffer->room));
    }
    return buffer->bytes + buffer->end;
}

static uint32_t number_at(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static void put_number(char *at, uint32_t number) {
    for (int i = 0; i < 4; i++) at[i] = (char)(number >> (8 * i));
}

/* Reads what is there and hands over every frame that is complete. Returns 0 when the runner is gone. */
int receive_frames(void (*take)(unsigned char type, char *payload, size_t length)) {
    char *room = reserve(&incoming, READ_BYTES);
    ssize_t got = read(CHANNEL, room, READ_BYTES);
    if (got == 0) return 0;
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    incoming.end += (size_t)got;
    while (incoming.end - incoming.start >= 5) {
        char *frame = incoming.bytes + incoming.start;
        size_t length = number_at(frame);
        size_t missing = 5 + length;
        if (incoming.end - incoming.start < missing) {
            reserve(&incoming, missing - (incoming.end - incoming.start));
            break;
        }
        take((unsigned char)frame[4], frame + 5, length);
        incoming.start += missing;
    }
    return 1;
}

void tell(unsigned char type, unsigned char stream, uint32_t id, uint32_t first, uint32_t second) {
    char *head = reserve(&outgoing, HEAD_BYTES);
    memset(head, 0, 4);
    head[0] = (char)type;
    head[1] = (char)stream;
    put_number(head + 4, id);
    put_number(head + 8, first);
    put_number(head + 12, second);
    outgoing.end += HEAD_BYTES;
}

/* Where up to `length` bytes of output may be put, before `tell_output` says how many there are. */
char *output_room(size_t length) {
    return reserve(&outgoing, HEAD_BYTES + length) + HEAD_BYTES;
}

void tell_output(unsigned char stream, uint32_t id, size_t length) {
    tell(TELL_OUTPUT, stream, id, (uint32_t)length, 0);
    outgoing.end += length;
}

/* Bytes that are collected and not sent. */
size_t unsent(void) {
    return outgoing.end - outgoing.start;
}

/* Writes what the socket takes. Returns 0 when the runner is gone. */
int send_news(void) {
    while (unsent() > 0) {
        ssize_t put = write(CHANNEL, outgoing.bytes + outgoing.start, unsent());
        if (put < 0) return errno == EAGAIN || errno == EINTR;
        outgoing.start += (size_t)put;
    }
    return 1;
}

/* The next number of a payload; 0 past its end. */
uint32_t take_number(char **at, const char *end) {
    if (end - *at < 4) return 0;
    uint32_t number = number_at(*at);
    *at += 4;
    return number;
}

/* The next text of a payload, which ends in a null byte; empty past its end. */
char *take_text(char **at, const char *end) {
    static char nothing[1];
    char *text = *at;
    char *stop = memchr(text, 0, (size_t)(end - text));
    if (!stop) return nothing;
    *at = stop + 1;
    return text;
}
