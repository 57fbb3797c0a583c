/** @file
 *  A run of a problem, written down again from the definitions, over any arithmetic: nothing here comes from the reference but
 *  the types that a problem is made of.
 *
 *  z_j = sum_i W_ji a_i + b_j,  a = f(z),  E = c sum_k (a_k - t_k)^2,  delta = dE/dz,  dW_ji = sum over samples of delta_j a_i,
 *  db_j = sum over samples of delta_j (of a shared bias also over j), both divided by the number of samples for the mean,
 *  W -= rate dW,  b -= rate db. */
#ifndef GP_CERTIFY_RECURSION_H
#define GP_CERTIFY_RECURSION_H

#include "certify/arithmetic.h"
#include "golden/problem.h"

/** The quantities of one layer. */
typedef struct gp_recursion_layer {
    gp_value *W;     /**< weights, units x inputs, row-major */
    gp_value *b;     /**< biases */
    gp_value *z;     /**< net inputs of the sample at hand */
    gp_value *a;     /**< its activations */
    gp_value *delta; /**< its error signals */
    gp_value *dW;    /**< gradient along W */
    gp_value *db;    /**< gradient along b */
    gp_value *moved; /**< W as this step will leave it, where a departure carries deltas back through that */
} gp_recursion_layer;

/** A run. */
typedef struct gp_recursion {
    const gp_problem *problem;  /**< not owned */
    gp_arithmetic *arithmetic;  /**< not owned */
    gp_recursion_layer *layers; /**< layer l at index l - 1 */
    gp_value *x;                /**< inputs of all samples */
    gp_value *t;                /**< targets of all samples */
    gp_value *loss_factor;      /**< c */
    gp_value *error_factor;     /**< of the reported error */
    gp_value *rate;             /**< learning rate */
    gp_value *one;              /**< 1 */
    gp_value *loss;             /**< of the sample at hand */
    gp_value *sum;              /**< deviations of the sample at hand */
    gp_value *error;            /**< deviations of the epoch so far; at its end the reported error */
    gp_value *term;             /**< for what is computed on the way */
    gp_value *memory;           /**< all of these; owned */
    size_t value_count;         /**< how many */
} gp_recursion;

/** The numbers that are wanted from a run. */
typedef struct gp_wanted {
    const gp_place *places; /**< in the order of gp_place_compare() */
    size_t count;           /**< how many */
    gp_value *values;       /**< the numbers there, as many; made and freed by who wants them */
} gp_wanted;

/** Who looks on. */
typedef struct gp_onlooker {
    /** The parameters of a step have not moved yet, and its gradients are complete.
     *  @return false to end the run */
    bool (*step)(void *context, const gp_recursion *recursion, size_t step);
    void *context; /**< handed to it */
} gp_onlooker;

/** Makes a run: the numbers of the problem, read exactly, then taken into the arithmetic.
 *  @param problem         not owned
 *  @param arithmetic      not owned
 *  @param[out] recursion  for gp_recursion_free(); all zero after a failure
 *  @param[out] message    says what is wrong: memory is short, or a number has an exponent beyond gp_most_exponent
 *  @return false after a failure */
bool gp_recursion_create(const gp_problem *problem, gp_arithmetic *arithmetic, gp_recursion *recursion, gp_message *message);

/** Frees what gp_recursion_create() made; an all-zero run is accepted. */
void gp_recursion_free(gp_recursion *recursion);

/** Goes through the run until all wanted numbers are there.
 *  @param recursion as gp_recursion_create() made it
 *  @param wanted    gets the numbers; each place gp_problem_has()
 *  @param onlooker  or NULL
 *  @return false where the onlooker ended the run
 *  @verifiedby{test_recursion_rational} */
bool gp_recursion_run(gp_recursion *recursion, const gp_wanted *wanted, const gp_onlooker *onlooker);

#endif
