"""The problem of a case for the reference in the page: words, as wasm/follow.c reads them, and which of them a reader can change."""

OVER = {"sum": ("sum", "sum"), "mean": ("mean", "mean"), "mean-over-samples": ("mean", "sum"), "mean-over-outputs": ("sum", "mean")}  # samples, outputs


class Request:
    """The words of a problem, in order. A field is one of them that a reader can change: its group and label in the form, where it
    stands among the words, and what the drawing calls it."""

    def __init__(self, case):
        self.case, self.words, self.fields = case, [], []
        self._say(case.problem["inputs"], case.depth)
        for layer in range(1, case.depth + 1):
            self._layer(layer)
        self._samples()
        self._training()

    def _say(self, *words):
        self.words += [str(int(word) if isinstance(word, bool) else word) for word in words]

    def _ask(self, group, label, drawn, number, sample=None):
        self.fields.append({"group": group, "label": label, "at": len(self.words), "drawn": drawn, "sample": sample})
        self._say(number)

    def _label(self, symbol, *place):
        """The document's name, if it has one, and the symbol."""
        name = self.case.names.get(place)
        return f"{name['name']} = {symbol}" if name and not name["negated"] else symbol

    def _layer(self, index):
        layer = self.case.layers[index - 1]
        if layer.get("frozen"):
            raise LookupError(f"{self.case.path.name}: expected no frozen layer in a case with a player")
        bias, group = layer.get("bias", "per_unit" if "b" in layer else "none"), f"Layer {index}"
        self._say(layer["units"], layer["activation"], *([layer["alpha"]] if "alpha" in layer else []), bias, layer.get("bias_trained", bias != "none"))
        for unit, row in enumerate(layer["W"]):
            for source, number in enumerate(row):
                self._ask(group, self._label(f"W[{unit}][{source}]", "W", index, unit, source), f"l{index}_W{unit}_{source}", number)
        for unit, number in enumerate(layer.get("b", [])):
            self._ask(group, self._label(f"b[{unit}]", "b", index, unit, None), f"l{index}_b{unit}", number)

    def _samples(self):
        samples = self.case.samples
        self._say(len(samples))
        for letter, key in (("x", "input"), ("t", "target")):
            for index, sample in enumerate(samples):
                group = "Inputs and targets" if len(samples) == 1 else f"Sample {index}"
                for k, number in enumerate(sample[key]):
                    self._ask(group, f"{letter}[{k}]", f"{letter}{k}", number, index)

    def _training(self):
        problem, training = self.case.problem, self.case.training
        loss, error = problem["loss"], problem.get("error")
        if isinstance(training["rate"], list):
            raise LookupError(f"{self.case.path.name}: expected one rate for all epochs in a case with a player")
        if "clip" in training:
            raise LookupError(f"{self.case.path.name}: expected no clipping in a case with a player")
        if "weight_decay" in training or "bias_decay" in training:
            raise LookupError(f"{self.case.path.name}: expected nothing that decays in a case with a player")
        if "reduction" in loss:
            raise LookupError(f"{self.case.path.name}: expected a loss without a reduction in a case with a player")
        self._say(loss["deviation"], loss.get("factor", "1"), error is not None)
        if error:
            self._say(error["deviation"], *OVER[error["reduction"]], error.get("factor", "1"))
        self._say(training.get("rule", "gradient-descent"))
        self._ask("Training", "rate", None, training["rate"])
        self._say(*(training[key] for key in ("momentum", "beta1", "beta2", "epsilon") if key in training))
        self._say(training.get("batch", 1), training.get("reduction", "sum"))
        self._say(len(self.case.departures), *self.case.departures)

    def data(self):
        """What style/change.js reads: the samples come first in the form."""
        return {"words": self.words, "fields": sorted(self.fields, key=lambda field: field["sample"] is None)}
