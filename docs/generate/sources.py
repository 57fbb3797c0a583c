"""What the comments of the sources say about each other: functions, their equations, their tests; and where a number comes from."""
import collections
import re

Function = collections.namedtuple("Function", "name equation tests")
# A test in Python has no suite, and no page.
Test = collections.namedtuple("Test", "suite test name file")
Equation = collections.namedtuple("Equation", "id title")

# What computes each quantity; the equation stands in its comment.
COMPUTED_BY = {
    "W": "gp_move", "b": "gp_move", "z": "gp_net_input", "a": "gp_activate", "output_loss": "gp_loss_parts", "loss": "gp_loss_value",
    "da": "gp_activation_gradient", "slope": "gp_slopes", "delta": "gp_backward", "dx": "gp_activation_gradient",
    "dW": "gp_add_weight_gradient", "db": "gp_add_bias_gradient", "W_change": "gp_weight_change", "b_change": "gp_bias_change",
    "error": "gp_error_value",
}
# The same in the last layer, where it differs.
COMPUTED_LAST_BY = {"da": "gp_loss_gradient", "delta": "gp_activation_back"}
# Equations whose result is not a golden number itself, but a factor or a term of one that a function computes.
ENTERS = {
    "eq_slope": ("gp_activation_back", "gp_backward"), "eq_loss_slope": ("gp_activation_back",),
    "eq_activation_gradient": ("gp_backward",), "eq_change": ("gp_move",),
    "eq_chain_rule": ("gp_activation_back", "gp_backward"), "eq_reduction": ("gp_add_weight_gradient", "gp_add_bias_gradient"),
}


def functions_of(text):
    """The functions that a header declares behind a comment."""
    for comment, declared in re.findall(r"/\*\*(.*?)\*/\s*(?=([^;{#/]*))", text, re.DOTALL):
        found = re.search(r"\b(gp_\w+)\(", declared)
        if found and not declared.startswith("typedef"):
            equation = re.search(r"@derivation\{(\w+)\}", comment)
            yield Function(found.group(1), equation and equation.group(1), re.findall(r"@verifiedby\{(\w+)\}", comment))


def tests_of(path):
    file = f"{path.parent.name}/{path.name}"
    for line in path.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"Test\((\w+), (\w+)", line):
            yield Test(*found.groups(), f"test_{found.group(1)}_{found.group(2)}", file)
        elif found := re.match(r" *def test_(\w+)", line):
            yield Test(None, found.group(1), f"test_{found.group(1)}", file)


class Sources:
    """Read from a checkout, in the order of files and lines."""

    def __init__(self, source):
        headers = [path for room in ("elementary", "reference", "fast", "golden", "oracle") for path in sorted((source / "src" / room).glob("*.h"))]
        tests = sorted(source.glob("tests/*/*.c")) + sorted(source.glob("tests/*/test_*.py"))
        chapters = sorted(source.glob("docs/chapters/*.md"))
        self.functions = {function.name: function for path in headers for function in functions_of(path.read_text(encoding="utf-8"))}
        self.tests = [test for path in tests for test in tests_of(path)]
        self.equations = {found[1]: Equation(found[1], found[0].strip()) for path in chapters
                          for found in re.findall(r"^#+ ([^{\n]*)\{#(eq_\w+)\}", path.read_text(encoding="utf-8"), re.MULTILINE)}

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

    def functions_of_equation(self, equation):
        if equation not in self.equations:
            raise LookupError(f"expected the id of an equation of the chapters, found {equation!r}")
        return [function for function in self.functions.values() if function.equation == equation]

    def numbers_of_equation(self, golden, equation):
        """The places of the golden numbers that come from an equation, by cases that have some."""
        def comes_from(case, place):
            function = self.function_of(case, place)
            return function and (function.equation == equation or function.name in ENTERS.get(equation, ()))
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

    def filter_of_tests(self):
        """A script of sed, by which Doxygen reads the sources of the tests: it puts a comment before each test that leads back to
        the functions and equations that name it."""
        yield "1s,^,/** @file */ ,"
        for test in self.tests:
            if test.suite:
                checked = [f"{function.name}()" + (f" (@ref {function.equation})" if function.equation else "")
                           for function in self.functions.values() if test.name in function.tests]
                of = " of " + r"\, ".join(checked) if checked else ""
                yield rf"s,^Test({test.suite}\, {test.test}[^a-z0-9_],/** A check{of}. */ &,"
