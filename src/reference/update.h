/** @file
 *  The update: from gradients to changes, and from changes to new parameters. One update rule is one row of ::gp_update_rules:
 *  to add one, give it a value in ::gp_update_rule and a row in update.c. */
#ifndef GP_REFERENCE_UPDATE_H
#define GP_REFERENCE_UPDATE_H

#include "reference/network.h"
#include "reference/rule.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Moves one moment of some parameters, from their gradients and from their moments before it.
 *  @param rule            the update rule
 *  @param t               which update this is, from 1
 *  @param count           how many parameters
 *  @param gradient        one for each
 *  @param[in,out] moments of each kind of moment that the rule has an array, with one value for each parameter; in the order
 *                         of ::gp_moment */
typedef void gp_moment_function(const gp_rule *rule, size_t t, size_t count, const gp_real *gradient, gp_real *const *moments);

/** A moment of an update rule. */
typedef struct gp_moment_of_rule {
    gp_moment which;          /**< what it is */
    gp_moment_function *move; /**< how it moves; it begins with 0 */
} gp_moment_of_rule;

/** An update rule: its name, what it remembers, and what it does. */
typedef struct gp_update_rule_row {
    const char *name;                          /**< the word for it in files */
    bool has[gp_own_number_count];             /**< which numbers beside the rate have a meaning for it */
    bool is_decoupled;                         /**< whether decay is taken from the parameters, not added to the gradients */
    size_t moments;                            /**< how many values it keeps for each parameter from step to step */
    gp_moment_of_rule moment[gp_most_moments]; /**< these, in the order in which they move */
    /** The changes of some parameters, from their gradients and from their moments, which have moved. */
    void (*change)(const gp_rule *rule, size_t count, const gp_real *gradient, gp_real *const *moments, gp_real *change);
} gp_update_rule_row;

/** The update rules, in the order of ::gp_update_rule.
 *  @verifiedby{test_update_rows} */
extern const gp_update_rule_row gp_update_rules[];

/** The name of a number that some update rules have, as files have it.
 *  @verifiedby{test_update_numbers} */
const char *gp_rule_number_name(gp_rule_number which);

/** Where a rule keeps one of these numbers.
 *  @verifiedby{test_update_numbers} */
gp_real *gp_rule_number_at(gp_rule *rule, gp_rule_number which);

/** Moves one moment of the weights of a layer: their velocity, v_ji = momentum v_ji + dW_ji, or another one that the rule
 *  keeps. Where weights decay, dW_ji + weight_decay W_ji takes the place of dW_ji, unless the rule decouples the two. Where
 *  the weights are frozen, it stays 0.
 *  @param layer           the layer; read only
 *  @param rule            the update rule and its numbers
 *  @param t               which update this is, from 1
 *  @param which           the moment: an index of gp_update_rules[].moment
 *  @param dW              the gradient, in the layout of W
 *  @param[in,out] moments the moments of the rule one behind the other, each in the layout of W; those before @p which have
 * moved
 *  @derivation{eq_velocity}
 *  @derivation{eq_moments}
 *  @derivation{eq_rmsprop}
 *  @derivation{eq_adagrad}
 *  @derivation{eq_decay}
 *  @verifiedby{test_update_weight_moments} @verifiedby{test_update_adam} @verifiedby{test_update_rmsprop}
 *  @verifiedby{test_update_adagrad} @verifiedby{test_update_decay} */
void gp_move_weight_moment(const gp_layer *layer, const gp_rule *rule, size_t t, size_t which, const gp_real *dW,
                           gp_real *moments);

/** Moves one moment of the biases of a layer, as gp_move_weight_moment() does; where they are frozen, it stays 0.
 *  @param layer           the layer; read only
 *  @param rule            the update rule and its numbers
 *  @param t               which update this is, from 1
 *  @param which           the moment: an index of gp_update_rules[].moment
 *  @param db              the gradient, in the layout of b
 *  @param[in,out] moments the moments of the rule one behind the other, each in the layout of b; those before @p which have
 * moved
 *  @derivation{eq_velocity}
 *  @derivation{eq_moments}
 *  @derivation{eq_rmsprop}
 *  @derivation{eq_adagrad}
 *  @derivation{eq_decay}
 *  @verifiedby{test_update_bias_moments} @verifiedby{test_update_frozen_biases} @verifiedby{test_update_decay} */
void gp_move_bias_moment(const gp_layer *layer, const gp_rule *rule, size_t t, size_t which, const gp_real *db,
                         gp_real *moments);

/** What the update adds to the weights of a layer: -rate dW_ji, or what another rule makes of gradient and moments. Where
 *  weights decay, -rate (dW_ji + weight_decay W_ji), and so in other rules; one that decouples the two takes
 *  rate weight_decay W_ji from its change. 0 where the weights are frozen, whatever their gradients are.
 *  @param layer       the layer; read only
 *  @param rule        the update rule and its rate
 *  @param dW          the gradient, in the layout of W
 *  @param moments     as gp_move_weight_moment() has left them; may be NULL where the rule keeps nothing
 *  @param[out] change in the layout of W; no two of the arrays may overlap
 *  @derivation{eq_change}
 *  @derivation{eq_adam}
 *  @derivation{eq_rmsprop}
 *  @derivation{eq_adagrad}
 *  @derivation{eq_decay}
 *  @derivation{eq_decoupled}
 *  @verifiedby{test_update_weight_change} @verifiedby{test_update_frozen_weights} @verifiedby{test_update_weight_moments}
 *  @verifiedby{test_update_nesterov}
 *  @verifiedby{test_update_adam} @verifiedby{test_update_rmsprop} @verifiedby{test_update_adagrad}
 *  @verifiedby{test_update_decay} @verifiedby{test_update_decoupled} Source: documents 1, 3 and
 * 4; the third, without a rate, adds. */
void gp_weight_change(const gp_layer *layer, const gp_rule *rule, const gp_real *dW, gp_real *moments, gp_real *change);

/** What the update adds to the biases of a layer: -rate db_j, or what another rule makes of gradient and moments; 0 where they
 *  are frozen.
 *  @param layer       the layer; read only
 *  @param rule        the update rule and its rate
 *  @param db          the gradient, in the layout of b
 *  @param moments     as gp_move_bias_moment() has left them; may be NULL where the rule keeps nothing
 *  @param[out] change in the layout of b; no two of the arrays may overlap
 *  @derivation{eq_change}
 *  @derivation{eq_adam}
 *  @derivation{eq_rmsprop}
 *  @derivation{eq_adagrad}
 *  @derivation{eq_decay}
 *  @derivation{eq_decoupled}
 *  @verifiedby{test_update_bias_change} @verifiedby{test_update_frozen_biases} Source: documents 1 and 4. */
void gp_bias_change(const gp_layer *layer, const gp_rule *rule, const gp_real *db, gp_real *moments, gp_real *change);

/** Moves parameters by their changes: W_ji += change_ji, b_j += change_j.
 *  @param count              how many parameters
 *  @param change             one for each
 *  @param[in,out] parameters weights or biases; must not overlap @p change
 *  @derivation{eq_update}
 *  @verifiedby{test_update_move} Source: all four documents. */
void gp_move(size_t count, const gp_real *change, gp_real *parameters);

/** The moments and the changes of every parameter of a network, for an observer that looks at them before the parameters move.
 *  @param network           the network; read only
 *  @param rule              the update rule and its rate
 *  @param[in,out] workspace its gradients and moments; the moments move and know of one more update, W_change and
 * b_change are set
 *  @derivation{eq_change}
 *  @verifiedby{test_update_in_two_halves} */
void gp_changes(const gp_network *network, const gp_rule *rule, gp_workspace *workspace);

/** Moves every parameter of a network by its change.
 *  @param[in,out] network the network
 *  @param workspace       as gp_changes() left it
 *  @derivation{eq_update}
 *  @verifiedby{test_update_in_two_halves} */
void gp_move_all(gp_network *network, const gp_workspace *workspace);

/** Moves every parameter of a network by its gradient: gp_changes() and gp_move_all() at once, with the same bits, without
 *  writing the changes down.
 *  @param[in,out] network   the network
 *  @param rule              the update rule and its rate
 *  @param[in,out] workspace its gradients and moments; the moments move and know of one more update
 *  @derivation{eq_update}
 *  @verifiedby{test_update_network} @verifiedby{test_update_in_two_halves} */
void gp_update(gp_network *network, const gp_rule *rule, gp_workspace *workspace);

#ifdef __cplusplus
}
#endif

#endif
