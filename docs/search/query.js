// What a question finds in the index: the same words for the program that makes the index, for the pages, and for the check.
// A place is {id, url, title, heading, names, text, kind, hint}: title and hint are shown, heading, names and text are searched; kinds that a
// reader looks for first weigh more.
(function (global) {
  'use strict';

  const WEIGHTS = {chapter: 5, word: 3, page: 2, document: 2, mistake: 1.4, equation: 1.6, erratum: 1.6, section: 1, function: 0.9, struct: 0.7, test: 0.4, number: 0.35};
  const MOST = 12;  // places that are shown
  // Words of a question that say nothing of what is asked.
  const LITTLE = new Set(('a an and are as at be by can come comes did do does for from has have how i in is it me my of on or should that the this to ' +
                          'use used was what when where which who why will with you your').split(' '));

  // w5_new, 0.5928 and -2.406 stay whole; hidden-delta is two words. The parts of a name with underscores count, too.
  function tokenize(text) {
    const tokens = [];
    for (const token of text.match(/\d+(?:\.\d+)?(?:e-?\d+)?|[\p{L}\d_]+/gu) || []) {
      tokens.push(token);
      if (/^[a-z]/i.test(token) && token.includes('_')) tokens.push(...token.split('_').filter(part => part));
    }
    return tokens;
  }

  // The first digits of a number are enough to find it.
  const shorten = term => /^\d+\.\d/.test(term) ? term.slice(0, 10) : term.toLowerCase();

  const options = {
    fields: ['heading', 'names', 'text'],
    storeFields: ['url', 'title', 'kind', 'hint'],
    tokenize,
    processTerm: shorten,
    searchOptions: {
      boost: {heading: 4, names: 3},
      // The beginning of a word is enough; one wrong letter is forgiven in a long word.
      prefix: term => term.length > 1,
    },
  };

  // All words, as they are or nearly so; failing that, as many of them as there are.
  function search(index, question) {
    // As a question, w5_new is one word: its parts would find everything that is new.
    const all = question.match(/\d+(?:\.\d+)?(?:e-?\d+)?|[\p{L}\d_]+/gu) || [], telling = all.filter(word => !LITTLE.has(word.toLowerCase()));
    const words = telling.length ? telling : all;
    // Who asks for digits or for a name such as w5_new wants the number itself.
    const weights = /[\d_]/.test(question) ? {...WEIGHTS, number: 3} : WEIGHTS;
    const asked = {tokenize: () => words, boostDocument: (id, term, stored) => weights[stored.kind]};
    const nearly = term => term.length > 4 ? 0.2 : false;
    for (const way of [{combineWith: 'AND'}, {combineWith: 'AND', fuzzy: nearly}, {combineWith: 'OR', fuzzy: nearly}]) {
      const found = index.search(question, {...asked, ...way});
      if (found.length) return found.slice(0, MOST);
    }
    return [];
  }

  const all = {options, search};
  if (typeof module === 'object') module.exports = all;
  else global.goldpropQuery = all;
})(this);
