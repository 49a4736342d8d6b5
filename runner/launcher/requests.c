/* Reads what the runner asks for. */
#include "launcher.h"

#include <stdlib.h>
#include <string.h>

/* The first message stays in memory: the variables point into it. */
struct settings read_settings(char *payload, size_t length) {
    struct settings settings = {0};
    char *at = must_have(malloc(length + 1));
    memcpy(at, payload, length);
    const char *end = at + length;
    settings.grace_ms = take_number(&at, end);
    settings.process_limit = take_number(&at, end);
    settings.open_files = take_number(&at, end);
    uint32_t count = take_number(&at, end);
    settings.environment = must_have(calloc(count + 1, sizeof(char *)));
    for (uint32_t i = 0; i < count; i++) settings.environment[i] = take_text(&at, end);
    return settings;
}

/* Whether a variable `name=value` has the name that `other` starts with, up to its end or its `=`. */
static int same_name(const char *variable, const char *other) {
    while (*variable && *variable != '=' && *variable == *other) variable++, other++;
    return (*variable == '=' || !*variable) && (*other == '=' || !*other);
}

static int named_in(const char *variable, char **names, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (same_name(variable, names[i])) return 1;
    }
    return 0;
}

static char **take_texts(char **at, const char *end, uint32_t count, char **into) {
    for (uint32_t i = 0; i < count; i++) into[i] = take_text(at, end);
    into[count] = NULL;
    return into;
}

/*
 * A command: its number, how it gets its input (1: text, 2: a path), the counts of arguments, of variables and of
 * names left out, the length of the text; then the folder, these texts in this order, and the input.
 */
struct request *read_request(char *payload, size_t length, char **base) {
    static struct request request;
    static char **table;
    static size_t room;
    char *at = payload;
    const char *end = payload + length;
    uint32_t inherited = 0;
    while (base[inherited]) inherited++;

    memset(&request, 0, sizeof request);
    request.id = take_number(&at, end);
    uint32_t form = take_number(&at, end);
    uint32_t arguments = take_number(&at, end);
    uint32_t variables = take_number(&at, end);
    uint32_t left_out = take_number(&at, end);
    request.stdin_length = take_number(&at, end);

    size_t needed = (size_t)arguments + variables + left_out + variables + inherited + 4;
    if (needed > room) {
        table = must_have(realloc(table, needed * sizeof(char *)));
        room = needed;
    }
    request.folder = take_text(&at, end);
    request.arguments = take_texts(&at, end, arguments, table);
    char **given = take_texts(&at, end, variables, table + arguments + 1);
    char **names = take_texts(&at, end, left_out, given + variables + 1);
    request.environment = names + left_out + 1;

    size_t count = 0;
    for (uint32_t i = 0; i < inherited; i++) {
        if (named_in(base[i], given, variables) || named_in(base[i], names, left_out)) continue;
        request.environment[count++] = base[i];
    }
    for (uint32_t i = 0; i < variables; i++) request.environment[count++] = given[i];
    request.environment[count] = NULL;

    if (form == 2) request.stdin_path = take_text(&at, end);
    if (form == 1 && request.stdin_length <= (size_t)(end - at)) request.stdin_text = at;
    return &request;
}
