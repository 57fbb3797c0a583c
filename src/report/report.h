/** @file
 *  What became of the cases that somebody else's program was given, and how this is told: to a person, or to another program.
 */
#ifndef GP_REPORT_REPORT_H
#define GP_REPORT_REPORT_H

#include "oracle/confirm.h"
#include "oracle/judge.h"
#include "oracle/subject.h"
#include "oracle/tolerance.h"
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What became of a case. */
typedef enum gp_case_result {
    GP_CASE_PASSED,       /**< there are numbers, and all of them are right */
    GP_CASE_FAILED,       /**< numbers are wrong, or there are none */
    GP_CASE_UNSUPPORTED,  /**< the program says that it cannot do this case */
    GP_CASE_ERROR,        /**< there is no answer that could be judged, or a list of known failures is out of date */
    GP_CASE_KNOWN_FAILURE /**< it fails, and a list says that it does */
} gp_case_result;

/** How many results there are. */
enum { gp_case_result_count = GP_CASE_KNOWN_FAILURE + 1 };

/** The words for results in reports, in the order of ::gp_case_result. */
extern const char *const gp_case_result_words[];

/** A case that was given to a program, and what became of it. */
typedef struct gp_outcome {
    const gp_case *the_case;   /**< the case */
    gp_message label;          /**< its id, or the name of its file, as reports can have it */
    gp_case_result result;     /**< what became of it */
    gp_message why;            /**< why there are no numbers, or why known ones are not as expected; else empty */
    char symptom[160];         /**< how it fails: the place of the first wrong number, or "error"; empty where it does not */
    gp_answer answer;          /**< without its trace; all zero where there is none */
    gp_report report;          /**< of the answer; all zero where there is none */
    gp_message numbers_of;     /**< the case that a wrong answer would be right for; empty where none is known */
    gp_subject_result subject; /**< the program's run, without its output; all zero where none was run */
} gp_outcome;

/** Several of them. */
typedef struct gp_outcomes {
    char *const *command; /**< the program and its arguments, ends with NULL; NULL where none was run */
    gp_outcome *items;    /**< in the order of their runs */
    size_t count;         /**< how many there are by now */
    size_t planned;       /**< how many there will be */
    gp_inquiry inquiry;   /**< what was found out about the program; all zero before the last, and where nothing was */
} gp_outcomes;

/** What is said of several cases together. */
typedef struct gp_totals {
    size_t results[gp_case_result_count]; /**< how many cases have each ::gp_case_result */
    size_t compared;                      /**< numbers of all answers */
    bool holds;                           /**< something ran as expected, and nothing did not */
} gp_totals;

/** A way to tell of outcomes. Each of the three functions may be NULL. A report that comes case by case needs no memory; one
 * that comes at its end writes nothing where it has too little. */
typedef struct gp_report_format {
    const char *name;                                         /**< as the option --format has it */
    void (*begin)(FILE *stream, const gp_outcomes *outcomes); /**< before the first */
    void (*each)(FILE *stream, const gp_outcomes *outcomes);  /**< after each: tells of the last one */
    bool (*end)(FILE *stream, const gp_outcomes *outcomes);   /**< after the last; false where memory is short */
} gp_report_format;

/** For a person: a line for each case that passes, more for the others. */
extern const gp_report_format gp_report_text;
/** For programs: one JSON object. */
extern const gp_report_format gp_report_json;
/** For test harnesses: Test Anything Protocol, version 14. */
extern const gp_report_format gp_report_tap;
/** For build servers: XML as JUnit writes it. */
extern const gp_report_format gp_report_junit;

/** The format of a name: `text`, `json`, `tap` or `junit`; NULL where there is none.
 *  @verifiedby{test_report_formats} */
const gp_report_format *gp_find_report_format(const char *name);

/** Begins an outcome, for gp_outcome_free().
 *  @param[out] outcome  all zero but for its case
 *  @param the_case      has to outlive it
 *  @verifiedby{test_report_judges} */
void gp_outcome_begin(gp_outcome *outcome, const gp_case *the_case);

/** Reads an answer to the outcome's case and judges it.
 *  @param[in,out] outcome that has begun
 *  @param name   the answer's file, or what messages call it
 *  @param text   its bytes, or NULL to read the file, where "-" is standard input
 *  @param length how many bytes
 *  @param[out] message says that memory is short: that is no outcome
 *  @return false where it is
 *  @verifiedby{test_report_judges} */
bool gp_outcome_judge(gp_outcome *outcome, const char *name, const char *text, size_t length, gp_message *message);

/** Whether an answer cannot be read, or fails without a known mistake that explains it.
 *  @verifiedby{test_report_judges} */
bool gp_outcome_is_unexplained(const gp_outcome *outcome);

/** Finds out whether an answer that fails, and that no known mistake explains, is right for another case: a program that
 *  answers always the same, or a file in the place of another.
 *  @param[in,out] outcome that has been judged
 *  @param name, text, length as gp_outcome_judge() was given them; without a text, and with a long one, nothing is done
 *  @param cases, count of all cases
 *  @param[out] message says that memory is short
 *  @return false where it is
 *  @verifiedby{test_report_compares_cases} */
bool gp_outcome_compare_cases(gp_outcome *outcome, const char *name, const char *text, size_t length, const gp_case *cases,
                              size_t count, gp_message *message);

/** Makes an outcome an error that a message explains.
 *  @verifiedby{test_report_judges} */
void gp_outcome_is_error(gp_outcome *outcome);

/** Frees an outcome, but not its case. */
void gp_outcome_free(gp_outcome *outcome);

/** Writes the report of one outcome, as `goldprop check` does: finds out what its program computes in the place of what it
 *  should, as far as one case tells, and writes all that there is to say.
 *  @param format      how
 *  @param stream      where to; still open afterwards, and flushed
 *  @param outcome     that was judged
 *  @param[out] message says that memory is short, or that the stream did not take all of it
 *  @return false where this is so
 *  @verifiedby{test_report_of_one_outcome} @verifiedby{test_report_of_one_right_outcome} @verifiedby{test_report_full_disk}
 * @verifiedby{test_report_out_of_memory} */
bool gp_report_outcome(const gp_report_format *format, FILE *stream, gp_outcome *outcome, gp_message *message);

/** Writes of the newest outcome of several, and before the first what there is to write there. What the stream does not take
 *  ferror() tells.
 *  @verifiedby{test_report_of_several} */
void gp_report_newest(const gp_report_format *format, FILE *stream, const gp_outcomes *outcomes);

/** Writes what there is to write after the last outcome.
 *  @return false where memory is short, which the message says
 *  @verifiedby{test_report_of_several} */
bool gp_report_end(const gp_report_format *format, FILE *stream, const gp_outcomes *outcomes, gp_message *message);

/** Counts.
 *  @verifiedby{test_report_totals} */
gp_totals gp_count_outcomes(const gp_outcomes *outcomes);

/** The id of a case; of a problem that has none, the file's name.
 *  @verifiedby{test_report_judges} */
const char *gp_case_label(const gp_case *the_case);

/** The most characters that a number takes in a report, with its end. */
enum { gp_number_room = 40 };

/** Writes a number with so many significant digits, 21 at most; what is not finite is nan, inf or -inf.
 *  @return @p text
 *  @verifiedby{test_report_number_text} */
const char *gp_number_text(long double value, int digits, char text[gp_number_room]);

/** How many significant digits of a number the program has written: no more than its shortest decimal has, or its quantity.
 *  @param outcome that was judged
 *  @param k       the index of the expectation
 *  @verifiedby{test_report_numbers_as_they_were_written} */
int gp_written_digits(const gp_outcome *outcome, size_t k);

/** Whether all numbers of an answer are one and the same, and there are several.
 *  @param outcome that was judged
 *  @param[out] number the number
 *  @verifiedby{test_report_numbers_as_they_were_written} */
bool gp_is_one_number(const gp_outcome *outcome, double *number);

/** How many numbers of an answer were compared.
 *  @verifiedby{test_report_judges} */
size_t gp_compared_count(const gp_report *report);

/** Whether an answer does something in another way than goldprop does it.
 *  @verifiedby{test_report_customs} */
bool gp_is_custom(const gp_answer *answer, gp_convention convention);

/** The most characters that this takes, with its end. */
enum { gp_custom_room = 64 };

/** How an answer does something, as a trace declares it: `-dE/dz`, `[input][unit]`, `1`, `0.5`.
 *  @return @p text
 *  @verifiedby{test_report_customs} */
const char *gp_custom_text(const gp_answer *answer, gp_convention convention, char text[gp_custom_room]);

#ifdef __cplusplus
}
#endif

#endif
