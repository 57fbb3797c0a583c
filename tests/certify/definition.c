/* The definitions of functions: their values by hand, and the operations of programs against the derivatives that are found. */
#include "certify/calculus.h"
#include "certify/sample.h"
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

/* What each activation is at -1, 0 and 2, and its slope there. A new activation needs a line here. */
static const struct {
    double value[3], slope[3];
} activations[] = {
    [GP_IDENTITY] = {{-1, 0, 2}, {1, 1, 1}},
    [GP_SIGMOID] = {{0.26894142136999512074, 0.5, 0.88079707797788244406},
                    {0.19661193324148185295, 0.25, 0.10499358540350651736}},
};
_Static_assert(sizeof activations / sizeof *activations == gp_activation_count, "each activation is tested");

Test(definition, activations)
{
    static const double at[3] = {-1, 0, 2};
    gp_rounded_arithmetic rounded = in_binary();
    for (size_t f = 0; f < gp_activation_count; f++)
        for (size_t k = 0; k < 3; k++) {
            const gp_value z = {.rounded = at[k]}, da = {.rounded = -3};
            gp_value a, slope, delta;
            gp_activation_definitions[f].value(&rounded.operations, &a, &z);
            cr_expect(near(a.rounded, activations[f].value[k]), "activation %zu at %g: %.17g", f, at[k], a.rounded);
            gp_activation_definitions[f].program_back(&rounded.operations, &slope, &delta, &a, &da);
            cr_expect(near(slope.rounded, activations[f].slope[k]), "activation %zu at %g: %.17g", f, at[k], slope.rounded);
            cr_expect(near(delta.rounded, -3 * activations[f].slope[k]));
        }
}

/* What each loss is of the output 2 with the target 5, without a factor, and its slope. */
static const double losses[][2] = {[GP_SQUARED_LOSS] = {9, -6}};
_Static_assert(sizeof losses / sizeof *losses == gp_loss_count, "each loss is tested");

Test(definition, losses)
{
    gp_rounded_arithmetic rounded = in_binary();
    const gp_value a = {.rounded = 2}, t = {.rounded = 5}, factor = {.rounded = 0.25};
    for (size_t loss = 0; loss < gp_loss_count; loss++) {
        gp_value share, da, term;
        gp_loss_definitions[loss].value(&rounded.operations, &share, &a, &t);
        cr_expect(near(share.rounded, losses[loss][0]));
        gp_loss_definitions[loss].program_gradient(&rounded.operations, &da, &term, &factor, &a, &t);
        cr_expect(near(da.rounded, 0.25 * losses[loss][1]));
    }
}

/* What each deviation is of the output 2 with the target 5. */
static const double deviations[] = {[GP_SQUARED] = 9, [GP_ABSOLUTE] = 3};
_Static_assert(sizeof deviations / sizeof *deviations == gp_deviation_count, "each deviation is tested");

Test(definition, deviations)
{
    gp_rounded_arithmetic rounded = in_binary();
    const gp_value a = {.rounded = 2}, t = {.rounded = 5};
    for (size_t k = 0; k < gp_deviation_count; k++) {
        gp_value deviation;
        gp_deviation_definitions[k].value(&rounded.operations, &deviation, &a, &t);
        cr_expect(deviation.rounded == deviations[k]);
    }
}

/* What each update rule adds to a parameter with the gradient 8 at the rate 1/4. */
static const double changes[] = {[GP_GRADIENT_DESCENT] = -2};
_Static_assert(sizeof changes / sizeof *changes == gp_update_rule_count, "each update rule is tested");

Test(definition, updates)
{
    gp_rounded_arithmetic rounded = in_binary();
    const gp_value rate = {.rounded = 0.25}, gradient = {.rounded = 8};
    for (size_t rule = 0; rule < gp_update_rule_count; rule++) {
        gp_value change;
        gp_update_definitions[rule].change(&rounded.operations, &change, &rate, &gradient);
        cr_expect(change.rounded == changes[rule]);
    }
}

static void set(gp_ball *x, slong numerator, ulong denominator)
{
    fmpq_t number;
    fmpq_init(number);
    fmpq_set_si(number, numerator, denominator);
    gp_ball_rational(x, number, 200);
    fmpq_clear(number);
}

/* The two balls say the same, and each says it with nearly all of its 200 bits. */
static void expect_equal(const gp_ball *one, const gp_ball *other)
{
    cr_expect(arb_overlaps(one->enclosure, other->enclosure));
    cr_expect_geq(arb_rel_accuracy_bits(one->enclosure), 180);
    cr_expect_geq(arb_rel_accuracy_bits(other->enclosure), 180);
}

/* What programs compute for a slope and for dE/da is written by hand, and only measured with. In balls it is what dual numbers
 * find from the values: this checks the one as well as the other. */
Test(calculus, programs_slopes)
{
    gp_proof_calculus proof;
    gp_proof_calculus_init(&proof, 200);
    gp_calculus *calculus = &proof.calculus;
    gp_value z, a, slope, delta, factor, t, da, program_slope, program_da, term;
    gp_value *const balls[] = {&z, &a, &slope, &delta, &factor, &t, &da, &program_slope, &program_da, &term};
    for (size_t k = 0; k < sizeof balls / sizeof *balls; k++)
        calculus->arithmetic->init(balls[k]);
    set(&t.ball, 1, 3);
    set(&factor.ball, 2, 7);
    for (size_t f = 0; f < gp_activation_count; f++)
        for (slong numerator = -50; numerator <= 50; numerator += 3) {
            set(&z.ball, numerator, 7);
            calculus->activate(calculus, (gp_activation)f, &slope, &a, &z);
            gp_activation_definitions[f].program_back(calculus->arithmetic, &program_slope, &delta, &a, &factor);
            expect_equal(&slope.ball, &program_slope.ball);
            calculus->back(calculus, (gp_activation)f, &slope, &term, &a, &factor);
            expect_equal(&delta.ball, &term.ball);
            for (size_t loss = 0; loss < gp_loss_count; loss++) {
                calculus->loss_gradient(calculus, (gp_loss_kind)loss, &da, &term, &factor, &a, &t);
                gp_loss_definitions[loss].program_gradient(calculus->arithmetic, &program_da, &term, &factor, &a, &t);
                expect_equal(&da.ball, &program_da.ball);
            }
        }
    for (size_t k = 0; k < sizeof balls / sizeof *balls; k++)
        calculus->arithmetic->clear(balls[k]);
    gp_proof_calculus_clear(&proof);
}

/* Each slope at 0, which is known exactly, in quarters. A new activation needs a value here. */
static const slong slopes_at_0[] = {[GP_IDENTITY] = 4, [GP_SIGMOID] = 1};
_Static_assert(sizeof slopes_at_0 / sizeof *slopes_at_0 == gp_activation_count, "each activation is tested");

Test(calculus, proof)
{
    gp_proof_calculus proof;
    gp_proof_calculus_init(&proof, 200);
    gp_value z, a, slope;
    gp_value *const balls[] = {&z, &a, &slope};
    for (size_t k = 0; k < 3; k++)
        proof.balls.operations.init(balls[k]);
    fmpq_t expected;
    fmpq_init(expected);
    for (size_t f = 0; f < gp_activation_count; f++) {
        proof.calculus.activate(&proof.calculus, (gp_activation)f, &slope, &a, &z);
        fmpq_set_si(expected, slopes_at_0[f], 4);
        cr_expect(slope.ball.rational && fmpq_equal(slope.ball.exact, expected));
    }
    fmpq_clear(expected);
    for (size_t k = 0; k < 3; k++)
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
