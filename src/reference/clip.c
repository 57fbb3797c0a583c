#include "reference/clip.h"

#include "reference/squares.h"
#include <math.h>
#include <string.h>

const char *const gp_clipping_names[] = {[GP_CLIP_NONE] = "none", [GP_CLIP_BY_VALUE] = "value", [GP_CLIP_BY_NORM] = "norm"};
_Static_assert(sizeof gp_clipping_names / sizeof *gp_clipping_names == gp_clipping_count, "each kind of clipping has a word");

// [eq_clip_by_value]
void gp_clip_by_value(gp_real limit, size_t count, const gp_real *restrict gradient, gp_real *restrict clipped)
{
    for (size_t k = 0; k < count; k++)
        clipped[k] = gradient[k] > limit ? limit : gradient[k] < -limit ? -limit : gradient[k];
}
// [eq_clip_by_value]

// [eq_gradient_norm]
gp_real gp_gradient_norm(const gp_network *network, const gp_workspace *workspace)
{
    gp_real sum = 0;
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        sum = gp_add_squares(sum, gp_trained_weight_count(layer), workspace->layers[l].dW);
        sum = gp_add_squares(sum, gp_trained_bias_count(&layer->shape), workspace->layers[l].db);
    }
    return (gp_real)sqrt(sum);
}
// [eq_gradient_norm]

// [eq_clip_by_norm]
gp_real gp_clip_factor(gp_real limit, gp_real norm)
{
    return norm <= limit ? 1 : limit / norm;
}

static void scale(gp_real factor, size_t count, const gp_real *restrict gradient, gp_real *restrict clipped)
{
    for (size_t k = 0; k < count; k++)
        clipped[k] = factor * gradient[k];
}
// [eq_clip_by_norm]

/* How some gradients are clipped, by a limit or by a factor. */
typedef void clip_some(gp_real by, size_t count, const gp_real *restrict gradient, gp_real *restrict clipped);

static void clip_all(const gp_network *network, clip_some *clip, gp_real by, gp_workspace *workspace)
{
    for (size_t l = 0; l < network->depth; l++) {
        const gp_layer *layer = &network->layers[l];
        const gp_layer_work *work = &workspace->layers[l];
        clip(by, gp_trained_weight_count(layer), work->dW, work->dW_clipped);
        clip(by, gp_trained_bias_count(&layer->shape), work->db, work->db_clipped);
    }
}

// [gp_clip_gradients]
void gp_clip_gradients(const gp_network *network, const gp_rule *rule, gp_workspace *workspace)
{
    switch (rule->clipping) {
    case GP_CLIP_NONE:
        break;
    case GP_CLIP_BY_VALUE:
        clip_all(network, gp_clip_by_value, rule->clip_limit, workspace);
        break;
    case GP_CLIP_BY_NORM:
        clip_all(network, scale, gp_clip_factor(rule->clip_limit, gp_gradient_norm(network, workspace)), workspace);
        break;
    }
}
// [gp_clip_gradients]

const gp_real *gp_weight_descent(const gp_rule *rule, const gp_layer_work *work)
{
    return rule->clipping == GP_CLIP_NONE ? work->dW : work->dW_clipped;
}

const gp_real *gp_bias_descent(const gp_rule *rule, const gp_layer_work *work)
{
    return rule->clipping == GP_CLIP_NONE ? work->db : work->db_clipped;
}
