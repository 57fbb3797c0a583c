#include "cli/command.h"
#include "cli/equations.h"
#include "cli/golden_dir.h"
#include "cli/options.h"
#include "cli/worked.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_help(void)
{
    puts("Usage: goldprop explain [OPTION...] MISTAKE|EQUATION|ANCHOR\n"
         "Tells what a name in a report stands for: of a mistake what happens, its code, and what it breaks; of an equation "
         "its\n"
         "formula and the function that computes it; of a number, by its anchor, its formula with numbers put in.\n"
         "A MISTAKE is listed by goldprop mistakes, as is rate-twice, or mistake_rate_twice, which is its page; an EQUATION "
         "has an\n"
         "id such as eq_net_input; an ANCHOR is the name of a number, such as golden_samsel_s0_n0_l2_delta0.\n\n"
         "  -h, --help  this help");
}

/* ---- An equation. ---- */

static void write_title(const gp_equation *equation)
{
    printf("%s: %s\n", equation->id, equation->title);
}

static void write_source(const gp_equation *equation)
{
    if (equation->source)
        printf("It is computed by %s.\n", equation->source);
}

static void write_law(const gp_equation *equation)
{
    write_title(equation);
    printf("    %s\n", equation->law);
    write_source(equation);
}

static int explain_equation(const gp_equation *equation)
{
    const char *before = "Mistakes that break it: ";
    write_law(equation);
    for (int d = 0; d < gp_departure_count; d++)
        if (strcmp(gp_departure_catalogue[d].equation, equation->id) == 0) {
            printf("%s%s", before, gp_departure_catalogue[d].id);
            before = ", ";
        }
    if (*before == ',')
        putchar('\n');
    printf("It is derived on the page %s.\n", equation->id);
    return gp_finish_stdout(GP_EXIT_PASSED);
}

/* ---- A mistake. ---- */

static const char page_of_mistake[] = "mistake_";

/* Whether a word is the page of a mistake: its name, in which each - has become _. */
static bool is_page(const char *word, const char *id)
{
    const size_t length = sizeof page_of_mistake - 1;
    if (strncmp(word, page_of_mistake, length) != 0)
        return false;
    for (word += length; *word && (*word == *id || (*word == '_' && *id == '-')); word++)
        id++;
    return *word == '\0' && *id == '\0';
}

static const gp_departure_info *find_mistake(const char *word)
{
    for (int d = 0; d < gp_departure_count; d++)
        if (strcmp(word, gp_departure_catalogue[d].id) == 0 || is_page(word, gp_departure_catalogue[d].id))
            return &gp_departure_catalogue[d];
    return NULL;
}

static void write_indented(const char *lines)
{
    fputs("\n    ", stdout);
    for (const char *c = lines; *c; c++) {
        putchar(*c);
        if (*c == '\n')
            fputs("    ", stdout);
    }
    fputs("\n\n", stdout);
}

static int explain_mistake(const gp_departure_info *mistake)
{
    printf("%s: %s\n", mistake->id, mistake->summary);
    write_indented(mistake->code);
    fputs("It breaks ", stdout);
    write_law(gp_find_equation(mistake->equation));
    fputs("What it does to each case, and where it was seen, tells the page ", stdout);
    fputs(page_of_mistake, stdout);
    for (const char *c = mistake->id; *c; c++)
        putchar(*c == '-' ? '_' : *c);
    puts(".");
    return gp_finish_stdout(GP_EXIT_PASSED);
}

/* ---- A number. ---- */

static const char start_of_anchor[] = "golden_";

/* The id of the case that a file holds, by the name of the file. */
static void case_of_path(const char *path, char id[PATH_MAX])
{
    const char *name = strrchr(path, '/');
    snprintf(id, PATH_MAX, "%s", name ? name + 1 : path);
    id[strlen(id) - strlen(".json")] = '\0';
}

/* Whether an anchor can be that of a number of a case: begins with its id, in which each - has become _. */
static bool can_be_of(const char *anchor, const char *id)
{
    const char *c = anchor + sizeof start_of_anchor - 1;
    for (; *id && *c == (isalnum((unsigned char)*id) ? *id : '_'); c++)
        id++;
    return *id == '\0' && *c == '_' && (c[1] == 's' || c[1] == 'e') && isdigit((unsigned char)c[2]);
}

static const gp_expectation *find_number(const gp_case *the_case, const char *anchor)
{
    char text[gp_anchor_room];
    for (size_t k = 0; k < the_case->expectation_count; k++)
        if (strcmp(gp_place_anchor(the_case->id, &the_case->expectations[k].place, text), anchor) == 0)
            return &the_case->expectations[k];
    return NULL;
}

static bool is_parameter(const gp_place *place)
{
    return place->quantity == GP_WEIGHT || place->quantity == GP_BIAS;
}

/* The step in which a number is worked out: what an update makes belongs to the step before, and the error of an epoch to each
   of its steps. */
static size_t step_of(const gp_problem *problem, const gp_place *place)
{
    if (place->quantity == GP_EPOCH_ERROR)
        return place->step * gp_problem_steps_per_epoch(problem);
    return is_parameter(place) && place->step > 0 ? place->step - 1 : place->step;
}

/* The formula, with letters and, where all of it stands in one step, with numbers. */
static bool write_formula(const gp_case *the_case, const gp_place *place, gp_message *message)
{
    const gp_problem *problem = &the_case->problem;
    gp_worked worked;
    if (!gp_work_out(the_case, step_of(problem, place), &worked, message))
        return false;
    const gp_operands operands = gp_worked_operands(&worked);
    fputs("    ", stdout);
    gp_write_law(stdout, GP_TEXT, problem, place);
    fputs("\n    ", stdout);
    if (place->quantity != GP_EPOCH_ERROR) { /* of which the terms stand in many steps */
        fputs("= ", stdout);
        gp_write_formula(stdout, GP_TEXT, problem, place, &operands);
        putchar(' ');
    }
    printf("= %.10g\n", gp_worked_value(&worked, place));
    gp_worked_free(&worked);
    return true;
}

static int explain_number(const gp_case *the_case, const gp_expectation *number, const char *anchor)
{
    gp_message message;
    char text[160];
    const gp_place *place = &number->place;
    printf("%s: %s of the case %s\n", anchor, gp_place_text(place, text), the_case->id);
    if (is_parameter(place) && place->step == 0)
        puts("The problem gives it: it is where the run begins.");
    else if (!write_formula(the_case, place, &message))
        return gp_complain(&message);
    printf("exact: %s\n", number->exact);
    if (!is_parameter(place) || place->step > 0) { /* the law of its own activation or loss stands above */
        const gp_equation *equation = gp_equation_of(&the_case->problem, place);
        write_title(equation);
        write_source(equation);
    }
    printf("goldprop show --step %zu %s tells the whole step.\n", step_of(&the_case->problem, place), the_case->id);
    return gp_finish_stdout(GP_EXIT_PASSED);
}

/* Explains a number of one case. @return false where the case does not have it */
static bool explain_number_of(const char *path, const char *anchor, int *result)
{
    gp_message message;
    gp_case the_case;
    if (!gp_case_open(path, &the_case, &message)) {
        *result = gp_complain(&message);
        return true;
    }
    const gp_expectation *number = find_number(&the_case, anchor);
    if (number)
        *result = explain_number(&the_case, number, anchor);
    gp_case_close(&the_case);
    return number;
}

/* @return false where it is no anchor of any case */
static bool explain_anchor(const char *anchor, int *result)
{
    char id[PATH_MAX], found[PATH_MAX] = "";
    gp_message message;
    gp_case_files files;
    bool explained = false;
    if (strncmp(anchor, start_of_anchor, sizeof start_of_anchor - 1) != 0)
        return false;
    if (!gp_find_cases(NULL, 0, &files, &message)) {
        *result = gp_complain(&message);
        return true;
    }
    for (size_t k = 0; !explained && k < files.count; k++) {
        case_of_path(files.paths[k], id);
        if (!can_be_of(anchor, id))
            continue;
        memcpy(found, id, sizeof found);
        explained = explain_number_of(files.paths[k], anchor, result);
    }
    gp_free_cases(&files);
    if (!explained && *found) {
        gp_message_set(&message, "%.300s: expected the anchor of a number that %.300s has, found none", anchor, found);
        *result = gp_complain(&message);
    }
    return explained || *found;
}

static int complain_of_word(const char *word)
{
    gp_message message;
    char ids[600] = "";
    size_t length = 0;
    for (size_t k = 0; k < gp_equation_count && length < sizeof ids; k++)
        length += (size_t)snprintf(ids + length, sizeof ids - length, "%s%s", k > 0 ? ", " : "", gp_equations[k].id);
    gp_message_set(&message,
                   "expected a mistake (goldprop mistakes lists them), an equation (%s) or the anchor of a number, such as "
                   "golden_samsel_s0_n0_l1_z0, found \"%.200s\"",
                   ids, word);
    return gp_complain(&message);
}

int gp_command_explain(int argc, char **argv)
{
    static const struct option options[] = {{"help", no_argument, NULL, 'h'}, {0}};
    for (int option; (option = gp_next_option(argc, argv, "h", options)) != -1;) {
        if (option != 'h')
            return GP_EXIT_UNUSABLE;
        write_help();
        return gp_finish_stdout(GP_EXIT_PASSED);
    }
    if (!gp_has_words(argc, argv, 1, "a MISTAKE, EQUATION or ANCHOR"))
        return GP_EXIT_UNUSABLE;
    const char *word = argv[optind];
    const gp_equation *equation = gp_find_equation(word);
    if (equation)
        return explain_equation(equation);
    const gp_departure_info *mistake = find_mistake(word);
    if (mistake)
        return explain_mistake(mistake);
    int result;
    return explain_anchor(word, &result) ? result : complain_of_word(word);
}
