#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/options.h"

#include <stdio.h>

static void write_help(void)
{
    puts("Usage: goldprop list\n"
         "Lists the cases: id, layers, updates, printed and expected numbers, title.\n\n"
         "  -h, --help  this help");
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
    printf("%-30s %-8s %7zu %8zu %9zu  %s\n", the_case->id ? the_case->id : the_case->source.name, layers,
           gp_problem_steps(&the_case->problem), the_case->printed_count, the_case->expectation_count,
           the_case->title ? the_case->title : "");
}

int gp_command_list(int argc, char **argv)
{
    static const struct option options[] = {{"help", no_argument, NULL, 'h'}, {0}};
    for (int option; (option = gp_next_option(argc, argv, "h", options)) != -1;) {
        if (option != 'h')
            return GP_EXIT_UNUSABLE;
        write_help();
        return gp_finish_stdout(GP_EXIT_PASSED);
    }
    if (!gp_has_words(argc, argv, 0, "nothing"))
        return GP_EXIT_UNUSABLE;

    gp_message message;
    gp_case_files files;
    gp_case *cases;
    if (!gp_find_cases(NULL, 0, &files, &message))
        return gp_complain(&message);
    if (!gp_open_cases(&files, &cases, &message)) {
        gp_free_cases(&files);
        return gp_complain(&message);
    }
    printf("%-30s %-8s %7s %8s %9s  %s\n", "case", "layers", "updates", "printed", "expected", "title");
    for (size_t k = 0; k < files.count; k++)
        write_case(&cases[k]);
    gp_close_cases(cases, files.count);
    gp_free_cases(&files);
    return gp_finish_stdout(GP_EXIT_PASSED);
}
