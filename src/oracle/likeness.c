#include "oracle/likeness.h"

static bool is_batch(const gp_term *term)
{
    return term->kind == GP_TERM_SCALAR && term->scalar == GP_SCALAR_BATCH;
}

/* 1 / (samples of the step) */
static bool is_share(const gp_term *term)
{
    return term->kind == GP_TERM_OVER && term->of[0]->kind == GP_TERM_NUMBER && term->of[0]->number == 1 &&
           is_batch(term->of[1]);
}

/* Whether two terms have the same kind, and the same in them but for their parts. */
static bool same_node(const gp_term *one, const gp_term *other)
{
    return one->kind == other->kind && one->number == other->number && one->scalar == other->scalar &&
           one->axis == other->axis && one->cut == other->cut && one->function == other->function && one->where == other->where;
}

bool gp_term_is_mean_of(const gp_term *mean, const gp_term *sum)
{
    if (mean->kind == GP_TERM_OVER && is_batch(mean->of[1]) && gp_term_same(mean->of[0], sum))
        return true;
    if (mean->kind == GP_TERM_TIMES && is_share(mean->of[0]) && gp_term_same(mean->of[1], sum))
        return true;
    if (!same_node(mean, sum))
        return false;
    switch (mean->kind) {
    case GP_TERM_SUM:
    case GP_TERM_RUNNING:
    case GP_TERM_STALE:
        return gp_term_is_mean_of(mean->of[0], sum->of[0]);
    case GP_TERM_TIMES:
        return (gp_term_same(mean->of[0], sum->of[0]) && gp_term_is_mean_of(mean->of[1], sum->of[1])) ||
               (gp_term_same(mean->of[1], sum->of[1]) && gp_term_is_mean_of(mean->of[0], sum->of[0]));
    case GP_TERM_OVER:
        return gp_term_same(mean->of[1], sum->of[1]) && gp_term_is_mean_of(mean->of[0], sum->of[0]);
    case GP_TERM_WHERE:
    case GP_TERM_EITHER:
        return gp_term_is_mean_of(mean->of[0], sum->of[0]) && gp_term_is_mean_of(mean->of[1], sum->of[1]);
    case GP_TERM_NUMBER:
    case GP_TERM_SCALAR:
    case GP_TERM_OPERAND:
    case GP_TERM_PLUS:
    case GP_TERM_MINUS:
    case GP_TERM_FUNCTION:
    case GP_TERM_ROUNDED:
        break;
    }
    return false;
}

/* An operand that is a weight's, with both of its indices, and the same of a bias; or one and the same without i. */
static bool is_operand_of_bias(const gp_relative *bias, const gp_relative *weight)
{
    gp_relative as_bias = *weight;
    if (weight->input.axis == GP_AXIS_INPUT && gp_has_input(weight->quantity)) {
        as_bias.quantity = gp_bias_quantity(weight->quantity);
        as_bias.input = (gp_index){GP_AXIS_NONE, GP_TWIST_NONE};
    }
    const gp_term one = {.kind = GP_TERM_OPERAND, .operand = *bias}, other = {.kind = GP_TERM_OPERAND, .operand = as_bias};
    return gp_term_same(&one, &other);
}

/* What a weight stands behind: a_i. */
static bool is_input(const gp_term *term)
{
    const gp_relative plain = gp_relative_of(GP_ACTIVATED, GP_LEVEL_BELOW, GP_AXIS_INPUT, GP_AXIS_NONE);
    const gp_term input = {.kind = GP_TERM_OPERAND, .operand = plain};
    return gp_term_same(term, &input);
}

bool gp_term_is_bias_of(const gp_term *bias, const gp_term *weight)
{
    if (weight->kind == GP_TERM_TIMES && is_input(weight->of[1]) && gp_term_is_bias_of(bias, weight->of[0]))
        return true;
    if (!same_node(bias, weight))
        return false;
    if (bias->kind == GP_TERM_OPERAND)
        return is_operand_of_bias(&bias->operand, &weight->operand);
    for (size_t k = 0; k < gp_term_parts(bias->kind); k++)
        if (!gp_term_is_bias_of(bias->of[k], weight->of[k]))
            return false;
    return true;
}
