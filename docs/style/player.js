// The player: steps forward and back through the numbers of a step. What it shows stands in the page as JSON, made by generate/player.py; where a
// reader has changed the problem (change.js), it comes from the reference.
'use strict';

const NO_STEP = -1;  // before the first: the drawing as it is printed
const READINGS = {
  chain: 'the exact run, rounded, gives it',
  step: 'from the numbers that it prints',
  noise: 'right, but for the rounding noise of its last digits',
};

function made(name, kind, ...inside) {
  const box = document.createElement(name);
  if (kind) box.className = kind;
  box.append(...inside);
  return box;
}

function loadScript(src) {
  return new Promise((resolve, reject) => document.head.append(Object.assign(made('script'), {src, onload: resolve, onerror: reject})));
}

function link(url, words) {
  return Object.assign(made('a', '', words), {href: url});
}

// A formula: as text at once, as TeX where MathJax is there.
function formula(of) {
  const box = made('span', 'formula', window.MathJax && MathJax.Hub ? `\\(${of.tex}\\)` : of.text);
  box.setAttribute('aria-hidden', 'true');  // it is spoken as text
  return box;
}

// The document's name for a number, which may have the other sign.
function named(step) {
  return step.negated ? `the document has it as ${step.name}, with the other sign` : `in the document: ${step.name}`;
}

function reading(printed) {
  return printed.reading === 'erratum' ? `erratum (${printed.kind}): right is ${printed.right}` : READINGS[printed.reading];
}

// The nearest decimal with so many significant digits at most, as generate/words.py has it.
function shortened(number, digits) {
  return Number.isFinite(Number(number)) ? String(Number(Number(number).toPrecision(digits))) : number;
}

// A number of the changed problem, in the place of the document's.
function followed(step, {value, numbers}, [inDrawing, inResult]) {
  return {...step, value, numbers, before: step.result, result: shortened(value, inResult), short: shortened(value, inDrawing), printed: []};
}

// What is shown of a number.
function numberBox(step) {
  const box = made('div', 'number', made('h3', '', `${step.title}: `, made('b', 'symbol', step.symbol)));
  if (step.name) box.append(made('p', 'name', named(step)));
  box.append(made('p', 'law', formula(step.law)), made('p', 'sum', formula(step.numbers), made('span', 'result', ` = ${step.result}`)));
  for (const printed of step.printed)
    box.append(made('p', 'printed', 'The document prints ', made('b', '', printed.printed), ` for ${printed.name}: ${reading(printed)}. `, formula(printed)));
  const more = step.value === undefined
    ? made('p', 'more', 'Exact: ', link(step.page, step.exact))
    : made('p', 'more', 'All digits of binary64: ', made('span', 'value', step.value), ' · before your change: ', link(step.page, step.before));
  if (step.chapter) more.append(' · ', link(step.chapter, 'why this formula'));
  box.append(more);
  return box;
}

function spoken(step) {
  const name = step.name ? `, ${named(step)}` : '', printed = step.printed.map(one => ` The document prints ${one.printed}: ${reading(one)}.`).join('');
  return `${step.title}, ${step.symbol}${name}: ${step.numbers.text} = ${step.result}.${printed}`;
}

// Whether a number of the drawing is a weight or a bias: given at first, computed by the update.
function isParameter(drawn) {
  return /_[Wb]\d/.test(drawn);
}

class Player {
  constructor(section) {
    this.section = section;
    Object.assign(this, JSON.parse(section.querySelector('script').textContent));
    [this.document, this.at] = [{steps: this.steps, samples: this.samples}, NO_STEP];
    [this.changed, this.parameters] = [false, {}];
    this.computed = new Set(this.steps.map(step => step.drawn));
    this.texts = [...section.querySelectorAll('svg [data-number]')].map(text => ({text, number: text.dataset.number, printed: text.textContent}));
    this.titles = [...section.querySelectorAll('g.weight')].map(weight => {
      const title = weight.querySelector('title');
      return {title, number: weight.dataset.at.replace('_', '_W'), printed: title.textContent};
    });
    this.range = section.querySelector('input');
    this.range.max = this.steps.length;
    this.buttons = Object.fromEntries([...section.querySelectorAll('[data-go]')].map(button => [button.dataset.go, button]));
    this.buttons.first.addEventListener('click', () => this.go(NO_STEP));
    this.buttons.back.addEventListener('click', () => this.go(this.at - 1));
    this.buttons.next.addEventListener('click', () => this.go(this.at + 1));
    this.range.addEventListener('input', () => this.go(Number(this.range.value) - 1));
    section.addEventListener('keydown', event => this.key(event));
    section.querySelector('.play').hidden = false;
    this.go(NO_STEP);
  }

  key(event) {
    const to = {ArrowRight: this.at + 1, ArrowLeft: this.at - 1, Home: NO_STEP, End: this.steps.length - 1}[event.key];
    if (to === undefined || event.target.matches('input') || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.go(to);
  }

  go(to) {
    this.at = Math.max(NO_STEP, Math.min(to, this.steps.length - 1));
    const step = this.steps[this.at];
    this.range.value = this.at + 1;
    this.range.setAttribute('aria-valuetext', step ? `${step.title}, ${step.symbol}` : 'the beginning');
    this.section.querySelector('.at').textContent = `${this.at + 1} of ${this.steps.length}`;
    for (const [way, end] of [['first', NO_STEP], ['back', NO_STEP], ['next', this.steps.length - 1]])
      this.buttons[way].setAttribute('aria-disabled', this.at === end);
    this.section.querySelector('.spoken').textContent = step ? spoken(step) : '';
    this.mark(step);
    this.write(step);
    this.show(step ? numberBox(step) : made('div', 'number', made('p', '', 'Press Next, and see how each of these numbers is computed from those before it.')));
  }

  // Shows what follows from a changed problem: its numbers by their places, and what of it has been changed; without them, the document's again.
  follow(numbers, given = []) {
    this.changed = Boolean(numbers);
    this.steps = this.document.steps.map(step => numbers ? followed(step, numbers.get(step.place), this.digits) : step);
    this.samples = this.document.samples.map(sample => ({...sample}));
    this.parameters = {};
    for (const {drawn, sample, text} of given)
      (sample === null ? this.parameters : this.samples[sample])[drawn] = sample === null ? text : shortened(text, this.digits[0]);
    for (const {title, number, printed} of this.titles)
      title.textContent = number in this.parameters ? printed.replace(/= .*/, `= ${this.parameters[number]}`) : printed;
    this.go(this.at);
  }

  // Where the number belongs in the drawing.
  mark(step) {
    for (const part of this.section.querySelectorAll('svg [data-at]')) {
      part.classList.toggle('here', Boolean(step) && step.at.includes(part.dataset.at));
      part.classList.toggle('along', Boolean(step) && step.along.includes(part.dataset.at));
    }
  }

  // The numbers of the drawing, as far as they are computed: those of a sample until the next one begins. At the beginning all of the first
  // sample's stand there, as they are printed.
  write(step) {
    const beginning = this.steps.filter(one => !isParameter(one.drawn)), done = step ? this.steps.slice(0, this.at + 1) : beginning;
    const sample = step ? done.reduce((last, one) => one.sample ?? last, 0) : 0, known = new Map();
    for (const one of done)
      if (one.sample === null || one.sample === sample) known.set(one.drawn, one.short);
    for (const {text, number, printed} of this.texts) {
      const name = printed.includes(' ') ? printed.split(' ')[0] + ' ' : '', value = known.get(number) ?? this.given(number, sample);
      text.textContent = !step && !this.changed ? printed : value !== undefined ? name + value : this.computed.has(number) && !isParameter(number) ? '' : printed;
    }
  }

  // An input or a target of a sample, or a parameter that has been changed.
  given(number, sample) {
    return this.samples[sample][number] ?? (number in this.parameters ? shortened(this.parameters[number], this.digits[0]) : undefined);
  }

  // Swaps what is shown when its formulas are drawn, so that nothing flickers; what somebody has gone past is not drawn.
  show(box) {
    const shown = this.section.querySelector('.number:not(.waiting)');
    this.section.querySelectorAll('.waiting').forEach(old => old.remove());
    const swap = () => {
      if (!box.isConnected) return;
      box.classList.remove('waiting');
      shown.remove();
    };
    box.classList.add('waiting');
    shown.after(box);
    if (!window.MathJax || !MathJax.Hub || !box.querySelector('.formula')) swap();
    else MathJax.Hub.Queue(() => box.isConnected ? MathJax.Hub.Typeset(box, () => {}) : undefined, swap);
  }
}

const players = new Map([...document.querySelectorAll('section.player')].map(section => [section, new Player(section)]));
if (document.querySelector('.player .change')) loadScript('change.js');
