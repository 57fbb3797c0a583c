#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void stop(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (!memory)
        stop("expected memory for %zu items, found none left", count);
    return memory;
}

char *read_file(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        stop("%s: expected a file, found: %s", path, strerror(errno));
    char *text = NULL;
    size_t room = 0;
    if (getdelim(&text, &room, '\0', file) < 0)
        stop("%s: expected a text, found none", path);
    fclose(file);
    return text;
}

FILE *create_file(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (!file)
        stop("%s: expected to write there, found: %s", path, strerror(errno));
    return file;
}

void close_file(FILE *file, const char *name)
{
    bool written = !ferror(file);
    if (fclose(file) != 0 || !written)
        stop("%s: expected to write it whole, found: %s", name, strerror(errno));
}

void write_html(FILE *file, const char *words)
{
    for (const char *c = words; *c; c++)
        if (*c == '&')
            fputs("&amp;", file);
        else if (*c == '<')
            fputs("&lt;", file);
        else if (*c == '>')
            fputs("&gt;", file);
        else if (*c == '"')
            fputs("&quot;", file);
        else
            fputc(*c, file);
}

void write_words(FILE *file, const char *words)
{
    for (const char *c = words; *c; c++) {
        const char one[2] = {*c, '\0'};
        if (strchr("*_`[]\\@#|", *c))
            fputc('\\', file);
        if (*c == '"')
            fputs("&quot;", file);
        else if (strchr("&<>", *c))
            write_html(file, one);
        else
            fputc(*c, file);
    }
}

/* The significant digits of a decimal; *exponent is the power of ten of the first one. */
static size_t significant(const char *decimal, char *digits, size_t room, long *exponent)
{
    size_t count = 0;
    bool after_point = false;
    *exponent = -1;
    const char *c = decimal + (*decimal == '-' || *decimal == '+');
    for (; isdigit((unsigned char)*c) || *c == '.'; c++) {
        if (*c == '.') {
            after_point = true;
        } else if (count == 0 && *c == '0') {
            *exponent -= after_point;
        } else {
            *exponent += !after_point;
            if (count < room)
                digits[count++] = *c;
        }
    }
    if (*c == 'e' || *c == 'E')
        *exponent += strtol(c + 1, NULL, 10);
    return count;
}

/* Adds one to the last digit; all nines become a one and as many zeros. */
static void count_up(char *digits, size_t count, long *exponent)
{
    size_t k = count;
    while (k > 0 && digits[k - 1] == '9')
        digits[--k] = '0';
    if (k > 0) {
        digits[k - 1]++;
    } else {
        digits[0] = '1';
        ++*exponent;
    }
}

const char *round_digits(const char *decimal, size_t digits, char text[digits_room])
{
    enum { room = 1100, least_exponent = -5 };
    char all[room];
    long exponent;
    const size_t count = significant(decimal, all, room, &exponent);
    if (count <= digits) {
        if (snprintf(text, digits_room, "%s", decimal) >= digits_room)
            stop("%s: expected a shorter number", decimal);
        return text;
    }
    if (all[digits] >= '5')
        count_up(all, digits, &exponent);
    all[digits] = '\0';

    const char *sign = *decimal == '-' ? "-" : "";
    if (exponent < least_exponent || exponent >= (long)digits)
        snprintf(text, digits_room, "%s%c.%.40se%ld", sign, *all, all + 1, exponent);
    else if (exponent < 0)
        snprintf(text, digits_room, "%s0.%.*s%.40s", sign, (int)(-exponent - 1), "0000000000", all);
    else
        snprintf(text, digits_room, "%s%.*s.%.40s", sign, (int)exponent + 1, all, all + exponent + 1);
    return text;
}

void write_tex_number(FILE *file, const char *number)
{
    const char *exponent = strchr(number, 'e'), *slash = strchr(number, '/');
    if (slash)
        fprintf(file, "\\tfrac{%.*s}{%s}", (int)(slash - number), number, slash + 1);
    else if (exponent)
        fprintf(file, "%.*s \\cdot 10^{%s}", (int)(exponent - number), number, exponent + 1);
    else
        fputs(number, file);
}
