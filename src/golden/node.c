#include "golden/node.h"

#include "golden/habits.h"
#include "golden/json_memory.h"
#include "golden/locate.h"
#include "golden/number.h"
#include "golden/printable.h"
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { megabyte = 1 << 20 };

/* All bytes of a stream, ended by a zero; NULL with errno set after a failure. */
static char *read_all(FILE *stream, size_t *length)
{
    size_t room = 1 << 16;
    char *text = malloc(room);
    *length = 0;
    while (text) {
        *length += fread(text + *length, 1, room - 1 - *length, stream);
        if (*length < room - 1)
            break;
        char *larger = realloc(text, room *= 2);
        if (!larger)
            free(text);
        text = larger;
    }
    if (text && ferror(stream)) {
        free(text);
        text = NULL;
    }
    if (text)
        text[*length] = '\0';
    return text;
}

char *gp_file_text(const char *name, size_t *length)
{
    if (strcmp(name, "-") == 0)
        return read_all(stdin, length);
    FILE *stream = fopen(name, "rb");
    if (!stream)
        return NULL;
    char *text = read_all(stream, length);
    int error = errno;
    fclose(stream);
    errno = error;
    return text;
}

/* Past a word for a number that is not finite, or NULL where there is none. */
static const char *skip_word(const char *text, double *value)
{
    const char *letters = text + (*text == '+' || *text == '-');
    char *end;
    *value = strtod(text, &end);
    return isalpha((unsigned char)*letters) && end > letters && isalpha((unsigned char)end[-1]) ? end : NULL;
}

/* Many programs write NaN and Infinity, for which JSON has no words: the text with each of them in quotes. Outside of strings
   JSON has no other words than true, false and null. @return false where memory is short */
static bool quote_words(gp_source *source, size_t *length)
{
    char *quoted = malloc(2 * *length + 1), *out = quoted;
    bool in_string = false;
    if (!quoted)
        return false;
    for (const char *c = source->text; *c;) {
        double value;
        const char *end = in_string || (c > source->text && isalnum((unsigned char)c[-1])) ? NULL : skip_word(c, &value);
        if (end && !isalnum((unsigned char)*end)) {
            *out++ = '"';
            while (c < end)
                *out++ = *c++;
            *out++ = '"';
            continue;
        }
        if (in_string && *c == '\\' && c[1])
            *out++ = *c++;
        else if (*c == '"')
            in_string = !in_string;
        *out++ = *c++;
    }
    *out = '\0';
    *length = (size_t)(out - quoted);
    free(source->text);
    source->text = quoted;
    return true;
}

/* Whether something stands before JSON that begins with a line of its own. */
static bool has_lines_before(const char *text)
{
    const char *first = text + strspn(text, " \t\r\n");
    const char *object = strstr(text, "\n{");
    return *first != '{' && *first != '[' && object;
}

static bool complain_of_json(const gp_source *source, const json_error_t *error)
{
    return gp_message_set(source->message, "%s:%d: expected JSON, found an error: %s%s", source->name, error->line, error->text,
                          source->loose && has_lines_before(source->text) ? "; logs before the trace belong on standard error"
                                                                          : "");
}

static gp_json_memory load_as(gp_source *source, size_t length, size_t flags, size_t most, json_error_t *error)
{
    return gp_json_load(source->text, length, JSON_REJECT_DUPLICATES | flags, most, &source->root, error);
}

/* What programs write, and JSON does not have: words for numbers that are not finite, and whole numbers that are too large. */
static gp_json_memory load(gp_source *source, size_t length, size_t most, json_error_t *error)
{
    gp_json_memory memory = load_as(source, length, 0, most, error);
    if (!source->root && memory == GP_JSON_MEMORY_GRANTED && source->loose &&
        json_error_code(error) == json_error_invalid_syntax) {
        if (!quote_words(source, &length))
            return GP_JSON_MEMORY_SHORT;
        memory = load_as(source, length, 0, most, error);
    }
    if (!source->root && memory == GP_JSON_MEMORY_GRANTED && source->loose &&
        json_error_code(error) == json_error_numeric_overflow)
        memory = load_as(source, length, JSON_DECODE_INT_AS_REAL, most, error);
    return memory;
}

bool gp_no_memory(gp_source *source, const char *what, ...)
{
    char words[128];
    va_list arguments;
    va_start(arguments, what);
    vsnprintf(words, sizeof words, what, arguments);
    va_end(arguments);
    source->no_memory = true;
    return gp_message_set(source->message, "%s: expected memory for %s, found none left", source->name, words);
}

/* The line on which the text ends for whoever takes a zero for its end. */
static size_t last_line(const char *text)
{
    size_t line = 1;
    while ((text = strchr(text, '\n'))) {
        line++;
        text++;
    }
    return line;
}

/* Mistakes that the JSON library's words do not tell. A zero it takes for the end of a number, and accepts it there. */
static bool parse(gp_source *source, size_t length, size_t most)
{
    if (strlen(source->text) < length)
        return gp_message_set(source->message, "%s:%zu: expected JSON, found an error: a byte that is zero", source->name,
                              last_line(source->text));
    if (strspn(source->text, " \t\r\n") == length)
        return gp_message_set(source->message, "%s:1: expected JSON, found an empty file", source->name);
    if (strncmp(source->text, "\xEF\xBB\xBF", 3) == 0)
        return gp_message_set(source->message, "%s:1: expected JSON without a byte order mark, found one", source->name);
    json_error_t error;
    const gp_json_memory memory = load(source, length, most, &error);
    if (memory == GP_JSON_MEMORY_SHORT)
        return gp_no_memory(source, "its values");
    if (memory == GP_JSON_MEMORY_OVER)
        return gp_message_set(source->message, "%s: expected values that take at most %zu MB of memory, found more",
                              source->name, most / megabyte);
    return source->root || complain_of_json(source, &error);
}

static bool parse_or_close(gp_source *source, size_t length, size_t most)
{
    if (parse(source, length, most))
        return true;
    gp_source_close(source);
    return false;
}

void gp_source_begin(const char *name, bool loose, gp_source *source, gp_message *message)
{
    *source = (gp_source){.loose = loose, .message = message};
    const size_t length = strlen(name), room = sizeof source->name;
    const size_t cut = length < room ? 0 : length - room + 1;
    memcpy(source->name, name + cut, length - cut + 1);
    gp_make_printable(source->name, strlen(source->name), "");
}

/* Makes a source of the text of a file; NULL where it cannot be read, which errno explains. */
static bool take(const char *name, bool loose, char *text, size_t length, size_t most, gp_source *source, gp_message *message)
{
    const int error = errno;
    gp_source_begin(strcmp(name, "-") == 0 ? "standard input" : name, loose, source, message);
    source->text = text;
    if (!text)
        return gp_message_set(message, "%s: expected a JSON file, found that it cannot be read: %s", source->name,
                              strerror(error));
    return parse_or_close(source, length, most);
}

bool gp_source_take(const char *name, char *text, size_t length, gp_source *source, gp_message *message)
{
    return take(name, false, text, length, SIZE_MAX, source, message);
}

bool gp_source_open(const char *name, gp_source *source, gp_message *message)
{
    size_t length = 0;
    char *text = gp_file_text(name, &length);
    return gp_source_take(name, text, length, source, message);
}

bool gp_source_read(const char *name, const char *text, size_t length, size_t most, gp_source *source, gp_message *message)
{
    if (!text) {
        char *whole = gp_file_text(name, &length);
        return take(name, true, whole, length, most, source, message);
    }
    gp_source_begin(name, true, source, message);
    source->text = malloc(length + 1);
    if (!source->text)
        return gp_no_memory(source, "%zu byte%s", length, gp_plural(length));
    memcpy(source->text, text, length);
    source->text[length] = '\0';
    return parse_or_close(source, length, most);
}

void gp_source_close(gp_source *source)
{
    json_decref(source->root);
    free(source->text);
    source->root = NULL;
    source->text = NULL;
}

gp_node gp_root(gp_source *source)
{
    return (gp_node){.source = source, .value = source->root};
}

/* Appends to text of so much room; what does not fit is cut. */
__attribute__((format(printf, 3, 4))) static void append(char *text, size_t room, const char *format, ...)
{
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, room - used, format, arguments);
    va_end(arguments);
}

/* The path of a node, as in problem.layers[0].W[1][2]. */
static void append_path(const gp_node *node, char *text, size_t room)
{
    if (!node->parent)
        return;
    append_path(node->parent, text, room);
    if (node->key)
        append(text, room, "%s%s", *text ? "." : "", node->key);
    else
        append(text, room, "[%zu]", node->index);
}

/* A text in quotes; a long one is cut between two characters of UTF-8. */
static void append_quoted(const char *quoted, char *text, size_t room)
{
    size_t most = 60;
    if (strlen(quoted) <= most)
        most = strlen(quoted);
    while (quoted[most] && ((unsigned char)quoted[most] & 0xc0) == 0x80)
        most--;
    append(text, room, "\"%.*s%s\"", (int)most, quoted, quoted[most] ? "..." : "");
}

/* A number that was written without quotes. It never looks like a whole number, because its writing did not either. */
static void append_real(double value, char *text, size_t room)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%.15g", value);
    if (strtod(digits, NULL) != value)
        snprintf(digits, sizeof digits, "%.17g", value);
    append(text, room, "%s%s", digits, strpbrk(digits, ".e") ? "" : ".0");
}

/* What a value is, in the words of a complaint. */
static void append_value(const json_t *value, char *text, size_t room)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        append(text, room, "an object");
        break;
    case JSON_ARRAY:
        append(text, room, "an array of %zu item%s", json_array_size(value), gp_plural(json_array_size(value)));
        break;
    case JSON_STRING:
        append_quoted(json_string_value(value), text, room);
        break;
    case JSON_INTEGER:
        append(text, room, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        append_real(json_real_value(value), text, room);
        break;
    case JSON_TRUE:
        append(text, room, "true");
        break;
    case JSON_FALSE:
        append(text, room, "false");
        break;
    case JSON_NULL:
        append(text, room, "null");
        break;
    }
}

/* File, line and path, and the words after them. */
static bool complain(const gp_node *node, const char *words)
{
    char path[256] = "";
    append_path(node, path, sizeof path);
    return gp_message_set(node->source->message, "%s:%zu: %s%s%s", node->source->name, gp_line_of(node), path,
                          *path ? ": " : "", words);
}

bool gp_expected(const gp_node *node, const char *expected, ...)
{
    char words[512] = "expected ";
    va_list arguments;
    va_start(arguments, expected);
    vsnprintf(words + strlen(words), sizeof words - strlen(words), expected, arguments);
    va_end(arguments);
    append(words, sizeof words, ", found ");
    append_value(node->value, words, sizeof words);
    return complain(node, words);
}

/* As gp_expected(), with a hint at the end. */
static bool found_instead(const gp_node *node, const char *hint, const char *expected)
{
    char found[160] = "";
    append_value(node->value, found, sizeof found);
    return gp_wrong(node, "expected %s, found %s%s", expected, found, hint);
}

bool gp_wrong(const gp_node *node, const char *format, ...)
{
    char words[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    return complain(node, words);
}

/* A list of words as "a, b or c", each between such quotes. */
static void append_words(const char *const words[], const char *quote, char *text, size_t room)
{
    for (size_t k = 0; words[k]; k++)
        append(text, room, "%s%s%s%s", k == 0 ? "" : words[k + 1] ? ", " : " or ", quote, words[k], quote);
}

/* What a key that is not known is answered with. */
static bool complain_of_key(const gp_node *member, const char *const keys[])
{
    char known[256] = "", found[80] = "", hint[gp_hint_room] = "";
    append_words(keys, "", known, sizeof known);
    append_quoted(member->key, found, sizeof found);
    if (!member->source->loose)
        gp_hint_of_key(member->key, keys, hint);
    return gp_wrong(member, "expected a key that is %s, found %s%s", known, found, hint);
}

static bool is_note(const gp_node *member)
{
    return !member->source->loose && (strcmp(member->key, "note") == 0 || strcmp(member->key, "source") == 0);
}

bool gp_object(const gp_node *node, const char *const keys[])
{
    if (!json_is_object(node->value)) {
        char hint[gp_hint_room] = "";
        if (json_is_string(node->value) && !node->source->loose) /* the word for what the first key says */
            append(hint, sizeof hint, "; write {\"%s\": ...}", keys[0]);
        return found_instead(node, hint, "an object");
    }
    const char *key;
    json_t *value;
    void *next;
    json_object_foreach_safe(node->value, next, key, value)
    {
        size_t k = 0;
        while (keys[k] && strcmp(keys[k], key) != 0)
            k++;
        if (keys[k])
            continue;
        const gp_node member = {.source = node->source, .parent = node, .key = key, .value = value};
        const char *text;
        if (!is_note(&member))
            return complain_of_key(&member, keys);
        if (!gp_lines(&member, &text))
            return false;
        json_object_del(node->value, key); /* it is for people: no program is given it */
    }
    return true;
}

bool gp_has(const gp_node *object, const char *key)
{
    return json_object_get(object->value, key) != NULL;
}

bool gp_member(const gp_node *object, const char *key, gp_node *member)
{
    *member = (gp_node){.source = object->source, .parent = object, .key = key, .value = json_object_get(object->value, key)};
    if (member->value)
        return true;
    char hint[gp_hint_room] = "";
    if (!object->source->loose)
        gp_hint_of_lacking(key, hint);
    return gp_wrong(object, "expected the key \"%s\", found none%s", key, hint);
}

bool gp_supply(const gp_node *object, const char *key, json_t *value)
{
    return json_object_set_new(object->value, key, value) == 0 ||
           gp_wrong(object, "expected memory for its key \"%s\", found none left", key);
}

bool gp_lacks(const gp_node *object, const char *key, const char *beside)
{
    gp_node member;
    if (!gp_has(object, key))
        return true;
    gp_member(object, key, &member);
    return gp_expected(&member, "no such key beside %s", beside);
}

bool gp_array(const gp_node *node, size_t wanted, const char *what, size_t *count)
{
    *count = json_array_size(node->value); /* 0 where it is no array */
    if (wanted == 1 && !json_is_array(node->value) && !json_is_object(node->value) && !node->source->loose) {
        char expected[256] = "";
        append(expected, sizeof expected, "an array of 1 item, %s", what);
        return found_instead(node, "; write it in brackets, [...]", expected);
    }
    if (wanted > 0)
        return *count == wanted || gp_expected(node, "an array of %zu item%s, %s", wanted, gp_plural(wanted), what);
    return *count > 0 || gp_expected(node, "an array of one or more %s", what);
}

gp_node gp_item(const gp_node *array, size_t index)
{
    return (gp_node){.source = array->source, .parent = array, .index = index, .value = json_array_get(array->value, index)};
}

/* The value itself is changed, whose length stays: so no text of a file is shown as it was, wherever it is shown. */
static bool read_text(const gp_node *node, const char *kept, const char **text)
{
    *text = json_string_value(node->value);
    if (!*text || !**text)
        return gp_expected(node, "a text in quotes, not an empty one");
    gp_make_printable((char *)*text, json_string_length(node->value), kept);
    return true;
}

bool gp_text(const gp_node *node, const char **text)
{
    return read_text(node, "", text);
}

bool gp_lines(const gp_node *node, const char **text)
{
    return read_text(node, "\n", text);
}

static bool is_whole(const gp_node *node, unsigned long long *number)
{
    if (node->source->loose && json_is_real(node->value)) {
        const double value = json_real_value(node->value);
        const bool whole = value >= 0 && value <= 0x1p53 && value == floor(value);
        *number = whole ? (unsigned long long)value : 0;
        return whole;
    }
    const json_int_t value = json_integer_value(node->value);
    *number = (unsigned long long)value;
    return json_is_integer(node->value) && value >= 0;
}

bool gp_whole(const gp_node *node, size_t least, size_t most, size_t *number)
{
    unsigned long long value;
    if (!is_whole(node, &value) || value < least || value > most) {
        if (most == SIZE_MAX)
            return gp_expected(node, "a whole number of at least %zu, without quotes", least);
        return gp_expected(node, "a whole number from %zu to %zu, without quotes", least, most);
    }
    *number = (size_t)value;
    return true;
}

bool gp_any_number(const gp_node *node, double *value)
{
    const char *text = json_string_value(node->value);
    *value = json_number_value(node->value);
    if (json_is_number(node->value))
        return true;
    if (text && gp_number_is_decimal(text)) {
        *value = strtod(text, NULL);
        return true;
    }
    const char *end = text ? skip_word(text, value) : NULL;
    return (end && !*end) || gp_expected(node, "a finite number, with or without quotes, or \"nan\", \"inf\" or \"-inf\"");
}

bool gp_decimal_text(const gp_node *node, const char **text)
{
    char hint[gp_hint_room] = "";
    *text = json_string_value(node->value);
    if (*text && gp_number_valid(*text))
        return true;
    if (*text)
        gp_hint_of_number(*text, hint);
    return found_instead(node, hint, "a finite decimal number in quotes, such as \"0.25\" or \"1/3\"");
}

bool gp_digits_text(const gp_node *node, const char **text)
{
    *text = json_string_value(node->value);
    return (*text && gp_number_is_decimal(*text)) ||
           gp_expected(node, "a finite decimal number in quotes, without a denominator, such as \"0.25\"");
}

bool gp_choice(const gp_node *node, const char *const words[], int *choice)
{
    const char *text = json_string_value(node->value);
    for (int k = 0; text && words[k]; k++)
        if (strcmp(words[k], text) == 0) {
            *choice = k;
            return true;
        }
    char known[256] = "", hint[gp_hint_room] = "";
    append_words(words, "\"", known, sizeof known);
    if (json_is_boolean(node->value))
        text = json_is_true(node->value) ? "true" : "false";
    if (text && !node->source->loose)
        gp_hint_of_word(text, words, hint);
    return found_instead(node, hint, known);
}

bool gp_boolean(const gp_node *node, bool *flag)
{
    *flag = json_is_true(node->value);
    return json_is_boolean(node->value) || gp_expected(node, "true or false");
}
