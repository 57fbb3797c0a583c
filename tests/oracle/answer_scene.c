#include "oracle/answer_scene.h"

#include "oracle/golden_answer.h"
#include "oracle/step_formula.h"
#include "support/memory.h"

#include <criterion/criterion.h>
#include <string.h>

/* The right formula of a reported error gives the exact numbers of all epochs: of squares and of cross-entropies, with a
   penalty of weights and biases, and in batches with one of weights alone. */
Test(answer_scene, right_errors)
{
    static const char *const cases[] = {"minibatch-mean", "softmax", "penalty-in-the-error", "penalty-of-batches"};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        answered it;
        gp_answer_scene scene;
        gp_terms terms = {0};
        bool known[gp_quantity_count];
        size_t errors = 0;
        memset(known, true, sizeof known);
        answered_open(cases[c], GP_TEXTBOOK, &it);
        cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
        cr_assert_eq(gp_answer_scene_open(&it.the_case, &it.answer, &it.shadow, &scene), GP_OK);
        const gp_problem *problem = &it.the_case.problem;
        const gp_step_formula right = gp_step_formula_make(&terms, problem, GP_EPOCH_ERROR, problem->depth, known);
        cr_assert(right.count > 0, "%s", cases[c]);
        for (size_t k = 0; k < it.the_case.expectation_count; k++) {
            if (!gp_answer_scene_counts(&scene, GP_EPOCH_ERROR, k))
                continue;
            const gp_known value = gp_answer_scene_value(&scene, right.ways[0], k);
            cr_expect(gp_answer_scene_is_hit(&scene, k, &value), "%s, epoch %zu: obtained %.17g +- %g, expected %.17g",
                      cases[c], it.the_case.expectations[k].place.step, value.value, value.error, it.answer.values[k]);
            errors++;
        }
        cr_assert_eq(errors, problem->epochs + 1, "%s", cases[c]);
        gp_terms_free(&terms);
        gp_answer_scene_close(&scene);
        answered_close(&it);
    }
}

Test(answer_scene, without_memory)
{
    answered it;
    gp_answer_scene scene;
    answered_open("penalty-of-batches", GP_TEXTBOOK, &it);
    cr_assert_eq(gp_shadow_run(&it.the_case, &it.answer, GP_TEXTBOOK, &it.shadow), GP_OK);
    const size_t blocks = memory_blocks();
    gp_status status = GP_NO_MEMORY;
    size_t failed = 0;
    for (; status != GP_OK; failed += status != GP_OK) {
        memory_fail_at(failed);
        status = gp_answer_scene_open(&it.the_case, &it.answer, &it.shadow, &scene);
        const bool short_of_it = memory_failed();
        memory_fail_never();
        cr_assert_eq(status, short_of_it ? GP_NO_MEMORY : GP_OK, "allocation %zu", failed);
        gp_answer_scene_close(&scene);
        cr_assert_eq(memory_blocks(), blocks, "allocation %zu", failed);
    }
    cr_assert_gt(failed, 5);
    answered_close(&it);
}
