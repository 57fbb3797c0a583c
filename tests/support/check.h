/** @file
 *  Comparisons of numbers, with both sides in the message where they fail. NaN never passes. */
#ifndef GP_TESTS_CHECK_H
#define GP_TESTS_CHECK_H

#include "reference/real.h"

#include <criterion/criterion.h>
#include <stddef.h>
#include <stdint.h>

/** The gap between 1 and the next number. */
#ifdef GP_BINARY32
#define real_epsilon FLT_EPSILON
#else
#define real_epsilon DBL_EPSILON
#endif

/** How many representable numbers b is away from a: 0 where they are equal, UINT64_MAX where one is NaN. */
uint64_t ulps_between(gp_real a, gp_real b);

/** The obtained number is at most so many representable numbers away from the expected one. */
#define check_ulps(obtained, expected, most) check_number(__FILE__, __LINE__, #obtained, obtained, expected, most)

/** The obtained number equals the expected one. */
#define check_equal(obtained, expected) check_ulps(obtained, expected, 0)

/** The array begins with the numbers that follow: check_values(z, 0.5, -2.25). */
#define check_values(obtained, ...) check_values_ulps(obtained, 0, __VA_ARGS__)

/** The array begins with the numbers that follow, each within so many representable numbers. */
#define check_values_ulps(obtained, most, ...)                                                                                 \
    check_array(__FILE__, __LINE__, #obtained, obtained, (const gp_real[]){__VA_ARGS__},                                       \
                sizeof(const gp_real[]){__VA_ARGS__} / sizeof(gp_real), most)

/** The two arrays hold the same bits. */
#define check_same_bits(obtained, expected, count) check_bits(__FILE__, __LINE__, #obtained, obtained, expected, count)

void check_number(const char *file, int line, const char *what, gp_real obtained, gp_real expected, uint64_t most);
void check_array(const char *file, int line, const char *what, const gp_real *obtained, const gp_real *expected, size_t count,
                 uint64_t most);
void check_bits(const char *file, int line, const char *what, const gp_real *obtained, const gp_real *expected, size_t count);

#endif
