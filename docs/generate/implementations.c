/** @file
 *  What other implementations make of the cases: docs/peers, which docs/check/peers.py keeps from the reports of their runs. */
#include "pages.h"

#include "text.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>

typedef char peer_name[80];

/* The kept reports. */
typedef struct peers {
    json_t **items;
    peer_name *names; /* of the files, without the ending */
    size_t count;
} peers;

static peers open_peers(const site *all)
{
    glob_t files;
    char path[4096];
    snprintf(path, sizeof path, "%s/docs/peers/*.json", all->source);
    if (glob(path, 0, NULL, &files) != 0)
        stop("%s: expected kept reports, found none: run ctest -L peers, then docs/check/peers.py with --write", path);
    peers found = {.items = allocate(files.gl_pathc, sizeof *found.items),
                   .names = allocate(files.gl_pathc, sizeof *found.names)};
    for (; found.count < files.gl_pathc; found.count++) {
        json_error_t error;
        const char *file = files.gl_pathv[found.count], *name = strrchr(file, '/') + 1;
        found.items[found.count] = json_load_file(file, 0, &error);
        if (!found.items[found.count])
            stop("%s:%d: expected a kept report, found: %s", file, error.line, error.text);
        snprintf(found.names[found.count], sizeof *found.names, "%.*s", (int)strcspn(name, "."), name);
    }
    globfree(&files);
    return found;
}

static void close_peers(peers *found)
{
    for (size_t k = 0; k < found->count; k++)
        json_decref(found->items[k]);
    free(found->items);
    free(found->names);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static size_t count_of(const json_t *object, const char *key)
{
    return (size_t)json_integer_value(json_object_get(object, key));
}

/* What became of a case; NULL where it has not been run, because it is newer than the report. */
static const json_t *result_of(const json_t *report, const char *id)
{
    size_t k;
    const json_t *one;
    json_array_foreach(json_object_get(report, "cases"), k, one)
    {
        if (strcmp(text_of(one, "case"), id) == 0)
            return one;
    }
    return NULL;
}

static bool is_result(const json_t *result, const char *word)
{
    return result && strcmp(text_of(result, "result"), word) == 0;
}

static const char *mark_of(const json_t *result)
{
    if (!result)
        return "?";
    if (is_result(result, "passed"))
        return "✓";
    return is_result(result, "unsupported") ? "–" : "✗";
}

void write_implementations(const site *all, FILE *file)
{
    peers found = open_peers(all);
    fputs("<table class=\"doxtable golden matrix\">\n<tr><th>implementation</th>", file);
    for (size_t c = 0; c < all->case_count; c++) {
        fputs("<th class=\"upright\">", file);
        write_case_link(file, &all->cases[c]);
        fputs("</th>", file);
    }
    fputs("</tr>\n", file);
    for (size_t k = 0; k < found.count; k++) {
        fprintf(file, "<tr><th>@ref peer_%s \"%s\"</th>", found.names[k], found.names[k]);
        for (size_t c = 0; c < all->case_count; c++)
            fprintf(file, "<td class=\"mark\">%s</td>", mark_of(result_of(found.items[k], all->cases[c].id)));
        fputs("</tr>\n", file);
    }
    fputs("</table>\n", file);
    close_peers(&found);
}

/* Whether some word of a case has been said of an earlier one. */
static bool said_before(const json_t *cases, size_t until, const char *key, const char *words)
{
    for (size_t k = 0; k < until; k++)
        if (strcmp(text_of(json_array_get(cases, k), key), words) == 0)
            return true;
    return false;
}

/* Why cases are not supported, each reason once. */
static void write_reasons(FILE *file, const json_t *cases)
{
    for (size_t k = 0; k < json_array_size(cases); k++) {
        const json_t *one = json_array_get(cases, k);
        const char *why = text_of(one, "why");
        if (!is_result(one, "unsupported") || said_before(cases, k, "why", why))
            continue;
        fputs("\n- unsupported: ", file);
        write_words(file, why);
    }
    fputc('\n', file);
}

/* Whether a convention is new: not one of an earlier case, with the same value. */
static bool is_new(const json_t *cases, size_t until, const json_t *custom)
{
    size_t k;
    const json_t *other;
    for (size_t c = 0; c < until; c++)
        json_array_foreach(json_object_get(json_array_get(cases, c), "conventions"), k, other)
        {
            if (json_equal(other, custom))
                return false;
        }
    return true;
}

/* A word or a count. */
static void write_value(FILE *file, const json_t *value)
{
    if (json_is_string(value))
        write_words(file, json_string_value(value));
    else
        fprintf(file, "%lld", (long long)json_integer_value(value));
}

/* What it does in its own way, each convention once with each of its values. */
static void write_customs(FILE *file, const json_t *cases)
{
    const char *before = "\n- in its own way: ";
    for (size_t c = 0; c < json_array_size(cases); c++) {
        size_t k;
        const json_t *custom;
        json_array_foreach(json_object_get(json_array_get(cases, c), "conventions"), k, custom)
        {
            if (!is_new(cases, c, custom))
                continue;
            fprintf(file, "%s%s ", before, text_of(custom, "name"));
            write_value(file, json_object_get(custom, "value"));
            before = "; ";
        }
    }
    fputc('\n', file);
}

/* The mistakes that explain a case, rivals apart by "or". */
static void write_explanations(FILE *file, const json_t *result)
{
    size_t s, k;
    const json_t *set, *one;
    json_array_foreach(json_object_get(result, "explanations"), s, set)
    {
        fputs(s > 0 ? " or " : "", file);
        json_array_foreach(set, k, one)
        {
            fputs(k > 0 ? " and " : "", file);
            for (int d = 0; d < gp_departure_count; d++)
                if (strcmp(gp_departure_catalogue[d].id, text_of(one, "departure")) == 0)
                    write_mistake_link(file, (gp_departure)d);
            fputs(json_is_true(json_object_get(one, "left_out")) ? " left out" : "", file);
        }
    }
}

static void write_failures(const site *all, FILE *file, const json_t *report)
{
    size_t count = 0;
    for (size_t c = 0; c < all->case_count; c++) {
        const json_t *result = result_of(report, all->cases[c].id);
        if (*mark_of(result) == '?' || is_result(result, "passed") || is_result(result, "unsupported"))
            continue;
        if (count++ == 0)
            fputs("\n<table class=\"doxtable golden\">\n<tr><th>case that fails</th><th>first wrong number</th><th>which "
                  "mistake</th></tr>\n",
                  file);
        fputs("<tr><td>", file);
        write_case_link(file, &all->cases[c]);
        const json_t *first = json_object_get(result, "first");
        fputs("</td><td>", file);
        if (first) {
            fprintf(file, "@ref %s \"", text_of(first, "anchor"));
            write_html(file, text_of(first, "place"));
            fputc('"', file);
        }
        fputs("</td><td>", file);
        if (is_result(result, "error"))
            write_words(file, text_of(result, "why"));
        else if (json_object_get(result, "explanations"))
            write_explanations(file, result);
        else
            fputs("none of the known ones", file);
        fputs("</td></tr>\n", file);
    }
    fputs(count > 0 ? "</table>\n" : "", file);
}

static void write_numbers_line(FILE *file, const json_t *cases)
{
    size_t k, compared = 0, right = 0, missing = 0;
    const json_t *one;
    json_array_foreach(cases, k, one)
    {
        compared += count_of(one, "compared");
        right += count_of(one, "right");
        missing += count_of(one, "missing");
    }
    fprintf(file, "\n- %zu numbers compared, %zu right; %zu are not shown by it\n", compared, right, missing);
}

void write_peers(const site *all, FILE *file)
{
    peers found = open_peers(all);
    for (size_t k = 0; k < found.count; k++) {
        const json_t *report = found.items[k], *cases = json_object_get(report, "cases"), *option;
        size_t o;
        fprintf(file, "\n## %s {#peer_%s}\n\n", found.names[k], found.names[k]);
        write_words(file, text_of(report, "peer"));
        fprintf(file, "; adapter `tests/peers/%s", text_of(report, "adapter"));
        json_array_foreach(json_object_get(report, "options"), o, option) fprintf(file, " %s", json_string_value(option));
        fputs("`\n", file);
        write_numbers_line(file, cases);
        write_customs(file, cases);
        write_reasons(file, cases);
        if (*text_of(report, "known")) {
            fputs("\nWhy it fails: ", file);
            write_words(file, text_of(report, "known"));
            fputc('\n', file);
        }
        write_failures(all, file, report);
    }
    close_peers(&found);
}
