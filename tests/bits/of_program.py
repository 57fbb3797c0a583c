"""What `goldprop trace --hash` prints of all cases is what golden/bits.json has of binary64: of_program.py GOLDEN_FOLDER GOLDPROP"""

import json
import pathlib
import subprocess
import sys

golden, goldprop = sys.argv[1:]
bits = json.loads((pathlib.Path(golden) / "bits.json").read_text(encoding="utf-8"))
expected = [f"{entry['binary64']}  {entry['case']}" for entry in bits["cases"]] + [f"{bits['all']['binary64']}  all"]
found = subprocess.run([goldprop, "trace", "--hash"], capture_output=True, text=True, check=True).stdout.splitlines()
for one, other in zip(expected, found):
    if one != other:
        print(f"expected {one}, found {other}")
print(f"{len(found)} hashes, {'the same' if found == expected else 'not the same'}")
sys.exit(0 if found == expected else 1)
