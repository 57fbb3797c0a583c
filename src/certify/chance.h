/** @file
 *  Chance that is the same every time. */
#ifndef GP_CERTIFY_CHANCE_H
#define GP_CERTIFY_CHANCE_H

#include <stdint.h>

/** The next number of a linear congruential generator (Knuth's multiplier); its high bits are good. Here, so that a compiler
 * can put it into what rounds every number of a run.
 *  @param[in,out] state of the generator
 *  @verifiedby{test_rounded_at_random} */
static inline uint64_t gp_chance(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state;
}

#endif
