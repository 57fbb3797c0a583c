#!/usr/bin/env python3
"""How often each fuzzer runs, and what it reaches of the files that it is for: coverage.py FUZZERS FUZZER...

FUZZERS is where build.cmake has built them for this, with clang's counters in their code. Each starts from what it begins with and
from what was found before, goes on for a minute, or as many seconds as GOLDPROP_FUZZ_SECONDS says, and tells how many executions
that were; then the lines and branches that they have reached, file by file. Exit status: 0, 1 where a fuzzer fails or reaches nothing of a file, 77 where a tool is missing.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

# The files that a fuzzer is for: those that read what it makes up, or judge it.
FILES = {
    "json": ["golden/json_memory.c", "golden/locate.c"],
    "case": ["golden/node.c", "golden/case.c", "golden/problem.c", "golden/expectations.c", "golden/place.c", "golden/number.c"],
    "documents": ["golden/documents.c"],
    "answer": ["golden/answer.c", "golden/answer_table.c", "golden/factor.c"],
    "check": ["oracle/judge.c", "oracle/shadow.c", "oracle/conventions.c", "oracle/diagnose.c", "oracle/digits.c", "oracle/ratio.c",
              "report/report.c", "report/text.c", "report/json.c", "report/tap.c", "report/junit.c", "report/words.c"],
}


def tool(name):
    """LLVM's tools have the version of the compiler in their names, or none."""
    for candidate in (name, *(f"{name}-{version}" for version in range(14, 30))):
        if shutil.which(candidate):
            return candidate
    print(f"The coverage of the fuzzers needs {name} (Debian: llvm)")
    sys.exit(77)


def share(counts):
    return f"{counts['covered']} of {counts['count']} ({int(counts['percent'])} %)"


def measure(folder, fuzzer, seconds, profdata, cov):
    """Prints what a fuzzer has reached. Returns what is wrong, or nothing."""
    program, profile = folder / f"fuzz_{fuzzer}", folder / f"{fuzzer}.profile"
    done = subprocess.run([program, f"-max_total_time={seconds}", "-timeout=60", "-rss_limit_mb=1024",
                           "-print_final_stats=1", f"-artifact_prefix={folder / fuzzer}-", f"found/{fuzzer}", f"begin/{fuzzer}"],
                          cwd=folder, env={**os.environ, "LLVM_PROFILE_FILE": f"{profile}.raw"}, capture_output=True, text=True,
                          errors="replace")
    if done.returncode:
        return f"fuzz_{fuzzer}: expected it to find nothing, found exit status {done.returncode}:\n{done.stderr[-2000:]}"
    executions = re.search(r"stat::number_of_executed_units: (\d+)", done.stderr)[1]
    subprocess.run([profdata, "merge", "-sparse", f"{profile}.raw", "-o", profile], check=True)
    exported = subprocess.check_output([cov, "export", "-summary-only", f"-instr-profile={profile}", program], text=True)
    found = {file["filename"].split("/src/")[-1]: file["summary"] for file in json.loads(exported)["data"][0]["files"]}
    print(f"fuzz_{fuzzer}: {executions} executions")
    for file in FILES[fuzzer]:
        if file not in found or found[file]["lines"]["covered"] == 0:
            return f"fuzz_{fuzzer}: expected it to reach src/{file}, found that it does not; if the file has another name, mend FILES here"
        print(f"  src/{file}: lines {share(found[file]['lines'])}, branches {share(found[file]['branches'])}")
    return None


def main():
    folder, fuzzers = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    seconds = os.environ.get("GOLDPROP_FUZZ_SECONDS", "60")
    profdata, cov = tool("llvm-profdata"), tool("llvm-cov")
    if missing := set(fuzzers) ^ set(FILES):
        sys.exit(f"coverage.py: expected the files of each fuzzer, found a difference: {', '.join(sorted(missing))}")
    wrong = [problem for fuzzer in fuzzers if (problem := measure(folder, fuzzer, seconds, profdata, cov))]
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main()
