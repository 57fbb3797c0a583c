/** @file
 *  What a function of the reference may report. The reference prints nothing and keeps no global state. */
#ifndef GP_REFERENCE_STATUS_H
#define GP_REFERENCE_STATUS_H

/** The outcome of a call. */
typedef enum gp_status {
    GP_OK = 0,    /**< done */
    GP_NO_MEMORY, /**< an allocation failed; nothing is left allocated */
    GP_TOO_LARGE, /**< the sizes asked for do not fit in memory's address range */
    GP_BAD_SHAPE, /**< a size is zero where at least one is needed, or a number names no activation or no kind of biases */
    GP_STOPPED,   /**< the observer asked to stop */
    GP_DEPARTURES_CLASH /**< of the oracle: two departures replace the same part of a run */
} gp_status;

#endif
