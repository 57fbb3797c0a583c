/* What must hold of the golden data as a whole, apart from its numbers. */
#include "golden/case.h"
#include "golden/documents.h"
#include "reference/random.h"
#include "support/golden_cases.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static bool is_slug(const char *text)
{
    const size_t length = strlen(text);
    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length && text[0] != '-' && text[length - 1] != '-';
}

static void check_texts(const gp_case *the_case)
{
    const char *file = the_case->source.name;
    cr_assert(the_case->id && the_case->title && the_case->description, "%s: an id, a title and a description are needed",
              file);
    cr_assert(is_slug(the_case->id), "%s: the id %s", file, the_case->id);
    char name[256];
    snprintf(name, sizeof name, "/%s.json", the_case->id);
    cr_assert(strlen(file) > strlen(name) && strcmp(file + strlen(file) - strlen(name), name) == 0,
              "%s: the id %s is not its name", file, the_case->id);
    cr_assert_lt(strlen(the_case->title), 100, "%s: a title of one line", file);
}

Test(golden_data, texts)
{
    golden_case_each(check_texts);
}

static gp_documents documents;
static size_t cases_of[32];

static void count_document(const gp_case *the_case)
{
    size_t k = 0;
    if (!the_case->document) /* a case of our own */
        return;
    while (k < documents.count && strcmp(documents.items[k].id, the_case->document) != 0)
        k++;
    cr_assert_lt(k, documents.count, "%s: there is no document %s", the_case->source.name, the_case->document);
    cases_of[k]++;
}

Test(golden_data, documents)
{
    char path[1024];
    gp_message message;
    cr_assert(gp_documents_open(golden_path("documents.json", path), &documents, &message), "%s", message.text);
    cr_assert_lt(documents.count, sizeof cases_of / sizeof *cases_of);
    golden_case_each(count_document);
    for (size_t k = 0; k < documents.count; k++)
        cr_assert_gt(cases_of[k], 0, "the document %s has no case", documents.items[k].id);
    gp_documents_close(&documents);
}

/* What the record asks for is expected, and nothing else; and each of it with an amplification. */
static void check_record(const gp_case *the_case)
{
    gp_place *places;
    char text[160];
    const size_t count = gp_case_recorded_places(the_case, &places);
    cr_assert_gt(count, 0, "%s records nothing", the_case->source.name);
    for (size_t k = 0; k < count; k++)
        cr_assert(gp_case_expectation(the_case, &places[k]), "%s: %s is recorded, not expected", the_case->source.name,
                  gp_place_text(&places[k], text));
    cr_assert_eq(the_case->expectation_count, count, "%s expects more than it records", the_case->source.name);
    for (size_t k = 0; k < count; k++)
        cr_assert(the_case->expectations[k].amplification, "%s: %s has no amplification", the_case->source.name,
                  gp_place_text(&places[k], text));
    free(places);
}

Test(golden_data, record)
{
    golden_case_each(check_record);
}

/* All digits of 2 r - 1, which a binary64 holds exactly, as r is a multiple of 2^-53. */
static const char *drawn_weight(gp_random *random, char digits[1100])
{
    snprintf(digits, 1100, "%.1074f", 2 * gp_random_double(random) - 1);
    digits[strspn(digits, "-0.123456789")] = '\0';
    for (char *end = digits + strlen(digits); end[-1] == '0';)
        *--end = '\0';
    return digits;
}

/* The weights of a layer as numpy draws them after seed(1): random((inputs, units)) row by row, so that our W is the
   transpose. */
static void check_drawn(const gp_case *the_case, size_t layer, gp_random *random)
{
    const gp_problem_layer *weights = &the_case->problem.layers[layer - 1];
    char digits[1100];
    for (size_t i = 0; i < weights->inputs; i++)
        for (size_t j = 0; j < weights->shape.units; j++)
            cr_assert_str_eq(weights->W[j * weights->inputs + i], drawn_weight(random, digits), "layer %zu, W[%zu][%zu]", layer,
                             j, i);
}

static void check_seeded(const char *name, size_t depth)
{
    char path[1024];
    gp_message message;
    gp_case the_case;
    gp_random random;
    cr_assert(gp_case_open(golden_path(name, path), &the_case, &message), "%s", message.text);
    cr_assert_eq(the_case.problem.depth, depth);
    gp_random_seed(&random, 1);
    for (size_t layer = 1; layer <= depth; layer++)
        check_drawn(&the_case, layer, &random);
    gp_case_close(&the_case);
}

Test(golden_data, seeded_weights)
{
    check_seeded("cases/garrett-3-1.json", 1);
    check_seeded("cases/garrett-3-4-1.json", 2);
}
