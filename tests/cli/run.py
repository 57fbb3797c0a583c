"""Runs one command-line test for ctest, or lists them all.

    run.py --list         words.no_command, words.unknown_command, ...
    run.py words.no_command

The test words.no_command is the method test_no_command of a class in test_words.py. A skipped test ends with 77."""

import importlib
import pathlib
import sys
import unittest

SKIPPED = 77


def tests_of(module):
    """The tests of test_MODULE.py by their short names."""
    def flatten(suite):
        for item in suite:
            yield from flatten(item) if isinstance(item, unittest.TestSuite) else [item]

    suite = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module("test_" + module))
    tests = list(flatten(suite))
    named = {module + "." + test.id().rpartition(".test_")[2]: test for test in tests}
    assert len(named) == len(tests), f"two tests of test_{module}.py have the same name"
    return named


def main(word):
    if word == "--list":
        for file in sorted(pathlib.Path(__file__).parent.glob("test_*.py")):
            print("\n".join(tests_of(file.stem.removeprefix("test_"))))
        return 0
    test = tests_of(word.partition(".")[0])[word]
    result = unittest.TextTestRunner(verbosity=2).run(test)
    if not result.wasSuccessful():
        return 1
    return SKIPPED if result.skipped else 0


sys.dont_write_bytecode = True
sys.exit(main(sys.argv[1]))
