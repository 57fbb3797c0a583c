#!/usr/bin/env python3
"""The tables of the elementary functions are those that their script makes: check_tables.py SOURCES."""
import pathlib
import sys

FOLDER = pathlib.Path(sys.argv[1]) / "elementary"
sys.path.insert(0, str(FOLDER))
sys.dont_write_bytecode = True
import tables  # noqa: E402

faults = [name for name in tables.TABLES if tables.text_of(name) != (FOLDER / name).read_text(encoding="utf-8")]
made = {path.name for path in FOLDER.glob("*_table.h")}
for name in faults:
    print(f"{name}: expected what tables.py makes, found something else: run python3 src/elementary/tables.py src/elementary")
for name in made ^ set(tables.TABLES):
    print(f"{name}: expected every table to be made by tables.py, and to be there")
print(f"{len(tables.TABLES)} tables, {len(faults)} faults")
sys.exit(1 if faults or made ^ set(tables.TABLES) else 0)
