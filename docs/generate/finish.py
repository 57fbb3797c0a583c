#!/usr/bin/env python3
"""What Doxygen leaves undone in its pages: finish.py HTML ORDER.

Each page gets its sidebar, in the order that order.py has written to the file ORDER, and buttons to the page before and the page after it.
Its title becomes the heading of the page, and the headings below it follow. The cells of wide tables learn the head of their column,
so that on a phone, where a row becomes a paragraph, it can stand before them. Of a table with a mark in each cell the names of the
rows stay in sight while it scrolls. Lists that nobody reads, of folders and of everything by the alphabet, go, and so do the links to them.
"""
import html
import json
import pathlib
import re
import sys

WIDE = 3  # columns: a phone has no room for so many

TABLE = re.compile(r'<table class="(doxtable[^"]*|markdownTable)">(.*?)</table>', re.DOTALL)
ROW = re.compile(r"(<tr[^>]*>)(.*?)</tr>", re.DOTALL)
CELL = re.compile(r"<(t[dh])([^>]*)>(.*?)</\1>", re.DOTALL)


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


LIST = re.compile(r"(dir_\w+|(globals|functions)(_[a-z]+)*|annotated|classes|files|pages)\.html")


def without_dead_links(text):
    """Doxygen links the list of a file's macros where none of them has a comment, and then leaves the list out."""
    def kept(link):
        return link.group(0) if f'name="{link.group(1)}"' in text or f'id="{link.group(1)}"' in text else ""
    return re.sub(r'<a href="#([\w-]+-members)">[^<]*</a>', kept, text)


def with_headings(text):
    """The title is the heading of the page; sections of a page, which Doxygen counts from 1, too, are one below."""
    before, begin, contents = text.partition('<div class="contents">')
    before = re.sub(r'<div class="title">(.*?)</div>', r'<h1 class="title">\1</h1>', before, flags=re.DOTALL)
    contents = re.sub(r'<div class="toc"><h3>.*?</h3>', '<div class="toc" role="navigation" aria-label="On this page"><h6>On this page</h6>', contents)
    # The smallest first, so that none is moved twice.
    for level in (5, 4, 3, 2, 1):
        contents = re.sub(rf'<h{level}>(.*?)</h{level}>', rf"<h{level + 1}>\1</h{level + 1}>", contents, flags=re.DOTALL)
    return before + begin + contents.replace("<h6>On this page</h6>", "<h2>On this page</h2>")


def with_rooms(text, page):
    """In the place of the folders of a file stands its room, with a link to the page about all of them; its title has the room, too."""
    folders = re.search(r'<div id="nav-path".*?</div>', text, re.DOTALL)
    if not folders:
        return text
    room = "/".join(words(item) for item in re.findall(r"<li[^>]*>(.*?)</li>", folders.group(0), re.DOTALL)[:2])
    text = re.sub(r'(<h1 class="title">)(\S+) File Reference', rf"\1{room}/\2", text)
    link = f'<p class="room"><a href="code.html">The code and its tests</a> · {room}</p>' if re.search(r"_8[ch](_source)?\.html$", page) else ""
    return text.replace(folders.group(0), link)


def sidebar(groups, page):
    for group in groups:
        inside = any(entry["page"] == page for entry in group["pages"])
        yield f'<details{"" if group["folded"] and not inside else " open"}><summary>{group["group"]}</summary><ul>'
        for entry in group["pages"]:
            current = ' aria-current="page"' if entry["page"] == page else ""
            yield f'<li><a href="{entry["page"]}"{current}>{html.escape(entry["title"])}</a></li>'
        yield "</ul></details>"


def neighbours(groups, page):
    """Buttons to the page before and the page after."""
    pages = [entry for group in groups for entry in group["pages"]]
    for at, entry in enumerate(pages):
        if entry["page"] == page:
            yield '<nav class="neighbours" aria-label="Previous and next page">'
            for rel, words_before, near in (("prev", "Previous", pages[at - 1] if at else None), ("next", "Next", pages[at + 1] if at + 1 < len(pages) else None)):
                if near:
                    yield f'<a rel="{rel}" href="{near["page"]}"><small>{words_before}</small> {html.escape(near["title"])}</a>'
            yield "</nav>"


def finished(text, page, groups):
    text = without_dead_links(with_rooms(with_headings(TABLE.sub(table, text)), page))
    return (text.replace("<!-- sidebar -->", "".join(sidebar(groups, page)))
            .replace("<!-- neighbours -->", "".join(neighbours(groups, page))))


def main():
    folder, groups = pathlib.Path(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
    for path in folder.glob("*.html"):
        if LIST.fullmatch(path.name):
            path.unlink()
            continue
        path.write_text(finished(path.read_text(encoding="utf-8"), path.name, groups), encoding="utf-8")


if __name__ == "__main__":
    main()
