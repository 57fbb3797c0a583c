"""The templates, and what they can say.

A template has `{{ ... }}` and `{% ... %}` as Jinja has them; it has no comments, since `{#` begins an id in a heading. Numbers of the
golden data are written by these:

    {{ exact("samsel", "s0_n0_l2_a0") }}     exact digits as a link, at most 20; the place is the end of an anchor
    {{ exact("samsel", "s0_n0_l2_a0", 6) }}  the same, 6 digits
    {{ printed("samsel", "δ2") }}            the characters that the document prints, as a link
    {{ input("samsel", 0, 1) }}, target, weight, bias, rate, factor: decimals of the problem

In a formula they are followed by `| tex`, in code by `| plain`. In a chapter, each section of an equation ends with links to its
functions, tests and golden numbers, and the chapter ends with the known mistakes in its equations.
"""
import functools
import json
import re

import jinja2

from drawing import Drawing
from golden import Golden, Number
from mistakes import Mistakes
from peers import read_peers
from player import Player
from program import Program
from sources import Sources
from words import breakable, in_html, listed, shorten, slug, tex, words


class Pages:
    """What all pages are made from."""

    def __init__(self, source, output, goldprop, runs_in_page):
        self.source = source
        self.golden = Golden(source / "golden")
        self.sources = Sources(source)
        self.program = Program(goldprop, source, output)
        self.mistakes = Mistakes(self.program, self.golden.cases, source / "docs/seen.json")
        self.environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(source / "docs/generate/templates"),
            comment_start_string="<%#", comment_end_string="#%>", trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
            undefined=jinja2.StrictUndefined)
        self.environment.filters |= {"words": words, "breakable": breakable, "html": in_html, "slug": slug, "shorten": shorten, "tex": tex, "listed": listed,
                                     "plain": lambda number: getattr(number, "shown", number)}
        self.environment.globals |= {
            "golden": self.golden, "sources": self.sources, "program": self.program, "mistakes": self.mistakes,
            "peers": read_peers(source / "docs/peers"), "Drawing": Drawing, "Player": Player, "runs_in_page": runs_in_page, "totals": self.totals(), "exact": self.exact,
            "printed": self.printed, "input": self.input, "target": self.target, "weight": self.weight, "bias": self.bias,
            "rate": self.rate, "piece": self.piece, "request": self.request, "equation_head": self.equation_head,
            "factor": lambda case: self.golden.case(case).problem["loss"]["factor"],
            "file": lambda name: (source / name).read_text(encoding="utf-8")}

    def render(self, name, **what):
        return self.environment.get_template(name).render(what)

    def fill(self, path):
        """A hand-written page."""
        text = path.read_text(encoding="utf-8")
        if path.parent.name == "chapters":
            text = self.with_mistakes(self.with_equation_links(text))
        template = self.environment.from_string(text)
        template.filename = str(path)
        return template.render()

    @staticmethod
    def with_equation_links(text):
        """At the end of each section of an equation stands the call that writes its links."""
        lines, equation, in_code = [], None, False
        for line in text.splitlines(keepends=True) + ["#"]:
            in_code ^= line.startswith(("```", "~~~"))
            if line.startswith("#") and not in_code:
                if equation:
                    lines.append(f"{{% with equation = '{equation}' %}}{{% include 'equation_line.md' %}}{{% endwith %}}\n")
                found = re.search(r"\{#(eq_\w+)\}", line)
                equation = found and found.group(1)
            lines.append(line)
        return "".join(lines[:-1])

    @staticmethod
    def with_mistakes(text):
        """A chapter about equations ends with the known mistakes in them."""
        chapter = re.match(r"# .*\{#(\w+)\}", text).group(1)
        begin, end = f"{{% with chapter = '{chapter}' %}}", "{% include 'chapter_mistakes.md' %}{% endwith %}\n"
        return text + begin + end if chapter.startswith("chapter_") else text

    @functools.cached_property
    def _formulas(self):
        """The formula of each equation, from the page that has them all."""
        text = (self.source / "docs/equations.md").read_text(encoding="utf-8")
        return dict(re.findall(r"^## [^\n]*\{#numbers_(eq_\w+)\}.*?(\\f\[.*?\\f\])", text, re.DOTALL | re.MULTILINE))

    def equation_head(self, equation):
        """An equation before the code that computes it: its name, where it is derived, its numbers, and the formula."""
        found = self.sources.equations[equation]
        return (f'**{found.title[0].upper()}{found.title[1:]}** · @ref {equation} "derived" in @ref {found.chapter} "{found.chapter_title}" · '
                f'@ref numbers_{equation} "functions, tests, numbers"\n\n{self._formulas[equation]}')

    # What a page can say of the golden data.

    def totals(self):
        cases = self.golden.cases
        return (f"{len(self.golden.documents)} documents, {len(cases)} cases, {sum(len(case.printed) for case in cases)} printed numbers, "
                f"{sum(len(case.expectations) for case in cases)} exact numbers, {len(self.sources.tests)} tests")

    def exact(self, case_id, suffix, *digits):
        case = self.golden.case(case_id)
        if suffix not in case.by_suffix:
            raise LookupError(f"expected a number of {case_id}, found {suffix!r}")
        return case.exact(case.by_suffix[suffix], *digits)

    def printed(self, case_id, name):
        case = self.golden.case(case_id)
        entry = case.printed_as(name)
        return Number(case.anchor(entry["place"]), entry["printed"], re.sub(r" \* 10\^", "e", entry["printed"]))

    def input(self, case_id, sample, index):
        return self.golden.case(case_id).samples[sample]["input"][index]

    def target(self, case_id, sample, index):
        return self.golden.case(case_id).samples[sample]["target"][index]

    def weight(self, case_id, layer, unit, source):
        return self.golden.case(case_id).layers[layer - 1]["W"][unit][source]

    def bias(self, case_id, layer, unit):
        return self.golden.case(case_id).layers[layer - 1]["b"][unit]

    def rate(self, case_id, epoch=None):
        """The learning rate of a case; where each epoch has its own, that of one of them."""
        rate = self.golden.case(case_id).training["rate"]
        return rate if epoch is None else rate[epoch]

    # Pieces of JSON.

    def piece(self, case_id, *path):
        """A piece of a case's file."""
        value = json.loads(self.golden.case(case_id).path.read_text(encoding="utf-8"))
        for key in path:
            value = value[key]
        return json.dumps(value, indent=2, ensure_ascii=False)

    def request(self, case_id):
        """What a program is given of a case, each key on a line of its own, and so the keys of the objects in it."""
        def lines(value, indent):
            if indent > 2 or not isinstance(value, dict):
                return json.dumps(value, ensure_ascii=False)
            between = ",\n" + " " * indent
            return "{" + between.join(f'"{key}": {lines(inner, indent + 1)}' for key, inner in value.items()) + "}"
        return lines(self.program.request(case_id), 1)
