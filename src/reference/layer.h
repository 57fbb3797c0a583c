/** @file
 *  What a layer is, without its numbers. */
#ifndef GP_REFERENCE_LAYER_H
#define GP_REFERENCE_LAYER_H

#include "reference/real.h"
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The activation of a layer. @ref gp_activations has a row for each. */
typedef enum gp_activation {
    GP_IDENTITY,   /**< f(z) = z */
    GP_SIGMOID,    /**< f(z) = 1 / (1 + exp(-z)) */
    GP_TANH,       /**< f(z) = tanh(z) */
    GP_RELU,       /**< f(z) = z where z > 0, else 0 */
    GP_LEAKY_RELU, /**< f(z) = z where z > 0, else alpha z */
    GP_ELU,        /**< f(z) = z where z > 0, else alpha (exp(z) - 1) */
    GP_SOFTPLUS,   /**< f(z) = log(1 + exp(z)) */
    GP_SILU,       /**< f(z) = z / (1 + exp(-z)) */
    GP_GELU,       /**< f(z) = z Phi(z), with Phi(z) = (1 + erf(z / sqrt(2))) / 2 */
    GP_GELU_TANH,  /**< f(z) = z (1 + tanh(sqrt(2 / pi) (z + 0.044715 z^3))) / 2, as GPT-2 has it */
    GP_SOFTMAX     /**< exp(z_j) / sum_k exp(z_k), over the units k of the layer */
} gp_activation;

/** How many activations there are. */
enum { gp_activation_count = GP_SOFTMAX + 1 };

/** Which biases a layer has. */
typedef enum gp_bias {
    GP_BIAS_NONE,     /**< none */
    GP_BIAS_PER_UNIT, /**< one for each unit */
    GP_BIAS_SHARED    /**< one number that all units of the layer add */
} gp_bias;

/** How many kinds of biases there are. */
enum { gp_bias_kind_count = GP_BIAS_SHARED + 1 };

/** What a layer is, without its numbers. */
typedef struct gp_layer_shape {
    size_t units;             /**< how many units, at least 1 */
    gp_activation activation; /**< the same function for all units */
    gp_bias bias;             /**< which biases */
    bool bias_trained;        /**< false: the biases stay as they are */
    bool weights_frozen;      /**< true: the weights stay as they are */
    gp_real alpha;            /**< the parameter of the activation; 0 where gp_activations[].has_alpha says it has none */
} gp_layer_shape;

#ifdef __cplusplus
}
#endif

#endif
