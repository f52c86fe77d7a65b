# SPDX-License-Identifier: Apache-2.0
"""How long judging takes: going on from a plan, assessing, losing things, reviewing many posts."""

import json
import os
import re
import shutil
import statistics
import sys

from measure import Run

HERE = os.path.dirname(os.path.abspath(__file__))
KABUL = os.path.join(os.path.dirname(HERE), "posts", "kabul-2021")
CELL = ("--scenario", "as-today", "--option", "today")
# A fact that makes the plan in force wrong: a seventh more Americans.
FACT = ("--set", "people.americans.count=1550")
REPORT = ("id=bench-1", "at=2021-07-03 06:30", "grade=B2", "source=a bench",
          "subject=sites.hkia", "lost=30 d 20..45 %")


class Row:
    """A benchmark, what is promised of it, and what it took."""

    def __init__(self, name, target, most_seconds, done, result, spared=0):
        """`spared`: seconds of the median that are not what the target is about."""
        seconds = [run.seconds for run in done]
        self.said = "%s: %s" % (name, " ".join("%.3f s" % value for value in seconds))
        self.cells = (name, "%.3g s" % statistics.median(seconds), "%.3g s" % max(seconds),
                      "%.3g s" % statistics.median(run.processor for run in done),
                      "%.0f MB" % statistics.median(run.megabytes for run in done), target,
                      "yes" if statistics.median(seconds) - spared < most_seconds else "no", result)
        print(self.said, flush=True)


def replan(bench):
    folder = os.path.join(bench.scratch, "in-force")
    Run([bench.muster, "plan", KABUL, *CELL, "--out", folder])
    plan = os.path.join(folder, CELL[1], CELL[3], "plan.json")
    words = [bench.muster, "replan", KABUL, plan, "--at", "6h", *FACT]
    done = [Run(words) for _ in range(bench.runs)]
    # The cell is what the target is about; the program, the post and the plan are read by both.
    reading = statistics.median(
        Run([bench.muster, "verify", KABUL, plan]).seconds for _ in range(bench.runs))
    told = re.search(r"^(\d+) (?:person is|people are) told", done[-1].out, re.MULTILINE)
    yield Row("replan, one cell after one fact", "under 0.1 s more than reading it all", 0.1, done,
              "%s people told something new; `muster verify` of the plan: %.3g s"
              % (told.group(1) if told else "no", reading), reading)


def said_of(run):
    """What an assessment comes to."""
    return "recommends %s" % json.loads(run.out)["recommended"]


def assess(bench):
    post, cache = (os.path.join(bench.scratch, name) for name in ("assessed", "cache"))
    done = []
    words = [bench.muster, "assess", post, "--threads", bench.threads, "--cache", cache, "--json"]
    for _ in range(bench.runs):
        for folder in (post, cache):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(KABUL, post)
        done.append(Run(words))
    yield Row("assess, all cells", "under 60 s", 60, done, said_of(done[-1]))
    Run([bench.muster, "report", "add", post, *REPORT])
    done = [Run(words)]
    yield Row("assess, after one more estimate", "under 2 s", 2, done, said_of(done[-1]))


def contingency(bench):
    words = [bench.muster, "contingency", KABUL, *CELL, "--threads", bench.threads, "--json"]
    done = [Run(words) for _ in range(bench.runs)]
    found = json.loads(done[-1].out)
    yield Row("contingency, one cell, ten pairs", "under 20 s", 20, done,
              "%d losses, %d pairs" % (len(found["losses"]), len(found["pairs"])))


def review(bench):
    folder = os.path.join(bench.scratch, "missions")
    Run([sys.executable, os.path.join(HERE, "missions"), "--out", folder])
    words = [bench.muster, "review", folder, "--threads", bench.threads, "--json"]
    for name, target, most in (("review, all missions", "under 600 s", 600),
                               ("review, nothing changed", "under 10 s", 10)):
        run = Run(words)
        yield Row(name, target, most, [run], "%d posts" % len(json.loads(run.out)["posts"]))


PARTS = (replan, assess, contingency, review)


def rows_of(bench):
    """(cells of a row) of every benchmark; see HEAD."""
    return [row.cells for part in PARTS for row in part(bench)]


HEAD = ("benchmark", "median", "slowest", "processors", "peak memory", "target", "reached",
        "result")
