#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""muster export: other solvers find the optimum of a cell in its mixed-integer program.

  export_test.py MUSTER SOURCE

The optimum is known by hand or by exhaustive search. At that deadline the cost is 0, one step
earlier it is not, and without a deadline the cost is the optimum in steps. GLPK and CBC solve.
"""

import os
import random
import re
import subprocess
import sys
import tempfile

MUSTER, SOURCE = sys.argv[1:3]
sys.path[:0] = [os.path.join(SOURCE, "tests", "support"), os.path.join(SOURCE, "bench")]
sys.dont_write_bytecode = True

import bep  # noqa: E402
import exact  # noqa: E402
import peers  # noqa: E402
from tap import Tap  # noqa: E402

CONFORMANCE = os.path.join(SOURCE, "tests", "conformance")
PACIFICA = os.path.join(SOURCE, "tests", "bench_cases", "posts")
SEED = 20260702

# Post, words of the cell, and the minute at which everybody can be out.
BY_HAND = (
    (CONFORMANCE, "c01", (), 630), (CONFORMANCE, "c02", (), 100), (CONFORMANCE, "c03a", (), 90),
    (CONFORMANCE, "c03b", (), 70), (CONFORMANCE, "c04", (), 70), (CONFORMANCE, "c05", (), 130),
    (CONFORMANCE, "c09", ("--scenario", "as-told"), 900),
    (CONFORMANCE, "c10", ("--scenario", "as-told"), 300), (CONFORMANCE, "c13", (), 160),
    (PACIFICA, "pacifica-berths", (), 570),
    (PACIFICA, "pacifica-columbus", ("--option", "both"), 540),
    (PACIFICA, "pacifica-columbus", ("--option", "helicopter-only"), 1080),
    (PACIFICA, "pacifica-island-rescue", ("--option", "three-trucks"), 540))


def export(post, out, *words):
    """Exit code and what was said."""
    done = subprocess.run([MUSTER, "export", "--mps", post, "--out", out, *words],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, timeout=600)
    return done.returncode, done.stdout


def head_of(out):
    """Step in minutes, and the lines of the head."""
    with open(out, encoding="utf-8") as file:
        lines = [line for line in file if line.startswith("*")]
    step = int(re.search(r"Steps of (\d+) ms", "".join(lines)).group(1))
    return step / 60000, "".join(lines)


def by_hand(tap, scratch):
    out = os.path.join(scratch, "cell.mps")
    for number, (folder, name, words, minutes) in enumerate(BY_HAND):
        post = os.path.join(folder, name + ".yaml")
        solve = peers.glpk if number % 2 == 0 else peers.cbc
        code, said = export(post, out, *words)
        assert code == 0, said
        step, head = head_of(out)
        whole = solve(out)
        export(post, out, *words, "--deadline", "%d min" % minutes)
        met = solve(out)
        export(post, out, *words, "--deadline", "%d s" % (60 * (minutes - step)))
        missed = solve(out)
        title = " ".join((name,) + words)
        tap.case("%s: %s finds %d min, and no less" % (title, solve.__name__, minutes),
                 "a multiple of the step" in head and whole is not None and
                 whole * step == minutes and met == 0 and missed is not None and missed > 0,
                 "%s steps of %s min; cost %s at the deadline, %s a step before\n%s"
                 % (whole, step, met, missed, head))


def random_bep(draw, empty_rides):
    """A tiny case; with `empty_rides` a detour as a full bus with nobody aboard would help."""
    if empty_rides:
        return "2 1\n1 1\n2 2 1 1\n2 3 1 2\n\n1 2 9\n\n1 1 1\n2 9 1\n"
    loads = [draw.randint(1, 3) for _ in range(2)]
    room = [draw.randint(0, 3), sum(loads)]
    rows = ["%d 1" % (buses := draw.randint(1, 3)), "1 %d" % buses,
            "2 %d %d %d" % (sum(loads), *loads), "2 %d %d %d" % (sum(room), *room)]
    for height in (1, 2):
        rows += ["%d %d %d" % (k + 1, draw.randint(1, 9), draw.randint(1, 9))
                 for k in range(height)]
    return "\n".join(rows) + "\n"


def bep_cases(tap, scratch):
    draw = random.Random(SEED)
    post, out = os.path.join(scratch, "bep.yaml"), os.path.join(scratch, "bep.mps")
    wrong = []
    for number in range(10):
        text = random_bep(draw, number == 0)
        instance = bep.Instance(text, "tiny")
        optimum = exact.bep_optimum(instance)
        with open(post, "w", encoding="utf-8") as file:
            file.write(bep.post_of(instance))
        export(post, out, "--deadline", "%d s" % optimum)
        met = peers.cbc(out)
        export(post, out, "--deadline", "%d s" % (optimum - 1))
        missed = peers.glpk(out)
        if met != 0 or missed is None or missed <= 0:
            wrong.append("optimum %d: cost %s then and %s before\n%s"
                         % (optimum, met, missed, text))
    tap.case("at the optimum of 10 tiny BEP nobody is left, a second before somebody is (seed %d)"
             % SEED, not wrong, "\n".join(wrong))


def words(tap, scratch):
    out = os.path.join(scratch, "words.mps")
    forced = os.path.join(CONFORMANCE, "c07.yaml")
    code, said = export(forced, out)
    tap.case("what cannot be said is refused by name", code == 2 and "force" in said and
             "--relax" in said, said)
    code, said = export(forced, out, "--relax", "--deadline", "90 min")
    tap.case("with --relax it is left out, and the head says so",
             code == 0 and "Left out: force" in head_of(out)[1] and peers.glpk(out) == 40,
             said or head_of(out)[1])
    first = os.path.join(CONFORMANCE, "c01.yaml")
    export(first, out, "--step", "25 min", "--deadline", "630 min")
    step, head = head_of(out)
    tap.case("times that do not divide are rounded up, and the head says so",
             step == 25 and "rounded up" in head and peers.glpk(out) > 0, head)
    export(first, out, "--step", "25 min")
    head = head_of(out)[1]
    last, cost = int(head.split("the horizon is step ")[1].split(".")[0]), peers.glpk(out)
    tap.case("and without a deadline the horizon is later, so that all can be out in rounded times",
             last * 25 > 630 and cost is not None and 630 <= cost * 25 <= last * 25,
             "cost %s\n%s" % (cost, head))
    export(first, out, "--steps", "10", "--deadline", "600 min")
    tap.case("--steps makes steps longer", head_of(out)[0] == 60, head_of(out)[1])
    many = os.path.join(PACIFICA, "pacifica-columbus.yaml")
    code, said = export(many, out)
    tap.case("a cell must be chosen where there are several", code == 2 and "--option" in said,
             said)
    code, said = export(first, os.path.join(scratch, "no", "folder"))
    tap.case("a file that cannot be written is told", code == 3 and "no/folder" in said, said)
    done = subprocess.run([MUSTER, "export", first], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    tap.case("a form is needed", done.returncode == 2 and "--mps" in done.stdout, done.stdout)
    shut = os.path.join(CONFORMANCE, "c06.yaml")
    export(shut, out, "--deadline", "2 h")
    tap.case("30 people whom a road that shuts leaves behind cost 30", peers.cbc(out) == 30)
    export(first, out)
    with open(out, "rb") as file:
        once = file.read()
    export(first, out)
    with open(out, "rb") as file:
        tap.case("the same cell gives the same bytes", file.read() == once and len(once) > 1000)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        by_hand(tap, scratch)
        bep_cases(tap, scratch)
        words(tap, scratch)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
