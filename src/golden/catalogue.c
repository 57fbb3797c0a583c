#include "golden/catalogue.h"

gp_departures gp_departure_set(gp_departure departure)
{
    return (gp_departures)1 << departure;
}

bool gp_departs(gp_departures departures, gp_departure departure)
{
    return departures & gp_departure_set(departure);
}

/* The programs are written as with numpy: W is [unit][input], vectors are flat, X and T hold a sample in each row. */
const gp_departure_info gp_departure_catalogue[] = {
    [GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS] =
        {
            "hidden-delta-from-updated-weights",
            "the hidden deltas use output weights that this step has already updated",
            "W2 -= rate * outer(delta2, a1)\n"
            "delta1 = slope(a1) * (transpose(W2) @ delta2)  # this W2 is not the one of the forward pass",
            "eq_hidden_delta",
        },
    [GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT] =
        {
            "output-bias-by-hidden-gradient",
            "the shared output bias moves by the gradient of the hidden bias",
            "b1 -= rate * db1\n"
            "b2 -= rate * db1  # copied from the line above: db2 is computed and never used",
            "eq_update",
        },
    [GP_HIDDEN_BIASES_FROZEN] =
        {
            "hidden-biases-frozen",
            "the hidden biases never move, although they have a gradient",
            "W1 -= rate * dW1\n"
            "W2 -= rate * dW2\n"
            "b2 -= rate * db2  # and no line for b1",
            "eq_update",
        },
    [GP_BIASES_FROZEN] =
        {
            "biases-frozen",
            "no bias ever moves",
            "W1 -= rate * dW1\n"
            "W2 -= rate * dW2  # and no line for b1 and b2",
            "eq_update",
        },
    [GP_HIDDEN_WEIGHTS_FROZEN] =
        {
            "hidden-weights-frozen",
            "the weights of the hidden layers never move",
            "W2 -= rate * dW2  # and no line for W1",
            "eq_update",
        },
    [GP_OUTPUT_SLOPE_MISSING] =
        {
            "output-slope-missing",
            "the output deltas lack the factor f'(z)",
            "delta2 = 2 * c * (a2 - t)  # and no slope(a2)",
            "eq_output_delta",
        },
    [GP_HIDDEN_SLOPE_MISSING] =
        {
            "hidden-slope-missing",
            "the hidden deltas lack the factor f'(z)",
            "delta1 = transpose(W2) @ delta2  # and no slope(a1)",
            "eq_hidden_delta",
        },
    [GP_SLOPE_OF_NET_INPUT] =
        {
            "slope-of-net-input",
            "the sigmoid's slope is computed as z (1 - z), from the net input where the activation belongs",
            "slope = lambda a: a * (1 - a)\n"
            "delta1 = slope(z1) * (transpose(W2) @ delta2)  # slope() wants an activation",
            "eq_slope",
        },
    [GP_SLOPE_OF_SECOND_SIGMOID] =
        {
            "slope-of-second-sigmoid",
            "the sigmoid is applied a second time before its slope is taken",
            "slope = lambda z: sigmoid(z) * (1 - sigmoid(z))\n"
            "delta1 = slope(a1) * (transpose(W2) @ delta2)  # slope() wants a net input",
            "eq_slope",
        },
    [GP_GRADIENT_ASCENT] =
        {
            "gradient-ascent",
            "weights and biases move along the gradient instead of against it",
            "W += rate * dW  # right only where dW is made of targets minus outputs",
            "eq_update",
        },
    [GP_LOSS_SLOPE_HALVED] =
        {
            "loss-slope-halved",
            "the slope of the loss lacks its factor 2",
            "delta2 = c * (a2 - t) * slope(a2)  # as if the loss had another factor 1/2",
            "eq_loss_slope",
        },
    [GP_LOSS_SLOPE_DOUBLED] =
        {
            "loss-slope-doubled",
            "the slope of the loss has a factor 2 too many",
            "delta2 = 4 * c * (a2 - t) * slope(a2)  # the 1/2 of the loss is forgotten",
            "eq_loss_slope",
        },
    [GP_MEAN_FOR_SUM] =
        {
            "mean-for-sum",
            "the gradients of a batch are averaged where they are to be added up",
            "dW = sum(dW_of_each_sample) / len(batch)",
            "eq_reduction",
        },
    [GP_SUM_FOR_MEAN] =
        {
            "sum-for-mean",
            "the gradients of a batch are added up where they are to be averaged",
            "dW = sum(dW_of_each_sample)  # and no division by len(batch)",
            "eq_reduction",
        },
    [GP_NET_INPUT_BY_TRANSPOSE] =
        {
            "net-input-by-transpose",
            "the forward pass reads the memory of W column by column where it lies row by row",
            "z = W.ravel().reshape(inputs, units).T @ a",
            "eq_net_input",
        },
    [GP_HIDDEN_DELTA_BY_TRANSPOSE] =
        {
            "hidden-delta-by-transpose",
            "the backward pass multiplies by W where its transpose belongs",
            "delta1 = slope(a1) * (W2.ravel().reshape(units1, units2) @ delta2)  # W2 for transpose(W2)",
            "eq_hidden_delta",
        },
    [GP_GRADIENTS_NOT_RESET] =
        {
            "gradients-not-reset",
            "the gradients are not set to zero before a step",
            "dW += outer(delta, a)  # dW still holds what the step before has left there",
            "eq_reduction",
        },
    [GP_BIAS_GRADIENT_TIMES_ACTIVATION] =
        {
            "bias-gradient-times-activation",
            "the bias gradient is multiplied by the unit's activation",
            "db = delta * a  # the a of the same layer",
            "eq_bias_gradient",
        },
    [GP_SHARED_BIAS_BY_MEAN] =
        {
            "shared-bias-by-mean",
            "the gradient of a shared bias is the mean of the deltas instead of their sum",
            "db = mean(delta)",
            "eq_bias_gradient",
        },
    [GP_LAST_SAMPLE_ONLY] =
        {
            "last-sample-only",
            "the gradient of a batch is that of its last sample alone",
            "for x, t in batch:\n"
            "    dW = outer(delta, a)  # = where += belongs",
            "eq_reduction",
        },
    [GP_ONLINE_FOR_BATCH] =
        {
            "online-for-batch",
            "weights and biases move after each sample where they are to move after the batch",
            "for x, t in batch:\n"
            "    dW = backward(forward(x), t)\n"
            "    W -= rate * dW  # inside the loop",
            "eq_update",
        },
    [GP_BATCH_FOR_ONLINE] =
        {
            "batch-for-online",
            "there is one update for all samples where there is to be one for each batch",
            "for epoch in range(epochs):\n"
            "    W -= rate * sum(backward(forward(x), t) for x, t in samples)",
            "eq_update",
        },
    [GP_BATCH_MOVED_IN_PLACE] =
        {
            "batch-moved-in-place",
            "the weights move at each sample of a batch although the backward pass of the later samples still needs them",
            "A = [forward(x) for x in batch]\n"
            "for a, t in zip(A, batch_targets):\n"
            "    W -= rate * backward(a, t)  # the next backward() reads this W",
            "eq_hidden_delta",
        },
    [GP_RATE_TWICE] =
        {
            "rate-twice",
            "the learning rate is multiplied in twice",
            "step = rate * dW\n"
            "W -= rate * step",
            "eq_update",
        },
    [GP_RATE_MISSING] =
        {
            "rate-missing",
            "the learning rate is not multiplied in",
            "W -= dW",
            "eq_update",
        },
    [GP_STATE_LATE] =
        {
            "state-late",
            "the weights and biases of a step are reported after its update instead of before it",
            "train_step()\n"
            "report(step, W, b)  # belongs before train_step()",
            "eq_update",
        },
    [GP_STATE_EARLY] =
        {
            "state-early",
            "the weights and biases that are reported are those of the step before",
            "before = copy(W)\n"
            "train_step()\n"
            "report(step + 1, before)",
            "eq_update",
        },
    [GP_LAST_INPUT_DROPPED] =
        {
            "last-input-dropped",
            "the net inputs leave out the last unit of the layer below",
            "z[j] = b[j] + sum(W[j][i] * a[i] for i in range(len(a) - 1))",
            "eq_net_input",
        },
    [GP_LAST_DELTA_DROPPED] =
        {
            "last-delta-dropped",
            "the hidden deltas leave out the last unit of the layer above",
            "delta1[i] = slope(a1[i]) * sum(W2[j][i] * delta2[j] for j in range(len(delta2) - 1))",
            "eq_hidden_delta",
        },
    [GP_INPUTS_REVERSED] =
        {
            "inputs-reversed",
            "the values of each input come in reverse order",
            "x = x[::-1]",
            "eq_net_input",
        },
    [GP_TARGETS_REVERSED] =
        {
            "targets-reversed",
            "the values of each target come in reverse order",
            "t = t[::-1]",
            "eq_loss",
        },
    [GP_TARGETS_OF_NEXT_SAMPLE] =
        {
            "targets-of-next-sample",
            "each sample is given the target of the one after it, and the last that of the first",
            "T = roll(T, -1, axis=0)  # inputs and targets out of step",
            "eq_loss",
        },
    [GP_SINGLE_PRECISION] =
        {
            "single-precision",
            "the arithmetic is binary32 although binary64 is declared",
            "W = W.astype(float32)",
            "eq_net_input",
        },
    [GP_SIGMOID_APPROXIMATED] =
        {
            "sigmoid-approximated",
            "the sigmoid is approximated, by a table or by pieces of lines",
            "a = interp(z, knots, sigmoid(knots))",
            "eq_activation",
        },
    [GP_OUTPUT_ACTIVATION_MISSING] =
        {
            "output-activation-missing",
            "the last layer's activations are its net inputs",
            "a2 = z2",
            "eq_activation",
        },
    [GP_TANH_FOR_SIGMOID] =
        {
            "tanh-for-sigmoid",
            "the activation is tanh, with its slope 1 - a^2, where the sigmoid is asked for",
            "a = tanh(z)\n"
            "slope = lambda a: 1 - a * a",
            "eq_activation",
        },
    [GP_GRADIENT_OF_NET_INPUT] =
        {
            "gradient-of-net-input",
            "the weight gradients use the net inputs of the layer below instead of its activations",
            "dW2 = outer(delta2, z1)  # z1 for a1",
            "eq_weight_gradient",
        },
    [GP_BIAS_SUBTRACTED] =
        {
            "bias-subtracted",
            "the bias is subtracted as a threshold, and moved as if it had been added",
            "z = W @ a - b\n"
            "b -= rate * delta",
            "eq_net_input",
        },
    [GP_SLOPE_CLIPPED] =
        {
            "slope-clipped",
            "the sigmoid's slope is taken from an activation that is kept between 0.01 and 0.99",
            "a1 = clip(a1, 0.01, 0.99)  # so that no unit stops learning\n"
            "delta1 = a1 * (1 - a1) * (transpose(W2) @ delta2)",
            "eq_slope",
        },
};
_Static_assert(sizeof gp_departure_catalogue / sizeof *gp_departure_catalogue == gp_departure_count,
               "each departure is in the catalogue");
