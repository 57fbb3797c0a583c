/** @file
 *  A recipe for initial weights: a draw times constants, plus a constant, as in `2*random-1`, `0.01*randn` or
 *  `randn*sqrt(2/inputs)`. It is computed in binary64 from left to right, a product before the sum, as Python does.
 *
 *      recipe = product [ ("+" | "-") number ]
 *      product = factor { ("*" | "/") factor }, of which one is a draw
 *      factor = number | "sqrt(" fan ")" | "sqrt(" number "/" fan ")" | draw | "(" draw ("+" | "-") number ")"
 *      fan = "inputs" | "units" | "(inputs+units)"
 *      draw = "random" | "rand" | "randn" | "uniform(" number "," number ")" | "normal(" number "," number ")" | the same with
 * gauss
 */
#ifndef GP_DRAW_RECIPE_H
#define GP_DRAW_RECIPE_H

#include "draw/stream.h"

/** The most factors of a recipe. */
enum { gp_most_factors = 8 };

/** What a factor is. */
typedef enum gp_factor_kind {
    GP_FACTOR_NUMBER,  /**< a constant */
    GP_FACTOR_UNIFORM, /**< a + (b - a) u, with u from 0 to 1; u itself where a is 0 and b 1 */
    GP_FACTOR_NORMAL,  /**< a + b z, with z of mean 0 and deviation 1 */
    GP_FACTOR_ROOT     /**< sqrt(a / n) or sqrt(n), n being the inputs and units of the layer as often as is said */
} gp_factor_kind;

/** A factor. */
typedef struct gp_recipe_factor {
    gp_factor_kind kind; /**< what it is */
    bool divides;        /**< whether it divides what is before it */
    double a, b;         /**< its numbers */
    double shift;        /**< what is added to a draw in parentheses */
    bool of_size;        /**< of a root: whether it is sqrt(n) */
    unsigned inputs;     /**< of a root: how often the inputs count */
    unsigned units;      /**< of a root: how often the units count */
} gp_recipe_factor;

/** A recipe. */
typedef struct gp_recipe {
    gp_recipe_factor factors[gp_most_factors]; /**< from left to right */
    size_t count;                              /**< how many */
    double shift;                              /**< what is added at the end */
} gp_recipe;

/** Reads a recipe.
 *  @param text         in the syntax above; spaces do not count, and names may have `np.` or `random.` before them and `()`
 * behind
 *  @param[out] recipe  the recipe
 *  @return where the text is no recipe, the first character that does not fit; otherwise NULL
 *  @verifiedby{test_recipe_values} @verifiedby{test_recipe_refusals} */
const char *gp_recipe_read(const char *text, gp_recipe *recipe);

/** Draws a number by a recipe.
 *  @param recipe the recipe
 *  @param stream where its random numbers come from
 *  @param inputs of the layer
 *  @param units  of the layer
 *  @verifiedby{test_recipe_values} */
double gp_recipe_draw(const gp_recipe *recipe, gp_stream *stream, size_t inputs, size_t units);

#endif
