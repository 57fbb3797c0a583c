/* The definitions of functions: their values by hand, and the operations of programs against the derivatives that are found. */
#include "certify/calculus.h"
#include "certify/sample.h"
#include "reference/update.h"
#include <criterion/criterion.h>
#include <math.h>

/* A few values in binary64: rounded arithmetic with 50 bits, whose results differ from it in the last places only. */
static gp_rounded_arithmetic in_binary(void)
{
    return gp_rounded_arithmetic_make(50, GP_TO_NEAREST, 0, 1);
}

static bool near(double found, double expected)
{
    return fabs(found - expected) <= 1e-13 * (1 + fabs(expected));
}

/* What each activation is at -1, 0 and 2, and its slope there, with alpha 3/4: from mpmath. A new activation needs a line here.
 */
static const struct {
    double value[3], slope[3];
} activations[] = {
    [GP_IDENTITY] = {{-1, 0, 2}, {1, 1, 1}},
    [GP_SIGMOID] = {{0.26894142136999512074, 0.5, 0.88079707797788244406},
                    {0.19661193324148185295, 0.25, 0.10499358540350651736}},
    [GP_TANH] = {{-0.76159415595576488812, 0, 0.96402758007581688395}, {0.41997434161402606939, 1, 0.070650824853164465686}},
    [GP_RELU] = {{0, 0, 2}, {0, 0, 1}},
    [GP_LEAKY_RELU] = {{-0.75, 0, 2}, {0.75, 0.75, 1}},
    [GP_ELU] = {{-0.4740904191214182588, 0, 2}, {0.2759095808785817412, 0.75, 1}},
    [GP_SOFTPLUS] = {{0.31326168751822283405, 0.69314718055994530942, 2.1269280110429724964},
                     {0.26894142136999512075, 0.5, 0.88079707797788244406}},
    [GP_SILU] = {{-0.26894142136999512075, 0, 1.7615941559557648881}, {0.072329488128513268211, 0.5, 1.0907842487848954788}},
    [GP_GELU] = {{-0.15865525393145705141, 0, 1.9544997361036415856}, {-0.083315470587686298383, 0.5, 1.0852318010781968967}},
    [GP_GELU_TANH] = {{-0.15880800939172329522, 0, 1.9545976940877750188},
                      {-0.08296408384578255514, 0.5, 1.0860992566236183816}},
    [GP_SOFTMAX] = {{0}, {0}}, /* of a whole layer: see below */
};
_Static_assert(sizeof activations / sizeof *activations == gp_activation_count, "each activation is tested");

Test(definition, activations)
{
    static const double at[3] = {-1, 0, 2};
    gp_rounded_arithmetic rounded = in_binary();
    for (size_t f = 0; f < gp_activation_count; f++)
        for (size_t k = 0; k < 3 && !gp_activation_definitions[f].of_layer; k++) {
            const gp_value z = {.rounded = at[k]}, alpha = {.rounded = 0.75};
            gp_value a, slope;
            gp_activation_definitions[f].value(&rounded.operations, &a, &z, &alpha);
            cr_expect(near(a.rounded, activations[f].value[k]), "activation %zu at %g: %.17g", f, at[k], a.rounded);
            gp_activation_definitions[f].program_slope(&rounded.operations, &slope, &z, &a, &alpha);
            cr_expect(near(slope.rounded, activations[f].slope[k]), "activation %zu at %g: %.17g", f, at[k], slope.rounded);
        }
}

/* Softmax of the net inputs 1/2, -3/4 and 2: from mpmath; its sums of terms are 1/a - 1. What programs compute is the same, and
   their way back is a (da - sum da a). */
Test(definition, softmax)
{
    static const double at[3] = {0.5, -0.75, 2},
                        expected[3] = {0.1733644920789951035785, 0.04966975858586252786996, 0.7769657493351423685515};
    const gp_layer_activation_definition *softmax = gp_activation_definitions[GP_SOFTMAX].of_layer;
    gp_rounded_arithmetic rounded = in_binary();
    gp_arithmetic *arithmetic = &rounded.operations;
    gp_value z[3], a[3], da[3], delta[3], sum = {.rounded = 0};
    double mean = 0;
    for (size_t k = 0; k < 3; k++) {
        z[k].rounded = at[k];
        da[k].rounded = (double)k * 3 - 2;
        mean += da[k].rounded * expected[k];
    }
    for (size_t k = 0; k < 2; k++) {
        gp_value term;
        softmax->term(arithmetic, &term, &z[2], &z[k]);
        cr_expect(near(term.rounded, exp(at[k] - 2)));
        sum.rounded += term.rounded;
    }
    softmax->value(arithmetic, &a[2], &sum);
    cr_expect(near(a[2].rounded, expected[2]));
    softmax->program_value(arithmetic, 3, a, z);
    softmax->program_back(arithmetic, 3, delta, a, da);
    for (size_t k = 0; k < 3; k++) {
        cr_expect(near(a[k].rounded, expected[k]));
        cr_expect(near(delta[k].rounded, expected[k] * (da[k].rounded - mean)));
    }
}

/* What each loss is of the output 2 with the target 5, without a factor, and its slope; of the cross-entropy, of the output 1/2
 * with the target 1/4: log 2, and 1. */
static const struct {
    double z, a, t, value, slope;
} losses[] = {[GP_SQUARED_LOSS] = {7, 2, 5, 9, -6},
              [GP_ABSOLUTE_LOSS] = {7, 2, 5, 3, -1},
              [GP_LINEAR_LOSS] = {7, 2, 5, 10, 5},
              [GP_BINARY_CROSS_ENTROPY_LOSS] = {0, 0.5, 0.25, 0.69314718055994530942, 1},
              [GP_CROSS_ENTROPY_LOSS] = {0, 1, 0.25, 0, -0.25}};
_Static_assert(sizeof losses / sizeof *losses == gp_loss_count, "each loss is tested");

Test(definition, losses)
{
    gp_rounded_arithmetic rounded = in_binary();
    const gp_value factor = {.rounded = 0.25};
    for (size_t loss = 0; loss < gp_loss_count; loss++) {
        const gp_value z = {.rounded = losses[loss].z}, a = {.rounded = losses[loss].a}, t = {.rounded = losses[loss].t};
        gp_value share, da, term;
        gp_loss_definitions[loss].value(&rounded.operations, &share, &a, &t);
        cr_expect(near(share.rounded, losses[loss].value), "loss %zu: %g", loss, share.rounded);
        if (gp_loss_definitions[loss].program_value)
            gp_loss_definitions[loss].program_value(&rounded.operations, &share, 1, 0, &z, &t);
        cr_expect(near(share.rounded, losses[loss].value), "loss %zu: %g", loss, share.rounded);
        gp_loss_definitions[loss].program_gradient(&rounded.operations, &da, &term, &factor, &z, &a, &t);
        cr_expect(near(da.rounded, 0.25 * losses[loss].slope), "loss %zu: %g", loss, da.rounded);
    }
}

/* What each update rule adds to a parameter with the gradient 8 at the rate 1/4, with the momentum 1/2 and the velocity 3
   before: the new velocity is 1.5 + 8, or 1.5 - 2. With beta1 = beta2 = 1/2 and m = 3, v = 64 before, m = 1.5 + 4 and
   v = 32 + 32 in the second update; m^ = 5.5 / (3/4) and v^ = 64 / (3/4) would be no short numbers: the powers are given as 1/2
   and 3/4, so that m^ = 11 and v^ = 256, and with epsilon 0 -1/4 * 11 / 16.
   Of the squares v = 3 before, RMSprop makes 1.5 + 32 and AdaGrad 3 + 64: -2 / sqrt(33.5) and -2 / sqrt(67). */
static const double changes[] = {[GP_GRADIENT_DESCENT] = -2,
                                 [GP_MOMENTUM] = -2.375,
                                 [GP_MOMENTUM_WITH_RATE] = -0.5,
                                 [GP_NESTEROV] = -3.1875,
                                 [GP_NESTEROV_WITH_RATE] = -2.25,
                                 [GP_ADAM] = -0.171875,
                                 [GP_ADAMW] = -0.171875,
                                 [GP_RMSPROP] = -0.34554737023254406,
                                 [GP_ADAGRAD] = -0.24433888871261045};
static const double velocities[] = {[GP_GRADIENT_DESCENT] = 3,
                                    [GP_MOMENTUM] = 9.5,
                                    [GP_MOMENTUM_WITH_RATE] = -0.5,
                                    [GP_NESTEROV] = 9.5,
                                    [GP_NESTEROV_WITH_RATE] = -0.5,
                                    [GP_ADAM] = 5.5,
                                    [GP_ADAMW] = 5.5,
                                    [GP_RMSPROP] = 33.5,
                                    [GP_ADAGRAD] = 67};
_Static_assert(sizeof changes / sizeof *changes == gp_update_rule_count, "each update rule is tested");

Test(definition, updates)
{
    gp_rounded_arithmetic rounded = in_binary();
    const gp_value rate = {.rounded = 0.25}, momentum = {.rounded = 0.5}, gradient = {.rounded = 8};
    const gp_value zero = {.rounded = 0}, first_power = {.rounded = 0.5}, second_power = {.rounded = 0.75};
    const gp_update_numbers numbers = {.rate = &rate,
                                       .number = {[GP_NUMBER_MOMENTUM] = &momentum,
                                                  [GP_NUMBER_BETA1] = &momentum,
                                                  [GP_NUMBER_BETA2] = &momentum,
                                                  [GP_NUMBER_EPSILON] = &zero},
                                       .beta1_power = &first_power,
                                       .beta2_power = &second_power};
    for (size_t rule = 0; rule < gp_update_rule_count; rule++) {
        gp_value change, velocity = {.rounded = 3}, second = {.rounded = 64}, first_corrected, second_corrected;
        gp_value *moments[gp_most_moments] = {&velocity, &second, &first_corrected, &second_corrected};
        gp_update_definitions[rule].change(&rounded.operations, &change, moments, &numbers, &gradient);
        cr_expect(near(change.rounded, changes[rule]), "rule %zu: %g", rule, change.rounded);
        cr_expect(velocity.rounded == velocities[rule]);
        cr_expect_eq(gp_update_definitions[rule].moments, gp_update_rules[rule].moments);
        cr_expect_eq(gp_update_definitions[rule].is_decoupled, rule == GP_ADAMW);
    }
}

enum { precision = 300, sure = 180 };

static void set(gp_ball *x, slong numerator, ulong denominator)
{
    fmpq_t number;
    fmpq_init(number);
    fmpq_set_si(number, numerator, denominator);
    gp_ball_rational(x, number, precision);
    fmpq_clear(number);
}

/* The two balls say the same, and each says it with many of its 300 bits: 1 + erf(-5) cancels 40 of them. */
static void expect_equal(const gp_ball *one, const gp_ball *other)
{
    cr_expect(arb_overlaps(one->enclosure, other->enclosure));
    cr_expect_geq(arb_rel_accuracy_bits(one->enclosure), sure);
    cr_expect_geq(arb_rel_accuracy_bits(other->enclosure), sure);
}

/* What programs compute for a slope and for dE/da is written by hand, and only measured with. In balls it is what dual numbers
 * find from the values: this checks the one as well as the other. */
Test(calculus, programs_slopes)
{
    gp_proof_calculus proof;
    gp_proof_calculus_init(&proof, precision);
    gp_calculus *calculus = &proof.calculus;
    gp_value z, a, slope, delta, alpha, factor, t, da, program_slope, program_da, term;
    gp_value *const balls[] = {&z, &a, &slope, &delta, &alpha, &factor, &t, &da, &program_slope, &program_da, &term};
    for (size_t k = 0; k < sizeof balls / sizeof *balls; k++)
        calculus->arithmetic->init(balls[k]);
    set(&t.ball, 1, 3);
    set(&alpha.ball, 3, 4);
    set(&factor.ball, 2, 7);
    for (size_t f = 0; f < gp_activation_count; f++)
        for (slong numerator = -50; numerator <= 50 && !gp_activation_definitions[f].of_layer; numerator += 3) {
            set(&z.ball, numerator, 7);
            calculus->activate(calculus, (gp_activation)f, &alpha, &slope, &a, &z);
            gp_activation_definitions[f].program_slope(calculus->arithmetic, &program_slope, &z, &a, &alpha);
            expect_equal(&slope.ball, &program_slope.ball);
            calculus->back(calculus, (gp_activation)f, &alpha, &slope, &delta, &z, &a, &factor);
            calculus->arithmetic->multiply(calculus->arithmetic, &term, &program_slope, &factor);
            expect_equal(&delta.ball, &term.ball);
            for (size_t loss = 0; loss < gp_loss_count; loss++) {
                if (gp_losses[loss].is_paired && f != gp_losses[loss].paired_with)
                    continue;
                calculus->loss_gradient(calculus, (gp_loss_kind)loss, &da, &term, &factor, &z, &a, &t);
                gp_loss_definitions[loss].program_gradient(calculus->arithmetic, &program_da, &term, &factor, &z, &a, &t);
                expect_equal(&da.ball, &program_da.ball);
                if (!gp_loss_definitions[loss].program_delta)
                    continue;
                gp_loss_definitions[loss].program_delta(calculus->arithmetic, &term, &factor, 1, 0, &a, &t);
                calculus->arithmetic->multiply(calculus->arithmetic, &da, &da, &slope);
                expect_equal(&da.ball, &term.ball);
                gp_loss_definitions[loss].value(calculus->arithmetic, &da, &a, &t);
                gp_loss_definitions[loss].program_value(calculus->arithmetic, &term, 1, 0, &z, &t);
                expect_equal(&da.ball, &term.ball);
            }
        }
    for (size_t k = 0; k < sizeof balls / sizeof *balls; k++)
        calculus->arithmetic->clear(balls[k]);
    gp_proof_calculus_clear(&proof);
}

/* The same of softmax, whose units depend on each other, and of the loss that belongs to it: with targets that add up to 1, and
   with others. */
Test(calculus, programs_softmax)
{
    enum { units = 3 };
    gp_proof_calculus proof;
    gp_proof_calculus_init(&proof, precision);
    gp_calculus *calculus = &proof.calculus;
    gp_value z[units], a[units], da[units], delta[units], t[units], program[units], factor, term;
    for (size_t k = 0; k < units; k++) {
        gp_value *const of_unit[] = {&z[k], &a[k], &da[k], &delta[k], &t[k], &program[k]};
        for (size_t m = 0; m < sizeof of_unit / sizeof *of_unit; m++)
            calculus->arithmetic->init(of_unit[m]);
        set(&z[k].ball, 7 - 5 * (slong)k, 3);
    }
    calculus->arithmetic->init(&factor);
    calculus->arithmetic->init(&term);
    set(&factor.ball, 2, 7);
    for (slong off = 0; off < 2; off++) {
        for (size_t k = 0; k < units; k++)
            set(&t[k].ball, 1 + (slong)k + off, 6);
        calculus->activate_layer(calculus, GP_SOFTMAX, units, a, z);
        gp_activation_definitions[GP_SOFTMAX].of_layer->program_value(calculus->arithmetic, units, program, z);
        for (size_t k = 0; k < units; k++) {
            expect_equal(&a[k].ball, &program[k].ball);
            calculus->loss_gradient(calculus, GP_CROSS_ENTROPY_LOSS, &da[k], &term, &factor, &z[k], &a[k], &t[k]);
            gp_loss_definitions[GP_CROSS_ENTROPY_LOSS].program_gradient(calculus->arithmetic, &program[k], &term, &factor,
                                                                        &z[k], &a[k], &t[k]);
            expect_equal(&da[k].ball, &program[k].ball);
            gp_loss_definitions[GP_CROSS_ENTROPY_LOSS].value(calculus->arithmetic, &program[k], &a[k], &t[k]);
            gp_loss_definitions[GP_CROSS_ENTROPY_LOSS].program_value(calculus->arithmetic, &term, units, k, z, t);
            expect_equal(&program[k].ball, &term.ball);
        }
        calculus->layer_back(calculus, GP_SOFTMAX, units, delta, z, a, da);
        gp_activation_definitions[GP_SOFTMAX].of_layer->program_back(calculus->arithmetic, units, program, a, da);
        for (size_t k = 0; k < units; k++) {
            expect_equal(&delta[k].ball, &program[k].ball);
            gp_loss_definitions[GP_CROSS_ENTROPY_LOSS].program_delta(calculus->arithmetic, &term, &factor, units, k, a, t);
            expect_equal(&delta[k].ball, &term.ball);
        }
    }
    for (size_t k = 0; k < units; k++) {
        gp_value *const of_unit[] = {&z[k], &a[k], &da[k], &delta[k], &t[k], &program[k]};
        for (size_t m = 0; m < sizeof of_unit / sizeof *of_unit; m++)
            calculus->arithmetic->clear(of_unit[m]);
    }
    calculus->arithmetic->clear(&factor);
    calculus->arithmetic->clear(&term);
    gp_proof_calculus_clear(&proof);
}

/* Each slope at 0, which is known exactly, in quarters, with alpha 3/4. A new activation needs a value here. */
static const slong slopes_at_0[] = {
    [GP_IDENTITY] = 4, [GP_SIGMOID] = 1, [GP_TANH] = 4, [GP_RELU] = 0,      [GP_LEAKY_RELU] = 3, [GP_ELU] = 3,
    [GP_SOFTPLUS] = 2, [GP_SILU] = 2,    [GP_GELU] = 2, [GP_GELU_TANH] = 2, [GP_SOFTMAX] = 0 /* none */};
_Static_assert(sizeof slopes_at_0 / sizeof *slopes_at_0 == gp_activation_count, "each activation is tested");

Test(calculus, proof)
{
    gp_proof_calculus proof;
    gp_proof_calculus_init(&proof, precision);
    gp_value z, a, slope, alpha;
    gp_value *const balls[] = {&z, &a, &slope, &alpha};
    for (size_t k = 0; k < 4; k++)
        proof.balls.operations.init(balls[k]);
    set(&alpha.ball, 3, 4);
    fmpq_t expected;
    fmpq_init(expected);
    for (size_t f = 0; f < gp_activation_count; f++) {
        if (gp_activation_definitions[f].of_layer)
            continue;
        proof.calculus.activate(&proof.calculus, (gp_activation)f, &alpha, &slope, &a, &z);
        fmpq_set_si(expected, slopes_at_0[f], 4);
        cr_expect(slope.ball.rational && fmpq_equal(slope.ball.exact, expected), "activation %zu", f);
    }
    fmpq_clear(expected);
    for (size_t k = 0; k < 4; k++)
        proof.balls.operations.clear(balls[k]);
    gp_proof_calculus_clear(&proof);
}

/* A net input whose ball straddles 0, with the radius 2^-100: ReLU and its slope may be either, and no precision is pretended.
 */
Test(calculus, straddling_a_kink)
{
    gp_proof_calculus proof;
    gp_proof_calculus_init(&proof, precision);
    gp_value z, a, slope, alpha;
    gp_value *const balls[] = {&z, &a, &slope, &alpha};
    for (size_t k = 0; k < 4; k++)
        proof.balls.operations.init(balls[k]);
    z.ball.rational = false;
    mag_set_ui_2exp_si(arb_radref(z.ball.enclosure), 1, -100);
    proof.calculus.activate(&proof.calculus, GP_RELU, &alpha, &slope, &a, &z);
    cr_expect(!slope.ball.rational && arb_contains_si(slope.ball.enclosure, 0) && arb_contains_si(slope.ball.enclosure, 1));
    cr_expect(!a.ball.rational && arb_contains_zero(a.ball.enclosure) &&
              arb_contains_arf(a.ball.enclosure, arb_midref(z.ball.enclosure)));
    for (slong side = -1; side <= 1; side += 2) { /* on either side of it, however near, all is known */
        arf_set_si_2exp_si(arb_midref(z.ball.enclosure), side, -99);
        proof.calculus.activate(&proof.calculus, GP_RELU, &alpha, &slope, &a, &z);
        cr_expect(arb_equal_si(slope.ball.enclosure, side > 0));
        cr_expect(side > 0 ? arb_equal(a.ball.enclosure, z.ball.enclosure) : arb_is_zero(a.ball.enclosure));
    }
    for (size_t k = 0; k < 4; k++)
        proof.balls.operations.clear(balls[k]);
    gp_proof_calculus_clear(&proof);
}

/* What is asked aside leaves the roundings of a run where they are. */
Test(calculus, program)
{
    gp_program_calculus program;
    gp_program_calculus_init(&program, gp_rounded_arithmetic_make(10, GP_AT_RANDOM, 0, 7));
    const uint64_t before = program.rounded.chance;
    cr_expect_neq(program.aside.chance, before);
    const gp_value third = {.rounded = 1.0 / 3};
    gp_value product;
    program.calculus.aside->multiply(program.calculus.aside, &product, &third, &third);
    cr_expect_eq(program.rounded.chance, before);
    program.calculus.arithmetic->multiply(program.calculus.arithmetic, &product, &third, &third);
    cr_expect_neq(program.rounded.chance, before);
}
