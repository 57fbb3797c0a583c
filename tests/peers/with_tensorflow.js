// A peer in TensorFlow.js (4.22): its tensors on the CPU, in binary32, its automatic gradients and its optimizers of the kinds sgd and adam.
//
// A bias is a variable, with one element where it is shared, and not trainable where it is not to move. What is not trainable has no
// gradient, and tensors between variables and loss show none: no deltas.
"use strict";

const { Unsupported, answer, load, lookUp } = require("./protocol.js");
const tf = load("@tensorflow/tfjs"); // tfjs-core alone has no gradients
tf.enableProdMode(); // no advice on standard error
const ACTIVATIONS = {
  identity: (z) => z, sigmoid: tf.sigmoid, tanh: tf.tanh, relu: tf.relu, "leaky-relu": tf.leakyRelu, softplus: tf.softplus,
  softmax: (z) => tf.softmax(z),
};
/** Each in net inputs, outputs and targets, a number for each sample. */
const LOSSES = {
  squared: (z, a, t) => tf.sum(tf.squaredDifference(a, t), 1),
  "cross-entropy": (z, a, t) => tf.losses.softmaxCrossEntropy(t, z, undefined, undefined, tf.Reduction.NONE),
};
const DEVIATIONS = { squared: tf.losses.meanSquaredError, absolute: tf.losses.absoluteDifference };
const BATCH_LOSSES = { sum: tf.sum, mean: tf.mean };
const REDUCTIONS = { sum: tf.Reduction.SUM, mean: tf.Reduction.MEAN };

answer(({ layers, samples, loss, error, training, departures }) => {
  if (departures.length > 0) throw new Unsupported("the optimizer moves all variables by gradients of the same weights");
  const W = layers.map((layer) => tf.variable(tf.tensor2d(layer.W)));
  const b = layers.map((layer) => tf.variable(tf.tensor1d(layer.b), layer.moves));
  const optimizer = training.rule === "adam"
    ? tf.train.adam(training.rate, training.beta1, training.beta2, training.epsilon) : tf.train.sgd(training.rate);
  const tensor = (batch, key) => tf.tensor2d(batch.map((sample) => sample[key]));

  /** Net inputs and activations of each layer, a row for each sample. */
  const forward = (batch) => {
    const z = [], a = [tensor(batch, "input")];
    layers.forEach((layer, l) => {
      const product = tf.matMul(a[l], W[l], false, true);
      z.push(layer.b.length > 0 ? tf.add(product, b[l]) : product);
      a.push(lookUp(ACTIVATIONS, layer.activation)(z[l], layer.alpha));
    });
    return { z, a: a.slice(1) };
  };
  const losses = ({ z, a }, batch) => tf.mul(lookUp(LOSSES, loss.deviation)(z.at(-1), a.at(-1), tensor(batch, "target")), loss.factor);
  const batchLoss = (batch) => lookUp(BATCH_LOSSES, training.reduction)(losses(forward(batch), batch));
  const gradients = (batch) => tf.variableGrads(() => batchLoss(batch)).grads;

  return {
    precision: "binary32",
    parameters: () => layers.map((_, l) => ({ layer: l + 1, W: W[l].arraySync(), b: b[l].arraySync() })),
    look: (batch) => tf.tidy(() => {
      const { z, a } = forward(batch);
      const loss = losses({ z, a }, batch).arraySync();
      const grads = gradients(batch);
      const rows = (tensors) => tensors.map((values) => values.arraySync());
      const [zRows, aRows] = [rows(z), rows(a)];
      return {
        samples: batch.map(({ number }, row) => ({
          sample: number, loss: loss[row], layers: layers.map((_, l) => ({ layer: l + 1, z: zRows[l][row], a: aRows[l][row] })),
        })),
        gradients: layers.map((_, l) => ({ layer: l + 1, dW: grads[W[l].name].arraySync(), db: grads[b[l].name]?.arraySync() })),
      };
    }),
    parts: (batch) => tf.tidy(() => forward(batch).a.at(-1).arraySync()),
    error: (outputs) => tf.tidy(() => {
      const [targets, reduction] = [tensor(samples, "target"), lookUp(REDUCTIONS, error.reduction)];
      return tf.mul(lookUp(DEVIATIONS, error.deviation)(targets, tf.tensor2d(outputs), undefined, reduction), error.factor).arraySync();
    }),
    step: (batch) => tf.tidy(() => optimizer.applyGradients(gradients(batch))),
  };
}, Object.keys(LOSSES).join(","), "gradient-descent,adam");
