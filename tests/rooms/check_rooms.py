"""The nevers of the rooms of src: who may include whose headers, and which symbols the objects of a room may need from another.

usage: check_rooms.py includes SOURCE_FOLDER
       check_rooms.py symbols NM ROOM=OBJECT...     each object of each room
       check_rooms.py seen_red SOURCE_FOLDER NM COMPILER ROOM=OBJECT...

The last one breaks each rule, one at a time, and wants it to be found.
Exit status: 0 all holds, 1 something does not."""
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

# What a room may include, and need, of which other rooms. Of the reference the data types are everybody's; its arithmetic is not.
MAY_USE = {
    "elementary": [],
    "reference": ["elementary"],
    "fast": ["elementary", "reference"],
    "golden": ["reference"],
    "notation": ["golden", "reference"],
    "draw": ["elementary"],
    "oracle": ["golden", "reference"],
    "report": ["golden", "oracle", "reference"],
    "certify": ["golden", "reference"],
}

# Where not all of a room may be needed: these symbols and no others.
SHAPES = {"gp_bias_count", "gp_weight_count", "gp_output_layer"}
TABLES = {"gp_activations", "gp_losses", "gp_update_rules", "gp_clipping_names"}
MAY_NEED = {
    # None of the reference's sums; the plain step is for those who look at single numbers, and parameters move by its rules.
    ("fast", "reference"): SHAPES | TABLES | {"gp_sample_input", "gp_sample_target", "gp_observe_state", "gp_observe_forward",
                                              "gp_observe_epoch", "gp_sample_penalties", "gp_step", "gp_rate_of_epoch", "gp_clip_gradients", "gp_update"},
    ("golden", "reference"): SHAPES | TABLES | {"gp_rule_number_name", "gp_rule_number_at", "gp_network_create", "gp_network_free", "gp_workspace_create", "gp_workspace_free"},
    ("notation", "reference"): SHAPES | {"gp_trained_bias_count"},
    ("certify", "reference"): SHAPES,
}

# What the reference may need of the C library: memory, and what IEEE 754 leaves no choice in. Functions such as exp, which are others in
# every C library, it has from the room elementary. It reads and writes nothing.
REFERENCE_NEEDS = {"calloc", "free", "memset", "memcpy", "fabs", "fabsf", "sqrt"}
# What instruments of the build add: sanitizers, coverage, stack protection, position independence.
INSTRUMENTS = re.compile(r"__(asan|ubsan|tsan|msan|lsan|gcov|stack_chk|llvm|sanitizer)|_GLOBAL_OFFSET_TABLE_$|_+(memset|memcpy)_chk$")


def included_rooms(text):
    return [room for room in re.findall(r'^\s*#\s*include\s*["<](\w+)/', text, re.MULTILINE)]


def check_includes(source):
    """Complaints about the includes of each room's files."""
    complaints, rooms = [], [path for path in sorted((source / "src").iterdir()) if path.is_dir()]
    for room in rooms:
        if room.name in ("cli", "packages"):  # may use all; has no C
            continue
        if room.name not in MAY_USE:
            complaints.append(f"src/{room.name}: expected a room that check_rooms.py knows, found another")
            continue
        files = sorted(room.glob("*.[ch]"))
        if not files:
            complaints.append(f"src/{room.name}: expected files, found none")
        for file in files:
            text = file.read_text(encoding="utf-8")
            for used in included_rooms(text):
                if (source / "src" / used).is_dir() and used not in [room.name, *MAY_USE[room.name]]:
                    complaints.append(f"src/{room.name}/{file.name}: expected no header of {used}, found one")
            if room.name == "reference" and re.search(r"gp_depart|gp_departs|stdio\.h", text):
                complaints.append(f"src/reference/{file.name}: expected no departure and no input or output, found one")
    return complaints


def symbols_of(nm, objects):
    """(defined, needed) of objects."""
    defined, needed = set(), set()
    for line in subprocess.run([nm, "-g", *objects], check=True, capture_output=True, text=True).stdout.splitlines():
        parts = line.split()
        if len(parts) >= 2 and len(parts[-2]) == 1:
            (needed if parts[-2] in "Uwv" else defined).add(parts[-1])
    return defined, needed - defined


def check_symbols(nm, rooms):
    """Complaints about what the objects of each room need."""
    complaints, defined_in, needs = [], {}, {}
    for room, objects in rooms.items():
        defined, needs[room] = symbols_of(nm, objects)
        defined_in.update(dict.fromkeys(defined, room))
        if not defined:
            complaints.append(f"{room}: expected objects with symbols, found none")
    for room, needed in needs.items():
        for symbol in sorted(needed):
            owner = defined_in.get(symbol)
            if owner is None or owner == room:
                if room == "reference" and owner is None and symbol not in REFERENCE_NEEDS and not INSTRUMENTS.match(symbol):
                    complaints.append(f"reference: expected no need of {symbol}, found one")
            elif owner not in MAY_USE[room] or symbol not in MAY_NEED.get((room, owner), {symbol}):
                complaints.append(f"{room}: expected no need of {symbol} of {owner}, found one")
    return complaints


def rooms_of(words):
    rooms = collections.defaultdict(list)
    for word in words:
        room, _, objects = word.partition("=")
        rooms[room] += [name for name in objects.split("|") if name]
    missing = [room for room in MAY_USE if room not in rooms and room != "certify"]
    if missing or not set(rooms) <= set(MAY_USE):
        sys.exit(f"check_rooms.py: expected objects of {', '.join(MAY_USE)}, found those of {', '.join(rooms)}")
    return dict(rooms)


# One line of a file of a room, and whether its include, or its symbol, has to be found.
VIOLATIONS = [
    ("reference", '#include "golden/place.h"', True, False),
    ("reference", "#include <stdio.h>\nvoid gp_red(void);\nvoid gp_red(void) { puts(\"red\"); }", True, True),
    ("reference", "int gp_place_compare(const void *, const void *);\nint gp_red(void);\nint gp_red(void) { return gp_place_compare(0, 0); }",
     False, True),
    ("reference", "#include <math.h>\ndouble gp_red(double);\ndouble gp_red(double x) { return exp(x); }", False, True),
    ("elementary", '#include "reference/real.h"', True, False),
    ("reference", '#include "fast/train.h"', True, False),
    ("fast", '#include "golden/place.h"', True, False),
    ("fast", '#include "reference/forward.h"\nvoid gp_red(void);\nvoid gp_red(void) { gp_net_input(0, 0, 0); }', False, True),
    ("golden", '#include "fast/train.h"\nint gp_red(void);\nint gp_red(void) { return gp_fast_train(0); }', True, True),
    ("golden", '#include "oracle/tolerance.h"', True, False),
    ("golden", '#include "reference/forward.h"\nvoid gp_red(void);\nvoid gp_red(void) { gp_net_input(0, 0, 0); }', False, True),
    ("notation", '#include "oracle/run.h"', True, False),
    ("draw", '#include "reference/real.h"', True, False),
    ("oracle", '#include "certify/certify.h"', True, False),
    ("certify", '#include "elementary/elementary.h"', True, False),
    ("certify", '#include "reference/forward.h"\nvoid gp_red(void);\nvoid gp_red(void) { gp_net_input(0, 0, 0); }', False, True),
    ("certify", '#include "reference/activation.h"\nvoid gp_red(void);\nvoid gp_red(void) { gp_activate(0, 0, 0); }',
     False, True),
    ("certify", '#include "reference/activation.h"\nconst void *gp_red(void);\n'
                'const void *gp_red(void) { return &gp_activations[0]; }', False, True),
]


def see_red(source, nm, compiler, rooms):
    """Complaints about rules that can be broken without being found."""
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        for k, (room, code, include, symbol) in enumerate(VIOLATIONS):
            copy = pathlib.Path(folder) / str(k)
            for name in (path.name for path in (source / "src").iterdir() if path.is_dir()):
                (copy / "src" / name).mkdir(parents=True)
                (copy / "src" / name / "sound.c").write_text("", encoding="utf-8")
            red = copy / "src" / room / "red.c"
            red.write_text(code + "\n", encoding="utf-8")
            found = check_includes(copy)
            if include != (len(found) == 1 and f"src/{room}/red.c" in found[0]):
                complaints.append(f"{room}: {code!r}: includes: {found}")
            if symbol and room in rooms:
                subprocess.run([compiler, "-std=c17", "-O0", "-I", source / "src", "-c", red, "-o", red.with_suffix(".o")], check=True)
                found = check_symbols(nm, {**rooms, room: rooms[room] + [str(red.with_suffix(".o"))]})
                if not (len(found) == 1 and found[0].startswith(f"{room}: expected no need of ")):
                    complaints.append(f"{room}: {code!r}: symbols: {found}")
    return complaints


def main(words):
    if words[0] == "includes":
        complaints = check_includes(pathlib.Path(words[1]))
    elif words[0] == "symbols":
        complaints = check_symbols(words[1], rooms_of(words[2:]))
    else:
        complaints = see_red(pathlib.Path(words[1]), words[2], words[3], rooms_of(words[4:]))
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
