#!/usr/bin/env node
// Asks the search what a reader would ask: search.js INDEX. Each question has to find a place that answers it among the first results.
'use strict';
const fs = require('fs'), vm = require('vm');

const FIRST = 3;  // results in which the place has to be
const QUESTIONS = [
  ['hidden delta', 'chapter_hidden_delta.html'],
  ['chain rule', /^chapter_chain_rule\.html/],
  ['learning rate', /^(chapter_update|glossary)\.html/],
  ['erratum', /^(errata|glossary)\.html/],
  ['transpose', /^(mistakes\.html#mistake_.*transposed?|chapter_(hidden_delta|notation)\.html|glossary\.html#)/],
  ['0.5928', /#golden_samsel_s1_l1_W1_1$|errata.*samsel|doc_samsel/],
  ['0.59286616723592', 'numbers_samsel.html#golden_samsel_s1_l1_W1_1'],
  ['w5_new', /#golden_samsel(_textbook)?_s1_l1_W1_0$/],
  ['eq_hidden_delta', /^(chapter_hidden_delta\.html#eq_hidden_delta|equations\.html#numbers_eq_hidden_delta)$/],
  ['hidden-delta-from-updated-weights', 'mistakes.html#mistake_hidden_delta_from_updated_weights'],
  ['loss slope halved', 'mistakes.html#mistake_loss_slope_halved'],
  ['gp_backward', /^backward_8h\.html#/],
  ['output delta', 'chapter_output_delta.html'],
  ['kill matrix', 'kill_matrix.html'],
  // As a newcomer asks.
  ['why is my delta negative?', /^chapter_(conventions|output_delta)\.html|mistake_/],
  ['where does 0.0406 come from?', /#golden_samsel_s0_n0_l2_delta0$|^doc_samsel|^chapter_\w+_delta/],
  ['which weights do I use in the hidden delta?', /^chapter_hidden_delta\.html|#mistake_hidden_delta_from_updated_weights$/],
  ['is 0.1841 right?', /^errata\.html#errata_neurons$|^doc_neurons|#golden_neurons_one_step/],
  ['what is a learning rate', /^(chapter_update|glossary)\.html/],
  ['lerning rate', /^(chapter_update|glossary)\.html/],
];

const context = {};
vm.createContext(context);
vm.runInContext(fs.readFileSync(process.argv[2], 'utf8'), context);

let faults = 0;
for (const [question, wanted] of QUESTIONS) {
  const found = context.goldpropQuery.search(context.goldpropIndex, question).slice(0, FIRST).map(place => place.url);
  if (found.some(url => typeof wanted === 'string' ? url === wanted : wanted.test(url))) continue;
  console.log(`search: "${question}": expected ${wanted} among the first ${FIRST}, found ${found.join(', ') || 'nothing'}`);
  faults++;
}
console.log(`search: ${QUESTIONS.length} questions, ${faults} faults`);
process.exit(faults ? 1 : 0);
