#!/usr/bin/env python3
"""Plays every player of the pages in Chromium: player.py CHECKOUT OUTPUT.

Steps forward through each with the arrow key and back with the button, and compares every number that is shown, beside the drawing and
in it, with the golden data, which it reads on its own. Prints each fault on a line, then one line of figures; exit status 1 where there is a fault.
"""
import collections
import decimal
import json
import pathlib
import re
import sys

from browser import Browser
from check import anchor

PLAYERS = "return document.querySelectorAll('section.player').length"

# Goes through the n-th player of the page: [what is shown at each number, what is spoken on the way back, where it ends]. It waits for
# MathJax at every tenth number only.
PLAY = r"""
const [n, done] = arguments, DRAWN = 10, player = document.querySelectorAll('section.player')[n], forward = [], back = [];
const text = (selector, of = player) => [...of.querySelectorAll(selector)].map(box => box.textContent);
function settled(then) { player.querySelector('.waiting') ? setTimeout(settled, 5, then) : then(); }
function look() {
  const box = player.querySelector('.waiting') || player.querySelector('.number'), more = box.querySelector('.more a');
  const words = selector => [...box.querySelectorAll(selector)].map(one => one.textContent);
  forward.push({title: words('h3')[0], name: words('.name'), result: words('.result')[0], exact: more.textContent, href: more.getAttribute('href'),
    printed: words('.printed'), formulas: words('.formula').length, drawn: box.matches('.waiting') ? null : box.querySelectorAll('.MathJax_SVG > svg').length,
    spoken: text('.spoken')[0],
    numbers: Object.fromEntries([...player.querySelectorAll('svg [data-number]')].map(box => [box.dataset.number, box.textContent])),
    here: [...player.querySelectorAll('svg.network .here')].map(box => box.dataset.at)});
}
function key(name) { player.dispatchEvent(new KeyboardEvent('keydown', {key: name, bubbles: true, cancelable: true})); }
function goForward(last) {
  key('ArrowRight');
  const at = player.querySelector('.at').textContent;
  const go = () => {
    if (at === last) return goBack();
    look();
    goForward(at);
  };
  forward.length % DRAWN ? go() : settled(go);
}
function goBack() {
  for (let k = 0; k < forward.length; k++) {
    back.push(text('.spoken')[0]);
    player.querySelector('[data-go="back"]').click();
  }
  settled(() => done([forward, back, text('.at')[0]]));
}
key('Home');
settled(() => goForward(player.querySelector('.at').textContent));
"""

DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?:e[-+]?\d+)?")


def is_rounded(shown, exact, digits=1):
    """Whether a decimal is another one, rounded to the digits that it has, which are so many at least where the other has them."""
    shown, exact = decimal.Decimal(shown), decimal.Decimal(exact)
    enough = len(shown.as_tuple().digits) >= min(digits, len(exact.normalize().as_tuple().digits))
    return enough and abs(shown - exact) <= decimal.Decimal("0.5000001").scaleb(shown.as_tuple().exponent)


class Case:
    """The golden numbers of the first step of a case."""

    def __init__(self, path):
        self.data = json.loads(path.read_text(encoding="utf-8"))
        self.id, problem = self.data["id"], self.data["problem"]
        self.outputs = problem["layers"][-1]["units"]
        named = {name["quantity"] for name in self.data.get("names", [])}
        self.all = self.data["expectations"]
        self.first = {anchor(self.id, number): number for number in self.all if self.is_first(number)
                      and not (number["quantity"] == "output_loss" and self.outputs == 1 and "output_loss" not in named)}
        self.given = set(re.findall(r'"(-?[\d.e+-]+)"', json.dumps(problem)))

    @staticmethod
    def is_first(number):
        if number["quantity"] in ("W", "b"):
            return number["step"] == 1
        return number.get("step", number.get("epoch")) == 0

    def printed(self, number):
        return [entry for entry in self.data.get("printed", []) if anchor(self.id, entry) == anchor(self.id, number)]

    def may_stand_in_a_formula(self, text):
        """A number of the problem, a printed one, or an exact one of the first step, rounded."""
        if text in self.given or any(decimal.Decimal(text) == abs(decimal.Decimal(given)) for given in self.given):
            return True
        return any(is_rounded(text, str(abs(decimal.Decimal(number["exact"])))) for number in self.all
                   if number.get("step", number.get("epoch")) in (0, 1))


def in_drawing(number):
    return f"l{number['layer']}_{number['quantity']}" + "_".join(str(number[key]) for key in ("unit", "input") if key in number)


def check_number(case, shown, number):
    for what, digits in (("result", 10), ("exact", 20)):
        text = shown[what].removeprefix(" = ")
        if not is_rounded(text, number["exact"], digits):
            yield f"expected the {what} {number['exact'][:24]}, found {text}"
    if not shown["title"].endswith(number["quantity"] + "".join(f"[{number[key]}]" for key in ("unit", "input") if key in number)):
        yield f"expected the title of {number['quantity']}, found {shown['title']}"
    printed = case.printed(number)
    if len(printed) != len(shown["printed"]):
        yield f"expected {len(printed)} printed numbers, found {len(shown['printed'])}"
    for entry, text in zip(printed, shown["printed"]):
        if not text.startswith(f"The document prints {entry['printed']} for {entry['name']}: "):
            yield f"expected {entry['printed']} for {entry['name']}, found {text!r}"
    if printed and not any(name in "".join(shown["name"] + shown["printed"]) for name in [entry["name"] for entry in printed]):
        yield f"expected the document's name {printed[0]['name']}, found {shown['name']}"
    formula = shown["spoken"].split(": ", 1)[1].split(" The document prints ")[0].rpartition(" = ")[0]
    for text in DECIMAL.findall(formula):
        if not case.may_stand_in_a_formula(text):
            yield f"expected a number of the case in its formula, found {text}"
    if shown["formulas"] != 2 + len(printed) or shown["drawn"] not in (None, 2 + len(printed)):
        yield f"expected {2 + len(printed)} formulas, found {shown['formulas']}, {shown['drawn']} of them drawn"
    if not shown["here"]:
        yield "expected its place in the drawing, found none"


def check_drawing(case, shown, done):
    """The drawing has what is computed by now, and of this sample."""
    sample = done[-1].get("sample", max((number.get("sample", 0) for number in done), default=0))
    known = {in_drawing(number): number["exact"] for number in done if "layer" in number and number.get("sample", sample) == sample}
    first = {in_drawing(number) for number in case.first.values() if "layer" in number}
    for name, text in shown["numbers"].items():
        value = text.split(" ")[-1]
        if name in known and not is_rounded(value, known[name]):
            yield f"expected {known[name][:12]} in the drawing at {name}, found {text!r}"
        if name in first - known.keys() and not re.search(r"_[Wb]\d", name) and text:
            yield f"expected nothing in the drawing at {name} yet, found {text!r}"


def check_player(case, forward, back, at, counts):
    seen = [shown["href"].partition("#")[2] for shown in forward]
    for missing in sorted(case.first.keys() - set(seen)):
        yield f"{missing}: expected in the player, found nowhere"
    if len(set(seen)) < len(seen):
        yield "expected each number once, found one twice"
    done = []
    for name, shown in zip(seen, forward):
        if name not in case.first:
            yield f"{name}: expected a number of the first step"
            continue
        done.append(case.first[name])
        counts["numbers"] += 1
        for fault in [*check_number(case, shown, case.first[name]), *check_drawing(case, shown, done)]:
            yield f"{name}: {fault}"
    if [shown["spoken"] for shown in forward][::-1] != back or not at.startswith("0 of "):
        yield f"expected the same numbers on the way back, and the beginning at its end, found another at {at}"


def check_page(browser, path, golden, counts):
    browser.call("POST", "/url", {"url": path.as_uri()})
    browser.run("const done = arguments[0]; MathJax.Hub.Queue(() => done(true))")
    for n in range(browser.call("POST", "/execute/sync", {"script": PLAYERS, "args": []})):
        forward, back, at = browser.call("POST", "/execute/async", {"script": PLAY, "args": [n]})
        page = forward[0]["href"].partition("#")[0] if forward else ""
        case = next((case for case in golden if page == f"numbers_{case.id.replace('-', '_')}.html"), None)
        counts["players"] += 1
        if not case:
            yield f"player {n}: expected the numbers of a case, found {page!r}"
            continue
        for fault in check_player(case, forward, back, at, counts):
            yield f"{case.id}: {fault}"


def pages_with_players(checkout):
    documents = json.loads((checkout / "golden/documents.json").read_text(encoding="utf-8"))
    return ["chapter_chain_rule.html"] + [f"doc_{document['id'].replace('-', '_')}.html" for document in documents]


def main():
    checkout, output = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    golden = [Case(path) for path in sorted((checkout / "golden/cases").glob("*.json"))]
    pages = pages_with_players(checkout)
    counts, faults = collections.Counter(), []
    browser = Browser()
    try:
        for page in pages:
            before = counts["players"]
            faults += [f"{page}: {fault}" for fault in check_page(browser, output / "html" / page, golden, counts)]
            if counts["players"] == before:
                faults.append(f"{page}: expected a player, found none")
    finally:
        browser.close()
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"player: {len(pages)} pages, {counts['players']} players, {counts['numbers']} numbers, forward and back, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
