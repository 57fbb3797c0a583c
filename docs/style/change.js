// The reference in the page: a reader changes an input, a target, a weight, a bias or the rate, and the player's numbers follow. They are
// computed by the C reference itself, compiled to WebAssembly (wasm/follow.c), so that they have the bits of the native program.
'use strict';

const MOST = '1.8e308';  // the largest number of binary64
const REFUSED = 52;  // WASI's word for a call that is not there: the module asks for files in printf alone, and never opens one
let reference = null;

// The module, and its functions as the page uses them. It is loaded once, when somebody opens a form.
function loadReference() {
  reference = reference || loadScript('reference.js').then(async () => {
    const bytes = Uint8Array.from(atob(window.goldpropReference), letter => letter.charCodeAt(0)), refuse = () => REFUSED;
    const {instance} = await WebAssembly.instantiate(bytes, {wasi_snapshot_preview1: {fd_close: refuse, fd_seek: refuse, fd_write: refuse}});
    instance.exports._initialize();
    return new Reference(instance.exports);
  });
  return reference;
}

class Reference {
  constructor(exports) {
    this.c = exports;
  }

  // Calls a function of C with a text.
  withText(text, call) {
    const bytes = new TextEncoder().encode(`${text}\0`), at = this.c.room(bytes.length);
    new Uint8Array(this.c.memory.buffer, at, bytes.length).set(bytes);
    const result = call(at);
    this.c.release(at);
    return result;
  }

  read(at) {
    const bytes = new Uint8Array(this.c.memory.buffer, at);
    return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0)));
  }

  isNumber(text) {
    return this.withText(text, at => this.c.is_number(at)) !== 0;
  }

  // What follows from a problem: its numbers by where they stand, each with its 17 digits and its formula.
  follow(words) {
    const lines = this.withText(words.join(' '), at => {
      const answer = this.c.follow(at);
      if (!answer) throw new Error('expected numbers of the reference, found none');
      const text = this.read(answer);
      this.c.release(answer);
      return text;
    });
    return new Map(lines.trimEnd().split('\n').map(line => {
      const [place, value, text, tex] = line.split('\t');
      return [place.replace('golden__', ''), {value, numbers: {text, tex}}];
    }));
  }
}

// What is wrong with an entry, in words.
function complaint(text) {
  if (!text) return 'Expected a number, found nothing.';
  if (/^[-+]?\d+,\d+$/.test(text)) return `Expected a decimal point, found a comma: ${text}.`;
  if (!Number.isFinite(Number(text)) && /\d/.test(text) && /^[-+\d.eE]+$/.test(text)) return `Expected a number below ${MOST}, found ${text}.`;
  return `Expected a number such as -0.25 or 1e-3, found “${text}”.`;
}

class Change {
  constructor(details, player, problem) {
    Object.assign(this, {details, player, problem, words: [...problem.words]});
    this.fields = problem.fields.map((field, k) => this.field(field, `${player.case}-change-${k}`));
    this.status = made('p', 'status');
    this.status.setAttribute('role', 'status');
    this.reset = Object.assign(made('button', '', 'Reset'), {type: 'button'});
    this.reset.addEventListener('click', () => this.toDocument());
    this.form = made('form', '', ...this.groups(), made('div', 'controls', this.reset, this.status));
    this.form.addEventListener('submit', event => event.preventDefault());
    this.form.noValidate = true;
    details.append(this.form);
    details.addEventListener('toggle', () => details.open && this.load());
    details.hidden = false;
  }

  groups() {
    const groups = new Map();
    for (const {field, row} of this.fields) {
      if (!groups.has(field.group)) groups.set(field.group, made('fieldset', '', made('legend', '', field.group)));
      groups.get(field.group).append(row);
    }
    return groups.values();
  }

  field(field, id) {
    const input = Object.assign(made('input', ''), {id, type: 'text', value: this.words[field.at], autocomplete: 'off', spellcheck: false, disabled: true});
    const wrong = Object.assign(made('span', 'wrong'), {id: `${id}-wrong`});
    const label = Object.assign(made('label', '', field.label), {htmlFor: id});
    input.inputMode = 'text';  // a keyboard of digits may lack the minus
    input.setAttribute('aria-describedby', wrong.id);
    wrong.setAttribute('role', 'alert');
    const entry = {field, input, wrong, row: made('div', 'entry', label, input, wrong)};
    input.addEventListener('input', () => this.take(entry));
    input.addEventListener('change', () => this.judge(entry));
    return entry;
  }

  async load() {
    if (this.reference) return;
    this.status.textContent = 'Loading the C reference …';
    try {
      this.reference = await loadReference();
      this.fields.forEach(({input}) => input.disabled = false);
      this.tell();
    } catch {
      this.status.textContent = 'Expected a browser that runs WebAssembly, found that this one does not: the numbers stay as they are.';
    }
  }

  // A number is followed while it is typed; what is none yet may become one, and is refused when the field is left.
  take({field, input, wrong}) {
    const text = input.value.trim();
    if (!this.reference.isNumber(text)) return;
    input.removeAttribute('aria-invalid');
    wrong.textContent = '';
    this.words[field.at] = text;
    this.follow();
  }

  judge({field, input, wrong}) {
    const text = input.value.trim();
    if (this.reference.isNumber(text)) return;
    input.setAttribute('aria-invalid', true);
    wrong.textContent = `${complaint(text)} It is still ${this.words[field.at]} above.`;
    this.tell();
  }

  changed() {
    return this.fields.filter(({field}) => this.words[field.at] !== this.problem.words[field.at]);
  }

  follow() {
    if (this.changed().length === 0) {
      this.player.follow(null);
    } else {
      const given = this.changed().map(({field}) => ({...field, text: this.words[field.at]}));
      this.player.follow(this.reference.follow(this.words), given);
    }
    this.tell();
  }

  tell() {
    const changes = this.changed().map(({field}) => `${field.group}, ${field.label}: ${this.words[field.at]}`);
    const refused = this.fields.some(({input}) => input.hasAttribute('aria-invalid'));
    this.reset.setAttribute('aria-disabled', changes.length === 0 && !refused);
    this.status.textContent = changes.length === 0 ? 'The numbers are those of the page.' : `Changed: ${changes.join('; ')}. The C reference has computed all numbers above again.`;
  }

  toDocument() {
    this.words = [...this.problem.words];
    for (const {field, input, wrong} of this.fields) {
      input.value = this.words[field.at];
      input.removeAttribute('aria-invalid');
      wrong.textContent = '';
    }
    this.follow();
  }
}

for (const [section, player] of players) {
  const details = section.querySelector('.change');
  if (details) new Change(details, player, player.problem);
}
