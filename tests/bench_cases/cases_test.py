#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Public benchmark cases: the converters state them exactly, and Pacifica comes out as published.

  cases_test.py MUSTER SOURCE

On tiny made-up cases an exhaustive search of the case's own data says what the optimum is; on the
post of the case the value found must not be below it and the bound not above it.
"""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile

MUSTER, SOURCE = sys.argv[1:3]
sys.path[:0] = [os.path.join(SOURCE, "tests", "support"), os.path.join(SOURCE, "bench")]
sys.dont_write_bytecode = True

import bep  # noqa: E402
import exact  # noqa: E402
import icep  # noqa: E402
from tap import Tap  # noqa: E402

HERE = os.path.join(SOURCE, "tests", "bench_cases")
CASES = os.path.join(SOURCE, "bench", "cases")
SEED = 20260701

# Two buses of one, yard distances 2 and 9. From pickup 2 shelter 1 is 9 away, but over shelter 2
# and pickup 1 only 3, which no bus may take.
DETOUR = """2 1
1 2
2 3 2 1
2 3 2 1
1 2 9
1 1 1
2 9 1
"""

# Two buses of one. From the yard pickup 2 is 9 away, but over pickup 1 and the shelter only 4: a
# visit to a pickup with nobody left, for which the shelter must have room.
VISIT = """2 1
1 2
2 3 1 2
1 %d %d
1 1 9
1 1
2 2
"""


def run(*words, check=True):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False, timeout=900)
    if check and done.returncode != 0:
        raise AssertionError("%s exits with %d: %s%s"
                             % (" ".join(words), done.returncode, done.stdout, done.stderr))
    return done


def bench(name, *words, check=True):
    return run(os.path.join(SOURCE, "bench", name), *words, check=check)


def plans_of(post):
    return json.loads(run(MUSTER, "plan", post, "--json").stdout)["plans"]


def planned(text, scratch):
    """Value (None when anyone is left) and bound of the only cell of a post, in seconds, and its
    status."""
    path = os.path.join(scratch, "post.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    plan = plans_of(path)[0]
    measures, bound = plan["measures"], plan["bound"]
    assert bound["left"] == 0, "the bound says that %d must be left" % bound["left"]
    return (None if measures["left"] else measures["completion_seconds"],
            bound["completion_seconds"], plan["status"])


def pacifica(tap):
    with open(os.path.join(HERE, "expected.csv"), encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = {}
    for post in sorted({row["post"] for row in rows}):
        for plan in plans_of(os.path.join(HERE, "posts", post + ".yaml")):
            found[post, plan["option"]] = plan
    for row in rows:
        plan = found[row["post"], row["option"]]
        minutes = plan["measures"]["completion_seconds"] / 60
        bound = plan["bound"]["completion_seconds"] / 60
        tap.case("%s, %s: out after %s min" % (row["post"], row["option"],
                                              row["completion_minutes"]),
                 plan["measures"]["left"] == 0 and minutes == float(row["completion_minutes"])
                 and bound <= minutes, "out after %s min, bound %s" % (minutes, bound))


def random_bep(draw):
    """A tiny case whose distances are those of no map."""
    seats = draw.choice([1, 3])
    yards, pickups, shelters = draw.choice([1, 2]), draw.choice([1, 2]), draw.choice([1, 2])
    buses = [draw.randint(0, 2) for _ in range(yards)]
    buses[0] += sum(buses) == 0
    loads = [draw.randint(1, 2) for _ in range(pickups)]
    room = [draw.randint(0, 2) for _ in range(shelters)]
    room[0] += max(0, sum(loads) - sum(room))
    lines = ["%d: %d" % (sum(buses), seats), "%d: %s" % (yards, " ".join(map(str, buses)))]
    for numbers in (loads, room):
        people = [number * seats for number in numbers]
        lines.append("%d: %d: %s" % (len(people), sum(people), " ".join(map(str, people))))
    for height, width in ((yards, pickups), (pickups, shelters)):
        lines += [""] + [
            "%d: %s" % (k + 1, " ".join(str(draw.randint(1, 9)) for _ in range(width)))
            for k in range(height)]
    return "\n".join(lines) + "\n"


def bep_cases(tap, scratch):
    draw = random.Random(SEED)
    wrong, proved = [], 0
    for room, best in ((3, 10), (4, 6)):
        instance = bep.Instance(VISIT % (room, room), "visit")
        optimum = exact.bep_optimum(instance)
        found = planned(bep.post_of(instance), scratch)
        tap.case("with room for %d visits the last of 3 loads is out after %d s" % (room, best),
                 optimum == best and found == (best, best, "optimal"), "%s" % (found,))
    texts = [DETOUR] + [random_bep(draw) for _ in range(25)]
    for text in texts:
        instance = bep.Instance(text, "tiny")
        optimum = exact.bep_optimum(instance)
        value, bound, status = planned(bep.post_of(instance), scratch)
        proved += status == "optimal"
        if value is None or not bound <= optimum <= value or (
                status == "optimal" and value != optimum):
            wrong.append("optimum %s, value %s, bound %s:\n%s" % (optimum, value, bound, text))
    tap.case("no plan of %d tiny BEP beats exhaustive search, no bound denies it (seed %d)"
             % (len(texts), SEED), not wrong, "\n".join(wrong))
    tap.case("all of them are proved", proved == len(texts), "%d are" % proved)
    with open(os.path.join(CASES, "mella", "InstanceBEP-1-4-2-4.txt"), encoding="utf-8") as file:
        with_colons = file.read()
    instance = bep.Instance(with_colons, "x")
    tap.case("colons may follow numbers",
             instance.pickups == [60, 60, 20, 60] and instance.shelters == [120, 120] and
             instance.yards == [4] and instance.seats == 20 and
             instance.from_yard == [[1, 1, 8, 9]] and
             instance.to_shelter == [[10, 6], [3, 1], [8, 5], [6, 1]],
             "%s" % vars(instance))
    without = bep.Instance(with_colons.replace(":", ""), "x")
    tap.case("and may not", vars(without) == vars(instance), vars(without))
    for why, broken in (
            ("a load that is not whole is refused", "1 2\n1 1\n1 3 3\n1 4 4\n1 1\n1 1\n"),
            ("a table that is too short is refused", "1 1\n1 1\n2 2 1 1\n1 2 2\n1 1\n"),
            ("an empty file is refused", "")):
        path = os.path.join(scratch, "broken.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(broken)
        done = bench("bep2post", path, check=False)
        tap.case(why, done.returncode != 0 and "bep2post: " in done.stderr and
                 "Traceback" not in done.stderr, done.stderr)


def drawn(tap):
    """What bench/bep-random draws: by the stated recipe, and the same for the same words."""
    wrong = []
    for seed in range(20):
        words = ("bep-random", "6", str(seed), "--yards", "2")
        text = bench(*words).stdout
        made = bep.Instance(text, "x")
        distances = [far for row in made.from_yard + made.to_shelter for far in row]
        if (bench(*words).stdout != text or made.seats != 1 or made.yards != [2, 2] or
                len(made.pickups) != 6 or len(made.shelters) != 6 or
                not set(made.pickups) <= set(range(1, 6)) or
                not set(made.shelters) <= set(range(1, 11)) or
                not set(distances) <= set(range(1, 11)) or
                sum(made.shelters) < sum(made.pickups)):
            wrong.append(text)
    tap.case("20 drawn BEP have the numbers of the published ones", not wrong, "\n".join(wrong))
    tap.case("another seed is another BEP", bench("bep-random", "6", "1").stdout !=
             bench("bep-random", "6", "2").stdout, text)
    done = bench("bep-random", "0", "1", check=False)
    tap.case("a size of 0 is refused", done.returncode != 0 and "bep-random: " in done.stderr,
             done.stderr)


def bep_table(tap):
    """The table of the shipped instances says the optimum of each, soon and proved."""
    done = bench("bep-table", "--build", os.path.dirname(os.path.dirname(os.path.dirname(MUSTER))))
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in done.stdout.splitlines()]
    wrong = [row for row in rows[2:]
             if row[1:6] != [row[1]] * 4 + ["optimal"]]
    tap.case("each of 5 shipped BEP is solved and proved", len(rows) == 7 and not wrong,
             done.stdout)


def shipped(tap, scratch):
    """Every shipped case becomes a post without a fault."""
    faults = []
    made = os.path.join(scratch, "made.yaml")
    words = [("bep2post", os.path.join(CASES, "mella", name))
             for name in sorted(os.listdir(os.path.join(CASES, "mella"))) if name.endswith(".txt")]
    for folder in sorted(os.listdir(os.path.join(CASES, "icep"))):
        folder = os.path.join(CASES, "icep", folder)
        if os.path.isdir(folder):
            words += [("icep2post", folder)] + [("icep2post", folder, str(k)) for k in range(1, 5)]
    for word in words:
        bench(*word, "--out", made)
        done = run(MUSTER, "check", made, check=False)
        if done.returncode != 0:
            faults.append("%s: %s" % (" ".join(word), done.stdout + done.stderr))
    tap.case("each of %d shipped cases becomes a post without a fault" % len(words),
             len(words) == 20 and not faults, "\n".join(faults))


def table(folder, name, header, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header] + rows)


def random_icep(draw, folder):
    """A tiny case: two vessels, an area of two docks and one of one; people by area."""
    safe, island = ["Haven, north", "Haven south"], {"Bay": ["Bay wharf", "Bay beach"],
                                                     "Cove": ["Cove pier"]}
    docks = [dock for names in island.values() for dock in names]
    vessels = ["Ada", "Bo"]
    table(folder, "vessels.csv", ["Vessel_name", "max_cap", "v_loaded", "vmax", "loading time",
                                  "time to availability"],
          [[name, draw.randint(4, 9), draw.randint(8, 12), draw.randint(12, 17), draw.randint(1, 4),
            draw.randint(0, 20)] for name in vessels])
    table(folder, "initial vessel docks.csv", ["Dock", "Vessel"],
          [[draw.choice(safe + ["Bay wharf"]), name] for name in vessels])
    table(folder, "island docks.csv", ["Dock", "Location"],
          [[dock, area] for area, names in island.items() for dock in names])
    table(folder, "mainland docks.csv", ["Dock", "Location"], [[dock, "Haven"] for dock in safe])
    fits = [[dock] + [int(draw.random() < 0.85) for _ in vessels] for dock in safe + docks]
    fits[-1][1] = fits[0][1] = fits[1][2] = fits[2][2] = fits[-1][2] = 1
    if draw.random() < 0.5:
        table(folder, "vessel compatibility.csv", [""] + vessels, fits)
    else:
        table(folder, "vessel compatibility.csv", ["Dock", "Resource", "Compatibility"],
              [[row[0], name, row[k + 1]] for row in fits for k, name in enumerate(vessels)])
    head = ["Origin", "Destination", "Distance"]
    for name, origins, ends in (("zeta.csv", safe + ["Bay wharf"], docks),
                                ("gamma.csv", docks, safe), ("delta.csv", safe, docks)):
        table(folder, name, head, [[a, b, round(draw.uniform(0.5, 9), 2)]
                                   for a in origins for b in ends if draw.random() < 0.95])
    rows = [["Scenario 1: All", "Bay", 2, draw.randint(4, 20), 0.7],
            ["Scenario 1: All", "Cove", 0, draw.randint(1, 12), 0.7],
            ["Scenario 2: Cove", "Cove", 0, draw.randint(1, 12), 0.3]]
    table(folder, "scenarios.csv", ["Scenario", "Location", "private_evac", "Demand",
                                    "Probability"], rows)


def icep_cases(tap, scratch):
    draw = random.Random(SEED)
    wrong, compared, complete, proved = [], 0, 0, 0
    for _ in range(25):
        random_icep(draw, scratch)
        instance = icep.Instance(scratch)
        name, probability, counts = instance.scenario("1")
        optimum = exact.icep_optimum(instance, counts)
        if optimum is None:
            continue
        compared += 1
        value, bound, status = planned(icep.post_of(instance, counts, name), scratch)
        optimum = float(optimum) * 60
        slack = 0.2  # s: each leg is rounded up to a millisecond
        complete += value is not None
        proved += status == "optimal"
        if bound > optimum + slack or (value is not None and value < optimum - 1e-6) or (
                status == "optimal" and value > optimum + slack):
            wrong.append("optimum %s s, value %s, bound %s, %s" % (optimum, value, bound, counts))
    tap.case("no plan of %d tiny ICEP beats exhaustive search, no bound denies it (seed %d)"
             % (compared, SEED), compared >= 15 and not wrong, "\n".join(wrong))
    tap.case("most of them are complete", 2 * complete >= compared,
             "%d of %d are, %d proved" % (complete, compared, proved))
    demand = int(instance.rows("scenarios.csv")[0]["Demand"])
    tap.case("those who leave by themselves are taken off", counts["Bay"] == demand - 2, counts)
    tap.case("the probability of a scenario is read", str(probability) == "7/10", probability)
    done = bench("icep2post", scratch, "3", check=False)
    tap.case("a scenario that is not there is refused by name",
             done.returncode != 0 and "Scenario 2: Cove" in done.stderr, done.stderr)
    whole = os.path.join(scratch, "all.yaml")
    bench("icep2post", scratch, "--out", whole)
    single = bench("icep2post", scratch, "2").stdout
    by_name = {plan["scenario"]: plan for plan in plans_of(whole)}
    path = os.path.join(scratch, "single.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(single)
    alone = plans_of(path)[0]["measures"]
    tap.case("without a scenario the post has them all, with the same people",
             len(by_name) == 2 and by_name["scenario-2-cove"]["measures"]["left"] == alone["left"],
             "%s" % list(by_name))
    stated = bench("icep2post", scratch, "--people", "Cove=5").stdout
    tap.case("people can be stated instead", "count: 5" in stated and "id: bay" not in stated,
             stated)
    for words in (["--people", "Cove"], ["--people", "Nowhere=3"]):
        done = bench("icep2post", scratch, *words, check=False)
        tap.case("%s is refused" % words[1],
                 done.returncode != 0 and "Traceback" not in done.stderr, done.stderr)


def updates_of(draw, counts, told):
    """The rows of one run with two updates; `told` gives estimates from the truth."""
    rows = []
    for area, number in counts.items():
        estimates = {"Demand_%d" % k: str(told(number)) for k in range(2)}
        rows.append({"Scenario": "All", "Location": area, "private_evac": "0",
                     "Actual_demand": str(number), "Demand_2": str(number), **estimates})
    draw.shuffle(rows)
    return rows


def icep_updates(tap, scratch):
    """Who is told the truth at once plans as well as can be; who is not can do no better."""
    draw = random.Random(SEED)
    wrong, played = [], 0
    for number in range(12):
        random_icep(draw, scratch)
        instance = icep.Instance(scratch)
        counts = instance.scenario("1")[2]
        optimum = exact.icep_optimum(instance, counts)
        if optimum is None:
            continue
        knows = number % 2 == 0
        run_of = {"ratio": 2, "var": 0.2, "interval": 15, "updates": 2, "seed": number,
                  "scenarios": updates_of(draw, counts, lambda n, knows=knows: n if knows else max(
                      1, draw.randint(n // 2, n)))}
        with open(os.path.join(scratch, "instances.json"), "w", encoding="utf-8") as file:
            json.dump([run_of], file)
        table(scratch, "optima_BENCH.csv", ["ratio", "spread", "interval", "seed", "optimum"],
              [[2, 0.2, 15, number, float(optimum)]])
        for rule in ("published", "real"):
            done = bench("icepupdates", scratch, "--load", rule, "--count", "high", "--muster",
                         MUSTER, check=False)
            lines = done.stdout.split("\n")
            if done.returncode != 0 or "mean ratio" not in lines[1]:
                wrong.append(done.stdout + done.stderr)
                continue
            played += 1
            ratio = float(lines[0].rpartition(" ratio ")[2].partition(",")[0])
            if ratio < 0.999 or (knows and ratio > 1.002):
                wrong.append("%s, %s rule: %s" % (counts, rule, lines[0]))
    tap.case("updates are played no better than the truth allows, and as well when it is told",
             played >= 10 and not wrong, "\n".join(wrong))


def main():
    tap = Tap()
    pacifica(tap)
    with tempfile.TemporaryDirectory() as scratch:
        bep_cases(tap, scratch)
        drawn(tap)
        bep_table(tap)
        shipped(tap, scratch)
        icep_cases(tap, scratch)
        icep_updates(tap, scratch)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
