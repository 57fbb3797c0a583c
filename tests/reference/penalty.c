#include "reference/penalty.h"

#include "support/check.h"
#include "support/worked_example.h"

Test(penalty, reported)
{
    cr_assert_not(gp_reports_penalty(&(gp_error){.factor = 3}));
    cr_assert(gp_reports_penalty(&(gp_error){.weight_penalty = 0.5}));
    cr_assert(gp_reports_penalty(&(gp_error){.bias_penalty = 0.5}));
}

/* The squares of W1 are 0.25 + 2.25 + 5.0625 + 0.5625 + 9 + 1.5625 = 18.6875, those of W2 are
   16 + 0.25 + 0.0625 + 4 + 2.25 + 9 = 31.5625; of b1 0.015625 + 0.0625 + 25 = 25.078125, and of b2, which both units share,
   0.5625, once. A quarter of 50.25 is 12.5625, an eighth of 25.640625 is 3.205078125. */
Test(penalty, of_network)
{
    worked_example example;
    worked_example_create(&example);
    check_equal(gp_penalty(&example.network, &(gp_error){.weight_penalty = 0.5}), (gp_real)12.5625);
    check_equal(gp_penalty(&example.network, &(gp_error){.bias_penalty = 0.25}), (gp_real)3.205078125);
    check_equal(gp_penalty(&example.network, &(gp_error){.factor = 7, .weight_penalty = 0.5, .bias_penalty = 0.25}),
                (gp_real)15.767578125);
    check_equal(gp_penalty(&example.network, &(gp_error){.factor = 7}), (gp_real)0);
    worked_example_free(&example);
}

/* What does not move costs as much as what does. */
Test(penalty, counts_frozen)
{
    worked_example example;
    worked_example_create(&example);
    example.network.layers[0].shape.weights_frozen = true;
    example.network.layers[1].shape.bias_trained = false;
    check_equal(gp_penalty(&example.network, &(gp_error){.weight_penalty = 0.5, .bias_penalty = 0.25}), (gp_real)15.767578125);
    worked_example_free(&example);
}
