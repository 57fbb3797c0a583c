"""Lists the tests of this folder, as python3 -m unittest takes them."""

import pathlib
import unittest


def names(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from names(item)
        else:
            yield item.id()


print("\n".join(names(unittest.defaultTestLoader.discover(pathlib.Path(__file__).parent))))
