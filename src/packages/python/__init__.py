"""Worked numbers of backpropagation, certified: the golden data of Goldprop. README.md beside this file says what a case holds."""
import importlib.resources
import json

_FILES = importlib.resources.files(__name__)


def _read(*names):
    return json.loads(_FILES.joinpath(*names).read_text(encoding="utf-8"))


def release():
    """What this release holds: its version, and how many cases and numbers."""
    return _read("release.json")


def ids():
    """The ids of all cases, sorted."""
    return sorted(path.name.removesuffix(".json") for path in _FILES.joinpath("cases").iterdir())


def case(case_id):
    """A case. Numbers are text: float(fractions.Fraction("0.1")) rounds once; "1/3" is a quotient."""
    return _read("cases", f"{case_id}.json")


def documents():
    """The documents that cases come from."""
    return _read("documents.json")


def schema(name):
    """The JSON Schema (draft 2020-12) of a "case", a "trace", the "documents" or the "bits"."""
    return _read(f"{name}.schema.json")
