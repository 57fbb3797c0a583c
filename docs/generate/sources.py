"""What the comments of the sources say about each other: functions, their equations, their tests; and where a number comes from."""
import collections
import re

from words import words

# A test in Python has no suite, and no page. What it would catch stands in the comment before it, if there is one.
Test = collections.namedtuple("Test", "suite test name file comment")
Equation = collections.namedtuple("Equation", "id title chapter chapter_title")
Header = collections.namedtuple("Header", "name brief")


class Function(collections.namedtuple("Function", "name equations tests")):
    """What computes by a row of a table has an equation for each row; the first one is that of the plain row."""

    @property
    def equation(self):
        return self.equations[0] if self.equations else None


# What computes each quantity; the equation stands in its comment.
COMPUTED_BY = {
    "W": "gp_move", "b": "gp_move", "z": "gp_net_input", "a": "gp_activate", "output_loss": "gp_loss_parts", "loss": "gp_loss_value",
    "da": "gp_activation_gradient", "slope": "gp_slopes", "delta": "gp_backward", "dx": "gp_activation_gradient",
    "dW_clipped": "gp_clip_gradients", "db_clipped": "gp_clip_gradients", "dW": "gp_add_weight_gradient", "db": "gp_add_bias_gradient", "W_velocity": "gp_move_weight_moment",
    "b_velocity": "gp_move_bias_moment",
    **{f"W_{name}": "gp_move_weight_moment" for name in ("m", "v", "m_hat", "v_hat")},
    **{f"b_{name}": "gp_move_bias_moment" for name in ("m", "v", "m_hat", "v_hat")}, "W_change": "gp_weight_change", "b_change": "gp_bias_change",
    "error": "gp_error_value",
}
# The equation of a quantity that only some rows have.
EQUATION_OF = {**{f"{of}_{name}": "eq_moments" for of in "Wb" for name in ("m", "v")},
               **{f"{of}_{name}_hat": "eq_adam" for of in "Wb" for name in ("m", "v")}}
# The equation of second moments and changes, by rules that have one of their own for both.
EQUATION_OF_RULE = {"rmsprop": "eq_rmsprop", "adagrad": "eq_adagrad"}
# What computes the last layer, where it differs.
COMPUTED_LAST_BY = {"da": "gp_loss_gradient", "delta": "gp_activation_back"}
# Equations whose result is not a golden number itself, but a factor or a term of one that a function computes.
ENTERS = {
    "eq_slope": ("gp_activation_back", "gp_backward"), "eq_loss_slope": ("gp_activation_back",),
    "eq_activation_gradient": ("gp_backward",), "eq_change": ("gp_move",),
    "eq_chain_rule": ("gp_activation_back", "gp_backward"), "eq_reduction": ("gp_add_weight_gradient", "gp_add_bias_gradient"),
}


def equation_of_decay(case, place):
    """By which equation what decays enters a change, where it does."""
    decay = {"W_change": "weight_decay", "b_change": "bias_decay"}.get(place.quantity)
    if decay not in case.training:
        return None
    return "eq_decoupled" if case.training.get("rule") == "adamw" else "eq_decay"


def functions_of(text):
    """The functions that a header declares behind a comment."""
    for comment, declared in re.findall(r"/\*\*(.*?)\*/\s*(?=([^;{#/]*))", text, re.DOTALL):
        found = re.search(r"\b(gp_\w+)\(", declared)
        if found and not declared.startswith("typedef"):
            yield Function(found.group(1), re.findall(r"@derivation\{(\w+)\}", comment), re.findall(r"@verifiedby\{(\w+)\}", comment))


def comment_before(lines, at):
    """The lines of the comment that ends right above a line, without its marks."""
    if at == 0 or not lines[at - 1].rstrip().endswith("*/"):
        return []
    begin = at - 1
    while not lines[begin].lstrip().startswith("/*"):
        begin -= 1
    text = "\n".join(lines[begin:at]).strip()
    return [line.strip() if number == 0 else line for number, line in enumerate(text.removeprefix("/*").removesuffix("*/").rstrip().splitlines())]


def tests_of(path):
    file = f"{path.parent.name}/{path.name}"
    lines = path.read_text(encoding="utf-8").splitlines()
    for at, line in enumerate(lines):
        if found := re.match(r"Test\((\w+), (\w+)", line):
            yield Test(*found.groups(), f"test_{found.group(1)}_{found.group(2)}", file, comment_before(lines, at))
        elif found := re.match(r" *def test_(\w+)", line):
            yield Test(None, found.group(1), f"test_{found.group(1)}", file, [])


def equations_of(path):
    text = path.read_text(encoding="utf-8")
    title = re.match(r"# (.*?) *\{#(\w+)\}", text)
    for heading, equation in re.findall(r"^#+ ([^{\n]*)\{#(eq_\w+)\}", text, re.MULTILINE):
        yield Equation(equation, heading.strip().removeprefix("Equation: "), title.group(2), title.group(1))


def header_of(path, folder):
    """A header that says what it is for; those that are private to a room and say nothing are left out."""
    found = re.match(r"/\*\* @file\s*\*\s*(.*?)(?:\*/|\n \*\n)", path.read_text(encoding="utf-8"), re.DOTALL)
    return found and Header(path.relative_to(folder).as_posix(), " ".join(re.sub(r"\n \* *", " ", found.group(1)).split()))


class Sources:
    """Read from a checkout, in the order of files and lines."""

    def __init__(self, source):
        headers = [path for room in ("elementary", "reference", "fast", "golden", "oracle", "report") for path in sorted((source / "src" / room).glob("*.h"))]
        tests = sorted(source.glob("tests/*/*.c")) + sorted(source.glob("tests/*/test_*.py"))
        chapters = sorted(source.glob("docs/chapters/*.md"))
        self.functions = {function.name: function for path in headers for function in functions_of(path.read_text(encoding="utf-8"))}
        self.tests = [test for path in tests for test in tests_of(path)]
        self.equations = {equation.id: equation for path in chapters for equation in equations_of(path)}
        self.headers = list(filter(None, (header_of(path, source / "src") for path in sorted(source.glob("src/*/*.h")))))

    def function(self, name):
        if name not in self.functions:
            raise LookupError(f"src: expected a function {name} with a comment, found none")
        return self.functions[name]

    def function_of(self, case, place):
        """What computes a number; None for what the problem gives."""
        if place.is_given:
            return None
        last = COMPUTED_LAST_BY.get(place.quantity) if place.get("layer") == case.depth else None
        return self.function(last or COMPUTED_BY[place.quantity])

    def equation_of(self, case, place):
        """The equation of a number; None for what the problem gives."""
        function = self.function_of(case, place)
        if place.quantity.endswith("_clipped"):
            return function and f"eq_clip_by_{case.training['clip']['by']}"
        of_rule = EQUATION_OF_RULE.get(case.training.get("rule")) if place.quantity[2:] in ("v", "change") else None
        return function and (of_rule or EQUATION_OF.get(place.quantity, function.equation))

    def functions_of_equation(self, equation):
        if equation not in self.equations:
            raise LookupError(f"expected the id of an equation of the chapters, found {equation!r}")
        return [function for function in self.functions.values() if equation in function.equations]

    def numbers_of_equation(self, golden, equation):
        """The places of the golden numbers that come from an equation, by cases that have some."""
        def comes_from(case, place):
            function = self.function_of(case, place)
            if equation == equation_of_decay(case, place):
                return True
            if equation == "eq_rate":
                return isinstance(case.training.get("rate"), list) and place.quantity in ("W_change", "b_change")
            if equation == "eq_penalty":
                return place.quantity == "error" and "penalty" in case.problem["error"]
            if equation == "eq_gradient_norm":  # which is no number of its own
                return place.quantity.endswith("_clipped") and case.training["clip"]["by"] == "norm"
            return function and (self.equation_of(case, place) == equation or function.name in ENTERS.get(equation, ()))
        found = [(case, [place for place in case.exacts if comes_from(case, place)]) for case in golden.cases]
        return [(case, places) for case, places in found if places]

    def tests_by_file(self):
        """(file, its tests), in their order."""
        files = collections.defaultdict(list)
        for test in self.tests:
            files[test.file].append(test)
        return list(files.items())

    def test_counts(self):
        """(room, files, tests), in their order."""
        rooms = collections.defaultdict(lambda: (0, 0))
        for file, tests in self.tests_by_file():
            room = file.partition("/")[0]
            rooms[room] = (rooms[room][0] + 1, rooms[room][1] + len(tests))
        return [(room, *counts) for room, counts in rooms.items()]

    def headers_by_room(self):
        """(room, its headers), in their order."""
        rooms = collections.defaultdict(list)
        for header in self.headers:
            rooms[header.name.partition("/")[0]].append(header)
        return list(rooms.items())

    def chapter_of(self, equation):
        return equation and self.equations[equation].chapter

    def equations_of_chapter(self, chapter):
        return [equation for equation in self.equations.values() if equation.chapter == chapter]

    def _page_of_test(self, test):
        """What its page says: which mistake it would catch, and what it checks, with the numbers that come from there."""
        checked = [function for function in self.functions.values() if test.name in function.tests]
        yield sentence_of(test)
        for function in checked:
            computed = [f"@ref {equation} \"{self.equations[equation].title}\" of the chapter @ref {self.equations[equation].chapter} "
                        f"\"{self.equations[equation].chapter_title}\": @ref numbers_{equation} \"its golden numbers\"" for equation in function.equations]
            yield f"<br>It checks {function.name}()" + (f", which computes {'; and '.join(computed)}." if computed else ".")

    def filter_of_tests(self):
        """A script of sed, by which Doxygen reads the sources of the tests: it puts a comment before each test, on the same line."""
        yield "1s,^,/** @file */ ,"
        for test in self.tests:
            if test.suite:
                text = re.sub(r"[\\,&]", r"\\\g<0>", " ".join(self._page_of_test(test)))
                yield rf"s,^Test({test.suite}\, {test.test}[^a-z0-9_],/** {text} */ &,"


def sentence_of(test):
    """The comment before a test, as it is laid out there where its columns say something; or the name of the test in words."""
    if not test.comment:
        return f"Fails where this does not hold: {test.suite}, {test.test}".replace("_", " ") + "."
    lines = [words(line.rstrip()).replace("*/", "* /") for line in test.comment]
    if not any(re.search(r"\S {2,}\S", line) for line in lines):
        return " ".join(line.strip() for line in lines)
    return "<br>".join(re.sub(r" {2,}", lambda run: "&nbsp;" * len(run.group(0)), line) for line in lines)
