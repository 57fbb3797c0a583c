"""Holds the golden data and a trace against their schemas, and shows that the schemas refuse what is wrong.

usage: validate_schema.py GOLDEN_FOLDER GOLDPROP
Exits with 77 where the module jsonschema is missing."""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("a module jsonschema that knows draft 2020-12 is missing (Debian: python3-jsonschema)")
    sys.exit(77)

golden, goldprop = pathlib.Path(sys.argv[1]), sys.argv[2]
failures = 0


def fail(text):
    global failures
    failures += 1
    print("FAILED:", text)


def refuse_constant(word):
    raise ValueError(f"{word} is not JSON")


def read(path):
    return json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse_constant)


def validator(name):
    schema = read(golden / f"{name}.schema.json")
    Draft202012Validator.check_schema(schema)
    check_closed(schema, name)
    return Draft202012Validator(schema)


def check_closed(schema, where):
    """Every object that a schema describes names all its keys. Rules that several of them share, in an allOf, name none."""
    if isinstance(schema, dict):
        shared = "allOf" in schema and "properties" not in schema
        if "object" in schema.get("type", []) and not shared and schema.get("additionalProperties") is not False:
            fail(f"{where}: an object that is not closed")
        for key, value in schema.items():
            check_closed(value, f"{where}/{key}")
    elif isinstance(schema, list):
        for value in schema:
            check_closed(value, where)


def accept(checker, value, what):
    for error in checker.iter_errors(value):
        fail(f"{what}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")


def program_refuses(value):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(value, file)
        file.flush()
        run = subprocess.run([goldprop, "verify", file.name], capture_output=True, text=True)
        return run.returncode == 2 and run.stderr.count("\n") == 1


def words_of_program(value):
    """The words that the program knows at a place, from its complaint about another."""
    run = subprocess.run([goldprop, "verify", "-"], input=json.dumps(value), capture_output=True, text=True)
    return re.findall(r'"([^"]*)"', run.stderr.partition(": expected ")[2].partition(", found ")[0])


def spoiled(value, path, new):
    """A copy with another value at a path; a list as the new value's last item, and DELETE takes the key away."""
    value = copy.deepcopy(value)
    place = value
    for key in path[:-1]:
        place = place[key]
    if new is DELETE:
        del place[path[-1]]
    else:
        place[path[-1]] = new
    return value


DELETE = object()


def refuse(checker, value, path, new, program=False):
    what = f"{'/'.join(map(str, path))} = {'nothing' if new is DELETE else json.dumps(new)}"
    broken = spoiled(value, path, new)
    if checker.is_valid(broken):
        fail(f"{checker.schema['title']}: accepted {what}")
    if program and not program_refuses(broken):
        fail(f"goldprop verify: accepted {what}")


case, trace, documents, bits = validator("case"), validator("trace"), validator("documents"), validator("bits")

# The golden data.
cases = sorted((golden / "cases").glob("*.json"))
if not cases:
    fail("no cases")
for path in cases:
    accept(case, read(path), path.name)
accept(documents, read(golden / "documents.json"), "documents.json")
accept(bits, read(golden / "bits.json"), "bits.json")
others = {path.name for path in golden.iterdir()} - {
    "README.md", "VERSION", "cases", "documents.json", "case.schema.json", "trace.schema.json", "documents.schema.json", "bits.json",
    "bits.schema.json"}
if others:
    fail(f"files that no schema is for: {others}")

# Cases that are wrong in one way. What the schema refuses, the program refuses too.
sound = read(golden / "cases" / "samsel.json")
printed = [number["name"] for number in sound["printed"]]
step, erratum = ["printed", printed.index("δ1")], ["printed", printed.index("w6_new")]
chain, loss = ["printed", 0], ["expectations", [e["quantity"] for e in sound["expectations"]].index("loss")]
weight, error = ["expectations", 0], ["expectations", len(sound["expectations"]) - 1]
layer = ["problem", "layers", 0]
number = layer + ["W", 0, 0]
net_input = ["names", [name["quantity"] for name in sound["names"]].index("z")]
biased = read(golden / "cases" / "neurons-one-step.json")
if program_refuses(sound) or program_refuses(biased):
    fail("goldprop verify: refused a sound case")
for path, new in [
    (["format"], "goldprop-case-2"), (["format"], DELETE), (["problem"], DELETE), (["problem"], []), (["comment"], "x"),
    (["title"], ""), (["description"], 7), (["names"], []), (["printed"], []), (["expectations"], []), (["names"], {}),
    (["problem", "inputs"], 0), (["problem", "inputs"], "2"), (["problem", "inputs"], DELETE), (["problem", "outputs"], 1),
    (["problem", "layers"], []), (["problem", "samples"], []), (["problem", "samples"], DELETE),
    (["problem", "samples", 0, "weight"], "1"), (["problem", "samples", 0, "target"], DELETE),
    (["problem", "samples", 0, "input"], []), (["problem", "samples", 0, "input"], "0.35"),
    (layer + ["units"], 0), (layer + ["units"], DELETE), (layer + ["units"], 1.5), (layer + ["activation"], "logistic"),
    (layer + ["activation"], "elu"), (layer + ["alpha"], "1"),
    (layer + ["bias"], "yes"), (layer + ["bias"], "shared"), (layer + ["b"], ["0.1"]), (layer + ["bias_trained"], True),
    (layer + ["W"], []), (layer + ["W", 0], []), (layer + ["W", 0], "0.1"), (layer + ["W", 0], [["0.1"], ["0.8"]]),
    (layer + ["w"], [["0.1", "0.8"]]),
    (number, 0.1), (number, None), (number, ""), (number, "-"), (number, "."), (number, "1e"), (number, "0x1p3"),
    (number, "nan"), (number, "inf"), (number, "1/-3"), (number, "1/.5"), (number, "1/2/3"), (number, " 1"), (number, "1 "),
    (number, "1,5"), (number, "1e000001"), (number, "0." + 1100 * "1"), (number, ["0.1"]),
    (["problem", "loss", "deviation"], "cubed"), (["problem", "loss", "factor"], 0.5), (["problem", "loss", "factor"], DELETE),
    (["problem", "note"], ""), (layer + ["source"], 7), (["problem", "training", "rate"], DELETE),
    (["problem", "training", "epochs"], DELETE),
    (["problem", "error", "reduction"], DELETE), (["problem", "error", "deviation"], "cubed"),
    (["problem", "training", "rate"], 1), (["problem", "training", "batch"], 0), (["problem", "training", "epochs"], -1),
    (["problem", "training", "epochs"], "1"), (["problem", "training", "reduction"], "average"),
    (["problem", "training", "momentum"], "0.9"), (["problem", "departures"], []), (["problem", "departures"], ["dropout"]),
    (["problem", "departures"], 2 * ["hidden-delta-from-updated-weights"]),
    (["record", "all"], []), (["record", "all"], [0, 0]), (["record", "all"], [-1]), (["record", "all"], ["0"]),
    (["record", "some"], [0]),
    (["names", 0, "name"], ""), (["names", 0, "layer"], DELETE), (["names", 0, "input"], DELETE), (["names", 0, "epoch"], 0),
    (["names", 0, "step"], -1), (["names", 0, "sample"], 0),
    (["names", 0, "quantity"], "V"), (["names", 0, "negated"], 1), (["names", 0, "decimals"], 41),
    (net_input + ["input"], 0),
    (chain + ["printed"], 0.755), (chain + ["printed"], "3/4"), (chain + ["printed"], "0.755 * 10"), (chain + ["printed"], ""),
    (chain + ["name"], DELETE), (chain + ["where"], DELETE), (chain + ["reading"], DELETE), (chain + ["reading"], "run"),
    (chain + ["reading"], "step"), (chain + ["reading"], "erratum"), (chain + ["operands"], ["x"]),
    (chain + ["erratum"], {"kind": "slip", "reason": "r", "right": "1"}), (chain + ["rounding"], "up"),
    (chain + ["right"], "1"), (step + ["right"], "1"), (erratum + ["right"], "1"), (chain + ["reading"], "noise"),
    (chain + ["negated"], "no"), (chain + ["step"], DELETE), (chain + ["sample"], DELETE), (chain + ["epoch"], 0),
    (chain + ["input"], 0), (chain + ["layer"], 0), (chain + ["page"], 3),
    (step + ["operands"], DELETE), (step + ["operands"], []), (step + ["operands"], ["δ", 1]),
    (erratum + ["erratum"], DELETE), (erratum + ["erratum", "kind"], "mistake"),
    (erratum + ["erratum", "kind"], "digits beyond the arithmetic"), (erratum + ["erratum", "reason"], DELETE),
    (erratum + ["erratum", "right"], "1/2"), (erratum + ["erratum", "right"], 0.5929), (erratum + ["erratum", "wrong"], "1"),
    (erratum + ["reading"], "chain"),
    (weight + ["exact"], 0.1), (weight + ["exact"], DELETE), (weight + ["exact"], "1/10"), (weight + ["exact"], "about 1"),
    (weight + ["amplification"], 1), (weight + ["tolerance"], "1"), (weight + ["input"], DELETE), (weight + ["unit"], DELETE),
    (weight + ["sample"], 0), (weight + ["quantity"], "error"), (weight + ["step"], -1),
    (loss + ["layer"], 1), (loss + ["sample"], DELETE), (error + ["step"], 0), (error + ["epoch"], DELETE), (error + ["unit"], 0),
]:
    refuse(case, sound, path, new, program=True)
noisy = read(golden / "cases" / "randomwalk.json")
noise = ["printed", [number["reading"] for number in noisy["printed"]].index("noise")]
if program_refuses(noisy):
    fail("goldprop verify: refused a sound case")
for path, new in [
    (noise + ["right"], DELETE), (noise + ["right"], 0.5), (noise + ["right"], "1/2"), (noise + ["operands"], ["h1"]),
    (noise + ["erratum"], {"kind": "slip", "reason": "r", "right": "1"}), (noise + ["reading"], "chain"),
    (noise + ["reading"], "erratum"),
]:
    refuse(case, noisy, path, new, program=True)
for name, path, new in [("frozen-layer", ["problem", "training", "clip"], {"by": "norm", "limit": "1"}),
                        ("clip-by-norm", ["problem", "layers", 1, "frozen"], True)]:
    refuse(case, read(golden / "cases" / f"{name}.json"), path, new, program=True)
refuse(case, biased, layer + ["b"], DELETE, program=True)
refuse(case, biased, layer + ["b"], [], program=True)
refuse(case, sound, ["id"], "Samsel 2")
refuse(case, sound, ["document"], "")

# What may be left out, and what may stand beside.
short = read(golden / "cases" / "softmax.json")
for path, new in [
    (["problem", "note"], "for people"), (["problem", "layers", 0, "source"], "page 7"), (["problem", "samples", 0, "note"], "two\nlines"),
    (["record", "note"], "x"), (["expectations", 0, "note"], "x"), (["problem", "loss", "factor"], DELETE), (["problem", "layers", 0, "bias"], DELETE),
    (["problem", "error", "factor"], DELETE), (["problem", "error"], {"deviation": "cross-entropy", "reduction": "mean-over-samples"}),
]:
    changed = spoiled(short, path, new)
    accept(case, changed, f"{path} = {new}")
    if program_refuses(changed):
        fail(f"goldprop verify: refused {path} = {new}")

# The words of the schema are those of the program.
known = case.schema["$defs"]
problem = known["problem"]["properties"]
for path, words in [
    (layer + ["activation"], known["layer"]["properties"]["activation"]), (layer + ["bias"], known["layer"]["properties"]["bias"]),
    (["problem", "loss", "deviation"], problem["loss"]["properties"]["deviation"]),
    (["problem", "error", "deviation"], problem["error"]["properties"]["deviation"]),
    (["problem", "error", "reduction"], problem["error"]["properties"]["reduction"]), (["problem", "training", "reduction"], known["reduction"]),
    (["problem", "training", "rule"], problem["training"]["properties"]["rule"]),
    (["problem", "departures", 0], problem["departures"]["items"]), (["names", 0, "quantity"], known["quantity"]),
    (chain + ["reading"], known["printed"]["properties"]["reading"]),
    (erratum + ["erratum", "kind"], known["printed"]["properties"]["erratum"]["properties"]["kind"]),
]:
    of_schema, of_program = words.get("enum", [words.get("const")]), words_of_program(spoiled(sound, path, "unheard-of"))
    if not of_program or sorted(of_schema) != sorted(of_program):
        fail(f"{'/'.join(map(str, path))}: the schema has the words {of_schema}, and the program {of_program}")

listed = read(golden / "documents.json")
for path, new in [
    ([0, "id"], "An Id"), ([0, "id"], DELETE), ([0, "title"], ""), ([0, "origin"], DELETE), ([0, "good_for"], DELETE),
    ([0, "remarks"], []), ([0, "remarks"], "one"), ([0, "remarks", 0], 7), ([0, "year"], 1986), ([0], "samsel"),
]:
    refuse(documents, listed, path, new)

# Every case, in order, and nothing but hashes.
hashes = read(golden / "bits.json")
if [entry["case"] for entry in hashes["cases"]] != sorted(path.stem for path in cases):
    fail("bits.json: expected an entry for each case, by id")
for path, new in [
    (["format"], "goldprop-bits-2"), (["format"], DELETE), (["all"], DELETE), (["all", "binary32"], DELETE), (["all", "binary16"], "0"),
    (["cases"], []), (["cases"], {}), (["cases", 0, "case"], DELETE), (["cases", 0, "case"], "A Case"), (["cases", 0, "numbers"], 0),
    (["cases", 0, "numbers"], "18"), (["cases", 0, "binary64"], DELETE), (["cases", 0, "binary64"], 7), (["cases", 0, "binary32"], "123"),
    (["cases", 0, "binary32"], 15 * "0" + "A"), (["cases", 0, "hash"], "FNV"), (["hash"], "FNV"),
]:
    refuse(bits, hashes, path, new)

# Traces, and what programs may answer.
traced = []
for arguments in [["samsel"], ["randomwalk"], ["neurons-50-epochs", "--epochs", "0,49-50"], ["samsel", "--epochs", "1"],
                  ["randomwalk-rate-0-01", "--recorded"]]:
    run = subprocess.run([goldprop, "trace", *arguments], capture_output=True, text=True, check=True)
    traced.append(json.loads(run.stdout, parse_constant=refuse_constant))
    accept(trace, traced[-1], f"goldprop trace {' '.join(arguments)}")
first, error = ["steps", 0], ["errors", 0, "error"]
layer, weights, activations = first + ["parameters", 0], first + ["parameters", 0, "W"], first + ["samples", 0, "layers", 0]
for path, new in [
    (["format"], "goldprop-trace-2"), (["format"], DELETE), (["precision"], "double"), (["case"], ""), (["cases"], []),
    (["steps"], {}), (["errors"], 7), (["unsupported"], "no sigmoid"), (["unsupported"], ""), (["unsupported"], 7),
    (["conventions"], []), (["conventions"], {"delta": "-"}), (["conventions"], {"gradients": "-dE/dz"}),
    (["conventions"], {"W": "[j][i]"}), (["conventions"], {"layers_from": 2}), (["conventions"], {"steps_from": "1"}),
    (["conventions"], {"loss_factor": 0}), (["conventions"], {"loss_factor": "-1"}), (["conventions"], {"error_factor": "half"}), (["conventions"], {"delta_factor": "1/(samples)"}),
    (["conventions"], {"b": "-b"}), (["conventions"], {"gradient_factor": "*rate"}),
    (["conventions"], {"loss": "1/2"}),
    (first + ["step"], -1), (first + ["step"], "0"), (first + ["step"], DELETE), (first + ["z"], []), (first + ["samples"], 1),
    (layer + ["layer"], DELETE), (layer + ["layer"], -1), (layer + ["V"], []), (layer + ["b"], 0.5),
    (weights, []), (weights, [0.1, 0.8]), (weights + [0], []), (weights + [0], None), (weights + [0, 0], True),
    (first + ["samples", 0, "sample"], DELETE), (first + ["samples", 0, "E"], 0.1), (first + ["samples", 0, "loss"], [0.1]),
    (activations + ["layer"], 0.5), (activations + ["y"], [1]), (activations + ["z"], []), (activations + ["z"], 1),
    (first + ["gradients", 0, "W"], [[1]]), (first + ["gradients", 0, "layer"], DELETE),
    (["errors", 0, "epoch"], DELETE), (["errors", 0, "step"], 0),
    (error, "1/2"), (error, ""), (error, "nan(7)"), (error, "0x1p3"), (error, "1e999999"), (error, " 1"), (error, False),
]:
    refuse(trace, traced[0], path, new)
for path, new in [
    (error, "0.1"), (error, "-.5E-3"), (error, "nan"), (error, "NaN"), (error, "-Infinity"), (error, "+inf"), (error, None),
    (["steps"], DELETE), (["steps"], []), (["errors"], DELETE), (["errors"], None), (["precision"], "bfloat16"),
    (["precision"], DELETE), (["case"], DELETE), (["unsupported"], None),
    (["conventions"], {"delta": "-dE/dz", "gradients": "-dE/dW", "W": "[input][unit]", "layers_from": 0, "steps_from": 1,
                       "samples_from": 1, "epochs_from": 1, "loss_factor": "1/2", "error_factor": 0.5, "b": "threshold",
                       "delta_factor": "1/samples", "gradient_factor": "2*rate/batch"}),
    (first + ["parameters"], []), (first + ["gradients"], DELETE), (first + ["samples", 0, "loss"], DELETE),
    (layer + ["layer"], 0), (layer + ["b"], DELETE), (weights + [0, 0], "0.1"), (activations + ["z", 0], None),
    (activations + ["delta"], None),
]:
    accept(trace, spoiled(traced[0], path, new), f"a trace with {'/'.join(map(str, path))} = {new}")
for answer in [{"unsupported": "no sigmoid"}, {"format": "goldprop-trace-1", "case": "samsel", "unsupported": "no sigmoid"},
               {"format": "goldprop-trace-1"}]:
    accept(trace, answer, f"the answer {answer}")
for key, new in [("precision", "binary64"), ("conventions", {}), ("steps", []), ("errors", [])]:
    refuse(trace, {"unsupported": "no sigmoid"}, [key], new)

print(f"{len(cases)} cases, {len(listed)} documents, {len(traced)} traces; {failures} failures")
sys.exit(1 if failures else 0)
