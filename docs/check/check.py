#!/usr/bin/env python3
"""Checks the pages after Doxygen made them: check.py CHECKOUT OUTPUT.

Reads Doxygen's XML (who names which equation and test), its HTML (what is really linked), the hand-written pages and, on its own,
the golden data. Prints each fault on a line, then one line of figures; exit status 1 where there is a fault.
"""
import collections
import fnmatch
import html.parser
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

ROOMS = ("elementary", "reference", "fast", "golden", "oracle", "report")
# Each function in these computes a step of the derivation.
COMPUTING = {f"src/reference/{name}.h" for name in
             ("forward", "backward", "gradient", "update", "loss", "activation", "train")}

Function = collections.namedtuple("Function", "name file equations tests")


class Page(html.parser.HTMLParser):
    """Anchors and links of a page, in their order, and its text."""

    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.ids, self.links, self.words = set(), [], []
        self.section, self.links_of_section = None, collections.defaultdict(set)
        self.headings, self.landmarks, self.current, self.near = [], collections.Counter(), [], {}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.landmarks[tag] += 1
        if found.get("aria-current"):
            self.current.append(found["href"])
        if tag == "a" and found.get("rel") in ("prev", "next"):
            self.near[found["rel"]] = found["href"]
        for key in ("id", "name"):
            if key == "id" or tag == "a":
                if found.get(key):
                    self.ids.add(found[key])
                    if found[key].startswith("numbers_eq_"):
                        self.section = found[key]
        for key in ("href", "src"):
            if found.get(key):
                self.links.append(found[key])
                self.links_of_section[self.section].add(found[key])

    def handle_data(self, data):
        self.words.append(data)


def read_without(path):
    """Exceptions, `WHAT PATTERN REASON` on each line, and the tests that their reasons name."""
    exceptions, named = collections.defaultdict(list), set()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            what, pattern, reason = line.split(maxsplit=2)
            exceptions[what].append(pattern)
            named |= set(re.findall(r"\btest_\w+", reason))
    return exceptions, named


def is_excepted(exceptions, used, what, name):
    for pattern in exceptions[what]:
        if fnmatch.fnmatchcase(name, pattern):
            used.add((what, pattern))
            return True
    return False


def refs_of(member, title):
    """What a function's paragraph of some title refers to."""
    for section in member.iter("simplesect"):
        if section.get("kind") == "par" and section.findtext("title") == title:
            return [ref.text for ref in section.iter("ref")]
    return []


def read_functions(xml):
    """Public functions (static ones are the inside of a room) with the ids that they name, and the tests with the functions that they lead back to."""
    functions, tests = [], {}
    for path in xml.glob("*.xml"):
        compound = ElementTree.parse(path).getroot().find("compounddef")
        if compound is None or compound.get("kind") != "file":
            continue
        file = compound.find("location").get("file")
        room = file.split("/")
        for member in compound.iter("memberdef"):
            if member.get("kind") != "function" or (room[0] == "src" and member.get("static") == "yes"):
                continue
            name = member.findtext("name")
            if room[0] == "tests" and name.startswith("test_"):
                tests[name] = {(ref.text or "").removesuffix("()") for ref in member.iter("ref")}
            elif room[0] == "src" and room[1] in ROOMS and file.endswith(".h"):
                equations = [ref.get("refid") for section in member.iter("simplesect")
                             if section.findtext("title") == "Derivation" for ref in section.iter("ref")]
                equations = {refid.rsplit("_1", 1)[-1] for refid in equations}
                functions.append(Function(name, file, {e for e in equations if e.startswith("eq_")},
                                          set(refs_of(member, "Verified by"))))
    return functions, tests


def anchor(case, number):
    """The anchor of a golden number, as src/golden/place.c has it."""
    parts = ["golden", case.replace("-", "_")]
    parts.append(f"e{number['epoch']}" if "epoch" in number else f"s{number['step']}")
    if "sample" in number:
        parts.append(f"n{number['sample']}")
    if "layer" in number:
        parts.append(f"l{number['layer']}")
    indices = "_".join(str(number[key]) for key in ("unit", "input") if key in number)
    return "_".join(parts + [number["quantity"] + indices])


def check_functions(functions, tests, exceptions, used):
    for function in functions:
        computes = function.file in COMPUTING
        if computes and not function.equations and not is_excepted(exceptions, used, "equation", function.name):
            yield f"{function.file}: {function.name}: expected an equation (@derivation), found none"
        if not function.tests and not is_excepted(exceptions, used, "test", function.name):
            yield f"{function.file}: {function.name}: expected a test (@verifiedby), found none"
        for test in function.tests:
            if function.name not in tests.get(test, ()):
                yield f"{test}: expected a test that leads back to {function.name}, found none"


def check_equations(chapters, sheet, functions, exceptions, used):
    """Each equation of the chapters stands on the sheet with its functions, their tests, and golden numbers."""
    derived = {found for text in chapters.values() for found in re.findall(r"\{#(eq_\w+)\}", text)}
    listed = {section.removeprefix("numbers_") for section in sheet.links_of_section if section}
    for name in sorted(derived ^ listed):
        yield f"{name}: expected it in a chapter and on the page of equations, found it in one of them only"
    for name in sorted(derived & listed):
        links = sheet.links_of_section["numbers_" + name]
        golden = [link for link in links if "#golden_" in link]
        own = [function for function in functions if name in function.equations]
        code = [link for link in links if "_8h.html#" in link]
        test = [link for link in links if "_8c.html#" in link]
        if len(code) < len(own):
            yield f"{name}: expected links to {len(own)} functions, found {len(code)}"
        for what, found in (("function", code), ("tested", test), ("golden", golden)):
            if not found and not is_excepted(exceptions, used, what, name):
                yield f"{name}: expected a link to a {what}, found none"
    for function in functions:
        for name in function.equations - derived:
            yield f"{function.name}: expected an equation of the chapters, found {name}"


def check_golden(golden, html_folder):
    """Each number has an anchor and, under it, its formula with numbers put in; the law above it has links to its function, equation, chapter
    and a test. What the problem gives has neither."""
    for path in sorted(golden.glob("cases/*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        page = html_folder / f"numbers_{case['id'].replace('-', '_')}.html"
        row_of, law = {}, ""
        for begin, row in re.findall(r"<tr([^>]*)>(.*?)</tr>", page.read_text(encoding="utf-8") if page.exists() else "", re.DOTALL):
            law = row if "law" in begin else law
            row_of |= {name: (row, law) for name in re.findall(r'id="(golden_\w+)"', row)}
        for number in case.get("expectations", []):
            wanted = anchor(case["id"], number)
            if wanted not in row_of:
                yield f"{path.name}: expected the anchor {wanted}, found none"
                continue
            row, law = row_of[wanted]
            given = number["quantity"] in ("W", "b") and number["step"] == 0
            formula = re.search(r'<span class="code worked">= (.*?)</span>', row)
            if given != (not formula or not re.search(r"\d", formula.group(1))):
                yield f"{path.name}: expected {'no' if given else 'a'} formula with numbers at {wanted}, found {formula and formula.group(1)!r}"
            for what, link in (("function", r"_8h\.html#"), ("equation", r"equations\.html#numbers_eq_"),
                               ("chapter", r"chapter_\w+\.html#eq_"), ("test", r"_8c\.html#")):
                if not given and not re.search(link, law):
                    yield f"{path.name}: expected a link to a {what} above {wanted}, found none"


def check_tests(html_folder, tests, functions):
    """The page of a test says what it would catch, shows its body, and leads to the golden numbers of what it checks."""
    shown = {}
    for path in html_folder.glob("*_8c.html"):
        for item in re.split(r'<h2 class="memtitle">', path.read_text(encoding="utf-8"))[1:]:
            if found := re.search(r"\b(test_\w+)\(", item.partition("</h2>")[0]):  # its title; others may name it
                shown[found.group(1)] = item
    of_equation = {test for function in functions if function.equations for test in function.tests}
    for name in sorted(tests):
        item = shown.get(name, "")
        said = re.search(r'<div class="memdoc">(.*?)(?:<div class="fragment">|Definition at line)', item, re.DOTALL)
        said = re.sub(r"<[^>]*>", "", said.group(1)).split() if said else []
        if len(said) < 4 or said[:2] == ["A", "check"]:
            yield f"{name}: expected a sentence that says what it would catch, found none"
        if 'class="fragment"' not in item:
            yield f"{name}: expected the body of the test on its page, found none"
        if name in of_equation and "equations.html#numbers_eq_" not in item:
            yield f"{name}: expected a link to the golden numbers of what it checks, found none"


def check_mistakes(chapters, pages):
    """A chapter ends with the known mistakes in its equations."""
    listed = {name for name in pages["mistakes.html"].ids if name.startswith("mistake_")}
    named = set()
    for chapter in chapters.values():
        page = re.search(r"\{#(chapter_\w+)\}", chapter)
        if page:
            named |= {link.partition("#")[2] for link in pages[page.group(1) + ".html"].links if link.startswith("mistakes.html#")}
    for name in sorted(listed - named):
        yield f"{name}: expected a chapter that names it, found none"


def check_structure(pages):
    """One heading of the first level, none that skips a level; one main part, the contents, and a way to skip them. No lists that nobody reads."""
    for name, page in sorted(pages.items()):
        if page.headings.count(1) != 1 or page.landmarks["main"] != 1 or not page.landmarks["nav"] or "#main" not in page.links[:8]:
            yield f"{name}: expected one h1, one main, a nav and a link to skip it, found {page.headings.count(1)}, {page.landmarks['main']}, {page.landmarks['nav']}"
        for above, below in zip([0] + page.headings, page.headings):
            if below > above + 1:
                yield f"{name}: expected no heading to skip a level, found h{below} after h{above}"
                break
        if re.fullmatch(r"(dir_.*|(globals|functions)(_[a-z]+)*|annotated|classes|files|pages)\.html", name):
            yield f"{name}: expected no list of Doxygen's, found one"


def check_order(checkout, pages):
    """The buttons lead from the first page through all that are written, the chapters in their order, and back again."""
    written = {"index.html"}
    chapters = []
    for path in sorted(checkout.glob("docs/*.md")) + sorted(checkout.glob("docs/chapters/*.md")):
        if found := re.match(r"# .*\{#(\w+)\}", path.read_text(encoding="utf-8")):
            written.add(found.group(1) + ".html")
            if re.match(r"\d\d-", path.name):
                chapters.append(found.group(1) + ".html")
    walked, name = [], "index.html"
    while name and name not in walked:
        walked.append(name)
        if pages[name].current != [name]:
            yield f"{name}: expected to be marked in its sidebar, found {pages[name].current}"
        following = pages[name].near.get("next")
        if following and pages[following].near.get("prev") != name:
            yield f"{following}: expected a button back to {name}, found {pages[following].near.get('prev')}"
        name = following
    for missing in sorted(written - set(walked)):
        yield f"{missing}: expected it on the way through the pages, found that no button leads there"
    if [name for name in walked if name in chapters] != chapters:
        yield f"expected the buttons to follow the order of the chapters, found {[name for name in walked if name in chapters]}"


def check_links(html_folder, pages):
    files = {str(path.relative_to(html_folder)) for path in html_folder.rglob("*") if path.is_file()}
    for name, page in sorted(pages.items()):
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            target, _, fragment = link.partition("#")
            target = target or name
            if target not in files:
                yield f"{name}: expected the file {target}, found none"
            elif fragment and target in pages and fragment not in pages[target].ids:
                yield f"{name}: expected the anchor {link}, found none"


def check_formulas(sources, pages, counts):
    """As many formulas in a page's HTML as in its source."""
    for path in sources:
        text = path.read_text(encoding="utf-8")
        found = re.search(r"^# .*\{#(\w+)\}", text)
        page = pages["index.html" if path.name == "index.md" else f"{found.group(1)}.html"]
        written = text.count(r"\f$") // 2 + text.count(r"\f[") + text.count(r"\f{")
        words = "".join(page.words)
        drawn = len(re.findall(r"(?<!\\)\\[\[(]", words))  # two backslashes break a line within a formula
        counts["formulas"] += written
        if written != drawn:
            yield f"{path.name}: expected {written} formulas in its page, found {drawn}"
        for left in re.findall(r"\{\{[a-z][^}]*\}\}|[@\\](?:ref|subpage|anchor) \w+", words):
            yield f"{path.name}: expected no placeholder and no command, found {left}"


def check_typed(docs, exceptions, used):
    """A number with four or more decimals in a hand-written page is a golden number that was typed by hand, or a known constant."""
    for path in sorted(docs.rglob("*.md")):
        for line, words in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            words = re.sub(r"https?://\S+|\b10\.\d{4,}/\S+|\barXiv:\S+", "", words)
            for number in re.findall(r"\d+\.\d{4,}", words):
                if not is_excepted(exceptions, used, "typed", number):
                    yield f"docs/{path.relative_to(docs)}:{line}: expected a placeholder, found the number {number}..."


def check_named(docs, functions):
    """A function that a hand-written page names is there, so that Doxygen makes a link of its name."""
    known = {function.name for function in functions}
    for path in sorted(docs.rglob("*.md")):
        for name in sorted(set(re.findall(r"\b(gp_\w+)\(\)", path.read_text(encoding="utf-8"))) - known):
            yield f"docs/{path.relative_to(docs)}: expected a public function, found {name}()"


def main():
    checkout, output = (pathlib.Path(word) for word in sys.argv[1:])
    html_folder = output / "html"
    pages = {path.name: Page(path) for path in html_folder.glob("*.html")}
    chapters = {path.name: path.read_text(encoding="utf-8") for path in (checkout / "docs" / "chapters").glob("*.md")}
    functions, tests = read_functions(output / "xml")
    exceptions, named = read_without(checkout / "docs" / "check" / "without.txt")
    used = set()
    counts = collections.Counter()

    faults = []
    faults += check_functions(functions, tests, exceptions, used)
    faults += check_equations(chapters, pages["equations.html"], functions, exceptions, used)
    faults += check_golden(checkout / "golden", html_folder)
    faults += check_tests(html_folder, tests, functions)
    faults += check_mistakes(chapters, pages)
    faults += check_structure(pages)
    faults += check_order(checkout, pages)
    faults += check_links(html_folder, pages)
    faults += check_formulas(sorted((output / "pages").glob("*.md")), pages, counts)
    faults += check_typed(checkout / "docs", exceptions, used)
    faults += check_named(checkout / "docs", functions)
    faults += [f"docs/check/without.txt: expected an exception that is needed, found {what} {pattern}"
               for what in exceptions for pattern in exceptions[what] if (what, pattern) not in used]
    faults += [f"docs/check/without.txt: expected a test, found {name}" for name in sorted(named - tests.keys())]
    for fault in faults:
        print(fault)

    anchors = sum(name.startswith("golden_") for page in pages.values() for name in page.ids)
    links = sum(len(page.links) for page in pages.values())
    equations = sum(len(re.findall(r"\{#eq_\w+\}", text)) for text in chapters.values())
    print(f"docs: {len(pages)} pages, {links} links, {len(functions)} functions, {len(tests)} tests, {equations} equations, "
          f"{anchors} golden anchors, {counts['formulas']} formulas, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
