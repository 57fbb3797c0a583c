#include "golden/catalogue.h"

enum { word_bits = 64, words = sizeof(gp_departures) / sizeof(uint64_t) };

static uint64_t bit(gp_departure departure)
{
    return (uint64_t)1 << departure % word_bits;
}

gp_departures gp_departure_set(gp_departure departure)
{
    gp_departures set = GP_TEXTBOOK;
    set.words[departure / word_bits] = bit(departure);
    return set;
}

bool gp_departs(gp_departures departures, gp_departure departure)
{
    return departures.words[departure / word_bits] & bit(departure);
}

bool gp_is_textbook(gp_departures departures)
{
    return gp_same_departures(departures, GP_TEXTBOOK);
}

bool gp_same_departures(gp_departures one, gp_departures other)
{
    bool same = true;
    for (size_t w = 0; w < words; w++)
        same = same && one.words[w] == other.words[w];
    return same;
}

gp_departures gp_departures_of_either(gp_departures one, gp_departures other)
{
    for (size_t w = 0; w < words; w++)
        one.words[w] |= other.words[w];
    return one;
}

gp_departures gp_departures_of_both(gp_departures one, gp_departures other)
{
    for (size_t w = 0; w < words; w++)
        one.words[w] &= other.words[w];
    return one;
}

gp_departures gp_departures_toggled(gp_departures departures, gp_departures some)
{
    for (size_t w = 0; w < words; w++)
        departures.words[w] ^= some.words[w];
    return departures;
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
    [GP_BIAS_BY_MEAN_OF_UNITS] =
        {
            "bias-by-mean-of-units",
            "the gradient of a bias is the mean of its layer's deltas",
            "db = mean(delta)  # a shared bias takes their sum, and a unit's own bias its own delta",
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
    [GP_RAW_ERROR_HANDED_DOWN] =
        {
            "raw-error-handed-down",
            "the raw error is handed down through the weights, where the delta belongs",
            "error2 = 2 * c * (a2 - t)\n"
            "error1 = transpose(W2) @ error2  # delta2 is error2 * slope(a2)",
            "eq_activation_gradient",
        },
    [GP_SIGMOID_SLOPE_EVERYWHERE] =
        {
            "sigmoid-slope-everywhere",
            "a (1 - a) is taken for the slope of every unit, whatever its activation is",
            "a2 = z2\n"
            "delta2 = 2 * c * (a2 - t) * a2 * (1 - a2)  # the slope of the identity is 1",
            "eq_slope",
        },
    [GP_SLOPE_OF_LAYER_ABOVE] =
        {
            "slope-of-layer-above",
            "the slopes of a hidden layer are those of the activation function of the layer above it",
            "delta[l] = slope[activation[l + 1]](a[l]) * (transpose(W[l + 1]) @ delta[l + 1])  # activation[l]",
            "eq_slope",
        },
    [GP_HIDDEN_ERROR_OVERWRITTEN] =
        {
            "hidden-error-overwritten",
            "a hidden unit gets the error of the last unit above alone, which overwrites the others",
            "for j in range(units2):\n"
            "    for i in range(units1):\n"
            "        error1[i] = W2[j][i] * delta2[j]  # = where += belongs",
            "eq_activation_gradient",
        },
    [GP_HIDDEN_ERRORS_NOT_RESET] =
        {
            "hidden-errors-not-reset",
            "the errors of the hidden units are not set to zero before a sample",
            "error1 += transpose(W2) @ delta2  # error1 still holds what the sample before has left there",
            "eq_activation_gradient",
        },
    [GP_GRADIENT_SUMS_NOT_RESET] =
        {
            "gradient-sums-not-reset",
            "the sums of gradients are not set to zero before a step, and what is divided by its samples is the sum of all "
            "steps so far",
            "for x, t in batch:\n"
            "    sum_of_dW += dW_of(x, t)  # still holds what the steps before have left there\n"
            "W -= rate * sum_of_dW / len(batch)",
            "eq_reduction",
        },
    [GP_BIAS_MEAN_FOR_SUM] =
        {
            "bias-mean-for-sum",
            "the bias gradients of a batch are averaged where they are to be added up, as those of the weights are",
            "dW = Delta.T @ A\n"
            "db = Delta.mean(axis=0)  # sum",
            "eq_reduction",
        },
    [GP_BIAS_SUM_FOR_MEAN] =
        {
            "bias-sum-for-mean",
            "the bias gradients of a batch are added up where they are to be averaged, as those of the weights are",
            "dW = Delta.T @ A / len(batch)\n"
            "db = Delta.sum(axis=0)  # and no division by len(batch)",
            "eq_reduction",
        },
    [GP_BIAS_BY_SUM_OF_UNITS] =
        {
            "bias-by-sum-of-units",
            "the bias of each unit moves by the sum of the deltas of all units of its layer",
            "b -= rate * sum(delta)  # delta",
            "eq_bias_gradient",
        },
    [GP_SHARED_BIAS_BY_LAST_UNIT] =
        {
            "shared-bias-by-last-unit",
            "the gradient of a shared bias is the delta of the last unit alone, which overwrites the others",
            "for j in range(units):\n"
            "    db = delta[j]  # = where += belongs",
            "eq_bias_gradient",
        },
    [GP_BIAS_FOR_ITS_GRADIENT] =
        {
            "bias-for-its-gradient",
            "the bias itself stands in the place of its gradient",
            "b -= rate * b  # db",
            "eq_bias_gradient",
        },
    [GP_BIAS_LEFT_OUT] =
        {
            "bias-left-out",
            "the net inputs leave out the bias",
            "z = W @ a  # and no + b",
            "eq_net_input",
        },
    [GP_BIAS_DOUBLED] =
        {
            "bias-doubled",
            "the bias is added twice",
            "z = W @ a + b\n"
            "a = sigmoid(z + b)",
            "eq_net_input",
        },
    [GP_WEIGHT_FOR_ACTIVATION] =
        {
            "weight-for-activation",
            "the weight gradients use the weights in the place of the activations of the layer below",
            "dW[j][i] = delta[j] * W[j][i]  # a[i]",
            "eq_weight_gradient",
        },
    [GP_MOMENTUM_ADDED] =
        {
            "momentum-added",
            "the update has a momentum of 0.9 that nobody has asked for",
            "change = 0.9 * change - rate * dW\n"
            "W += change",
            "eq_change",
        },
    [GP_DECAY_ADDED] =
        {
            "decay-added",
            "the update has a weight decay of 0.01 that nobody has asked for",
            "W -= rate * (dW + 0.01 * W)",
            "eq_change",
        },
    [GP_FIRST_LAYER_FROZEN] =
        {
            "first-layer-frozen",
            "neither the weights nor the biases of the first layer move",
            "for l in range(len(W) - 1, 0, -1):  # and W[0] is left out\n"
            "    W[l] -= rate * dW[l]\n"
            "    b[l] -= rate * db[l]",
            "eq_update",
        },
    [GP_LAST_LAYER_FROZEN] =
        {
            "last-layer-frozen",
            "neither the weights nor the biases of the last layer move",
            "for l in range(len(W) - 1):  # and the last one is left out\n"
            "    W[l] -= rate * dW[l]\n"
            "    b[l] -= rate * db[l]",
            "eq_update",
        },
    [GP_LAST_BATCH_DROPPED] =
        {
            "last-batch-dropped",
            "the last batch of an epoch is left out where it is not full",
            "for k in range(len(samples) // size):  # rounded down\n"
            "    step(samples[k * size : (k + 1) * size])",
            "eq_reduction",
        },
    [GP_BATCH_BY_NOMINAL_SIZE] =
        {
            "batch-by-nominal-size",
            "the gradients of a last batch that is not full are divided by the size of a full one",
            "dW = sum(dW_of_each_sample) / size  # len(batch), which may be less",
            "eq_reduction",
        },
    [GP_SAMPLES_REVERSED] =
        {
            "samples-reversed",
            "the samples come in reverse order",
            "while stack:\n"
            "    step(stack.pop())  # the last one first",
            "eq_reduction",
        },
    [GP_LOSS_LATE] =
        {
            "loss-late",
            "the losses of a step are computed after its update instead of before it",
            "train_step(x, t)\n"
            "report(step, loss(forward(x), t))  # belongs before train_step()",
            "eq_loss",
        },
    [GP_ERROR_LATE] =
        {
            "error-late",
            "the error of an epoch is computed after its last update instead of step by step",
            "train_epoch()\n"
            "report(epoch, error(forward(X), T))  # these outputs are those of the next epoch",
            "eq_error",
        },
    [GP_ERROR_ROOT] =
        {
            "error-root",
            "the square root of the error is reported",
            "error = sqrt(mean((A - T) ** 2))",
            "eq_error",
        },
    [GP_GRADIENTS_CLIPPED] =
        {
            "gradients-clipped",
            "each gradient is kept between -1 and 1",
            "dW = clip(dW, -1, 1)",
            "eq_reduction",
        },
    [GP_SOFTMAX_DIAGONAL_ONLY] =
        {
            "softmax-diagonal-only",
            "the deltas of a softmax layer take a (1 - a) for the slope of each unit and leave out what a unit does to the "
            "others",
            "delta = da * a * (1 - a)  # and no - a[j] * a[k] beside the diagonal",
            "eq_output_delta",
        },
    [GP_CANCELLED_SLOPE_ADDED] =
        {
            "cancelled-slope-added",
            "the output deltas of a cross-entropy are multiplied by a (1 - a), which a - t has in it already",
            "delta2 = (a2 - t) * a2 * (1 - a2)  # right with the squared error only",
            "eq_output_delta",
        },
    [GP_OUTPUT_ACTIVATED_TWICE] =
        {
            "output-activated-twice",
            "a cross-entropy that applies softmax or the sigmoid itself is handed outputs that have been through it already",
            "a2 = softmax(z2)\n"
            "loss = softmax_cross_entropy(a2, t)  # wants z2, and takes their softmax itself",
            "eq_loss",
        },
    [GP_MEAN_TAKEN_TWICE] =
        {
            "mean-taken-twice",
            "the gradients of a batch are divided by its size twice",
            "loss = mean(loss_of_each_sample)\n"
            "dW = gradient(loss, W) / len(batch)  # it is a mean already",
            "eq_reduction",
        },
    [GP_VELOCITY_AVERAGED] =
        {
            "velocity-averaged",
            "the gradient enters the velocity times 1 - momentum, so that the velocity is a mean of gradients and not their "
            "sum",
            "v = momentum * v + (1 - momentum) * dW  # + dW",
            "eq_velocity",
        },
    [GP_VELOCITY_NOT_KEPT] =
        {
            "velocity-not-kept",
            "the velocity begins with 0 in each step, so that the momentum has no effect",
            "v = zeros_like(W)  # belongs before the loop over the steps\n"
            "v = momentum * v + dW",
            "eq_velocity",
        },
    [GP_ADAM_NOT_CORRECTED] =
        {
            "adam-not-corrected",
            "Adam moves by its moments as they are, which are too small at first since they begin with 0",
            "W -= rate * m / (sqrt(v) + epsilon)  # m / (1 - beta1**t), v / (1 - beta2**t)",
            "eq_adam",
        },
    [GP_ADAM_CORRECTION_INVERTED] =
        {
            "adam-correction-inverted",
            "Adam's moments are multiplied by 1 - beta^t, by which they should be divided",
            "m_hat = m * (1 - beta1**t)  # m / (1 - beta1**t)",
            "eq_adam",
        },
    [GP_ADAM_UPDATES_BY_ARRAY] =
        {
            "adam-updates-by-array",
            "the t of Adam's corrections is raised for each array of weights or biases, and not once in an update",
            "def update(W, dW):  # called for each array\n"
            "    self.t += 1",
            "eq_adam",
        },
    [GP_ADAM_EPSILON_IN_ROOT] =
        {
            "adam-epsilon-in-root",
            "Adam's epsilon is added to the second moment before the root is taken, and not to the root",
            "W -= rate * m_hat / sqrt(v_hat + epsilon)  # sqrt(v_hat) + epsilon",
            "eq_adam",
        },
    [GP_DECAY_SUBTRACTED] =
        {
            "decay-subtracted",
            "what decays is subtracted from the gradient instead of added, so that parameters grow",
            "W -= rate * (dW - weight_decay * W)  # dW + weight_decay * W",
            "eq_decay",
        },
    [GP_DECAY_DOUBLED] =
        {
            "decay-doubled",
            "parameters decay twice as fast",
            "dW += 2 * weight_decay * W  # the slope of weight_decay * W**2; that of weight_decay / 2 * W**2 is asked for",
            "eq_decay",
        },
    [GP_DECAY_LEFT_OUT] =
        {
            "decay-left-out",
            "nothing decays",
            "loss += weight_decay / 2 * sum(W**2)  # and dW has no share of it",
            "eq_decay",
        },
    [GP_DECAY_OF_BIASES] =
        {
            "decay-of-biases",
            "biases decay as weights do",
            "for p in parameters:  # weights and biases\n"
            "    p -= rate * (gradient[p] + weight_decay * p)",
            "eq_decay",
        },
    [GP_DECAY_WITHOUT_RATE] =
        {
            "decay-without-rate",
            "what decays is not multiplied by the learning rate",
            "W -= rate * dW + weight_decay * W  # rate * (dW + weight_decay * W)",
            "eq_decay",
        },
    [GP_DECAY_COUPLED] =
        {
            "decay-coupled",
            "what decays is added to the gradients of which AdamW makes its moments, instead of taken from the weights",
            "dW += weight_decay * W  # and then the moments of dW: this is Adam with weight decay",
            "eq_decoupled",
        },
    [GP_DECAY_DECOUPLED] =
        {
            "decay-decoupled",
            "what decays is taken from the weights beside Adam's step, as AdamW does, instead of added to the gradients",
            "W -= rate * (m_hat / (sqrt(v_hat) + epsilon) + weight_decay * W)  # belongs in dW, before the moments",
            "eq_decay",
        },
    [GP_SQUARES_NOT_KEPT] =
        {
            "squares-not-kept",
            "RMSprop or AdaGrad divides by the square of this gradient alone, and forgets those of the steps before",
            "v = (1 - beta2) * dW**2  # beta2 * v + (1 - beta2) * dW**2; v = dW**2 for v + dW**2",
            "eq_rmsprop",
        },
    [GP_SQUARES_NOT_AVERAGED] =
        {
            "squares-not-averaged",
            "RMSprop adds up squares that fade, and does not average them",
            "v = beta2 * v + dW**2  # beta2 * v + (1 - beta2) * dW**2",
            "eq_rmsprop",
        },
    [GP_SQUARES_NEVER_FORGOTTEN] =
        {
            "squares-never-forgotten",
            "RMSprop adds up the squares of all steps, as AdaGrad does",
            "v += dW**2  # beta2 * v + (1 - beta2) * dW**2",
            "eq_rmsprop",
        },
    [GP_SQUARES_EPSILON_IN_ROOT] =
        {
            "squares-epsilon-in-root",
            "the epsilon of RMSprop or AdaGrad is added before the root is taken, and not to the root",
            "W -= rate * dW / sqrt(v + epsilon)  # sqrt(v) + epsilon",
            "eq_rmsprop",
        },
    [GP_SQUARES_WITHOUT_ROOT] =
        {
            "squares-without-root",
            "RMSprop or AdaGrad divides by the squares, and not by their root",
            "W -= rate * dW / (v + epsilon)  # sqrt(v) + epsilon",
            "eq_rmsprop",
        },
    [GP_FIRST_RATE_KEPT] =
        {
            "first-rate-kept",
            "each epoch has a learning rate of its own, and the first one is used in all of them",
            "rate = rates[0]  # before the loop over epochs, and not in it",
            "eq_rate",
        },
    [GP_RATE_OF_NEXT_EPOCH] =
        {
            "rate-of-next-epoch",
            "each epoch has a learning rate of its own, and that of the next epoch is used",
            "for epoch in range(epochs):\n"
            "    scheduler.step()  # belongs behind the updates of the epoch: so the first rate is never used",
            "eq_rate",
        },
    [GP_RATE_OF_EACH_STEP] =
        {
            "rate-of-each-step",
            "each epoch has a learning rate of its own, and each step takes the next one; the last one stays",
            "for batch in batches:\n"
            "    update(batch)\n"
            "    scheduler.step()  # belongs behind the loop over the batches, once in an epoch",
            "eq_rate",
        },
    [GP_CLIP_LEFT_OUT] =
        {
            "clip-left-out",
            "gradients are not clipped",
            "W -= rate * dW  # what clipping leaves of dW",
            "eq_clip_by_norm",
        },
    [GP_CLIP_VALUE_FOR_NORM] =
        {
            "clip-value-for-norm",
            "each gradient is clipped by itself, where all are to be scaled so that their norm is at most the limit",
            "dW = clip(dW, -limit, limit)  # dW * limit / max(norm, limit)",
            "eq_clip_by_norm",
        },
    [GP_CLIP_NORM_FOR_VALUE] =
        {
            "clip-norm-for-value",
            "all gradients are scaled by their norm, where each is to be clipped by itself",
            "dW *= limit / max(norm, limit)  # clip(dW, -limit, limit)",
            "eq_clip_by_value",
        },
    [GP_CLIP_NORM_OF_LAYER] =
        {
            "clip-norm-of-layer",
            "the gradients of each layer are clipped by their own norm, and not by the norm of all",
            "for dW, db in layers:\n"
            "    norm = sqrt(sum(dW**2) + sum(db**2))  # sum over all layers\n"
            "    dW *= limit / max(norm, limit)",
            "eq_gradient_norm",
        },
    [GP_CLIP_NORM_OF_ARRAY] =
        {
            "clip-norm-of-array",
            "each array of gradients, of weights or of biases, is clipped by its own norm, and not by the norm of all",
            "for g in gradients:  # dW and db of each layer\n"
            "    g *= limit / max(norm(g), limit)  # the norm of all of them",
            "eq_gradient_norm",
        },
    [GP_CLIP_ALWAYS_SCALED] =
        {
            "clip-always-scaled",
            "gradients are scaled to the limit also where their norm is smaller",
            "dW *= limit / norm  # limit / max(norm, limit)",
            "eq_clip_by_norm",
        },
    [GP_CLIP_NORM_ENLARGED] =
        {
            "clip-norm-enlarged",
            "1e-6 is added to the norm by which gradients are clipped",
            "dW *= min(1, limit / (norm + 1e-6))  # limit / max(norm, limit)",
            "eq_clip_by_norm",
        },
    [GP_FROZEN_LAYER_MOVES] =
        {
            "frozen-layer-moves",
            "a layer that is frozen is updated as all others are",
            "for layer in layers:  # if not layer.frozen\n"
            "    layer.W -= rate * layer.dW",
            "eq_change",
        },
    [GP_FROZEN_LAYER_BLOCKS] =
        {
            "frozen-layer-blocks",
            "no error is handed down through a layer that is frozen, so that nothing below it learns",
            "with torch.no_grad():\n"
            "    a = frozen(a)  # freezes the layers below as well: frozen.requires_grad_(False)",
            "eq_activation_gradient",
        },
    [GP_PENALTY_LEFT_OUT] =
        {
            "penalty-left-out",
            "the reported error has no penalty",
            "report(epoch, mean(losses))  # and no weight_decay / 2 * sum(W**2), which dW has its share of",
            "eq_penalty",
        },
    [GP_PENALTY_DOUBLED] =
        {
            "penalty-doubled",
            "the penalty of the reported error is twice as large",
            "loss += weight_decay * sum(W**2)  # weight_decay / 2 * sum(W**2), whose slope is weight_decay * W",
            "eq_penalty",
        },
    [GP_PENALTY_OF_BIASES] =
        {
            "penalty-of-biases",
            "the penalty of the reported error counts biases as it counts weights",
            "for p in parameters:  # weights and biases, which do not decay\n"
            "    loss += weight_decay / 2 * sum(p**2)",
            "eq_penalty",
        },
};
_Static_assert(sizeof gp_departure_catalogue / sizeof *gp_departure_catalogue == gp_departure_count,
               "each departure is in the catalogue");
