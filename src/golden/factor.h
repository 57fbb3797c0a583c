/** @file
 *  Factors that a program may have: a product of a number and of sizes of the problem, such as `1/samples` or `2*rate`. */
#ifndef GP_GOLDEN_FACTOR_H
#define GP_GOLDEN_FACTOR_H

#include "golden/problem.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a factor may be made of, beside a number. */
typedef enum gp_factor_part {
    GP_OF_SAMPLES, /**< the samples of the problem */
    GP_OF_BATCH,   /**< the samples of the step, of which the last batch of an epoch may have fewer */
    GP_OF_OUTPUTS, /**< the units of the last layer */
    GP_OF_RATE     /**< the learning rate */
} gp_factor_part;

/** How many parts there are. */
enum { gp_factor_part_count = GP_OF_RATE + 1 };

/** A factor: number * samples^powers[0] * ... */
typedef struct gp_factor {
    double number;                    /**< positive; negative where its owner allows it */
    int powers[gp_factor_part_count]; /**< of each part */
} gp_factor;

/** Reads a factor: numbers and the words `samples`, `batch`, `outputs`, `rate`, with `*` and `/` between them.
 *  @param text         `0.5`, `1/2`, `1/samples`, `2*rate/batch`
 *  @param[out] factor  what it says
 *  @return false where it is none, or not positive
 *  @verifiedby{test_factor_texts} */
bool gp_factor_read(const char *text, gp_factor *factor);

/** Writes a factor as gp_factor_read() reads it.
 *  @return @p text
 *  @verifiedby{test_factor_texts} */
const char *gp_factor_text(const gp_factor *factor, char text[64]);

/** What a factor is in a problem, at one step of it.
 *  @verifiedby{test_factor_values} */
double gp_factor_at(const gp_factor *factor, const gp_problem *problem, size_t step);

#ifdef __cplusplus
}
#endif

#endif
