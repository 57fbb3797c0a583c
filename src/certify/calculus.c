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

static void proof_loss_value(gp_arithmetic *arithmetic, gp_loss_kind loss, gp_value *share, const gp_value *z,
                             const gp_value *a, const gp_value *t)
{
    (void)z;
    gp_loss_definitions[loss].value(arithmetic, share, a, t);
}

/* It is da slope, and proven as such. */
static void proof_output_delta(gp_calculus *calculus, gp_loss_kind loss, gp_value *delta, const gp_value *factor,
                               const gp_value *a, const gp_value *t)
{
    (void)calculus, (void)loss, (void)delta, (void)factor, (void)a, (void)t;
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

static void program_loss_value(gp_arithmetic *arithmetic, gp_loss_kind loss, gp_value *share, const gp_value *z,
                               const gp_value *a, const gp_value *t)
{
    const gp_loss_definition *definition = &gp_loss_definitions[loss];
    if (definition->program_value)
        definition->program_value(arithmetic, share, z, t);
    else
        definition->value(arithmetic, share, a, t);
}

static void program_loss_gradient(gp_calculus *calculus, gp_loss_kind loss, gp_value *da, gp_value *term,
                                  const gp_value *factor, const gp_value *z, const gp_value *a, const gp_value *t)
{
    gp_loss_definitions[loss].program_gradient(calculus->arithmetic, da, term, factor, z, a, t);
}

static void program_output_delta(gp_calculus *calculus, gp_loss_kind loss, gp_value *delta, const gp_value *factor,
                                 const gp_value *a, const gp_value *t)
{
    if (gp_loss_definitions[loss].program_delta)
        gp_loss_definitions[loss].program_delta(calculus->arithmetic, delta, factor, a, t);
}

void gp_program_calculus_init(gp_program_calculus *program, gp_rounded_arithmetic rounded)
{
    *program = (gp_program_calculus){.calculus = {.arithmetic = &program->rounded.operations,
                                                  .aside = &program->aside.operations,
                                                  .activate = program_activate,
                                                  .back = program_back,
                                                  .loss_value = program_loss_value,
                                                  .loss_gradient = program_loss_gradient,
                                                  .output_delta = program_output_delta},
                                     .rounded = rounded,
                                     .aside = rounded};
    program->aside.chance = ~rounded.chance;
}
