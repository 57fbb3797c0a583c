#!/usr/bin/env python3
"""Asks what a newcomer asks, in Chromium, from the first page: questions.py OUTPUT.

Each question is answered by one search or by two clicks at most, and the answer stands near to where they lead. Prints the path of each, each fault
on a line, then one line of figures; exit status 1 where there is a fault.
"""
import collections
import pathlib
import re
import sys
import time

from browser import ELEMENT, Browser

# A question; the words that are typed into the search, with the address among the first results that is taken, or the links that are
# clicked; where that leads; and what stands there.
Question = collections.namedtuple("Question", "asked search clicks leads_to answer")


def searched(asked, leads_to, answer):
    return Question(asked, asked, (), leads_to, answer)


def clicked(asked, clicks, leads_to, answer):
    return Question(asked, None, clicks, leads_to, answer)


QUESTIONS = (
    searched("why is my delta negative?", r"chapter_(conventions|output_delta)\.html", r"other sign|too low|negative"),
    searched("where does 0.0406 come from?", r"numbers_samsel\.html#golden_samsel_s0_n0_l2_delta0", r"= 0\.190283 \* 0\.213792"),
    searched("which weights do I use in the hidden delta?", r"chapter_hidden_delta\.html|mistakes\.html#mistake_hidden_delta_from_updated_weights", r"before the update|already updated|old weights"),
    searched("is 0.1841 right?", r"errata\.html#errata_neurons|doc_neurons\.html|numbers_neurons_one_step\.html#", r"0\.1841"),
    searched("what is the learning rate?", r"(chapter_update|glossary)\.html", r"[Ll]earning rate"),
    searched("w5_new", r"numbers_samsel(_textbook)?\.html#golden_samsel(_textbook)?_s1_l1_W1_0", r"= 0\.4 \+ \(-0\.002"),
    clicked("how does one step go, number by number?", ("Super simple neural net", "Next ▶"), r"doc_samsel\.html", r"Net input, layer 1: z\[0\]"),
    clicked("which printed numbers are wrong?", ("What is printed wrong",), r"errata\.html", r"slip"),
    clicked("is my own program right?", ("The oracle",), r"oracle\.html", r"goldprop run"),
    clicked("what does a training step look like as a program?", ("The core program",), r"core_program\.html", r"gp_net_input"),
    clicked("what does the letter mean?", ("the symbols",), r"symbols\.html", r"rate"),
)

FIRST, MOST_CLICKS, SCREENS, PATIENCE = 3, 2, 3, 20  # results, clicks, screens below where a page opens, seconds

# How far below the top of the window the first text is that has the answer; null if it is nowhere.
DISTANCE = r"""
const answer = new RegExp(arguments[0]), rows = document.querySelectorAll('main p, main td, main li, main h1, main h2, main h3, main dt, main dd, main pre, main .line, main .number');
const tops = [...rows].filter(box => answer.test(box.innerText)).map(box => box.getBoundingClientRect()).filter(box => box.bottom > 0).map(box => box.top);
return tops.length ? Math.min(...tops) / innerHeight : null;
"""
# The links that a reader sees, of the text or of what the search has found.
LINKS = "return [...document.querySelectorAll(arguments[0])].filter(box => box.checkVisibility({checkVisibilityCSS: true}))"


def execute(browser, script, *words):
    return browser.call("POST", "/execute/sync", {"script": script, "args": list(words)})


def wait_for(what):
    """What is found, as soon as it is there."""
    deadline = time.monotonic() + PATIENCE
    while not (found := what()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def attribute(browser, element, name):
    return browser.call("GET", f"/element/{element[ELEMENT]}/property/{name}")


def click(browser, element):
    browser.call("POST", f"/element/{element[ELEMENT]}/click", {})


def search(browser, question):
    """Types, as a reader does, and takes the first result that leads to the answer. Returns the path, or None."""
    field = browser.find("#search input")
    browser.call("POST", f"/element/{field}/value", {"text": question.search})
    found = wait_for(lambda: execute(browser, LINKS, "#found a"))[:FIRST]
    for place, link in enumerate(found, 1):
        if re.search(question.leads_to, attribute(browser, link, "href")):
            words = attribute(browser, link, "innerText").splitlines()[0]
            click(browser, link)
            return [f"search, result {place}: {words}"]
    return None


def follow(browser, clicks):
    """Clicks on one after the other. Returns the path, or None."""
    path = []
    for words in clicks:
        def wanted():
            return next((link for link in execute(browser, LINKS, "main a, main button") if words in attribute(browser, link, "innerText")), None)
        link = wait_for(wanted)
        if not link:
            return None
        path.append(attribute(browser, link, "innerText").splitlines()[0])
        click(browser, link)
    return path


def ask(browser, index, question):
    """Returns (the path, the fault or None)."""
    if len(question.clicks) > MOST_CLICKS:
        return [], f"expected {MOST_CLICKS} clicks at most, found {len(question.clicks)}"
    browser.call("POST", "/url", {"url": index.as_uri()})
    path = search(browser, question) if question.search else follow(browser, question.clicks)
    if not path:
        return [], f"expected a way to {question.leads_to}, found none"
    if not wait_for(lambda: re.search(question.leads_to, browser.call("GET", "/url"))):
        return path, f"expected to come to {question.leads_to}, found {browser.call('GET', '/url')}"
    distance = wait_for(lambda: execute(browser, DISTANCE, question.answer))
    if distance is None or distance > SCREENS:
        return path, f"expected {question.answer} within {SCREENS} screens, found it {'nowhere' if distance is None else f'{distance:.1f} screens below'}"
    return path, None


def main():
    index = pathlib.Path(sys.argv[1]).resolve() / "html/index.html"
    browser, faults = Browser(), 0
    try:
        browser.resize(1300)
        for question in QUESTIONS:
            path, fault = ask(browser, index, question)
            print(f"{question.asked}  index → {' → '.join(path)}" if not fault else f"{question.asked}  {' → '.join(path)}: {fault}")
            faults += fault is not None
    finally:
        browser.close()
    print(f"questions: {len(QUESTIONS)} of a newcomer, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
