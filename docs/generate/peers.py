"""What other implementations make of the cases: docs/peers, which docs/check/peers.py keeps from the reports of their runs."""
import json

MARKS = {"passed": "✓", "unsupported": "–", "failed": "✗", "error": "✗", "known failure": "✗"}
NOT_RUN = "?"  # the case is newer than the report


def unique(items):
    """Each once, in the order in which it comes first."""
    return list({json.dumps(item): item for item in items}.values())


class Peer:
    """A kept report."""

    def __init__(self, path):
        self.name, report = path.stem, json.loads(path.read_text(encoding="utf-8"))
        self.about, self.adapter, self.options, self.known = (report[key] for key in ("peer", "adapter", "options", "known"))
        self.cases = {case["case"]: case for case in report["cases"]}

    def mark(self, case):
        return MARKS[self.cases[case.id]["result"]] if case.id in self.cases else NOT_RUN

    def total(self, key):
        return sum(case.get(key, 0) for case in self.cases.values())

    def conventions(self):
        """What it does in its own way, each convention once with each of its values."""
        return unique(custom for case in self.cases.values() for custom in case.get("conventions", []))

    def unsupported(self):
        """Why cases are not supported, each reason once."""
        return unique(case["why"] for case in self.cases.values() if case["result"] == "unsupported")

    def failures(self, cases):
        """(case, what became of it) of the cases that fail."""
        return [(case, self.cases[case.id]) for case in cases if self.mark(case) == "✗"]


def read_peers(folder):
    peers = [Peer(path) for path in sorted(folder.glob("*.json"))]
    if not peers:
        raise LookupError(f"{folder}: expected kept reports, found none: run ctest -L peers, then docs/check/peers.py with --write")
    return peers
