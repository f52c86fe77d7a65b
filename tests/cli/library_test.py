#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""libmuster as somebody else meets it: what it shows, and headers that stand alone.

    library_test.py LIBMUSTER.SO SOURCE_ROOT COMPILER...
"""
import glob
import os
import re
import subprocess
import sys

LIBRARY, ROOT, COMPILER = sys.argv[1], sys.argv[2], sys.argv[3:]
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from tap import Tap  # noqa: E402


def main():
    tap = Tap()
    listed = subprocess.run(["nm", "-D", "--defined-only", LIBRARY], stdout=subprocess.PIPE,
                            check=True).stdout.decode()
    shown = {line.split()[-1] for line in listed.splitlines()}
    foreign = sorted(name for name in shown if not name.startswith("muster_"))
    tap.case("the shared library shows muster_ names alone", shown and not foreign, foreign)
    declared = set()
    for header in sorted(glob.glob(os.path.join(ROOT, "include", "muster", "*.h"))):
        with open(header, encoding="utf-8") as file:
            text = file.read()
        found = set(re.findall(r"^(muster_\w+)\(", text, re.M))
        marked = len(re.findall(r"^MUSTER_API", text, re.M))
        name = os.path.basename(header)
        tap.case("every function of %s is marked as public" % name, marked == len(found))
        declared |= found
        done = subprocess.run(COMPILER + ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                                          "-fsyntax-only", "-I", os.path.join(ROOT, "include"),
                                          "-x", "c", header],
                              stderr=subprocess.PIPE, check=False)
        tap.case("%s compiles alone, as C99 too" % name, done.returncode == 0,
                 done.stderr.decode())
    tap.case("what is declared is what is shown", declared == shown, declared ^ shown)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
