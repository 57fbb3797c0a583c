/* A correct program that shares nothing with ours, for one number type: REAL, LIBM and NAME say which. It goes its own ways
   wherever rounding may differ: sums from the last term to the first, slopes from z, products
   in another order, gradients per sample first. Included once for each type. */

typedef struct {
    REAL alpha, W[4][4], b[4], dW[4][4], db[4], kept_of_W[4][4][gp_most_moments], kept_of_b[4][gp_most_moments], z[8][4],
        a[8][4], delta[8][4];
    size_t inputs;
    gp_layer_shape shape;
} NAME(layer);

typedef struct {
    const gp_case *the_case;
    gp_answer *answer;
    NAME(layer) layers[4];
    REAL x[8][4], t[8][4];
    REAL rate; /* of the step at hand */
} NAME(program);

static REAL NAME(number)(const char *text)
{
    return (REAL)gp_number_long(text);
}

static void NAME(tell)(NAME(program) * me, gp_place place, REAL value)
{
    const gp_expectation *expectation = gp_case_expectation(me->the_case, &place);
    cr_assert_not_null(expectation);
    const size_t k = (size_t)(expectation - me->the_case->expectations);
    me->answer->values[k] = (double)value;
    me->answer->present[k] = true;
}

#include "support/activations.h"

static size_t NAME(bias_of)(const NAME(layer) * layer, size_t j)
{
    return layer->shape.bias == GP_BIAS_SHARED ? 0 : j;
}

static void NAME(read)(NAME(program) * me)
{
    const gp_problem *problem = &me->the_case->problem;
    for (size_t l = 0; l < problem->depth; l++) {
        const gp_problem_layer *from = &problem->layers[l];
        NAME(layer) *layer = &me->layers[l];
        layer->inputs = from->inputs;
        layer->shape = from->shape;
        layer->alpha = from->alpha ? NAME(number)(from->alpha) : 0;
        for (size_t j = 0; j < layer->shape.units; j++)
            for (size_t i = 0; i < layer->inputs; i++)
                layer->W[j][i] = NAME(number)(from->W[j * layer->inputs + i]);
        for (size_t k = 0; k < gp_bias_count(&layer->shape); k++)
            layer->b[k] = NAME(number)(from->b[k]);
    }
    for (size_t s = 0; s < problem->samples; s++) {
        for (size_t i = 0; i < problem->inputs; i++)
            me->x[s][i] = NAME(number)(problem->x[s * problem->inputs + i]);
        for (size_t k = 0; k < problem->outputs; k++)
            me->t[s][k] = NAME(number)(problem->t[s * problem->outputs + k]);
    }
}

static REAL NAME(number_of)(const gp_problem *problem, gp_rule_number which)
{
    return problem->rule_numbers[which] ? NAME(number)(problem->rule_numbers[which]) : 0;
}

/* What is added to a parameter, from what the rule keeps of it, but for what a rule takes of decay by itself. */
static REAL NAME(step_along)(const gp_problem *problem, REAL rate, REAL gradient, const REAL *kept)
{
    const REAL momentum = NAME(number_of)(problem, GP_NUMBER_MOMENTUM), velocity = kept[0];
    switch (problem->update) {
    case GP_GRADIENT_DESCENT:
        return -rate * gradient;
    case GP_MOMENTUM:
        return -(velocity * rate);
    case GP_MOMENTUM_WITH_RATE:
        return velocity;
    case GP_NESTEROV:
        return -(rate * gradient + rate * (velocity * momentum));
    case GP_NESTEROV_WITH_RATE:
        return -(gradient * rate) + velocity * momentum;
    case GP_ADAM:
    case GP_ADAMW:
        return -(rate * (kept[2] / ((REAL)sqrt(kept[3]) + NAME(number_of)(problem, GP_NUMBER_EPSILON))));
    case GP_RMSPROP:
    case GP_ADAGRAD:
        return -(gradient / (NAME(number_of)(problem, GP_NUMBER_EPSILON) + (REAL)sqrt(kept[0])) * rate);
    }
    return 0;
}

/* The gradient from which a rule makes moments and change. */
static REAL NAME(descended)(const gp_problem *problem, gp_rule_number decay, REAL parameter, REAL gradient)
{
    return problem->update == GP_ADAMW ? gradient : parameter * NAME(number_of)(problem, decay) + gradient;
}

static REAL NAME(change)(const gp_problem *problem, REAL rate, gp_rule_number decay, REAL parameter, REAL gradient,
                         const REAL *kept)
{
    const REAL along = NAME(step_along)(problem, rate, NAME(descended)(problem, decay, parameter, gradient), kept);
    if (problem->update != GP_ADAMW)
        return along;
    return along - parameter * NAME(number_of)(problem, decay) * rate;
}

static void NAME(move_moments)(const gp_problem *problem, REAL rate, size_t t, REAL gradient, REAL *kept)
{
    const REAL momentum = NAME(number_of)(problem, GP_NUMBER_MOMENTUM);
    const bool with_rate = problem->update == GP_MOMENTUM_WITH_RATE || problem->update == GP_NESTEROV_WITH_RATE;
    const REAL squared = gradient * gradient;
    if (problem->update == GP_RMSPROP || problem->update == GP_ADAGRAD) {
        const REAL share = NAME(number_of)(problem, GP_NUMBER_BETA2); /* 0 of AdaGrad */
        kept[0] = problem->update == GP_ADAGRAD ? squared + kept[0] : squared * (1 - share) + kept[0] * share;
        return;
    }
    if (problem->update != GP_ADAM && problem->update != GP_ADAMW) {
        kept[0] = with_rate ? -(gradient * rate - momentum * kept[0]) : gradient + kept[0] * momentum;
        return;
    }
    const REAL beta1 = NAME(number_of)(problem, GP_NUMBER_BETA1), beta2 = NAME(number_of)(problem, GP_NUMBER_BETA2);
    kept[0] = gradient * (1 - beta1) + kept[0] * beta1;
    kept[1] = squared * (1 - beta2) + kept[1] * beta2;
    kept[2] = kept[0] / (1 - (REAL)pow(beta1, (double)t));
    kept[3] = kept[1] / (1 - (REAL)pow(beta2, (double)t));
}

/* Which number of a parameter a quantity is: itself, its gradient, one of its moments, or its change. */
static REAL NAME(parameter)(const gp_problem *problem, REAL rate, gp_quantity of_weight, gp_rule_number decay, REAL parameter,
                            REAL gradient, const REAL *kept)
{
    return of_weight == GP_WEIGHT                                              ? parameter
           : of_weight == GP_WEIGHT_GRADIENT || of_weight == GP_WEIGHT_CLIPPED ? gradient
           : gp_quantities[of_weight].is_moment
               ? kept[gp_moment_index(gp_quantities[of_weight].moment, gp_update_rules[problem->update].moments)]
               : NAME(change)(problem, rate, decay, parameter, gradient, kept);
}

/* Weights, gradients, moments or changes of all layers: what is added to a frozen one is 0. */
static void NAME(tell_parameters)(NAME(program) * me, size_t step, gp_quantity W, gp_quantity b)
{
    const gp_problem *problem = &me->the_case->problem;
    for (size_t l = 0; l < me->the_case->problem.depth; l++) {
        const NAME(layer) *layer = &me->layers[l];
        gp_place place = {.quantity = W, .step = step, .layer = l + 1};
        for (place.unit = 0; place.unit < layer->shape.units; place.unit++)
            for (place.input = 0; place.input < layer->inputs; place.input++) {
                const REAL told =
                    NAME(parameter)(problem, me->rate, W, GP_NUMBER_WEIGHT_DECAY, layer->W[place.unit][place.input],
                                    layer->dW[place.unit][place.input], layer->kept_of_W[place.unit][place.input]);
                NAME(tell)(me, place, W == GP_WEIGHT_CHANGE && layer->shape.weights_frozen ? 0 : told);
            }
        place.quantity = b;
        place.input = 0;
        for (place.unit = 0; place.unit < gp_bias_count(&layer->shape); place.unit++) {
            const REAL told = NAME(parameter)(problem, me->rate, W, GP_NUMBER_BIAS_DECAY, layer->b[place.unit],
                                              layer->db[place.unit], layer->kept_of_b[place.unit]);
            NAME(tell)(me, place, W == GP_WEIGHT_CHANGE && !layer->shape.bias_trained ? 0 : told);
        }
    }
}

static const REAL *NAME(below)(const NAME(program) * me, size_t s, size_t l)
{
    return l == 0 ? me->x[s] : me->layers[l - 1].a[s];
}

static void NAME(forward)(NAME(program) * me, size_t step, size_t s)
{
    const gp_problem *problem = &me->the_case->problem;
    for (size_t l = 0; l < problem->depth; l++) {
        NAME(layer) *layer = &me->layers[l];
        for (size_t j = 0; j < layer->shape.units; j++) {
            REAL z = layer->shape.bias == GP_BIAS_NONE ? 0 : layer->b[NAME(bias_of)(layer, j)];
            for (size_t i = layer->inputs; i-- > 0;)
                z += NAME(below)(me, s, l)[i] * layer->W[j][i];
            layer->z[s][j] = z;
        }
        NAME(activate)(layer->shape.activation, layer->alpha, layer->shape.units, layer->z[s], layer->a[s]);
        for (size_t j = 0; j < layer->shape.units; j++) {
            NAME(tell)(me, (gp_place){GP_NET_INPUT, step, s, l + 1, j, 0}, layer->z[s][j]);
            NAME(tell)(me, (gp_place){GP_ACTIVATED, step, s, l + 1, j, 0}, layer->a[s][j]);
        }
    }
    REAL loss = 0;
    for (size_t k = problem->outputs; k-- > 0;) {
        const NAME(layer) *last = &me->layers[problem->depth - 1];
        const REAL output_loss = NAME(number)(problem->loss_factor) *
                                 NAME(loss_term)(problem->loss, problem->outputs, last->z[s], k, last->a[s][k], me->t[s][k]);
        NAME(tell)(me, (gp_place){GP_OUTPUT_LOSS, step, s, problem->depth, k, 0}, output_loss);
        loss += output_loss;
    }
    NAME(tell)(me, (gp_place){.quantity = GP_SAMPLE_LOSS, .step = step, .sample = s}, loss);
}

/* Of a loss with the activation that it belongs to, delta is a - t; of softmax where the targets add up to 1, and else in their
   proportion. */
static void NAME(pair)(NAME(program) * me, NAME(layer) * last, size_t s)
{
    const gp_problem *problem = &me->the_case->problem;
    const REAL factor = NAME(number)(problem->loss_factor);
    REAL targets = problem->loss == GP_CROSS_ENTROPY_LOSS ? 0 : 1;
    for (size_t k = problem->outputs; problem->loss == GP_CROSS_ENTROPY_LOSS && k-- > 0;)
        targets += me->t[s][k];
    for (size_t k = 0; gp_losses[problem->loss].is_paired && k < problem->outputs; k++)
        last->delta[s][k] = factor * last->a[s][k] * targets - factor * me->t[s][k];
}

static void NAME(back)(NAME(program) * me, size_t step, size_t s)
{
    const gp_problem *problem = &me->the_case->problem;
    for (size_t l = problem->depth; l-- > 0;) {
        NAME(layer) *layer = &me->layers[l];
        REAL errors[sizeof *layer->a / sizeof **layer->a];
        for (size_t j = 0; j < layer->shape.units; j++) {
            REAL error = 0;
            if (l + 1 == problem->depth)
                error = NAME(loss_slope)(problem->loss, layer->z[s][j], layer->a[s][j], me->t[s][j]) *
                        NAME(number)(problem->loss_factor);
            else
                for (size_t k = layer[1].shape.units; k-- > 0;)
                    error += layer[1].delta[s][k] * layer[1].W[k][j];
            errors[j] = error;
        }
        NAME(layer_back)
        (layer->shape.activation, layer->alpha, layer->shape.units, layer->z[s], layer->a[s], errors, layer->delta[s]);
        if (l + 1 == problem->depth)
            NAME(pair)(me, layer, s);
        for (size_t j = 0; j < layer->shape.units; j++) {
            NAME(tell)(me, (gp_place){GP_ACTIVATION_GRADIENT, step, s, l + 1, j, 0}, errors[j]);
            if (layer->shape.activation != GP_SOFTMAX)
                NAME(tell)
            (me, (gp_place){GP_SLOPE, step, s, l + 1, j, 0},
             NAME(slope)(layer->shape.activation, layer->alpha, layer->z[s][j]));
            NAME(tell)(me, (gp_place){GP_DELTA, step, s, l + 1, j, 0}, layer->delta[s][j]);
        }
    }
    for (size_t i = 0; i < problem->inputs; i++) {
        REAL sum = 0;
        for (size_t k = me->layers[0].shape.units; k-- > 0;)
            sum += me->layers[0].W[k][i] * me->layers[0].delta[s][k];
        NAME(tell)(me, (gp_place){.quantity = GP_INPUT_GRADIENT, .step = step, .sample = s, .input = i}, sum);
    }
}

static void NAME(gradients)(NAME(program) * me, size_t first, size_t count)
{
    const gp_problem *problem = &me->the_case->problem;
    const REAL divisor = problem->reduction == GP_MEAN ? (REAL)count : 1;
    for (size_t l = 0; l < problem->depth; l++) {
        NAME(layer) *layer = &me->layers[l];
        memset(layer->dW, 0, sizeof layer->dW);
        memset(layer->db, 0, sizeof layer->db);
        for (size_t s = first + count; s-- > first;)
            for (size_t j = 0; j < layer->shape.units; j++) {
                for (size_t i = 0; i < layer->inputs; i++)
                    layer->dW[j][i] += NAME(below)(me, s, l)[i] * (layer->delta[s][j] / divisor);
                layer->db[NAME(bias_of)(layer, j)] += layer->delta[s][j] / divisor;
            }
    }
}

/* The gradients are replaced by what clipping leaves of them; of biases that are not trained by 0. */
static void NAME(clip)(NAME(program) * me)
{
    const gp_problem *problem = &me->the_case->problem;
    const REAL limit = NAME(number)(problem->clip_limit);
    REAL *all[2 * sizeof me->layers / sizeof(REAL)], squares = 0;
    size_t count = 0;
    for (size_t l = problem->depth; l-- > 0;) {
        NAME(layer) *layer = &me->layers[l];
        for (size_t k = gp_bias_count(&layer->shape); k-- > 0;) {
            layer->db[k] = layer->shape.bias_trained ? layer->db[k] : 0;
            all[count++] = &layer->db[k];
        }
        for (size_t j = 0; j < layer->shape.units; j++)
            for (size_t i = 0; i < layer->inputs; i++)
                all[count++] = &layer->dW[j][i];
    }
    for (size_t k = 0; k < count; k++)
        squares += *all[k] * *all[k];
    const REAL norm = (REAL)sqrt(squares);
    for (size_t k = 0; k < count; k++)
        switch (problem->clipping) {
        case GP_CLIP_NONE:
            break;
        case GP_CLIP_BY_VALUE:
            *all[k] = (REAL)fmin(fmax(*all[k], -limit), limit);
            break;
        case GP_CLIP_BY_NORM:
            *all[k] = norm > limit ? *all[k] / norm * limit : *all[k];
            break;
        }
}

static void NAME(move_all_moments)(NAME(program) * me, size_t t)
{
    const gp_problem *problem = &me->the_case->problem;
    for (size_t l = 0; l < problem->depth; l++) {
        NAME(layer) *layer = &me->layers[l];
        for (size_t j = 0; !layer->shape.weights_frozen && j < layer->shape.units; j++)
            for (size_t i = 0; i < layer->inputs; i++)
                NAME(move_moments)
        (problem, me->rate, t, NAME(descended)(problem, GP_NUMBER_WEIGHT_DECAY, layer->W[j][i], layer->dW[j][i]),
         layer->kept_of_W[j][i]);
        for (size_t k = 0; layer->shape.bias_trained && k < gp_bias_count(&layer->shape); k++)
            NAME(move_moments)
        (problem, me->rate, t, NAME(descended)(problem, GP_NUMBER_BIAS_DECAY, layer->b[k], layer->db[k]), layer->kept_of_b[k]);
    }
}

static void NAME(update)(NAME(program) * me)
{
    const gp_problem *problem = &me->the_case->problem;
    for (size_t l = 0; l < problem->depth; l++) {
        NAME(layer) *layer = &me->layers[l];
        for (size_t j = 0; !layer->shape.weights_frozen && j < layer->shape.units; j++)
            for (size_t i = 0; i < layer->inputs; i++)
                layer->W[j][i] += NAME(change)(problem, me->rate, GP_NUMBER_WEIGHT_DECAY, layer->W[j][i], layer->dW[j][i],
                                               layer->kept_of_W[j][i]);
        for (size_t k = 0; layer->shape.bias_trained && k < gp_bias_count(&layer->shape); k++)
            layer->b[k] +=
                NAME(change)(problem, me->rate, GP_NUMBER_BIAS_DECAY, layer->b[k], layer->db[k], layer->kept_of_b[k]);
    }
}

/* The penalty of the parameters as they are: of a weight or a bias half of what decays, times itself. */
static REAL NAME(penalty)(const NAME(program) * me)
{
    const gp_problem *problem = &me->the_case->problem;
    const char *const of_W = problem->rule_numbers[GP_NUMBER_WEIGHT_DECAY], *const of_b =
                                                                                problem->rule_numbers[GP_NUMBER_BIAS_DECAY];
    const REAL weight_decay = of_W ? NAME(number)(of_W) : 0, bias_decay = of_b ? NAME(number)(of_b) : 0;
    REAL sum = 0;
    for (size_t l = problem->depth; problem->error_penalty && l-- > 0;) {
        const NAME(layer) *layer = &me->layers[l];
        for (size_t j = 0; j < layer->shape.units; j++)
            for (size_t i = 0; i < layer->inputs; i++)
                sum += weight_decay * layer->W[j][i] / 2 * layer->W[j][i];
        for (size_t k = 0; k < gp_bias_count(&layer->shape); k++)
            sum += bias_decay * layer->b[k] / 2 * layer->b[k];
    }
    return sum;
}

/* The outputs that an epoch's error is made of are those of its forward passes: they stay in a[s] until the next epoch. */
static void NAME(tell_error)(NAME(program) * me, size_t epoch, REAL penalty)
{
    const gp_problem *problem = &me->the_case->problem;
    REAL sum = 0;
    const NAME(layer) *last = &me->layers[problem->depth - 1];
    for (size_t s = problem->samples; s-- > 0;)
        for (size_t k = 0; k < problem->outputs; k++)
            sum += NAME(loss_term)(problem->error, problem->outputs, last->z[s], k, last->a[s][k], me->t[s][k]);
    const size_t samples = problem->error_over_samples == GP_MEAN ? problem->samples : 1;
    sum /= (REAL)(samples * (problem->error_over_outputs == GP_MEAN ? problem->outputs : 1));
    NAME(tell)(me, (gp_place){.quantity = GP_EPOCH_ERROR, .step = epoch}, NAME(number)(problem->error_factor) * sum + penalty);
}

static void NAME(answer)(const gp_case *the_case, gp_answer *answer)
{
    static NAME(program) me;
    const gp_problem *problem = &the_case->problem;
    const size_t steps = gp_problem_steps(problem);
    REAL penalty = 0;
    me = (NAME(program)){.the_case = the_case, .answer = answer};
    NAME(read)(&me);
    for (size_t step = 0; step <= steps; step++) {
        size_t count;
        const size_t first = gp_problem_step_samples(problem, step, &count);
        me.rate = NAME(number)(gp_problem_rate(problem, step));
        NAME(tell_parameters)(&me, step, GP_WEIGHT, GP_BIAS);
        penalty = (first == 0 ? 0 : penalty) + NAME(penalty)(&me) * (REAL)count / (REAL)problem->samples;
        for (size_t s = first; s < first + count; s++)
            NAME(forward)(&me, step, s);
        for (size_t s = first; step < steps && s < first + count; s++)
            NAME(back)(&me, step, s);
        if (first + count == problem->samples)
            NAME(tell_error)(&me, step / gp_problem_steps_per_epoch(problem), penalty);
        if (step == steps)
            break;
        NAME(gradients)(&me, first, count);
        NAME(tell_parameters)(&me, step, GP_WEIGHT_GRADIENT, GP_BIAS_GRADIENT);
        if (problem->clipping != GP_CLIP_NONE) {
            NAME(clip)(&me);
            NAME(tell_parameters)(&me, step, GP_WEIGHT_CLIPPED, GP_BIAS_CLIPPED);
        }
        NAME(move_all_moments)(&me, step + 1);
        for (int q = GP_WEIGHT_VELOCITY; q < GP_WEIGHT_CHANGE; q += 2)
            if (gp_rule_has(problem->update, problem->clipping, (gp_quantity)q))
                NAME(tell_parameters)(&me, step, (gp_quantity)q, gp_bias_quantity((gp_quantity)q));
        NAME(tell_parameters)(&me, step, GP_WEIGHT_CHANGE, GP_BIAS_CHANGE);
        NAME(update)(&me);
    }
}
