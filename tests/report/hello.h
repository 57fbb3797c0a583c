/** @file
 *  Answers to the case hello, as texts, and what was found of them. */
#ifndef GP_TESTS_HELLO_H
#define GP_TESTS_HELLO_H

#include "report/report.h"

/** The numbers z and a of the first step, which should be 1.5: so many words of a program that can compute nothing else. */
#define HELLO(before, z, a)                                                                                                    \
    "{\"format\": \"goldprop-trace-1\", " before "\"steps\": [{\"step\": 0, \"samples\": [{\"sample\": 0, \"layers\": "        \
    "[{\"layer\": 1, \"z\": [" z "], \"a\": [" a "]}]}]}]}"

extern const char *const hello_right;       /**< both are right */
extern const char *const hello_wrong;       /**< a is 2.25 */
extern const char *const hello_unsupported; /**< the program declines */
extern const char *const hello_unreadable;  /**< no JSON */

/** Some answers to the case, which is opened before and closed behind them. */
typedef struct heard {
    gp_case the_case;
    gp_outcome items[4];
    gp_outcomes all; /**< as they are told of, one after the other */
} heard;

/** Judges answers; the last word is NULL. */
void hear(heard *it, const char *const texts[]);

/** Frees all of it. */
void heard_close(heard *it);

/** What is written to a stream, for free(). */
char *written_by(void (*write)(FILE *stream, heard *it), heard *it);

#endif
