#include "golden/answer_table.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char heading[] = "quantity,epoch,step,sample,layer,unit,input,value";

enum { column_count = 8, longest_line = 2000 };

bool gp_is_answer_table(const char *text, size_t length)
{
    const size_t begins = sizeof heading - 1;
    return length >= begins && memcmp(text, heading, begins) == 0 && !memchr(text, '\0', length);
}

/* A line of a table, cut at its commas. */
typedef struct table_line {
    char text[longest_line];
    char *columns[column_count];
    const char *name; /* of the table */
    size_t number;
    gp_message *message;
} table_line;

static char *trimmed(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    for (size_t length = strlen(text); length > 0 && isspace((unsigned char)text[length - 1]);)
        text[--length] = '\0';
    return text;
}

static bool complain(const table_line *line, const char *expected, const char *found)
{
    return gp_message_set(line->message, "%s:%zu: expected %s, found \"%s\"", line->name, line->number, expected, found);
}

static bool cut(table_line *line, const char *begin, size_t length)
{
    if (length >= sizeof line->text)
        return complain(line, "a shorter line", "a longer one");
    memcpy(line->text, begin, length);
    line->text[length] = '\0';
    size_t commas = 0;
    for (size_t k = 0; k < length; k++)
        commas += line->text[k] == ',';
    if (commas != column_count - 1)
        return complain(line, heading, trimmed(line->text));
    char *column = line->text;
    for (size_t c = 0; c < column_count; c++) {
        char *const end = column + strcspn(column, ",");
        const bool is_last = *end == '\0';
        *end = '\0';
        line->columns[c] = trimmed(column);
        column = is_last ? end : end + 1;
    }
    return true;
}

/* A whole number; nothing stands for 0. */
static bool read_whole(const table_line *line, size_t column, size_t *number)
{
    const char *text = line->columns[column];
    const size_t digits = strspn(text, "0123456789");
    *number = (size_t)strtoull(text, NULL, 10);
    return (!text[digits] && digits < 19) || complain(line, "a whole number", text);
}

static bool read_quantity(const table_line *line, gp_quantity *quantity)
{
    for (*quantity = GP_WEIGHT; (int)*quantity < gp_quantity_count; (*quantity)++)
        if (strcmp(line->columns[0], gp_quantities[*quantity].name) == 0)
            return true;
    return complain(line, "a quantity", line->columns[0]);
}

static bool read_place(const table_line *line, const gp_problem *problem, gp_place *place)
{
    size_t epoch;
    char text[160];
    *place = (gp_place){0};
    if (!read_quantity(line, &place->quantity) || !read_whole(line, 1, &epoch) || !read_whole(line, 2, &place->step) ||
        !read_whole(line, 3, &place->sample) || !read_whole(line, 4, &place->layer) || !read_whole(line, 5, &place->unit) ||
        !read_whole(line, 6, &place->input))
        return false;
    if (place->quantity == GP_EPOCH_ERROR)
        place->step = epoch;
    return gp_problem_has(problem, place) || complain(line, "a place of the run", gp_place_text(place, text));
}

static bool read_value(const table_line *line, double *value)
{
    const char *text = line->columns[column_count - 1];
    char *end;
    *value = strtod(text, &end);
    return (end > text && !*end) || complain(line, "a number", text);
}

static bool take(const table_line *line, const gp_case *the_case, gp_answer *answer)
{
    gp_place place;
    double value;
    char text[160];
    if (!read_place(line, &the_case->problem, &place) || !read_value(line, &value))
        return false;
    const gp_expectation *expectation = gp_case_expectation(the_case, &place);
    if (!expectation) {
        answer->others++;
        return true;
    }
    const size_t k = (size_t)(expectation - the_case->expectations);
    if (answer->present[k])
        return complain(line, "each number once", gp_place_text(&place, text));
    answer->values[k] = value;
    answer->present[k] = true;
    answer->present_count++;
    return true;
}

/* Where a line ends: at its newline, or with the text. */
static const char *line_end(const char *begin, const char *end)
{
    const char *newline = memchr(begin, '\n', (size_t)(end - begin));
    return newline ? newline : end;
}

static bool is_blank(const char *begin, const char *end)
{
    while (begin < end && isspace((unsigned char)*begin))
        begin++;
    return begin == end;
}

bool gp_answer_table_read(const char *name, const char *text, size_t length, const gp_case *the_case, gp_answer *answer,
                          gp_message *message)
{
    const char *const end = text + length, *stop = line_end(text, end);
    table_line line = {.name = name, .number = 1, .message = message};
    while (stop < end) {
        const char *const begin = stop + 1;
        stop = line_end(begin, end);
        line.number++;
        if (!is_blank(begin, stop) && (!cut(&line, begin, (size_t)(stop - begin)) || !take(&line, the_case, answer)))
            return false;
    }
    return true;
}
