/** @file
 *  What the fuzzers share: libFuzzer calls LLVMFuzzerTestOneInput() with bytes of its own making, again and again; whatever
 * crashes, hangs or leaks ends it, and so does must(). */
#ifndef GP_TESTS_FUZZ_BYTES_H
#define GP_TESTS_FUZZ_BYTES_H

#include "golden/case.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/** Ends the fuzzer where something does not hold. */
void must(bool holds);

/** What was made up could not be read: there is a message that says why; and where the environment variable SEEDS is set, so
 * that the fuzzer shows that it reads all that it begins with, this ends it. */
void refused(const gp_message *message);

/** Makes a file of these bytes, in the place of the one before it. @return a name by which it can be opened */
const char *file_of_bytes(const void *bytes, size_t length);

/** The case in the file that the environment variable CASE names; opened once. */
const gp_case *case_to_answer(void);

#endif
