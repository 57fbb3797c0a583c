/** @file
 *  Expectations without a tree. A case may have a hundred thousand of them, and the JSON library's tree takes ten times as much
 *  time and memory as their text. Where they are written plainly, as `goldprop certify` writes them, they are read from the
 * text in one go. What is not plain, or wrong, is left to the JSON library, which can say what is wrong with it. */
#ifndef GP_GOLDEN_EXPECTATIONS_H
#define GP_GOLDEN_EXPECTATIONS_H

#include "golden/place.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A number that the run of a case must produce. */
typedef struct gp_expectation {
    gp_place place;    /**< which quantity of the run it is */
    const char *exact; /**< certified decimal digits */
    const char
        *amplification; /**< how many units of roundoff an honest computation may be off; NULL where it was not measured */
} gp_expectation;

/** Expectations that were taken out of the text of a case. */
typedef struct gp_plain_expectations {
    gp_expectation *items; /**< as they were written, one or more: nothing is known of their order or numbers; owned */
    size_t count;          /**< how many */
    char *texts;           /**< what they point into; owned */
    char *rest;            /**< the case without them: their array is empty; owned */
    size_t rest_length;    /**< of the rest */
} gp_plain_expectations;

/** Takes the expectations out of the text of a case, if all of them are plain: objects of whole numbers and of texts in
 *  printable ASCII without a backslash, with the keys of an expectation, each once, and no others.
 *  @param text       the case, with a zero at its end
 *  @param[out] plain for free(), piece by piece; all zero where they are not taken out
 *  @return false where they are not plain, there are none, or memory is short
 *  @verifiedby{test_expectations_plain} @verifiedby{test_expectations_not_plain} @verifiedby{test_expectations_without_memory}
 */
bool gp_take_expectations(const char *text, gp_plain_expectations *plain);

#ifdef __cplusplus
}
#endif

#endif
