#include "golden/factor.h"

#include "golden/number.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const parts[gp_factor_part_count] = {"samples", "batch", "outputs", "rate"};

/* Multiplies a number or a word in, or divides by it. */
static bool take_term(const char *term, int power, gp_factor *factor)
{
    for (size_t p = 0; p < gp_factor_part_count; p++)
        if (strcmp(term, parts[p]) == 0) {
            factor->powers[p] += power;
            return true;
        }
    if (*term == '-' || !gp_number_is_decimal(term))
        return false;
    const double number = (double)gp_number_long(term);
    factor->number = power > 0 ? factor->number * number : factor->number / number;
    return true;
}

bool gp_factor_read(const char *text, gp_factor *factor)
{
    *factor = (gp_factor){.number = 1};
    for (int power = 1;;) {
        char term[gp_number_longest];
        const size_t length = strcspn(text, "*/");
        if (length >= sizeof term)
            return false;
        memcpy(term, text, length);
        term[length] = '\0';
        if (!take_term(term, power, factor))
            return false;
        if (!text[length])
            return factor->number > 0 && isfinite(factor->number);
        power = text[length] == '*' ? 1 : -1;
        text += length + 1;
    }
}

static bool powers_above(const gp_factor *factor)
{
    for (size_t p = 0; p < gp_factor_part_count; p++)
        if (factor->powers[p] > 0)
            return true;
    return false;
}

const char *gp_factor_text(const gp_factor *factor, char text[64])
{
    *text = '\0';
    const bool any_above = factor->number != 1 || powers_above(factor);
    const bool only_sign = factor->number == -1 && powers_above(factor);
    if (only_sign)
        snprintf(text, 64, "-");
    else if (factor->number != 1 || !any_above)
        snprintf(text, 64, "%.12g", factor->number);
    for (int sign = 1; sign >= -1; sign -= 2)
        for (size_t p = 0; p < gp_factor_part_count; p++)
            for (int k = 0; k < sign * factor->powers[p]; k++)
                snprintf(text + strlen(text), 64 - strlen(text), "%s%s",
                         !*text || (only_sign && !text[1]) ? ""
                         : sign > 0                        ? "*"
                                                           : "/",
                         parts[p]);
    return text;
}

double gp_factor_at(const gp_factor *factor, const gp_problem *problem, size_t step)
{
    size_t batch;
    gp_problem_step_samples(problem, step, &batch);
    const double sizes[gp_factor_part_count] = {(double)problem->samples, (double)batch, (double)problem->outputs,
                                                (double)gp_number_long(gp_problem_rate(problem, step))};
    double value = factor->number;
    for (size_t p = 0; p < gp_factor_part_count; p++)
        for (int k = 0; k < abs(factor->powers[p]); k++)
            value = factor->powers[p] > 0 ? value * sizes[p] : value / sizes[p];
    return value;
}
