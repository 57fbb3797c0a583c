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
