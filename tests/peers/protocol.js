// What the peers in JavaScript share: a case is read from standard input, a peer is trained through it, and a trace is written.
// golden/README.md explains cases and traces. A peer is an object with these members, in which a batch is a list of samples
// {number, input, target}:
//   precision, conventions  of the trace; may be left out
//   parameters()            weights and biases as they are: [{layer, W, b}, ...]
//   look(batch)             what the peer shows of a step before it takes it: {samples, gradients}, or one of them
//   parts(batch)            what it makes the reported error of an epoch from: a list with one entry for each sample
//   error(parts)            the error of all parts of an epoch; both may be left out
//   step(batch)             one update
"use strict";

const DEPARTURES = ["hidden-delta-from-updated-weights", "output-bias-by-hidden-gradient", "hidden-biases-frozen"];

/** The peer cannot express the problem; the message says why, in one line. */
class Unsupported extends Error {}

/** What a table says of a word of the problem. */
function lookUp(table, word) {
  if (!Object.hasOwn(table, word)) throw new Unsupported(`${word} is not known`);
  return table[word];
}

/** Refuses what a part of a problem has beside the keys of this form, or beside the words that stand behind a key. */
function known(part, form) {
  const words = Object.fromEntries(form.split(" ").map((word) => word.split("=")));
  for (const [key, value] of Object.entries(part)) {
    if (!Object.hasOwn(words, key)) throw new Unsupported(`${key} is not known`);
    const others = [value].flat().filter((word) => words[key] && !words[key].split(",").includes(word));
    if (others.length > 0) throw new Unsupported(`${key} ${others[0]} is not known`);
  }
}

/** Refuses what no peer knows, and losses and update rules that this one does not know. A peer that knows less refuses the rest itself. */
function refuseUnknown(request, losses, rules) {
  const { problem } = request;
  known(request, "format=goldprop-case-1 id title problem record");
  known(problem, "inputs layers samples loss error training departures=" + DEPARTURES.join(","));
  for (const layer of problem.layers) known(layer, "units activation=identity,sigmoid,tanh,relu,leaky-relu,elu,softplus,silu,gelu,gelu-tanh,softmax alpha bias=none,per_unit,shared bias_trained frozen=false W b");
  for (const sample of problem.samples) known(sample, "input target");
  known(problem.loss, `deviation=${losses} reduction=sum,mean factor`);
  known(problem.error, "deviation=squared,absolute reduction=sum,mean factor");
  if (Array.isArray(problem.training.rate)) throw new Unsupported("a rate for each epoch is not handed on");
  known(problem.training, `rule=${rules} rate momentum beta1 beta2 epsilon batch reduction=sum,mean epochs`);
}

/** A package from npm. A peer whose package is missing exits with status 77. */
function load(name) {
  try {
    return require(name);
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    process.exit(77);
  }
}

function number(text) {
  const [numerator, denominator = "1"] = text.split("/");
  return Number(numerator) / Number(denominator);
}

/** Makes numbers of the texts of a problem, in place. */
function readProblem(problem) {
  for (const layer of problem.layers) {
    layer.W = layer.W.map((row) => row.map(number));
    layer.b = (layer.b ?? []).map(number);
    if (layer.alpha !== undefined) layer.alpha = number(layer.alpha);
    layer.moves = layer.bias !== "none" && (layer.bias_trained ?? true);
  }
  problem.samples = problem.samples.map(({ input, target }, s) => ({ number: s, input: input.map(number), target: target.map(number) }));
  for (const [part, key] of [["loss", "factor"], ["error", "factor"], ["training", "rate"]]) problem[part][key] = number(problem[part][key]);
  for (const key of ["momentum", "beta1", "beta2", "epsilon"]) if (key in problem.training) problem.training[key] = number(problem.training[key]);
  if (problem.loss.reduction === "mean") problem.loss.factor /= problem.layers.at(-1).units;
  problem.departures ??= [];
  return problem;
}

/** The conventions of a peer whose loss is the mean of (a - t)^2 over the outputs, and whose error is the mean of that over the samples. */
function meanSquares({ loss, error, samples, layers }) {
  const outputs = layers.at(-1).units;
  const terms = lookUp({ sum: samples.length * outputs, mean: 1 }, error.reduction);
  return { loss_factor: String(1 / (loss.factor * outputs)), error_factor: String(1 / (error.factor * terms)) };
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Trains a peer, and looks at what is wanted; in a slow peer, of the first epochs that PEER_EPOCHS allows. */
function run(peer, { samples, training }, record) {
  const everyone = [samples];
  const batches = [];
  for (let first = 0; first < samples.length; first += training.batch) batches.push(samples.slice(first, first + training.batch));
  const wantedSteps = new Set([...(record.all ?? []), ...(record.outputs ?? [])]);
  const wantedErrors = new Set(record.errors ?? []);
  const steps = [], errors = [];
  let step = 0;
  const last = Math.min(training.epochs, process.env.PEER_EPOCHS ?? training.epochs);
  for (let epoch = 0; epoch <= last; epoch++) {
    const parts = [];
    for (const batch of epoch < training.epochs ? batches : everyone) {
      if (wantedSteps.has(step)) steps.push({ step, parameters: peer.parameters(), ...peer.look(batch) });
      if (wantedErrors.has(epoch) && peer.error) parts.push(...peer.parts(batch));
      if (epoch < training.epochs) {
        peer.step(batch);
        step++;
      }
    }
    if (wantedErrors.has(epoch) && peer.error) errors.push({ epoch, error: peer.error(parts) });
  }
  return { precision: peer.precision ?? "binary64", conventions: peer.conventions ?? {}, steps, errors };
}

/** Answers the case on standard input; the losses and the update rules that the peer knows are separated by commas. */
function answer(makePeer, losses = "squared", rules = "gradient-descent") {
  const request = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const { problem, record } = request;
  const inQuotes = (key, value) => (typeof value === "number" && !isFinite(value) ? String(value).toLowerCase().replace("infinity", "inf") : value);
  let reply;
  try {
    refuseUnknown(request, losses, rules);
    const peer = makePeer(readProblem(problem));
    reply = { format: "goldprop-trace-1", ...run(peer, problem, record) };
  } catch (error) {
    if (!(error instanceof Unsupported)) throw error;
    reply = { unsupported: error.message };
  }
  process.stdout.write(JSON.stringify(reply, inQuotes));
}

module.exports = { Unsupported, answer, load, lookUp, mean, meanSquares };
