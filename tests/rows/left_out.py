"""What is added to one room alone does not compile in the others.

usage: left_out.py SOURCE_FOLDER COMPILER [FLAG...]

Adds an activation, a loss, a deviation and so on to a copy of the sources: its value in the enumeration, and a row in the room that
owns the enumeration. Each other room that treats such things has to refuse to compile, and so have the twins in C. Then it adds an
activation to all rooms, which compiles, and leaves out one of them at a time. Nothing is run: what the new rows compute is that of
the rows before them.

The word in the schema of the golden data is held against the program by tests/golden/validate_schema.py."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from typing import NamedTuple

ROOMS = ["reference", "golden", "notation", "oracle", "certify", "cli"]


class Row(NamedTuple):
    """A row of a table, which is put behind its last one."""
    room: str
    file: str
    table: str
    text: str


class Addition(NamedTuple):
    """A new value NEW behind the last one of an enumeration, with a row in its own room; and who has to miss another row."""
    what: str
    header: str
    last: str
    own: Row
    rows: tuple
    missed_by: tuple


ADDITIONS = [
    Addition("activation", "src/reference/layer.h", "GP_SOFTMAX",
             Row("reference", "activation.c", "gp_activations", "[NEW] = {\"new\", false, identity, identity_slopes, identity_back},"),
             (Row("certify", "definition.c", "gp_activation_definitions", "[NEW] = {NULL, identity, identity_slope, true},"),
              Row("notation", "activation_words.c", "activations", "{.value = {{\"@\", \"@\"}}, .slope = {{\"1\", \"1\"}}},"),
              Row("oracle", "step_formula.c", "activations", "[NEW] = {identity, identity_slope, NULL, {1, 0, 0}},")),
             ("src/certify/definition.c", "src/notation/activation_words.c", "src/oracle/step_formula.c")),
    Addition("loss", "src/reference/loss.h", "GP_CROSS_ENTROPY_LOSS",
             Row("reference", "loss.c", "gp_losses", "[NEW] = {.name = \"new\"},"), (),
             ("src/certify/definition.c", "src/notation/quantity.c", "src/oracle/step_formula.c")),
    Addition("update rule", "src/reference/rule.h", "GP_ADAGRAD",
             Row("reference", "update.c", "gp_update_rules", "[NEW] = {.name = \"new\"},"), (),
             ("src/certify/definition.c", "src/notation/quantity.c", "src/oracle/step_formula.c")),
    Addition("kind of clipping", "src/reference/rule.h", "GP_CLIP_BY_NORM", None, (),
             ("src/reference/clip.c", "src/certify/generic_step.c", "src/notation/quantity.c", "src/oracle/fresh.c", "src/oracle/step_formula.c")),
    Addition("reduction", "src/reference/loss.h", "GP_MEAN", None, (), ("src/golden/problem.c", "src/notation/quantity.c")),
    Addition("kind of biases", "src/reference/layer.h", "GP_BIAS_SHARED", None, (),
             ("src/golden/problem.c", "src/notation/quantity.c")),
    Addition("quantity", "src/golden/place.h", "GP_EPOCH_ERROR",
             Row("golden", "place.c", "gp_quantities", "[NEW] = {\"new\"},"), (), ("src/notation/quantity.c",)),
]
# Computations in C that are written a second time, and what they do not treat.
TWINS = {
    "tests/oracle/naive.c": {"quantity"}, "tests/reference/train.c": {"quantity", "activation", "loss"}, "tests/certify/honest.c": {"quantity"},
    "tests/reference/gradient_check.c": {"quantity", "deviation", "update rule", "kind of clipping"},
    "tests/peers/with_fann.c": {"quantity", "loss"},
}


def put(path, pattern, text):
    """Replaces the one place where a pattern matches."""
    source = path.read_text(encoding="utf-8")
    if len(re.findall(pattern, source, re.MULTILINE)) != 1:
        sys.exit(f"{path}: expected one place like {pattern}, found {len(re.findall(pattern, source, re.MULTILINE))}")
    path.write_text(re.sub(pattern, lambda match: match.expand(text), source, flags=re.MULTILINE), encoding="utf-8")


def add_row(folder, row):
    put(folder / "src" / row.room / row.file, rf"^((?:(?:static )?const |}} )[^\n]*\b{row.table}\[[^\]]*\] = \{{\n(?:    .*\n)+)\}};$",
        r"\1    " + row.text.replace("\\", r"\\") + "\n};")


class Sources:
    """A copy of the sources to which something has been added."""

    def __init__(self, source, folder, compiler):
        self.folder, self.compiler = pathlib.Path(folder), compiler
        shutil.copytree(source / "src", self.folder / "src")
        shutil.copytree(source / "tests", self.folder / "tests")

    def add(self, addition, rows):
        put(self.folder / addition.header, rf"\b{addition.last}\b(?=[^\n]*\n\}})", f"{addition.last}, NEW")
        put(self.folder / addition.header, rf"(_count = ){addition.last}( \+ 1)", r"\1NEW\2")
        for row in rows:
            if row:
                add_row(self.folder, row)

    def complaint(self, file):
        """The first error of a file; None where it compiles."""
        run = subprocess.run([*self.compiler, "-I", self.folder / "src", "-I", self.folder / "tests", self.folder / file],
                             capture_output=True, text=True, check=False)
        errors = [line for line in run.stderr.splitlines() if "error: " in line]
        return None if run.returncode == 0 else errors[0] if errors else run.stderr[-300:]

    def compiled(self):
        """All files of the rooms that are compiled here: the certifier's only where Arb is there."""
        return [file.relative_to(self.folder) for room in ROOMS for file in sorted((self.folder / "src" / room).glob("*.c"))
                if can_compile(room, file)]


def can_compile(room, file):
    """Whether a file needs no more than there is: without Arb there is no certifier."""
    return "-DGP_WITH_CERTIFY" in sys.argv or not (room == "certify" or (room, file.name) == ("cli", "command_certify.c"))


def main():
    source, compiler, *flags = sys.argv[1:]
    command = [compiler, "-std=c17", "-fsyntax-only", "-Wall", "-Wextra", "-Wno-missing-field-initializers", "-Wswitch-enum", "-Werror",
               "-D_POSIX_C_SOURCE=200809L", '-DGP_VERSION="0"', *flags]
    faults, expected = [], 0

    def sources(*additions):
        copy = Sources(pathlib.Path(source), tempfile.mkdtemp(dir=folder), command)
        for addition, rows in additions:
            copy.add(addition, rows)
        return copy

    def expect(complaint, refused, what):
        nonlocal expected
        expected += 1
        if refused != (complaint is not None) or "undeclared" in (complaint or ""):
            faults.append(f"{what}: expected {'an error' if refused else 'none'}, found {complaint or 'none'}")

    with tempfile.TemporaryDirectory() as folder:
        twins = [file for file in TWINS if sources().complaint(file) is None]  # the others need what is not installed
        for addition in ADDITIONS:
            alone = sources((addition, [addition.own]))
            for file in addition.missed_by:
                if can_compile(file.split("/")[1], pathlib.Path(file)):
                    expect(alone.complaint(file), True, f"{addition.what} in its own room alone, {file}")
            for file in twins:
                if addition.what not in TWINS[file]:
                    expect(alone.complaint(file), True, f"{addition.what} in its own room alone, {file}")
            if addition.own:
                own = f"src/{addition.own.room}/{addition.own.file}"
                expect(alone.complaint(own), False, f"{addition.what} in its own room, {own}")
                expect(sources((addition, [])).complaint(own), True, f"{addition.what} without a row in its own room, {own}")
        activation = ADDITIONS[0]
        everywhere = sources((activation, [activation.own, *activation.rows]))
        for file in everywhere.compiled():
            expect(everywhere.complaint(file), False, f"an activation in all rooms, {file}")
        for left_out in activation.rows:
            without = sources((activation, [activation.own, *(row for row in activation.rows if row is not left_out)]))
            for row in activation.rows:
                if can_compile(row.room, pathlib.Path(row.file)):
                    expect(without.complaint(f"src/{row.room}/{row.file}"), row is left_out,
                           f"an activation in all rooms but {left_out.room}, src/{row.room}/{row.file}")
    for fault in faults:
        print(fault)
    print(f"{expected} files, {len(twins)} twins; {len(faults)} faults")
    return 1 if faults or not twins else 0


if __name__ == "__main__":
    sys.exit(main())
