// What of a page cannot be seen at the width that its window has now: the text of browser.py's script MEASURE.
const done = arguments[arguments.length - 1];
const SLACK = 1.5;  // pixels: edges lie between them
// What is not for the eye, or is a drawing that is measured as a whole.
const UNSEEN = 'script, style, title, .MathJax_SVG, .MJX_Assistive_MathML, .skip, .spoken';
const SMALLEST = 0.6;  // of its size: a formula that is drawn smaller cannot be read
const MOST = 5;     // faults that are told of a page

const faults = [], clips = new Map();
let count = 0;

function name(box) {
  const words = (box.textContent || '').trim().replace(/\s+/g, ' ').slice(0, 50);
  const kinds = box.getAttribute('class') ? '.' + box.getAttribute('class').trim().replace(/\s+/g, '.') : '';
  return `${box.tagName.toLowerCase()}${box.id ? '#' + box.id : ''}${kinds} "${words}"`;
}

function fault(text) {
  if (faults.length < MOST && !faults.includes(text)) faults.push(text);
}

const everything = {left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity, by: null};

// The part of the page in which what an element holds can be seen.
function clipOf(box) {
  if (!box || box === document.documentElement)
    return {...everything, left: 0, right: document.documentElement.clientWidth, by: document.documentElement};
  if (clips.has(box)) return clips.get(box);
  const style = getComputedStyle(box), rect = box.getBoundingClientRect();
  let clip = {...clipOf(box.parentElement)};
  if (box.matches('.scrolls')) clip = everything;  // judged by look_at_region()
  else if (style.display !== 'inline' && style.display !== 'contents') {
    if (style.overflowX !== 'visible' && (rect.left > clip.left || rect.right < clip.right))
      clip = {...clip, left: Math.max(clip.left, rect.left), right: Math.min(clip.right, rect.right), by: box};
    if (['auto', 'scroll'].includes(style.overflowY)) clip = {...clip, top: -Infinity, bottom: Infinity};
    if (['hidden', 'clip'].includes(style.overflowY))
      clip = {...clip, top: Math.max(clip.top, rect.top), bottom: Math.min(clip.bottom, rect.bottom), by: box};
  }
  clips.set(box, clip);
  return clip;
}

function measure(rect, holder, what) {
  if (rect.width === 0 || rect.height === 0) return;
  count++;
  const clip = clipOf(holder);
  if (rect.right > clip.right + SLACK || rect.left < clip.left - SLACK)
    fault(`expected to see all of ${what}, found it from ${Math.round(rect.left)} to ${Math.round(rect.right)} in ${name(clip.by)}, ` +
          `which shows ${Math.round(clip.left)} to ${Math.round(clip.right)}`);
  else if (rect.bottom > clip.bottom + SLACK || rect.top < clip.top - SLACK)
    fault(`expected to see the height of ${what}, found it cut off by ${name(clip.by)}`);
}

// A region that scrolls on purpose.
function lookAtRegion(region) {
  if (region.scrollWidth <= region.clientWidth + SLACK) return;
  if (getComputedStyle(region).backgroundImage === 'none')
    fault(`expected a shadow where ${name(region)} goes on, found none`);
  const before = region.scrollLeft;
  region.scrollLeft = region.scrollWidth;
  const shown = region.getBoundingClientRect();
  for (const row of region.querySelectorAll('tr')) {
    const cells = row.children, first = cells[0].getBoundingClientRect(), last = cells[cells.length - 1].getBoundingClientRect();
    if (first.left < shown.left - SLACK || first.right > shown.left + 0.6 * shown.width)
      fault(`expected the first cell to stay in sight in ${name(region)}, found it from ${Math.round(first.left)} to ${Math.round(first.right)}`);
    if (last.right > shown.right + SLACK) fault(`expected to reach the last cell in ${name(region)}, found that it does not scroll so far`);
  }
  region.scrollLeft = before;
}

// ---- Contrast of words with the ground behind them, in the light and in the dark. ----

const CONTRAST = 4.5, OF_LARGE = 3;  // WCAG 2.1, AA

function rgba(text) {
  const numbers = text.match(/[\d.]+/g);
  return numbers && text.startsWith('rgb') ? [...numbers.slice(0, 3).map(Number), numbers.length > 3 ? Number(numbers[3]) : 1] : null;
}

function over(top, below) {
  return [0, 1, 2].map(k => top[3] * top[k] + (1 - top[3]) * below[k]).concat(1);
}

// The colour behind an element, as far as it is plain.
function ground(box) {
  const layers = [];
  for (let at = box; at; at = at.parentElement) {
    const colour = rgba(getComputedStyle(at).backgroundColor);
    if (colour && colour[3] > 0) layers.push(colour);
    if (colour && colour[3] === 1) break;
  }
  return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
}

function luminance(colour) {
  const [r, g, b] = colour.map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function lookAtContrast(holder, mode) {
  const style = getComputedStyle(holder), below = ground(holder.closest('svg') ? holder.closest('svg').parentElement : holder);
  const colour = rgba(holder.closest('svg') ? style.fill : style.color);
  if (!colour) return;
  let opacity = colour[3];
  for (let at = holder; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
  const found = contrast(over([...colour.slice(0, 3), opacity], below), below), size = parseFloat(style.fontSize);
  const wanted = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? OF_LARGE : CONTRAST;
  if (found < wanted) fault(`${mode}: expected a contrast of ${wanted}, found ${found.toFixed(1)} at ${name(holder)}`);
}

for (const box of document.querySelectorAll('details')) box.open = true;

requestAnimationFrame(() => {
  for (const box of document.querySelectorAll('html, body, main'))
    if (box.scrollWidth > box.clientWidth + SLACK && box.clientWidth > 0 && getComputedStyle(box).overflowX !== 'hidden')
      fault(`expected no scrolling sideways, found ${box.id || box.tagName} ${box.scrollWidth} in ${box.clientWidth}`);

  const page = document.documentElement, was = page.className;
  for (const mode of ['light', 'dark']) {
    page.classList.remove('light-mode', 'dark-mode');
    page.classList.add(mode + '-mode');
    const holders = new Set(), words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text; (text = words.nextNode());)
      if (text.data.trim() && !text.parentElement.closest(UNSEEN) && text.parentElement.checkVisibility({checkVisibilityCSS: true}))
        holders.add(text.parentElement);
    const seen = new Set();
    for (const holder of holders) {
      // What looks alike is looked at once: the same kinds at the same depth of the page.
      const key = [holder.tagName, holder.className.baseVal ?? holder.className, holder.parentElement.tagName, holder.parentElement.className, holder.closest('nav, table, header, footer, svg, .fragment')?.className].join(' ');
      if (!seen.has(key) && seen.add(key)) lookAtContrast(holder, mode);
    }
  }
  page.className = was;

  // Pictures say what they show.
  for (const picture of document.querySelectorAll('img, svg'))
    if (!picture.parentElement.closest('svg, .MathJax_SVG') && picture.checkVisibility({checkVisibilityCSS: true}) &&
        !['alt', 'aria-label', 'aria-labelledby'].some(words => picture.getAttribute(words)))
      fault(`expected words for a picture, found none at ${name(picture)}`);

  const visible = box => box.checkVisibility({checkVisibilityCSS: true});
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let text; (text = walker.nextNode());) {
    const holder = text.parentElement;
    if (!text.data.trim() || !visible(holder) || holder.closest(UNSEEN)) continue;
    range.selectNodeContents(text);
    measure(range.getBoundingClientRect(), holder, name(holder));
  }
  for (const figure of document.querySelectorAll('svg, img, iframe, object')) {
    if (!visible(figure) || figure.closest('svg') !== (figure.tagName === 'svg' ? figure : null) || !figure.parentElement) continue;
    if (figure.parentElement.closest('svg')) continue;
    measure(figure.getBoundingClientRect(), figure.parentElement, name(figure));
    if (figure.matches('iframe, object')) fault(`expected a figure that scales with the page, found ${name(figure)}`);
  }
  for (const formula of document.querySelectorAll('.MathJax_SVG > svg')) {
    if (!visible(formula)) continue;
    const size = formula.viewBox.baseVal.width / 1000 * parseFloat(getComputedStyle(formula).fontSize);
    if (formula.getBoundingClientRect().width < SMALLEST * size)
      fault(`expected a formula at ${100 * SMALLEST} % of its size at least, found ${Math.round(100 * formula.getBoundingClientRect().width / size)} %: ` +
            document.getElementById(formula.parentElement.id.replace('-Frame', '')).textContent.slice(0, 80));
  }
  document.querySelectorAll('.scrolls').forEach(lookAtRegion);
  done({width: window.innerWidth, count, faults});
});
