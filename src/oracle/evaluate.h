/** @file
 *  What a formula gives at one place of a run, and how far off that may be. */
#ifndef GP_ORACLE_EVALUATE_H
#define GP_ORACLE_EVALUATE_H

#include "golden/case.h"
#include "oracle/formula.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A number that is known to a bound; NaN where it is not known at all. */
typedef struct gp_known {
    double value; /**< the number */
    double error; /**< how far off it may be */
} gp_known;

/** The run whose numbers are operands. */
typedef struct gp_scene {
    const void *context;         /**< for the functions */
    size_t depth;                /**< L */
    const size_t *units;         /**< of layers 0 to L; layer 0 is the input */
    const gp_slope_in_a *slopes; /**< of layers 0 to L; layer 0 has none */
    double unit_roundoff;        /**< of the arithmetic */
    size_t full_batch;           /**< samples of a whole batch */
    size_t samples;              /**< samples of the problem */
    const gp_known *scalars;     /**< by ::gp_scalar, where they are not those of the sizes here; otherwise NULL */
    gp_known loss_factor;        /**< the factor of the loss */
    gp_known error_factor;       /**< the factor of the reported error */
    /** The numbers of the update rule; those that it does not have are not known. */
    gp_known rule_numbers[gp_rule_number_count];
    gp_known clip_limit;  /**< how large a gradient, or the norm of all, may be; not known where nothing is clipped */
    const size_t *biases; /**< of layers 0 to L, how many biases are trained: those that have a share in the norm */
    bool *past_end;       /**< set where an operand is read past its end; NULL: nobody wants to know */
    /** A number of the run, not known outside of it; at layer 0 a is the input and da is dE/dx. */
    gp_known (*number)(const void *context, const gp_place *place);
    /** The learning rate of a step. */
    gp_known (*rate)(const void *context, size_t step);
    /** The mean over the samples of an epoch of what the parameters cost; NULL where the reported error has no penalty. */
    gp_known (*penalty)(const void *context, size_t epoch);
    /** A target. */
    gp_known (*target)(const void *context, size_t sample, size_t output);
    /** The samples of a step: @return the first one; @p count is 0 where there is no such step */
    size_t (*step_samples)(const void *context, size_t step, size_t *count);
} gp_scene;

/** The step whose formula gives the number at a place: of W and b, which stand at the start of a step, the one before it; of a
 * reported error, its epoch.
 *  @verifiedby{test_formula_values} */
size_t gp_step_of_formula(const gp_place *place);

/** Whether a condition holds in the place of a number.
 *  @verifiedby{test_formula_conditions} */
bool gp_condition_holds(const gp_scene *scene, gp_condition condition, const gp_place *place);

/** The layer whose formula gives the number at a place: 0 of dE/dx, the last one of a loss and of a reported error.
 *  @verifiedby{test_formula_values} */
size_t gp_layer_of_formula(const gp_place *place, size_t depth);

/** What a formula gives at a place. Rounding errors go with the numbers: the bound is what operands that are off by theirs, and
 *  operations that round, can make of it, to first order.
 *  @param scene the run
 *  @param term  the formula
 *  @param place the number that it would give: of W and b one after the first step
 *  @return      NaN where an operand is not known; does not exist; has another shape than its index; or comes into being
 *               only with the number or after it, so that the number cannot be made of it
 *  @verifiedby{test_formula_values} @verifiedby{test_formula_no_circle} @verifiedby{test_formula_error_bound}
 *  @verifiedby{test_formula_past_the_end} */
gp_known gp_term_value(const gp_scene *scene, const gp_term *term, const gp_place *place);

/** Whether a number is what a formula gives, where that is known.
 *  @param scene  of the formula
 *  @param known  what it gives
 *  @param value  the number
 *  @param coarse how far off its writing may be
 *  @verifiedby{test_formula_error_bound} */
bool gp_is_hit(const gp_scene *scene, const gp_known *known, double value, double coarse);

#ifdef __cplusplus
}
#endif

#endif
