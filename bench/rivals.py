# SPDX-License-Identifier: Apache-2.0
"""CBC, GLPK and HiGHS on a cell that `muster export --mps` wrote: for tools/bench.

CBC and GLPK are Debian packages (tools/packages.txt). HiGHS is a program for node that npm brings
into a scratch folder when it is asked for; MUSTER_HIGHS names a folder that has it already.
"""

import json
import os
import re
import shutil
import subprocess

from measure import Run

HIGHS = "highs@1.15.3"
# Reading the program and writing the answer are not in the solvers' own limits.
PATIENCE = 30
NUMBER = r"([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)"

SCRIPT = """
const fs = require('fs');
const [file, seconds] = process.argv.slice(2);
require('highs')().then((highs) => {
  highs.withModel({format: 'mps', data: fs.readFileSync(file)}, (model) => {
    model.options.set({time_limit: Number(seconds), output_flag: false});
    model.run();
    const infinite = (x) => (Number.isFinite(x) && Math.abs(x) < 1e30 ? x : null);
    console.log(JSON.stringify({
      found: infinite(model.raw.getInfoValue('objective_function_value').value),
      bound: infinite(model.raw.getInfoValue('mip_dual_bound').value),
      feasible: Number(model.raw.getInfoValue('primal_solution_status').value) === 2}));
  });
});
"""


class Answer:
    """Cost of the best solution found and the lower bound (None: none), and what it took."""

    def __init__(self, run, found, bound):
        self.seconds, self.late = run.processor, run.late
        self.found, self.bound = found, bound

    def is_proved(self):
        """The costs of these programs are whole numbers."""
        return (self.found is not None and self.bound is not None and
                self.found - self.bound < 1 - 1e-6)


def last(pattern, text):
    """The last number of that pattern, None without one."""
    found = re.findall(pattern, text)
    return float(found[-1]) if found else None


def cbc(path, seconds):
    run = Run(["cbc", path, "seconds", str(seconds), "timeMode", "elapsed", "solve"],
              seconds + PATIENCE, fine=None)
    found = last(r"Objective value:\s+" + NUMBER, run.out)
    if "No feasible solution found" in run.out:
        found = None
    bound = last(r"Lower bound:\s+" + NUMBER, run.out)
    return Answer(run, found, found if "Optimal solution found" in run.out else bound)


def glpk(path, seconds):
    answer = path + ".glpk"
    run = Run(["glpsol", "--freemps", path, "--cuts", "--tmlim", str(seconds), "-o", answer],
              seconds + PATIENCE, fine=None)
    status, found = "", None
    if os.path.exists(answer):
        with open(answer, encoding="utf-8") as file:
            text = file.read()
        os.remove(answer)
        status = re.search(r"^Status:\s*(.*)$", text, re.MULTILINE).group(1).strip()
        if status in ("INTEGER OPTIMAL", "INTEGER NON-OPTIMAL"):
            found = last(r"(?m)^Objective:\s*\S+ = " + NUMBER, text)
    bound = last(r"mip =\s+(?:\S+|not found yet) >=\s+" + NUMBER, run.out)
    return Answer(run, found, found if status == "INTEGER OPTIMAL" else bound)


class Highs:
    """HiGHS under node, in a folder that has its package."""

    def __init__(self, scratch):
        self.folder = os.environ.get("MUSTER_HIGHS", os.path.join(scratch, "highs"))
        self.script = os.path.join(scratch, "solve.cjs")
        with open(self.script, "w", encoding="utf-8") as file:
            file.write(SCRIPT)

    def bring(self):
        """True when node can load HiGHS, which is installed in the scratch folder if need be."""
        if shutil.which("node") is None:
            return False
        if not os.path.isdir(os.path.join(self.folder, "node_modules", "highs")):
            os.makedirs(self.folder, exist_ok=True)
            print("bench: npm installs %s in a scratch folder" % HIGHS, flush=True)
            done = subprocess.run(["npm", "install", "--prefix", self.folder, "--no-audit",
                                   "--no-fund", "--silent", HIGHS], check=False)
            return done.returncode == 0
        return True

    def __call__(self, path, seconds):
        run = Run(["env", "NODE_PATH=" + os.path.join(self.folder, "node_modules"), "node",
                   self.script, path, str(seconds)], seconds + PATIENCE, fine=None)
        if run.code != 0 or not run.out.strip():
            return Answer(run, None, None)
        said = json.loads(run.out.strip().split("\n")[-1])
        return Answer(run, said["found"] if said["feasible"] else None, said["bound"])


def rivals_of(names, scratch):
    """(name, solver) of those asked for that are here; says which are not."""
    found = []
    for name, program, solver in (("CBC", "cbc", cbc), ("GLPK", "glpsol", glpk),
                                  ("HiGHS", "node", Highs(scratch))):
        if name.lower() not in names:
            continue
        if shutil.which(program) is None or (name == "HiGHS" and not solver.bring()):
            print("bench: %s is not here, so it is left out" % name, flush=True)
        else:
            found.append((name, solver))
    return found


class Program:
    """A cell as a mixed-integer program in a file."""

    def __init__(self, muster, post, words, path):
        run = Run([muster, "export", "--mps", post, *words, "--out", path], 120, fine=None)
        self.path, self.why = path, None
        if run.code != 0:
            self.why = (run.errors or run.out).strip().split("\n")[0]
            return
        with open(path, encoding="utf-8") as file:
            head = "".join(line for line in file if line.startswith("*"))
        found = re.search(r"Steps of (\d+) ms, the horizon is step (\d+)", head)
        self.step_seconds = int(found.group(1)) / 1000
        self.steps = int(found.group(2))
        self.is_exact = "Every time is a multiple" in head

    def seconds_of(self, cost):
        """The end that a cost stands for; None when somebody is left."""
        if cost is None or cost > self.steps + 1e-6:
            return None
        return round(cost, 6) * self.step_seconds


def words_of(answer, program, show):
    """What a table says of an answer."""
    end = program.seconds_of(answer.found)
    took = "%.3g s" % answer.seconds
    if answer.late:
        return "no answer in %s" % took
    if end is not None and answer.is_proved():
        return "%s, proved, %s" % (show(end), took)
    value = show(end) if end is not None else "none" if answer.found is None else "some left"
    if answer.bound is None or answer.bound < 1e-6:
        bound = "no bound"
    elif answer.bound > program.steps + 1e-6:
        bound = "some must be left"
    else:
        bound = "at least " + show(-(-(answer.bound - 1e-6) // 1) * program.step_seconds)
    return "%s, %s, %s" % (value, bound, took)
