/** @file
 *  Departures at work: the plain functions, put together as a departure has it. The plain functions know nothing of this. */
#ifndef GP_ORACLE_DEPARTURE_H
#define GP_ORACLE_DEPARTURE_H

#include "golden/catalogue.h"
#include "golden/setup.h"
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** In which order a step goes through its batch. */
typedef enum gp_flow {
    GP_FLOW_PLAIN,   /**< all samples forward and back; then one update */
    GP_FLOW_ONLINE,  /**< each sample forward and back, and an update by its gradient */
    GP_FLOW_IN_PLACE /**< all samples forward; then each sample back, and an update by its gradient */
} gp_flow;

/** When the weights of a layer move. */
typedef enum gp_weight_time {
    GP_WEIGHTS_AFTER, /**< after all layers have their deltas */
    GP_WEIGHTS_FIRST  /**< before the layer below gets its deltas */
} gp_weight_time;

/** Which gradients of a batch's samples are collected. */
typedef enum gp_collection {
    GP_COLLECT_BATCH, /**< all of them */
    GP_COLLECT_LAST   /**< the last one */
} gp_collection;

/** What becomes of the gradients that the step before has left. */
typedef enum gp_leftover {
    GP_LEFTOVER_NONE,   /**< they are forgotten: a step starts from zero */
    GP_LEFTOVER_RESULT, /**< what is made of a batch, sum or mean, is added to them */
    GP_LEFTOVER_SUM     /**< the samples of a batch are added to their sum */
} gp_leftover;

/** When the parameters of a step are reported. */
typedef enum gp_report_time {
    GP_REPORT_BEFORE,  /**< before its update */
    GP_REPORT_AFTER,   /**< after its update */
    GP_REPORT_PREVIOUS /**< before the update of the step before */
} gp_report_time;

/** When a loss or an error is computed. */
typedef enum gp_loss_time {
    GP_LOSS_BEFORE, /**< from the outputs that lead to the update */
    GP_LOSS_AFTER   /**< from outputs after the update, of the step or of the epoch */
} gp_loss_time;

/** What becomes of a last batch that is not full. */
typedef enum gp_short_batch {
    GP_SHORT_BATCH_TAKEN,  /**< it is a step as any other */
    GP_SHORT_BATCH_DROPPED /**< it is left out */
} gp_short_batch;

/** What a run is put together from. */
typedef enum gp_part {
    GP_PART_NET_WEIGHTS,      /**< how W of a layer is read for its z */
    GP_PART_NET_TERMS,        /**< of which inputs z is a sum */
    GP_PART_NET_BIAS,         /**< how many times z has the bias */
    GP_PART_ACTIVATION,       /**< a of a layer */
    GP_PART_LOSS,             /**< E of a sample, and its share in the reported error */
    GP_PART_LOSS_PARTS,       /**< shares of the outputs in E */
    GP_PART_LOSS_GRADIENT,    /**< da of the last layer */
    GP_PART_BACK_WEIGHTS,     /**< how W of a layer is read for da of the layer below, or dx */
    GP_PART_BACK_ERRORS,      /**< what of a layer goes back through W */
    GP_PART_BACK_TERMS,       /**< of which units this da is a sum */
    GP_PART_BACK_START,       /**< what the sum starts from */
    GP_PART_BACK_BLOCKED,     /**< by which layers nothing goes back */
    GP_PART_SLOPE_POINT,      /**< z and a of which the slopes of a layer are taken */
    GP_PART_SLOPE_BOUNDS,     /**< the bounds that this a is kept in */
    GP_PART_OUTPUT_SLOPES,    /**< of which activation the slopes of the last layer are */
    GP_PART_HIDDEN_SLOPES,    /**< of which activation those of another layer are */
    GP_PART_PAIRED_DELTA,     /**< delta of the last layer, where a loss that is paired with it gives it at once */
    GP_PART_LAYER_BACK,       /**< delta of a layer whose units have no slopes of their own, from da */
    GP_PART_OUTPUT_DELTA,     /**< delta of the last layer, from da and the slopes */
    GP_PART_HIDDEN_DELTA,     /**< delta of another layer, from da and the slopes */
    GP_PART_WEIGHT_GRADIENT,  /**< the share of a sample in dW of a layer */
    GP_PART_BIAS_SHARE,       /**< the share of a unit in db of a layer */
    GP_PART_BIAS_GRADIENT,    /**< the share of a sample, from those of the units */
    GP_PART_WEIGHT_REDUCTION, /**< dW of a batch from the sum of its samples */
    GP_PART_BIAS_REDUCTION,   /**< db of a batch from the sum of its samples */
    GP_PART_CLIPPING,         /**< what is left of all gradients of a step */
    GP_PART_WEIGHT_MOMENT,    /**< a moment of the weights of a layer */
    GP_PART_BIAS_MOMENT,      /**< a moment of the biases of a layer */
    GP_PART_WEIGHT_CHANGE,    /**< W_change of a layer */
    GP_PART_BIAS_CHANGE,      /**< b_change of a layer */
    GP_PART_ROUNDING,         /**< of each number that is computed */
    GP_PART_FLOW,             /**< the order of a step */
    GP_PART_WEIGHT_TIME,      /**< when the weights of a layer move */
    GP_PART_COLLECTION,       /**< of gradients */
    GP_PART_LEFTOVER,         /**< of the gradients of the step before */
    GP_PART_REPORT,           /**< of parameters */
    GP_PART_SHORT_BATCH,      /**< a last batch that is not full */
    GP_PART_LOSS_TIME,        /**< when the losses of a step are computed */
    GP_PART_ERROR_TIME,       /**< when the error of an epoch is computed */
    GP_PART_ERROR,            /**< the error of an epoch from its deviations */
    GP_PART_MOMENTUM,         /**< of changes */
    GP_PART_RATE,             /**< the rate of a step */
    GP_PART_RULE              /**< the rule of a step, with its rate */
} gp_part;

/** How many parts there are. */
enum { gp_part_count = GP_PART_RULE + 1 };

typedef struct gp_parts gp_parts;

/** Where in memory the weights of a layer are looked for: W_ji at j times the one plus i times the other. */
typedef struct gp_strides {
    size_t unit;  /**< from unit to unit */
    size_t input; /**< from input to input */
} gp_strides;

/** Terms of a sum, counted from 0. */
typedef struct gp_summands {
    size_t first; /**< the first one */
    size_t end;   /**< the first one that no longer belongs to it */
} gp_summands;

/** What the slopes of a layer are taken of. */
typedef struct gp_slope_point {
    const gp_real *z; /**< what stands for net inputs */
    const gp_real *a; /**< what stands for their activations */
} gp_slope_point;

/** The share of one unit of a layer in the gradient of a bias. */
typedef gp_real gp_bias_share_part(const gp_layer_work *work, size_t j);

/** Makes the gradient of so many parameters of a layer from the sum over so many samples, as gp_reduce_gradients() does. */
typedef void gp_reduction_part(const gp_layer *layer, const gp_rule *rule, size_t samples, size_t count, gp_real *gradient);

/** Moves one moment of `layers[l]` from the gradients of the workspace. */
typedef void gp_moment_part(const gp_network *network, size_t l, const gp_rule *rule, size_t which,
                            const gp_workspace *workspace);

/** Sets the changes of `layers[l]` from the gradients of the workspace. */
typedef void gp_change_part(const gp_network *network, size_t l, const gp_rule *rule, const gp_workspace *workspace);

/** What stands in the place of a part. Each part has one member. */
typedef union gp_choice_of_part {
    gp_strides (*strides)(const gp_layer *layer);                                  /**< of net inputs, and on the way back */
    gp_summands (*terms)(size_t count);                                            /**< of so many, here and there */
    gp_real bias_times;                                                            /**< how many times a bias is added */
    void (*activation)(const gp_layer_shape *shape, const gp_real *z, gp_real *a); /**< as gp_activate() */
    gp_real (*loss)(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a,
                    const gp_real *t); /**< as gp_loss_value() */
    void (*loss_parts)(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                       gp_real *parts); /**< as gp_loss_parts() */
    void (*loss_gradient)(const gp_loss *loss, size_t outputs, const gp_real *z, const gp_real *a, const gp_real *t,
                          gp_real *da);                  /**< as gp_loss_gradient() */
    const gp_real *(*errors)(const gp_layer_work *work); /**< one for each unit of the layer above */
    bool from_left;                                      /**< from what the sample before has left, and not from zero */
    bool by_frozen;                                      /**< by frozen layers, and not by none */
    /** of a layer; what is no array of the layer is computed into @c work->slope */
    gp_slope_point (*slope_point)(const gp_parts *parts, const gp_layer *layer, const gp_layer_work *work);
    void (*slope_bounds)(const gp_layer_shape *shape, const gp_real *a, gp_real *kept); /**< NULL: none */
    gp_layer_shape (*slopes_of)(const gp_layer *layer);                                 /**< of output and hidden layers */
    void (*paired_delta)(const gp_loss *loss, size_t outputs, const gp_real *a, const gp_real *t,
                         gp_real *delta); /**< as that of the loss's row */
    void (*layer_back)(const gp_layer_shape *shape, const gp_real *z, const gp_real *a, const gp_real *da,
                       gp_real *delta);                              /**< as gp_activation_back() */
    void (*delta)(const gp_layer *layer, const gp_layer_work *work); /**< of output and hidden layers, from da and slopes */
    void (*weight_gradient)(const gp_layer *layer, const gp_real *below_z, const gp_real *below_a, const gp_real *delta,
                            gp_real *dW); /**< as gp_add_weight_gradient(); @c below_z is NULL for the first layer */
    gp_bias_share_part *bias_share;       /**< delta of the unit */
    void (*bias_gradient)(const gp_layer *layer, const gp_layer_work *work, gp_bias_share_part *share,
                          gp_real *db);                                                        /**< as gp_add_bias_gradient() */
    gp_reduction_part *reduction;                                                              /**< of weights, and of biases */
    void (*clipping)(const gp_network *network, const gp_rule *rule, gp_workspace *workspace); /**< as gp_clip_gradients() */
    gp_moment_part *moment;                                                                    /**< of weights, and of biases */
    gp_change_part *change;                                                                    /**< of weights, and of biases */
    gp_real (*rounding)(gp_real value);                                                        /**< NULL: none */
    gp_flow flow;                                                                              /**< the order of a step */
    gp_weight_time weight_time;                                                                /**< of each layer */
    gp_collection collection;                                                                  /**< of gradients */
    gp_leftover leftover;                                                                      /**< of the step before */
    gp_report_time report;                                                                     /**< of parameters */
    gp_short_batch short_batch;                                                                /**< a last one */
    gp_loss_time time;                                                                         /**< of losses, and of errors */
    gp_real (*error)(const gp_error *error, gp_real sum, gp_real penalties, size_t samples,
                     size_t outputs);                                /**< as gp_error_value() */
    gp_real momentum;                                                /**< by how much the change of the step before goes on */
    gp_real (*rate)(const gp_rule *rule, size_t epoch, size_t step); /**< by the number of the step in the whole run */
    void (*rule)(gp_rule *rule);                                     /**< changes that of a step, which has the step's rate */
} gp_choice_of_part;

/** The parts of a run. */
struct gp_parts {
    gp_choice_of_part of[gp_part_count]; /**< by ::gp_part */
    uint64_t replaced;                   /**< bit k: part k is not the plain one */
};

/** The parts of a run with some departures; those that nobody replaces are the plain ones. What departures change before the
 * run is not among them: gp_depart().
 *  @param departures which ones
 *  @param[out] parts of the run
 *  @return false where two of the departures replace the same part
 *  @verifiedby{test_departure_parts} */
bool gp_parts_compose(gp_departures departures, gp_parts *parts);

/** The rule of one step of a run, with the rate that this step has.
 *  @param parts     of the run
 *  @param rule      that of the whole run
 *  @param epoch     the epoch of the step
 *  @param step      its number in the whole run
 *  @return the rule
 *  @verifiedby{test_departure_rate_of_each_step} */
gp_rule gp_parts_rule(const gp_parts *parts, const gp_rule *rule, size_t epoch, size_t step);

/** Whether nothing but the rule, moments and changes of parameters is replaced: the plain functions do all that comes before
 * the update.
 *  @verifiedby{test_departure_parts} */
bool gp_parts_only_update(const gp_parts *parts);

/** Whether nothing is replaced between the outputs of a last layer and their deltas: a paired loss gives them in one formula.
 *  @verifiedby{test_departure_parts} */
bool gp_parts_plain_output(const gp_parts *parts, const gp_layer *last);

/** Sets the net inputs of a layer.
 *  @param parts  of the run
 *  @param layer  whose they are
 *  @param below  activations of the layer below, or the input: as many as the layer has inputs
 *  @param[out] z one for each of its units
 *  @verifiedby{test_departure_net_input} */
void gp_parts_net_input(const gp_parts *parts, const gp_layer *layer, const gp_real *below, gp_real *z);

/** Sets da of the layer below, or dx.
 *  @param parts   of the run
 *  @param above   the layer through which it goes back
 *  @param work    what is known of that layer
 *  @param left    what the sample before has left of it; another array than @c da
 *  @param[out] da one for each input of the layer above
 *  @verifiedby{test_departure_back} */
void gp_parts_activation_gradient(const gp_parts *parts, const gp_layer *above, const gp_layer_work *work, const gp_real *left,
                                  gp_real *da);

/** Sets the slopes of a layer, where its units have some.
 *  @verifiedby{test_departure_slopes} */
void gp_parts_slopes(const gp_parts *parts, const gp_layer *layer, bool is_last, const gp_layer_work *work);

/** Sets delta of a layer from its da, and from its slopes where there are some.
 *  @verifiedby{test_departure_softmax} */
void gp_parts_delta(const gp_parts *parts, const gp_layer *layer, bool is_last, const gp_layer_work *work);

/** Adds the share of a sample to db of a layer.
 *  @verifiedby{test_departure_bias_gradient} */
void gp_parts_add_bias_gradient(const gp_parts *parts, const gp_layer *layer, const gp_layer_work *work, gp_real *db);

/** Makes the changes that some departures make once, before the run: to the network, the samples, the rule.
 *  @verifiedby{test_departure_by_hand} */
void gp_depart(gp_departures departures, gp_setup *setup);

#ifdef __cplusplus
}
#endif

#endif
