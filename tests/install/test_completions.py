#!/usr/bin/env python3
"""Completion in bash, zsh and fish, as a user has it who has installed goldprop: test_completions.py SHELL PREFIX.

Each shell is asked what it would put in the place of the last word of a line. Exits with 77 where the shell is not installed.
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import time

# A line, and what is offered for its last word.
OFFERED = [
    ("goldprop ver", {"verify"}),
    ("goldprop ce", {"certify"}),
    ("goldprop verify --qu", {"--quiet"}),
    ("goldprop run --write", {"--write-known-failures"}),
    ("goldprop run -f ju", {"junit"}),
    ("goldprop check samsel-t", {"samsel-textbook"}),
    ("goldprop check samsel", {"samsel", "samsel-general", "samsel-textbook"}),
    ("goldprop show --format tex", {"text"}),
    # None of ours: a format that a command does not have, a word where a command takes none, words of somebody else's program.
    ("goldprop verify -f jun", set()),
    ("goldprop list samsel", set()),
    ("goldprop run -- other samsel", set()),
]


def in_bash(prefix, line):
    script = prefix / "share/bash-completion/completions/goldprop"
    words = line.split(" ")
    shown = subprocess.run(
        ["bash", "--norc", "-c", f'source "{script}"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _goldprop; printf "%s\\n" "${{COMPREPLY[@]}}"',
         "bash", *words], capture_output=True, text=True, check=True)
    return set(shown.stdout.split())


def in_fish(prefix, line):
    script = prefix / "share/fish/vendor_completions.d/goldprop.fish"
    shown = subprocess.run(["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"], capture_output=True, text=True, check=True)
    return {offer.split("\t")[0] for offer in shown.stdout.splitlines()}


def read_until(terminal, pattern, seconds=20):
    """What a program writes on its terminal, up to a pattern, or as long as it takes to see that it does not come."""
    seen, end = "", time.monotonic() + seconds
    while not re.search(pattern, seen) and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 65536).decode(errors="replace")
    return seen


def in_zsh(prefix, line):
    """zsh completes only for somebody at a terminal. All that it would offer is caught where it is told of it."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ |= {"TERM": "dumb", "PS1": "", "PROMPT": ""}
        os.execvp("zsh", ["zsh", "-f", "-i"])
    setup = (f"fpath=({prefix}/share/zsh/site-functions $fpath); autoload -U compinit; compinit -u -D; unsetopt zle_bracketed_paste; "
             # A function in the place of the builtin that adds offers; it asks the builtin which of them fit.
             "compadd() { local -a fits; builtin compadd -O fits \"$@\"; local offer; for offer in $fits; do print -r -- \"<$offer>\"; done; "
             "builtin compadd \"$@\" }; "
             "setopt no_list_beep; print rea''dy\n")
    try:
        os.write(terminal, setup.encode())
        read_until(terminal, "ready")
        os.write(terminal, f"{line}\t".encode())
        time.sleep(0.2)
        os.write(terminal, b"\x15print do''ne\n")
        return set(re.findall(r"<([^<>\s]+)>", read_until(terminal, r"done")))
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        os.close(terminal)


def main():
    shell, prefix = sys.argv[1], pathlib.Path(sys.argv[2])
    if not shutil.which(shell):
        print(f"skipped: {shell} is not installed")
        sys.exit(77)
    os.environ["PATH"] = f"{prefix}/bin:{os.environ['PATH']}"
    os.chdir(prefix)  # where no file has a name that begins like a word of these
    offers = {"bash": in_bash, "fish": in_fish, "zsh": in_zsh}[shell]
    wrong = 0
    for line, expected in OFFERED:
        found = offers(prefix, line)
        if found != expected:
            print(f"{shell}: {line!r}: expected {sorted(expected)}, found {sorted(found)}")
            wrong += 1
    print(f"{shell}: {len(OFFERED)} lines completed, {wrong} in another way than expected")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
