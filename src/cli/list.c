#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/options.h"
#include "golden/case.h"

#include <getopt.h>
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

static bool write_case(const char *path, gp_message *message)
{
    gp_case the_case;
    if (!gp_case_open(path, &the_case, message))
        return false;
    char layers[64];
    write_layers(&the_case.problem, layers, sizeof layers);
    printf("%-30s %-8s %7zu %8zu %9zu  %s\n", the_case.id ? the_case.id : path, layers, gp_problem_steps(&the_case.problem),
           the_case.printed_count, the_case.expectation_count, the_case.title ? the_case.title : "");
    gp_case_close(&the_case);
    return true;
}

int gp_command_list(int argc, char **argv)
{
    static const struct option options[] = {{"help", no_argument, NULL, 'h'}, {0}};
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        if (option != 'h')
            return gp_complain_usage("list");
        write_help();
        return gp_finish_stdout(GP_EXIT_PASSED);
    }
    if (optind < argc)
        return gp_complain_usage("list");

    gp_message message;
    gp_case_files files;
    if (!gp_find_cases(NULL, 0, &files, &message))
        return gp_complain(&message);
    printf("%-30s %-8s %7s %8s %9s  %s\n", "case", "layers", "updates", "printed", "expected", "title");
    bool listed = true;
    for (size_t k = 0; listed && k < files.count; k++)
        listed = write_case(files.paths[k], &message);
    gp_free_cases(&files);
    return listed ? gp_finish_stdout(GP_EXIT_PASSED) : gp_complain(&message);
}
