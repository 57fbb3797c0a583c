/** @file
 *  Formulas of one step as small trees. Their operands are relative to the number that is computed: of its own layer, or the
 *  one below or above it; of its own step and sample, or those before and after. So one formula fits every layer and every
 * size.
 *
 *  Trees share their branches and are never changed: what is another formula is another tree. */
#ifndef GP_ORACLE_FORMULA_H
#define GP_ORACLE_FORMULA_H

#include "golden/place.h"
#include "reference/rule.h"
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What an index counts. */
typedef enum gp_axis {
    GP_AXIS_NONE,   /**< there is no such index */
    GP_AXIS_SAMPLE, /**< samples of the step */
    GP_AXIS_UNIT,   /**< j: units of the layer */
    GP_AXIS_INPUT,  /**< i: units of the layer below */
    GP_AXIS_ABOVE   /**< k: units of the layer above */
} gp_axis;

/** How many axes there are. */
enum { gp_axis_count = GP_AXIS_ABOVE + 1 };

/** A layer, seen from that of the number. */
typedef enum gp_level {
    GP_LEVEL_OWN,       /**< the same */
    GP_LEVEL_BELOW,     /**< the one before it; of the first layer, the input */
    GP_LEVEL_ABOVE,     /**< the one behind it */
    GP_LEVEL_INPUT,     /**< the input, layer 0 */
    GP_LEVEL_OUTPUTS,   /**< the last layer */
    GP_LEVEL_FIRST,     /**< layer 1, from elsewhere */
    GP_LEVEL_TWO_BELOW, /**< the one before the one before it */
    GP_LEVEL_TWO_ABOVE  /**< the one behind the one behind it */
} gp_level;

/** How many levels there are. */
enum { gp_level_count = GP_LEVEL_TWO_ABOVE + 1 };

/** What becomes of an index. */
typedef enum gp_twist {
    GP_TWIST_NONE,   /**< nothing */
    GP_TWIST_TURNED, /**< the last one first */
    GP_TWIST_UP,     /**< the next one; the first one for the last */
    GP_TWIST_DOWN,   /**< the one before; the last one for the first */
    GP_TWIST_FIRST,  /**< always the first one */
    GP_TWIST_LAST,   /**< always the last one */
    GP_TWIST_LAYER   /**< the number of the layer in the place of one of its units */
} gp_twist;

/** How many twists there are. */
enum { gp_twist_count = GP_TWIST_LAYER + 1 };

/** An index of an operand. */
typedef struct gp_index {
    gp_axis axis;   /**< what it counts */
    gp_twist twist; /**< what becomes of it */
} gp_index;

/** A sample, seen from that of the number. */
typedef enum gp_which_sample {
    GP_SAMPLE_SAME,   /**< the same */
    GP_SAMPLE_BEFORE, /**< the one before it in the run */
    GP_SAMPLE_AFTER,  /**< the one behind it in the step */
    GP_SAMPLE_FIRST,  /**< the first one of the step */
    GP_SAMPLE_LAST,   /**< the last one of the step */
    GP_SAMPLE_LEFT    /**< the one before it in the run has left it; before the first one there is 0 */
} gp_which_sample;

/** How many there are. */
enum { gp_which_sample_count = GP_SAMPLE_LEFT + 1 };

/** An operand: a number of the run, or a target. */
typedef struct gp_relative {
    bool target;           /**< a target t of the sample; the quantity does not matter */
    bool across;           /**< a matrix whose numbers are taken for those of the transposed one, as they lie in memory */
    gp_quantity quantity;  /**< of the run; a at layer 0 is the input */
    gp_level level;        /**< its layer */
    gp_axis layer_by;      /**< what counts its layers, in the place of the number's own layer; none: nothing else does */
    gp_index unit;         /**< its unit */
    gp_index input;        /**< the second index of a matrix */
    int step;              /**< -1: of the step before; 1: after the update */
    gp_which_sample which; /**< its sample */
    bool stops; /**< past its end there is nothing: a sum along this index goes no further, and elsewhere no number is
                     known; otherwise there is 0 */
} gp_relative;

/** A number that the problem says, or that follows from its sizes. */
typedef enum gp_scalar {
    GP_SCALAR_RATE,         /**< the learning rate */
    GP_SCALAR_LOSS_FACTOR,  /**< of the loss */
    GP_SCALAR_BATCH,        /**< samples of the step */
    GP_SCALAR_FULL_BATCH,   /**< samples of a whole batch */
    GP_SCALAR_SAMPLES,      /**< samples of the problem */
    GP_SCALAR_UNITS,        /**< units of the layer */
    GP_SCALAR_BELOW,        /**< units of the layer below */
    GP_SCALAR_ABOVE,        /**< units of the layer above */
    GP_SCALAR_INPUTS,       /**< values of one input */
    GP_SCALAR_OUTPUTS,      /**< units of the last layer */
    GP_SCALAR_ERROR_FACTOR, /**< of the reported error */
    GP_SCALAR_FIRST_SHARE,  /**< 1 - beta1^t, with the number t of the update, from 1 */
    GP_SCALAR_SECOND_SHARE, /**< 1 - beta2^t */
    GP_SCALAR_CLIP_FACTOR,  /**< min(1, limit / norm), of the gradients of the step */
    GP_SCALAR_CLIP_LIMIT,   /**< how large a gradient, or the norm of all, may be */
    GP_SCALAR_PENALTY,      /**< of a reported error: the mean over its samples of what the parameters cost */
    GP_SCALAR_RULE_NUMBER   /**< the first number of the update rule; the others follow, in the order of ::gp_rule_number */
} gp_scalar;

/** How many scalars there are, and how many before the numbers of the update rule. */
enum { gp_scalar_count = GP_SCALAR_RULE_NUMBER + gp_rule_number_count, gp_scalar_count_before_rule = GP_SCALAR_RULE_NUMBER };

/** The slope of an activation by its value a: constant + linear a + square a^2; NaN where a alone does not say it so. */
typedef struct gp_slope_in_a {
    double constant; /**< what stands alone */
    double linear;   /**< the factor of a */
    double square;   /**< the factor of a^2 */
} gp_slope_in_a;

/** A function of one number. */
typedef enum gp_function {
    GP_FUNCTION_SIGMOID,  /**< 1 / (1 + exp(-x)) */
    GP_FUNCTION_TANH,     /**< tanh(x) */
    GP_FUNCTION_RELU,     /**< x, or 0 where x is negative */
    GP_FUNCTION_EXP,      /**< exp(x) */
    GP_FUNCTION_SQUARE,   /**< x^2 */
    GP_FUNCTION_ABSOLUTE, /**< |x| */
    GP_FUNCTION_ROOT,     /**< the square root of x */
    GP_FUNCTION_STEP,     /**< 1 where x is positive, else 0 */
    GP_FUNCTION_LOG,      /**< the natural logarithm of x */
    GP_FUNCTION_ERF,      /**< the error function of x */
    GP_FUNCTION_FLOAT,    /**< x in binary32 */
    GP_FUNCTION_SLOPE     /**< f' of the activation f of the layer, where f is x: ::gp_slope_in_a */
} gp_function;

/** How many functions there are. */
enum { gp_function_count = GP_FUNCTION_SLOPE + 1 };

/** Which terms of a sum count. */
typedef enum gp_cut {
    GP_CUT_NONE,      /**< all */
    GP_CUT_FIRST,     /**< the first one only */
    GP_CUT_LAST,      /**< the last one only: each overwrites the one before */
    GP_CUT_BUT_FIRST, /**< all but the first one */
    GP_CUT_BUT_LAST,  /**< all but the last one */
    GP_CUT_LARGEST    /**< the largest one only */
} gp_cut;

/** How many cuts there are. */
enum { gp_cut_count = GP_CUT_LARGEST + 1 };

/** Where a formula holds that is not the usual one. */
typedef enum gp_condition {
    GP_IN_FIRST_STEP,      /**< in the first step of the run */
    GP_BEHIND_FIRST,       /**< in each step but the first one */
    GP_IN_SINGLES,         /**< in steps of one sample */
    GP_IN_BATCHES,         /**< in steps of several samples */
    GP_IN_SHORT_BATCH,     /**< in steps of fewer samples than a batch has */
    GP_IN_FIRST_SAMPLE,    /**< in the first sample of each step */
    GP_BEHIND_SAMPLE,      /**< in each sample of a step but the first one */
    GP_IN_LAST_SAMPLE,     /**< in the last sample of each step */
    GP_AT_FIRST_UNIT,      /**< of the first unit of a layer */
    GP_BEHIND_FIRST_UNIT,  /**< of each unit but the first one */
    GP_AT_LAST_UNIT,       /**< of the last unit of a layer */
    GP_BEFORE_LAST_UNIT,   /**< of each unit but the last one */
    GP_AT_FIRST_INPUT,     /**< of the weights of the first input of a layer */
    GP_BEHIND_FIRST_INPUT, /**< of those of each input but the first one */
    GP_AT_LAST_INPUT,      /**< of those of the last one */
    GP_BEFORE_LAST_INPUT,  /**< of those of each one but the last one */
    GP_AT_LAYER_UNIT,      /**< of the unit with the number of its layer */
    GP_BESIDE_LAYER_UNIT,  /**< of each unit but that one */
    GP_AT_LAYER_INPUT,     /**< of the weights of the input with the number of the layer */
    GP_BESIDE_LAYER_INPUT, /**< of those of each input but that one */
    GP_ON_DIAGONAL,        /**< of weights with i = j */
    GP_OFF_DIAGONAL,       /**< of all other weights */
    GP_PAST_UNITS,         /**< of weights with an i that is no unit of the layer: a loop over units for one over inputs */
    GP_PAST_ABOVE          /**< of weights with an i that is no unit of the layer above */
} gp_condition;

/** How many conditions there are. */
enum { gp_condition_count = GP_PAST_ABOVE + 1 };

/** What a node of a tree is. */
typedef enum gp_term_kind {
    GP_TERM_NUMBER,   /**< a number */
    GP_TERM_SCALAR,   /**< a number of the problem */
    GP_TERM_OPERAND,  /**< an operand */
    GP_TERM_PLUS,     /**< the sum of two terms */
    GP_TERM_MINUS,    /**< their difference */
    GP_TERM_TIMES,    /**< their product */
    GP_TERM_OVER,     /**< their quotient */
    GP_TERM_SUM,      /**< the sum of a term along an axis */
    GP_TERM_FUNCTION, /**< a function of a term */
    GP_TERM_RUNNING,  /**< a term, summed over this step and all before it */
    GP_TERM_STALE,    /**< what a term was in the step before */
    GP_TERM_ROUNDED,  /**< a term, rounded to so many decimals */
    GP_TERM_WHERE,    /**< a term where a condition holds, and elsewhere the right one */
    GP_TERM_EITHER    /**< a term where a condition holds, and another one elsewhere */
} gp_term_kind;

/** A formula, or a part of one. */
typedef struct gp_term gp_term;

/** What a kind does not have is 0. */
struct gp_term {
    gp_term_kind kind;    /**< what it is */
    double number;        /**< of a number; the decimals of what is rounded */
    gp_scalar scalar;     /**< of a scalar */
    gp_relative operand;  /**< of an operand */
    gp_axis axis;         /**< of a sum */
    gp_cut cut;           /**< of a sum */
    gp_function function; /**< of a function */
    gp_condition where;   /**< of a condition */
    const gp_term *of[2]; /**< its parts */
};

/** Terms that are freed together. */
typedef struct gp_terms {
    struct gp_term_block *blocks; /**< where they lie */
    bool no_memory;               /**< a term could not be made */
} gp_terms;

/** Frees all terms. All zero afterwards; all-zero terms are accepted. */
void gp_terms_free(gp_terms *terms);

/** Makes a term.
 *  @param terms where it will lie
 *  @param term  copied
 *  @return      the copy; NULL where memory is short, now or when one of its parts was made, and @c no_memory says so
 *  @verifiedby{test_formula_without_memory} */
const gp_term *gp_term_make(gp_terms *terms, gp_term term);

/** How many parts a kind of term has: 0, 1 or 2.
 *  @verifiedby{test_formula_words} */
size_t gp_term_parts(gp_term_kind kind);

/** A number as a term, by gp_term_make().
 *  @verifiedby{test_formula_words} */
const gp_term *gp_term_number(gp_terms *terms, double number);

/** A number of the problem as a term.
 *  @verifiedby{test_formula_values} */
const gp_term *gp_term_scalar(gp_terms *terms, gp_scalar scalar);

/** An operand as a term.
 *  @verifiedby{test_formula_words} */
const gp_term *gp_term_operand(gp_terms *terms, gp_relative operand);

/** A sum, difference, product or quotient.
 *  @verifiedby{test_formula_words} */
const gp_term *gp_term_of_two(gp_terms *terms, gp_term_kind kind, const gp_term *one, const gp_term *other);

/** A sum along an axis.
 *  @verifiedby{test_formula_values} */
const gp_term *gp_term_sum(gp_terms *terms, gp_axis axis, gp_cut cut, const gp_term *of);

/** A function of a term.
 *  @verifiedby{test_formula_error_bound} */
const gp_term *gp_term_function(gp_terms *terms, gp_function function, const gp_term *of);

/** An operand of the number's own step and sample: of a matrix with two axes, otherwise with one.
 *  @verifiedby{test_formula_words} */
gp_relative gp_relative_of(gp_quantity quantity, gp_level level, gp_axis unit, gp_axis input);

/** Whether an index of an operand may lie past its end, where the operand is 0, as in an array that has room, or stops: it
 *  counts the units of another layer, or both of a matrix count those of a layer so far off, or it is the number of the layer;
 *  or the operand is of a layer that no index counts: the input, the outputs, layer 1, or two layers off, or of one whose
 * number is that of a unit. Otherwise another size makes it none, as in a matrix that is transposed.
 *  @verifiedby{test_formula_past_the_end} */
bool gp_relative_may_end(const gp_relative *operand);

/** Whether an index of an operand of a formula may lie past its end.
 *  @verifiedby{test_formula_past_the_end} */
bool gp_term_may_end(const gp_term *term);

/** A formula whose operands stop where they may end, in the place of being 0 there: of a program whose arrays have no room.
 *  @param terms where it will lie
 *  @param term  the formula
 *  @return      NULL where memory is short, and the terms say so
 *  @verifiedby{test_formula_that_stops} */
const gp_term *gp_term_that_stops(gp_terms *terms, const gp_term *term);

/** Whether a formula has operands that stop.
 *  @verifiedby{test_formula_that_stops} */
bool gp_term_stops(const gp_term *term);

/** Whether a target is an operand of a formula: then it is one of the last layer.
 *  @verifiedby{test_formula_needs_sizes} */
bool gp_term_has_target(const gp_term *term);

/** Whether layers of other sizes could tell that a formula is another one: an index of an operand counts something else than
 *  its units, and is right only where sizes happen to be the same, or past whose end there may be something else than 0.
 *  @param term    the formula
 *  @param outputs whether it is one of the last layer, whose units are the outputs
 *  @verifiedby{test_formula_needs_sizes} */
bool gp_term_needs_sizes(const gp_term *term, bool outputs);

/** The target of an output.
 *  @verifiedby{test_formula_words} */
gp_relative gp_relative_target(gp_axis unit);

/** Whether two formulas are the same tree.
 *  @verifiedby{test_formula_same} */
bool gp_term_same(const gp_term *one, const gp_term *other);

/** How many nodes a formula has; an operand with a twisted index, of another step, another sample or a layer
 *  far off counts twice. The fewer,
 * the plainer it is.
 *  @verifiedby{test_formula_words} */
size_t gp_term_size(const gp_term *term);

/** Writes a formula in words: `Σ delta_j a_i`, `W_ji - rate dW_ji`, `Σ_k W_kj delta_k (a_j of the step before)`. A sum without
 *  an index goes over the samples of the step. j is a unit of the layer, i one of the layer below, k one of the layer above; an
 *  operand says which layer it is of where its index does not.
 *  @param stream where to; its error flag tells whether all could be written
 *  @param term   the formula
 *  @verifiedby{test_formula_words} */
void gp_term_write(FILE *stream, const gp_term *term);

#ifdef __cplusplus
}
#endif

#endif
