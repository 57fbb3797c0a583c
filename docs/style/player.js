// The player: steps forward and back through the numbers of a step. What it shows stands in the page as JSON, made by generate/player.py.
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

// What is shown of a number.
function numberBox(step) {
  const box = made('div', 'number', made('h3', '', `${step.title}: `, made('b', 'symbol', step.symbol)));
  if (step.name) box.append(made('p', 'name', named(step)));
  box.append(made('p', 'law', formula(step.law)), made('p', 'sum', formula(step.numbers), made('span', 'result', ` = ${step.result}`)));
  for (const printed of step.printed)
    box.append(made('p', 'printed', 'The document prints ', made('b', '', printed.printed), ` for ${printed.name}: ${reading(printed)}. `, formula(printed)));
  const more = made('p', 'more', 'Exact: ', link(step.page, step.exact));
  if (step.chapter) more.append(' · ', link(step.chapter, 'why this formula'));
  box.append(more);
  return box;
}

function spoken(step) {
  const name = step.name ? `, ${named(step)}` : '', printed = step.printed.map(one => ` The document prints ${one.printed}: ${reading(one)}.`).join('');
  return `${step.title}, ${step.symbol}${name}: ${step.numbers.text} = ${step.result}.${printed}`;
}

class Player {
  constructor(section) {
    this.section = section;
    const {steps, samples} = JSON.parse(section.querySelector('script').textContent);
    [this.steps, this.samples, this.at] = [steps, samples, NO_STEP];
    this.computed = new Set(steps.map(step => step.drawn));
    this.texts = [...section.querySelectorAll('svg [data-number]')].map(text => ({text, number: text.dataset.number, printed: text.textContent}));
    this.range = section.querySelector('input');
    this.range.max = steps.length;
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
    if (to === undefined || event.target === this.range || event.ctrlKey || event.metaKey || event.altKey) return;
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

  // Where the number belongs in the drawing.
  mark(step) {
    for (const part of this.section.querySelectorAll('svg [data-at]')) {
      part.classList.toggle('here', Boolean(step) && step.at.includes(part.dataset.at));
      part.classList.toggle('along', Boolean(step) && step.along.includes(part.dataset.at));
    }
  }

  // The numbers of the drawing, as far as they are computed: those of a sample until the next one begins.
  write(step) {
    const known = new Map(), done = this.steps.slice(0, this.at + 1), sample = done.reduce((last, one) => one.sample ?? last, 0);
    for (const one of done)
      if (one.sample === null || one.sample === sample) known.set(one.drawn, one.short);
    for (const {text, number, printed} of this.texts) {
      const name = printed.includes(' ') ? printed.split(' ')[0] + ' ' : '', value = known.get(number) ?? this.samples[sample][number];
      text.textContent = !step ? printed : value !== undefined ? name + value : this.isGiven(number) ? printed : '';
    }
  }

  isGiven(number) {
    return /_[Wb]\d/.test(number) || !this.computed.has(number);
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

document.querySelectorAll('section.player').forEach(section => new Player(section));
