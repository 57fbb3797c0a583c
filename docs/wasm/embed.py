#!/usr/bin/env python3
"""Makes a script of a WebAssembly module: embed.py WASM SCRIPT. A page that is opened as a file may not fetch the module itself."""
import base64
import pathlib
import sys

wasm, script = map(pathlib.Path, sys.argv[1:])
script.write_text(f"window.goldpropReference = '{base64.b64encode(wasm.read_bytes()).decode()}';\n", encoding="ascii")
