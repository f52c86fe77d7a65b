#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tests/determinism finds a binary whose bytes differ, fail or are missing."""

import os
import sys

from scratch import ROOT, Tree, run
from tap import Tap

# A stand-in for the program: writes what it was asked, but for the number of threads and its path.
MUSTER = """#!/bin/bash
post=$2
while [ $# -gt 0 ]; do
    case $1 in
    --threads) threads=$2 ;;
    --out) out=$2 ;;
    esac
    shift
done
mkdir -p "$out"
echo "$post" >"$out/plan.json"
echo "\\"solve_seconds\\": $RANDOM.5, \\"post\\": \\"$post\\""
"""
TREE = {"posts/a/post.yaml": "", "posts/b/post.yaml": "", "tests/conformance/c01.yaml": "",
        "tests/determinism/determinism": open(
            os.path.join(ROOT, "tests", "determinism", "determinism"), encoding="utf-8").read()}
SAME, OTHER = "build/src/cli/muster", "other/src/cli/muster"


def compare(other, posts=1):
    """Runs the comparison of the stand-in with another program, on the first posts of the tree."""
    gone = [name for name in TREE if name.endswith(".yaml")][posts:]
    tree = Tree({**{name: text for name, text in TREE.items() if name not in gone},
                 SAME: MUSTER, OTHER: other})
    return run(*(os.path.join(tree.path, name) for name in
                 ("tests/determinism/determinism", SAME, OTHER)))


def main():
    tap = Tap()
    code, said = compare(MUSTER, posts=3)
    tap.case("equal bytes of two binaries on one and two threads pass, three posts in twelve cases",
             code == 0 and said.count("ok ") == 12 and "not ok" not in said
             and said.splitlines()[-1] == "1..12", said)
    code, said = compare(MUSTER + 'echo "$threads" >"$out/schedule.csv"\n')
    tap.case("one file more is found", code == 1 and said.count("not ok") == 2, said)
    code, said = compare(MUSTER + '[ "$threads" = 1 ] || echo x >>"$out/plan.json"\n')
    tap.case("bytes that differ on two threads only are found",
             code == 1 and said.count("not ok") == 1, said)
    code, said = compare(MUSTER + 'echo "$0"\n')
    tap.case("a difference in what is printed is found", code == 1 and "not ok" in said, said)
    code, said = compare(MUSTER + "exit 4\n")
    tap.case("a failing program is found", code == 1 and "exits with 4" in said, said)
    tree = Tree({**TREE, SAME: MUSTER.replace('>"$out/plan.json"', "").replace("mkdir", "true")})
    code, said = run(*(os.path.join(tree.path, name) for name in
                       ("tests/determinism/determinism", SAME)))
    tap.case("a program that writes no plan is found", code == 1 and "no plan" in said, said)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
