/** @file
 *  What activations, losses, reported errors and update rules are, by definition: each is one row, and gives its value only,
 * over any arithmetic. Derivatives are not written here: dual numbers find them from the values (dual.h).
 *
 *  Beside its value a row tells how programs go back through it. Programs compute the sigmoid's slope as a (1 - a), which
 * rounds in its own way; amplification is measured as they compute it. Nothing is proven with these functions. */
#ifndef GP_CERTIFY_DEFINITION_H
#define GP_CERTIFY_DEFINITION_H

#include "certify/arithmetic.h"
#include "reference/activation.h"
#include "reference/loss.h"
#include "reference/rule.h"

/** An activation that makes a unit depend on all units of its layer. No two values of a call are the same. */
typedef struct gp_layer_activation_definition {
    /** term = the share of another unit, of which the unit depends. */
    void (*term)(gp_arithmetic *arithmetic, gp_value *term, const gp_value *z, const gp_value *other_z);
    /** a = the activation, from the sum of these terms over all other units of the layer. */
    void (*value)(gp_arithmetic *arithmetic, gp_value *a, const gp_value *sum);
    /** For measuring: a of all units, with the operations of programs that do not overflow. */
    void (*program_value)(gp_arithmetic *arithmetic, size_t units, gp_value *a, const gp_value *z);
    /** For measuring: delta of all units from da = dE/da, with the operations that programs need for it. */
    void (*program_back)(gp_arithmetic *arithmetic, size_t units, gp_value *delta, const gp_value *a, const gp_value *da);
} gp_layer_activation_definition;

/** An activation. No two values of a call are the same. */
typedef struct gp_activation_definition {
    /** Where a unit depends on its whole layer: how. What follows is NULL then. */
    const gp_layer_activation_definition *of_layer;
    /** a = f(z); @p alpha is its parameter, where it has one. */
    void (*value)(gp_arithmetic *arithmetic, gp_value *a, const gp_value *z, const gp_value *alpha);
    /** For measuring: slope = f'(z), with the operations that programs need for it. */
    void (*program_slope)(gp_arithmetic *arithmetic, gp_value *slope, const gp_value *z, const gp_value *a,
                          const gp_value *alpha);
    bool slope_is_one; /**< for all z: programs have no such factor */
} gp_activation_definition;

/** The activations, in the order of ::gp_activation.
 *  @verifiedby{test_definition_activations} @verifiedby{test_definition_softmax} */
extern const gp_activation_definition gp_activation_definitions[];

/** A loss that is a sum over the outputs of a sample. */
typedef struct gp_loss_definition {
    /** share = the term of an output a with the target t; the factor of the loss is not in it. */
    void (*value)(gp_arithmetic *arithmetic, gp_value *share, const gp_value *a, const gp_value *t);
    /** For measuring: the same of the output @p k, from all z, with the operations of programs that do not overflow; NULL where
     * they are those of @c value. */
    void (*program_value)(gp_arithmetic *arithmetic, gp_value *share, size_t outputs, size_t k, const gp_value *z,
                          const gp_value *t);
    /** For measuring: da = dE/da, with the operations that programs need for it; @p term for what is computed on the way. */
    void (*program_gradient)(gp_arithmetic *arithmetic, gp_value *da, gp_value *term, const gp_value *factor, const gp_value *z,
                             const gp_value *a, const gp_value *t);
    /** For measuring: delta = dE/dz of the output @p k, where programs have it in one formula; NULL where it is da slope. */
    void (*program_delta)(gp_arithmetic *arithmetic, gp_value *delta, const gp_value *factor, size_t outputs, size_t k,
                          const gp_value *a, const gp_value *t);
} gp_loss_definition;

/** The losses, in the order of their kinds.
 *  @verifiedby{test_definition_losses} */
extern const gp_loss_definition gp_loss_definitions[];

/** The numbers that the problem gives an update rule. */
typedef struct gp_update_numbers {
    const gp_value *rate;                         /**< learning rate */
    const gp_value *number[gp_rule_number_count]; /**< those beside the rate; 0 where the rule has no such number */
    const gp_value *beta1_power;                  /**< beta1 to the power of the number of the update, from 1 */
    const gp_value *beta2_power;                  /**< beta2 to that power */
} gp_update_numbers;

/** An update rule. */
typedef struct gp_update_definition {
    size_t moments;    /**< how many numbers it keeps of a parameter */
    bool is_decoupled; /**< whether what decays is taken from the change, and not added to the gradient */
    /** change = what is added to a parameter that has this gradient; its moments move. */
    void (*change)(gp_arithmetic *arithmetic, gp_value *change, gp_value *const *moments, const gp_update_numbers *numbers,
                   const gp_value *gradient);
} gp_update_definition;

/** The update rules, in the order of their words.
 *  @verifiedby{test_definition_updates} */
extern const gp_update_definition gp_update_definitions[];

#endif
