#!/usr/bin/env python3
"""Keeps what the reports of the peers say, for the page about implementations: peers.py REPORTS KEPT [--write].

REPORTS is the folder to which the tests peers.* write, KEPT is docs/peers. Without --write each difference is a line, and the exit
status 1; 77 where there are no reports. What differs from machine to machine, such as paths and last digits, is not kept.
"""
import json
import pathlib
import re
import sys

COUNTS = ("compared", "right", "missing")


def adapter_and_options(command):
    """The program of the peer in tests/peers, and the words after it: of what is compiled, its source without the flavour."""
    words = [pathlib.Path(word).name for word in command]
    at = next(i for i, word in enumerate(words) if word.startswith("with_"))
    return words[at] if "." in words[at] else words[at].rsplit("_", 1)[0] + ".c", words[at + 1:]


def about(adapter):
    """What the head of an adapter says: "A peer in NAME (VERSION): ..." up to the end of the sentence."""
    text = " ".join(re.sub(r"^(//|#|/\*| \*)", "", line).strip(' "') for line in adapter.read_text(encoding="utf-8").splitlines()[:6])
    return re.search(r"A peer in (.*?\))[,:]", text).group(1)


def kept_case(case):
    kept = {key: case[key] for key in ("case", "result", "precision", *COUNTS) if key in case}
    if case.get("why"):
        kept["why"] = case["why"].removeprefix("unsupported: ")
    if case.get("conventions"):
        kept["conventions"] = [{key: custom[key] for key in ("name", "value")} for custom in case["conventions"]]
    if case.get("findings"):
        kept["first"] = {key: case["findings"][0][key] for key in ("place", "anchor")}
    if case.get("explanations"):
        kept["explanations"] = case["explanations"]
    return kept


def known_reason(path):
    """What the comments of a list of known failures say."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return " ".join(line.lstrip("# ") for line in lines if line.startswith("#"))


def kept_report(path, adapters):
    report = json.loads(path.read_text(encoding="utf-8"))
    adapter, options = adapter_and_options(report["subject"])
    return {"peer": about(adapters / adapter), "adapter": adapter, "options": options,
            "known": known_reason(adapters / (path.stem + ".known")),
            "cases": sorted(map(kept_case, report["cases"]), key=lambda case: case["case"])}


def differences(now, kept):
    for key in ("peer", "adapter", "options", "known"):
        if now[key] != kept[key]:
            yield f"{key}: expected {kept[key]}, found {now[key]}"
    ours, theirs = ({case["case"]: case for case in report["cases"]} for report in (now, kept))
    for case in sorted(ours.keys() | theirs.keys()):
        if ours.get(case) != theirs.get(case):
            yield f"{case}: expected {theirs.get(case)}, found {ours.get(case)}"


def main():
    reports, keep = (pathlib.Path(word) for word in sys.argv[1:3])
    write = sys.argv[3:] == ["--write"]
    adapters = pathlib.Path(__file__).resolve().parents[2] / "tests" / "peers"
    found = sorted(path for path in reports.glob("*.json") if path.stat().st_size > 0)
    faults = 0
    for path in found:
        now, kept = kept_report(path, adapters), keep / path.name
        if write:
            kept.write_text(json.dumps(now, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            continue
        before = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {"cases": []}
        for fault in differences(now, before) if kept.exists() else ["expected a kept report, found none"]:
            print(f"docs/peers/{path.name}: {fault}: look at it, then run {pathlib.Path(sys.argv[0]).name} with --write")
            faults += 1
    print(f"{len(found)} reports, {faults} differences")
    return 77 if not found else 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
