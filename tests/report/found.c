/* What was found out about a program, as it is told: of hypotheses that are made here, so that each has a shape of its own. */
#define _POSIX_C_SOURCE 200809L

#include "report/inquiry.h"

#include "report/hello.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { most_made = 8, most_answers = 8 };

/* Two outcomes, the case hello and one without an id; four fresh problems; and what was found of them. */
typedef struct made {
    heard it;
    gp_outcome outcomes[2];
    gp_case nameless;
    gp_hypothesis items[most_made];
    bool explains[most_made][most_answers];
    size_t gives[most_made][most_answers];
    gp_terms terms;
    gp_outcomes all;
} made;

static void make(made *m)
{
    *m = (made){0};
    hear(&m->it, (const char *const[]){hello_wrong, NULL});
    m->nameless = (gp_case){.source = {.name = "file.json"}};
    gp_outcome_begin(&m->outcomes[0], &m->it.the_case);
    gp_outcome_begin(&m->outcomes[1], &m->nameless);
    m->all = (gp_outcomes){.items = m->outcomes, .count = 2, .planned = 2, .inquiry = {.items = m->items, .fresh = 4}};
}

static void unmake(made *m)
{
    gp_terms_free(&m->terms);
    heard_close(&m->it);
}

/* Adds one; it explains the first outcome, and gives so many numbers of it. */
static gp_hypothesis *add(made *m, gp_hypothesis hypothesis, size_t numbers)
{
    const size_t h = m->all.inquiry.count++;
    hypothesis.explains = m->explains[h];
    hypothesis.gives = m->gives[h];
    hypothesis.explains[0] = true;
    hypothesis.gives[0] = hypothesis.numbers = numbers;
    hypothesis.witnesses = 1;
    m->items[h] = hypothesis;
    return &m->items[h];
}

static gp_hypothesis name(gp_departure departure)
{
    return (gp_hypothesis){.name = gp_departure_set(departure)};
}

/* A formula that is so many instead of 1. */
static gp_hypothesis formula(made *m, gp_quantity quantity, double is)
{
    return (gp_hypothesis){.quantity = quantity,
                           .layers = GP_HIDDEN_LAYERS,
                           .right = gp_term_number(&m->terms, 1),
                           .term = gp_term_number(&m->terms, is)};
}

/* So many fresh problems have been predicted. */
static void confirm(gp_hypothesis *hypothesis, size_t fresh, size_t numbers)
{
    hypothesis->fresh = fresh;
    hypothesis->fresh_numbers = numbers;
    for (size_t k = 0; k < fresh; k++)
        hypothesis->gives[2 + k] = 1;
}

static void assert_told(const made *m, const char *expected)
{
    char *text;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    cr_assert(stream);
    gp_write_inquiry(stream, &m->all, "> ");
    cr_assert_eq(fclose(stream), 0);
    cr_expect_str_eq(text, expected);
    free(text);
}

/* What one number shows, and a fresh problem: numbers agree only where there are others. */
Test(found, of_one_number)
{
    made m;
    make(&m);
    confirm(add(&m, formula(&m, GP_DELTA, 2), 1), 1, 3);
    assert_told(&m, "> found: your delta of the hidden layers is what 2 gives, and should be 1\n"
                    ">     it rests on a single number in 1 case, and 3 in 1 problem that your program had not seen, agree\n");
    unmake(&m);
}

Test(found, names)
{
    made m;
    make(&m);
    confirm(add(&m, name(GP_RATE_TWICE), 5), 2, 6);
    add(&m, name(GP_PENALTY_DOUBLED), 5)->explains[1] = true; /* which nothing else explains */
    add(&m, name(GP_PENALTY_LEFT_OUT), 5)->explains[1] = true;
    assert_told(&m, "> agrees here, not confirmed: penalty-doubled, penalty-left-out\n"
                    "> found: your numbers are what comes out when the learning rate is multiplied in twice (rate-twice)\n"
                    ">     all 5 wrong numbers in 1 case, and 6 in 2 problems that your program had not seen, agree\n");
    unmake(&m);
}

/* A name that fitted one case is told with what refutes it; a formula is not. */
Test(found, refuted)
{
    made m;
    make(&m);
    gp_hypothesis *by_case = add(&m, name(GP_RATE_TWICE), 5), *by_fresh = add(&m, name(GP_PENALTY_DOUBLED), 5);
    by_case->refuted = by_fresh->refuted = true;
    by_case->refuted_by = &m.nameless;
    add(&m, formula(&m, GP_DELTA, 2), 1)->refuted = true;
    assert_told(&m,
                "> refuted: hello fits the mistake that the learning rate is multiplied in twice (rate-twice), but file.json "
                "does not\n"
                "> refuted: hello fits the mistake that the penalty of the reported error is twice as large (penalty-doubled), "
                "but a problem that your "
                "program had not seen does not\n");
    unmake(&m);
}

/* Of those that cannot be told apart three are told, and how many more there are. */
Test(found, rivals)
{
    made m;
    make(&m);
    for (size_t k = 0; k < 6; k++) {
        gp_hypothesis one = formula(&m, GP_DELTA, 2 + (double)k);
        one.supposed = true;
        add(&m, one, 3);
    }
    assert_told(&m,
                "> agrees here, not confirmed: your numbers are what comes out when delta of the hidden layers is 2, and it "
                "should be 1\n"
                ">     all 3 wrong numbers in 1 case, agree\n"
                ">     these cannot be told apart from it: that delta of the hidden layers is 3\n"
                ">       or: that delta of the hidden layers is 4\n"
                ">       or: that delta of the hidden layers is 5\n"
                ">       and 2 more\n");
    unmake(&m);
}

Test(found, rivals_with_names)
{
    made m;
    make(&m);
    confirm(add(&m, name(GP_RATE_TWICE), 3), 1, 2);
    confirm(add(&m, name(GP_PENALTY_DOUBLED), 3), 1, 2);
    assert_told(&m, "> found: your numbers are what comes out when the learning rate is multiplied in twice (rate-twice)\n"
                    ">     all 3 wrong numbers in 1 case, and 2 in 1 problem that your program had not seen, agree\n"
                    ">     these cannot be told apart from it: that the penalty of the reported error is twice as large "
                    "(penalty-doubled)\n");
    unmake(&m);
}

/* The same formula, found again in another answer, is told once; so is what a plainer one gives as well. */
Test(found, told_once)
{
    made m;
    make(&m);
    const gp_hypothesis plain = formula(&m, GP_DELTA, 2);
    gp_hypothesis longer = plain, other = plain;
    longer.term = gp_term_of_two(&m.terms, GP_TERM_PLUS, plain.right, plain.right);
    other.supposed = true;
    confirm(add(&m, plain, 3), 1, 2);
    confirm(add(&m, plain, 3), 1, 2);
    confirm(add(&m, longer, 3), 1, 2);
    const bool told[] = {true, false, false, true};
    confirm(add(&m, other, 3), 1, 2);
    for (size_t h = 0; h < 4; h++)
        cr_expect_eq(gp_is_told(&m.all, h), told[h], "%zu", h);
    unmake(&m);
}

/* So is a name that was found twice; the same formula in the place of another one is something else. */
Test(found, told_twice)
{
    made m;
    make(&m);
    gp_hypothesis of_two = formula(&m, GP_DELTA, 3);
    of_two.right = gp_term_number(&m.terms, 2);
    confirm(add(&m, name(GP_RATE_TWICE), 3), 1, 2);
    confirm(add(&m, name(GP_RATE_TWICE), 3), 1, 2);
    confirm(add(&m, formula(&m, GP_DELTA, 3), 3), 1, 2);
    confirm(add(&m, of_two, 3), 1, 2);
    const bool told[] = {true, false, true, true};
    for (size_t h = 0; h < 4; h++)
        cr_expect_eq(gp_is_told(&m.all, h), told[h], "%zu", h);
    unmake(&m);
}

/* Formulas that are made of the same sum: over samples, of what a weight or a bias has its gradient from. */
typedef enum shape { OF_WEIGHTS, OF_BIASES, MEAN_OF_WEIGHTS, MEAN_OF_BIASES } shape;

static const gp_term *sum_over_samples(gp_terms *terms, gp_quantity quantity, shape s)
{
    const gp_term *signal = gp_term_operand(terms, gp_relative_of(quantity, GP_LEVEL_OWN, GP_AXIS_UNIT, GP_AXIS_NONE));
    const gp_term *input = gp_term_operand(terms, gp_relative_of(GP_ACTIVATED, GP_LEVEL_BELOW, GP_AXIS_INPUT, GP_AXIS_NONE));
    const bool of_weights = s == OF_WEIGHTS || s == MEAN_OF_WEIGHTS, mean = s == MEAN_OF_WEIGHTS || s == MEAN_OF_BIASES;
    const gp_term *each = of_weights ? gp_term_of_two(terms, GP_TERM_TIMES, signal, input) : signal;
    const gp_term *sum = gp_term_sum(terms, GP_AXIS_SAMPLE, GP_CUT_NONE, each);
    return mean ? gp_term_of_two(terms, GP_TERM_OVER, sum, gp_term_scalar(terms, GP_SCALAR_BATCH)) : sum;
}

/* z in the place of delta. */
static gp_hypothesis gradient(made *m, shape s)
{
    return (gp_hypothesis){.quantity = s == OF_WEIGHTS || s == MEAN_OF_WEIGHTS ? GP_WEIGHT_GRADIENT : GP_BIAS_GRADIENT,
                           .layers = GP_HIDDEN_LAYERS,
                           .right = sum_over_samples(&m->terms, GP_DELTA, s),
                           .term = sum_over_samples(&m->terms, GP_NET_INPUT, s)};
}

/* One mistake in weights and biases, sums and means is told in one line, with the numbers of all of them. */
Test(found, in_one_line)
{
    static const shape orders[][4] = {{OF_BIASES, MEAN_OF_BIASES, MEAN_OF_WEIGHTS, OF_WEIGHTS},
                                      {MEAN_OF_WEIGHTS, OF_WEIGHTS, MEAN_OF_BIASES, OF_BIASES}};
    for (size_t order = 0; order < 2; order++) {
        made m;
        make(&m);
        for (size_t k = 0; k < 4; k++)
            confirm(add(&m, gradient(&m, orders[order][k]), 2 + k), 1, 2);
        m.gives[1][3] = 1; /* another problem, of biases only */
        assert_told(&m,
                    "> found: your dW of the hidden layers is what Σ z_j a_i gives, and should be Σ delta_j a_i; your db of "
                    "the hidden layers is what Σ z_j gives, and should be Σ delta_j; where means are asked for, each over "
                    "(samples of the step)\n"
                    ">     all 14 wrong numbers of dW and db in 1 case, and 8 in 2 problems that your program had not seen, "
                    "agree\n");
        unmake(&m);
    }
}

static size_t lines_of(const made *m, const char *begin)
{
    char *text;
    size_t length, lines = 0;
    FILE *stream = open_memstream(&text, &length);
    cr_assert(stream);
    gp_write_inquiry(stream, &m->all, "> ");
    cr_assert_eq(fclose(stream), 0);
    for (const char *at = strstr(text, begin); at; at = strstr(at + 1, begin))
        lines++;
    free(text);
    return lines;
}

/* What is in other layers, of something else, or not the likeness in both formulas has a line of its own. */
Test(found, in_lines_of_their_own)
{
    for (size_t spoiled = 0; spoiled < 8; spoiled++) {
        made m;
        make(&m);
        gp_hypothesis one = gradient(&m, OF_WEIGHTS), other = gradient(&m, spoiled < 4 ? MEAN_OF_WEIGHTS : OF_BIASES);
        if (spoiled % 4 == 0)
            other.layers = GP_LAST_LAYER;
        else if (spoiled % 4 == 1)
            other.term = sum_over_samples(&m.terms, GP_SLOPE, spoiled < 4 ? MEAN_OF_WEIGHTS : OF_BIASES);
        else if (spoiled % 4 == 2)
            other.right = sum_over_samples(&m.terms, GP_SLOPE, spoiled < 4 ? MEAN_OF_WEIGHTS : OF_BIASES);
        else
            other.quantity = spoiled < 4 ? GP_WEIGHT_VELOCITY : GP_BIAS_VELOCITY;
        confirm(add(&m, one, 2), 1, 2);
        confirm(add(&m, other, 2), 1, 2);
        cr_expect_eq(lines_of(&m, "> found: "), 2, "%zu", spoiled);
        unmake(&m);
    }
}

/* A likeness that is not as sure has a line of its own. */
Test(found, in_a_line_that_is_not_as_sure)
{
    made m;
    make(&m);
    confirm(add(&m, gradient(&m, OF_WEIGHTS), 2), 1, 2);
    add(&m, gradient(&m, MEAN_OF_WEIGHTS), 2)->explains[1] = true;
    cr_expect_eq(lines_of(&m, "> found: "), 1);
    cr_expect_eq(lines_of(&m, "> agrees here, not confirmed: "), 1);
    unmake(&m);
}

/* The same formula of another quantity is something else. */
Test(found, of_other_quantities)
{
    made m;
    make(&m);
    confirm(add(&m, formula(&m, GP_DELTA, 2), 3), 1, 2);
    confirm(add(&m, formula(&m, GP_SLOPE, 2), 3), 1, 2);
    cr_expect_eq(lines_of(&m, "> found: "), 2);
    unmake(&m);
}

/* Rivals are told behind the first of them that is told, whatever else is found between and before them. */
Test(found, rivals_among_others)
{
    made m;
    make(&m);
    gp_hypothesis longer = formula(&m, GP_DELTA, 2);
    longer.term = gp_term_of_two(&m.terms, GP_TERM_PLUS, longer.right, longer.right);
    add(&m, formula(&m, GP_DELTA, 4), 3)->explains[1] = true; /* not confirmed */
    confirm(add(&m, formula(&m, GP_SLOPE, 2), 3), 1, 2);      /* of something else */
    confirm(add(&m, longer, 3), 1, 2);                        /* not told: the next one is plainer */
    confirm(add(&m, formula(&m, GP_DELTA, 2), 3), 1, 2);
    confirm(add(&m, formula(&m, GP_DELTA, 3), 3), 1, 2);
    assert_told(&m, "> found: your slope of the hidden layers is what 2 gives, and should be 1\n"
                    ">     all 3 wrong numbers of slope in 1 case, and 2 in 1 problem that your program had not seen, agree\n"
                    "> found: your delta of the hidden layers is what 2 gives, and should be 1\n"
                    ">     all 3 wrong numbers of delta in 1 case, and 2 in 1 problem that your program had not seen, agree\n"
                    ">     these cannot be told apart from it: 3\n"
                    "> agrees here, not confirmed: your delta of the hidden layers is what 4 gives, and should be 1\n"
                    ">     all 3 wrong numbers of delta in 1 case, agree\n");
    unmake(&m);
}

/* What is plainer, and not confirmed, stands in the way of nothing that is. */
Test(found, confirmed_beside_plainer)
{
    made m;
    make(&m);
    gp_hypothesis longer = formula(&m, GP_DELTA, 2);
    longer.term = gp_term_of_two(&m.terms, GP_TERM_PLUS, longer.right, longer.right);
    add(&m, formula(&m, GP_DELTA, 4), 3)->explains[1] = true;
    confirm(add(&m, longer, 3), 1, 2);
    cr_expect_eq(lines_of(&m, "> found: "), 1);
    unmake(&m);
}

/* What is a rival of a rival only has a line of its own, and so has what is a rival of that one. */
Test(found, rivals_of_rivals)
{
    made m;
    make(&m);
    for (size_t k = 0; k < 4; k++)
        confirm(add(&m, formula(&m, GP_DELTA, 2 + (double)k), 3), 1, 2);
    m.explains[1][1] = true; /* 3 explains both cases, 2 the first one, 4 and 5 the second one */
    for (size_t k = 2; k < 4; k++) {
        m.explains[k][0] = false;
        m.explains[k][1] = true;
        m.items[k].found_in = 1;
    }
    assert_told(&m, "> found: your delta of the hidden layers is what 2 gives, and should be 1\n"
                    ">     all 3 wrong numbers of delta in 1 case, and 2 in 1 problem that your program had not seen, agree\n"
                    ">     these cannot be told apart from it: 3\n"
                    "> found: your delta of the hidden layers is what 4 gives, and should be 1\n"
                    ">     all 3 wrong numbers of delta in 1 case, and 2 in 1 problem that your program had not seen, agree\n"
                    ">     these cannot be told apart from it: 5\n");
    unmake(&m);
}

/* What is a rival of the biases is told in the line of the weights, where theirs is. */
Test(found, rivals_of_biases)
{
    made m;
    make(&m);
    gp_hypothesis rival = gradient(&m, OF_BIASES);
    rival.term = sum_over_samples(&m.terms, GP_SLOPE, OF_BIASES);
    confirm(add(&m, gradient(&m, OF_WEIGHTS), 2), 1, 2);
    confirm(add(&m, gradient(&m, OF_BIASES), 2), 1, 2);
    confirm(add(&m, rival, 2), 1, 2);
    cr_expect_eq(lines_of(&m, "> found: "), 1);
    cr_expect_eq(lines_of(&m, ">     these cannot be told apart from it: Σ f'(z_j)\n"), 1);
    unmake(&m);
}

/* A name that nothing new confirms is not told where something confirmed explains the same. */
Test(found, surpassed_names)
{
    made m;
    make(&m);
    confirm(add(&m, formula(&m, GP_DELTA, 2), 3), 1, 2);
    add(&m, name(GP_RATE_TWICE), 3);
    cr_expect_eq(lines_of(&m, "rate-twice"), 0);
    m.items[1].found_in = 1; /* where nothing is confirmed */
    cr_expect_eq(lines_of(&m, "rate-twice"), 1);
    unmake(&m);
}

/* Only outcomes that tell something of the formulas are asked: not what the program did not answer, nor one number again and
   again, nor the numbers of another case; what is known to fail does not begin an inquiry. */
Test(found, asks_those_that_tell)
{
    heard it;
    gp_message message;
    static const char right[] = HELLO("", "1.5", "1.5], \"delta\": [-0.5");
    hear(&it, (const char *const[]){hello_wrong, right, HELLO("", "0.75", "0.75"), hello_unsupported, NULL});
    it.all.count = 4;
    cr_assert(gp_inquire_outcomes(&it.all, NULL, &message));
    cr_expect_gt(it.all.inquiry.count, 0);
    for (size_t h = 0; h < it.all.inquiry.count; h++)
        for (size_t k = 1; k < 4; k++)
            cr_expect_not(it.all.inquiry.items[h].explains[k], "%zu explains %zu", h, k);
    for (size_t h = 0; h < it.all.inquiry.count; h++) /* by the right numbers of the second one */
        cr_expect(it.all.inquiry.items[h].refuted, "%zu is not refuted", h);
    gp_inquiry_free(&it.all.inquiry);
    it.items[0].result = GP_CASE_KNOWN_FAILURE;
    cr_assert(gp_inquire_outcomes(&it.all, NULL, &message));
    cr_expect_eq(it.all.inquiry.count, 0);
    heard_close(&it);
}

/* An answer that is right for another case tells nothing of the program's formulas. */
Test(found, nothing_of_numbers_of_another_case)
{
    made m;
    gp_message message;
    make(&m);
    strcpy(m.it.items[0].numbers_of.text, "other");
    m.it.all.count = 1;
    cr_assert(gp_inquire_outcomes(&m.it.all, NULL, &message));
    cr_expect_eq(m.it.all.inquiry.count, 0);
    unmake(&m);
}

/* What nothing confirms is told only where it explains something that nothing confirmed explains. */
Test(found, surpassed)
{
    made m;
    make(&m);
    confirm(add(&m, formula(&m, GP_DELTA, 2), 3), 1, 2);
    add(&m, formula(&m, GP_DELTA, 3), 3);
    cr_expect_not(gp_is_told(&m.all, 1));
    m.items[1].explains[1] = true;
    cr_expect(gp_is_told(&m.all, 1));
    m.items[0].explains[1] = true;
    cr_expect_not(gp_is_told(&m.all, 1));
    unmake(&m);
}

/* In JSON: what refutes a name, what the program complained of, and how many numbers are right as far as their digits go. */
Test(found, in_json)
{
    made m;
    make(&m);
    gp_hypothesis *by_case = add(&m, name(GP_RATE_TWICE), 5), *by_fresh = add(&m, name(GP_PENALTY_DOUBLED), 5);
    by_case->refuted = by_fresh->refuted = true;
    by_case->refuted_by = &m.nameless;
    strcpy(m.outcomes[1].subject.complaints, "it broke");
    m.outcomes[0].answer = m.it.items[0].answer;
    m.outcomes[0].report = m.it.items[0].report;
    m.outcomes[0].report.by_digits = 2;
    char *text;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    cr_assert(stream && gp_report_json.end(stream, &m.all));
    cr_assert_eq(fclose(stream), 0);
    static const char *const parts[] = {"\"refuted_by\": \"file.json\"", "\"refuted_by\": \"a fresh problem\"",
                                        "\"stderr\": \"it broke\"", "\"by_digits\": 2"};
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        cr_expect(strstr(text, parts[k]), "expected %s in %s", parts[k], text);
    free(text);
    unmake(&m);
}
