"""Reads the reports that are written for other programs, more strictly than these programs do."""

import json
import re
import xml.etree.ElementTree


def from_tap(text):
    """The results of a report in TAP 14: of each case whether it is ok, its description, its directive, its diagnostics."""
    lines = iter(text.splitlines())
    assert next(lines) == "TAP version 14"
    planned = int(re.fullmatch(r"1\.\.(\d+)", next(lines))[1])
    results = []
    for line in lines:
        if line.startswith("# ") and len(results) == planned and not (results[-1]["ok"] and "covered" not in results[-1]):
            continue  # what was found out of all cases together
        if line.startswith("# "):
            assert results[-1]["ok"] and not results[-1]["directive"]
            results[-1]["covered"] = line[2:]
            continue
        if line == "  ---":
            assert not results[-1]["ok"] and "diagnostics" not in results[-1]
            results[-1]["diagnostics"] = from_yaml(lines)
            continue
        point = re.fullmatch(r"(ok|not ok) (\d+) - ((?:[^\\#]|\\[\\#])+?)(?: # (SKIP|TODO) ((?:[^\\#]|\\[\\#])*))?", line)
        assert point, line
        assert int(point[2]) == len(results) + 1
        results.append({"ok": point[1] == "ok", "description": unescaped(point[3]), "directive": point[4],
                        "reason": unescaped(point[5])})
    assert len(results) == planned
    return results


def unescaped(text):
    return text and re.sub(r"\\([\\#])", r"\1", text)


def from_yaml(lines):
    """As much of YAML as the reports use: a message in quotes, and details line by line up to the end of the block."""
    message = re.fullmatch(r'  message: (".*")', next(lines))
    assert message
    assert next(lines) == "  details: |"
    details = []
    while (line := next(lines)) != "  ...":
        assert line.startswith("    "), line
        details.append(line[4:])
    return {"message": json.loads(message[1]), "details": details}


def from_junit(text):
    """The results of a report in JUnit's XML: of each case its name, what it is, message and details. The suite's counts are
    those of its cases."""
    suites = xml.etree.ElementTree.fromstring(text.encode())
    (suite,) = suites
    assert (suites.tag, suite.tag, suite.get("name")) == ("testsuites", "testsuite", "goldprop")
    results = []
    for case in suite:
        if case.tag == "system-out":  # what was found out of all cases together
            assert case.text and case is suite[-1]
            continue
        assert case.tag == "testcase" and case.get("classname") == "goldprop" and float(case.get("time")) >= 0
        (verdict,) = case
        if verdict.tag == "system-out":  # how much has passed
            assert verdict.text
            verdict = None
        results.append({"case": case.get("name"), "result": "passed" if verdict is None else verdict.tag,
                        "message": "" if verdict is None else verdict.get("message"),
                        "details": [] if verdict is None or not verdict.text else verdict.text.splitlines()})
    for count, result in [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]:
        assert int(suite.get(count)) == sum(found["result"] == result for found in results), count
    assert int(suite.get("tests")) == len(results)
    return results
