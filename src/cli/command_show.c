#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/options.h"
#include "cli/show.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static void write_help(void)
{
    puts("Usage: goldprop show [OPTION...] FILE|CASE\n"
         "Shows a step of a run as a worked solution: each formula, the numbers put in, the result, and what the document "
         "prints there.\n"
         "A CASE is an id (see goldprop list); a FILE ends in .json, has a slash, or is - for standard input.\n\n"
         "  -s, --step K         the step after K updates; 0 where not given\n"
         "  -f, --format FORMAT  text, or json: an object in which each formula stands as text and as TeX\n"
         "  -h, --help           this help");
}

/* Runs a case up to a step, and shows it. */
static int show(const gp_case *the_case, size_t step, bool json)
{
    const size_t steps = gp_problem_steps(&the_case->problem);
    gp_message message;
    gp_worked worked;
    if (step > steps) {
        gp_message_set(&message, "--step: expected a step from 0 to %zu, found %zu", steps, step);
        return gp_complain(&message);
    }
    if (!gp_work_out(the_case, step, &worked, &message))
        return gp_complain(&message);
    const int result = json ? gp_show_json(&worked) : gp_show_text(&worked);
    gp_worked_free(&worked);
    return result;
}

static bool read_step(const char *text, size_t *step)
{
    char *end;
    errno = 0;
    *step = strtoul(text, &end, 10);
    return *text >= '0' && *text <= '9' && *end == '\0' && errno == 0;
}

int gp_command_show(int argc, char **argv)
{
    static const struct option options[] = {{"step", required_argument, NULL, 's'},
                                            {"format", required_argument, NULL, 'f'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    size_t step = 0;
    bool json = false;
    gp_message message;
    for (int option; (option = gp_next_option(argc, argv, "s:f:h", options)) != -1;) {
        switch (option) {
        case 's':
            if (read_step(optarg, &step))
                break;
            gp_message_set(&message, "--step: expected a whole number, found \"%s\"", optarg);
            return gp_complain(&message);
        case 'f':
            if (gp_read_format(optarg, &json))
                break;
            return GP_EXIT_UNUSABLE;
        case 'h':
            write_help();
            return gp_finish_stdout(GP_EXIT_PASSED);
        default:
            return GP_EXIT_UNUSABLE;
        }
    }
    if (!gp_has_words(argc, argv, 1, "a FILE or CASE"))
        return GP_EXIT_UNUSABLE;
    char path[PATH_MAX];
    gp_case the_case;
    if (!gp_find_case(argv[optind], path, &message) || !gp_case_open(path, &the_case, &message))
        return gp_complain(&message);
    const int result = show(&the_case, step, json);
    gp_case_close(&the_case);
    return result;
}
