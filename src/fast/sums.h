/** @file
 *  What a batch needs of a layer, with many sums side by side. sums_in_lanes.h has the code; it is compiled once for each kind
 * of vectors that a machine may have, and gp_sums_here() says which of them this machine has. Private to the room. */
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

/** Where in a batch some of its samples stand. */
typedef struct gp_part_of_batch {
    size_t batch;     /**< how many samples the batch has */
    size_t samples;   /**< how many these are, at most gp_most_samples */
    bool first, last; /**< whether they are its first ones, and its last ones */
} gp_part_of_batch;

/** The sums of a layer for some samples. Arrays of samples have a row for each of them. */
typedef struct gp_sums {
    const char *name; /**< of the vectors */
    /** z: the layer's net inputs, from the activations below. */
    void (*net_inputs)(const gp_layer *layer, size_t samples, const gp_real *below, const gp_scratch *scratch, gp_real *z);
    /** a = sigmoid(z). Behind the last unit there is room for gp_most_lanes in either array. */
    void (*sigmoid)(size_t units, const gp_real *z, gp_real *a);
    /** da: dE/da of the layer below, from the layer's delta. */
    void (*activation_gradients)(const gp_layer *layer, size_t samples, const gp_real *delta, const gp_scratch *scratch,
                                 gp_real *da);
    /** The gradients of the samples are added to those before them in the batch; after its last samples the parameters move. In
     *  between dW and db of the work hold the sums. */
    void (*update)(const gp_layer *layer, const gp_rule *rule, const gp_part_of_batch *part, const gp_real *below,
                   const gp_real *delta, const gp_scratch *scratch, const gp_layer_work *work);
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
