/** @file
 *  Answers to golden cases, for the tests of the oracle. */
#ifndef GP_TESTS_GOLDEN_ANSWER_H
#define GP_TESTS_GOLDEN_ANSWER_H

#include "golden/answer.h"
#include "oracle/judge.h"
#include "oracle/shadow.h"
#include "support/golden_cases.h"

/** Makes the answer of a program with some departures (textbook, where there are none), up to the last step that the case
 *  records without a gap. */
void answer_create(const gp_case *the_case, gp_departures departures, gp_answer *answer);

/** Sets one number of an answer. */
void answer_set(const gp_case *the_case, const gp_place *place, double value, gp_answer *answer);

/** Takes one number out of an answer. What stands in its place is 0.1, which no binary number is: nobody may look at it. */
void answer_remove(const gp_case *the_case, const gp_place *place, gp_answer *answer);

/** The number at a place of an answer. */
double answer_at(const gp_case *the_case, const gp_answer *answer, const gp_place *place);

/** A golden case, an answer to it, room for the answer's shadow, and what judging finds. */
typedef struct answered {
    gp_case the_case;
    gp_answer answer;
    gp_shadow shadow;
    gp_report report; /**< all zero until answered_judge() */
} answered;

/** Opens a golden case and makes an answer to it, as answer_create() does. */
void answered_open(const char *id, gp_departures departures, answered *it);

/** Judges the answer. */
void answered_judge(answered *it);

/** Frees all of it. */
void answered_close(answered *it);

#endif
