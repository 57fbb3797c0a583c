/** @file
 *  The generator that numpy's `seed()` and `random()` use: MT19937 (Matsumoto and Nishimura, 1998), with 53-bit doubles. */
#ifndef GP_REFERENCE_RANDOM_H
#define GP_REFERENCE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** State of the generator. */
typedef struct gp_random {
    uint32_t word[624]; /**< the recurrence's words */
    size_t next;        /**< the next word to give out; 624: none left */
} gp_random;

/** Starts the generator from a seed, as numpy's `seed()` does for an integer.
 *  @verifiedby{test_random_published_words} */
void gp_random_seed(gp_random *random, uint32_t seed);

/** The next 32 random bits.
 *  @verifiedby{test_random_published_words} */
uint32_t gp_random_word(gp_random *random);

/** The next number in [0, 1), a multiple of 2^-53: two words a and b give ((a >> 5) 2^26 + (b >> 6)) / 2^53.
 *  @verifiedby{test_random_published_doubles} Source: document 3. */
double gp_random_double(gp_random *random);

#ifdef __cplusplus
}
#endif

#endif
