#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tools/bench shows what a stand-in for the program takes, and fails with it."""

import os
import sys

from scratch import Tree, tool
from tap import Tap

# Each run sleeps a little longer than the one before.
MUSTER = """#!/bin/bash
[ "$1" = --version ] && echo "muster 9.9.9" && exit 0
here=${0%/src/cli/muster}
echo run >>"$here/runs"
case " $* " in *" --effort "*) ;; *) sleep 0.$(wc -l <"$here/runs") ;; esac
[ -e "$here/broken" ] && echo "no such thing" >&2 && exit 3
one='"measures": {"left": 7, "completion_seconds": 5400}'
echo '{"plans": [{"scenario": "s", "option": "o", "status": "optimal", '"$one},"
echo '{"scenario": "t", "option": "o", "status": "bounded", '"$one}]}"
"""


def main():
    tap = Tap()
    tree = Tree({"src/cli/muster": MUSTER, "bench/gen": "#!/bin/bash\necho \"$*\"\n"})
    page = os.path.join(tree.path, "page.md")
    words = ("--build", tree.path, "--out", page)
    code, said = tool("bench", *words, "--only", "whole matrix")
    row = [line for line in said.splitlines() if line.startswith("| Kabul")]
    cells = [cell.strip() for cell in row[0].split("|")] if row else []
    fine = code == 0 and len(cells) > 7
    took = sorted(float(line.split()[-4]) for line in said.splitlines() if ": run " in line)
    shown = [float(cell[:-2]) for cell in cells[2:4]] if fine else [0, 0]
    tap.case("the median and the slowest of three runs are shown",
             len(took) == 3 and took[0] < took[2] and shown[0] > 0.1
             and abs(shown[0] - took[1]) < 0.01 and abs(shown[1] - took[2]) < 0.01, said)
    tap.case("the result is counted from the plans",
             fine and "2 cells, 1 proved optimal, 14 people left" in cells[7], said)
    tap.case("the version and the machine are named",
             "muster 9.9.9" in said and "cores" in said, said)
    tap.case("a part does not replace the page", not os.path.exists(page), said)
    code, said = tool("bench", *words, "--runs", "1")
    tap.case("a whole run writes the page", code == 0 and os.path.exists(page), said)
    code, said = tool("bench", *words, "--only", "nonsense")
    tap.case("a benchmark that is not there is refused", code != 0, said)
    open(os.path.join(tree.path, "broken"), "w", encoding="utf-8").close()
    code, said = tool("bench", *words, "--only", "whole matrix")
    tap.case("a run that fails is no result", code != 0 and "no such thing" in said, said)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
