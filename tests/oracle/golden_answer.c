#include "oracle/golden_answer.h"

#include <criterion/criterion.h>

void answer_create(const gp_case *the_case, gp_departures departures, gp_answer *answer)
{
    gp_shadow shadow;
    gp_message message;
    cr_assert(gp_answer_create(the_case, answer, &message), "%s", message.text);
    answer->precision = GP_REAL_DIGITS == DBL_DECIMAL_DIG ? GP_PRECISION_BINARY64 : GP_PRECISION_BINARY32;
    cr_assert(gp_shadow_create(the_case, &shadow));
    cr_assert_eq(gp_shadow_run(the_case, answer, departures, &shadow), GP_OK);
    for (size_t k = 0; k < shadow.count; k++) {
        answer->present[k] = shadow.seen[k];
        answer->values[k] = shadow.seen[k] ? (double)shadow.predicted[k] : 0;
    }
    gp_shadow_free(&shadow);
}

static size_t index_of(const gp_case *the_case, const gp_place *place)
{
    const gp_expectation *expectation = gp_case_expectation(the_case, place);
    cr_assert(expectation);
    return (size_t)(expectation - the_case->expectations);
}

void answer_set(const gp_case *the_case, const gp_place *place, double value, gp_answer *answer)
{
    const size_t k = index_of(the_case, place);
    answer->values[k] = value;
    answer->present[k] = true;
}

void answer_remove(const gp_case *the_case, const gp_place *place, gp_answer *answer)
{
    const size_t k = index_of(the_case, place);
    answer->values[k] = 0.1;
    answer->present[k] = false;
}

double answer_at(const gp_case *the_case, const gp_answer *answer, const gp_place *place)
{
    return answer->values[index_of(the_case, place)];
}

void answered_open(const char *id, gp_departures departures, answered *it)
{
    *it = (answered){0};
    golden_case_open(id, &it->the_case);
    answer_create(&it->the_case, departures, &it->answer);
    cr_assert(gp_shadow_create(&it->the_case, &it->shadow));
}

void answered_judge(answered *it)
{
    gp_report_free(&it->report);
    cr_assert_eq(gp_judge(&it->the_case, &it->answer, &it->report), GP_OK);
}

void answered_close(answered *it)
{
    gp_report_free(&it->report);
    gp_shadow_free(&it->shadow);
    gp_answer_close(&it->answer);
    gp_case_close(&it->the_case);
}
