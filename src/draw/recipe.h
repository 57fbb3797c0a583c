/** @file
 *  A recipe for initial weights: an expression of Python's with one draw in it, as in `2*random-1`, `0.01*randn` or
 *  `randn*sqrt(2/inputs)`. It is computed in binary64, in the order in which Python computes it.
 *
 *      sum     = product { ("+" | "-") product }
 *      product = factor { ("*" | "/") factor }
 *      factor  = ("+" | "-") factor | power
 *      power   = atom [ "**" factor ]
 *      atom    = number | "inputs" | "units" | "sqrt(" sum ")" | "(" sum ")" | draw
 *      draw    = "random" | "rand" | "randn" | ("uniform" | "normal" | "gauss") "(" sum "," sum ")"
 *
 *  Roots, powers and the numbers of a draw have no draw in them.
 */
#ifndef GP_DRAW_RECIPE_H
#define GP_DRAW_RECIPE_H

#include "draw/stream.h"

/** The most steps of a recipe. */
enum { gp_most_recipe_steps = 128 };

/** What a step makes of the last one or two values before it, x or x and y, or of none. */
typedef enum gp_recipe_kind {
    GP_RECIPE_NUMBER,     /**< a constant */
    GP_RECIPE_INPUTS,     /**< the inputs of the layer */
    GP_RECIPE_UNITS,      /**< its units */
    GP_RECIPE_NEGATIVE,   /**< -x */
    GP_RECIPE_ROOT,       /**< sqrt(x) */
    GP_RECIPE_SUM,        /**< x + y */
    GP_RECIPE_DIFFERENCE, /**< x - y */
    GP_RECIPE_PRODUCT,    /**< x y */
    GP_RECIPE_QUOTIENT,   /**< x / y */
    GP_RECIPE_POWER,      /**< x to the power y */
    GP_RECIPE_UNIFORM,    /**< x + (y - x) u, with u from 0 to 1 */
    GP_RECIPE_NORMAL      /**< x + y z, with z of mean 0 and deviation 1 */
} gp_recipe_kind;

/** A step. */
typedef struct gp_recipe_step {
    gp_recipe_kind kind; /**< what it does */
    double number;       /**< the constant */
} gp_recipe_step;

/** A recipe: its steps, each behind those whose values it takes. */
typedef struct gp_recipe {
    gp_recipe_step steps[gp_most_recipe_steps]; /**< in the order in which they are done */
    size_t count;                               /**< how many */
} gp_recipe;

/** Reads a recipe.
 *  @param text         in the syntax above; spaces do not count, names may have `np.`, `math.` or `random.` before them and
 * `()` behind, and the two numbers of a draw the names that they have in Python
 *  @param[out] recipe  the recipe
 *  @return where the text is no recipe, the first character that does not fit; otherwise NULL
 *  @verifiedby{test_recipe_values} @verifiedby{test_recipe_refusals} */
const char *gp_recipe_read(const char *text, gp_recipe *recipe);

/** What to write in the place of something that does not fit, such as `write "inputs"` for `fan_in`.
 *  @param wrong where the text is no recipe
 *  @return NULL where nothing is known of it
 *  @verifiedby{test_recipe_hints} */
const char *gp_recipe_hint(const char *wrong);

/** Draws a number by a recipe.
 *  @param recipe the recipe
 *  @param stream where its random numbers come from
 *  @param inputs of the layer
 *  @param units  of the layer
 *  @return the number; not finite where the recipe divides by 0 or takes a root of what is below it
 *  @verifiedby{test_recipe_values} */
double gp_recipe_draw(const gp_recipe *recipe, gp_stream *stream, size_t inputs, size_t units);

#endif
