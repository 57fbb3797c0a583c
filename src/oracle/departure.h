/** @file
 *  Departures at work: the plain functions, put together as a departure has it. The plain functions know nothing of this. */
#ifndef GP_ORACLE_DEPARTURE_H
#define GP_ORACLE_DEPARTURE_H

#include "golden/departure.h"
#include "golden/setup.h"

/** In which order a step goes through its batch. */
typedef enum gp_flow {
    GP_FLOW_PLAIN,         /**< all samples forward and back; then one update */
    GP_FLOW_WEIGHTS_FIRST, /**< back layer by layer; the weights of a layer move before the layer below gets its deltas */
    GP_FLOW_ONLINE,        /**< each sample forward and back, and an update by its gradient */
    GP_FLOW_IN_PLACE       /**< all samples forward; then each sample back, and an update by its gradient */
} gp_flow;

/** What becomes of the gradients of a batch's samples. */
typedef enum gp_collection {
    GP_COLLECT_BATCH, /**< they are added up, from zero */
    GP_COLLECT_ON,    /**< they are added to what the step before has left */
    GP_COLLECT_LAST   /**< the last one stays */
} gp_collection;

/** When the parameters of a step are reported. */
typedef enum gp_report_time {
    GP_REPORT_BEFORE,  /**< before its update */
    GP_REPORT_AFTER,   /**< after its update */
    GP_REPORT_PREVIOUS /**< before the update of the step before */
} gp_report_time;

/** What a run is put together from. A departure puts something of its own in the place of some parts; NULL and 0 are the plain
 *  ones. Errors are what stands before the slope in a delta: dE/da of the output layer, the weighted sum of a hidden one. */
typedef struct gp_parts {
    void (*change)(gp_setup *setup);                                                        /**< once, before the run */
    void (*net_input)(const gp_layer *layer, const gp_real *below, gp_real *z);             /**< as gp_net_input() */
    void (*activate)(gp_activation activation, size_t units, const gp_real *z, gp_real *a); /**< as gp_activate() */
    void (*output_error)(const gp_loss *loss, size_t units, const gp_real *a, const gp_real *t, gp_real *error);
    void (*hidden_error)(const gp_layer *above, const gp_real *above_delta, const gp_layer_work *work); /**< in work->delta */
    void (*output_slope)(const gp_layer *layer, const gp_layer_work *work); /**< makes deltas of errors, in work->delta */
    void (*hidden_slope)(const gp_layer *layer, const gp_layer_work *work); /**< the same */
    void (*weight_gradient)(const gp_layer *layer, const gp_real *below_z, const gp_real *below_a, const gp_real *delta,
                            gp_real *dW); /**< as gp_add_weight_gradient(); @c below_z is NULL for the first layer */
    void (*bias_gradient)(const gp_layer *layer, const gp_layer_work *work, gp_real *db); /**< as gp_add_bias_gradient() */
    void (*update_weights)(gp_network *network, size_t l, gp_real rate, const gp_workspace *workspace); /**< of layers[l] */
    void (*update_biases)(gp_network *network, size_t l, gp_real rate, const gp_workspace *workspace);  /**< of layers[l] */
    gp_real (*round)(gp_real value); /**< each number that is computed */
    gp_flow flow;                    /**< the order of a step */
    gp_collection collection;        /**< of gradients */
    gp_report_time report;           /**< of parameters */
} gp_parts;

/** The parts of a run with some departures; those that nobody replaces are the plain ones.
 *  @param departures which ones
 *  @param[out] parts without @c change, of which there can be several: gp_depart()
 *  @return false where two of the departures replace the same part
 *  @verifiedby{test_departure_parts} */
bool gp_parts_compose(gp_departures departures, gp_parts *parts);

/** Whether the plain functions do all that comes before the update, and the parameters are reported before it.
 *  @verifiedby{test_departure_parts} */
bool gp_parts_only_update(const gp_parts *parts);

/** Makes the changes that some departures make once, before the run: to the network, the samples, the rule.
 *  @verifiedby{test_departure_by_hand} */
void gp_depart(gp_departures departures, gp_setup *setup);

#endif
