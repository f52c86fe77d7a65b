# SPDX-License-Identifier: Apache-2.0
"""The public cases as posts, with the best values known: for tools/bench."""

import csv
import os
import re

import bep
import icep

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)


class Case:
    """A cell to be planned: its post, the words that choose it, and what is known of its end."""

    def __init__(self, name, post, **more):
        self.name, self.post = name, post
        self.words = more.get("words", ())
        self.best = more.get("best")          # in the unit of the case
        self.is_proved = more.get("is_proved", True)
        self.published = more.get("published")
        self.at_least = more.get("at_least")  # a lower bound, where the best is not proved
        self.unit_seconds = more.get("unit_seconds", 1)
        self.export_words = more.get("export_words", ())


def rows_of(*path):
    """The rows of a spreadsheet, by column."""
    with open(os.path.join(*path), encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(folder, name, text):
    """The path of a post with this text."""
    path = os.path.join(folder, name.replace("/", "-") + ".yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def number(text):
    """A number in a spreadsheet, None where there is none."""
    return float(text) if text else None


def best_known(family):
    """The rows of best.csv of a family, by instance."""
    return {row["instance"]: row for row in rows_of(HERE, "cases", "best.csv")
            if row["family"] == family}


def pacifica():
    folder = os.path.join(ROOT, "tests", "bench_cases")
    for row in rows_of(folder, "expected.csv"):
        yield Case("%s, %s" % (row["post"][len("pacifica-"):], row["option"]),
                   os.path.join(folder, "posts", row["post"] + ".yaml"),
                   words=("--option", row["option"]), best=float(row["completion_minutes"]),
                   unit_seconds=60)


def bep_post(scratch, path):
    name = os.path.splitext(os.path.basename(path))[0]
    with open(path, encoding="utf-8") as file:
        return name, write(scratch, name, bep.post_of(bep.Instance(file.read(), name)))


def mella(scratch):
    for name, row in best_known("bep-mella").items():
        _, post = bep_post(scratch, os.path.join(HERE, "cases", "mella", name + ".txt"))
        yield Case(name, post, best=float(row["best_known"]), published=number(row["published"]))


def icep_shipped(scratch):
    for name, row in best_known("icep").items():
        folder, scenario = name.split("/")
        if scenario == "expected":
            continue
        instance = icep.Instance(os.path.join(HERE, "cases", "icep", folder))
        title, _, counts = instance.scenario(scenario)
        post = write(scratch, name, icep.post_of(instance, counts, "%s, %s" % (folder, title)))
        yield Case(name, post, best=float(row["best_known"]), unit_seconds=60,
                   export_words=("--steps", "100"))


def expected_of(results):
    """Rows (configuration, expected end, best known, published): the mean of a configuration's
    scenarios by their probabilities. `results` is minutes by the name of the case."""
    rows = []
    for name, row in best_known("icep").items():
        folder, scenario = name.split("/")
        if scenario != "expected":
            continue
        instance = icep.Instance(os.path.join(HERE, "cases", "icep", folder))
        ends = [results.get("%s/%d" % (folder, k + 1)) for k in range(4)]
        mean = None if None in ends else sum(
            float(probability) * end
            for (_, probability, _), end in zip(instance.scenarios(), ends))
        rows.append((folder, mean, float(row["best_known"]), number(row["published"])))
    return rows


def bep_random(scratch, folder):
    """The files of FOLDER/bep/random, with optima.csv beside that folder."""
    for row in rows_of(folder, "bep", "optima.csv"):
        name, post = bep_post(scratch, os.path.join(folder, "bep", "random", row["instance"]))
        known = [number(row[column]) for column in ("cplex_15min", "grasp_best_30s")]
        known = [value for value in known if value is not None]
        yield Case(name, post, best=float(row["optimum"]), published=min(known, default=None))


def valparaiso(scratch, folder):
    for row in rows_of(folder, "bep", "valparaiso", "bounds.csv"):
        name, post = bep_post(scratch, os.path.join(folder, "bep", "valparaiso",
                                                    "BEP-5-52-12-%s.txt" % row["buses"]))
        yield Case(name, post, best=float(row["best_found"]), is_proved=False,
                   published=float(row["published_grasp_180s"]),
                   at_least=float(row["lower_bound"]))


def updates(scratch, folder, which, table):
    """A case for each row of FOLDER/icep-updates/WHICH/TABLE: the people it states, at once."""
    folder = os.path.join(folder, "icep-updates", which)
    instance = icep.Instance(folder)
    for row in rows_of(folder, table):
        counts = {}
        for part in row["demand"].split(" Evac "):
            area, _, people = part.rpartition(":")
            counts[area if area.startswith("Evac ") else "Evac " + area] = int(people)
        name = "-".join((which, table[:-4], row["ratio"], row["spread"], row["interval"],
                         row["seed"]))
        yield Case(name, write(scratch, name, icep.post_of(instance, counts, name)),
                   best=float(row["optimum"]), unit_seconds=60,
                   is_proved=row["proved"] == "yes", published=number(row["published_makespan"]))


def played_of(said):
    """(runs, mean ratio, seconds of the slowest update) in the last line of bench/icepupdates."""
    found = re.search(r"^(\d+) runs,.* mean ratio ([0-9.]+), slowest update ([0-9.]+) s$", said,
                      re.MULTILINE)
    return int(found.group(1)), float(found.group(2)), float(found.group(3))
