#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/json_finish.h"
#include "cli/options.h"
#include "oracle/kill_matrix.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>

static void write_help(void)
{
    puts("Usage: goldprop mistakes [OPTION...] [FILE|CASE...]\n"
         "Lists the known mistakes: the name of each, how many cases catch it, and what happens; then the fewest cases that "
         "catch\n"
         "every mistake and tell each two of them apart. A case catches a mistake when a golden number of the case is not met\n"
         "by a run with the mistake; where the case's own document makes it, by a run without.\n"
         "A CASE is an id (see goldprop list); a FILE ends in .json, has a slash, or is - for standard input. Without any,\n"
         "all cases are tried.\n\n"
         "  -f, --format FORMAT  text, or json: with the code of each mistake, the first number that it changes in each case,\n"
         "                       and the cases that tell each two mistakes apart\n"
         "  -h, --help           this help");
}

/* The cases that were asked for, what each of them says of the mistakes, and which of them are the fewest that say all. */
typedef struct tried_cases {
    const gp_case *cases;
    gp_kill_row *rows;
    bool *chosen;
    size_t count;
} tried_cases;

static size_t count_catching(const tried_cases *tried, size_t mistake)
{
    size_t count = 0;
    for (size_t k = 0; k < tried->count; k++)
        count += tried->rows[k].caught[mistake];
    return count;
}

static int write_text(const tried_cases *tried)
{
    printf("%-38s %9s  %s\n", "mistake", "caught by", "what happens");
    for (size_t d = 0; d < gp_departure_count; d++)
        printf("%-38s %3zu of %2zu  %s\n", gp_departure_catalogue[d].id, count_catching(tried, d), tried->count,
               gp_departure_catalogue[d].summary);
    fputs("\nThe fewest cases that catch and tell apart as much as all of these do:", stdout);
    const char *before = " ";
    for (size_t k = 0; k < tried->count; k++)
        if (tried->chosen[k]) {
            printf("%s%s", before, gp_case_label(&tried->cases[k]));
            before = ", ";
        }
    puts(*before == ' ' ? " none" : "");
    return gp_finish_stdout(GP_EXIT_PASSED);
}

/* The first golden number of a case that a mistake changes. */
static json_t *first_change(gp_json_output *output, const gp_case *the_case, const gp_kill_row *row, size_t mistake)
{
    const gp_expectation *expectation = &the_case->expectations[row->first[mistake]];
    char text[gp_anchor_room];
    json_t *change = json_object();
    gp_json_set(output, change, "case", gp_json_text(gp_case_label(the_case)));
    gp_json_set(output, change, "left_out", json_boolean(gp_departs(the_case->problem.departures, (gp_departure)mistake)));
    gp_json_set(output, change, "place", json_string(gp_place_text(&expectation->place, text)));
    gp_json_set_place(output, change, &expectation->place);
    if (the_case->id)
        gp_json_set(output, change, "anchor", json_string(gp_place_anchor(the_case->id, &expectation->place, text)));
    gp_json_set(output, change, "expected", json_string(expectation->exact));
    gp_json_set(output, change, "got", gp_json_number(row->found[mistake], 17));
    return change;
}

static json_t *one_mistake(gp_json_output *output, const tried_cases *tried, size_t mistake)
{
    const gp_departure_info *info = &gp_departure_catalogue[mistake];
    json_t *object = json_object(), *caught = json_array();
    gp_json_set(output, object, "id", json_string(info->id));
    gp_json_set(output, object, "summary", json_string(info->summary));
    gp_json_set(output, object, "code", json_string(info->code));
    gp_json_set(output, object, "equation", json_string(info->equation));
    for (size_t k = 0; k < tried->count; k++)
        if (tried->rows[k].caught[mistake])
            gp_json_append(output, caught, first_change(output, &tried->cases[k], &tried->rows[k], mistake));
    gp_json_set(output, object, "caught", caught);
    return object;
}

/* Two mistakes, and the cases that tell them apart. */
static json_t *one_pair(gp_json_output *output, const tried_cases *tried, size_t one, size_t other)
{
    json_t *object = json_object(), *apart = json_array();
    gp_json_set(output, object, "one", json_string(gp_departure_catalogue[one].id));
    gp_json_set(output, object, "other", json_string(gp_departure_catalogue[other].id));
    for (size_t k = 0; k < tried->count; k++)
        if (gp_departs(tried->rows[k].apart[one], (gp_departure)other))
            gp_json_append(output, apart, gp_json_text(gp_case_label(&tried->cases[k])));
    gp_json_set(output, object, "told_apart_by", apart);
    return object;
}

static int write_json(const tried_cases *tried)
{
    gp_json_output output = gp_json_begin("goldprop-mistakes-1");
    json_t *cases = json_array(), *mistakes = json_array(), *pairs = json_array(), *fewest = json_array();
    for (size_t k = 0; k < tried->count; k++)
        gp_json_append(&output, cases, gp_json_text(gp_case_label(&tried->cases[k])));
    for (size_t d = 0; d < gp_departure_count; d++)
        gp_json_append(&output, mistakes, one_mistake(&output, tried, d));
    for (size_t one = 0; one < gp_departure_count; one++)
        for (size_t other = one + 1; other < gp_departure_count; other++)
            gp_json_append(&output, pairs, one_pair(&output, tried, one, other));
    for (size_t k = 0; k < tried->count; k++)
        if (tried->chosen[k])
            gp_json_append(&output, fewest, gp_json_text(gp_case_label(&tried->cases[k])));
    gp_json_set(&output, output.root, "cases", cases);
    gp_json_set(&output, output.root, "mistakes", mistakes);
    gp_json_set(&output, output.root, "pairs", pairs);
    gp_json_set(&output, output.root, "fewest_cases", fewest);
    return gp_json_finish(&output, GP_EXIT_PASSED);
}

/* Runs each case with each mistake, and finds the fewest cases that say as much as all. */
static bool try_mistakes(const tried_cases *tried, gp_message *message)
{
    if (!tried->rows || !tried->chosen)
        return gp_message_set(message, "expected memory for the mistakes in %zu case%s, found none left", tried->count,
                              gp_plural(tried->count));
    for (size_t k = 0; k < tried->count; k++)
        if (gp_kill_row_compute(&tried->cases[k], &tried->rows[k]) != GP_OK)
            return gp_message_set(message, "%s: expected memory for runs with each mistake, found too little",
                                  tried->cases[k].source.name);
    gp_smallest_case_set(tried->rows, tried->count, tried->chosen);
    return true;
}

static int list_mistakes(const gp_case *cases, size_t count, bool json)
{
    gp_message message;
    const tried_cases tried = {cases, calloc(count, sizeof *tried.rows), calloc(count, sizeof *tried.chosen), count};
    int result;
    if (!try_mistakes(&tried, &message))
        result = gp_complain(&message);
    else
        result = json ? write_json(&tried) : write_text(&tried);
    free(tried.rows);
    free(tried.chosen);
    return result;
}

int gp_command_mistakes(int argc, char **argv)
{
    bool json;
    int result;
    if (!gp_read_format_options(argc, argv, write_help, &json, &result))
        return result;
    return gp_use_cases(argv + optind, (size_t)(argc - optind), list_mistakes, json);
}
