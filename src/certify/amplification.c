#include "certify/amplification.h"

#include "certify/generic_run.h"
#include <math.h>
#include <stdlib.h>

/* The scale of the pass rule: smaller numbers are judged as if they were as large. */
static const double scale = 0x1p-100;

/* The last one is that of binary64 itself. */
static const unsigned precisions[] = {24, 32, 40, 50, 53};
enum { precision_count = sizeof precisions / sizeof *precisions, binary64 = precision_count - 1 };

/* Runs for each precision and direction: the maximum is stable with many, and long runs have to do with fewer. */
static const size_t long_run = 1000;
static size_t run_count(const gp_problem *problem)
{
    return gp_problem_steps(problem) > long_run ? 8 : 64;
}

/* What is measured, and how far it has come. */
typedef struct measurement {
    const gp_certify_request *request;
    double *exact;
    gp_value *values; /* of the run at hand */
    double *most;     /* by precision and place: how far off it was, in units of roundoff */
    gp_message *message;
} measurement;

static void compare(const measurement *at, size_t which)
{
    double *most = at->most + which * at->request->count;
    for (size_t k = 0; k < at->request->count; k++) {
        const double size = fmax(fabs(at->exact[k]), scale);
        const double off = ldexp(fabs(at->values[k].rounded - at->exact[k]) / size, (int)precisions[which]);
        most[k] = isfinite(off) ? fmax(most[k], off) : INFINITY;
    }
}

static bool measure_run(const measurement *at, size_t which, gp_direction direction, size_t run)
{
    const unsigned precision = precisions[which];
    /* The first run to the nearest has its inputs where they are. */
    const double shift = direction == GP_TO_NEAREST && run > 0 ? 1 : 0;
    gp_program_calculus program;
    gp_program_calculus_init(&program, gp_rounded_arithmetic_make(precision, direction, shift, (run + 1) * precision));
    gp_generic_run rounded;
    if (!gp_generic_run_create(at->request->problem, &program.calculus, &rounded, at->message))
        return false;
    const gp_wanted wanted = {.places = at->request->places, .count = at->request->count, .values = at->values};
    gp_generic_run_through(&rounded, &wanted, NULL);
    gp_generic_run_free(&rounded);
    compare(at, which);
    return true;
}

static bool measure_runs(const measurement *at)
{
    const size_t runs = run_count(at->request->problem);
    for (size_t run = 0; run < runs; run++) {
        if (at->request->progress)
            at->request->progress(at->request->context, "measuring amplification, run", run, runs);
        for (size_t k = 0; k < precision_count; k++)
            if (!measure_run(at, k, GP_TO_NEAREST, run) || (k != binary64 && !measure_run(at, k, GP_AT_RANDOM, run)))
                return false;
    }
    return true;
}

/* Errors grow with the unit of roundoff, but not beyond what there is to lose: of 1 + erf far out nothing is left, however fine
   the unit is, and the finer it is the more of its units are lost. So binary64 has a say of its own, where it is off by clearly
   more units than what is coarser. */
static double amplification_of(const measurement *at, size_t k)
{
    static const double clearly_more = 2;
    double most = 1;
    for (size_t which = 0; which < binary64; which++)
        most = fmax(most, at->most[which * at->request->count + k]);
    const double in_binary64 = at->most[binary64 * at->request->count + k];
    return in_binary64 > clearly_more * most ? in_binary64 : most;
}

bool gp_amplification_measure(const gp_certify_request *request, const gp_value *exact, double *amplification,
                              gp_message *message)
{
    measurement at = {.request = request,
                      .exact = calloc(request->count, sizeof *at.exact),
                      .values = calloc(request->count, sizeof *at.values),
                      .most = calloc(precision_count * request->count, sizeof *at.most),
                      .message = message};
    bool measured =
        (at.exact && at.values && at.most) ||
        gp_message_set(message, "expected memory for %zu number%s, found none left", request->count, gp_plural(request->count));
    for (size_t k = 0; measured && k < request->count;
         k++) /* the nearest binary64 is off by an eighth of the smallest unit at most */
        at.exact[k] = arf_get_d(arb_midref(exact[k].ball.enclosure), ARF_RND_NEAR);
    measured = measured && measure_runs(&at);
    for (size_t k = 0; measured && k < request->count; k++)
        amplification[k] = amplification_of(&at, k);
    free(at.most);
    free(at.exact);
    free(at.values);
    return measured;
}
