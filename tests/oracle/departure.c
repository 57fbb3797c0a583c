#include "oracle/departed_run.h"

#include "oracle/by_hand.h"
#include "oracle/run.h"
#include "support/check.h"
#include "support/open_case.h"
#include "support/random_problem.h"

#include <stdlib.h>
#include <string.h>

/* What a run of the problem by hand gives, in this order. */
static const gp_place places[] = {
    {.quantity = GP_ACTIVATED, .step = 0, .layer = 1},
    {.quantity = GP_ACTIVATED, .step = 0, .layer = 2, .unit = 0},
    {.quantity = GP_DELTA, .step = 0, .layer = 2, .unit = 0},
    {.quantity = GP_DELTA, .step = 0, .layer = 1},
    {.quantity = GP_WEIGHT_GRADIENT, .step = 0, .layer = 1, .input = 0},
    {.quantity = GP_WEIGHT_GRADIENT, .step = 0, .layer = 1, .input = 1},
    {.quantity = GP_BIAS_GRADIENT, .step = 0, .layer = 1},
    {.quantity = GP_WEIGHT_GRADIENT, .step = 0, .layer = 2, .unit = 1},
    {.quantity = GP_BIAS_GRADIENT, .step = 0, .layer = 2},
    {.quantity = GP_WEIGHT, .step = 1, .layer = 1, .input = 0},
    {.quantity = GP_WEIGHT, .step = 1, .layer = 1, .input = 1},
    {.quantity = GP_BIAS, .step = 1, .layer = 1},
    {.quantity = GP_WEIGHT, .step = 1, .layer = 2, .unit = 0},
    {.quantity = GP_WEIGHT, .step = 1, .layer = 2, .unit = 1},
    {.quantity = GP_BIAS, .step = 1, .layer = 2},
};
enum { place_count = sizeof places / sizeof *places };

static void check_run(const char *departures, const gp_real expected[place_count])
{
    char list[256] = "\n}}";
    if (departures)
        snprintf(list, sizeof list, ",\n\"departures\": [%s]}}", departures);
    char *text = text_with(by_hand, "\n}}", list), place[160];
    text_case opened;
    gp_real values[place_count];
    text_case_open(text, &opened);
    cr_assert_eq(gp_run_places(&opened.the_case.problem, places, place_count, values), GP_OK);
    for (size_t k = 0; k < place_count; k++)
        cr_assert(values[k] == expected[k], "%s: %s: obtained %.*g, expected %.*g", departures ? departures : "plain",
                  gp_place_text(&places[k], place), GP_REAL_DIGITS, (double)values[k], GP_REAL_DIGITS, (double)expected[k]);
    text_case_close(&opened);
    free(text);
}

/* Each departure changes what it is about, and what follows from that, and nothing else. Columns as in the list of places: what
   stands before the hidden delta never changes. */
Test(departure, by_hand)
{
    check_run(NULL, (gp_real[]){0.5, 1.5, 0.5, 0.5, 1, -1.5, 0.5, 0.25, 1, 0, 1, 0, 1.875, -1.125, 0});
    check_run(UPDATED,
              (gp_real[]){0.5, 1.5, 0.5, 0.375, 0.75, -1.125, 0.375, 0.25, 1, 0.125, 0.8125, 0.0625, 1.875, -1.125, 0});
    check_run(BORROWED, (gp_real[]){0.5, 1.5, 0.5, 0.5, 1, -1.5, 0.5, 0.25, 1, 0, 1, 0, 1.875, -1.125, 0.25});
    check_run(FROZEN, (gp_real[]){0.5, 1.5, 0.5, 0.5, 1, -1.5, 0.5, 0.25, 1, 0, 1, 0.25, 1.875, -1.125, 0});
    check_run(BORROWED ", " FROZEN, (gp_real[]){0.5, 1.5, 0.5, 0.5, 1, -1.5, 0.5, 0.25, 1, 0, 1, 0.25, 1.875, -1.125, 0.25});
    check_run(UPDATED ", " BORROWED,
              (gp_real[]){0.5, 1.5, 0.5, 0.375, 0.75, -1.125, 0.375, 0.25, 1, 0.125, 0.8125, 0.0625, 1.875, -1.125, 0.3125});
    check_run(UPDATED ", " BORROWED ", " FROZEN,
              (gp_real[]){0.5, 1.5, 0.5, 0.375, 0.75, -1.125, 0.375, 0.25, 1, 0.125, 0.8125, 0.25, 1.875, -1.125, 0.3125});
}

/* Of a batch's only sample it is all one whether weights move first in a step of its own or in that of its batch. */
Test(departure, weights_first_by_samples)
{
    static const gp_departure flows[] = {GP_ONLINE_FOR_BATCH, GP_BATCH_MOVED_IN_PLACE};
    text_case opened;
    text_case_open(by_hand, &opened);
    gp_departures *departures = &opened.the_case.problem.departures;
    for (size_t k = 0; k < sizeof flows / sizeof *flows; k++) {
        gp_real expected[place_count], values[place_count];
        *departures = gp_departure_set(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS);
        cr_assert_eq(gp_run_places(&opened.the_case.problem, places, place_count, expected), GP_OK);
        *departures = gp_departures_of_either(*departures, gp_departure_set(flows[k]));
        cr_assert_eq(gp_run_places(&opened.the_case.problem, places, place_count, values), GP_OK);
        check_same_bits(values, expected, place_count);
    }
    text_case_close(&opened);
}

/* The second document's own step, in its words: delta = -0.0407, w1 from 0.3 to 0.2723, and delta1 = delta * w1 * out (1 - out)
   with that new w1. A run without rounding: out 0.680267, 0.663739, 0.690283, delta = (0.5 - out) out (1 - out) = -0.0406811.
 */
Test(departure, document)
{
    static const char samsel[] =
        "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 2, \"layers\": [\n"
        "{\"units\": 2, \"activation\": \"sigmoid\", \"bias\": \"none\", \"W\": [[\"0.1\", \"0.8\"], [\"0.4\", \"0.6\"]]},\n"
        "{\"units\": 1, \"activation\": \"sigmoid\", \"bias\": \"none\", \"W\": [[\"0.3\", \"0.9\"]]}],\n"
        "\"samples\": [{\"input\": [\"0.35\", \"0.9\"], \"target\": [\"0.5\"]}],\n"
        "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"},\n"
        "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},\n"
        "\"training\": {\"rate\": \"1\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}, \"departures\": [" UPDATED "]}}";
    static const gp_place hidden[] = {
        {.quantity = GP_DELTA, .layer = 2},
        {.quantity = GP_DELTA, .layer = 1, .unit = 0},
        {.quantity = GP_DELTA, .layer = 1, .unit = 1},
        {.quantity = GP_WEIGHT, .step = 1, .layer = 2, .input = 0},
        {.quantity = GP_WEIGHT, .step = 1, .layer = 2, .input = 1},
    };
    text_case opened;
    gp_real values[5];
    text_case_open(samsel, &opened);
    cr_assert_eq(gp_run_places(&opened.the_case.problem, hidden, 5, values), GP_OK);
    const double out1 = 0.680267, out2 = 0.663739, delta = 0.0406811;
    const double w1 = 0.3 - delta * out1, w2 = 0.9 - delta * out2;
    cr_assert_float_eq((double)values[0], delta, 1e-6);
    cr_assert_float_eq((double)values[3], w1, 1e-6);
    cr_assert_float_eq((double)values[4], w2, 1e-6);
    cr_assert_float_eq((double)values[1], delta * w1 * out1 * (1 - out1), 1e-6);
    cr_assert_float_eq((double)values[2], delta * w2 * out2 * (1 - out2), 1e-6);
    cr_assert_float_neq((double)values[1], delta * 0.3 * out1 * (1 - out1), 1e-4);
    cr_assert_float_neq((double)values[2], delta * 0.9 * out2 * (1 - out2), 1e-4);
    text_case_close(&opened);
}

/* The parameters and errors of a run. */
typedef struct course {
    gp_real parameters[1000], errors[most_epochs + 1];
    size_t count;
} course;

static bool keep_error(void *context, size_t epoch, gp_real error)
{
    ((course *)context)->errors[epoch] = error;
    return true;
}

/* Who sees each number, and changes none: the run is then put together from parts. */
static bool only_look(void *context, const gp_place *first, gp_real *values, size_t count)
{
    (void)context, (void)first, (void)values, (void)count;
    return true;
}

static const gp_number_observer only_looking = {.see = only_look};

/* A random problem, changed, and run by the plain step or, where there are departures, put together from parts. */
static void train(uint32_t seed, const gp_departures *departures, const gp_number_observer *numbers,
                  void (*change)(random_problem *), course *kept)
{
    gp_random random;
    random_problem problem;
    gp_random_seed(&random, seed);
    random_problem_create(&random, &problem);
    change(&problem);
    const gp_observer observer = {.context = kept, .epoch = keep_error};
    gp_setup setup = {.network = problem.network,
                      .workspace = problem.workspace,
                      .samples = problem.samples,
                      .rule = problem.rule,
                      .values = problem.values};
    const gp_training training = gp_setup_training(&setup, &observer);
    *kept = (course){.count = parameter_count(&problem.network)};
    cr_assert_leq(kept->count, sizeof kept->parameters / sizeof *kept->parameters);
    cr_assert_eq(departures ? gp_departed_train(&setup, *departures, &observer, numbers) : gp_train(&training, gp_step), GP_OK);
    memcpy(kept->parameters, problem.network.memory, kept->count * sizeof *kept->parameters);
    random_problem_free(&problem);
}

static void nothing(random_problem *problem)
{
    (void)problem;
}

static void no_rate(random_problem *problem)
{
    problem->rule.rate = 0;
    problem->rule.batch = 1;
}

static void no_trained_biases(random_problem *problem)
{
    for (size_t l = 0; l < problem->network.depth; l++)
        problem->network.layers[l].shape.bias_trained = false;
}

static void single_samples(random_problem *problem)
{
    problem->rule.batch = 1;
    if (problem->rule.epochs == 0)
        problem->rule.epochs = 1;
}

static bool same(gp_departures departures, void (*change)(random_problem *), uint32_t seed)
{
    static course plain, departed, seen;
    train(seed, NULL, NULL, change, &plain);
    train(seed, &departures, NULL, change, &departed);
    train(seed, &departures, &only_looking, change, &seen);
    cr_assert_eq(plain.count, departed.count);
    cr_assert_eq(memcmp(&departed, &seen, sizeof seen), 0, "seed %u: who looks on changes the run", (unsigned)seed);
    return memcmp(plain.parameters, departed.parameters, plain.count * sizeof(gp_real)) == 0 &&
           memcmp(plain.errors, departed.errors, sizeof plain.errors) == 0;
}

/* Without departures: the bits of the plain step. */
Test(departure, none)
{
    for (uint32_t seed = 1; seed <= 300; seed++)
        cr_assert(same(GP_TEXTBOOK, nothing, seed), "seed %u", (unsigned)seed);
}

/* Updated weights make no difference where the rate is 0, and frozen biases none where no bias moves; on most random networks
   both do make one. */
Test(departure, where_they_show)
{
    size_t shown_updated = 0, shown_frozen = 0;
    for (uint32_t seed = 1; seed <= 100; seed++) {
        cr_assert(same(gp_departure_set(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS), no_rate, seed), "seed %u", (unsigned)seed);
        cr_assert(same(gp_departure_set(GP_HIDDEN_BIASES_FROZEN), no_trained_biases, seed), "seed %u", (unsigned)seed);
        shown_updated += !same(gp_departure_set(GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS), single_samples, seed);
        shown_frozen += !same(gp_departure_set(GP_HIDDEN_BIASES_FROZEN), single_samples, seed);
    }
    cr_assert_gt(shown_updated, 50, "%zu of 100", shown_updated);
    cr_assert_gt(shown_frozen, 40, "%zu of 100", shown_frozen);
}

static bool keep_weight(void *context, size_t step, const gp_network *network)
{
    ((gp_real *)context)[step] = network->layers[0].W[0];
    return true;
}

/* Gradients of 1 and 2 by turns, in three epochs with the rates 1/2, 1/4 and 1/8: if each step takes the next rate, the third
   step has the last one, and keeps it. */
Test(departure, rate_of_each_step)
{
    static const char in_epochs[] =
        "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [\n"
        "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"8\"]]}],\n"
        "\"samples\": [{\"input\": [\"1\"], \"target\": [\"1\"]}, {\"input\": [\"2\"], \"target\": [\"1\"]}],\n"
        "\"loss\": {\"deviation\": \"linear\", \"factor\": \"1\"},\n"
        "\"training\": {\"rate\": [\"1/2\", \"1/4\", \"1/8\"], \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 3}}}";
    static const struct {
        gp_departure departure;
        gp_real W[7];
    } runs[] = {{GP_BIASES_FROZEN, {8, 7.5, 6.5, 6.25, 5.75, 5.625, 5.375}}, /* there are none: each epoch has its rate */
                {GP_RATE_OF_EACH_STEP, {8, 7.5, 7, 6.875, 6.625, 6.5, 6.25}}};
    text_case opened;
    text_case_open(in_epochs, &opened);
    for (size_t k = 0; k < 2; k++) {
        gp_setup setup;
        gp_real W[7];
        const gp_observer observer = {.context = W, .state = keep_weight};
        cr_assert_eq(gp_setup_create(&opened.the_case.problem, &setup), GP_OK);
        cr_assert_eq(gp_departed_train(&setup, gp_departure_set(runs[k].departure), &observer, NULL), GP_OK);
        for (size_t step = 0; step < 7; step++)
            cr_expect_eq(W[step], runs[k].W[step], "%zu, step %zu: %g", k, step, (double)W[step]);
        gp_setup_free(&setup);
    }
    text_case_close(&opened);
}

static bool stop_at_state(void *context, size_t step, const gp_network *network)
{
    (void)step, (void)network;
    ++*(size_t *)context;
    return false;
}

static bool stop_at_sample(void *context, size_t step, size_t sample, gp_real loss, const gp_workspace *workspace)
{
    (void)step, (void)sample, (void)loss, (void)workspace;
    ++*(size_t *)context;
    return false;
}

static bool stop_at_gradients(void *context, size_t step, const gp_workspace *workspace)
{
    (void)step, (void)workspace;
    ++*(size_t *)context;
    return false;
}

/* An observer stops a departed step at each point, is not asked again, and the parameters have not moved there. */
Test(departure, stops)
{
    static const gp_observer observers[] = {
        {.state = stop_at_state}, {.sample = stop_at_sample}, {.gradients = stop_at_gradients}};
    text_case opened;
    text_case_open(by_hand, &opened);
    for (size_t k = 0; k < 3; k++) {
        size_t calls = 0;
        gp_observer observer = observers[k];
        observer.context = &calls;
        gp_setup setup;
        cr_assert_eq(gp_setup_create(&opened.the_case.problem, &setup), GP_OK);
        cr_assert_eq(gp_departed_train(&setup, gp_departure_set(GP_HIDDEN_BIASES_FROZEN), &observer, NULL), GP_STOPPED);
        cr_assert_eq(calls, 1);
        check_values(setup.network.layers[1].W, 2, -1);
        gp_setup_free(&setup);
    }
    text_case_close(&opened);
}

/* The catalogue: each departure has an id of its own, a summary, a program and an equation. */
Test(departure, catalogue)
{
    for (size_t k = 0; k < gp_departure_count; k++) {
        const gp_departure_info *info = &gp_departure_catalogue[k];
        cr_assert(info->id && *info->id && *info->summary && *info->code && strncmp(info->equation, "eq_", 3) == 0, "%zu", k);
        for (size_t other = 0; other < k; other++)
            cr_assert_str_neq(info->id, gp_departure_catalogue[other].id);
    }
}

Test(departure, sets)
{
    const gp_departures ascent = gp_departure_set(GP_GRADIENT_ASCENT),
                        last = gp_departure_set((gp_departure)(gp_departure_count - 1));
    const gp_departures two = gp_departures_of_either(ascent, last);
    for (int k = 0; k < gp_departure_count; k++) {
        cr_assert_not(gp_departs(GP_TEXTBOOK, (gp_departure)k));
        cr_assert_eq(gp_departs(two, (gp_departure)k), k == GP_GRADIENT_ASCENT || k == gp_departure_count - 1);
    }
    cr_assert(gp_is_textbook(GP_TEXTBOOK) && !gp_is_textbook(ascent) && !gp_is_textbook(last));
    cr_assert(gp_same_departures(two, two) && !gp_same_departures(two, ascent) && !gp_same_departures(two, last));
    cr_assert(gp_same_departures(gp_departures_of_both(two, last), last));
    cr_assert(gp_is_textbook(gp_departures_of_both(ascent, last)));
    cr_assert(gp_same_departures(gp_departures_toggled(two, last), ascent));
    cr_assert(gp_same_departures(gp_departures_toggled(ascent, last), two));
}

/* No departure. */
#define none ((gp_departure)gp_departure_count)

/* A part that nobody replaces is the plain one; one that two departures replace is refused, whichever comes first. */
Test(departure, parts)
{
    gp_parts plain, parts;
    const gp_layer sigmoids = {.shape = {.activation = GP_SIGMOID}}, softmax = {.shape = {.activation = GP_SOFTMAX}};
    cr_assert(gp_parts_compose(GP_TEXTBOOK, &plain));
    cr_assert(gp_parts_compose(
        gp_departures_of_either(gp_departure_set(GP_HIDDEN_SLOPE_MISSING), gp_departure_set(GP_STATE_LATE)), &parts));
    cr_assert(parts.of[GP_PART_HIDDEN_DELTA].delta != plain.of[GP_PART_HIDDEN_DELTA].delta);
    cr_assert(parts.of[GP_PART_OUTPUT_DELTA].delta == plain.of[GP_PART_OUTPUT_DELTA].delta);
    cr_assert(parts.of[GP_PART_HIDDEN_SLOPES].slopes_of == plain.of[GP_PART_HIDDEN_SLOPES].slopes_of);
    cr_assert(parts.of[GP_PART_REPORT].report == GP_REPORT_AFTER && plain.of[GP_PART_REPORT].report == GP_REPORT_BEFORE);
    cr_assert(gp_parts_only_update(&plain) && !gp_parts_only_update(&parts));
    cr_assert(gp_parts_plain_output(&plain, &sigmoids) && gp_parts_plain_output(&parts, &sigmoids));
    cr_assert(gp_parts_compose(gp_departure_set(GP_OUTPUT_SLOPE_MISSING), &parts) && !gp_parts_plain_output(&parts, &sigmoids));
    cr_assert(gp_parts_compose(gp_departure_set(GP_LOSS_SLOPE_HALVED), &parts) && !gp_parts_plain_output(&parts, &sigmoids));
    cr_assert(gp_parts_compose(gp_departure_set(GP_SLOPE_OF_NET_INPUT), &parts) && !gp_parts_plain_output(&parts, &sigmoids));
    cr_assert(gp_parts_plain_output(&parts, &softmax)); /* which has no slopes */
    cr_assert(gp_parts_compose(gp_departure_set(GP_SOFTMAX_DIAGONAL_ONLY), &parts) &&
              gp_parts_plain_output(&parts, &sigmoids) && !gp_parts_plain_output(&parts, &softmax));
    gp_parts update;
    cr_assert(gp_parts_compose(
        gp_departures_of_either(gp_departure_set(GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT), gp_departure_set(GP_BIASES_FROZEN)),
        &update));
    cr_assert(gp_parts_only_update(&update));
    cr_assert(gp_parts_compose(gp_departure_set(GP_GRADIENTS_NOT_RESET), &update) && !gp_parts_only_update(&update));
    cr_assert_not(gp_parts_compose(
        gp_departures_of_either(gp_departure_set(GP_SLOPE_OF_NET_INPUT), gp_departure_set(GP_SLOPE_OF_SECOND_SIGMOID)),
        &parts));
    cr_assert_not(
        gp_parts_compose(gp_departures_of_either(gp_departure_set(GP_STATE_LATE), gp_departure_set(GP_STATE_EARLY)), &parts));
}

/* The parts of a run with some departures: those of a list that ends where there is none. */
static gp_parts compose(const gp_departure *departures)
{
    gp_departures all = GP_TEXTBOOK;
    gp_parts parts;
    for (; *departures != none; departures++)
        all = gp_departures_of_either(all, gp_departure_set(*departures));
    cr_assert(gp_parts_compose(all, &parts));
    return parts;
}

/* With the rows (1, 2) and (4, 8) of W the inputs 3 and 5 give the sums 13 and 52, and with its columns 23 and 46. */
Test(departure, net_input)
{
    static const struct {
        gp_departure departures[4];
        gp_real expected[2];
    } rows[] = {{{none}, {29, 84}},
                {{GP_NET_INPUT_BY_TRANSPOSE, none}, {39, 78}},
                {{GP_LAST_INPUT_DROPPED, none}, {19, 44}},
                {{GP_BIAS_SUBTRACTED, none}, {-3, 20}},
                {{GP_NET_INPUT_BY_TRANSPOSE, GP_LAST_INPUT_DROPPED, none}, {19, 38}},
                {{GP_NET_INPUT_BY_TRANSPOSE, GP_BIAS_DOUBLED, none}, {55, 110}},
                {{GP_NET_INPUT_BY_TRANSPOSE, GP_LAST_INPUT_DROPPED, GP_BIAS_LEFT_OUT, none}, {3, 6}}};
    gp_real W[] = {1, 2, 4, 8}, b[] = {16, 32}, z[2];
    const gp_layer layer = {.shape = {.units = 2, .bias = GP_BIAS_PER_UNIT}, .inputs = 2, .W = W, .b = b};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const gp_parts parts = compose(rows[k].departures);
        gp_parts_net_input(&parts, &layer, (const gp_real[]){3, 5}, z);
        check_values(z, rows[k].expected[0], rows[k].expected[1]);
    }
    const gp_parts parts = compose((const gp_departure[]){GP_LAST_INPUT_DROPPED, none});
    const gp_layer narrow = {.shape = {.units = 2, .bias = GP_BIAS_SHARED}, .inputs = 1, .W = W, .b = b};
    gp_parts_net_input(&parts, &narrow, (const gp_real[]){3}, z); /* a single input stays */
    check_values(z, 19, 22);
}

/* The same W, with the deltas 3 and 5 and the raw errors 7 and 11 of its units; the sample before has left 100 and 200. */
Test(departure, back)
{
    static const struct {
        gp_departure departures[3];
        gp_real expected[2];
    } rows[] = {{{none}, {23, 46}},
                {{GP_HIDDEN_DELTA_BY_TRANSPOSE, none}, {13, 52}},
                {{GP_LAST_DELTA_DROPPED, none}, {3, 6}},
                {{GP_RAW_ERROR_HANDED_DOWN, none}, {51, 102}},
                {{GP_HIDDEN_ERROR_OVERWRITTEN, none}, {20, 40}},
                {{GP_HIDDEN_ERRORS_NOT_RESET, none}, {123, 246}},
                {{GP_FROZEN_LAYER_BLOCKS, none}, {0, 0}},
                {{GP_HIDDEN_DELTA_BY_TRANSPOSE, GP_LAST_DELTA_DROPPED, none}, {3, 12}},
                {{GP_HIDDEN_DELTA_BY_TRANSPOSE, GP_RAW_ERROR_HANDED_DOWN, none}, {29, 116}},
                {{GP_RAW_ERROR_HANDED_DOWN, GP_HIDDEN_ERROR_OVERWRITTEN, none}, {44, 88}},
                {{GP_HIDDEN_ERRORS_NOT_RESET, GP_FROZEN_LAYER_BLOCKS, none}, {100, 200}}};
    gp_real W[] = {1, 2, 4, 8}, errors[] = {7, 11}, deltas[] = {3, 5}, da[2];
    const gp_layer_work work = {.da = errors, .delta = deltas};
    gp_layer layer = {.shape = {.units = 2, .weights_frozen = true}, .inputs = 2, .W = W};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const gp_parts parts = compose(rows[k].departures);
        gp_parts_activation_gradient(&parts, &layer, &work, (const gp_real[]){100, 200}, da);
        check_values(da, rows[k].expected[0], rows[k].expected[1]);
    }
    const gp_parts parts = compose((const gp_departure[]){GP_FROZEN_LAYER_BLOCKS, none});
    layer.shape.weights_frozen = false;
    gp_parts_activation_gradient(&parts, &layer, &work, (const gp_real[]){100, 200}, da);
    check_values(da, 23, 46);
}

/* Activations 0 and 1 of net inputs 2 and -3, none of which is the other's. Of 0 and 1 the sigmoid is 1/2 and its approximation
   3/4; the bounds of an activation are 0.01 and 0.99. */
Test(departure, slopes)
{
    const gp_real low = (gp_real)0.01, high = (gp_real)0.99;
    const struct {
        gp_departure departures[4];
        gp_real expected[2];
    } rows[] = {{{none}, {0, 0}},
                {{GP_SLOPE_OF_NET_INPUT, none}, {-2, -12}},
                {{GP_SLOPE_CLIPPED, none}, {low * (1 - low), high * (1 - high)}},
                {{GP_TANH_FOR_SIGMOID, none}, {1, 0}},
                {{GP_SIGMOID_SLOPE_EVERYWHERE, none}, {0, 0}},
                {{GP_SLOPE_OF_LAYER_ABOVE, none}, {1, 0}},
                {{GP_SLOPE_OF_NET_INPUT, GP_SLOPE_CLIPPED, none}, {high * (1 - high), low * (1 - low)}},
                {{GP_SLOPE_OF_NET_INPUT, GP_TANH_FOR_SIGMOID, none}, {-3, -8}},
                {{GP_SLOPE_OF_NET_INPUT, GP_SLOPE_OF_LAYER_ABOVE, none}, {-3, -8}},
                {{GP_SLOPE_CLIPPED, GP_TANH_FOR_SIGMOID, none}, {1 - low * low, 1 - high * high}},
                {{GP_SLOPE_OF_NET_INPUT, GP_SLOPE_CLIPPED, GP_TANH_FOR_SIGMOID, none}, {1 - high * high, 1 - low * low}},
                {{GP_SLOPE_OF_SECOND_SIGMOID, GP_SIGMOID_APPROXIMATED, none}, {0.25, 0.1875}},
                {{GP_SLOPE_OF_SECOND_SIGMOID, GP_TANH_FOR_SIGMOID, none}, {1, (gp_real)0.41997434161402606940}}};
    gp_real z[] = {2, -3}, a[] = {0, 1}, slopes[2];
    const gp_layer layers[] = {{.shape = {.units = 2, .activation = GP_SIGMOID}}, {.shape = {.activation = GP_TANH}}};
    const gp_layer_work work = {.z = z, .a = a, .slope = slopes};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const gp_parts parts = compose(rows[k].departures);
        gp_parts_slopes(&parts, layers, false, &work);
        check_values_ulps(slopes, 2, rows[k].expected[0], rows[k].expected[1]);
    }
    gp_parts parts = compose((const gp_departure[]){GP_SLOPE_OF_LAYER_ABOVE, GP_SLOPE_OF_NET_INPUT, none});
    gp_parts_slopes(&parts, layers, true, &work); /* above the last layer there is none */
    check_values(slopes, -2, -12);
    parts = compose((const gp_departure[]){GP_SLOPE_CLIPPED, none});
    const gp_layer tangent = {.shape = {.units = 2, .activation = GP_TANH}};
    gp_parts_slopes(&parts, &tangent, true, &work); /* the bounds are those of a sigmoid */
    check_values(slopes, 1, 0);
    const gp_layer softmax = {.shape = {.units = 2, .activation = GP_SOFTMAX}};
    gp_parts_slopes(&parts, &softmax, true, &work); /* which has none */
    check_values(slopes, 1, 0);
}

/* Two units with the deltas 3 and 5 and the activations 1/2 and 1/4; each gradient has 100 already. */
Test(departure, bias_gradient)
{
    static const struct {
        gp_departure departures[3];
        gp_real shared, per_unit[2];
    } rows[] = {
        {{none}, 108, {103, 105}},
        {{GP_BIAS_GRADIENT_TIMES_ACTIVATION, none}, 102.75, {101.5, 101.25}},
        {{GP_BIAS_BY_MEAN_OF_UNITS, none}, 104, {104, 104}},
        {{GP_BIAS_BY_SUM_OF_UNITS, none}, 108, {108, 108}},
        {{GP_SHARED_BIAS_BY_LAST_UNIT, none}, 105, {103, 105}},
        {{GP_BIAS_GRADIENT_TIMES_ACTIVATION, GP_BIAS_BY_MEAN_OF_UNITS, none}, 101.375, {101.375, 101.375}},
        {{GP_BIAS_GRADIENT_TIMES_ACTIVATION, GP_BIAS_BY_SUM_OF_UNITS, none}, 102.75, {102.75, 102.75}},
        {{GP_BIAS_GRADIENT_TIMES_ACTIVATION, GP_SHARED_BIAS_BY_LAST_UNIT, none}, 101.25, {101.5, 101.25}},
    };
    gp_real a[] = {0.5, 0.25}, deltas[] = {3, 5};
    const gp_layer_work work = {.a = a, .delta = deltas};
    const gp_layer shared = {.shape = {.units = 2, .bias = GP_BIAS_SHARED}},
                   per_unit = {.shape = {.units = 2, .bias = GP_BIAS_PER_UNIT}};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const gp_parts parts = compose(rows[k].departures);
        gp_real one[] = {100}, two[] = {100, 100};
        gp_parts_add_bias_gradient(&parts, &shared, &work, one);
        check_equal(one[0], rows[k].shared);
        gp_parts_add_bias_gradient(&parts, &per_unit, &work, two);
        check_values(two, rows[k].per_unit[0], rows[k].per_unit[1]);
    }
}

/* With a = (1/2, 1/8, 3/8) and da = (3, -4, 8): the whole matrix of slopes gives -0.5, -1, 1.5, its diagonal 3/4, -7/16, 15/8,
   and no slope da itself. Of a - t = (1/2, -7/8, 3/8) the slopes leave 1/8, -49/512, 45/512. */
Test(departure, softmax)
{
    static const struct {
        gp_departure departure; /* or none */
        gp_real expected[3];
    } rows[] = {{none, {-0.5, -1, 1.5}},
                {GP_SOFTMAX_DIAGONAL_ONLY, {0.75, -0.4375, 1.875}},
                {GP_OUTPUT_SLOPE_MISSING, {3, -4, 8}},
                {GP_SLOPE_OF_NET_INPUT, {-0.5, -1, 1.5}}};
    const gp_layer layer = {.shape = {.units = 3, .activation = GP_SOFTMAX}};
    gp_real a[] = {0.5, 0.125, 0.375}, da[] = {3, -4, 8}, delta[3];
    const gp_layer_work work = {.a = a, .da = da, .delta = delta};
    gp_parts parts;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        parts = compose((const gp_departure[]){rows[k].departure, none});
        gp_parts_delta(&parts, &layer, true, &work);
        check_values(delta, rows[k].expected[0], rows[k].expected[1], rows[k].expected[2]);
    }
    const gp_loss loss = {.kind = GP_CROSS_ENTROPY_LOSS, .factor = 1};
    cr_assert(gp_parts_compose(gp_departure_set(GP_CANCELLED_SLOPE_ADDED), &parts));
    parts.of[GP_PART_PAIRED_DELTA].paired_delta(&loss, 3, a, (const gp_real[]){0, 1, 0}, delta);
    check_values(delta, 0.125, -0.095703125, 0.087890625);
}

/* Outputs (1/2, 1/2) have the softmax (1/2, 1/2), and each is log 2 in its cross-entropy: with the targets 3/4, 1/4 and the
   factor 2, E = 2 log 2, and along the outputs 2 (p - t) = -1/2, 1/2. With the net inputs it would be another one. The
   sigmoid of the output 0 is 1/2. The squared loss is what it was. */
Test(departure, activated_twice)
{
    gp_parts parts;
    cr_assert(gp_parts_compose(gp_departure_set(GP_OUTPUT_ACTIVATED_TWICE), &parts));
    gp_loss loss = {.kind = GP_CROSS_ENTROPY_LOSS, .factor = 2};
    const gp_real z[] = {5, -7}, a[] = {0.5, 0.5}, t[] = {0.75, 0.25}, off[] = {0, 0}, log_2 = (gp_real)0.69314718055994530942;
    gp_real values[2];
    check_ulps(parts.of[GP_PART_LOSS].loss(&loss, 2, z, a, t), 2 * log_2, 2);
    parts.of[GP_PART_LOSS_GRADIENT].loss_gradient(&loss, 2, z, a, t, values);
    check_values(values, -0.5, 0.5);

    loss.kind = GP_BINARY_CROSS_ENTROPY_LOSS;
    parts.of[GP_PART_LOSS_PARTS].loss_parts(&loss, 2, z, off, t, values);
    check_values_ulps(values, 2, 2 * log_2, 2 * log_2);
    parts.of[GP_PART_LOSS_GRADIENT].loss_gradient(&loss, 2, z, off, t, values);
    check_values(values, -0.5, 0.5);

    loss.kind = GP_SQUARED_LOSS;
    check_equal(parts.of[GP_PART_LOSS].loss(&loss, 2, z, a, t), 0.25);
    parts.of[GP_PART_LOSS_GRADIENT].loss_gradient(&loss, 2, z, a, t, values);
    check_values(values, -1, 1);
}

static bool stop_at_call(void *context, const gp_place *first, gp_real *values, size_t count)
{
    (void)first, (void)values, (void)count;
    return (*(size_t *)context)-- > 0;
}

/* An error with a penalty: a single weight 3 and a bias 2, whose output is 5 and whose target is 5, with the decay 0.5 of
   weights and 0.25 of biases. The penalty is 0.25 * 9 + 0.125 * 4 = 2.75, and is all of the error. */
static gp_real error_with_penalty(gp_departures departures)
{
    static const gp_place error = {.quantity = GP_EPOCH_ERROR};
    text_case opened;
    gp_real value;
    text_case_open(
        "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [{\"units\": 1, \"activation\": "
        "\"identity\", \"W\": [[\"3\"]], \"b\": [\"2\"]}], \"samples\": [{\"input\": [\"1\"], \"target\": [\"5\"]}], "
        "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1\"}, \"error\": {\"deviation\": \"squared\", \"reduction\": "
        "\"mean\", \"factor\": \"1\", \"penalty\": \"l2\"}, \"training\": {\"rate\": \"0.5\", \"weight_decay\": \"0.5\", "
        "\"bias_decay\": \"0.25\", \"epochs\": 1}}}",
        &opened);
    opened.the_case.problem.departures = departures;
    cr_assert_eq(gp_run_places(&opened.the_case.problem, &error, 1, &value), GP_OK);
    text_case_close(&opened);
    return value;
}

/* Left out, doubled, and of biases as of weights, 0.25 * 9 + 0.25 * 4; what decays in another way leaves it as it is, and of an
   error that comes late it is that of the parameters behind the update, 3 - 0.5 * 1.5 and 2 - 0.5 * 0.5: 0.25 * 2.25^2 + 0.125
   * 1.75^2, beside a miss of 1. */
Test(departure, penalties)
{
    check_equal(error_with_penalty(GP_TEXTBOOK), (gp_real)2.75);
    check_equal(error_with_penalty(gp_departure_set(GP_PENALTY_LEFT_OUT)), (gp_real)0);
    check_equal(error_with_penalty(gp_departure_set(GP_PENALTY_DOUBLED)), (gp_real)5.5);
    check_equal(error_with_penalty(gp_departure_set(GP_PENALTY_OF_BIASES)), (gp_real)3.25);
    check_equal(error_with_penalty(gp_departure_set(GP_DECAY_LEFT_OUT)), (gp_real)2.75);
    check_equal(error_with_penalty(gp_departure_set(GP_DECAY_DOUBLED)), (gp_real)2.75);
    check_equal(error_with_penalty(gp_departure_set(GP_ONLINE_FOR_BATCH)), (gp_real)2.75);
    check_equal(error_with_penalty(gp_departure_set(GP_ERROR_LATE)), (gp_real)2.6484375);
}

/* Whoever sees the numbers can stop the run at each of them, in whatever order a step goes through its batch. */
Test(departure, stops_at_each_number)
{
    static const gp_departure flows[] = {GP_BIAS_SUBTRACTED,  GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS,
                                         GP_ONLINE_FOR_BATCH, GP_BATCH_MOVED_IN_PLACE,
                                         GP_STATE_LATE,       GP_STATE_EARLY,
                                         GP_LOSS_LATE,        GP_ERROR_LATE};
    text_case opened;
    text_case_open(by_hand, &opened);
    for (size_t f = 0; f < sizeof flows / sizeof *flows; f++) {
        gp_status status = GP_STOPPED;
        size_t calls = 0;
        for (; status == GP_STOPPED; calls++) {
            size_t left = calls;
            gp_setup setup;
            cr_assert_eq(gp_setup_create(&opened.the_case.problem, &setup), GP_OK);
            status = gp_departed_train(&setup, gp_departure_set(flows[f]), NULL, &(gp_number_observer){&left, stop_at_call});
            gp_setup_free(&setup);
        }
        cr_assert_eq(status, GP_OK);
        /* two layers: of step 0 parameters, z, a and losses, then da, slope and delta, and dx, gradients, changes; its error;
           of step 1 what is forward, and its error */
        cr_assert_eq(calls - 1, 4 + 6 + 7 + 4 + 4 + 1 + 4 + 6 + 1, "departure %zu: %zu numbers", f, calls - 1);
    }
    text_case_close(&opened);
}
