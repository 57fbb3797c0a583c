#!/usr/bin/env python3
"""Opens every page in Chromium, from its file: browser.py [--every N] OUTPUT [PAGE...].

With --every N, of the pages that Doxygen makes by one template, the largest one and each N-th.

Looks for errors on the console, requests that fail or leave the machine, formulas that are not drawn, and at the width of a phone, of a
laptop and of a large screen for pages that scroll sideways and for text, figures and formulas that are cut off; for a contrast that is too
low, in the light and in the dark; and for pictures without words. Asks the search, as a reader does.
Speaks WebDriver to chromedriver. Prints each fault on a line, then one line of figures; exit status 1 where there is a fault.
"""
import argparse
import collections
import concurrent.futures
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import urllib.request

WIDTHS, HEIGHT, PHONE = (390, 1300, 1920), 900, 767  # a phone is not wider than that
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key under which WebDriver hands out elements

# Waits until MathJax is done, then tells how it went.
LOOK = r"""
const done = arguments[arguments.length - 1];
function look() {
  done({
    asked: document.querySelectorAll('script[type^="math/tex"]').length,
    drawn: document.querySelectorAll('.MathJax_SVG > svg').length,
    wrong: document.querySelectorAll('.merror, [data-mjx-error], .noError').length +
           (document.body.innerText.match(/Undefined control sequence|Math Processing Error/g) || []).length
  });
}
if (window.MathJax && MathJax.Hub) MathJax.Hub.Queue(look); else look();
"""

# Tells what of the page cannot be seen at the width that the window has now. What stands in a box that scrolls can be seen only where
# the box is meant to (.scrolls), shows it, and keeps the first cell of each row in sight.
MEASURE = (pathlib.Path(__file__).parent / "measure.js").read_text(encoding="utf-8")


class Browser:
    """A session of chromedriver."""

    def __init__(self):
        driver = shutil.which("chromedriver")
        if not driver:
            sys.exit("docs-browser: expected chromedriver, found none: install chromium-driver")
        self.process = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            started = re.search(r"on port (\d+)", line)
            if started and "successfully" in line:
                self.base = f"http://127.0.0.1:{started.group(1)}"
                break
        else:
            sys.exit("docs-browser: expected chromedriver to start, found that it does not")
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}
        logs = {"browser": "ALL", "performance": "ALL"}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": logs}
        try:
            found = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
            self.base += "/session/" + found["sessionId"]
            self.call("POST", "/timeouts", {"script": 120000, "pageLoad": 60000})
        except BaseException:
            self.close()
            raise

    def call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=180) as answer:
            return json.load(answer)["value"]

    def resize(self, width):
        self.call("POST", "/goog/cdp/execute",
                  {"cmd": "Emulation.setDeviceMetricsOverride",
                   "params": {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": width <= PHONE}})

    def run(self, script):
        return self.call("POST", "/execute/async", {"script": script, "args": []})

    def find(self, selector):
        return self.call("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def logs(self, kind):
        return self.call("POST", "/se/log", {"type": kind})

    def close(self):
        if "/session/" in getattr(self, "base", ""):
            self.call("DELETE", "")
        self.process.terminate()
        self.process.wait()


def look_at_requests(entries):
    """Requests that failed or went elsewhere than to a file."""
    urls = {}
    for entry in entries:
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = urls[message["params"]["requestId"]] = message["params"]["request"]["url"]
            if not re.match(r"(file|data|blob|chrome|about):", url):
                yield f"expected no request off the machine, found {url}"
        elif message["method"] == "Network.loadingFailed" and not message["params"].get("canceled"):
            url = urls.get(message["params"]["requestId"], "a request")
            yield f"expected every request to succeed, found {message['params']['errorText']} for {url}"


def formulas_in_sources(pages):
    """How many formulas each page was written with."""
    counts = {}
    for path in pages.glob("*.md"):
        text = path.read_text(encoding="utf-8")
        name = "index" if path.name == "index.md" else re.search(r"^# .*\{#(\w+)\}", text).group(1)
        counts[name + ".html"] = text.count(r"\f$") // 2 + text.count(r"\f[") + text.count(r"\f{")
    return counts


BY_DOXYGEN = re.compile(r"^(?:struct|union)|(_8[a-z]+(?:_source)?\.html)$")


def kind(path):
    """Pages of one kind are made by one template, ours or Doxygen's. A page that is written by hand has a kind of its own."""
    found = re.search(r"^(numbers_|struct|union)|(_8[a-z]+(?:_source)?\.html)$", path.name)
    return found and (found.group(1) or found.group(2)) or path.name


def largest_of_each_kind(pages):
    largest = {}
    for path in sorted(pages, key=lambda path: path.stat().st_size):
        largest[kind(path)] = path
    return set(largest.values())


def chosen(pages, every):
    """The pages to look at: of those that Doxygen makes alone the largest of each kind, and each of so many."""
    largest, made = largest_of_each_kind(pages), collections.Counter()

    def is_chosen(path):
        made[kind(path)] += 1
        return not BY_DOXYGEN.search(path.name) or path in largest or made[kind(path)] % every == 0
    return [path for path in pages if is_chosen(path)]


def widths_of(pages):
    """At which widths each page is looked at: all of them on a phone, and of each kind the largest one everywhere."""
    largest = largest_of_each_kind(pages)
    return {path: WIDTHS if path in largest else WIDTHS[:1] for path in pages}


def look_at_page(browser, path, widths, formulas, totals):
    browser.resize(WIDTHS[0])
    browser.call("POST", "/url", {"url": path.as_uri()})
    seen = browser.run(LOOK)
    totals["formulas"] += seen["drawn"]
    wanted = formulas.get(path.name, seen["asked"])
    if not wanted == seen["asked"] == seen["drawn"] or seen["wrong"]:
        yield f"expected {wanted} formulas, found {seen['asked']}, {seen['drawn']} of them drawn and {seen['wrong']} wrong"
    for width in widths:
        browser.resize(width)
        measured = browser.run(MEASURE)
        if measured["width"] != width:
            yield f"expected a window {width} wide, found {measured['width']}"
        totals["measured"] += measured["count"]
        for fault in measured["faults"]:
            yield f"{width} pixels wide: {fault}"
    for entry in browser.logs("browser"):
        if entry["level"] in ("SEVERE", "WARNING"):
            yield f"expected a quiet console, found {entry['message']}"
    yield from look_at_requests(browser.logs("performance"))


def look_at_search(browser, index):
    """The search finds the hidden delta by its beginning, and Enter leads there."""
    wanted, enter = "chapter_hidden_delta.html", "\ue007"
    browser.call("POST", "/url", {"url": index.as_uri()})
    field = browser.find("#search input")
    browser.call("POST", f"/element/{field}/value", {"text": "hidden del"})
    deadline, found, url = time.monotonic() + 20, "", ""
    while time.monotonic() < deadline and wanted not in found:
        found = browser.call("POST", "/execute/sync", {"script": "return document.querySelector('#found').innerHTML", "args": []})
        time.sleep(0.1)
    if wanted not in found:
        yield f"expected the search to find {wanted}, found {found!r}"
        return
    browser.call("POST", f"/element/{field}/value", {"text": "ta" + enter})
    while time.monotonic() < deadline and wanted not in url:
        url = browser.call("GET", "/url")
        time.sleep(0.1)
    if wanted not in url:
        yield f"expected the first result to be {wanted}, found {url}"


def look_at_pages(output, pages, widths):
    """Looks at some pages in a browser of its own. Returns what was counted, and the faults."""
    formulas, totals = formulas_in_sources(output / "pages"), collections.Counter()
    browser = Browser()
    try:
        faults = [f"{path.name}: {fault}" for path in pages for fault in look_at_page(browser, path, widths[path], formulas, totals)]
        faults += look_at_search(browser, output / "html" / "index.html")
    finally:
        browser.close()
    return totals, faults


def main():
    parser = argparse.ArgumentParser(usage="browser.py [--every N] OUTPUT [PAGE...]")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("output", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("pages", nargs="*")
    asked = parser.parse_args()
    output = asked.output
    pages = [output / "html" / name for name in asked.pages] or chosen(sorted((output / "html").glob("*.html")), asked.every)
    if not pages:
        sys.exit(f"docs-browser: expected pages in {output / 'html'}, found none: make the target docs first")
    widths = widths_of(pages)
    browsers = min(os.cpu_count() or 1, len(pages))
    with concurrent.futures.ThreadPoolExecutor(browsers) as pool:
        shares = [pages[k::browsers] for k in range(browsers)]
        seen = list(pool.map(look_at_pages, itertools.repeat(output), shares, itertools.repeat(widths)))
    faults = [fault for _, found in seen for fault in found]
    print(*faults, sep="\n", end="\n" if faults else "")
    counts = sum((found for found, _ in seen), collections.Counter())
    everywhere = sum(len(found) == len(WIDTHS) for found in widths.values())
    print(f"docs-browser: {len(pages)} pages, {everywhere} of them at {' and '.join(map(str, WIDTHS))} pixels, {counts['formulas']} formulas drawn, "
          f"{counts['measured']} texts and figures measured, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
