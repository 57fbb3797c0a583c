"""Reading traces: the texts of the numbers by their places, from either format."""

import csv
import io
import json

from backpropagation import place


def from_csv(text):
    rows = csv.reader(io.StringIO(text))
    assert next(rows) == ["quantity", "epoch", "step", "sample", "layer", "unit", "input", "value"]
    numbers = {}
    for *where, value in rows:
        where = place(where[0], *(int(part) if part else "" for part in where[1:]))
        assert where not in numbers, f"{where} twice"
        numbers[where] = value
    return numbers


# Of weights and of biases, which not every update rule has.
MOMENTS = {f"W_{name}": f"b_{name}" for name in ("velocity", "m", "v", "m_hat", "v_hat")}


def from_json(text, steps_per_epoch):
    trace = json.loads(text, parse_float=str, parse_int=str)  # the texts of the numbers as they stand there
    numbers = {}

    def add(value, *where):
        assert where not in numbers, f"{where} twice"
        numbers[place(*where)] = value

    def add_parameters(layers, pairs, epoch, step):
        for entry in layers:
            layer = int(entry.pop("layer"))
            for of_weights, of_biases in pairs:
                if of_weights in MOMENTS and of_weights not in entry:
                    continue
                for j, row in enumerate(entry.pop(of_weights)):
                    for i, value in enumerate(row):
                        add(value, of_weights, epoch, step, "", layer, j, i)
                for j, value in enumerate(entry.pop(of_biases)):
                    add(value, of_biases, epoch, step, "", layer, j)
            assert not entry, f"no other keys than {entry}"

    for entry in trace["steps"]:
        step = int(entry.pop("step"))
        epoch = step // steps_per_epoch
        add_parameters(entry.pop("parameters", []), [("W", "b")], epoch, step)
        add_parameters(entry.pop("gradients", []), [("dW", "db")], epoch, step)
        add_parameters(entry.pop("clipped", []), [("dW_clipped", "db_clipped")], epoch, step)
        add_parameters(entry.pop("changes", []), [*MOMENTS.items(), ("W_change", "b_change")], epoch, step)
        for sample in entry.pop("samples"):
            s = int(sample.pop("sample"))
            if "loss" in sample:
                add(sample.pop("loss"), "loss", epoch, step, s)
            for i, value in enumerate(sample.pop("dx", [])):
                add(value, "dx", epoch, step, s, "", "", i)
            for units in sample.pop("layers"):
                layer = int(units.pop("layer"))
                for quantity, values in units.items():
                    for j, value in enumerate(values):
                        add(value, quantity, epoch, step, s, layer, j)
            assert not sample, f"no other keys than {sample}"
        assert not entry, f"no other keys than {entry}"
    for entry in trace["errors"]:
        add(entry["error"], "error", int(entry["epoch"]))
    return numbers
