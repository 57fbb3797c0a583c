#!/usr/bin/env python3
"""The action for GitHub, step by step, as a runner takes it: action.py SOURCE WORK.

What it installs is left out, and what another action does. Its other steps run in a shell, with their inputs: of a right program, of a
wrong one, of one that does not start, and of one whose known failures are listed.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree

import yaml

source, work = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
folder = source / ".github/actions/check"
action = yaml.safe_load((folder / "action.yml").read_text(encoding="utf-8"))
subject = source / "docs/examples/subject.py"


def expect(what, wanted, found):
    if wanted != found:
        sys.exit(f"action.py: {what}: expected {wanted!r}, found {found!r}")


def filled_in(text, values):
    """A text with what stands in ${{ }} put in."""
    return re.sub(r"\$\{\{ *([\w.]+) *\}\}", lambda found: values[found.group(1)], text)


def environment_of(step, values):
    own = {name: filled_in(text, values) for name, text in step.get("env", {}).items()}
    return os.environ | {"PATH": f"{work}/bin:{os.environ['PATH']}", "GITHUB_ACTION_PATH": str(folder), "GITHUB_OUTPUT": str(work / "outputs"),
                         "GITHUB_STEP_SUMMARY": str(work / "summary.md")} | own


def run_action(**inputs):
    """Runs the steps until one fails, as a runner does. Returns the exit status of the last one."""
    values = {"runner.temp": str(work)}
    for name, about in action["inputs"].items():
        values[f"inputs.{name}"] = inputs.get(name, about.get("default", ""))
    for file in ("outputs", "summary.md"):
        (work / file).write_text("", encoding="utf-8")
    for step in action["runs"]["steps"]:
        if "run" not in step:
            continue
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", filled_in(step["run"], values)],
                              env=environment_of(step, values), cwd=work)
        if done.returncode != 0:
            return done.returncode
    return 0


def written():
    """What the action leaves: its badge's message, the suites of JUnit's report, and the summary."""
    outputs = dict(line.split("=", 1) for line in (work / "outputs").read_text(encoding="utf-8").splitlines())
    expect("its outputs", sorted(action["outputs"]), sorted(outputs))
    badge = json.loads(pathlib.Path(outputs["badge"]).read_text(encoding="utf-8"))
    suites = xml.etree.ElementTree.parse(outputs["junit"]).getroot()
    return badge["message"], suites, (work / "summary.md").read_text(encoding="utf-8")


shutil.rmtree(work, ignore_errors=True)
(work / "bin").mkdir(parents=True)
(work / "bin/sudo").write_text('#!/bin/sh\necho "not done here: $*"\n', encoding="utf-8")
(work / "bin/sudo").chmod(0o755)
(work / "known.txt").write_text("hello: error\n", encoding="utf-8")

expect("a right program", 0, run_action(command=f"python3 '{subject}'", options="--case hello --case 'samsel-*'"))
message, suites, summary = written()
expect("a right program", "right", message)
expect("JUnit's cases", 3, len(list(suites.iter("testcase"))))
expect("the summary's verdict", True, "backpropagation is right" in summary and "3 passed, 0 failed" in summary)

expect("an empty answer", 1, run_action(command="true", options="--case hello"))
message, suites, summary = written()
expect("an empty answer", "wrong", message)
expect("JUnit's errors", 1, len(list(suites.iter("error"))))

expect("an option that is none", 2, run_action(command="true", options="--nonsense"))
expect("an option that is none", True, "goldprop-report/badge.json" in (work / "outputs").read_text(encoding="utf-8"))
expect("what is known", 0, run_action(command="true", options=f"--case hello --known-failures '{work}/known.txt'"))

# The reports are kept whether the check passes or not, and the workflow of this repository runs the gate.
kept = [step for step in action["runs"]["steps"] if "uses" in step]
expect("the steps of others", [("always()", "${{ runner.temp }}/goldprop-report")], [(step["if"], step["with"]["path"]) for step in kept])
workflow = yaml.safe_load((source / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
steps = workflow["jobs"]["gate"]["steps"]
expect("the workflow's last step", True, steps[-1]["run"].endswith(".ci/run") and os.access(source / ".ci/run", os.X_OK))
print(f"action.py: {sum('run' in step for step in action['runs']['steps'])} steps of the action, 4 programs, the workflow")
