#include "oracle/golden_case.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

static void path_of(const char *id, char path[4096])
{
    const char *folder = getenv("GOLDPROP_GOLDEN");
    cr_assert(folder, "GOLDPROP_GOLDEN names no folder");
    snprintf(path, 4096, "%s/cases/%s.json", folder, id);
}

static void open_file(const char *path, gp_case *the_case)
{
    gp_message message;
    cr_assert(gp_case_open(path, the_case, &message), "%s", message.text);
}

void golden_case_open(const char *id, gp_case *the_case)
{
    char path[4096];
    path_of(id, path);
    open_file(path, the_case);
}

size_t golden_cases_open(gp_case cases[most_golden_cases])
{
    char pattern[4096];
    glob_t files;
    path_of("*", pattern);
    cr_assert_eq(glob(pattern, 0, NULL, &files), 0);
    const size_t count = files.gl_pathc;
    cr_assert(count > 0 && count <= most_golden_cases, "%zu cases", count);
    for (size_t c = 0; c < count; c++)
        open_file(files.gl_pathv[c], &cases[c]);
    globfree(&files);
    return count;
}

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

double answer_at(const gp_case *the_case, const gp_answer *answer, const gp_place *place)
{
    return answer->values[index_of(the_case, place)];
}
