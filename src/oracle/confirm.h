/** @file
 *  From hypotheses to verdicts. What fits the wrong numbers of one answer, a departure of the catalogue or a changed formula,
 * is held against the program's other answers, and has to predict what it answers to fresh problems that it has not seen. */
#ifndef GP_ORACLE_CONFIRM_H
#define GP_ORACLE_CONFIRM_H

#include "oracle/judge.h"
#include "oracle/search.h"
#include "oracle/suppose.h"
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An answer that was judged. */
typedef struct gp_witness {
    const gp_case *the_case; /**< the case */
    const gp_answer *answer; /**< in the signs and factors of the case */
    const gp_report *report; /**< what was found of it */
} gp_witness;

/** What may explain wrong numbers. */
typedef struct gp_hypothesis {
    gp_departures name;        /**< one departure of the catalogue; GP_TEXTBOOK: a changed formula */
    bool supposed;             /**< a formula of numbers that the answers do not have: of whole runs */
    gp_quantity quantity;      /**< of a formula: whose it is */
    gp_layer_kind layers;      /**< of a formula: in which layers */
    const gp_term *right;      /**< of a formula: what it should be */
    const gp_term *term;       /**< of a formula: what it is */
    size_t found_in;           /**< the witness in which it was found */
    bool *explains;            /**< of each witness, whether it gives what is wrong there first; owned */
    size_t *gives;             /**< how many wrong numbers of each witness, and of each fresh problem behind them; owned */
    size_t witnesses;          /**< in how many it gives all wrong numbers that it is about */
    size_t numbers;            /**< and how many these are */
    size_t fresh;              /**< how many fresh problems it has predicted */
    size_t fresh_numbers;      /**< and how many wrong numbers of these */
    bool past_end;             /**< in one of them an operand of the formula is read past its end */
    bool equal_layers;         /**< one of them has layers of one size, as the program does not answer to others */
    bool refuted;              /**< an answer has other numbers than it says */
    const gp_case *refuted_by; /**< the case of this answer; NULL of a fresh problem */
} gp_hypothesis;

/** What is to be thought of a hypothesis. */
typedef enum gp_confirmation {
    GP_CONFIRMED, /**< it has predicted at least two wrong numbers of a fresh problem, and no answer refutes it; where it says
                       what stands past an end, it has predicted that, too, or that the program does not answer there */
    GP_UNTESTED,  /**< nothing refutes it, and nothing that the program had not seen speaks for it */
    GP_REFUTED    /**< an answer refutes it: it must not be told as found */
} gp_confirmation;

/** How many verdicts there are. */
enum { gp_confirmation_count = GP_REFUTED + 1 };

/** How many fresh problems like one case a program is usually asked. */
enum { gp_usual_questions = 3 };

/** Asks a program a fresh problem. */
typedef struct gp_asker {
    void *context;    /**< for the function */
    size_t questions; /**< how many problems like one case it is asked; like four cases at most */
    /** @param fresh         the problem
     *  @param[out] answer   as it was read, with its source, for gp_answer_close(); all zero where there is none
     *  @param[out] answered whether there is one that can be read
     *  @param[out] message  says what this machine could not do
     *  @return false where it could not */
    bool (*ask)(void *context, const gp_case *fresh, gp_answer *answer, bool *answered, gp_message *message);
} gp_asker;

/** What was found out about a program. */
typedef struct gp_inquiry {
    gp_hypothesis *items; /**< in the order in which they were found; the likeliest of a case first; owned */
    size_t count;         /**< how many */
    size_t fresh;         /**< how many fresh problems the program has answered */
    void *work;           /**< what the hypotheses point into; owned */
} gp_inquiry;

/** Finds hypotheses for all that is wrong, and holds them against everything that the program says.
 *  @param witnesses    the answers of one program, in the order in which they are to be explained; they have to outlive the
 * inquiry. Cases that depart from the textbook themselves, answers of too few digits and very long ones do not count
 *  @param count        how many
 *  @param asker        asks the program; NULL where it is not there: nothing can be confirmed then
 *  @param[out] inquiry for gp_inquiry_free(); all zero after a failure
 *  @param[out] message says that memory is short, or what the asker could not do
 *  @return false after a failure
 *  @verifiedby{test_confirm_what_predicts} @verifiedby{test_confirm_nothing_without_asking}
 *  @verifiedby{test_confirm_refuted_by_another_case} @verifiedby{test_confirm_refuted_by_a_fresh_problem}
 *  @verifiedby{test_confirm_not_told_of_other_kinds} @verifiedby{test_confirm_signs}
 *  @verifiedby{test_confirm_signs_that_move_nothing_rightly} @verifiedby{test_confirm_signs_by_which_more_is_wrong} */
bool gp_inquire(const gp_witness *witnesses, size_t count, const gp_asker *asker, gp_inquiry *inquiry, gp_message *message);

/** Frees an inquiry. All zero afterwards; an all-zero inquiry is accepted. */
void gp_inquiry_free(gp_inquiry *inquiry);

/** What is to be thought of a hypothesis.
 *  @verifiedby{test_confirm_what_predicts} @verifiedby{test_confirm_nothing_past_an_end_that_was_not_passed} */
gp_confirmation gp_confirmation_of(const gp_hypothesis *hypothesis);

/** Whether two hypotheses are of the same numbers: what is told of one of them is told of either.
 *  @param one, other  hypotheses of the same inquiry
 *  @param count       of its witnesses
 *  @verifiedby{test_confirm_what_predicts} */
bool gp_hypotheses_are_rivals(const gp_hypothesis *one, const gp_hypothesis *other, size_t count);

/** Writes in which layers a formula is changed, behind the name of its quantity: ` of the hidden layers`.
 *  @verifiedby{test_confirm_what_predicts} */
void gp_write_layer_kind(FILE *stream, const gp_hypothesis *hypothesis);

#ifdef __cplusplus
}
#endif

#endif
