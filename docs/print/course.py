#!/usr/bin/env python3
"""The course on paper: course.py OUTPUT writes OUTPUT/course.pdf.

Puts the pages to learn from, in the order of the sidebar, behind each other on one page, and has Chromium print it when all formulas are drawn. Links
lead to their place on paper; those to other pages become words. Answers stand open. Fails where a formula is not drawn or a page is missing.
"""
import base64
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "check"))
from browser import LOOK, Browser

LEARN = "Learn"  # how the groups begin whose pages belong to the course
LEFT_OUT = {"equations.html"}  # lists of numbers and links, for the screen; the formulas stand in the chapters and in the core program
FOOT = ('<div style="font-size:8px;width:100%;text-align:center">Goldprop · <span class="pageNumber"></span> of <span class="totalPages"></span></div>')
A4 = {"paperWidth": 8.27, "paperHeight": 11.69, "marginTop": 0.7, "marginBottom": 0.7, "marginLeft": 0.7, "marginRight": 0.7, "scale": 0.75}


def entries_of(output):
    groups = json.loads((output / "pages/order.json").read_text(encoding="utf-8"))
    return [entry for group in groups if group["group"].startswith(LEARN) for entry in group["pages"] if entry["page"] not in LEFT_OUT]


def contents_of(html, page):
    text = (html / page).read_text(encoding="utf-8")
    found = re.search(r'<div class="contents">.*</div><!-- contents -->', text, re.DOTALL)
    if not found:
        sys.exit(f"course: expected contents in {html / page}, found none: make the target docs first")
    return re.sub(r'<div class="toc".*?</ul>\s*</div>', "", found.group(0), count=1, flags=re.DOTALL).replace("<details>", "<details open>")


def on_paper(text, names):
    """Links within the course lead to their place on paper."""
    def link(found):
        page, _, anchor = found.group(2).partition("#")
        return f'{found.group(1)}href="#{anchor or page.removesuffix(".html")}"' if page in names or not page else found.group(1)
    return re.sub(r'(<a [^>]*?)href="([^":]*)"', link, text)


def course(html, entries):
    """One page with all of them, under the head of the first."""
    names = {entry["page"] for entry in entries}
    head = (html / entries[0]["page"]).read_text(encoding="utf-8").partition("<body>")[0]
    chapters = "".join(f'<article id="{entry["page"].removesuffix(".html")}"><h1>{entry["title"]}</h1>{on_paper(contents_of(html, entry["page"]), names)}</article>'
                       for entry in entries)
    listed = "".join(f'<li><a href="#{entry["page"].removesuffix(".html")}">{entry["title"]}</a></li>' for entry in entries)
    head = re.sub(r'<script type="text/javascript" src="(page|player)\.js" defer></script>', "", head)
    return (f'{head}<body class="course"><main><h1>Backpropagation, derived and worked out</h1>'
            f'<p>The course of Goldprop: every number in it is golden data.</p><ul class="course">{listed}</ul>{chapters}</main></body></html>')


def printed(page):
    """The page as PDF, and what is wrong with its formulas."""
    browser = Browser()
    try:
        browser.call("POST", "/url", {"url": page.as_uri()})
        seen = browser.run(LOOK)
        pdf = browser.call("POST", "/goog/cdp/execute", {"cmd": "Page.printToPDF", "params": {
            **A4, "displayHeaderFooter": True, "headerTemplate": "<span></span>", "footerTemplate": FOOT, "printBackground": False}})["data"]
    finally:
        browser.close()
    return base64.b64decode(pdf), seen


def main():
    output = pathlib.Path(sys.argv[1]).resolve()
    html, entries = output / "html", entries_of(output)
    page = html / "course.html"
    page.write_text(course(html, entries), encoding="utf-8")
    try:
        pdf, seen = printed(page)
    finally:
        page.unlink()
    if seen["asked"] != seen["drawn"] or seen["wrong"] or not seen["asked"]:
        sys.exit(f"course: expected every formula to be drawn, found {seen['drawn']} of {seen['asked']}, {seen['wrong']} of them wrong")
    (output / "course.pdf").write_bytes(pdf)
    print(f"course: {output / 'course.pdf'}, {len(entries)} pages of the course, {seen['drawn']} formulas, {len(pdf) // 1000} kB")


if __name__ == "__main__":
    main()
