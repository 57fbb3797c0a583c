#!/usr/bin/env python3
"""Makes the pages that Doxygen reads: generate.py SOURCE OUTPUT GOLDPROP GNUPLOT [WASM].

Reads the golden data and the comments of the checkout SOURCE, asks the program GOLDPROP, and writes each page into the folder
OUTPUT; the program GNUPLOT draws the curves. Where the reference has been compiled to WASM, the players let a reader change the numbers.
The hand-written pages of docs are templates themselves. A number that is missing ends it with a complaint.
"""
import json
import pathlib
import subprocess
import sys
import traceback

import jinja2

from curve import write_curve
from order import in_order
from pages import Pages
from words import slug


def write_pages(pages, output, gnuplot):
    for path in sorted(pages.source.glob("docs/*.md")) + sorted(pages.source.glob("docs/chapters/*.md")):
        (output / path.name).write_text(pages.fill(path), encoding="utf-8")
    for document in pages.golden.documents:
        cases = pages.golden.cases_of(document)
        has_curve = write_curve(pages.program, cases, f"curve_{slug(document['id'])}", output, gnuplot)
        text = pages.render("document.md", document=document, cases=cases, has_curve=has_curve)
        (output / f"doc_{slug(document['id'])}.md").write_text(text, encoding="utf-8")
    for case in pages.golden.cases:
        (output / f"numbers_{case.id}.md").write_text(pages.render("numbers.md", case=case), encoding="utf-8")
    (output / "tests.sed").write_text("\n".join(pages.sources.filter_of_tests()) + "\n", encoding="utf-8")
    texts = {path.stem: path.read_text(encoding="utf-8") for path in output.glob("*.md")}
    (output / "order.json").write_text(json.dumps(in_order(texts), ensure_ascii=False), encoding="utf-8")


def complaint(error):
    """In one line: which template, which line, what is wrong."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith((".md", ".svg", ".html"))]
    where = f"{frames[-1].filename}:{frames[-1].lineno}: " if frames else ""
    return f"generate.py: {where}{error}"


def main():
    source, output, goldprop, gnuplot, *wasm = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    try:
        pages = Pages(source, output, goldprop, runs_in_page=bool(wasm))
        write_pages(pages, output, gnuplot)
    except (LookupError, RuntimeError, OSError, subprocess.SubprocessError, jinja2.TemplateError) as error:
        sys.exit(complaint(error))
    print(f"{len(pages.golden.cases)} cases, {len(pages.sources.functions)} functions, {len(pages.sources.tests)} tests, "
          f"{len(pages.sources.equations)} equations")


if __name__ == "__main__":
    main()
