"""The drawing of a network: where its units stand, and what is written at them. The template network.svg draws it."""
import dataclasses

from words import shorten

WIDTH, ROW, RADIUS, MARGIN = 360, 100, 25, 30
SHORT_NAME, SHOWN_DIGITS = 4, 4  # of a weight


@dataclasses.dataclass
class Unit:
    """A circle, and lines of text at distances below its middle."""
    x: float
    y: float
    lines: list = dataclasses.field(default_factory=list)

    def write(self, below, name, value):
        self.lines.append((below, f"{name} {value}"))


@dataclasses.dataclass
class Weight:
    """A line from a unit to one of the layer above, and the place of its text."""
    begin: Unit
    end: Unit
    along: float
    name: str
    value: str

    @property
    def x(self):
        return self.begin.x + self.along * (self.end.x - self.begin.x)

    @property
    def y(self):
        return self.begin.y + self.along * (self.end.y - self.begin.y)

    @property
    def has_short_name(self):
        return len((self.name or "").encode()) in range(1, SHORT_NAME + 1)

    @property
    def short_value(self):
        return shorten(self.value, SHOWN_DIGITS)


class Drawing:
    """The first sample in the network as it is before the first update."""

    width, radius = WIDTH, RADIUS

    def __init__(self, case):
        self.case = case
        rows = max(case.units(layer) for layer in range(case.depth + 1))
        self.height = rows * ROW
        self.layers = [[Unit(MARGIN + layer * (WIDTH - 2 * MARGIN) / case.depth, (unit + .5 + (rows - case.units(layer)) / 2) * ROW)
                        for unit in range(case.units(layer))] for layer in range(case.depth + 1)]
        self.weights = [[self._weight(layer, unit, source) for unit in range(case.units(layer)) for source in range(case.units(layer - 1))]
                        for layer in range(1, case.depth + 1)]
        for layer, units in enumerate(self.layers):
            for index, unit in enumerate(units):
                self._write(layer, index, unit)

    def _weight(self, layer, unit, source):
        """Lines that leave from one unit keep apart by themselves; those of different units by the place along the line."""
        sources = self.case.units(layer - 1)
        along = 0.24 + 0.52 * (source / (sources - 1) if sources > 1 else 0.5)
        name = self.case.names.get(("W", layer, unit, source))
        return Weight(self.layers[layer - 1][source], self.layers[layer][unit], along, name and name["name"],
                      self.case.layers[layer - 1]["W"][unit][source])

    def _write(self, layer, index, unit):
        sample = self.case.samples[0]
        if layer == 0:
            unit.write(3, "x", sample["input"][index])
        else:
            for below, quantity in ((-2, "z"), (9, "a")):
                place = self.case.by_suffix[f"s0_n0_l{layer}_{quantity}{index}"]
                unit.write(below, quantity, shorten(self.case.exacts[place], SHOWN_DIGITS))
            shape = self.case.layers[layer - 1]
            if shape["bias"] == "per_unit":
                unit.write(RADIUS + 11, "b", shorten(shape["b"][index], SHOWN_DIGITS))
        if layer == self.case.depth:
            unit.write(-RADIUS - 5, "t", sample["target"][index])

    def shared_bias(self, layer):
        """The bias that a layer shares, which stands below its column, or None."""
        shape = self.case.layers[layer - 1]
        return shape["b"][0] if shape["bias"] == "shared" else None
