#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""bench/missions: a post for every mission, that reads, plans, and says that it is made up.

  missions_test.py MUSTER SOURCE
"""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile

MUSTER, SOURCE = sys.argv[1:3]
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))
sys.dont_write_bytecode = True

from tap import Tap  # noqa: E402

MISSIONS = os.path.join(SOURCE, "bench", "missions")
# An airfield of its own and one by road; one alone; a mission far from every haven; guarded.
SOME = ("monrovia", "praia", "apia", "kabul")


def run(*words):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, timeout=900)
    return done.returncode, done.stdout


def generate(out, *words):
    return run(sys.executable, MISSIONS, "--out", out, *words)


def texts(folder):
    found = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            found[name] = file.read()
    return found


def every_mission(tap, scratch):
    first, again, other = (os.path.join(scratch, name) for name in ("first", "again", "other"))
    code, said = generate(first)
    posts = texts(first) if code == 0 else {}
    with open(os.path.join(SOURCE, "bench", "missions.csv"), encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file)
                if row["operator"] == "United States of America"]
    tap.case("each mission of the table has a post", len(posts) == len(rows) == 194, said)
    named = {match for text in posts.values() for match in re.findall(r"Wikidata (Q\d+)", text)}
    tap.case("and it is that mission's", named == {row["qid"] for row in rows})
    tap.case("each says first that it is made up",
             all(text.startswith("# SYNTHETIC: made up") and "synthetic\"" in text
                 for text in posts.values()))
    generate(again)
    tap.case("the same words give the same bytes", texts(again) == posts)
    generate(other, "--seed", "2")
    differ = [name for name, text in texts(other).items()
              if re.sub(r"--seed \d+", "", text) != re.sub(r"--seed \d+", "", posts[name])]
    tap.case("another seed gives other posts", len(differ) == len(posts))
    refused = [name for name in posts if run(MUSTER, "check", os.path.join(first, name))[0] != 0]
    tap.case("muster check finds no fault in any", not refused, ", ".join(refused))
    tap.case("each has ten scenarios and one option",
             all("1 option under 10 scenarios" in
                 run(MUSTER, "check", os.path.join(first, name + ".yaml"))[1] for name in SOME))


def runway_of(code):
    said = run(MUSTER, "airfield", code)[1]
    match = re.search(r"^runway +\d+ m \((\d+) ft\)", said, re.M)
    return int(match.group(1)) if match else 0


def need_of(vehicle_type):
    said = run(MUSTER, "types", vehicle_type)[1]
    return int(re.search(r"^ *runway.length +(\d+) ft", said, re.M).group(1))


def some_missions(tap, scratch):
    folder = os.path.join(scratch, "some")
    generate(folder, "--only", ",".join(SOME))
    tap.case("only those asked for are written",
             sorted(os.listdir(folder)) == sorted(name + ".yaml" for name in SOME))
    for name in SOME:
        path = os.path.join(folder, name + ".yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        codes = re.findall(r"id: (?:field|haven-\d), airfield: ([\w-]+)", text)
        types = re.findall(r"id: (?:charter|lift), type: ([\w-]+)", text)
        tap.case("the aircraft of %s fit the runways" % name, len(types) == 2 and
                 min(map(runway_of, codes)) >= max(map(need_of, types)), "%s %s" % (codes, types))
        code, said = run(MUSTER, "plan", path, "--scenario", "as-today", "--effort", "1",
                         "--threads", "1", "--json")
        cell = json.loads(said)["plans"][0] if code == 0 else {}
        tap.case("everyone gets out of %s when nothing changes" % name,
                 cell.get("measures", {}).get("left") == 0, said[:400])


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        every_mission(tap, scratch)
        some_missions(tap, scratch)
        code, said = generate(os.path.join(scratch, "none"), "--only", "atlantis")
        tap.case("a mission that is not there is told", code == 1 and "atlantis" in said, said)
        code, said = generate(os.path.join(scratch, "none"), "--operator", "Atlantis")
        tap.case("so is an operator without one", code == 1 and "Atlantis" in said, said)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
