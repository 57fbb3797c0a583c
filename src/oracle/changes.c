#include "oracle/changes.h"

#include "oracle/evaluate.h"
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* A run of random numbers, none of which is made of others. All layers have the same size, so that each operand has a meaning
   in the place of each other one. The number of the layer is that of a unit, too, and neither of the first nor of the last one;
   no two levels are the same layer. */
enum { random_depth = 7, random_layer = 4, random_units = 6, random_batch = 3, random_step = 3 };

typedef struct random_run {
    uint64_t seed;
    bool shared_bias;
    bool of_shares; /* every number is one of which, and of what it leaves of 1, there is a logarithm */
} random_run;

/* Mixes a number into a hash (splitmix64). */
static uint64_t mixed(uint64_t hash, uint64_t with)
{
    hash = (hash ^ with) + UINT64_C(0x9e3779b97f4a7c15);
    hash = (hash ^ (hash >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    hash = (hash ^ (hash >> 27)) * UINT64_C(0x94d049bb133111eb);
    return hash ^ (hash >> 31);
}

/* Of either sign, and neither near 0 nor large. */
static gp_known random_value(uint64_t hash)
{
    const double size = 0.2 + 1.5 * (double)(hash >> 12) * 0x1p-52;
    return (gp_known){hash & 1 ? size : -size, 0};
}

/* A number as the logarithm of it, and of what is left of 1, can be taken. */
static gp_known random_share(uint64_t hash)
{
    return (gp_known){0.2 + 0.7 * (double)(hash >> 12) * 0x1p-52, 0};
}

static gp_known random_number(const void *context, const gp_place *place)
{
    const random_run *run = context;
    const bool is_bias = gp_is_of_bias(place->quantity);
    const size_t parts[] = {(size_t)place->quantity,
                            place->step,
                            place->sample,
                            place->layer,
                            run->shared_bias && is_bias ? 0 : place->unit,
                            place->input};
    if (place->layer == 0 && place->quantity != GP_ACTIVATED)
        return (gp_known){NAN, 0};
    uint64_t hash = run->seed;
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        hash = mixed(hash, parts[k]);
    return run->of_shares ? random_share(hash) : random_value(hash);
}

static gp_known random_target(const void *context, size_t sample, size_t output)
{
    const random_run *run = context;
    return random_value(mixed(mixed(mixed(run->seed, UINT64_C(0x74)), sample), output));
}

static size_t random_step_samples(const void *context, size_t step, size_t *count)
{
    (void)context;
    (void)step;
    *count = random_batch;
    return 0;
}

/* A place of a random run at which changes are compared; the last one is in its first sample. */
static gp_place probe_place(gp_quantity quantity, bool shared_bias, size_t probe)
{
    const bool at_start = probe + 1 == gp_probe_count;
    gp_place place = {.quantity = quantity, .step = at_start ? 0 : random_step};
    if (quantity == GP_WEIGHT || quantity == GP_BIAS)
        place.step++;
    if (gp_has_sample(quantity))
        place.sample = at_start ? 0 : (probe + 1) % random_batch;
    if (gp_has_unit(quantity)) {
        place.layer = random_layer;
        place.unit = probe / 2 % random_units;
    }
    if (gp_is_of_bias(quantity) && shared_bias)
        place.unit = 0;
    if (gp_has_input(quantity))
        place.input = (probe + probe / 3) % random_units;
    return place;
}

/* Changes as they are found. */
typedef struct finding {
    gp_terms *terms;
    gp_quantity quantity;
    bool at_outputs;
    bool shared_bias;
    bool of_shares; /* the right formula gives a number in no other run */
    double right[gp_probe_count];
    gp_change_list *changes;
    gp_change_kind kind; /* what is changed now */
    bool no_memory;
} finding;

static void probe(const finding *find, const gp_term *term, double probes[gp_probe_count])
{
    static const size_t units[random_depth + 1] = {random_units, random_units, random_units, random_units,
                                                   random_units, random_units, random_units, random_units};
    static const gp_slope_in_a slopes[random_depth + 1] = {[random_layer] = {0.37, 0.83, -1.31}}; /* as no activation has it */
    for (size_t p = 0; p < gp_probe_count; p++) {
        const random_run run = {.seed = p + 1, .shared_bias = find->shared_bias, .of_shares = find->of_shares};
        /* No two scalars are the same, and none is a usual factor. */
        gp_known scalars[gp_scalar_count];
        for (size_t k = 0; k < gp_scalar_count; k++)
            scalars[k] = random_value(mixed(run.seed, UINT64_C(0x73) + k));
        const gp_scene scene = {.context = &run,
                                .depth = find->at_outputs ? random_layer : random_depth,
                                .units = units,
                                .slopes = slopes,
                                .unit_roundoff = 0x1p-53,
                                .full_batch = random_batch,
                                .samples = random_batch,
                                .scalars = scalars,
                                .number = random_number,
                                .target = random_target,
                                .step_samples = random_step_samples};
        const gp_place place = probe_place(find->quantity, find->shared_bias, p);
        probes[p] = gp_term_value(&scene, term, &place).value;
    }
}

static bool give_the_same(const double *one, const double *other)
{
    for (size_t p = 0; p < gp_probe_count; p++) {
        if (isnan(one[p]) && isnan(other[p]))
            continue;
        if (!(fabs(one[p] - other[p]) <= 1e-10 * fmax(fabs(one[p]), 1e-6)))
            return false;
    }
    return true;
}

static bool gives_numbers(const double *probes)
{
    for (size_t p = 0; p < gp_probe_count; p++)
        if (!isnan(probes[p]))
            return true;
    return false;
}

/* Whether a term gives numbers, and others than the right formula. */
static bool is_change(const finding *find, const double *probes)
{
    return gives_numbers(probes) && !give_the_same(probes, find->right);
}

/* The change that gives the same numbers; NULL where there is none. */
static gp_change *same_change(const finding *find, const double *probes)
{
    for (size_t k = 0; k < find->changes->count; k++)
        if (give_the_same(probes, find->changes->items[k].probes))
            return &find->changes->items[k];
    return NULL;
}

static gp_change *room_for_one(gp_change_list *changes)
{
    if (changes->count == changes->room) {
        const size_t room = changes->room == 0 ? 256 : 2 * changes->room;
        gp_change *items = realloc(changes->items, room * sizeof *items);
        if (!items)
            return NULL;
        changes->items = items;
        changes->room = room;
    }
    return &changes->items[changes->count];
}

static void take(finding *find, const gp_term *term)
{
    gp_change *change = term ? room_for_one(find->changes) : NULL;
    if (!change) {
        find->no_memory = true;
        return;
    }
    *change = (gp_change){.term = term, .kind = find->kind};
    probe(find, term, change->probes);
    gp_change *same = is_change(find, change->probes) ? same_change(find, change->probes) : change;
    if (!same) {
        find->changes->count++;
        return;
    }
    find->changes->merged++;
    if (gp_term_size(term) < gp_term_size(same->term))
        same->term = term;
}

/* A node of a formula, and the way to it. */
typedef struct node {
    const gp_term *term;
    const struct node *parent; /* NULL: this is the whole formula */
    size_t part;               /* of the parent */
    unsigned bound;            /* bit: this axis counts here */
} node;

/* The formula with another term in the place of a node. */
static const gp_term *replaced(const finding *find, const node *at, const gp_term *by)
{
    if (!at->parent || !by)
        return by;
    gp_term copy = *at->parent->term;
    copy.of[at->part] = by;
    return replaced(find, at->parent, gp_term_make(find->terms, copy));
}

static void put(finding *find, const node *at, const gp_term *by)
{
    if (!find->no_memory)
        take(find, replaced(find, at, by));
}

static unsigned bit(gp_axis axis)
{
    return 1U << axis;
}

/* The axes along which a term differs: those of its operands, without those of its sums. */
static unsigned axes_of(const gp_term *term)
{
    unsigned axes = 0;
    if (term->kind == GP_TERM_OPERAND) {
        axes = bit(term->operand.unit.axis) | bit(term->operand.input.axis);
        if (term->operand.target || gp_has_sample(term->operand.quantity))
            axes |= bit(GP_AXIS_SAMPLE);
    }
    for (size_t k = 0; k < gp_term_parts(term->kind); k++)
        axes |= axes_of(term->of[k]);
    if (term->kind == GP_TERM_SUM)
        axes &= ~bit(term->axis);
    return axes & ~bit(GP_AXIS_NONE);
}

static const gp_axis unit_axes[] = {GP_AXIS_UNIT, GP_AXIS_INPUT, GP_AXIS_ABOVE};
static const unsigned all_unit_axes = 1U << GP_AXIS_UNIT | 1U << GP_AXIS_INPUT | 1U << GP_AXIS_ABOVE;
enum { unit_axis_count = sizeof unit_axes / sizeof *unit_axes };

/* The quantities with one number for each unit, and for each weight, that may stand for one another. */
static const gp_quantity of_units[] = {GP_ACTIVATED, GP_NET_INPUT, GP_DELTA,        GP_ACTIVATION_GRADIENT,
                                       GP_SLOPE,     GP_BIAS,      GP_BIAS_GRADIENT};
static const gp_quantity of_weights[] = {GP_WEIGHT, GP_WEIGHT_GRADIENT, GP_WEIGHT_CHANGE};
enum { of_units_count = sizeof of_units / sizeof *of_units, of_weights_count = sizeof of_weights / sizeof *of_weights };

/* Another operand. */

static const gp_term *vector(const finding *find, gp_quantity quantity, gp_level level, gp_axis axis)
{
    return gp_term_operand(find->terms, gp_relative_of(quantity, level, axis, GP_AXIS_NONE));
}

static void put_vectors(finding *find, const node *at, gp_axis axis)
{
    for (size_t q = 0; q < of_units_count; q++)
        for (int level = 0; level < gp_level_count; level++)
            put(find, at, vector(find, of_units[q], (gp_level)level, axis));
    put(find, at, gp_term_operand(find->terms, gp_relative_target(axis)));
    /* dE/da as the layer's own delta has it: of an error that went down without its slope. */
    for (int level = 0; level < gp_level_count; level++)
        put(find, at,
            gp_term_of_two(find->terms, GP_TERM_OVER, vector(find, GP_DELTA, (gp_level)level, axis),
                           vector(find, GP_SLOPE, (gp_level)level, axis)));
}

/* Weights, where both of their indices count. */
static void put_matrices(finding *find, const node *at)
{
    const gp_axis inner[] = {GP_AXIS_UNIT, GP_AXIS_ABOVE}, outer[] = {GP_AXIS_INPUT, GP_AXIS_UNIT};
    const gp_level levels[] = {GP_LEVEL_OWN, GP_LEVEL_ABOVE};
    for (size_t k = 0; k < 2; k++)
        for (size_t q = 0; q < of_weights_count; q++)
            if ((at->bound & bit(inner[k])) && (at->bound & bit(outer[k])))
                put(find, at, gp_term_operand(find->terms, gp_relative_of(of_weights[q], levels[k], inner[k], outer[k])));
}

static void put_operands(finding *find, const node *at)
{
    const unsigned axes = axes_of(at->term) & all_unit_axes;
    const bool leaf = at->term->kind == GP_TERM_OPERAND;
    for (size_t k = 0; k < unit_axis_count; k++)
        if (axes == bit(unit_axes[k]) || (leaf && axes != 0 && (at->bound & bit(unit_axes[k]))))
            put_vectors(find, at, unit_axes[k]);
    if (axes != 0)
        put_matrices(find, at);
    if (leaf)
        for (int s = 0; s < gp_scalar_count; s++)
            put(find, at, gp_term_scalar(find->terms, (gp_scalar)s));
}

/* Another index, time or sample of an operand. */

static void put_operand(finding *find, const node *at, gp_relative operand)
{
    put(find, at, gp_term_operand(find->terms, operand));
}

/* Of the layer whose number is that of a unit; where units are counted from 0, and layers from 1, it is one beside it. A layer
   without biases has 0 in their place, but nobody can say what it has in the place of their gradients. */
static void put_layers(finding *find, const node *at)
{
    const gp_relative *leaf = &at->term->operand;
    const bool may_lack = gp_is_of_bias(leaf->quantity) && leaf->quantity != GP_BIAS;
    for (size_t k = 0; k < unit_axis_count && !leaf->target && !may_lack; k++)
        for (int level = GP_LEVEL_OWN; level <= GP_LEVEL_ABOVE; level++) {
            gp_relative operand = *leaf;
            operand.layer_by = unit_axes[k];
            operand.level = (gp_level)level;
            if (at->bound & bit(unit_axes[k]))
                put_operand(find, at, operand);
        }
}

/* What is found where numbers of several places have been added up in one: nothing of a gradient; a parameter as it was, which
   the changes of all are added to. */
static const gp_term *added_up(const finding *find, const gp_term *term, gp_axis axis, const gp_term **elsewhere)
{
    if (!gp_is_parameter(find->quantity)) {
        *elsewhere = gp_term_number(find->terms, 0);
        return gp_term_sum(find->terms, axis, GP_CUT_NONE, term);
    }
    if (term->kind != GP_TERM_PLUS && term->kind != GP_TERM_MINUS)
        return NULL;
    *elsewhere = term->of[0];
    return gp_term_of_two(find->terms, term->kind, term->of[0], gp_term_sum(find->terms, axis, GP_CUT_NONE, term->of[1]));
}

/* Another index where the number is written: what belongs to all units, or inputs, is added up in one place. */
static void put_misplaced(finding *find, const node *at)
{
    static const struct {
        gp_condition where;
        gp_axis axis;
    } places[] = {{GP_ON_DIAGONAL, GP_AXIS_UNIT},
                  {GP_ON_DIAGONAL, GP_AXIS_INPUT},
                  {GP_AT_LAYER_UNIT, GP_AXIS_UNIT},
                  {GP_AT_LAYER_INPUT, GP_AXIS_INPUT}};
    const gp_quantity quantity = find->quantity;
    const bool is_gradient = quantity == GP_WEIGHT_GRADIENT || quantity == GP_BIAS_GRADIENT;
    if (at->parent || find->shared_bias || (!is_gradient && !gp_is_parameter(quantity)))
        return;
    for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
        const gp_term *elsewhere = NULL, *here = added_up(find, at->term, places[k].axis, &elsewhere);
        const bool has_places = gp_has_input(quantity) || places[k].where == GP_AT_LAYER_UNIT;
        if (here && has_places)
            put(find, at,
                gp_term_make(find->terms,
                             (gp_term){.kind = GP_TERM_EITHER, .where = places[k].where, .of = {here, elsewhere}}));
    }
}

static void put_indices(finding *find, const node *at)
{
    put_misplaced(find, at);
    if (at->term->kind != GP_TERM_OPERAND)
        return;
    const gp_relative plain = at->term->operand;
    const bool matrix = plain.input.axis != GP_AXIS_NONE;
    gp_relative operand;
    for (int twist = GP_TWIST_NONE + 1; twist < gp_twist_count; twist++) {
        operand = plain;
        operand.unit.twist = (gp_twist)twist;
        put_operand(find, at, operand);
        operand = plain;
        operand.input.twist = (gp_twist)twist;
        if (matrix)
            put_operand(find, at, operand);
    }
    for (size_t k = 0; k < unit_axis_count; k++) {
        if (!(at->bound & bit(unit_axes[k])))
            continue;
        operand = plain;
        operand.unit.axis = unit_axes[k];
        put_operand(find, at, operand);
        operand = plain;
        operand.input.axis = unit_axes[k];
        if (matrix)
            put_operand(find, at, operand);
    }
    put_layers(find, at);
    if (!matrix)
        return;
    for (int level = GP_LEVEL_OWN; level <= GP_LEVEL_ABOVE; level++) { /* of the layer beside, by the same units */
        operand = plain;
        operand.level = (gp_level)level;
        put_operand(find, at, operand);
    }
    operand = plain;
    operand.unit = plain.input;
    operand.input = plain.unit;
    put_operand(find, at, operand);
    operand = plain;
    operand.across = true;
    put_operand(find, at, operand);
}

static void put_times(finding *find, const node *at)
{
    if (at->term->kind != GP_TERM_OPERAND || at->term->operand.target)
        return;
    for (int step = -1; step <= 1; step += 2) {
        gp_relative operand = at->term->operand;
        operand.step = step;
        put_operand(find, at, operand);
    }
}

/* What a program reads before it has computed it: the number that the sample before has left in its place. */
static void put_left_over(finding *find, const node *at)
{
    static const gp_quantity of_passes[] = {GP_NET_INPUT, GP_ACTIVATED, GP_ACTIVATION_GRADIENT, GP_DELTA};
    for (size_t k = 0; k < unit_axis_count; k++)
        for (size_t q = 0; q < sizeof of_passes / sizeof *of_passes; q++)
            for (int level = GP_LEVEL_OWN; level <= GP_LEVEL_ABOVE; level++) {
                gp_relative operand = gp_relative_of(of_passes[q], (gp_level)level, unit_axes[k], GP_AXIS_NONE);
                operand.which = GP_SAMPLE_LEFT;
                if ((at->bound & bit(unit_axes[k])) && gp_has_sample(find->quantity))
                    put_operand(find, at, operand);
            }
}

static void put_samples(finding *find, const node *at)
{
    if (at->term->kind != GP_TERM_OPERAND || !(axes_of(at->term) & bit(GP_AXIS_SAMPLE)))
        return;
    for (int which = GP_SAMPLE_SAME + 1; which < gp_which_sample_count; which++) {
        gp_relative operand = at->term->operand;
        operand.which = (gp_which_sample)which;
        put_operand(find, at, operand);
    }
    put_left_over(find, at);
}

/* Factors. */

static const double usual_factors[] = {-1, 2, 0.5, 0, 3, 1.0 / 3, 4, 0.25, -2, -0.5, 10, 0.1};
enum { usual_factor_count = sizeof usual_factors / sizeof *usual_factors };

/* What is left of a product or quotient; and another number of the problem in the place of one. */
static void put_without_factor(finding *find, const node *at)
{
    if (at->term->kind == GP_TERM_TIMES || at->term->kind == GP_TERM_OVER)
        put(find, at, at->term->of[0]);
    if (at->term->kind == GP_TERM_TIMES)
        put(find, at, at->term->of[1]);
    for (int s = 0; at->term->kind == GP_TERM_SCALAR && s < gp_scalar_count; s++)
        put(find, at, gp_term_scalar(find->terms, (gp_scalar)s));
}

/* A factor before a term; twice a number is a number. */
static const gp_term *times_number(const finding *find, double factor, const gp_term *term)
{
    if (term->kind == GP_TERM_NUMBER)
        return gp_term_number(find->terms, factor * term->number);
    return gp_term_of_two(find->terms, GP_TERM_TIMES, gp_term_number(find->terms, factor), term);
}

static void put_factors(finding *find, const node *at)
{
    const gp_term *term = at->term;
    put_without_factor(find, at);
    put(find, at, gp_term_number(find->terms, 0));
    for (size_t f = 0; f < usual_factor_count; f++)
        put(find, at, times_number(find, usual_factors[f], term));
    for (int s = 0; s < gp_scalar_count_before_rule; s++) {
        const gp_term *scalar = gp_term_scalar(find->terms, (gp_scalar)s);
        put(find, at, gp_term_of_two(find->terms, GP_TERM_TIMES, scalar, term));
        put(find, at, gp_term_of_two(find->terms, GP_TERM_OVER, term, scalar));
    }
    put(find, at, gp_term_of_two(find->terms, GP_TERM_TIMES, term, term));
    put(find, at, gp_term_number(find->terms, 1));
    const gp_term *unity = gp_term_number(find->terms, 1); /* too many or too few: a sum that does not begin with 0 */
    put(find, at, gp_term_of_two(find->terms, GP_TERM_PLUS, term, unity));
    put(find, at, gp_term_of_two(find->terms, GP_TERM_MINUS, term, unity));
    put(find, at, gp_term_of_two(find->terms, GP_TERM_MINUS, unity, term));
    put(find, at, gp_term_of_two(find->terms, GP_TERM_OVER, unity, term));
    if (term->kind == GP_TERM_FUNCTION)
        put(find, at, term->of[0]);
    if (term->kind == GP_TERM_FUNCTION && term->function == GP_FUNCTION_SQUARE)
        put(find, at, gp_term_of_two(find->terms, GP_TERM_TIMES, term, term->of[0]));
}

/* Operators. */

/* Of longer products, only the first factors are looked at. */
enum { most_factors = 8 };

/* Writes the factors of a product from the left to the right, and returns how many there are now. */
static size_t factors_of(const gp_term *term, const gp_term *factors[most_factors], size_t count)
{
    if (term->kind != GP_TERM_TIMES) {
        if (count < most_factors)
            factors[count++] = term;
        return count;
    }
    return factors_of(term->of[1], factors, factors_of(term->of[0], factors, count));
}

/* The product of the factors from one to before another, but for one of them; past the last one, for none. */
static const gp_term *product_of(const finding *find, const gp_term *const *factors, size_t from, size_t to, size_t without)
{
    const gp_term *product = NULL;
    for (size_t k = from; k < to; k++)
        if (k != without)
            product = product ? gp_term_of_two(find->terms, GP_TERM_TIMES, product, factors[k]) : factors[k];
    return product;
}

/* Another operator between two factors of a product: one that holds less tightly tears the product apart there, or tears one
   factor out, as they may be written in another order; and what is divided may be a product by itself. */
static void put_torn_products(finding *find, const node *at)
{
    static const gp_term_kind kinds[] = {GP_TERM_PLUS, GP_TERM_MINUS, GP_TERM_OVER};
    const gp_term *factors[most_factors];
    if (at->term->kind != GP_TERM_TIMES || (at->parent && at->parent->term->kind == GP_TERM_TIMES))
        return;
    const size_t count = factors_of(at->term, factors, 0);
    for (size_t k = 1; k < count; k++)
        for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
            put(find, at,
                gp_term_of_two(find->terms, kinds[kind], product_of(find, factors, 0, k, count),
                               product_of(find, factors, k, count, count)));
    for (size_t k = 0; k < count; k++)
        for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
            put(find, at, gp_term_of_two(find->terms, kinds[kind], factors[k], product_of(find, factors, 0, count, k)));
}

/* A parameter beside its gradient, as decay has it that was not asked for. */
static void put_parameters(finding *find, const node *at)
{
    const gp_quantity gradient = at->term->operand.quantity;
    if (at->term->kind != GP_TERM_OPERAND || (gradient != GP_WEIGHT_GRADIENT && gradient != GP_BIAS_GRADIENT))
        return;
    gp_relative parameter = at->term->operand;
    parameter.quantity = gradient == GP_WEIGHT_GRADIENT ? GP_WEIGHT : GP_BIAS;
    for (int kind = GP_TERM_PLUS; kind <= GP_TERM_MINUS; kind++)
        put(find, at, gp_term_of_two(find->terms, (gp_term_kind)kind, at->term, gp_term_operand(find->terms, parameter)));
}

/* An operator that holds more tightly than the one in its place takes the first factor of the product behind it: a / b c, in
   the place of a + b c. */
static void put_tighter(finding *find, const node *at)
{
    const gp_term *factors[most_factors];
    if ((at->term->kind != GP_TERM_PLUS && at->term->kind != GP_TERM_MINUS) || at->term->of[1]->kind != GP_TERM_TIMES)
        return;
    const size_t count = factors_of(at->term->of[1], factors, 0);
    const gp_term *quotient = gp_term_of_two(find->terms, GP_TERM_OVER, at->term->of[0], factors[0]);
    put(find, at, gp_term_of_two(find->terms, GP_TERM_TIMES, quotient, product_of(find, factors, 1, count, count)));
}

static void put_operators(finding *find, const node *at)
{
    put_parameters(find, at);
    put_tighter(find, at);
    if (gp_term_parts(at->term->kind) != 2)
        return;
    const gp_term *left = at->term->of[0], *right = at->term->of[1];
    put(find, at, left);
    put(find, at, right);
    for (int kind = GP_TERM_PLUS; kind <= GP_TERM_OVER; kind++)
        put(find, at, gp_term_of_two(find->terms, (gp_term_kind)kind, left, right));
    put(find, at, gp_term_of_two(find->terms, at->term->kind, right, left));
    put_torn_products(find, at);
}

/* Sums. */

static gp_scalar size_of_axis(gp_axis axis)
{
    return axis == GP_AXIS_SAMPLE  ? GP_SCALAR_BATCH
           : axis == GP_AXIS_INPUT ? GP_SCALAR_BELOW
           : axis == GP_AXIS_ABOVE ? GP_SCALAR_ABOVE
                                   : GP_SCALAR_UNITS;
}

static void put_sums(finding *find, const node *at)
{
    const gp_term *term = at->term;
    if (term->kind == GP_TERM_SUM)
        for (int cut = GP_CUT_NONE + 1; cut < gp_cut_count; cut++)
            put(find, at, gp_term_sum(find->terms, term->axis, (gp_cut)cut, term->of[0]));
    /* What a sum begins with is overwritten, too. */
    if (term->kind == GP_TERM_PLUS && term->of[0]->kind == GP_TERM_SUM)
        put(find, at, gp_term_sum(find->terms, term->of[0]->axis, GP_CUT_LAST, term->of[0]->of[0]));
    const unsigned axes = axes_of(term);
    for (int axis = GP_AXIS_SAMPLE; axis < gp_axis_count; axis++)
        if (axes & bit((gp_axis)axis)) {
            const gp_term *sum = gp_term_sum(find->terms, (gp_axis)axis, GP_CUT_NONE, term);
            put(find, at, sum);
            put(find, at,
                gp_term_of_two(find->terms, GP_TERM_OVER, sum, gp_term_scalar(find->terms, size_of_axis((gp_axis)axis))));
        }
}

/* Slopes. */

/* v (1 - v), and what it is taken for. */
static void put_slopes_of(finding *find, const node *at, const gp_term *v)
{
    gp_terms *terms = find->terms;
    const gp_term *one = gp_term_number(terms, 1), *square = gp_term_function(terms, GP_FUNCTION_SQUARE, v),
                  *rest = gp_term_of_two(terms, GP_TERM_MINUS, one, v);
    put(find, at, gp_term_of_two(terms, GP_TERM_TIMES, v, rest));
    put(find, at, gp_term_of_two(terms, GP_TERM_MINUS, one, square));
    put(find, at, rest);
    put(find, at, square);
    put(find, at, gp_term_of_two(terms, GP_TERM_TIMES, v, gp_term_of_two(terms, GP_TERM_PLUS, one, v)));
    put(find, at, gp_term_of_two(terms, GP_TERM_TIMES, v, gp_term_of_two(terms, GP_TERM_MINUS, v, one)));
}

/* Only where a slope may stand: as a factor of a product, or as the whole formula; one along j, or 1, which is the identity's.
 */
static void put_slopes(finding *find, const node *at)
{
    const bool factor = !at->parent || at->parent->term->kind == GP_TERM_TIMES;
    const unsigned axes = axes_of(at->term) & all_unit_axes;
    const bool is_one = at->term->kind == GP_TERM_NUMBER && at->term->number == 1;
    if (!factor || !(at->bound & bit(GP_AXIS_UNIT)) || !(is_one || axes == bit(GP_AXIS_UNIT)))
        return;
    const gp_quantity of[] = {GP_ACTIVATED, GP_NET_INPUT, GP_ACTIVATION_GRADIENT, GP_DELTA};
    for (size_t q = 0; q < sizeof of / sizeof *of; q++)
        for (int level = 0; level < gp_level_count; level++) {
            const gp_term *v = vector(find, of[q], (gp_level)level, GP_AXIS_UNIT);
            put_slopes_of(find, at, v);
            put_slopes_of(find, at, gp_term_function(find->terms, GP_FUNCTION_SIGMOID, v));
        }
    put_slopes_of(find, at, gp_term_operand(find->terms, gp_relative_target(GP_AXIS_UNIT)));
}

/* History and functions: another one, or one more. */

/* The number itself, as it was in the sample before, or in the step before: of a variable that does not begin anew. */
static void put_itself_before(finding *find, const node *at)
{
    const gp_quantity quantity = find->quantity;
    if (at->parent || !gp_has_unit(quantity) || quantity == GP_INPUT_GRADIENT || gp_is_parameter(quantity))
        return;
    gp_relative before =
        gp_relative_of(quantity, GP_LEVEL_OWN, GP_AXIS_UNIT, gp_has_input(quantity) ? GP_AXIS_INPUT : GP_AXIS_NONE);
    if (gp_has_sample(quantity))
        before.which = GP_SAMPLE_BEFORE;
    else
        before.step = -1;
    for (int kind = GP_TERM_PLUS; kind <= GP_TERM_MINUS; kind++)
        put(find, at, gp_term_of_two(find->terms, (gp_term_kind)kind, at->term, gp_term_operand(find->terms, before)));
}

static void put_history(finding *find, const node *at)
{
    put(find, at, gp_term_make(find->terms, (gp_term){.kind = GP_TERM_RUNNING, .of = {at->term}}));
    put(find, at, gp_term_make(find->terms, (gp_term){.kind = GP_TERM_STALE, .of = {at->term}}));
    put_itself_before(find, at);
}

/* Those that come before the ones which only the formulas of some activations are made of: by mistake nobody takes an erf. */
enum { mistaken_functions = GP_FUNCTION_ROOT + 1 };

/* To so many decimals results are rounded at most. */
enum { most_decimals = 8 };

/* A whole result that is rounded. */
static void put_rounded(finding *find, const node *at)
{
    if (at->parent)
        return;
    for (int decimals = 0; decimals <= most_decimals; decimals++)
        put(find, at, gp_term_make(find->terms, (gp_term){.kind = GP_TERM_ROUNDED, .number = decimals, .of = {at->term}}));
    put(find, at, gp_term_function(find->terms, GP_FUNCTION_FLOAT, at->term));
}

static void put_functions(finding *find, const node *at)
{
    put_rounded(find, at);
    if (at->term->kind == GP_TERM_FUNCTION)
        for (int f = 0; f < mistaken_functions; f++)
            put(find, at, gp_term_function(find->terms, (gp_function)f, at->term->of[0]));
    for (int f = 0; f < mistaken_functions; f++)
        put(find, at, gp_term_function(find->terms, (gp_function)f, at->term));
}

/* In the order of gp_change_kind. */
static void (*const put_kinds[])(finding *find, const node *at) = {put_operands, put_indices,   put_times, put_samples,
                                                                   put_factors,  put_operators, put_sums,  put_slopes,
                                                                   put_history,  put_functions};
_Static_assert(sizeof put_kinds / sizeof *put_kinds == gp_change_kind_count, "each kind of change is made");

/* The changes of the present kind at a node and in all below it; of a square, also as programs write it, as a product. */
static void put_below(finding *find, const node *at)
{
    const gp_term *term = at->term;
    if (find->no_memory || !term)
        return;
    put_kinds[find->kind](find, at);
    for (size_t k = 0; k < gp_term_parts(term->kind); k++) {
        const unsigned bound = at->bound | (term->kind == GP_TERM_SUM ? bit(term->axis) : 0);
        put_below(find, &(node){.term = term->of[k], .parent = at, .part = k, .bound = bound});
    }
    if (term->kind == GP_TERM_FUNCTION && term->function == GP_FUNCTION_SQUARE) {
        node product = *at;
        product.term = gp_term_of_two(find->terms, GP_TERM_TIMES, term->of[0], term->of[0]);
        put_below(find, &product);
    }
}

static unsigned bound_by(gp_quantity quantity)
{
    unsigned bound = gp_has_sample(quantity) ? bit(GP_AXIS_SAMPLE) : 0;
    if (gp_has_unit(quantity) || quantity == GP_INPUT_GRADIENT)
        bound |= bit(GP_AXIS_UNIT);
    if (gp_has_input(quantity) && quantity != GP_INPUT_GRADIENT)
        bound |= bit(GP_AXIS_INPUT);
    return bound;
}

/* What the right formula gives. Where it gives no number, as a sum of logarithms, the run is one of shares. */
static void probe_right(finding *find, const gp_term *right)
{
    probe(find, right, find->right);
    find->of_shares = !gives_numbers(find->right);
    if (find->of_shares)
        probe(find, right, find->right);
}

bool gp_changes_find(gp_terms *terms, gp_quantity quantity, bool at_outputs, bool shared_bias, const gp_step_formula *formula,
                     gp_change_list *changes)
{
    *changes = (gp_change_list){0};
    finding find = {
        .terms = terms, .quantity = quantity, .at_outputs = at_outputs, .shared_bias = shared_bias, .changes = changes};
    if (formula->count > 0)
        probe_right(&find, formula->ways[0]);
    for (int kind = 0; kind < gp_change_kind_count; kind++) {
        find.kind = (gp_change_kind)kind;
        for (size_t w = 0; w < formula->count; w++)
            put_below(&find, &(node){.term = formula->ways[w], .bound = bound_by(quantity)});
    }
    find.no_memory = find.no_memory || terms->no_memory;
    if (find.no_memory)
        gp_changes_free(changes);
    return !find.no_memory;
}

void gp_changes_free(gp_change_list *changes)
{
    free(changes->items);
    *changes = (gp_change_list){0};
}
