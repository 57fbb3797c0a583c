/** @file
 *  The functions of src/elementary, and arguments to try them on: the same ones on every machine. */
#ifndef GP_TESTS_ELEMENTARY_ARGUMENTS_H
#define GP_TESTS_ELEMENTARY_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

/** A function in both formats. */
typedef struct function {
    const char *name;
    double (*binary64)(double);
    float (*binary32)(float);
    double least, most; /**< most happens between these: below least there are no values, or all are the same */
} function;

/** All functions, and how many. */
extern const function functions[];
extern const int function_count;

/** The function of some name, or NULL. */
const function *function_named(const char *name);

/** The next of a row of whole numbers that look random (xorshift); start with anything but 0. */
uint64_t next_random(uint64_t *state);

/** Arguments of all kinds: random bits, random numbers up to least and most, numbers of every size, numbers next to one of few
 *  bits. */
double some_binary64(const function *f, uint64_t *state);
float some_binary32(const function *f, uint64_t *state);

/** A number from its bits, and its bits. */
double binary64_of(uint64_t bits);
float binary32_of(uint32_t bits);
uint64_t bits_of_binary64(double x);
uint32_t bits_of_binary32(float x);

#endif
