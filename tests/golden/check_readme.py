"""Runs the example of golden/README.md as a reader would, and holds what the README quotes against the golden data.

usage: check_readme.py GOLDEN_FOLDER GOLDPROP TOLERANCE_HEADER"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

golden, goldprop, header = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
readme = (golden / "README.md").read_text(encoding="utf-8")
failures = []


def blocks(language):
    found = re.findall(rf"^```{language}\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    if not found:
        failures.append(f"no example in {language}")
    return found


def run_example(folder):
    return subprocess.run([sys.executable, "-c", blocks("python")[0]], cwd=folder, capture_output=True, text=True)


def words(text):
    return "".join(text.split())


# The example passes on the data as it is, and counts every expectation.
name = re.search(r'open\("(cases/[a-z0-9-]+\.json)"', blocks("python")[0])[1]
case = json.loads((golden / name).read_text(encoding="utf-8"))
count = len(case["expectations"])
run = run_example(golden)
if run.returncode != 0 or run.stdout != f"{count} of {count} numbers pass\n" or count < 20:
    failures.append(f"the example: exit {run.returncode}\n{run.stdout}{run.stderr}")

# It fails where an expectation of any quantity is another number: a few units in the tenth digit are far outside each bound.
with tempfile.TemporaryDirectory() as folder:
    (pathlib.Path(folder) / "cases").mkdir()
    for k, expectation in {e["quantity"]: (k, e) for k, e in enumerate(case["expectations"])}.values():
        spoiled = json.loads(json.dumps(case))
        spoiled["expectations"][k]["exact"] = repr(float(expectation["exact"]) * (1 + 3e-10) + 1e-25)
        (pathlib.Path(folder) / name).write_text(json.dumps(spoiled), encoding="utf-8")
        run = run_example(folder)
        if run.returncode != 1 or f"{count - 1} of {count} numbers pass" not in run.stdout:
            failures.append(f"the example does not see that expectation {k} is wrong: {run.stdout}{run.stderr}")

# Its constant is the program's.
k = re.search(r"^K, U = (\d+), ", blocks("python")[0], re.MULTILINE)[1]
if not re.search(rf"^#define GP_TOLERANCE_K {k}$", header.read_text(encoding="utf-8"), re.MULTILINE):
    failures.append(f"K = {k} is not GP_TOLERANCE_K")

# What it quotes as JSON stands so in the data, or in a trace.
trace = subprocess.run([goldprop, "trace", "samsel"], capture_output=True, text=True, check=True).stdout
sources = [words((golden / f"cases/{id}.json").read_text(encoding="utf-8")) for id in ("samsel", "neurons-one-step", "randomwalk")]
sources += [words(trace)]
for block in blocks("json"):
    if not any(words(block) in source for source in sources):
        failures.append(f"quoted, but not in the data:\n{block}")

# Each key and word of the schema is explained, and each file is listed.
schema = (golden / "case.schema.json").read_text(encoding="utf-8")
for kind in json.loads(schema)["$defs"]["printed"]["properties"]["erratum"]["properties"]["kind"]["enum"]:
    if f"| `{kind}` |" not in readme:
        failures.append(f"the kind of erratum {kind} is not explained")
for departure in json.loads(schema)["$defs"]["problem"]["properties"]["departures"]["items"]["enum"]:
    if f"| `{departure}` |" not in readme:
        failures.append(f"the departure {departure} is not explained")


def keys(value):
    if isinstance(value, dict):
        yield from value.get("properties", {})
        for child in value.values():
            yield from keys(child)
    elif isinstance(value, list):
        for child in value:
            yield from keys(child)


for key in sorted(set(keys(json.loads(schema)))):
    if f"`{key}`" not in readme and f'"{key}"' not in readme:
        failures.append(f"the key {key} is not explained")
for file in golden.iterdir():
    if file.name not in ("README.md", "cases") and f"`{file.name}`" not in readme:
        failures.append(f"{file.name} is not listed")

print(f"{len(blocks('json'))} quotations, {count} numbers; {len(failures)} failures")
for failure in failures:
    print("FAILED:", failure)
sys.exit(1 if failures else 0)
