#include "oracle/verify.h"

#include "oracle/recompute.h"
#include "oracle/run.h"
#include "oracle/tolerance.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The reasons that a run cannot be made, for a message. */
static const char *reason(gp_status status)
{
    return status == GP_NO_MEMORY ? "no memory left for it" : "sizes that do not fit in memory";
}

/* A number of the run with the sign that the document uses, and the other way round. */
static gp_real with_sign(const gp_printed *printed, gp_real value)
{
    return printed->negated ? -value : value;
}

/* The same decimal with the other sign. */
static void negate(const char *text, char *negated, size_t room)
{
    if (*text == '-')
        snprintf(negated, room, "%s", text + 1);
    else
        snprintf(negated, room, "-%s", text + (*text == '+'));
}

/* What a printed number is held against: exact digits and a number from the printed operands, both with the document's sign. */
typedef struct found {
    char exact[gp_number_longest + 2];
    char step[64];
    bool has_operands;
    bool has_step; /* and no other operand is missing */
} found;

static bool chain_gives(const found *evidence, const gp_printed *printed, const char *number)
{
    return gp_number_rounds_to(evidence->exact, number, printed->rounding);
}

static bool step_gives(const found *evidence, const char *number)
{
    return evidence->has_step && gp_number_rounds_to(evidence->step, number, GP_ROUNDING_DECIMAL);
}

/* Whether the printed number lies as near the exact one as an honest binary64 run. */
static bool is_noise(const gp_verdict *verdict, const found *evidence)
{
    const long double off = fabsl(gp_number_long(verdict->printed->number) - gp_number_long(evidence->exact));
    return off <= gp_tolerance(verdict->expectation, 0x1p-53L);
}

/* Whether the nearest binary64, rounded as the document rounds, has the printed digits: only then can a run have printed them.
 */
static bool is_binary64(const gp_printed *printed)
{
    char whole[gp_number_longest];
    snprintf(whole, sizeof whole, "%.766e", strtod(printed->number, NULL)); /* no binary64 has more than 767 digits */
    return gp_number_rounds_to(whole, printed->number, printed->rounding);
}

/* Rounding noise claims that the exact number has other digits, and that an ordinary binary64 run prints these. */
static bool judge_noise(gp_verdict *verdict, const found *evidence)
{
    const gp_printed *printed = verdict->printed;
    if (chain_gives(evidence, printed, printed->number))
        return gp_message_set(&verdict->why,
                              "expected digits that the full run does not give, found that it does: the reading is chain");
    if (!is_noise(verdict, evidence))
        return gp_message_set(&verdict->why, "expected rounding noise of binary64, found a larger difference");
    if (!is_binary64(printed))
        return gp_message_set(&verdict->why, "expected digits of a binary64, found that the nearest one is printed otherwise");
    return chain_gives(evidence, printed, printed->right) ||
           gp_message_set(&verdict->why, "expected the right number to be reproduced, found %s for %s", evidence->exact,
                          printed->right);
}

/* An erratum claims that the number is reproduced in no way, that the right one is, and what kind of mistake it is. */
static bool judge_erratum(gp_verdict *verdict, const found *evidence)
{
    const gp_printed *printed = verdict->printed;
    const char *right = evidence->has_operands ? evidence->step : evidence->exact;

    if (chain_gives(evidence, printed, printed->number) ||
        gp_number_rounds_to(evidence->exact, printed->number, GP_ROUNDING_BINARY64))
        return gp_message_set(&verdict->why, "expected a number that the full run does not give, found that it does");
    if (step_gives(evidence, printed->number))
        return gp_message_set(&verdict->why, "expected a number that its step does not give, found that it does");
    if (is_noise(verdict, evidence))
        return gp_message_set(&verdict->why,
                              "expected a real mistake, found nothing but rounding noise of binary64: the reading is noise");
    if (!(evidence->has_operands ? step_gives(evidence, printed->right) : chain_gives(evidence, printed, printed->right)))
        return gp_message_set(&verdict->why, "expected the right number to be reproduced, found %s for %s", right,
                              printed->right);
    if ((printed->kind == GP_TRUNCATED) != gp_number_truncates_to(right, printed->number))
        return gp_message_set(&verdict->why, printed->kind == GP_TRUNCATED
                                                 ? "expected the digits of the right number cut off, found others"
                                                 : "expected other digits, found those of the right number cut off");
    return true;
}

static bool judge(gp_verdict *verdict, const found *evidence)
{
    const gp_printed *printed = verdict->printed;
    const long double computed = with_sign(printed, verdict->computed); /* with the sign of the run again */
    if (!gp_within_tolerance(verdict->expectation, computed, GP_UNIT_ROUNDOFF))
        return gp_message_set(&verdict->why, "expected the reference near the exact %s, found %.*g", evidence->exact,
                              GP_REAL_DIGITS, (double)verdict->computed);

    const bool chain = chain_gives(evidence, printed, printed->number);
    switch (printed->reading) {
    case GP_CHAIN:
        return chain ||
               gp_message_set(&verdict->why, "expected %s from the full run, found %s", printed->text, evidence->exact);
    case GP_STEP:
        if (chain)
            return gp_message_set(
                &verdict->why, "expected a number that the full run does not give, found that it does: its reading is chain");
        return step_gives(evidence, printed->number) ||
               gp_message_set(&verdict->why, "expected %s from the printed operands, found %s", printed->text,
                              evidence->has_step ? evidence->step : "that they do not suffice");
    case GP_NOISE:
        return judge_noise(verdict, evidence);
    case GP_ERRATUM:
        break;
    }
    return judge_erratum(verdict, evidence);
}

/* The number at the printed one's place, by one step from the operands that the document prints. */
static bool step_from_operands(const gp_case *the_case, const gp_printed *printed, gp_real *value, gp_message *message)
{
    *value = (gp_real)NAN;
    if (printed->operand_count == 0)
        return true;
    gp_operand *operands = calloc(printed->operand_count, sizeof *operands);
    gp_status status = operands ? GP_OK : GP_NO_MEMORY;
    for (size_t k = 0; operands && k < printed->operand_count; k++) {
        const gp_printed *operand = &the_case->printed[printed->operands[k]];
        gp_real number = gp_number_real(operand->number);
        operands[k] = (gp_operand){operand->place, operand->negated ? -number : number};
    }
    if (status == GP_OK)
        status = gp_recompute(&the_case->problem, operands, printed->operand_count, &printed->place, value);
    free(operands);
    if (printed->negated)
        *value = -*value;
    return status == GP_OK ||
           gp_message_set(message, "%s: expected to run the problem, found %s", the_case->source.name, reason(status));
}

static bool judge_printed(const gp_case *the_case, const gp_verification *runs, gp_verdict *verdict, gp_message *message)
{
    const gp_printed *printed = verdict->printed;
    if (!step_from_operands(the_case, printed, &verdict->from_operands, message))
        return false;
    verdict->expectation = gp_case_expectation(the_case, &printed->place);
    if (!verdict->expectation) {
        gp_message_set(&verdict->why, "expected an exact number at this place, found none");
        return true;
    }
    const size_t k = (size_t)(verdict->expectation - the_case->expectations);
    verdict->computed = with_sign(printed, runs->computed[k]);
    verdict->textbook = with_sign(printed, runs->textbook[k]);
    verdict->mistaken = !gp_is_textbook(the_case->problem.departures) &&
                        !(fabsl((long double)verdict->textbook - (long double)verdict->computed) <=
                          gp_tolerance(verdict->expectation, GP_UNIT_ROUNDOFF));

    found evidence = {.has_operands = printed->operand_count > 0, .has_step = isfinite(verdict->from_operands)};
    if (printed->negated)
        negate(verdict->expectation->exact, evidence.exact, sizeof evidence.exact);
    else
        snprintf(evidence.exact, sizeof evidence.exact, "%s", verdict->expectation->exact);
    snprintf(evidence.step, sizeof evidence.step, "%.*g", GP_REAL_DIGITS, (double)verdict->from_operands);
    verdict->right_digits = gp_right_digits(gp_number_long(evidence.exact), gp_number_long(printed->number));
    verdict->passed = judge(verdict, &evidence);
    return true;
}

/* Runs the case for all its expectations, as its document does and as the textbook does. */
static gp_status run_both(const gp_case *the_case, const gp_place *places, gp_verification *verification)
{
    const size_t count = the_case->expectation_count;
    gp_problem textbook = the_case->problem;
    textbook.departures = GP_TEXTBOOK;
    gp_status status = gp_run_places(&the_case->problem, places, count, verification->computed);
    if (status == GP_OK && !gp_is_textbook(the_case->problem.departures) && the_case->printed_count > 0)
        return gp_run_places(&textbook, places, count, verification->textbook);
    memcpy(verification->textbook, verification->computed, count * sizeof *verification->computed);
    return status;
}

/* Computes all expectations, and counts those outside their tolerance. */
static bool compute(const gp_case *the_case, gp_verification *verification, gp_message *message)
{
    const size_t count = the_case->expectation_count;
    gp_place *places = calloc(count + 1, sizeof *places);
    verification->computed = calloc(count + 1, sizeof *verification->computed);
    verification->textbook = calloc(count + 1, sizeof *verification->textbook);
    verification->computed_count = count;
    gp_status status = places && verification->computed && verification->textbook ? GP_OK : GP_NO_MEMORY;
    for (size_t k = 0; status == GP_OK && k < count; k++)
        places[k] = the_case->expectations[k].place;
    if (status == GP_OK)
        status = run_both(the_case, places, verification);
    free(places);
    if (status != GP_OK)
        return gp_message_set(message, "%s: expected to run the problem, found %s", the_case->source.name, reason(status));

    for (size_t k = count; k-- > 0;)
        if (!gp_within_tolerance(&the_case->expectations[k], verification->computed[k], GP_UNIT_ROUNDOFF)) {
            verification->computed_failed++;
            verification->first_failed = k;
        }
    return true;
}

bool gp_verify_case(const gp_case *the_case, gp_verification *verification, gp_message *message)
{
    *verification = (gp_verification){.printed_count = the_case->printed_count};
    verification->verdicts = calloc(the_case->printed_count + 1, sizeof *verification->verdicts);
    bool run = verification->verdicts || gp_message_set(message, "%s: expected memory, found none left", the_case->source.name);
    run = run && compute(the_case, verification, message);
    for (size_t k = 0; run && k < the_case->printed_count; k++) {
        gp_verdict *verdict = &verification->verdicts[k];
        verdict->printed = &the_case->printed[k];
        run = judge_printed(the_case, verification, verdict, message);
        verification->printed_failed += !verdict->passed;
    }
    if (!run)
        gp_verification_free(verification);
    return run;
}

void gp_verification_free(gp_verification *verification)
{
    free(verification->verdicts);
    free(verification->computed);
    free(verification->textbook);
    *verification = (gp_verification){0};
}
