// Backpropagation as it is written with matrices: a batch at once, a row for each sample. It reads a case and writes a trace with
// what such a program shows: parameters, activations, losses and the error, but neither deltas nor gradients. The mutants are made of
// what stands between the two marks.
"use strict";

const zip = (A, B, f) => A.map((row, r) => row.map((value, c) => f(value, B[r][c])));
const map = (A, f) => A.map((row) => row.map(f));
const transpose = (A) => A[0].map((_, c) => A.map((row) => row[c]));
const times = (A, B) => A.map((row) => B[0].map((_, c) => row.reduce((sum, value, k) => sum + value * B[k][c], 0)));
const columns = (A) => A[0].map((_, c) => A.reduce((sum, row) => sum + row[c], 0));

// begin

const FUNCTIONS = {
  identity: (z) => z,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: (z) => Math.tanh(z),
};

const SLOPES = {
  identity: (a) => 1,
  sigmoid: (a) => a * (1 - a),
  tanh: (a) => 1 - a * a,
};

function forward(layers, X) {
  const A = [X];
  for (const layer of layers) {
    const Z = map(times(A.at(-1), transpose(layer.W)), (z) => z);
    if (layer.biased) Z.forEach((row) => row.forEach((z, j) => { row[j] = z + layer.b[j]; }));
    A.push(map(Z, FUNCTIONS[layer.activation]));
  }
  return A;
}

function losses(out, T, c) {
  return zip(out, T, (a, t) => c * (a - t) ** 2).map((row) => row.reduce((sum, value) => sum + value, 0));
}

function gradients(layers, A, T, c, share) {
  const found = [];
  let error = zip(A.at(-1), T, (a, t) => 2 * c * (a - t));
  for (let l = layers.length - 1; l >= 0; l--) {
    const delta = zip(error, map(A[l + 1], SLOPES[layers[l].activation]), (d, s) => d * s);
    const dW = map(times(transpose(delta), A[l]), (g) => g * share);
    const db = columns(delta).map((g) => g * share);
    found.unshift({ dW, db });
    error = times(delta, layers[l].W);
  }
  return found;
}

function update(layers, found, rate) {
  layers.forEach((layer, l) => {
    layer.W = zip(layer.W, found[l].dW, (w, g) => w - rate * g);
    if (layer.trained) layer.b = layer.b.map((v, j) => v - rate * found[l].db[j]);
  });
}

function reported(off, factor, mean) {
  const sizes = off.flat().map((d) => d * d);
  const total = sizes.reduce((sum, value) => sum + value, 0);
  return factor * (mean ? total / sizes.length : total);
}

// end

function number(text) {
  const [one, other = "1"] = text.split("/");
  return Number(one) / Number(other);
}

function unsupported(what) {
  console.log(JSON.stringify({ unsupported: what }));
  process.exit(0);
}

function readLayer({ activation, bias, bias_trained: trained = true, W, b = [] }) {
  if (!Object.hasOwn(FUNCTIONS, activation)) unsupported(activation);
  if (bias === "shared") unsupported("a bias that units share");
  return { activation, biased: bias !== "none", trained: bias !== "none" && trained, W: W.map((row) => row.map(number)), b: b.map(number) };
}

const { problem } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const { loss, error, training } = problem;
if (problem.departures || training.rule || Object.keys(loss).length !== 2 || loss.deviation !== "squared" || error.deviation !== "squared" || training.epochs > 1000) unsupported("such a problem");
const layers = problem.layers.map(readLayer);
const X = problem.samples.map(({ input }) => input.map(number)), T = problem.samples.map(({ target }) => target.map(number));
const steps = [], errors = [];
const show = (list) => list.map((value) => (Number.isFinite(value) ? value : String(value)));
for (let epoch = 0; epoch <= training.epochs; epoch++) {
  const size = epoch < training.epochs ? training.batch : X.length, off = [];
  for (let first = 0; first < X.length; first += size) {
    const x = X.slice(first, first + size), t = T.slice(first, first + size);
    const A = forward(layers, x), L = losses(A.at(-1), t, number(loss.factor));
    steps.push({
      step: steps.length,
      parameters: layers.map((layer, l) => ({ layer: l + 1, W: layer.W.map(show), b: show(layer.b) })),
      samples: x.map((_, s) => ({ sample: first + s, loss: show([L[s]])[0], layers: layers.map((_, l) => ({ layer: l + 1, a: show(A[l + 1][s]) })) })),
    });
    off.push(...zip(A.at(-1), t, (a, target) => a - target));
    update(layers, gradients(layers, A, t, number(loss.factor), training.reduction === "mean" ? 1 / x.length : 1), number(training.rate));
  }
  errors.push({ epoch, error: show([reported(off, number(error.factor), error.reduction === "mean")])[0] });
}
console.log(JSON.stringify({ format: "goldprop-trace-1", steps, errors }));
