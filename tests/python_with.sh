#!/bin/sh
# python_with.sh MODULE ARGUMENT...: runs the first python3 that has a module, on the path or the system's own, with the arguments.
# Exits with 77, which ctest takes for a skipped test, where no python3 has it. It is looked for at each call, so that a package that
# is installed later is found.
module=$1
shift
for python in python3 /usr/bin/python3; do
    "$python" -c "import importlib.util as u; raise SystemExit(u.find_spec('$module') is None)" 2>/dev/null && exec "$python" "$@"
done
echo "expected a python3 that has the module $module, found none" >&2
exit 77
