#include "certify/calculus.h"

static gp_proof_calculus *proof_calculus(gp_calculus *calculus)
{
    return (gp_proof_calculus *)calculus;
}

/* f of the dual number z + e is f(z) + f'(z) e. */
static void proof_activate(gp_calculus *calculus, gp_activation f, const gp_value *alpha, gp_value *slope, gp_value *a,
                           const gp_value *z)
{
    gp_proof_calculus *proof = proof_calculus(calculus);
    gp_dual_set(&proof->x, &z->ball, 1);
    gp_dual_set(&proof->t, &alpha->ball, 0);
    gp_activation_definitions[f].value(&proof->duals.operations, &proof->y, &proof->x, &proof->t);
    gp_ball_copy(&a->ball, &proof->y.dual.value);
    gp_ball_copy(&slope->ball, &proof->y.dual.derivative);
}

static void proof_back(gp_calculus *calculus, gp_activation f, const gp_value *alpha, gp_value *slope, gp_value *delta,
                       const gp_value *z, const gp_value *a, const gp_value *da)
{
    (void)f, (void)alpha, (void)z, (void)a;
    calculus->arithmetic->multiply(calculus->arithmetic, delta, da, slope);
}

/* y = a of a unit j of a layer, as a dual number, when the net input of the unit m moves. */
static void unit_of_layer(gp_proof_calculus *proof, gp_activation f, size_t units, size_t j, size_t m, const gp_value *z)
{
    gp_arithmetic *duals = &proof->duals.operations;
    const gp_layer_activation_definition *definition = gp_activation_definitions[f].of_layer;
    gp_value *term = &duals->term[0];
    gp_dual_set(&proof->x, &z[j].ball, j == m);
    duals->whole(duals, &proof->y, 0);
    for (size_t k = 0; k < units; k++) {
        if (k == j)
            continue;
        gp_dual_set(&proof->t, &z[k].ball, k == m);
        definition->term(duals, term, &proof->x, &proof->t);
        duals->add(duals, &proof->y, &proof->y, term);
    }
    duals->copy(term, &proof->y);
    definition->value(duals, &proof->y, term);
}

static void proof_activate_layer(gp_calculus *calculus, gp_activation f, size_t units, gp_value *a, const gp_value *z)
{
    gp_proof_calculus *proof = proof_calculus(calculus);
    for (size_t j = 0; j < units; j++) {
        unit_of_layer(proof, f, units, j, j, z);
        gp_ball_copy(&a[j].ball, &proof->y.dual.value);
    }
}

/* delta_m = sum_j da_j times how fast a_j changes with z_m */
static void proof_layer_back(gp_calculus *calculus, gp_activation f, size_t units, gp_value *delta, const gp_value *z,
                             const gp_value *a, const gp_value *da)
{
    (void)a;
    gp_proof_calculus *proof = proof_calculus(calculus);
    for (size_t m = 0; m < units; m++) {
        gp_ball_whole(&delta[m].ball, 0);
        for (size_t j = 0; j < units; j++) {
            unit_of_layer(proof, f, units, j, m, z);
            gp_ball *part = &proof->y.dual.derivative;
            gp_ball_multiply(part, &da[j].ball, part, proof->balls.precision);
            gp_ball_add(&delta[m].ball, &delta[m].ball, part, proof->balls.precision);
        }
    }
}

static void proof_loss_value(gp_arithmetic *arithmetic, gp_loss_kind loss, gp_value *share, size_t outputs, size_t k,
                             const gp_value *z, const gp_value *a, const gp_value *t)
{
    (void)outputs, (void)z;
    gp_loss_definitions[loss].value(arithmetic, share, &a[k], &t[k]);
}

/* It is da slope, and proven as such. */
static void proof_output_delta(gp_calculus *calculus, gp_loss_kind loss, gp_value *delta, const gp_value *factor,
                               size_t outputs, size_t k, const gp_value *a, const gp_value *t)
{
    (void)calculus, (void)loss, (void)delta, (void)factor, (void)outputs, (void)k, (void)a, (void)t;
}

static void proof_loss_gradient(gp_calculus *calculus, gp_loss_kind loss, gp_value *da, gp_value *term, const gp_value *factor,
                                const gp_value *z, const gp_value *a, const gp_value *t)
{
    (void)term, (void)z;
    gp_proof_calculus *proof = proof_calculus(calculus);
    gp_dual_set(&proof->x, &a->ball, 1);
    gp_dual_set(&proof->t, &t->ball, 0);
    gp_loss_definitions[loss].value(&proof->duals.operations, &proof->y, &proof->x, &proof->t);
    gp_ball_multiply(&da->ball, &factor->ball, &proof->y.dual.derivative, proof->balls.precision);
}

void gp_proof_calculus_init(gp_proof_calculus *proof, slong precision)
{
    *proof = (gp_proof_calculus){.calculus = {.arithmetic = &proof->balls.operations,
                                              .aside = &proof->balls.operations,
                                              .activate = proof_activate,
                                              .back = proof_back,
                                              .activate_layer = proof_activate_layer,
                                              .layer_back = proof_layer_back,
                                              .loss_value = proof_loss_value,
                                              .loss_gradient = proof_loss_gradient,
                                              .output_delta = proof_output_delta},
                                 .balls = gp_ball_arithmetic_make(precision)};
    gp_dual_arithmetic_init(&proof->duals, precision);
    proof->duals.operations.init(&proof->x);
    proof->duals.operations.init(&proof->t);
    proof->duals.operations.init(&proof->y);
}

void gp_proof_calculus_clear(gp_proof_calculus *proof)
{
    proof->duals.operations.clear(&proof->x);
    proof->duals.operations.clear(&proof->t);
    proof->duals.operations.clear(&proof->y);
    gp_dual_arithmetic_clear(&proof->duals);
    gp_ball_arithmetic_clear(&proof->balls);
}

static void program_activate(gp_calculus *calculus, gp_activation f, const gp_value *alpha, gp_value *slope, gp_value *a,
                             const gp_value *z)
{
    (void)slope;
    gp_activation_definitions[f].value(calculus->arithmetic, a, z, alpha);
}

static void program_back(gp_calculus *calculus, gp_activation f, const gp_value *alpha, gp_value *slope, gp_value *delta,
                         const gp_value *z, const gp_value *a, const gp_value *da)
{
    const gp_activation_definition *definition = &gp_activation_definitions[f];
    definition->program_slope(calculus->arithmetic, slope, z, a, alpha);
    if (definition->slope_is_one)
        calculus->arithmetic->copy(delta, da);
    else
        calculus->arithmetic->multiply(calculus->arithmetic, delta, da, slope);
}

static void program_activate_layer(gp_calculus *calculus, gp_activation f, size_t units, gp_value *a, const gp_value *z)
{
    gp_activation_definitions[f].of_layer->program_value(calculus->arithmetic, units, a, z);
}

static void program_layer_back(gp_calculus *calculus, gp_activation f, size_t units, gp_value *delta, const gp_value *z,
                               const gp_value *a, const gp_value *da)
{
    (void)z;
    gp_activation_definitions[f].of_layer->program_back(calculus->arithmetic, units, delta, a, da);
}

static void program_loss_value(gp_arithmetic *arithmetic, gp_loss_kind loss, gp_value *share, size_t outputs, size_t k,
                               const gp_value *z, const gp_value *a, const gp_value *t)
{
    const gp_loss_definition *definition = &gp_loss_definitions[loss];
    if (definition->program_value)
        definition->program_value(arithmetic, share, outputs, k, z, t);
    else
        definition->value(arithmetic, share, &a[k], &t[k]);
}

static void program_loss_gradient(gp_calculus *calculus, gp_loss_kind loss, gp_value *da, gp_value *term,
                                  const gp_value *factor, const gp_value *z, const gp_value *a, const gp_value *t)
{
    gp_loss_definitions[loss].program_gradient(calculus->arithmetic, da, term, factor, z, a, t);
}

static void program_output_delta(gp_calculus *calculus, gp_loss_kind loss, gp_value *delta, const gp_value *factor,
                                 size_t outputs, size_t k, const gp_value *a, const gp_value *t)
{
    if (gp_loss_definitions[loss].program_delta)
        gp_loss_definitions[loss].program_delta(calculus->arithmetic, delta, factor, outputs, k, a, t);
}

void gp_program_calculus_init(gp_program_calculus *program, gp_rounded_arithmetic rounded)
{
    *program = (gp_program_calculus){.calculus = {.arithmetic = &program->rounded.operations,
                                                  .aside = &program->aside.operations,
                                                  .activate = program_activate,
                                                  .back = program_back,
                                                  .activate_layer = program_activate_layer,
                                                  .layer_back = program_layer_back,
                                                  .loss_value = program_loss_value,
                                                  .loss_gradient = program_loss_gradient,
                                                  .output_delta = program_output_delta},
                                     .rounded = rounded,
                                     .aside = rounded};
    program->aside.chance = ~rounded.chance;
}
