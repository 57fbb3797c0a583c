#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/json_finish.h"
#include "cli/options.h"
#include "cli/pieces.h"
#include "cli/verify_json.h"
#include "golden/documents.h"
#include "oracle/verify.h"
#include "report/words.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_help(void)
{
    puts("Usage: goldprop verify [OPTION...] [FILE|CASE...]\n"
         "Checks each number that the documents print, by its reading, and each number that the cases expect, by its "
         "tolerance:\n"
         "  chain    the full run, rounded as the document rounds, gives the printed digits\n"
         "  step     it does not, but this one step does, on the operands that the document prints there\n"
         "  erratum  neither does: what is wrong, and the right number\n"
         "  noise    the number is right, and its last digits are rounding noise, as an ordinary binary64 run prints it\n"
         "Where a document makes a mistake of its own, the numbers that feel it are marked, with what the textbook gives.\n"
         "A CASE is an id (see goldprop list); a FILE ends in .json, has a slash, or is - for standard input. Without any,\n"
         "all cases are checked.\n\n"
         "  -q, --quiet          only what does not hold, and the totals\n"
         "  -f, --format FORMAT  text or json\n"
         "  -h, --help           this help");
}

/* A case that was asked for, and what is found of it. */
typedef struct case_check {
    const char *path;
    const gp_case *the_case;
    gp_verification found; /* all zero while the case has not been run */
} case_check;

typedef struct case_checks {
    case_check *items;
    size_t count;
} case_checks;

/* What a check has counted so far. */
typedef struct verify_tally {
    size_t cases, printed, failed, by_reading[gp_reading_count];
    size_t expected, outside;
    size_t empty; /* cases in which there was nothing to check */
    bool quiet;
} verify_tally;

/* The name under which the pages show a number; nothing for a file of the user's own. */
static void write_anchor(const gp_case *the_case, const gp_place *place)
{
    char anchor[gp_anchor_room];
    if (the_case->id)
        printf(" [%s]", gp_place_anchor(the_case->id, place, anchor));
}

/* Enough digits of a run to tell more than is printed. */
static int more_digits(const gp_printed *printed)
{
    return strlen(printed->number) > 12 ? GP_REAL_DIGITS : 9;
}

/* A number that is as the document's program computes it need not be right. */
static void write_own_mistake(const gp_verdict *verdict)
{
    if (verdict->mistaken)
        printf(", with the document's own mistake: textbook gives %.*g", more_digits(verdict->printed),
               (double)verdict->textbook);
}

/* What a number is that is reproduced as declared. */
static void write_reading(const gp_verdict *verdict)
{
    const gp_printed *printed = verdict->printed;
    if (printed->reading == GP_ERRATUM)
        printf(" %s; right is %s", gp_erratum_words[printed->kind], printed->right);
    else
        printf(" run gives %.*g", more_digits(printed), (double)verdict->computed);
    if (printed->reading == GP_STEP)
        printf(", this step on the printed operands %.*g", more_digits(printed), (double)verdict->from_operands);
    write_own_mistake(verdict);
}

static void write_verdict(const gp_case *the_case, const gp_verdict *verdict)
{
    const gp_printed *printed = verdict->printed;
    printf("    %s ", verdict->passed ? "✓" : "✗");
    gp_write_column(stdout, printed->name, 40);
    printf(" %-22s ", printed->text);
    gp_write_column(stdout, gp_reading_words[printed->reading], 8);
    if (verdict->passed) {
        write_reading(verdict);
    } else {
        printf(" %s: %s", the_case->source.name, verdict->why.text);
        write_anchor(the_case, &printed->place);
    }
    putchar('\n');
}

static bool is_noise(const gp_verdict *verdict)
{
    return verdict->passed && verdict->printed->reading == GP_NOISE;
}

/* The numbers that are right but for rounding noise: one line for all of them, since there is nothing to mend. */
static void write_noise(const gp_verification *verification)
{
    size_t count = 0;
    double fewest = HUGE_VAL;
    for (size_t k = 0; k < verification->printed_count; k++)
        if (is_noise(&verification->verdicts[k])) {
            count++;
            fewest = fmin(fewest, verification->verdicts[k].right_digits);
        }
    if (count == 0)
        return;
    printf("    ✓ %zu printed number%s with rounding noise at the end, right to at least %.1f digits:", count, gp_plural(count),
           fewest);
    const char *before = " ";
    for (size_t k = 0; k < verification->printed_count; k++)
        if (is_noise(&verification->verdicts[k])) {
            printf("%s%s", before, verification->verdicts[k].printed->name);
            write_own_mistake(&verification->verdicts[k]);
            before = verification->verdicts[k].mistaken ? "; " : ", ";
        }
    putchar('\n');
}

static void write_outside(const gp_case *the_case, const gp_verification *verification)
{
    const gp_expectation *first = &the_case->expectations[verification->first_failed];
    char place[160];
    printf("    ✗ %s: %zu of %zu exact number%s not within tolerance; the first is %s: expected %s, found %.*g",
           the_case->source.name, verification->computed_failed, verification->computed_count,
           gp_plural(verification->computed_count), gp_place_text(&first->place, place), first->exact, GP_REAL_DIGITS,
           (double)verification->computed[verification->first_failed]);
    write_anchor(the_case, &first->place);
    putchar('\n');
}

/* What to do where there are no exact numbers: once, not once a number. */
static void write_lacking(const case_check *check)
{
    const gp_verification *verification = &check->found;
    const char *name = check->the_case->source.name;
    gp_message advice;
    gp_message_set(&advice, "goldprop certify %s --output NEW", check->path);
    size_t lacking = 0;
    for (size_t k = 0; k < verification->printed_count; k++)
        lacking += !verification->verdicts[k].expectation;
    if (verification->printed_count + verification->computed_count == 0)
        printf("    ✗ %s: expected numbers to check, found neither printed nor exact ones: %s adds exact ones\n", name,
               advice.text);
    else if (lacking > 0)
        printf(
            "    ✗ %s: expected exact numbers for %zu printed one%s, found none: %s adds all, or those that a \"record\" asks "
            "for\n",
            name, lacking, gp_plural(lacking), advice.text);
}

static void count(const gp_verification *verification, verify_tally *tally)
{
    tally->cases++;
    tally->printed += verification->printed_count;
    tally->failed += verification->printed_failed;
    tally->expected += verification->computed_count;
    tally->outside += verification->computed_failed;
    for (size_t k = 0; k < verification->printed_count; k++)
        if (verification->verdicts[k].passed)
            tally->by_reading[verification->verdicts[k].printed->reading]++;
}

/* Multiply-adds of a run, more or less. */
static double effort(const gp_problem *problem)
{
    double weights = 0;
    for (size_t l = 0; l < problem->depth; l++)
        weights += (double)problem->layers[l].inputs * (double)problem->layers[l].shape.units;
    return weights * (double)problem->samples * (double)problem->epochs;
}

/* The place of a case in the order of running. */
typedef struct case_turn {
    case_check *check;
    double effort;
} case_turn;

static int longer_first(const void *one, const void *other)
{
    const case_turn *x = one, *y = other;
    return (x->effort < y->effort) - (x->effort > y->effort);
}

/* A case that could not be run is run again when its turn to be shown has come, and then says why. */
static void run_case(void *turns, size_t turn)
{
    case_check *check = ((case_turn *)turns)[turn].check;
    gp_message unused;
    gp_verify_case(check->the_case, &check->found, &unused);
}

/* Runs all cases, before any is shown: on all processors, the longest runs first, so that no processor is left with a long one
   at the end. Without memory for that, each is run when it is shown. */
static void run_cases(const case_checks *checks)
{
    case_turn *turns = calloc(checks->count, sizeof *turns);
    if (!turns)
        return;
    for (size_t k = 0; k < checks->count; k++)
        turns[k] = (case_turn){&checks->items[k], effort(&checks->items[k].the_case->problem)};
    qsort(turns, checks->count, sizeof *turns, longer_first);
    gp_do_pieces(checks->count, run_case, turns);
    free(turns);
}

static bool is_empty(const gp_verification *verification)
{
    return verification->printed_count + verification->computed_count == 0;
}

/* Makes sure that a case has been run, and counts what was found. */
static bool complete(case_check *check, verify_tally *tally, gp_message *message)
{
    const bool has_run = check->found.verdicts;
    if (!has_run && !gp_verify_case(check->the_case, &check->found, message))
        return false;
    count(&check->found, tally);
    tally->empty += is_empty(&check->found);
    return true;
}

static bool show_case(case_check *check, verify_tally *tally, gp_message *message)
{
    const gp_case *the_case = check->the_case;
    const gp_verification *verification = &check->found;
    if (!complete(check, tally, message))
        return false;
    const bool empty = is_empty(verification);
    if (!tally->quiet || empty || verification->printed_failed > 0 || verification->computed_failed > 0)
        printf("  %s: %s\n", gp_case_label(the_case), the_case->title ? the_case->title : "a problem without a title");
    for (size_t k = 0; k < verification->printed_count; k++)
        if (!verification->verdicts[k].passed || !(tally->quiet || is_noise(&verification->verdicts[k])))
            write_verdict(the_case, &verification->verdicts[k]);
    if (!tally->quiet)
        write_noise(verification);
    write_lacking(check);
    if (verification->computed_failed > 0)
        write_outside(the_case, verification);
    else if (!tally->quiet && verification->computed_count > 0)
        printf("    ✓ %zu exact number%s, each within its tolerance\n", verification->computed_count,
               gp_plural(verification->computed_count));
    return true;
}

static bool belongs(const gp_case *the_case, const gp_document *document)
{
    return the_case->document && strcmp(the_case->document, document->id) == 0;
}

/* Whether a number is wrong as its case says. */
static bool is_erratum(const gp_verdict *verdict)
{
    return verdict->passed && verdict->printed->reading == GP_ERRATUM;
}

/* Whether two printed numbers are wrong for one and the same reason. */
static bool same_erratum(const gp_verdict *one, const gp_verdict *other)
{
    return is_erratum(one) && is_erratum(other) && one->printed->kind == other->printed->kind &&
           strcmp(one->printed->reason, other->printed->reason) == 0;
}

/* The errata of a case: each reason once, after the numbers that it is true of. */
static void write_errata(const gp_verification *found)
{
    const gp_verdict *verdicts = found->verdicts;
    for (size_t k = 0; k < found->printed_count; k++) {
        size_t first = 0;
        while (first < k && !same_erratum(&verdicts[first], &verdicts[k]))
            first++;
        if (!is_erratum(&verdicts[k]) || first < k)
            continue;
        for (size_t other = k; other < found->printed_count; other++)
            if (same_erratum(&verdicts[k], &verdicts[other]))
                printf("%s%s %s", other == k ? "    - " : ", ", verdicts[other].printed->name, verdicts[other].printed->text);
        printf(" (%s): %s\n", gp_erratum_words[verdicts[k].printed->kind], verdicts[k].printed->reason);
    }
}

/* What a document gets wrong: its remarks, and the errata of its cases. */
static void write_wrongs(const gp_document *document, const case_checks *checks)
{
    puts("  What it gets wrong, or does in its own way:");
    for (size_t k = 0; k < document->remark_count; k++)
        printf("    - %s\n", document->remarks[k]);
    for (size_t k = 0; k < checks->count; k++)
        if (belongs(checks->items[k].the_case, document))
            write_errata(&checks->items[k].found);
}

/* The cases of one document, under its title; nothing where none was asked for. */
static bool show_document(const gp_document *document, const case_checks *checks, verify_tally *tally, gp_message *message)
{
    size_t before = tally->cases;
    for (size_t k = 0; k < checks->count; k++) {
        if (!belongs(checks->items[k].the_case, document))
            continue;
        if (tally->cases == before && !tally->quiet)
            printf("%s: %s\n", document->id, document->title);
        if (!show_case(&checks->items[k], tally, message))
            return false;
    }
    if (tally->cases > before && !tally->quiet) {
        write_wrongs(document, checks);
        putchar('\n');
    }
    return true;
}

/* Cases that belong to none of the documents: files of the user's own. */
static bool show_others(const gp_documents *documents, const case_checks *checks, verify_tally *tally, gp_message *message)
{
    for (size_t k = 0; k < checks->count; k++) {
        bool known = false;
        for (size_t d = 0; d < documents->count; d++)
            known = known || belongs(checks->items[k].the_case, &documents->items[d]);
        if (!known && !show_case(&checks->items[k], tally, message))
            return false;
    }
    return true;
}

static void write_totals(const verify_tally *tally)
{
    const size_t *readings = tally->by_reading;
    printf("%zu printed number%s: %zu reproduced as declared (%zu chain, %zu step, %zu %s, %zu rounding noise), %zu not\n"
           "%zu exact number%s: %zu within tolerance, %zu not\n",
           tally->printed, gp_plural(tally->printed), tally->printed - tally->failed, readings[GP_CHAIN], readings[GP_STEP],
           readings[GP_ERRATUM], readings[GP_ERRATUM] == 1 ? "erratum" : "errata", readings[GP_NOISE], tally->failed,
           tally->expected, gp_plural(tally->expected), tally->expected - tally->outside, tally->outside);
}

static bool show_all(const case_checks *checks, verify_tally *tally, gp_message *message)
{
    char folder[PATH_MAX], path[PATH_MAX + sizeof "/documents.json"];
    gp_documents documents;
    if (!gp_golden_dir(folder, message))
        return false;
    snprintf(path, sizeof path, "%s/documents.json", folder);
    if (!gp_documents_open(path, &documents, message))
        return false;
    bool shown = true;
    for (size_t d = 0; shown && d < documents.count; d++)
        shown = show_document(&documents.items[d], checks, tally, message);
    shown = shown && show_others(&documents, checks, tally, message);
    gp_documents_close(&documents);
    return shown;
}

static bool holds(const verify_tally *tally)
{
    return tally->empty == 0 && tally->failed == 0 && tally->outside == 0;
}

static int write_text(const case_checks *checks, verify_tally *tally)
{
    gp_message message;
    if (!show_all(checks, tally, &message))
        return gp_complain(&message);
    write_totals(tally);
    return gp_finish_stdout(holds(tally) ? GP_EXIT_PASSED : GP_EXIT_FAILED);
}

static int write_json(const case_checks *checks, verify_tally *tally)
{
    gp_message message;
    gp_json_output output = gp_json_begin("goldprop-verify-1");
    json_t *cases = json_array();
    for (size_t k = 0; k < checks->count; k++) {
        if (!complete(&checks->items[k], tally, &message)) {
            json_decref(cases);
            gp_json_discard(&output);
            return gp_complain(&message);
        }
        gp_json_append(&output, cases, gp_verified_case(&output, checks->items[k].the_case, &checks->items[k].found));
    }
    gp_json_set(&output, output.root, "holds", json_boolean(holds(tally)));
    gp_json_set(&output, output.root, "cases", cases);
    return gp_json_finish(&output, holds(tally) ? GP_EXIT_PASSED : GP_EXIT_FAILED);
}

static int check_cases(const gp_case_files *files, const gp_case *cases, bool quiet, bool json)
{
    verify_tally tally = {.quiet = quiet};
    gp_message message;
    const case_checks checks = {calloc(files->count, sizeof *checks.items), files->count};
    if (!checks.items) {
        gp_message_set(&message, "expected memory for the checks of %zu case%s, found none left", files->count,
                       gp_plural(files->count));
        return gp_complain(&message);
    }
    for (size_t k = 0; k < files->count; k++)
        checks.items[k] = (case_check){.path = files->paths[k], .the_case = &cases[k]};
    run_cases(&checks);
    const int result = json ? write_json(&checks, &tally) : write_text(&checks, &tally);
    for (size_t k = 0; k < files->count; k++)
        gp_verification_free(&checks.items[k].found);
    free(checks.items);
    return result;
}

static int verify(const gp_case_files *files, bool quiet, bool json)
{
    gp_message message;
    gp_case *cases;
    if (!gp_open_cases(files, &cases, &message))
        return gp_complain(&message);
    const int result = check_cases(files, cases, quiet, json);
    gp_close_cases(cases, files->count);
    return result;
}

int gp_command_verify(int argc, char **argv)
{
    static const struct option options[] = {
        {"quiet", no_argument, NULL, 'q'}, {"format", required_argument, NULL, 'f'}, {"help", no_argument, NULL, 'h'}, {0}};
    bool quiet = false, json = false;
    for (int option; (option = gp_next_option(argc, argv, "qf:h", options)) != -1;) {
        switch (option) {
        case 'q':
            quiet = true;
            break;
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
    gp_message message;
    gp_case_files files;
    if (!gp_find_cases(argv + optind, (size_t)(argc - optind), &files, &message))
        return gp_complain(&message);
    int result = verify(&files, quiet, json);
    gp_free_cases(&files);
    return result;
}
