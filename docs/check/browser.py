#!/usr/bin/env python3
"""Opens every page in Chromium, 360 pixels wide, from its file: browser.py OUTPUT [PAGE...].

Looks for errors on the console, requests that fail or leave the machine, formulas that are not drawn, and pages that scroll sideways.
Speaks WebDriver to chromedriver. Prints each fault on a line, then one line of figures; exit status 1 where there is a fault.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.request

WIDTH, HEIGHT = 360, 800

# Waits until MathJax is done, then tells what can be seen of the page.
LOOK = r"""
const done = arguments[arguments.length - 1];
function look() {
  const scrolling = [...document.querySelectorAll('html, body, #doc-content')]
    .filter(box => box.scrollWidth > box.clientWidth && box.clientWidth > 0 && getComputedStyle(box).overflowX != 'hidden');
  // The culprits: what reaches furthest, and is not cut off by a box that scrolls inside itself.
  const right = box => box.getBoundingClientRect().right;
  const culprits = !scrolling.length ? [] : [...document.querySelectorAll('.contents *, .header *')]
    .filter(box => right(box) > document.body.clientWidth && !box.parentElement.closest('.golden, .markdownTable, .fragment, .MathJax_SVG_Display'))
    .sort((one, other) => right(other) - right(one)).slice(0, 3);
  done({
    width: window.innerWidth,
    wide: scrolling.map(box => `${box.id || box.tagName} ${box.scrollWidth}`)
      .concat(culprits.map(box => `${box.tagName}.${box.className} ${box.textContent.slice(0, 40)}`)),
    asked: document.querySelectorAll('script[type^="math/tex"]').length,
    drawn: document.querySelectorAll('.MathJax_SVG > svg').length,
    wrong: document.querySelectorAll('.merror, [data-mjx-error], .noError').length +
           (document.body.innerText.match(/Undefined control sequence|Math Processing Error/g) || []).length
  });
}
if (window.MathJax && MathJax.Hub) MathJax.Hub.Queue(look); else look();
"""


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
            self.call("POST", "/goog/cdp/execute",
                      {"cmd": "Emulation.setDeviceMetricsOverride",
                       "params": {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": True}})
        except BaseException:
            self.close()
            raise

    def call(self, method, path, body=None):
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=180) as answer:
            return json.load(answer)["value"]

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


def look_at_page(browser, path, formulas, totals):
    browser.call("POST", "/url", {"url": path.as_uri()})
    seen = browser.call("POST", "/execute/async", {"script": LOOK, "args": []})
    totals["formulas"] += seen["drawn"]
    if seen["width"] != WIDTH:
        yield f"expected a window {WIDTH} wide, found {seen['width']}"
    for box in seen["wide"]:
        yield f"expected no scrolling sideways at {WIDTH} pixels, found {box}"
    wanted = formulas.get(path.name, seen["asked"])
    if not wanted == seen["asked"] == seen["drawn"] or seen["wrong"]:
        yield f"expected {wanted} formulas, found {seen['asked']}, {seen['drawn']} of them drawn and {seen['wrong']} wrong"
    for entry in browser.logs("browser"):
        if entry["level"] in ("SEVERE", "WARNING"):
            yield f"expected a quiet console, found {entry['message']}"
    yield from look_at_requests(browser.logs("performance"))


def main():
    output = pathlib.Path(sys.argv[1]).resolve()
    pages = [output / "html" / name for name in sys.argv[2:]] or sorted((output / "html").glob("*.html"))
    formulas = formulas_in_sources(output / "pages")
    totals = {"formulas": 0, "faults": 0}
    browser = Browser()
    try:
        for path in pages:
            for fault in look_at_page(browser, path, formulas, totals):
                print(f"{path.name}: {fault}", flush=True)
                totals["faults"] += 1
    finally:
        browser.close()
    print(f"docs-browser: {len(pages)} pages, {totals['formulas']} formulas drawn, {totals['faults']} faults")
    return 1 if totals["faults"] or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
