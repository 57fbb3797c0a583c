/** @file
 *  Writing a trace: every quantity of a run, as JSON or CSV, or as a hash of its bits, while the run goes on. golden/README.md
 * explains the formats. */
#ifndef GP_GOLDEN_TRACE_H
#define GP_GOLDEN_TRACE_H

#include "golden/hash.h"
#include "golden/record.h"
#include "reference/train.h"
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The shape of a trace on paper. */
typedef enum gp_trace_format {
    GP_TRACE_JSON, /**< one object with steps, samples and layers nested in it */
    GP_TRACE_CSV,  /**< one line a number, under a heading */
    GP_TRACE_HASH  /**< nothing is written: the numbers go into one hash, in the order of the lines of CSV */
} gp_trace_format;

/** Some of the epochs of a run. */
typedef struct gp_epochs {
    struct {
        size_t first, last; /**< a range, both included */
    } ranges[64];
    size_t count; /**< how many ranges; 0 means all epochs */
} gp_epochs;

/** The reported error of an epoch. */
typedef struct gp_trace_error {
    size_t epoch;  /**< the epoch */
    gp_real error; /**< its error */
} gp_trace_error;

/** A trace that is being written. */
typedef struct gp_trace {
    FILE *stream;              /**< where to; its error flag tells whether all could be written. NULL for a hash */
    gp_trace_format format;    /**< how */
    const gp_epochs *epochs;   /**< which; not owned */
    const gp_record *record;   /**< which numbers of which steps and epochs instead, or NULL; not owned */
    bool without_errors;       /**< whether the problem reports none */
    size_t steps_per_epoch;    /**< to tell the epoch of a step */
    size_t last_step;          /**< the pass after the last step */
    gp_update_rule update;     /**< the update rule, which tells what moments there are */
    gp_clipping clipping;      /**< of gradients, which tells whether there are clipped ones */
    const gp_network *network; /**< the network that is being trained, once it has been seen */
    bool any_step;             /**< JSON: a step has been written */
    bool in_step;              /**< JSON: a step's object is open */
    bool in_samples;           /**< JSON: its list of samples is open */
    gp_trace_error *errors;    /**< JSON: the errors so far, for the end; owned */
    size_t error_count;        /**< how many */
    size_t error_room;         /**< for how many there is room */
    uint64_t hash;             /**< hash: of the numbers so far */
} gp_trace;

/** Reads a list of epochs such as `0,10-20,59999`.
 *  @return false where it is not one
 *  @verifiedby{test_trace_epochs} */
bool gp_epochs_read(const char *text, gp_epochs *epochs);

/** Whether an epoch is one of them.
 *  @verifiedby{test_trace_epochs} */
bool gp_epochs_have(const gp_epochs *epochs, size_t epoch);

/** Begins a trace: writes what stands before the first step, or sets the hash to that of nothing.
 *  @param trace with stream, format, epochs or record, steps_per_epoch, last_step and update and clipping set, all else zero
 *  @param id    of the case, or NULL
 *  @verifiedby{test_trace_formats} */
void gp_trace_begin(gp_trace *trace, const char *id);

/** Ends a trace: writes what stands behind the last step, and frees what the trace owns.
 *  @verifiedby{test_trace_formats} */
void gp_trace_end(gp_trace *trace);

/** Gives up a trace whose run has failed: frees what it owns, and writes nothing more, so that it does not look as if it were
 *  whole.
 *  @verifiedby{test_trace_failures} */
void gp_trace_abandon(gp_trace *trace);

/** The observer that writes a trace; it stops the run where nothing more can be written or remembered.
 *  @verifiedby{test_trace_formats} @verifiedby{test_trace_hash} @verifiedby{test_answer_round_trip} */
gp_observer gp_trace_observer(gp_trace *trace);

#ifdef __cplusplus
}
#endif

#endif
