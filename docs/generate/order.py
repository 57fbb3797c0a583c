"""The order in which the pages are read: the sidebar has it, and so have the buttons at the end of a page."""
import re

# Groups of pages by the names of their files; the first pattern that fits a file takes it. A new chapter comes after the others, and
# a page that has no place yet at the end.
ORDER = (
    ("Start", (r"index",)),
    ("Learn: the way forward", (r"derivation", r"0[1-4]-.*")),
    ("Learn: the way back", (r"0[5-8]-.*",)),
    ("Learn: training", (r"\d\d-.*",)),
    ("Learn: at a glance", (r"core_program", r"equations", r"symbols", r"glossary")),
    ("Follow a document", (r"documents", r"doc_neurons", r"doc_samsel", r"doc_garrett", r"doc_randomwalk", r"doc_mazur", r"doc_.*", r"errata")),
    ("Check your own", (r"oracle", r"mistakes", r"kill_matrix", r"implementations", r"command_line", r"library", r"format")),
    ("How sure is it?", (r"tolerance", r"contract", r"elementary", r"fast", r"testing", r"code", r"references")),
    ("Take part", (r"CONTRIBUTING", r"CHANGELOG", r"SECURITY")),
    ("All numbers", (r"numbers", r"numbers_.*")),
    ("More", (r".*",)),
)
FOLDED = ("All numbers",)


def page_of(text, name):
    """(its file in HTML, its title) of a page in Markdown."""
    found = re.match(r"# (.*?) *(?:\{#(\w+)\})?\n", text)
    if not found or not (found.group(2) or name == "index"):
        raise LookupError(f"{name}.md: expected a first line like '# Title {{#id}}', found {text[:60]!r}")
    return f"{found.group(2) or 'index'}.html", re.sub(r"\\(.)", r"\1", found.group(1))


def in_order(texts):
    """[{group, folded, pages: [{page, title}]}] of {name of a file: its text}."""
    left, groups = sorted(texts), []
    for group, patterns in ORDER:
        pages = []
        for pattern in patterns:
            for name in [name for name in left if re.fullmatch(pattern, name)]:
                left.remove(name)
                page, title = page_of(texts[name], name)
                number = re.match(r"(\d\d)-", name)
                title = f"{int(number.group(1))}. {title}" if number else title.removeprefix("The numbers of ")
                pages.append({"page": page, "title": title})
        if pages:
            groups.append({"group": group, "folded": group in FOLDED, "pages": pages})
    return groups
