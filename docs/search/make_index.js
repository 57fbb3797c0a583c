#!/usr/bin/env node
// Makes the file that the pages load when somebody searches: make_index.js PLACES OUTPUT. PLACES is what places.py writes.
// It holds the library, the words of query.js, and the index as text: a page that is opened as a file may load a script, and nothing else.
'use strict';
const fs = require('fs'), path = require('path');
const MiniSearch = require('minisearch');
const query = require('./query.js');

const [places, output] = process.argv.slice(2);
const index = new MiniSearch(query.options);
index.addAll(JSON.parse(fs.readFileSync(places, 'utf8')));
const library = path.join(path.dirname(require.resolve('minisearch')), '..', 'umd', 'index.js');
const scripts = [library, path.join(__dirname, 'query.js')].map(file => fs.readFileSync(file, 'utf8').replace(/^\/\/# sourceMappingURL=.*$/m, ''));
const words = JSON.stringify(JSON.stringify(index)).replace(/</g, '\\u003c');
fs.writeFileSync(output, `${scripts.join('\n')}\nvar goldpropIndex = MiniSearch.loadJSON(${words}, goldpropQuery.options);\n`);
console.log(`search: ${index.documentCount} places, ${index.termCount} words, ${Math.round(fs.statSync(output).size / 1000)} kB`);
