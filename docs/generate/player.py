"""The player of a case's first step: its numbers in the order in which a worked solution computes them, each with its formula and its place in the drawing;
and, where the reference runs in the page, the problem, for a reader to change."""
import json

from golden import Place
from request import Request
from words import EXACT_DIGITS, shorten, slug

RESULT_DIGITS = 10  # of a result, as `goldprop show` has them


def in_drawing(place):
    """What the drawing calls a number: l1_z0, l2_W0_1; it has no steps and no samples."""
    layer = f"l{place.get('layer')}_" if place.get("layer") is not None else ""
    return layer + place.quantity + "_".join(str(place.get(key)) for key in ("unit", "input") if place.get(key) is not None)


def stands_at(case, place):
    """The units and weights of the drawing that a number belongs to."""
    layer, unit, source = (place.get(key) for key in ("layer", "unit", "input"))
    if place.quantity == "dx":
        return [f"l0_{source}"]
    if layer is None:  # a loss or an error, of all outputs
        return [f"l{case.depth}_{output}" for output in range(case.units(case.depth))]
    if source is not None:
        return [f"l{layer}_{unit}_{source}"]
    is_shared = place.quantity.startswith(("b", "db")) and case.layers[layer - 1]["bias"] == "shared"
    return [f"l{layer}_{k}" for k in (range(case.units(layer)) if is_shared else [unit])]


def comes_along(case, place):
    """The weights that a number comes along."""
    layer, unit, source = (place.get(key) for key in ("layer", "unit", "input"))
    if place.quantity == "z":
        return [f"l{layer}_{unit}_{i}" for i in range(case.units(layer - 1))]
    if place.quantity == "dx":
        return [f"l1_{j}_{source}" for j in range(case.units(1))]
    if place.quantity == "da" and layer < case.depth:
        return [f"l{layer + 1}_{j}_{unit}" for j in range(case.units(layer + 1))]
    return []


class Player:
    """What the template player.html shows, and what style/player.js reads."""

    def __init__(self, case, program, sources, digits, runs_in_page):
        self.case, self.program, self.sources, self.digits, self.runs_in_page = case, program, sources, digits, runs_in_page
        self.numbers = [number for number in program.tells("show", case.id)["numbers"]
                        if Place(number) in case.exacts and not self._says_nothing_new(number)]

    def _says_nothing_new(self, number):
        """The share of the only output in the loss is the loss."""
        return number["quantity"] == "output_loss" and self.case.units(self.case.depth) == 1 and "name" not in number

    def _title(self, number, place):
        """Which quantity it is, of which weight in the document's words, and where."""
        weight = self.case.names.get(("W", *(place.get(key) for key in ("layer", "unit", "input"))))
        of_weight = f" of {weight['name']}" if weight and not place.is_parameter else ""
        where = [f"layer {place.get('layer')}"] if place.get("layer") is not None else []
        if place.get("sample") is not None and len(self.case.samples) > 1:
            where.append(f"sample {place.get('sample')}")
        return ", ".join([number["title"] + of_weight, *where])

    def _printed(self, place):
        for entry in self.case.printed:
            if entry["place"] != place:
                continue
            formula = self.program.formula(self.case, entry)
            shown = {"name": entry["name"], "printed": entry["printed"], "reading": entry["reading"], "negated": entry["negated"],
                     "text": formula["text"], "tex": formula["tex"]}
            if entry["reading"] == "erratum":
                shown |= {"kind": entry["erratum"]["kind"], "right": entry["erratum"]["right"]}
            yield shown

    def _step(self, number):
        place = Place(number)
        exact, anchor = self.case.exact(place).shown, self.case.anchor(place)
        equation = self.sources.equation_of(self.case, place)
        chapter = self.sources.chapter_of(equation)
        return {"title": self._title(number, place), "symbol": place.symbol, "name": number.get("name"), "negated": number.get("negated", False),
                "sample": place.get("sample"), "law": number["law"], "numbers": number["short"],
                "result": shorten(self.case.exacts[place], RESULT_DIGITS), "exact": exact, "place": place.suffix,
                "page": f"numbers_{self.case.slug}.html#{anchor}", "chapter": f"{chapter}.html#{equation}" if chapter else None,
                "printed": list(self._printed(place)), "drawn": in_drawing(place), "short": shorten(self.case.exacts[place], self.digits),
                "at": stands_at(self.case, place), "along": comes_along(self.case, place)}

    def data(self):
        """As JSON that may stand in a page."""
        samples = [{f"{name}{k}": value for name, values in (("x", sample["input"]), ("t", sample["target"])) for k, value in enumerate(values)}
                   for sample in self.case.samples]
        told = {"case": self.case.id, "samples": samples, "digits": [self.digits, RESULT_DIGITS], "steps": [self._step(number) for number in self.numbers]}
        if self.runs_in_page:
            told["problem"] = Request(self.case).data()
        return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
