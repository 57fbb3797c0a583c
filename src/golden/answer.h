/** @file
 *  An answer: the trace that somebody else's program gave for a case, as numbers at the places where the case expects them.
 *
 *  golden/README.md explains the format. A trace may hold any part of the run, in any order; what is in it must have the shape
 *  that the problem gives it. Where it does not say from where it counts, or which way its matrices lie, this is found out. */
#ifndef GP_GOLDEN_ANSWER_H
#define GP_GOLDEN_ANSWER_H

#include "golden/case.h"
#include "golden/factor.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The arithmetic that a program says it has computed in. */
typedef enum gp_precision {
    GP_PRECISION_BINARY64, /**< double */
    GP_PRECISION_BINARY32, /**< float */
    GP_PRECISION_BFLOAT16, /**< the upper half of a float */
    GP_PRECISION_BINARY16  /**< half precision */
} gp_precision;

/** The words for precisions in files, in the order of ::gp_precision; the list ends with NULL. */
extern const char *const gp_precision_words[];

/** What a program may do in its own way without being wrong. */
typedef enum gp_convention {
    GP_DELTA_SIGN,    /**< its delta is -dE/dz, its da -dE/da and its dx -dE/dx: it computes with targets minus outputs */
    GP_GRADIENT_SIGN, /**< its dW and db are -dE/dW and -dE/db */
    GP_BIAS_SIGN,     /**< its b is a threshold, which is subtracted: its b, db, b_velocity and b_change have the other sign */
    GP_KINK_SIDE,     /**< its slope at the kink of ReLU, leaky ReLU or ELU, z = 0, is that from the right: 1 */
    GP_TRANSPOSED,    /**< its matrices are [input][unit] */
    GP_LAYERS_FROM,   /**< its number for the first layer: 1 or 0 */
    GP_STEPS_FROM,    /**< its number for the first step: 0 or 1 */
    GP_SAMPLES_FROM,  /**< its number for the first sample: 0 or 1 */
    GP_EPOCHS_FROM,   /**< its number for the first epoch: 0 or 1 */
    GP_LOSS_FACTOR,   /**< its loss is so many times the loss of the problem */
    GP_OUTPUT_LOSS_FACTOR, /**< its output_loss is so many times that of the problem */
    GP_ERROR_FACTOR,       /**< its reported error is so many times the error of the problem */
    GP_DELTA_FACTOR,       /**< its da, delta and dx are so many times those of the problem */
    GP_GRADIENT_FACTOR,    /**< its dW and db are so many times those of the problem */
    GP_VELOCITY_FACTOR     /**< its velocities are so many times those of the problem; may be negative */
} gp_convention;

/** How many conventions there are. */
enum { gp_convention_count = GP_VELOCITY_FACTOR + 1 };

/** The keys of the conventions in a trace, in the order of ::gp_convention. */
extern const char *const gp_convention_names[];

/** How a program does one of these things. */
typedef struct gp_custom {
    double value;     /**< -1 for another sign or a transposed matrix and 1 otherwise; the first number; the factor at step 0 */
    gp_factor factor; /**< of a factor: what it is at any step; its number is 0 of what is none */
    bool declared;    /**< the trace says so; otherwise it is the default, or was found out */
} gp_custom;

/** How the longest numbers of a quantity are written. */
typedef struct gp_longest {
    int digits;   /**< significant ones */
    int decimals; /**< behind the point; negative where all of them end in zeros before it */
} gp_longest;

/** An answer. Values are as the trace has them, with its signs and factors; only their places have been translated: from the
 *  trace's numbering, and from transposed matrices. */
typedef struct gp_answer {
    gp_source source;                       /**< the trace */
    const char *unsupported;                /**< why the program does not answer; NULL where it does */
    gp_precision precision;                 /**< binary64 where the trace does not say */
    gp_custom customs[gp_convention_count]; /**< by ::gp_convention */
    bool unsettled[gp_convention_count];    /**< of steps, samples and epochs: neither a declaration nor the numbers tell from
                                                 where they are counted, and the custom is a guess */
    bool square_only;                       /**< it has matrices, and all are square: their shape does not tell whether they
                                                 are transposed */
    double *values;                         /**< one for each expectation of the case, in their order; owned */
    double *coarse; /**< of each, how far off its writing may be, or a difference that it is: 0 until it is measured; owned */
    int digits[gp_quantity_count]; /**< with how many significant digits a quantity is written; 0 until it is measured */
    gp_longest longest[gp_quantity_count]; /**< how its longest numbers are written, until there are digits enough */
    bool *present;                         /**< whether the trace has it; owned */
    size_t present_count;                  /**< how many it has */
    bool no_memory; /**< after a failure: this machine had too little memory, and nothing is wrong with the trace */
    size_t others;  /**< numbers of the trace that the case does not expect, or its run does not have: read, and not judged */
} gp_answer;

/** Half the distance from 1 to the next number of a precision, the u of the pass rule: 2^-53, 2^-24, 2^-8 or 2^-11.
 *  @verifiedby{test_answer_precisions} */
long double gp_unit_roundoff(gp_precision precision);

/** The largest finite number of a precision.
 *  @verifiedby{test_answer_precisions} */
long double gp_largest(gp_precision precision);

/** Reads an answer from a file.
 *  @param file         its name; "-" is standard input
 *  @param the_case     the case that it answers, not needed any more afterwards
 *  @param[out] answer  for gp_answer_close(); all zero after a failure, but for no_memory
 *  @param[out] message says what is wrong with it
 *  @return false after a failure
 *  @verifiedby{test_answer_complaints} @verifiedby{test_answer_complete} @verifiedby{test_answer_numbering}
 *  @verifiedby{test_answer_transposed} */
bool gp_answer_open(const char *file, const gp_case *the_case, gp_answer *answer, gp_message *message);

/** Reads an answer from memory, as gp_answer_open() does from a file.
 *  @param name   what messages call it
 *  @param text   its bytes; copied
 *  @param length how many
 *  @param the_case, answer, message as there
 *  @return false after a failure
 *  @verifiedby{test_answer_in_memory} */
bool gp_answer_read(const char *name, const char *text, size_t length, const gp_case *the_case, gp_answer *answer,
                    gp_message *message);

/** Takes the numbers of an answer that was read to be counted from elsewhere.
 *  @param the_case       the case
 *  @param[in,out] answer whose source is still open; its values are as the trace has them again
 *  @param convention     one that is unsettled
 *  @param from           0 or 1
 *  @verifiedby{test_answer_counted_anew} */
void gp_answer_count_from(const gp_case *the_case, gp_answer *answer, gp_convention convention, double from);

/** Makes an answer that has no number yet: for a program that sets @c values and @c present itself.
 *  @param the_case     the case that it answers
 *  @param[out] answer  for gp_answer_close(); all zero after a failure
 *  @param[out] message says that memory is short
 *  @return false after a failure
 *  @verifiedby{test_answer_without_numbers} */
bool gp_answer_create(const gp_case *the_case, gp_answer *answer, gp_message *message);

/** Frees an answer. All zero afterwards; an all-zero answer is accepted. */
void gp_answer_close(gp_answer *answer);

#ifdef __cplusplus
}
#endif

#endif
