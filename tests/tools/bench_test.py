#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tools/bench shows what a stand-in for the program takes and says, and fails with it."""

import os
import sys

from scratch import ROOT, Tree, tool
from tap import Tap

sys.path.insert(0, os.path.join(ROOT, "bench"))
sys.dont_write_bytecode = True

import published  # noqa: E402
import rivals  # noqa: E402

# Each run sleeps a little longer than the one before.
MUSTER = """#!/bin/bash
[ "$1" = --version ] && echo "muster 9.9.9" && exit 0
here=${0%/src/cli/muster}
echo run >>"$here/runs"
case " $* " in *kabul*) sleep 0.$(wc -l <"$here/runs") ;; esac
[ -e "$here/broken" ] && echo "no such thing" >&2 && exit 3
one='"measures": {"left": 0, "completion_seconds": 5400}, "bound": {"completion_seconds": 2700}'
two='"measures": {"left": 7, "completion_seconds": 60}, "bound": {"completion_seconds": null}'
more='], "recommended": "stay", "losses": [1, 2], "pairs": [], "posts": [1, 2, 3]}'
case " $* " in *" --option "*) end=$more ;; *) end=', {"status": "bounded", '"$two}$more" ;; esac
[ "$1" = replan ] && echo "12 people are told something new; distance 1.00." && exit 0
echo '{"plans": [{"status": "optimal", "gap": null, '"$one}$end"
"""


def cells_of(said, begin):
    """The cells of the first row of a table that begins so."""
    rows = [line for line in said.splitlines() if line.startswith("| " + begin)]
    return [cell.strip() for cell in rows[0].split("|")] if rows else [""] * 20


def against_time(tap, tree, words):
    code, said = tool("bench", *words, "--only", "targets")
    cells = cells_of(said, "Kabul, the whole")
    took = sorted(float(line.split()[-4]) for line in said.splitlines()
                  if "whole matrix: run" in line)
    shown = [float(cell.split()[0]) for cell in cells[2:5]] if code == 0 else [0, 0, 9]
    tap.case("the median and the slowest of three runs are shown",
             len(took) == 3 and took[0] < took[2] and shown[0] > 0.1
             and abs(shown[0] - took[1]) < 0.01 and abs(shown[1] - took[2]) < 0.01, said)
    tap.case("sleep takes no processor", shown[2] < 0.1, said)
    tap.case("the result is counted from the plans",
             "2 cells, 1 proved optimal, 7 people left" in cells[8], said)
    cells = cells_of(said, "the same, all")
    tap.case("all cells of the large post are run once, against no target",
             said.count("the same, all its cells: run 1 of 1") == 1 and cells[6:8] == ["none", ""]
             and "2 cells, 1 proved optimal, 7 people left" in cells[8], said)
    with open(os.path.join(tree.path, "page.md"), encoding="utf-8") as file:
        page = file.read()
    tap.case("the page names the version, the machine and the command",
             "muster 9.9.9" in page and " cores, " in page and
             "`tools/bench --only targets`" in page, page)


def against_judging(tap, words):
    code, said = tool("bench", *words, "--only", "judgement", "--runs", "1")
    results = [cells_of(said, begin)[8:9] for begin in (
        "replan", "assess, all", "assess, after", "contingency", "review, all", "review, nothing")]
    tap.case("judging is timed, and shown with what came of it",
             code == 0 and results[0][0].startswith("12 people told something new; ") and
             results[1:] == [["recommends stay"], ["recommends stay"], ["2 losses, 0 pairs"],
                             ["3 posts"], ["3 posts"]], said)
    tap.case("the last line of the player of updates is read",
             published.played_of("a: b\n12 runs, real rule, planned for high: mean ratio 1.0690, "
                                 "slowest update 0.31 s\n") == (12, 1.069, 0.31), said)


def against_best(tap, tree, words):
    code, said = tool("bench", *words, "--only", "pacifica", "--peers", "none")
    cells = cells_of(said, "berths")
    tap.case("value and bound stand in the unit of the case beside the best known",
             code == 0 and cells[2:6] == ["570", "90", "45", "optimal"], said)
    with open(os.path.join(tree.path, "page.md"), encoding="utf-8") as file:
        page = file.read()
    tap.case("a section measured again leaves the others on the page",
             page.index("## What is promised") < page.index("## Pacifica"), page)
    code, said = tool("bench", *words, "--only", "bep", MUSTER_BENCH_CASES="")
    tap.case("without the cases that are not shipped a section is skipped, and that is said",
             code == 0 and "section bep is skipped" in said and
             not os.path.exists(os.path.join(tree.path, "bench", "tables", "bep.md")), said)
    code, said = tool("bench", *words, "--only", "nonsense")
    tap.case("a section that is not there is refused", code != 0 and "there are targets" in said,
             said)
    with open(os.path.join(tree.path, "broken"), "w", encoding="utf-8"):
        pass
    code, said = tool("bench", *words, "--only", "targets")
    tap.case("a run that fails is no result", code != 0 and "no such thing" in said, said)


class Known:
    """A program of 10 steps of a minute."""

    step_seconds, steps = 60, 10
    seconds_of = rivals.Program.seconds_of


def answer(found, bound):
    made = object.__new__(rivals.Answer)
    made.seconds, made.late, made.found, made.bound = 1.5, False, found, bound
    return rivals.words_of(made, Known(), lambda end: "%g min" % (end / 60))


MPS = """* Steps of 60000 ms, the horizon is step 9.
NAME tiny FREE
ROWS
 N cost
 G need
COLUMNS
 MARK0 'MARKER' 'INTORG'
 x cost 2 need 3
 y cost 3 need 4
 MARK1 'MARKER' 'INTEND'
RHS
 RHS need 7
BOUNDS
 UP BND x 9
 UP BND y 9
ENDATA
"""


def peers(tap, tree):
    tap.case("a bound less than one below the value proves it, for costs are whole",
             answer(7, 6.2) == "7 min, proved, 1.5 s", answer(7, 6.2))
    tap.case("else the least end it allows is shown",
             answer(7, 4.2) == "7 min, at least 5 min, 1.5 s", answer(7, 4.2))
    tap.case("a cost above the steps is of people who are left",
             answer(31, 4) == "some left, at least 4 min, 1.5 s" and
             answer(None, 31) == "none, some must be left, 1.5 s", answer(31, 4))
    path = os.path.join(tree.path, "tiny.mps")
    with open(path, "w", encoding="utf-8") as file:
        file.write(MPS)
    for name, solve in (("CBC", rivals.cbc), ("GLPK", rivals.glpk)):
        said = solve(path, 10)
        # x = 1, y = 1 costs 5; the relaxation 14 / 3.
        tap.case("%s's answer is read" % name, said.found == 5 and said.is_proved(), vars(said))


def main():
    tap = Tap()
    tree = Tree({"src/cli/muster": MUSTER, "bench/gen": "#!/bin/bash\necho \"$*\"\n"})
    words = ("--build", tree.path, "--out", os.path.join(tree.path, "page.md"))
    against_time(tap, tree, words)
    against_judging(tap, words)
    against_best(tap, tree, words)
    peers(tap, tree)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
