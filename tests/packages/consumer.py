"""A program of somebody else that has installed goldprop-data: consumer.py FOLDER VERSION, where FOLDER is what it is imported from."""
import hashlib
import importlib.resources
import sys

sys.path.insert(0, sys.argv[1])
import goldprop_data

release = goldprop_data.release()
cases = [goldprop_data.case(name) for name in goldprop_data.ids()]
assert goldprop_data.__file__.startswith(sys.argv[1]), goldprop_data.__file__
assert release["version"] == sys.argv[2], release["version"]
assert release["cases"] == len(cases) == len({case["id"] for case in cases})
assert release["exact"] == sum(len(case["expectations"]) for case in cases)
assert release["documents"] == len(goldprop_data.documents())
assert goldprop_data.schema("trace")["title"] == "Goldprop trace"
files = importlib.resources.files("goldprop_data")
for name, digest in release["sha256"].items():
    assert hashlib.sha256(files.joinpath(*name.split("/")).read_bytes()).hexdigest() == digest, name
print(f"goldprop-data {release['version']}: {len(cases)} cases, {release['exact']} numbers, {len(release['sha256'])} files with their checksums")
