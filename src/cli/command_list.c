#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/json_finish.h"
#include "cli/options.h"
#include "oracle/difficulty.h"
#include "report/report.h"

#include <stdio.h>

static void write_help(void)
{
    puts("Usage: goldprop list [OPTION...]\n"
         "Lists the cases: id, layers, updates, printed and expected numbers, difficulty and the digits of the hardest\n"
         "number that can be got right in binary32 and in binary64, title.\n\n"
         "  -f, --format FORMAT  text or json\n"
         "  -h, --help           this help");
}

/* The widths of the layers, as in 2-3-2. */
static void write_layers(const gp_problem *problem, char *text, size_t room)
{
    int used = snprintf(text, room, "%zu", problem->inputs);
    for (size_t l = 0; l < problem->depth && used > 0 && (size_t)used < room; l++)
        used += snprintf(text + used, room - (size_t)used, "-%zu", problem->layers[l].shape.units);
}

static void write_case(const gp_case *the_case)
{
    char layers[64];
    write_layers(&the_case->problem, layers, sizeof layers);
    printf("%-30s %-8s %7zu %8zu %9zu  %-10s %3zu %3zu  %s\n", gp_case_label(the_case), layers,
           gp_problem_steps(&the_case->problem), the_case->printed_count, the_case->expectation_count,
           gp_difficulty_words[gp_difficulty_of(the_case)], gp_whole_digits(the_case, 0x1p-24L),
           gp_whole_digits(the_case, 0x1p-53L), the_case->title ? the_case->title : "");
}

static int write_text(const gp_case *cases, size_t count)
{
    printf("%-30s %-8s %7s %8s %9s  %-10s %3s %3s  %s\n", "case", "layers", "updates", "printed", "expected", "difficulty",
           "b32", "b64", "title");
    for (size_t k = 0; k < count; k++)
        write_case(&cases[k]);
    return gp_finish_stdout(GP_EXIT_PASSED);
}

static json_t *one_case(gp_json_output *output, const gp_case *the_case)
{
    const gp_problem *problem = &the_case->problem;
    json_t *object = json_object(), *layers = json_array();
    gp_json_append(output, layers, gp_json_count(problem->inputs));
    for (size_t l = 0; l < problem->depth; l++)
        gp_json_append(output, layers, gp_json_count(problem->layers[l].shape.units));
    gp_json_set(output, object, "case", gp_json_text(gp_case_label(the_case)));
    if (the_case->document)
        gp_json_set(output, object, "document", json_string(the_case->document));
    if (the_case->title)
        gp_json_set(output, object, "title", json_string(the_case->title));
    gp_json_set(output, object, "layers", layers);
    gp_json_set(output, object, "updates", gp_json_count(gp_problem_steps(problem)));
    gp_json_set(output, object, "printed", gp_json_count(the_case->printed_count));
    gp_json_set(output, object, "expected", gp_json_count(the_case->expectation_count));
    gp_json_set_difficulty(output, object, the_case);
    return object;
}

static int write_json(const gp_case *cases, size_t count)
{
    gp_json_output output = gp_json_begin("goldprop-list-1");
    json_t *list = json_array();
    for (size_t k = 0; k < count; k++)
        gp_json_append(&output, list, one_case(&output, &cases[k]));
    gp_json_set(&output, output.root, "cases", list);
    return gp_json_finish(&output, GP_EXIT_PASSED);
}

static int write_cases(const gp_case *cases, size_t count, bool json)
{
    return json ? write_json(cases, count) : write_text(cases, count);
}

int gp_command_list(int argc, char **argv)
{
    bool json;
    int result;
    if (!gp_read_format_options(argc, argv, write_help, &json, &result))
        return result;
    if (!gp_has_words(argc, argv, 0, "nothing"))
        return GP_EXIT_UNUSABLE;
    return gp_use_cases(NULL, 0, write_cases, json);
}
