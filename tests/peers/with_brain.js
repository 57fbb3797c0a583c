// A peer in brain.js (1.6): a NeuralNetwork, which learns sample by sample, has sigmoids everywhere, and keeps all it computes in
// arrays of binary32.
//
// Its deltas are -dE/dz of E = 1/2 sum (a - t)^2: the learning rate is multiplied by 2 * the factor of the loss, and deltas are shown
// where this is 1. A learning rate or a momentum outside (0, 1) is refused by its constructor; the smallest momentum adds nothing. A
// bias that is not to move is put back after the update. Its loss and its error are means of squares.
"use strict";

const { Unsupported, answer, load, mean, meanSquares } = require("./protocol.js");
const { NeuralNetwork } = load("brain.js");

function refuse({ layers, training, departures }) {
  if (layers.some((layer) => layer.activation !== "sigmoid")) throw new Unsupported("of the activations the sigmoid is compared here");
  if (layers.some((layer) => layer.bias === "shared" && layer.units > 1)) throw new Unsupported("each unit has a bias of its own");
  if (training.batch > 1) throw new Unsupported("each sample is an update");
  if (departures.length > 0) throw new Unsupported("the order of a step cannot be changed");
}

function makeNetwork(layers, sizes, learningRate) {
  let network;
  try {
    network = new NeuralNetwork({ learningRate, momentum: Number.MIN_VALUE });
  } catch (error) {
    throw new Unsupported(error.message.split("\n")[0]);
  }
  network.sizes = sizes;
  network.initialize();
  layers.forEach((layer, l) => {
    layer.W.forEach((row, j) => network.weights[l + 1][j].set(row));
    network.biases[l + 1].forEach((_, j, biases) => (biases[j] = layer.b[layer.b.length > 1 ? j : 0] ?? 0));
  });
  return network;
}

answer((problem) => {
  refuse(problem);
  const { layers, loss, error, training, inputs } = problem;
  const network = makeNetwork(layers, [inputs, ...layers.map((layer) => layer.units)], 2 * loss.factor * training.rate);
  const meanSquare = ({ input, target }) => network.test([{ input, output: target }]).error;

  /** What is left of a sample's forward and backward pass in the network, which the update does not touch. */
  const shown = ({ number, input, target }) => {
    network.runInput(input);
    network.calculateDeltas(target);
    return {
      sample: number,
      loss: meanSquare({ input, target }),
      layers: layers.map((_, l) => ({
        layer: l + 1, a: [...network.outputs[l + 1]], delta: loss.factor === 0.5 ? [...network.deltas[l + 1]] : undefined,
      })),
    };
  };

  return {
    precision: "binary32",
    conventions: { delta: "-dE/dz", ...meanSquares(problem) },
    parameters: () => layers.map((layer, l) => ({
      layer: l + 1, W: network.weights[l + 1].map((row) => [...row]), b: [...network.biases[l + 1]].slice(0, layer.b.length),
    })),
    look: (batch) => ({ samples: batch.map(shown) }),
    parts: (batch) => batch.map(meanSquare),
    error: error.deviation === "squared" ? mean : undefined,
    step: ([{ input, target }]) => {
      const biases = network.biases.map((values) => values.slice());
      network.trainPattern({ input, output: target });
      layers.forEach((layer, l) => layer.moves || network.biases[l + 1].set(biases[l + 1]));
    },
  };
});
