#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""bench/airlift: what is predicted agrees with the closed form, and looks at no count after 20
August.

  airlift_test.py MUSTER SOURCE
"""

import csv
import os
import subprocess
import sys
import tempfile

MUSTER, SOURCE = sys.argv[1:3]
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))
sys.dont_write_bytecode = True

from tap import Tap  # noqa: E402

TOOL = os.path.join(SOURCE, "bench", "airlift")
DATA = os.path.join(SOURCE, "bench", "airlift.csv")


def run(*words):
    done = subprocess.run([sys.executable, TOOL, *words], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          timeout=900, env=dict(os.environ, MUSTER=MUSTER))
    return done.returncode, done.stdout


def table(*words):
    code, out = run("--csv", *words)
    return list(csv.DictReader(out.splitlines())) if code == 0 else out


def leaving(rows):
    """Troops that leave on each day: what is there less what is there on the next."""
    troops = [int(row["troops"]) for row in rows]
    # after the last day two of the three days to the end of the month are left
    after = troops[1:] + [troops[-1] // 2]
    return [max(0, a - b) for a, b in zip(troops, after)]


def agrees_with_the_closed_form(tap, rows):
    """People a day are the least of seats and of those who wait or pass the desks."""
    for row, force in zip(rows, leaving(rows)):
        seats = 300 * int(row["C-17"]) + 92 * int(row["C-130"]) - force
        people = int(row["waiting"]) + int(row["desks"]) * 480
        said, most = int(row["US said"]), min(seats, people)
        # who passes a desk in the last minutes of the day catches no aircraft
        tap.case("%s: the lesser of seats and people" % row["day"],
                 said <= most and said >= (most if seats < people else 0.985 * most),
                 "%d of %d seats and %d people" % (said, seats, people))
        tap.case("%s: what binds is the lesser" % row["day"],
                 row["binds"] == ("seats" if seats < people else "desks"), str(row))


def looks_at_no_later_count(tap, rows, scratch):
    changed = os.path.join(scratch, "changed.csv")
    with open(DATA, encoding="utf-8") as file:
        days = list(csv.DictReader(file))
    for day in days:
        if day["day"] > "2021-08-20":
            for key in ("us_people", "total_people"):
                day[key] = str(3 * int(day[key]) + 7) if day[key] else ""
    with open(changed, "w", encoding="utf-8") as file:
        writer = csv.DictWriter(file, days[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(days)
    other = table("--data", changed)
    tap.case("counts after 20 August change nothing that is said",
             [row["said"] for row in other] == [row["said"] for row in rows] and
             [row["flew"] for row in other] != [row["flew"] for row in rows], str(other))


def main():
    tap = Tap()
    rows = table()
    tap.case("every day is predicted", len(rows) == 13 and all(row["US said"] for row in rows),
             str(rows))
    agrees_with_the_closed_form(tap, rows)
    code, post = run("--show", "2021-08-23")
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "day.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(post)
        done = subprocess.run([MUSTER, "check", path], capture_output=True, text=True, check=False)
        tap.case("the post of a day can be looked at", code == 0 and done.returncode == 0,
                 done.stderr)
        looks_at_no_later_count(tap, rows, scratch)
    code, said = run("--show", "2021-09-01")
    tap.case("a day that is not there is refused", code != 0 and "no day" in said, said)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
