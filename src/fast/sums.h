/** @file
 *  A step with many sums side by side. sums_in_lanes.h and step_in_lanes.h have the code; it is compiled once for each kind of
 * vectors that a machine may have, and gp_sums_here() says which of them this machine has. Private to the room. */
#ifndef GP_FAST_SUMS_H
#define GP_FAST_SUMS_H

#include "reference/train.h"

enum {
    gp_most_samples = 64, /**< so many samples of a batch are computed side by side */
    gp_most_lanes = 8,    /**< so many units fit in a vector */
    gp_most_terms = 256   /**< so many terms of all sums are added before the next ones: what they need stays in the cache */
};

/** Memory to work in. */
typedef struct gp_scratch {
    gp_real *panels; /**< gp_most_samples times the inputs of the widest layer or gp_most_terms, whichever is more */
    gp_real *turned; /**< gp_most_samples times the units of the widest layer */
} gp_scratch;

/** Some samples of a batch. */
typedef struct gp_part_of_batch {
    const gp_real *x, *t; /**< their inputs and targets */
    size_t batch;         /**< how many samples the batch has */
    size_t samples;       /**< how many these are, at most gp_most_samples */
    bool first, last;     /**< whether they are its first ones, and its last ones */
} gp_part_of_batch;

/** A layer at work. Each quantity has a row for each sample; behind the last number of z and of a there is room for
 * gp_most_lanes. */
typedef struct gp_layer_at_work {
    const gp_layer *layer;       /**< the network's */
    gp_real *z, *a, *da, *delta; /**< its quantities */
} gp_layer_at_work;

/** A run. */
typedef struct gp_fast_run {
    const gp_training *training; /**< what is trained */
    const struct gp_sums *sums;  /**< what with */
    size_t samples;              /**< so many at most are at work at once */
    size_t depth;                /**< of the network */
    gp_layer_at_work *layers;    /**< so many */
    gp_scratch scratch;          /**< for one layer after the other */
    gp_real *memory;             /**< all of it, in one block */
} gp_fast_run;

/** What is done with vectors of one size. */
typedef struct gp_sums {
    const char *name; /**< of the vectors */
    /** z and a of all layers; the deviations grow by those of each sample. */
    void (*forward)(const gp_fast_run *run, const gp_part_of_batch *part, gp_real *deviations);
    /** A whole step: forward, backward, and the parameters move. */
    void (*step)(const gp_fast_run *run, const gp_batch *batch, gp_real *deviations);
} gp_sums;

/** With vectors of 16 bytes, which every machine has or can do without. */
extern const gp_sums gp_sums_in_16_bytes;

/** With vectors of 32 bytes; without a name where it was not compiled for AVX2. */
extern const gp_sums gp_sums_in_32_bytes;

/** The fastest that this machine has.
 *  @verifiedby{test_fast_same_bits} */
const gp_sums *gp_sums_here(void);

/** gp_fast_train() with these sums.
 *  @verifiedby{test_fast_same_bits} */
gp_status gp_train_with_sums(const gp_training *training, const gp_sums *sums);

#endif
