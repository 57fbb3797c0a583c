// What a page does beside being read: the search, the contents on a phone, light and dark.
'use strict';

const menu = document.getElementById('menu'), theme = document.getElementById('theme');

menu.addEventListener('click', () => {
  const open = document.body.classList.toggle('contents-open');
  menu.setAttribute('aria-expanded', open);
  if (open) document.querySelector('#sidebar a[aria-current], #sidebar a').focus();
});

theme.addEventListener('click', () => {
  DoxygenAwesomeDarkModeToggle.userPreference = !DoxygenAwesomeDarkModeToggle.userPreference;
});

// A number's row is folded away in some tables: who comes by a link wants to see it.
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target && target.closest('details:not([open])');
  if (folded) {
    folded.open = true;
    target.scrollIntoView();
  }
}
addEventListener('hashchange', openTarget);
openTarget();

// The sidebar begins where the page stands in it.
const here = document.querySelector('#sidebar a[aria-current]');
if (here && here.offsetTop > innerHeight / 2) document.getElementById('sidebar').scrollTop = here.offsetTop - innerHeight / 3;

// ---- The search: its index is a script, which is loaded when somebody turns to the field. ----

const form = document.getElementById('search'), field = form.querySelector('input'), found = document.getElementById('found');
const KINDS = {word: 'glossary', erratum: 'errata', struct: 'code', section: ''};
let loading = null;

function load() {
  loading = loading || new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = 'search_index.js';
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

function element(name, text, properties = {}) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(text);
  return made;
}

async function show() {
  const question = field.value.trim();
  if (!question) {
    found.hidden = true;
    return;
  }
  try {
    await load();
  } catch {
    found.replaceChildren('expected search_index.js beside this page, found none');
    found.hidden = false;
    return;
  }
  const places = goldpropQuery.search(goldpropIndex, question), list = document.createElement('ol');
  for (const place of places) {
    const link = element('a', element('strong', place.title), {href: place.url});
    const kind = KINDS[place.kind] ?? place.kind;
    if (kind) link.append(' ', element('small', kind));
    if (place.hint) link.append(element('span', place.hint));
    list.append(element('li', link));
  }
  found.replaceChildren(places.length ? list : `Nothing is found for “${question}”. Try another word, or the beginning of one.`);
  found.hidden = false;
}

function close() {
  found.hidden = true;
}

field.addEventListener('focus', load, {once: true});
field.addEventListener('input', show);
form.addEventListener('submit', async event => {
  event.preventDefault();
  await show();
  const first = found.querySelector('a');
  if (first) first.click();
});
form.addEventListener('click', event => event.target.closest('#found a') && close());
document.addEventListener('click', event => form.contains(event.target) || close());
document.addEventListener('keydown', event => {
  const typing = event.target.matches('input, textarea');
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    field.focus();
  } else if (event.key === 'Escape') {
    close();
  } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && form.contains(event.target) && !found.hidden) {
    const links = [...found.querySelectorAll('a')], at = links.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
    event.preventDefault();
    (links[at] || field).focus();
  }
});
