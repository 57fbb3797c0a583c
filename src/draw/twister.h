/** @file
 *  The Mersenne Twister MT19937 of Matsumoto and Nishimura (1998), from which numpy's older functions and Python's module
 * random draw, with the two ways in which they make a state of a seed. */
#ifndef GP_DRAW_TWISTER_H
#define GP_DRAW_TWISTER_H

#include <stddef.h>
#include <stdint.h>

/** Words of the state. */
enum { gp_twister_size = 624 };

/** A generator: its state, and how many of its words have been given. */
typedef struct gp_twister {
    uint32_t state[gp_twister_size]; /**< the words x_k, from which the next ones come */
    size_t given;                    /**< how many of them have been given */
} gp_twister;

/** Seeds with one word, as numpy.random.seed does with a whole number.
 *  @verifiedby{test_twister_published} */
void gp_twister_seed(gp_twister *twister, uint32_t seed);

/** Seeds with several words, as Python's random.seed does with those of a whole number, the lowest first.
 *  @param twister the generator
 *  @param words   the seed
 *  @param count   how many words, at least 1
 *  @verifiedby{test_twister_published} */
void gp_twister_seed_words(gp_twister *twister, const uint32_t *words, size_t count);

/** The next 32 random bits.
 *  @verifiedby{test_twister_published} */
uint32_t gp_twister_word(gp_twister *twister);

/** The next random number from 0 to less than 1, a multiple of 2^-53: of two words the upper 27 and 26 bits.
 *  @verifiedby{test_stream_numpy_random} */
double gp_twister_real(gp_twister *twister);

#endif
