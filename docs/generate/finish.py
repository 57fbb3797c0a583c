#!/usr/bin/env python3
"""What Doxygen leaves undone in its pages: finish.py HTML.

Its graphs stand in frames that do not scale: they become a part of the page. The cells of wide tables learn the head of their column,
so that on a phone, where a row becomes a paragraph, it can stand before them. Of a table with a mark in each cell the names of the
rows stay in sight while it scrolls. At the head of a page no link leads to a list that the page does not have.
"""
import html
import pathlib
import re
import sys

WIDE = 3  # columns: a phone has no room for so many

FRAME = re.compile(r'<iframe[^>]* src="([^"]+\.svg)".*?</iframe>', re.DOTALL)
TABLE = re.compile(r'<table class="(doxtable[^"]*|markdownTable)">(.*?)</table>', re.DOTALL)
ROW = re.compile(r"(<tr[^>]*>)(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<(t[dh])([^>]*)>(.*?)</\1>", re.DOTALL)


def figure(path):
    """A graph of Graphviz, in the colours of the page. Ids would meet those of other graphs."""
    text = path.read_text(encoding="utf-8")
    width, height = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', text).groups()
    inner = re.search(r"<svg[^>]*>(.*)</svg>", text, re.DOTALL).group(1)
    inner = re.sub(r'\s+id="[^"]*"|<!--.*?-->|<title>.*?</title>', "", inner, flags=re.DOTALL)
    inner = inner.replace('fill="white"', 'fill="none"').replace('"black"', '"currentColor"').replace("xlink:href", "href")
    return f'<svg class="graph" viewBox="0 0 {width} {height}" style="max-width: {width}pt" role="img">{inner}</svg>'


def words(cell):
    return html.unescape(re.sub(r"<[^>]*>", "", cell)).strip()


def labelled(row, heads):
    """A row whose cells know the heads of their columns. A row that goes on with the one before has others."""
    begin, cells = row.groups()
    if "more" in begin:
        return row.group(0)
    if "<td" not in cells:
        return f'<tr class="heads">{cells}</tr>'
    labels = iter(heads)

    def cell(found):
        kind, attributes, inner = found.groups()
        label = next(labels, "")
        if kind == "th" or not label:
            return found.group(0)
        return f'<td{attributes} data-label="{html.escape(label)}">{inner if words(inner) or "<" in inner else ""}</td>'
    return begin + CELL.sub(cell, cells) + "</tr>"


def table(found):
    kind, rows = found.groups()
    if "matrix" in kind:
        return f'<table class="{kind} scrolls">{rows}</table>'
    heads = [words(cell) for tag, _, cell in CELL.findall(ROW.search(rows).group(2)) if tag == "th"]
    if len(heads) < WIDE:
        return found.group(0)
    return f'<table class="{kind} cards">{ROW.sub(lambda row: labelled(row, heads), rows)}</table>'


def without_dead_links(text):
    """Doxygen links the list of a file's macros where none of them has a comment, and then leaves the list out."""
    def kept(link):
        return link.group(0) if f'name="{link.group(1)}"' in text or f'id="{link.group(1)}"' in text else ""
    return re.sub(r'<a href="#([\w-]+-members)">[^<]*</a>', kept, text)


def main():
    folder = pathlib.Path(sys.argv[1])
    for path in folder.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        finished = without_dead_links(TABLE.sub(table, FRAME.sub(lambda found: figure(folder / found.group(1)), text)))
        if finished != text:
            path.write_text(finished, encoding="utf-8")


if __name__ == "__main__":
    main()
