#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tools/format-check finds a bad layout, mends it, and passes this tree."""

import os
import sys

from scratch import Tree, tool
from tap import Tap

GOOD = "int\nmain(void)\n{\n    if (1) {\n        return 0;\n    }\n    return 1;\n}\n"
BAD = "int main( void ) {\n  if (1) { return 0; }\n  return 1;\n}\n"


def main():
    """With the word `tree` it asks this tree too."""
    tap = Tap()
    tree = Tree({"good.c": GOOD, "bad.c": BAD})
    good, bad = os.path.join(tree.path, "good.c"), os.path.join(tree.path, "bad.c")
    code, said = tool("format-check", good)
    tap.case("the house layout passes", code == 0, said)
    code, said = tool("format-check", good, bad)
    tap.case("another layout is found, with its line", code == 1 and "bad.c:1: " in said, said)
    code, said = tool("format-check", "--fix", bad)
    with open(bad, encoding="utf-8") as file:
        mended = file.read()
    tap.case("it is mended when asked", code == 0 and mended == GOOD, said + mended)
    if "tree" in sys.argv[1:]:
        code, said = tool("format-check")
        tap.case("every file of this tree has the house layout", code == 0, said)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
