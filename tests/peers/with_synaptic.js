// A peer in synaptic (1.1): a Network of Neurons, which learns sample by sample, in binary64, with the cost Trainer.cost.MSE.
//
// Its error responsibilities are called deltas here: -dE/dz of E = 1/2 sum (a - t)^2. The learning rate is multiplied by 2 * the factor
// of the loss, and deltas are shown where this is 1. A bias that is not to move is put back after the update. Neurons below see the
// weights of those above after their update: it cannot be told to do otherwise, nor to do anything else than that.
"use strict";

const { Unsupported, answer, load, lookUp, mean, meanSquares } = require("./protocol.js");
const { Layer, Network, Neuron, Trainer } = load("synaptic");
const ACTIVATIONS = { identity: Neuron.squash.IDENTITY, sigmoid: Neuron.squash.LOGISTIC, tanh: Neuron.squash.TANH, relu: Neuron.squash.RELU };

function refuse({ layers, training, departures }) {
  if (layers.some((layer) => layer.bias === "shared" && layer.units > 1)) throw new Unsupported("each unit has a bias of its own");
  if (training.batch > 1) throw new Unsupported("each sample is an update");
  if (departures.some((departure) => departure !== "hidden-delta-from-updated-weights")) throw new Unsupported("biases always move, by their own gradients");
}

/** Layers of neurons, the input first, each connected to all of the next. */
function makeNeurons(inputs, layers) {
  const all = [inputs, ...layers.map((layer) => layer.units)].map((units) => new Layer(units));
  layers.forEach((layer, l) => {
    all[l].project(all[l + 1]);
    all[l + 1].set({ squash: lookUp(ACTIVATIONS, layer.activation) });
  });
  return all;
}

answer((problem) => {
  refuse(problem);
  const { inputs, layers, loss, error, training } = problem;
  const [input, ...above] = makeNeurons(inputs, layers);
  const network = new Network({ input, hidden: above.slice(0, -1), output: above.at(-1) });
  network.setOptimize(false); // the compiled network shows nothing
  const rate = 2 * loss.factor * training.rate;

  const incoming = (neuron) => Object.values(neuron.connections.inputs);
  const parameters = () => above.map(({ list }, l) => ({
    layer: l + 1, W: list.map((neuron) => incoming(neuron).map(({ weight }) => weight)), b: list.map(({ bias }) => bias),
  }));
  const set = (values) => values.forEach(({ W, b }, l) => above[l].list.forEach((neuron, j) => {
    incoming(neuron).forEach((connection, i) => (connection.weight = W[j][i]));
    neuron.bias = b[b.length > 1 ? j : 0] ?? 0;
  }));
  const meanSquare = (sample) => Trainer.cost.MSE(sample.target, network.activate(sample.input));

  /** What a sample's update leaves in the network. */
  const shown = (sample) => {
    const before = parameters();
    const cost = meanSquare(sample);
    network.propagate(rate, sample.target);
    set(before);
    return {
      sample: sample.number,
      loss: cost,
      layers: above.map(({ list }, l) => ({
        layer: l + 1, z: list.map(({ state }) => state), a: list.map(({ activation }) => activation),
        delta: loss.factor === 0.5 ? list.map(({ error }) => error.responsibility) : undefined,
      })),
    };
  };

  set(layers);
  return {
    conventions: { delta: "-dE/dz", ...meanSquares(problem) },
    parameters: () => parameters().map(({ layer, W, b }, l) => ({ layer, W, b: b.slice(0, layers[l].b.length) })),
    look: (batch) => ({ samples: batch.map(shown) }),
    parts: (batch) => batch.map(meanSquare),
    error: error.deviation === "squared" ? mean : undefined,
    step: ([sample]) => {
      const before = parameters();
      network.activate(sample.input);
      network.propagate(rate, sample.target);
      set(parameters().map((now, l) => (layers[l].moves ? now : { ...now, b: before[l].b })));
    },
  };
});
