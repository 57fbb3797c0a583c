"""The golden data: documents, cases, and where a number of a case stands."""
import functools
import json

from words import EXACT_DIGITS, other_sign, shorten, slug

PLACE = ("quantity", "step", "epoch", "sample", "layer", "unit", "input")


class Place:
    """Which number of a run something is: the keys of PLACE that an entry of a golden file has."""

    def __init__(self, entry):
        self.keys = {key: entry[key] for key in PLACE if key in entry}
        self.quantity = entry["quantity"]
        self.step = entry.get("step")

    def __eq__(self, other):
        return self.keys == other.keys

    def __hash__(self):
        return hash(tuple(self.keys.values()))

    def get(self, key):
        return self.keys.get(key)

    @property
    def is_parameter(self):
        return self.quantity in ("W", "b")

    @property
    def is_given(self):
        """The problem says it: a parameter before the first update."""
        return self.is_parameter and self.step == 0

    @property
    def shown_at(self):
        """Where `goldprop show` has it: a parameter stands in the step whose update gives it. (The step of an epoch's error is
        for the case to say.)"""
        return self.step - 1 if self.is_parameter else self.step

    @property
    def symbol(self):
        """delta[0], W[0][1], error."""
        return self.quantity + "".join(f"[{self.keys[key]}]" for key in ("unit", "input") if key in self.keys)

    @property
    def group(self):
        """What it has in common with the numbers of the same law."""
        return tuple(self.get(key) for key in ("quantity", "step", "sample", "layer"))

    @property
    def within_step(self):
        """Where it stands within its step; of an error, which epoch."""
        if "epoch" in self.keys:
            return f"epoch {self.keys['epoch']}"
        return ", ".join([f"{key} {self.keys[key]}" for key in ("sample", "layer") if key in self.keys] + [self.symbol])

    def __str__(self):
        return f"epoch {self.keys['epoch']}, {self.symbol}" if "epoch" in self.keys else f"step {self.step}, {self.within_step}"

    @property
    def suffix(self):
        """The end of its anchor: s0_n2_l1_delta0, s1_l2_W0_1, e7_error."""
        letters = {"step": "s", "epoch": "e", "sample": "n", "layer": "l"}
        parts = [f"{letter}{self.keys[key]}" for key, letter in letters.items() if key in self.keys]
        return "_".join(parts + [self.quantity]) + "_".join(str(self.keys[key]) for key in ("unit", "input") if key in self.keys)


class Number:
    """A number with its anchor. As a string it is a link; the filter `tex` puts it into a formula, `plain` into code."""

    def __init__(self, anchor, shown, digits=None):
        self.anchor, self.shown, self.digits = anchor, shown, digits or shown

    def __str__(self):
        return f'@ref {self.anchor} "{self.shown}"'


class Case:
    """A golden case. Its file is in `data`."""

    def __init__(self, path):
        self.path, self.data = path, json.loads(path.read_text(encoding="utf-8"))
        self.id, self.title, self.description = (self.data[key] for key in ("id", "title", "description"))
        self.document = self.data.get("document")
        self.problem = self.data["problem"]
        self.layers, self.samples, self.training = (self.problem[key] for key in ("layers", "samples", "training"))
        self.departures = self.problem.get("departures", [])
        self.printed, self.expectations = self.data.get("printed", []), self.data["expectations"]
        for entry in self.printed + self.expectations:
            entry["place"] = Place(entry)
        for entry in self.printed + self.data.get("names", []):
            entry.setdefault("negated", False)
        self.exacts = {entry["place"]: entry["exact"] for entry in self.expectations}
        self.by_suffix = {entry["place"].suffix: entry["place"] for entry in self.expectations}
        self.names = {}  # of the step or epoch 0, by unit; the first name that the file has
        for entry in self.data.get("names", []):
            if entry.get("step", entry.get("epoch", 0)) == 0:
                self.names.setdefault(self._unit_of(entry), entry)

    @staticmethod
    def _unit_of(entry):
        return tuple(entry.get(key) for key in ("quantity", "layer", "unit", "input"))

    @property
    def slug(self):
        return slug(self.id)

    @property
    def link(self):
        return f'@ref numbers_{self.slug} "{self.id}"'

    @property
    def depth(self):
        return len(self.layers)

    def units(self, layer):
        return self.layers[layer - 1]["units"] if layer else self.problem["inputs"]

    def steps_per_epoch(self):
        return -(-len(self.samples) // self.training["batch"])

    def shown_at(self, place):
        """The step in which `goldprop show` has a number."""
        epoch = place.get("epoch")
        return place.shown_at if epoch is None else epoch * self.steps_per_epoch()

    def anchor(self, place):
        return f"golden_{self.slug}_{place.suffix}"

    def name(self, place):
        """The document's name for it, the first one that holds there, as the file has it, or None."""
        for entry in self.data.get("names", []):
            if self._unit_of(entry) == self._unit_of(place.keys) and all(
                    entry.get(when, place.get(when)) == place.get(when) for when in ("step", "epoch")):
                return entry
        return None

    def exact(self, place, digits=EXACT_DIGITS, negated=False):
        """The exact number, or, for a document that has the other sign, its negative."""
        if place not in self.exacts:
            raise LookupError(f"{self.path.name}: expected an exact number at {place}, found none: run goldprop certify --write")
        shown = shorten(self.exacts[place], digits)
        return Number(self.anchor(place), other_sign(shown) if negated else shown)

    def printed_as(self, name):
        """The entry of a number that the document prints under a name."""
        for entry in self.printed:
            if entry["name"] == name:
                return entry
        raise LookupError(f"expected the name of a printed number of {self.id}, found {name!r}")

    def is_printed(self, place):
        return any(entry["place"] == place for entry in self.printed)

    def first_step(self):
        """The places of the first step, with the parameters that it leaves behind."""
        return [place for place in self.exacts
                if 0 in (place.step, place.get("epoch")) or (place.step == 1 and place.is_parameter)]

    def by_step(self):
        """(step, its expectations), in their order; the reported errors stand under None."""
        steps = {}
        for entry in self.expectations:
            steps.setdefault(entry["place"].step, []).append(entry)
        return steps.items()

    def network(self):
        """What two cases with the same network have in common."""
        return [self.problem["inputs"]] + [[layer[key] for key in ("units", "bias", "W")] + [layer.get("b")] for layer in self.layers]


class Golden:
    """All of it. Cases with printed numbers come first; otherwise they stand in the order of their ids."""

    def __init__(self, folder):
        self.documents = json.loads((folder / "documents.json").read_text(encoding="utf-8"))
        self.cases = sorted(map(Case, sorted(folder.glob("cases/*.json"), key=lambda path: path.stem)), key=lambda case: not case.printed)

    @functools.cached_property
    def by_id(self):
        return {case.id: case for case in self.cases}

    def case(self, case_id):
        if case_id not in self.by_id:
            raise LookupError(f"expected the id of a case, found {case_id!r}")
        return self.by_id[case_id]

    def cases_of(self, document):
        return [case for case in self.cases if case.document == document["id"]]

    def errata_of(self, document):
        return [(case, entry) for case in self.cases_of(document) for entry in case.printed if "erratum" in entry]

    def opens_network(self, case):
        """Whether no case of its document before this one has its network."""
        mates = [mate for mate in self.cases if mate.document == case.document]
        return all(mate.network() != case.network() for mate in mates[:mates.index(case)])
