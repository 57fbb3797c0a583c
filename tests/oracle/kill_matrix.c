#include "oracle/kill_matrix.h"

#include "oracle/golden_answer.h"

#include <criterion/criterion.h>
#include <math.h>

/* What all golden cases say together. */
static gp_kill_row all;

static void join(const gp_case *the_case)
{
    gp_kill_row row;
    cr_assert_eq(gp_kill_row_compute(the_case, &row), GP_OK);
    for (int d = 0; d < gp_departure_count; d++) {
        all.caught[d] = all.caught[d] || row.caught[d];
        all.apart[d] = gp_departures_of_either(all.apart[d], row.apart[d]);
    }
}

/* Each departure is caught by a golden number, and told from each other one: a departure that no golden number catches wants a
   new case. */
Test(kill_matrix, of_the_golden_cases)
{
    golden_case_each(join);
    /* With a float for the arithmetic, single precision is nothing to be told. */
    const bool single = GP_REAL_DIGITS == DBL_DECIMAL_DIG;
    for (int d = 0; d < gp_departure_count; d++) {
        if (d == GP_SINGLE_PRECISION && !single)
            continue;
        cr_assert(all.caught[d], "no golden number catches %s", gp_departure_catalogue[d].id);
        for (int other = 0; other < gp_departure_count; other++)
            cr_assert(other == d || gp_departs(all.apart[d], (gp_departure)other) || (other == GP_SINGLE_PRECISION && !single),
                      "no golden number tells %s from %s", gp_departure_catalogue[d].id, gp_departure_catalogue[other].id);
    }
}

/* A row is right about what it names: in the second document, left out, its departure shows first in dE/da of a hidden unit. */
Test(kill_matrix, row)
{
    gp_case the_case;
    gp_kill_row row;
    golden_case_open("samsel", &the_case);
    cr_assert_eq(gp_kill_row_compute(&the_case, &row), GP_OK);
    const gp_departure departure = GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS;
    const gp_place *first = &the_case.expectations[row.first[departure]].place;
    cr_assert(row.caught[departure]);
    cr_assert(first->quantity == GP_ACTIVATION_GRADIENT && first->layer == 1 && first->unit == 0);
    /* -0.0406811 * -1, times the old weight 0.3: from the document's numbers */
    cr_assert_float_eq((double)row.found[departure], 0.0406811 * 0.3, 1e-7);
    cr_assert_not(row.caught[GP_BIASES_FROZEN]);    /* there are no biases */
    cr_assert_not(row.caught[GP_ONLINE_FOR_BATCH]); /* it cannot meet the case's own departure */
    gp_case_close(&the_case);
}

/* Checks which of some rows are in the smallest set: those, in their order, and no other. */
static void check_smallest(const gp_kill_row *rows, size_t count, size_t chosen_count, const size_t *chosen)
{
    bool found[100];
    size_t at = 0;
    cr_assert(count <= sizeof found / sizeof *found);
    gp_smallest_case_set(rows, count, found);
    for (size_t c = 0; c < count; c++) {
        const bool wanted = at < chosen_count && chosen[at] == c;
        cr_assert_eq(found[c], wanted, "case %zu of %zu", c, count);
        at += wanted;
    }
    cr_assert_eq(at, chosen_count);
}

/* Three rows by hand: the first two say all that the third says, and more. */
Test(kill_matrix, smallest_set)
{
    static gp_kill_row rows[3];
    check_smallest(rows, 3, 0, NULL); /* nothing is said by any */
    rows[2].caught[1] = rows[2].caught[2] = true;
    rows[1].caught[1] = rows[1].caught[2] = true;
    check_smallest(rows, 3, 1, (size_t[]){1});
    rows[1].apart[1] = gp_departure_set((gp_departure)2);
    rows[0].apart[2] = gp_departure_set((gp_departure)1);
    rows[2].apart[2] = GP_TEXTBOOK;
    check_smallest(rows, 3, 2, (size_t[]){0, 1});
}

/* There may be more cases than a word has bits: two of a hundred say something, and one of them twice. */
Test(kill_matrix, smallest_set_of_many)
{
    static gp_kill_row rows[100];
    rows[70].caught[1] = rows[99].caught[1] = true;
    check_smallest(rows, 100, 1, (size_t[]){70});
    rows[66].caught[2] = true;
    check_smallest(rows, 100, 2, (size_t[]){66, 70});
}
