#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/options.h"
#include "cli/setting.h"
#include "cli/show.h"

#include <errno.h>
#include <float.h>
#include <stdio.h>
#include <stdlib.h>

static void write_help(void)
{
    puts("Usage: goldprop show [OPTION...] FILE|CASE\n"
         "Shows a step of a run as a worked solution: each formula, the numbers put in, the result, and what the document "
         "prints there.\n"
         "A CASE is an id (see goldprop list); a FILE ends in .json, has a slash, or is - for standard input.\n\n"
         "  -s, --step K         the step after K updates; by default 0\n"
         "  -e, --epochs LIST    instead, a line for each of these epochs, such as 0,10-20: the outputs, and the reported "
         "error\n"
         "  -l, --layer L        only the numbers of layer L, from 1\n"
         "  -d, --digits N       so many significant digits; by default 6 in formulas, and 10 of results\n"
         "  -S, --set NAME=X     with another weight, bias or rate: w4=0.85, \"layer 1, W[0][1]=0.85\", rate=0.5; may be given "
         "several "
         "times\n"
         "  -f, --format FORMAT  text, or json: an object in which each formula stands as text and as TeX\n"
         "  -h, --help           this help");
}

/* What the words of the command line ask for. */
typedef struct show_wish {
    size_t step;
    bool of_step;     /* a step was named */
    gp_epochs epochs; /* none: a step is shown */
    gp_view view;
    gp_setting *settings; /* those of the view; owned */
    bool json;
} show_wish;

/* Changes the case as it is wished. What the document prints is not of the changed case. */
static bool apply_settings(gp_case *the_case, const show_wish *wish, gp_message *message)
{
    for (size_t k = 0; k < wish->view.setting_count; k++)
        if (!gp_set_in_case(the_case, &wish->settings[k], message))
            return false;
    if (wish->view.setting_count > 0)
        the_case->printed_count = the_case->expectation_count = 0;
    return true;
}

/* Runs a case, and shows some of its epochs. */
static int show_epochs(const gp_case *the_case, const show_wish *wish)
{
    gp_case shown = *the_case;
    gp_message message;
    gp_worked worked;
    if (wish->of_step || wish->view.layer > 0 || wish->json) {
        gp_message_set(&message, "--epochs: expected no --step, --layer or --format json beside it, found one");
        return gp_complain(&message);
    }
    if (!gp_epochs_in_run(&wish->epochs, &the_case->problem, &message) || !apply_settings(&shown, wish, &message) ||
        !gp_work_out_epochs(&shown, &wish->epochs, &worked, &message))
        return gp_complain(&message);
    worked.view = wish->view;
    const int result = gp_show_epochs(&worked, &wish->epochs);
    gp_worked_free(&worked);
    return result;
}

/* Runs a case up to a step, and shows it. */
static int show_step(const gp_case *the_case, const show_wish *wish)
{
    const size_t steps = gp_problem_steps(&the_case->problem), depth = the_case->problem.depth;
    gp_case shown = *the_case;
    gp_message message;
    gp_worked worked;
    if (wish->step > steps) {
        gp_message_set(&message, "--step: expected a step from 0 to %zu, found %zu", steps, wish->step);
        return gp_complain(&message);
    }
    if (wish->view.layer > depth) {
        gp_message_set(&message, "--layer: expected a layer from 1 to %zu, found %zu", depth, wish->view.layer);
        return gp_complain(&message);
    }
    if (!apply_settings(&shown, wish, &message) || !gp_work_out(&shown, wish->step, &worked, &message))
        return gp_complain(&message);
    worked.view = wish->view;
    const int result = wish->json ? gp_show_json(&worked) : gp_show_text(&worked);
    gp_worked_free(&worked);
    return result;
}

static bool read_number(const char *option, const char *text, size_t *number, gp_message *message)
{
    char *end;
    errno = 0;
    *number = strtoul(text, &end, 10);
    return (*text >= '0' && *text <= '9' && *end == '\0' && errno == 0) ||
           gp_message_set(message, "--%s: expected a whole number, found \"%s\"", option, text);
}

static bool read_layer(show_wish *wish, gp_message *message)
{
    return read_number("layer", optarg, &wish->view.layer, message) &&
           (wish->view.layer > 0 || gp_message_set(message, "--layer: expected a layer from 1 on, found 0"));
}

static bool read_digits(show_wish *wish, gp_message *message)
{
    size_t digits;
    if (!read_number("digits", optarg, &digits, message))
        return false;
    if (digits < 1 || digits > DBL_DECIMAL_DIG)
        return gp_message_set(message, "--digits: expected a number from 1 to %d, found %zu", DBL_DECIMAL_DIG, digits);
    wish->view.operand_digits = wish->view.result_digits = (int)digits;
    return true;
}

/* One word of the command line. @return false after a complaint */
static bool take_option(int option, show_wish *wish)
{
    gp_message message;
    switch (option) {
    case 's':
        wish->of_step = true;
        return read_number("step", optarg, &wish->step, &message) || gp_complain(&message) == GP_EXIT_PASSED;
    case 'e':
        return gp_read_epochs(optarg, &wish->epochs, &message) || gp_complain(&message) == GP_EXIT_PASSED;
    case 'l':
        return read_layer(wish, &message) || gp_complain(&message) == GP_EXIT_PASSED;
    case 'd':
        return read_digits(wish, &message) || gp_complain(&message) == GP_EXIT_PASSED;
    case 'S':
        wish->settings[wish->view.setting_count++].name = optarg;
        return true;
    case 'f':
        return gp_read_format(optarg, &wish->json);
    default:
        return false;
    }
}

static int show_words(int argc, char **argv, show_wish *wish)
{
    static const struct option options[] = {{"step", required_argument, NULL, 's'},  {"epochs", required_argument, NULL, 'e'},
                                            {"layer", required_argument, NULL, 'l'}, {"digits", required_argument, NULL, 'd'},
                                            {"set", required_argument, NULL, 'S'},   {"format", required_argument, NULL, 'f'},
                                            {"help", no_argument, NULL, 'h'},        {0}};
    for (int option; (option = gp_next_option(argc, argv, "s:e:l:d:S:f:h", options)) != -1;) {
        if (option == 'h') {
            write_help();
            return gp_finish_stdout(GP_EXIT_PASSED);
        }
        if (!take_option(option, wish))
            return GP_EXIT_UNUSABLE;
    }
    if (!gp_has_words(argc, argv, 1, "a FILE or CASE"))
        return GP_EXIT_UNUSABLE;
    char path[PATH_MAX];
    gp_message message;
    gp_case the_case;
    if (!gp_find_case(argv[optind], path, &message) || !gp_case_open(path, &the_case, &message))
        return gp_complain(&message);
    const int result = (wish->epochs.count > 0 ? show_epochs : show_step)(&the_case, wish);
    gp_case_close(&the_case);
    return result;
}

int gp_command_show(int argc, char **argv)
{
    show_wish wish = {.view = gp_usual_view, .settings = calloc((size_t)argc, sizeof *wish.settings)};
    wish.view.settings = wish.settings;
    gp_message message;
    int result;
    if (wish.settings) {
        result = show_words(argc, argv, &wish);
    } else {
        gp_message_set(&message, "expected memory for a list of words, found none left");
        result = gp_complain(&message);
    }
    free(wish.settings);
    return result;
}
