#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tools/floors finds each fault it claims to find, passes a sound tree, and passes this one."""

import os
import subprocess
import sys

from scratch import ROOT, Tree, tool, tool_on
from tap import Tap

SOUND = {
    "src/base/memory.h": "#include <stddef.h>\n",
    "src/model/model.h": '#include "base/memory.h"\n',
    "src/check/check.h": '#include "model/model.h"\n#include "base/memory.h"\n',
    "src/check/internal.h": '#include "check/check.h"\n',
    "src/api/api.c": '#include "muster/post.h"\n#include "check/check.h"\n',
    "src/cli/main.c": '#include <muster/post.h>\n#include "check/check.h"\n',
    "include/muster/post.h": '#include "muster/status.h"\n',
    "include/muster/status.h": "#include <stdint.h>\n",
    "examples/plan.c": "#include <muster/post.h>\n#include <stdio.h>\n",
}

BAD = [
    ("an include upward", {"src/base/text.c": '#include "model/model.h"\n'}, "upward (F1)"),
    ("check including solve", {"src/check/steal.c": '#include "solve/solve.h"\n',
                               "src/solve/solve.h": "\n"}, "sideways (F1)"),
    ("solve including check", {"src/solve/steal.c": '#include "check/check.h"\n'}, "sideways (F1)"),
    ("an include upward with a space after the hash",
     {"src/base/text.c": ' #  include "check/check.h"\n'}, "upward (F1)"),
    ("an include upward in angle brackets",
     {"src/base/text.c": "#include <model/model.h>\n"}, "upward (F1)"),
    ("a low floor that includes the public interface",
     {"src/base/text.c": '#include "muster/post.h"\n'}, "upward (F1)"),
    ("the api including the command line",
     {"src/api/x.c": '#include "cli/main.h"\n'}, "upward (F1)"),
    ("a public header that includes an inner one",
     {"include/muster/plan.h": '#include "base/memory.h"\n'}, "which users lack (F2)"),
    ("an example that sees an inner header",
     {"examples/sly.c": '#include "base/memory.h"\n'}, "sees include/muster only"),
    ("two headers that include each other",
     {"src/base/a.h": '#include "base/b.h"\n', "src/base/b.h": '#include "base/a.h"\n'},
     "src/base/a.h -> src/base/b.h -> src/base/a.h (F3)"),
    ("a header that includes itself", {"src/base/a.h": '#include "base/a.h"\n'}, "(F3)"),
    ("a folder without a floor", {"src/extra/x.c": "\n"}, "has no floor"),
    ("an include without its folder", {"src/check/x.c": '#include "check.h"\n'}, "(F4)"),
    ("an include by a way round", {"src/check/x.c": '#include "../base/memory.h"\n'}, "(F4)"),
]


def library(tree, folder, text):
    """Compiles a text into the library of a folder, laid out as the build does."""
    where = os.path.join(tree.path, "build", "src", folder)
    os.makedirs(where)
    source = os.path.join(where, "x.c")
    with open(source, "w", encoding="utf-8") as file:
        file.write(text)
    subprocess.run(["gcc", "-c", source, "-o", source + ".o"], check=True)
    archive = os.path.join(where, "libmuster-%s.a" % folder)
    subprocess.run(["ar", "rc", archive, source + ".o"], check=True)


def main():
    tap = Tap()
    code, said = tool_on(SOUND, "floors")
    tap.case("a sound tree passes", code == 0, said)
    for title, files, expected in BAD:
        code, said = tool_on({**SOUND, **files}, "floors")
        tap.case("%s is found" % title, code == 1 and expected in said, said)
    code, said = tool_on({"README": "x"}, "floors")
    tap.case("a tree without sources is no success", code != 0, said)

    tree = Tree(SOUND)
    library(tree, "check", "int mst_check(void) { return 0; }\n")
    library(tree, "judge", "int mst_check(void);\nint f(void) { return mst_check(); }\n")
    build = os.path.join(tree.path, "build")
    code, said = tool("floors", "--root", tree.path, "--libraries", build)
    tap.case("a library that needs a lower one passes", code == 0, said)
    library(tree, "solve", "int mst_check(void);\nint g(void) { return mst_check(); }\n")
    code, said = tool("floors", "--root", tree.path, "--libraries", build)
    tap.case("solve that calls check past the includes is found",
             code == 1 and "needs mst_check of check" in said, said)

    tree = Tree(SOUND)
    library(tree, "read", "int mst__take(void) { return 0; }\n")
    library(tree, "check", "int mst__take(void) { return 1; }\n")
    build = os.path.join(tree.path, "build")
    code, said = tool("floors", "--root", tree.path, "--libraries", build)
    tap.case("one name defined on two floors is found",
             code == 1 and "read and check both define mst__take" in said, said)

    code, said = tool("floors", "--root", ROOT, "--libraries", sys.argv[1])
    tap.case("no file and no library of this tree looks upward or sideways", code == 0, said)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
