#include "cli/known_failures.h"

#include "report/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t\r\n";

/* The text without what is blank at its ends. */
static char *trim(char *text)
{
    text += strspn(text, blanks);
    size_t length = strlen(text);
    while (length > 0 && strchr(blanks, text[length - 1]))
        length--;
    text[length] = '\0';
    return text;
}

static const gp_known_failure *find(const gp_known_failures *known, const char *id)
{
    for (size_t k = 0; k < known->count; k++)
        if (strcmp(known->items[k].id, id) == 0)
            return &known->items[k];
    return NULL;
}

static bool add(gp_known_failures *known, size_t line, const char *id, const char *symptom, gp_message *message)
{
    const gp_known_failure *earlier = find(known, id);
    if (earlier)
        return gp_message_set(message, "%s:%zu: expected each case once, found \"%s\" in line %zu, too: take one of them out",
                              known->name, line, id, earlier->line);
    gp_known_failure *larger = realloc(known->items, (known->count + 1) * sizeof *larger);
    if (!larger)
        return gp_message_set(message, "%s: expected memory for its lines, found none left", known->name);
    known->items = larger;
    gp_known_failure *entry = &known->items[known->count];
    *entry = (gp_known_failure){.line = line, .id = strdup(id), .symptom = strdup(symptom)};
    known->count++;
    return (entry->id && entry->symptom) ||
           gp_message_set(message, "%s: expected memory for its lines, found none left", known->name);
}

static bool read_line(gp_known_failures *known, char *line, size_t number, gp_message *message)
{
    line[strcspn(line, "#")] = '\0';
    char *colon = strchr(line, ':');
    const char *symptom = colon ? trim(colon + 1) : "";
    if (colon)
        *colon = '\0';
    const char *id = trim(line);
    const bool blank = !*id && !colon;
    return blank || add(known, number, id, symptom, message);
}

static bool read_lines(FILE *stream, gp_known_failures *known, gp_message *message)
{
    char *line = NULL;
    size_t room = 0, number = 0;
    bool fine = true;
    errno = 0;
    while (fine && getline(&line, &room, stream) >= 0)
        fine = read_line(known, line, ++number, message);
    free(line);
    if (fine && !feof(stream))
        return gp_message_set(message, "%s: expected to read it, found: %s", known->name, strerror(errno));
    return fine;
}

bool gp_known_failures_read(const char *name, gp_known_failures *known, gp_message *message)
{
    const bool standard = strcmp(name, "-") == 0;
    *known = (gp_known_failures){.name = standard ? "standard input" : name};
    FILE *stream = standard ? stdin : fopen(name, "r");
    if (!stream)
        return gp_message_set(message, "%s: expected to read it, found: %s", name, strerror(errno));
    const bool read = read_lines(stream, known, message);
    if (!standard)
        fclose(stream);
    if (!read)
        gp_known_failures_free(known);
    return read;
}

static bool is_case(const char *id, const gp_case *cases, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (strcmp(gp_case_label(&cases[k]), id) == 0)
            return true;
    return false;
}

bool gp_known_failures_are_cases(const gp_known_failures *known, const gp_case *cases, size_t count, gp_message *message)
{
    for (size_t k = 0; k < known->count; k++)
        if (!is_case(known->items[k].id, cases, count))
            return gp_message_set(message,
                                  "%s:%zu: expected the id of a case (goldprop list shows them), found \"%s\": take it out",
                                  known->name, known->items[k].line, known->items[k].id);
    return true;
}

/* An entry for a case that does not fail. */
static void make_stale(const gp_known_failures *known, const gp_known_failure *entry, gp_outcome *outcome)
{
    gp_message headline;
    gp_headline(outcome, &headline);
    gp_message_set(&outcome->why, "%s:%zu: expected it to fail, found it %s (%s): take it out of the list", known->name,
                   entry->line, gp_case_result_words[outcome->result], headline.text);
    outcome->result = GP_CASE_ERROR;
}

static void make_new(const gp_known_failures *known, const gp_known_failure *entry, gp_outcome *outcome)
{
    gp_message headline;
    gp_headline(outcome, &headline);
    gp_message_set(&outcome->why, "%s; %s:%zu: expected it to fail by \"%s\", found \"%s\"", headline.text, known->name,
                   entry->line, entry->symptom, outcome->symptom);
}

void gp_known_failures_apply(const gp_known_failures *known, gp_outcome *outcome)
{
    const gp_known_failure *entry = find(known, gp_case_label(outcome->the_case));
    if (!entry)
        return;
    if (!*outcome->symptom)
        make_stale(known, entry, outcome);
    else if (*entry->symptom && strcmp(entry->symptom, outcome->symptom) != 0)
        make_new(known, entry, outcome);
    else
        outcome->result = GP_CASE_KNOWN_FAILURE;
}

void gp_known_failures_write(FILE *stream, const gp_outcomes *outcomes)
{
    fputs("# Cases that are known to fail, and how: for goldprop run --known-failures.\n", stream);
    for (size_t k = 0; k < outcomes->count; k++)
        if (*outcomes->items[k].symptom)
            fprintf(stream, "%s: %s\n", gp_case_label(outcomes->items[k].the_case), outcomes->items[k].symptom);
}

void gp_known_failures_free(gp_known_failures *known)
{
    for (size_t k = 0; k < known->count; k++) {
        free(known->items[k].id);
        free(known->items[k].symptom);
    }
    free(known->items);
    *known = (gp_known_failures){0};
}
