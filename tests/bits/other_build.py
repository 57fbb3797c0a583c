"""The same bits from another compiler, other flags, another machine: other_build.py SOURCE STEPS EMULATOR COMPILER FLAG...

Compiles the elementary functions, the reference, its fast twin and what runs the golden cases with them, in binary64 and in binary32; runs
each case of at most STEPS steps (under an emulator, if it is not called `none`), and compares the hash of all its numbers with
golden/bits.json, and the parameters of the fast twin with the reference's.
Exit status 77 where compiler or emulator is missing."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import independent

# All that computes, and none of what reads JSON.
COMPILED = ["reference/*", "fast/*", "elementary/*", "golden/catalogue", "golden/hash", "golden/number", "golden/place", "golden/setup",
            "golden/trace", "golden/values", "oracle/departed_run", "oracle/departure", "oracle/run"]
NUMBERS = ["momentum", "beta1", "beta2", "epsilon", "weight_decay", "bias_decay"]  # of an update rule


def word(text, what=""):
    return "GP_" + text.upper().replace("-", "_") + ("_LOSS" if what == "loss" else "")


def texts(values):
    return "(const char *[]){" + ", ".join(json.dumps(value) for value in values) + "}"


def layer_of(layer, inputs):
    biases = texts(layer["b"]) if "b" in layer else "NULL"
    frozen = layer.get("frozen", False)
    alpha = json.dumps(layer["alpha"]) if "alpha" in layer else "NULL"
    return (f"{{{inputs}, {{{layer['units']}, {word(layer['activation'])}, GP_BIAS_{layer['bias'].upper()}, "
            f"{str(layer.get('bias_trained', not frozen)).lower()}, {str(frozen).lower()}}}, {texts(w for row in layer['W'] for w in row)}, {biases}, {alpha}}}")


def problem_of(problem):
    """A gp_problem."""
    layers, inputs = [], problem["inputs"]
    for layer in problem["layers"]:
        layers.append(layer_of(layer, inputs))
        inputs = layer["units"]
    samples, loss, error, training = (problem[key] for key in ("samples", "loss", "error", "training"))
    over_samples, over_outputs = ("GP_MEAN" if mean else "GP_SUM" for mean in independent.ERROR_REDUCTIONS[error["reduction"]])
    rates, several = training["rate"], isinstance(training["rate"], list)
    clip = training.get("clip")
    departures = " | ".join(f"UINT64_C(1) << {word(name)}" for name in problem.get("departures", [])) or "0"
    return f"""{{.inputs = {problem['inputs']}, .outputs = {inputs}, .depth = {len(layers)},
     .layers = (gp_problem_layer[]){{{', '.join(layers)}}},
     .samples = {len(samples)}, .x = {texts(v for s in samples for v in s['input'])}, .t = {texts(v for s in samples for v in s['target'])},
     .loss = {word(loss['deviation'], 'loss')}, .loss_factor = {json.dumps(independent.loss_factor(problem))},
     .error = {word(error['deviation'], 'loss')}, .error_over_samples = {over_samples}, .error_over_outputs = {over_outputs},
     .error_factor = {json.dumps(error['factor'])}, .error_penalty = {str('penalty' in error).lower()},
     .update = {word(training.get('rule', 'gradient-descent'))}, .rates = {texts(rates if several else [rates])}, .rate_of_each_epoch = {str(several).lower()},
     .rule_numbers = {{{', '.join(f'[GP_NUMBER_{key.upper()}] = {json.dumps(training[key])}' for key in NUMBERS if key in training) or 'NULL'}}},
     .clipping = {word('clip-by-' + clip['by']) if clip else 'GP_CLIP_NONE'}, .clip_limit = {json.dumps(clip['limit']) if clip else 'NULL'}, .batch = {training['batch']},
     .reduction = {word(training['reduction'])}, .epochs = {training['epochs']}, .departures = {{{{{departures}}}}}}}"""


def steps(problem):
    return problem["training"]["epochs"] * -(-len(problem["samples"]) // problem["training"]["batch"])


def main(source, most_steps, emulator, compiler, *flags):
    source = pathlib.Path(source)
    for program in (compiler, emulator):
        if program != "none" and not shutil.which(program):
            print(f"skipped: {program} is not installed")
            return 77
    stored = json.loads((source / "golden" / "bits.json").read_text(encoding="utf-8"))["cases"]
    problems = {entry["case"]: json.loads((source / "golden" / "cases" / f"{entry['case']}.json").read_text(encoding="utf-8"))["problem"]
                for entry in stored}
    stored = [entry for entry in stored if steps(problems[entry["case"]]) <= int(most_steps)]
    compared = different = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        runs = ",\n".join(f"    {{{json.dumps(entry['case'])}, {problem_of(problems[entry['case']])}}}" for entry in stored)
        (folder / "problems.h").write_text(f"static const run_of_case runs[] = {{\n{runs}}};\n", encoding="utf-8")
        # Of jansson the headers alone, which are the same on every machine: a compiler for another one must not see this one's.
        headers = pathlib.Path(subprocess.run(["pkg-config", "--variable=includedir", "jansson"], capture_output=True, text=True,
                                              check=True).stdout.strip())
        for header in headers.glob("jansson*.h"):
            shutil.copy(header, folder)
        files = [path for pattern in COMPILED for path in sorted((source / "src").glob(f"{pattern}.c"))]
        for precision, define in (("binary64", []), ("binary32", ["-DGP_BINARY32"])):
            program = folder / precision
            subprocess.run([compiler, "-std=c17", "-ffp-contract=off", *flags, *define, f"-I{folder}", f"-I{source / 'src'}",
                            source / "tests" / "bits" / "run.c", *files, "-lm", "-o", program], check=True)
            output = subprocess.run([program] if emulator == "none" else [emulator, program], capture_output=True, text=True, check=True).stdout
            found = dict(line.split() for line in output.splitlines())
            for entry in stored:
                compared += 1
                if found.get(entry["case"]) != entry[precision]:
                    different += 1
                    print(f"{entry['case']} in {precision}: expected {entry[precision]}, found {found.get(entry['case'])}")
    print(f"{compiler} {' '.join(flags)}: {len(stored)} cases in two formats, {different} hashes differ")
    return 1 if different or compared < 20 else 0


sys.exit(main(*sys.argv[1:]))
