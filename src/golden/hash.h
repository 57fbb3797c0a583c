/** @file
 *  One number for the bits of many: FNV-1a with 64 bits, of Fowler, Noll and Vo, which is three lines in any language. It tells
 *  runs apart that differ by accident; it is no protection from somebody who wants to deceive.
 *
 *  A hash begins with ::GP_HASH_START, and takes in a number's bytes, those of its IEEE 754 bit pattern, the least significant
 *  first, on every machine. What is no number is one pattern, 7ff8000000000000 or 7fc00000, since IEEE 754 leaves its sign and
 * its other bits open. */
#ifndef GP_GOLDEN_HASH_H
#define GP_GOLDEN_HASH_H

#include "reference/real.h"
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The hash of nothing. */
#define GP_HASH_START UINT64_C(0xcbf29ce484222325)

/** A hash that has taken in the last bytes of a whole number, too, the least significant first.
 *  @param hash  so far
 *  @param bits  the whole number
 *  @param bytes how many of its bytes, at most 8
 *  @verifiedby{test_hash_known} */
uint64_t gp_hash_bits(uint64_t hash, uint64_t bits, unsigned bytes);

/** A hash that has taken in one number more.
 *  @param hash  so far
 *  @param value the number
 *  @verifiedby{test_hash_numbers} */
uint64_t gp_hash_real(uint64_t hash, gp_real value);

#ifdef __cplusplus
}
#endif

#endif
