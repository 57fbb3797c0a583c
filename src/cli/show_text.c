#include "cli/command.h"
#include "cli/options.h"
#include "cli/show.h"
#include "oracle/difficulty.h"
#include "reference/update.h"
#include "report/report.h"

#include <string.h>

/* What of the case was changed. */
static void write_changes(const gp_view *view)
{
    for (size_t k = 0; k < view->setting_count; k++) {
        const gp_setting *setting = &view->settings[k];
        printf("%s%s is %s, and was %s", k > 0 ? "; " : "Changed: ", setting->name, setting->number, setting->before);
    }
    if (view->setting_count > 0)
        puts(". What the document prints is left out.");
}

static void write_heading(const gp_case *the_case)
{
    printf("%s: %s\n", gp_case_label(the_case), the_case->title ? the_case->title : "a problem of your own");
    if (the_case->description)
        printf("%s\n", the_case->description);
    for (int k = 0; k < gp_departure_count; k++)
        if (gp_departs(the_case->problem.departures, (gp_departure)k))
            printf("Departs from textbook backpropagation (%s): %s.\n", gp_departure_catalogue[k].id,
                   gp_departure_catalogue[k].summary);
}

/* How hard the numbers of the case are, which is not known of a problem without any, or of one that was changed. */
static void write_difficulty(const gp_worked *worked)
{
    const gp_case *the_case = worked->the_case;
    if (the_case->expectation_count == 0 || worked->view.setting_count > 0)
        return;
    const size_t single = gp_whole_digits(the_case, 0x1p-24L), twice = gp_whole_digits(the_case, 0x1p-53L);
    printf("Difficulty: %s. Of the hardest number of the case an honest program gets %zu digit%s right in binary32, and %zu in "
           "binary64.\n",
           gp_difficulty_words[gp_difficulty_of(the_case)], single, gp_plural(single), twice);
}

static void write_sample(void *context, size_t sample)
{
    const gp_worked *worked = context;
    printf("\nStep %zu, sample %zu, forward%s\n", worked->step, sample, worked->updates ? " and back" : "");
}

static void write_update(void *context)
{
    const gp_worked *worked = context;
    const gp_problem *problem = &worked->the_case->problem;
    printf("\nStep %zu, gradients and update (rate %s", worked->step, gp_problem_rate(problem, worked->step));
    for (int which = 0; which < gp_rule_number_count; which++)
        if (problem->rule_numbers[which])
            printf(", %s %s", gp_rule_number_name((gp_rule_number)which), problem->rule_numbers[which]);
    puts(")");
}

static void write_space(void *context)
{
    (void)context;
    putchar('\n');
}

/* The share of the only output in the loss is the loss: it is shown where the document has a name for it. */
static bool says_nothing_new(const gp_worked *worked, const gp_place *place)
{
    return place->quantity == GP_OUTPUT_LOSS && worked->the_case->problem.outputs == 1 &&
           !gp_case_name(worked->the_case, place);
}

/* What a section is about, and its formula with letters. Weights and biases of an update share one. */
static void write_law(void *context, const gp_place *first)
{
    const gp_worked *worked = context;
    const gp_problem *problem = &worked->the_case->problem;
    if (says_nothing_new(worked, first))
        return;
    printf("  %s of ", gp_quantity_title(first->quantity));
    if (gp_has_unit(first->quantity))
        printf("layer %zu: ", first->layer);
    else if (gp_has_sample(first->quantity))
        fputs("the sample: ", stdout);
    else
        printf("epoch %zu: ", first->step);
    gp_write_law(stdout, GP_TEXT, problem, first);
    const bool of_update =
        gp_has_input(first->quantity) && gp_has_unit(first->quantity) && first->quantity != GP_WEIGHT_GRADIENT;
    if (of_update && problem->layers[first->layer - 1].shape.bias != GP_BIAS_NONE) {
        gp_place bias = *first;
        bias.quantity = gp_bias_quantity(first->quantity);
        fputs(", ", stdout);
        gp_write_law(stdout, GP_TEXT, problem, &bias);
    }
    putchar('\n');
}

/* The quantity, and the document's name for it. */
static void write_left_side(const gp_case *the_case, const gp_place *place)
{
    char text[160];
    gp_place_text(place, text);
    const char *last = strrchr(text, ' ');
    const gp_name *name = gp_case_name(the_case, place);
    printf("    %s", place->quantity == GP_SAMPLE_LOSS ? "E" : last + 1);
    if (name && (gp_has_unit(place->quantity) || gp_has_input(place->quantity)))
        printf(" (%s%s)", name->negated ? "-" : "", name->text);
}

/* How a printed number comes about; nothing is taken on trust, since the problem of a file may have been changed. */
static void write_reading(const gp_verdict *verdict)
{
    const gp_printed *printed = verdict->printed;
    if (!verdict->expectation) {
        fputs("not checked: the file has no exact number here", stdout);
        return;
    }
    if (!verdict->passed) {
        fputs("does not follow from this problem", stdout);
        return;
    }
    fputs(gp_reading_words[printed->reading], stdout);
    if (printed->reading == GP_ERRATUM)
        printf(": %s, right is %s", gp_erratum_words[printed->kind], printed->right);
    if (printed->reading == GP_NOISE)
        printf(": right is %s", printed->right);
    if (verdict->mistaken)
        printf(", with the document's own mistake: textbook gives %.10g", (double)verdict->textbook);
}

/* What the document prints at a place. */
static void write_printed(const gp_worked *worked, const gp_place *place, const char *label)
{
    for (size_t k = 0; k < worked->found.printed_count; k++) {
        const gp_verdict *verdict = &worked->found.verdicts[k];
        if (gp_place_compare(&verdict->printed->place, place) != 0)
            continue;
        printf("   [%s: %s%s, ", label, verdict->printed->text, verdict->printed->negated ? " for the other sign" : "");
        write_reading(verdict);
        putchar(']');
    }
}

static void write_number(void *context, const gp_place *place)
{
    const gp_worked *worked = context;
    const gp_case *the_case = worked->the_case;
    const gp_operands operands = gp_worked_operands(worked);
    if (says_nothing_new(worked, place))
        return;
    write_left_side(the_case, place);
    if (place->quantity != GP_EPOCH_ERROR) { /* of which the terms stand in many steps */
        fputs(" = ", stdout);
        gp_write_formula(stdout, GP_TEXT, &the_case->problem, place, &operands);
    }
    printf(" = %.*g", worked->view.result_digits, gp_worked_value(worked, place));
    write_printed(worked, place, "document");
    if ((place->quantity == GP_WEIGHT || place->quantity == GP_BIAS) && place->step == 1) {
        gp_place before = *place;
        before.step = 0;
        write_printed(worked, &before, "document's old value");
    }
    putchar('\n');
}

int gp_show_text(const gp_worked *worked)
{
    const gp_worked_reader reader = {.context = (void *)worked,
                                     .sample = write_sample,
                                     .update = write_update,
                                     .error = write_space,
                                     .law = write_law,
                                     .number = write_number};
    write_heading(worked->the_case);
    write_difficulty(worked);
    write_changes(&worked->view);
    if (!gp_worked_holds(worked))
        puts("The file also has numbers that do not follow from its problem: has it been changed? goldprop verify lists them.");
    gp_worked_read(worked, &reader);
    return gp_finish_stdout(GP_EXIT_PASSED);
}

/* A number under the document's name, or its own; in brackets as the document's program rounds it, if it does. */
static void write_named(const gp_worked *worked, const gp_place *place, const char *own)
{
    const gp_name *name = gp_case_name(worked->the_case, place);
    printf("%s%s = %.*g", name && name->negated ? "-" : "", name ? name->text : own, worked->view.result_digits,
           gp_worked_value(worked, place));
    if (name && name->rounded)
        printf(" (%.*f)", (int)name->decimals, gp_worked_value(worked, place));
    write_printed(worked, place, "document");
}

/* Whether some number of an epoch stands in brackets, too. */
static bool is_rounded(const gp_case *the_case)
{
    bool rounded = false;
    for (size_t k = 0; k < the_case->name_count; k++) {
        const gp_name *name = &the_case->names[k];
        const bool shown = name->place.quantity == GP_EPOCH_ERROR ||
                           (name->place.quantity == GP_ACTIVATED && name->place.layer == the_case->problem.depth &&
                            the_case->problem.samples == 1);
        rounded = rounded || (name->rounded && shown);
    }
    return rounded;
}

static void write_epoch(const gp_worked *worked, size_t epoch)
{
    const gp_problem *problem = &worked->the_case->problem;
    printf("Epoch %zu: ", epoch);
    for (size_t k = 0; problem->samples == 1 && k < problem->outputs; k++) {
        char own[32];
        snprintf(own, sizeof own, "a[%zu]", k);
        write_named(worked, &(gp_place){GP_ACTIVATED, epoch, 0, problem->depth, k, 0}, own);
        fputs(", ", stdout);
    }
    write_named(worked, &(gp_place){GP_EPOCH_ERROR, epoch, 0, 0, 0, 0}, "error");
    putchar('\n');
}

int gp_show_epochs(const gp_worked *worked, const gp_epochs *epochs)
{
    write_heading(worked->the_case);
    write_changes(&worked->view);
    if (is_rounded(worked->the_case))
        puts("In brackets: as the document's program rounds it.");
    putchar('\n');
    for (size_t epoch = 0; epoch <= worked->epoch; epoch++)
        if (gp_epochs_have(epochs, epoch))
            write_epoch(worked, epoch);
    return gp_finish_stdout(GP_EXIT_PASSED);
}
