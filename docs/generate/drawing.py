"""The drawing of a network: where its units stand, and what is written at them. The template network.svg draws it."""
import dataclasses

from words import shorten

WIDTH, ROW, RADIUS, MARGIN, SHOWN_DIGITS = 360, 100, 25, 30, 4
SHORT_NAME = 4  # of a weight


@dataclasses.dataclass
class Unit:
    """A circle, and lines of text at distances below its middle."""
    x: float
    y: float
    lines: list = dataclasses.field(default_factory=list)

    def write(self, below, name, value, number, way="forward"):
        """A number by its name; `number` is what it is called in the player."""
        self.lines.append((below, name, value, number, way))


@dataclasses.dataclass
class Weight:
    """A line from a unit to one of the layer above, and the place of its text."""
    id: str
    begin: Unit
    end: Unit
    along: float
    name: str
    value: str
    slope: str  # dE/dW, where it is drawn

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
    """The first sample in the network as it is before the first update; with the deltas that come back, too, where that is asked for, and with
    the slope of the loss along each weight."""

    width, row, radius, margin, digits = WIDTH, ROW, RADIUS, MARGIN, SHOWN_DIGITS

    def __init__(self, case, backward=False, slopes=False):
        self.case, self.backward, self.slopes = case, backward, slopes
        if backward:  # more is written
            self.row, self.radius, self.margin, self.digits = 140, 32, 34, 3
        rows = max(case.units(layer) for layer in range(case.depth + 1))
        self.height = rows * self.row
        self.layers = [[Unit(self.margin + layer * (self.width - 2 * self.margin) / case.depth, (unit + .5 + (rows - case.units(layer)) / 2) * self.row)
                        for unit in range(case.units(layer))] for layer in range(case.depth + 1)]
        self.weights = [[self._weight(layer, unit, source) for unit in range(case.units(layer)) for source in range(case.units(layer - 1))]
                        for layer in range(1, case.depth + 1)]
        for layer, units in enumerate(self.layers):
            for index, unit in enumerate(units):
                self._write(layer, index, unit)

    def _weight(self, layer, unit, source):
        """Lines that leave from one unit keep apart by themselves; those of different units by the place along the line. Where more is
        written, a level line has its text in the middle."""
        sources = self.case.units(layer - 1)
        begin, end = self.layers[layer - 1][source], self.layers[layer][unit]
        first = 0.27 if self.backward else 0.24
        is_middle = sources == 1 or (self.backward and begin.y == end.y)
        along = 0.5 if is_middle else first + (1 - 2 * first) * source / (sources - 1)
        name = self.case.names.get(("W", layer, unit, source))
        return Weight(f"l{layer}_{unit}_{source}", begin, end, along, name and name["name"],
                      self.case.layers[layer - 1]["W"][unit][source],
                      self._exact(f"s0_l{layer}_dW{unit}_{source}") if self.slopes else None)

    def _exact(self, suffix):
        return shorten(self.case.exacts[self.case.by_suffix[suffix]], self.digits)

    def _write(self, layer, index, unit):
        sample = self.case.samples[0]
        if layer == 0:
            unit.write(3, "x", sample["input"][index], f"x{index}")
        else:
            for below, quantity in ((-9, "z"), (4, "a")) if self.backward else ((-2, "z"), (9, "a")):
                unit.write(below, quantity, self._exact(f"s0_n0_l{layer}_{quantity}{index}"), f"l{layer}_{quantity}{index}")
            if self.backward:
                unit.write(17, "δ", self._exact(f"s0_n0_l{layer}_delta{index}"), f"l{layer}_delta{index}", way="back")
            shape = self.case.layers[layer - 1]
            if shape["bias"] == "per_unit":
                unit.write(self.radius + 11, "b", shorten(shape["b"][index], self.digits), f"l{layer}_b{index}")
        if layer == self.case.depth:
            unit.write(-self.radius - 5, "t", sample["target"][index], f"t{index}")

    def shared_bias(self, layer):
        """The bias that a layer shares, which stands below its column, or None."""
        shape = self.case.layers[layer - 1]
        return shape["b"][0] if shape["bias"] == "shared" else None
