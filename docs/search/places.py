#!/usr/bin/env python3
"""The places of the pages that a search can find: places.py HTML OUTPUT.

A place is a page's beginning, a section, a function, a test, a word of the glossary or a golden number: whatever has an address of its own.
"""
import html.parser
import json
import pathlib
import re
import sys

HINT, TEXT = 150, 4000  # letters that are shown of a place, and that are searched
SKIPPED = {"script", "style", "nav", "header", "footer", "svg"}
VOID = {"br", "hr", "img", "input", "link", "meta", "col", "wbr"}


class Places(html.parser.HTMLParser):
    """Cuts the main part of a page into places."""

    def __init__(self, name):
        super().__init__(convert_charrefs=True)
        self.name, self.places = name, []
        self.depth, self.skipped_at = 0, None  # of open elements; where a skipped one began
        self.in_main, self.anchor, self.heading, self.row = False, None, None, False
        self.title_of_page = ""
        self._open("")

    def _open(self, anchor):
        self.places.append({"anchor": anchor, "title": "", "text": [], "kind": None})

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        kinds = (found.get("class") or "").split()
        if tag not in VOID:
            self.depth += 1
        if self.skipped_at is not None:
            return
        if tag in SKIPPED or "toc" in kinds or not {"fragment", "permalink", "worked"}.isdisjoint(kinds):
            if tag not in VOID:
                self.skipped_at = self.depth
            return
        self.in_main |= tag == "main"
        anchor = found.get("id") or (tag == "a" and found.get("name"))
        if tag == "a" and anchor:
            self.anchor = anchor
            if anchor.startswith("golden_"):
                self._open(anchor)
                self.row = True
            elif anchor.startswith("word_"):
                self._open(anchor)
                self.heading, self.places[-1]["kind"] = "dt", "word"
            if self.heading and not self.places[-1]["anchor"] and self.heading != "h1":
                self.places[-1]["anchor"] = anchor
        elif re.fullmatch("h[1-6]", tag) and self.in_main:
            if tag == "h1":
                self.heading = tag
            elif "memtitle" in kinds:
                self._open(self.anchor)
                self.heading, self.places[-1]["kind"] = tag, "member"
            elif "groupheader" not in kinds:
                self._open(found.get("id") or "")
                self.heading = tag

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.skipped_at is not None and self.depth == self.skipped_at:
            self.skipped_at = None
        self.depth -= 1
        if tag == self.heading:
            self.heading = None
        if tag == "tr" and self.row:
            self.row = False
            self._open("")
        if tag == "main":
            self.in_main = False

    def handle_data(self, words):
        if not self.in_main or self.skipped_at is not None:
            return
        if self.heading:
            self.places[-1]["title"] += words
        else:
            self.places[-1]["text"].append(words)


def tidy(words):
    """Without formulas and runs of space."""
    return " ".join(re.sub(r"\\\[.*?\\\]|\\\(.*?\\\)", " ", words, flags=re.DOTALL).split())


def kind(name, place):
    if place["kind"] == "word":
        return "word"
    if place["anchor"].startswith("golden_"):
        return "number"
    if place["kind"] == "member":
        return "test" if "_8c.html" in name else "struct" if name.startswith("struct") else "function"
    for beginning, found in (("mistake_", "mistake"), ("eq_", "equation"), ("numbers_eq_", "equation"), ("errata", "erratum")):
        if place["anchor"].startswith(beginning):
            return found
    if not place["anchor"]:
        if re.search(r"_8[ch]\.html$|^struct|^numbers_", name):
            return "struct"
        return "chapter" if name.startswith("chapter_") else "document" if name.startswith("doc_") else "page"
    return "section"


def places_of(path):
    """The places of a page, the first of which is the page."""
    page = Places(path.name)
    page.feed(path.read_text(encoding="utf-8"))
    first = page.places[0]
    title = tidy(first["title"])
    for place in page.places:
        if place is not first and not place["anchor"]:
            first["text"] += place["text"]  # a heading without an address, or what stands between two rows
    for place in page.places:
        if place is first or place["anchor"]:
            yield path.name, title, place


def names(place_kind, title, text):
    """Names by which a place is known: those of its title, joined or apart."""
    if place_kind == "mistake":
        return title.replace("-", "_")
    return " ".join(re.findall(r"\b\w+_\w+\b", title))


def place_in_words(anchor, case):
    """golden_samsel_s0_n0_l2_a0 as step 0, sample 0, layer 2, a[0]."""
    found = re.match(r"((?:[senl]\d+_)*)([A-Za-z_]+?)(\d+(?:_\d+)?)?$", anchor.removeprefix(f"golden_{case.replace('-', '_')}_"))
    letters = {"s": "step", "e": "epoch", "n": "sample", "l": "layer"}
    where = [f"{letters[part[0]]} {part[1:]}" for part in found.group(1).split("_") if part]
    return ", ".join(where + [found.group(2) + "".join(f"[{index}]" for index in (found.group(3) or "").split("_") if index)])


def read_places(folder):
    for path in sorted(folder.glob("*.html")):
        if path.name.endswith("_source.html"):
            continue
        for name, page_title, place in places_of(path):
            what, text = kind(name, place), tidy(" ".join(place["text"]))
            title = re.sub(r"^[◆ ]+", "", tidy(place["title"])) or page_title
            if what == "number":
                case = page_title.removeprefix("The numbers of ")
                title = f"{case}: {place_in_words(place['anchor'], case)}"
                text = text.partition(title.rpartition(" ")[2])[2].strip()
            elif title != page_title and what in ("section", "erratum"):
                title = f"{title} · {page_title}"
            yield {"url": name + ("#" + place["anchor"] if place["anchor"] else ""), "title": title, "kind": what,
                   "heading": title if what != "number" else "",  # everything there is a step, a sample and a layer
                   "names": (place["anchor"] if what in ("equation", "mistake") else "") + " " + names(what, title, text),
                   "text": text[:TEXT], "hint": text[:HINT]}


def main():
    folder, output = (pathlib.Path(word) for word in sys.argv[1:])
    places = [{"id": number, **place} for number, place in enumerate(read_places(folder))]
    output.write_text(json.dumps(places, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
