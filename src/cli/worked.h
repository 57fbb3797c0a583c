/** @file
 *  A step of a run, worked out: its numbers, and the order in which a worked solution goes through them. */
#ifndef GP_CLI_WORKED_H
#define GP_CLI_WORKED_H

#include "cli/setting.h"
#include "golden/trace.h"
#include "notation/formula.h"
#include "oracle/verify.h"
#include "reference/real.h"

/** How a step is shown, which may be set after it was run. */
typedef struct gp_view {
    size_t layer;               /**< only the numbers of this layer; 0: all */
    int operand_digits;         /**< significant digits of the numbers that are put into formulas */
    int result_digits;          /**< significant digits of results */
    const gp_setting *settings; /**< what of the case was changed before; not owned */
    size_t setting_count;       /**< how many */
} gp_view;

/** The usual view: all layers; six digits put in, results of ten. */
extern const gp_view gp_usual_view;

/** A step that has been run. */
typedef struct gp_worked {
    const gp_case *the_case; /**< its case */
    size_t step;             /**< which one */
    size_t epoch;            /**< the epoch that it belongs to, or the last one of some */
    gp_view view;            /**< how it is shown */
    bool updates;            /**< whether an update ends it: all but the pass after the last one */
    gp_place
        *places;     /**< of the step's numbers, of the parameters that it leaves, and of what its epoch's error needs; owned */
    gp_real *values; /**< their numbers; owned */
    size_t count;    /**< how many */
    gp_verification found;        /**< what holds of the numbers that the document prints of the step */
    gp_expectation *expectations; /**< that it was found by; owned */
} gp_worked;

/** Runs a case up to a step.
 *  @param the_case     has to outlive the result
 *  @param step         at most as many as the run has
 *  @param[out] worked  for gp_worked_free(); all zero after a failure
 *  @param[out] message says why the case could not be run
 *  @return false where it could not be run */
bool gp_work_out(const gp_case *the_case, size_t step, gp_worked *worked, gp_message *message);

/** Runs a case, and keeps the reported error of some epochs and, where there is one sample, what the network answers before
 * their first update.
 *  @param the_case     has to outlive the result
 *  @param epochs       at least one of them in the run
 *  @param[out] worked  for gp_worked_free(); all zero after a failure
 *  @param[out] message says why the case could not be run
 *  @return false where it could not be run */
bool gp_work_out_epochs(const gp_case *the_case, const gp_epochs *epochs, gp_worked *worked, gp_message *message);

/** Frees a step, or epochs. */
void gp_worked_free(gp_worked *worked);

/** Whether the numbers of the file were made for its problem, as far as they belong to the step. */
bool gp_worked_holds(const gp_worked *worked);

/** The number at a place of the step. A NaN has no sign, since that would mean nothing. */
double gp_worked_value(const gp_worked *worked, const gp_place *place);

/** The numbers of the step as a formula for a person has them, with as many digits as the view has for what is put in.
 *  @param worked has to outlive the result */
gp_operands gp_worked_operands(const gp_worked *worked);

/** Who is shown the numbers of a step, one after the other. Each of the functions may be NULL. */
typedef struct gp_worked_reader {
    void *context;                                        /**< for the functions */
    void (*sample)(void *context, size_t sample);         /**< before the numbers of a sample */
    void (*update)(void *context);                        /**< before the gradients */
    void (*error)(void *context);                         /**< before the reported error */
    void (*law)(void *context, const gp_place *first);    /**< before the numbers of a quantity in a layer */
    void (*number)(void *context, const gp_place *place); /**< a number */
} gp_worked_reader;

/** Goes through a step: each sample forward and back, then gradients, update, and the error of the epoch; of one layer alone,
 * where the view is of one. */
void gp_worked_read(const gp_worked *worked, const gp_worked_reader *reader);

#endif
