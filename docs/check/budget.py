#!/usr/bin/env python3
"""What a reader waits for: budget.py OUTPUT.

The first page, with all that it loads, has to stay small; each chapter has to be ready soon, all its formulas drawn. A machine that is busy is slow
now and then, so the quickest of some loads counts. Prints each fault on a line, then one line of figures; exit status 1 where there is a fault.
"""
import json
import pathlib
import sys
import urllib.parse

from browser import Browser

LARGEST, SLOWEST, LOADS = 600_000, 2.0, 5  # bytes, seconds, loads at most

READY = "const done = arguments[0]; MathJax.Hub.Queue(() => done(performance.now() / 1000))"


def size_of(browser, page):
    """Bytes of a page and of all files that it asks for."""
    browser.logs("performance")
    browser.call("POST", "/url", {"url": page.as_uri()})
    browser.run(READY)
    messages = [json.loads(entry["message"])["message"] for entry in browser.logs("performance")]
    urls = {message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"}
    files = [pathlib.Path(urllib.parse.unquote(urllib.parse.urlparse(url).path)) for url in urls if url.startswith("file:")]
    return sum(file.stat().st_size for file in files), len(files)


def seconds_until_ready(browser, page):
    best = float("inf")
    for _ in range(LOADS):
        browser.call("POST", "/url", {"url": page.as_uri()})
        best = min(best, browser.run(READY))
        if best <= SLOWEST:
            break
    return best


def main():
    html = pathlib.Path(sys.argv[1]).resolve() / "html"
    chapters, faults = sorted(html.glob("chapter_*.html")), []
    if not chapters:
        sys.exit(f"budget: expected chapters in {html}, found none: make the target docs first")
    browser = Browser()
    try:
        size, files = size_of(browser, html / "index.html")
        times = {chapter: seconds_until_ready(browser, chapter) for chapter in chapters}
    finally:
        browser.close()
    if size > LARGEST or files < 3:
        faults.append(f"index.html: expected {LARGEST} bytes at most with what it loads, found {size} in {files} files")
    faults += [f"{chapter.name}: expected it ready in {SLOWEST} s, found {seconds:.1f} s" for chapter, seconds in times.items() if seconds > SLOWEST]
    print(*faults, sep="\n", end="\n" if faults else "")
    print(f"budget: first page {size // 1000} kB in {files} files, {len(chapters)} chapters ready in {max(times.values()):.1f} s at most, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
