/** @file
 *  A case: a problem, and the numbers that it must produce. One JSON file each; golden/README.md explains the format. */
#ifndef GP_GOLDEN_CASE_H
#define GP_GOLDEN_CASE_H

#include "golden/expectations.h"
#include "golden/number.h"
#include "golden/problem.h"
#include "golden/record.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How a printed number is reproduced. */
typedef enum gp_reading {
    GP_CHAIN,   /**< the exact value of the whole run, rounded as the document rounds, gives the printed digits */
    GP_STEP,    /**< it does not, but this one step does, on the operands that the document prints there */
    GP_ERRATUM, /**< no honest reading of the document gives the printed digits */
    GP_NOISE    /**< the number is right, and its last digits are rounding noise: an ordinary binary64 run prints them */
} gp_reading;

/** How many readings there are. */
enum { gp_reading_count = GP_NOISE + 1 };

/** What kind of mistake an erratum is. */
typedef enum gp_erratum {
    GP_SLIP,            /**< an error of calculation */
    GP_TYPO,            /**< another number than the one that was meant and used */
    GP_TRUNCATED,       /**< cut off where it should have been rounded */
    GP_NOT_THIS_PROGRAM /**< the document's program does not print it */
} gp_erratum;

/** The words for readings and errata in files, in the order of the enumerations; each list ends with NULL. */
extern const char *const gp_reading_words[], *const gp_erratum_words[];

/** A number that a document prints. */
typedef struct gp_printed {
    const char *text;     /**< the characters of the document */
    char number[64];      /**< the same in the plain syntax of number.h */
    const char *name;     /**< the document's name for it, unique in the case */
    const char *where;    /**< where it stands in the document */
    gp_place place;       /**< which quantity of the run it is */
    bool negated;         /**< the document prints the quantity with the other sign */
    gp_rounding rounding; /**< how the document rounds */
    gp_reading reading;   /**< how it is reproduced */
    size_t *operands;     /**< indices of the printed numbers that its step uses */
    size_t operand_count; /**< how many */
    gp_erratum kind;      /**< of an erratum */
    const char *reason;   /**< of an erratum: what is wrong and how we know */
    const char *right;    /**< of an erratum and of rounding noise: what should stand there */
} gp_printed;

/** A document's name for a quantity: at every step, or at one step only, as w5_new is. */
typedef struct gp_name {
    const char *text; /**< the name */
    gp_place place;   /**< the quantity; its sample means all samples, and its step all steps where it is not tied */
    bool tied;        /**< the name holds at the step of the place only; of an error, at that epoch */
    bool negated;     /**< the document means the quantity with the other sign */
    bool rounded;     /**< the document's program prints it with so many decimals */
    size_t decimals;  /**< how many */
} gp_name;

/** A case. Texts belong to the file; a user's file may have a problem only, and all else is then empty or NULL. */
typedef struct gp_case {
    gp_source source;             /**< the file, without expectations that were read without a tree */
    const char *id;               /**< stable name */
    const char *document;         /**< id of the document that it comes from */
    const char *title;            /**< one line */
    const char *description;      /**< what it shows */
    gp_problem problem;           /**< what an implementation is given */
    gp_record record;             /**< which numbers are expected */
    gp_name *names;               /**< the document's names */
    size_t name_count;            /**< how many */
    gp_printed *printed;          /**< what the document prints, in its order */
    size_t printed_count;         /**< how many */
    gp_expectation *expectations; /**< in the order of gp_place_compare() */
    size_t expectation_count;     /**< how many */
    char *expectation_texts;      /**< of expectations that were read without a tree; otherwise NULL; owned */
} gp_case;

/** Reads and validates a case, or a user's problem.
 *  @param file          the file's name; "-" is standard input
 *  @param[out] the_case for gp_case_close(); all zero after a failure
 *  @param[out] message  says what is wrong
 *  @return false after a failure
 *  @verifiedby{test_case_complaints} */
bool gp_case_open(const char *file, gp_case *the_case, gp_message *message);

/** Reads a case from memory, as gp_case_open() does from a file.
 *  @param name   what messages call it
 *  @param text   its bytes; copied
 *  @param length how many
 *  @param[out] the_case, message as there
 *  @return false after a failure
 *  @verifiedby{test_case_in_memory} */
bool gp_case_read(const char *name, const char *text, size_t length, gp_case *the_case, gp_message *message);

/** Frees a case. All zero afterwards; an all-zero case is accepted. */
void gp_case_close(gp_case *the_case);

/** The expectation at a place, or NULL.
 *  @verifiedby{test_case_contents} */
const gp_expectation *gp_case_expectation(const gp_case *the_case, const gp_place *place);

/** The document's name for the quantity at a place: the first one in the file that holds there, or NULL.
 *  @verifiedby{test_case_contents} */
const gp_name *gp_case_name(const gp_case *the_case, const gp_place *place);

/** Lists the places that the case's record asks for, in the order of gp_place_compare().
 *  @param the_case     the case
 *  @param[out] places  allocated, for free()
 *  @return             how many; 0 where memory is short or nothing is asked for, and @p places is then NULL
 *  @verifiedby{test_case_recorded_places} */
size_t gp_case_recorded_places(const gp_case *the_case, gp_place **places);

#ifdef __cplusplus
}
#endif

#endif
