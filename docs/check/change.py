#!/usr/bin/env python3
"""Changes the numbers of every player in Chromium: change.py CHECKOUT OUTPUT GOLDPROP [PAGE...].

Opens the form of each with the keyboard, changes one number after the other, the last one so far that results overflow, and compares all
that the C reference in the page computes with the native program's trace of the changed problem, bit for bit, and each formula with that of
`goldprop show`. Then enters what is no number, which has to be refused in words, and goes back to the document. Looks at the form as
browser.py looks at pages. Prints each fault on a line, then one line of figures; exit status 1 where there is a fault.
"""
import collections
import copy
import csv
import fractions
import itertools
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

from browser import MEASURE, WIDTHS, Browser
from check import anchor
from player import pages_with_players

LEAST = 3  # changes of each page
CHANGES, OVERFLOWS = ("0.37", "-1.25", "1/3", "2.5e-1", "-3.5"), "1e308"
REFUSED = {"": "nothing", " ": "nothing", "abc": "abc", "-": "-", "1e400": "1e400", "-1e999": "-1e999", "0,5": "comma", "1 2": "1 2", "0x10": "0x10",
           "NaN": "NaN", "Infinity": "Infinity", "1/0": "1/0", "1.2.3": "1.2.3", "9" * 400: "999"}  # with what the complaint has to name
ENTER, TAB, ALL, DELETE = "\ue007", "\ue004", "\ue009a\ue000", "\ue017"

CASES = "return [...document.querySelectorAll('section.player > script')].map(script => JSON.parse(script.textContent).case)"

FIELDS = r"""
const [n, done] = arguments, change = document.querySelectorAll('section.player')[n].querySelector('.change');
const tell = () => done([...change.querySelectorAll('fieldset')].flatMap(group => [...group.querySelectorAll('.entry')].map(entry => ({
  group: group.querySelector('legend').textContent, label: entry.querySelector('label').textContent, value: entry.querySelector('input').value}))));
const wait = () => change.querySelector('input:not([disabled])') ? tell() : setTimeout(wait, 20);
wait();
"""

# Enters a text into a field, if there is one to be entered, and goes through all numbers: what is said of the field, and what is shown.
ENTER_TEXT = r"""
const [n, k, text, done] = arguments, player = document.querySelectorAll('section.player')[n], seen = [];
const entry = player.querySelectorAll('.change .entry')[k], input = entry.querySelector('input'), wrong = entry.querySelector('.wrong');
if (text !== null) {
  input.value = text;
  for (const kind of ['input', 'change']) input.dispatchEvent(new Event(kind, {bubbles: true}));
}
const key = name => player.dispatchEvent(new KeyboardEvent('keydown', {key: name, bubbles: true, cancelable: true}));
const drawn = () => Object.fromEntries([...player.querySelectorAll('svg [data-number]')].map(box => [box.dataset.number, box.textContent]));
key('Home');
const beginning = drawn();
for (let last = '';;) {
  key('ArrowRight');
  const at = player.querySelector('.at').textContent, box = player.querySelector('.waiting') || player.querySelector('.number');
  if (at === last) break;
  last = at;
  const value = box.querySelector('.value');
  seen.push({href: box.querySelector('.more a').getAttribute('href'), value: value && value.textContent, result: box.querySelector('.result').textContent,
    printed: box.querySelectorAll('.printed').length, spoken: player.querySelector('.spoken').textContent});
}
const end = drawn();
key('Home');
done({seen, beginning, end, wrong: wrong.textContent, visible: wrong.getClientRects().length > 0, invalid: input.getAttribute('aria-invalid'),
  described: input.getAttribute('aria-describedby') === wrong.id, status: player.querySelector('.status').textContent});
"""

RESET = "const player = document.querySelectorAll('section.player')[arguments[0]]; player.querySelector('.change button').click(); return null;"


def bits(text):
    """Of a number in binary64; all that are none are the same."""
    value = float(text)
    return "nan" if value != value else struct.pack(">d", value).hex()


def look(browser, n, field=0, text=None):
    """What the n-th player of the page shows, after a text has been entered, and what is said of the field."""
    return browser.call("POST", "/execute/async", {"script": ENTER_TEXT, "args": [n, field, text]})


class Changed:
    """A case with some numbers changed, and what the native program makes of it."""

    def __init__(self, goldprop, data):
        self.goldprop, self.id = goldprop, data["id"]
        self.data = {key: copy.deepcopy(data[key]) for key in ("format", "id", "title", "description", "problem") if key in data}

    def set(self, field, text):
        problem, group = self.data["problem"], field["group"]
        if field["label"] == "rate":
            problem["training"]["rate"] = text
            return
        letter, indices = re.fullmatch(r"(?:.* = )?([Wbxt])((?:\[\d+\])+)", field["label"]).groups()
        *rows, last = map(int, re.findall(r"\d+", indices))
        number = int((re.search(r"\d+$", group) or [0])[0])
        values = problem["layers"][number - 1][letter] if letter in "Wb" else problem["samples"][number][{"x": "input", "t": "target"}[letter]]
        for row in rows:
            values = values[row]
        values[last] = text

    def _run(self, path, *words):
        return subprocess.run([self.goldprop, *words, path], check=True, capture_output=True, text=True).stdout

    def numbers(self):
        """The 17 digits of each number of the first two epochs, and the formulas of the first step, by their anchors."""
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/changed.json"
            pathlib.Path(path).write_text(json.dumps(self.data), encoding="utf-8")
            traced = {}
            for row in csv.DictReader(self._run(path, "trace", "--csv", "--epochs", "0-1").splitlines()):
                place = {key: value for key, value in row.items() if key not in ("value", "epoch") and value} if row["step"] else {"quantity": row["quantity"], "epoch": row["epoch"]}
                traced[anchor(self.id, place)] = row["value"]
            shown = json.loads(self._run(path, "show", "--format", "json"))
            return traced, {number["anchor"]: number["short"]["text"] for number in shown["numbers"]}


def check_numbers(changed, found, counts):
    """What the page shows of a changed problem is what the native program computes."""
    traced, formulas = changed.numbers()
    for shown in found["seen"]:
        name = shown["href"].partition("#")[2]
        if shown["value"] is None or bits(shown["value"]) != bits(traced[name]):
            yield f"{name}: expected {traced[name]}, found {shown['value']}"
        formula = f": {formulas[name]} = {shown['result'].removeprefix(' = ')}."
        if not shown["spoken"].endswith(formula):
            yield f"{name}: expected{formula}, found {shown['spoken']}"
        if abs(float(traced[name])) < float("inf") and abs(float(shown["result"].removeprefix(" = ")) - float(traced[name])) > 6e-10 * abs(float(traced[name])):
            yield f"{name}: expected the result {traced[name]}, rounded, found {shown['result']}"
        if shown["printed"]:
            yield f"{name}: expected nothing that the document prints, found {shown['printed']}"
        counts["numbers"] += 1
    yield from check_drawing(traced, changed, found["beginning"])


def check_drawing(traced, changed, drawn):
    """At the beginning the drawing has the numbers of the first sample, rounded."""
    for name, text in drawn.items():
        value = text.split(" ")[-1]
        value = fractions.Fraction(value) if "/" in value else float(value)
        layer, _, rest = name.partition("_")
        wanted = traced.get("_".join(["golden", changed.id.replace("-", "_"), *(["s0"] if rest[:1] in "Wb" else ["s0", "n0"]), layer, rest]))
        if rest and abs(float(wanted)) < float("inf") and abs(value - float(wanted)) > 6e-3 * abs(float(wanted)):
            yield f"expected {wanted} in the drawing at {name}, found {text!r}"


def chosen(fields):
    """A field of each kind: of each group the first and the last one."""
    groups = collections.defaultdict(list)
    for k, field in enumerate(fields):
        groups[field["group"], field["label"].split(" = ")[-1][0]].append(k)
    return sorted({k for group in groups.values() for k in (group[0], group[-1])})


def by_keyboard(browser, n):
    """Opens the form and enters a number with the keyboard alone; what stands in the first field then."""
    summary = browser.call("POST", "/execute/sync", {"script": "const summary = document.querySelectorAll('section.player')[arguments[0]].querySelector('summary');"
                                                               "summary.scrollIntoView(); return summary", "args": [n]})
    browser.call("POST", f"/element/{next(iter(summary.values()))}/value", {"text": ENTER})
    fields = browser.call("POST", "/execute/async", {"script": FIELDS, "args": [n]})
    for keys in (TAB, ALL + DELETE + "0.125"):
        focused = browser.call("GET", "/element/active")
        browser.call("POST", f"/element/{next(iter(focused.values()))}/value", {"text": keys})
    typed = browser.call("POST", "/execute/async", {"script": FIELDS, "args": [n]})
    return fields, typed


def check_refusals(browser, n, before, counts):
    for k, (text, named) in enumerate(REFUSED.items()):
        field = k % 2
        found = look(browser, n, field, text)
        counts["refused"] += 1
        if not (found["invalid"] == "true" and found["visible"] and found["described"] and named in found["wrong"] and found["wrong"].startswith("Expected ")):
            yield f"expected {text[:20]!r} to be refused in words, found {found['wrong']!r}"
        if [shown["value"] for shown in found["seen"]] != [shown["value"] for shown in before["seen"]]:
            yield f"expected the numbers to stay when {text[:20]!r} is refused, found others"


def check_player(browser, n, data, goldprop, counts):
    document = look(browser, n)
    fields, typed = by_keyboard(browser, n)
    if typed[0]["value"] != "0.125":
        yield f"expected 0.125 in the first field, as it was typed, found {typed[0]['value']}"
    changed = Changed(goldprop, data)
    changed.set(fields[0], "0.125")
    yield from check_numbers(changed, look(browser, n), counts)
    for k, text in [*zip(chosen(fields), itertools.cycle(CHANGES)), (0, OVERFLOWS)]:
        changed.set(fields[k], text)
        found = look(browser, n, k, text)
        counts["changes"] += 1
        if found["invalid"] or found["wrong"] or f"{fields[k]['label']}: {text}" not in found["status"]:
            yield f"expected {text} to be taken, found {found['wrong']!r}, {found['status']!r}"
        for fault in check_numbers(changed, found, counts):
            yield f"{fields[k]['group']}, {fields[k]['label']} = {text}: {fault}"
    yield from check_refusals(browser, n, found, counts)
    browser.call("POST", "/execute/sync", {"script": RESET, "args": [n]})
    after = look(browser, n)
    for what in ("seen", "beginning", "end", "wrong", "invalid"):
        if after[what] != document[what]:
            yield f"expected after a reset what was {what} before, found other things"
    if browser.call("POST", "/execute/async", {"script": FIELDS, "args": [n]}) != fields:
        yield "expected the fields as they were after a reset, found others"


def check_looks(browser, counts):
    """With the form open and an entry refused."""
    for width in WIDTHS:
        browser.resize(width)
        look(browser, 0, 0, "abc")
        measured = browser.run(MEASURE)
        counts["looks"] += 1
        for fault in measured["faults"]:
            yield f"{width} pixels wide: {fault}"
    browser.resize(WIDTHS[1])


def check_page(browser, path, golden, goldprop, counts):
    browser.call("POST", "/url", {"url": path.as_uri()})
    browser.run("const done = arguments[0]; MathJax.Hub.Queue(() => done(true))")
    cases = browser.call("POST", "/execute/sync", {"script": CASES, "args": []})
    for n, case in enumerate(cases):
        counts["players"] += 1
        for fault in check_player(browser, n, golden[case], goldprop, counts):
            yield f"{case}: {fault}"
    yield from check_looks(browser, counts)


def main():
    checkout, output, goldprop = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
    golden = {data["id"]: data for data in (json.loads(path.read_text(encoding="utf-8")) for path in (checkout / "golden/cases").glob("*.json"))}
    counts, faults = collections.Counter(), []
    browser = Browser()
    try:
        for page in sys.argv[4:] or pages_with_players(checkout):
            before = counts["changes"]
            faults += [f"{page}: {fault}" for fault in check_page(browser, output / "html" / page, golden, goldprop, counts)]
            if counts["changes"] < before + LEAST:
                faults.append(f"{page}: expected {LEAST} changes at least, found {counts['changes'] - before}")
    finally:
        browser.close()
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"change: {counts['players']} players, {counts['changes']} changes, {counts['numbers']} numbers with the bits of the native program, "
          f"{counts['refused']} entries refused, looked at {counts['looks']} times, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
