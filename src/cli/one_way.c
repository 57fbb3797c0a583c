#include "cli/one_way.h"

#include <math.h>
#include <string.h>

/* Whether an answer has a number that a sign or a factor would change. */
static bool matters(const gp_outcome *outcome, gp_convention convention)
{
    for (size_t k = 0; k < outcome->report.expected; k++)
        if (outcome->answer.present[k] && outcome->answer.values[k] != 0 &&
            gp_concerns(convention, outcome->the_case->expectations[k].place.quantity))
            return true;
    return false;
}

/* Whether two factors are the same at each step of a case of which there are numbers. */
static bool same_factor(const gp_outcome *outcome, gp_convention convention, const gp_factor *one, const gp_factor *other)
{
    const gp_problem *problem = &outcome->the_case->problem;
    size_t step = SIZE_MAX;
    for (size_t k = 0; k < outcome->report.expected; k++) {
        const gp_place *place = &outcome->the_case->expectations[k].place;
        if (!outcome->answer.present[k] || place->step == step || !gp_concerns(convention, place->quantity))
            continue;
        step = place->step;
        const double x = gp_factor_at(one, problem, step), y = gp_factor_at(other, problem, step);
        if (fabs(x - y) > 1e-12 * fabs(x))
            return false;
    }
    return true;
}

static bool hold_sign(gp_one_way *way, const gp_outcome *outcome, gp_convention convention)
{
    if (!way->shown[convention].first)
        way->shown[convention].sign = outcome->answer.customs[convention].value;
    return way->shown[convention].sign == outcome->answer.customs[convention].value;
}

/* Keeps the usual factors that are this case's factor; tells of the simplest one. */
static bool hold_factor(gp_one_way *way, gp_outcome *outcome, gp_convention convention)
{
    gp_custom *custom = &outcome->answer.customs[convention];
    bool *excluded = way->shown[convention].excluded;
    size_t simplest = gp_usual_factor_count;
    for (size_t f = gp_usual_factor_count; f-- > 0;) {
        const gp_factor factor = gp_usual_factor(f);
        excluded[f] = excluded[f] || !same_factor(outcome, convention, &custom->factor, &factor);
        if (!excluded[f])
            simplest = f;
    }
    if (simplest < gp_usual_factor_count)
        custom->factor = gp_usual_factor(simplest);
    return simplest < gp_usual_factor_count;
}

static void fail(const gp_one_way *way, gp_outcome *outcome, gp_convention convention)
{
    char text[gp_custom_room];
    outcome->result = GP_CASE_FAILED;
    strcpy(outcome->symptom, "conventions");
    gp_message_set(&outcome->why, "expected the same conventions in all cases, found that %s is %s here, and %s in %s",
                   gp_convention_names[convention], gp_custom_text(&outcome->answer, convention, text),
                   way->shown[convention].text, gp_case_label(way->shown[convention].first));
}

void gp_one_way_hold(gp_one_way *way, gp_outcome *outcome)
{
    static const gp_convention conventions[] = {GP_DELTA_SIGN,         GP_GRADIENT_SIGN, GP_BIAS_SIGN,    GP_LOSS_FACTOR,
                                                GP_OUTPUT_LOSS_FACTOR, GP_ERROR_FACTOR,  GP_DELTA_FACTOR, GP_GRADIENT_FACTOR};
    if (outcome->result != GP_CASE_PASSED)
        return;
    for (size_t c = 0; c < sizeof conventions / sizeof *conventions && outcome->result == GP_CASE_PASSED; c++) {
        const gp_convention convention = conventions[c];
        if (outcome->answer.customs[convention].declared || !matters(outcome, convention))
            continue;
        const bool same =
            convention <= GP_BIAS_SIGN ? hold_sign(way, outcome, convention) : hold_factor(way, outcome, convention);
        if (!same)
            fail(way, outcome, convention);
        else if (!way->shown[convention].first) {
            way->shown[convention].first = outcome->the_case;
            gp_custom_text(&outcome->answer, convention, way->shown[convention].text);
        }
    }
}
