# SPDX-License-Identifier: Apache-2.0
"""GLPK and CBC on an MPS file."""

import os
import re
import subprocess


def _run(words, seconds):
    return subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, timeout=seconds).stdout


def glpk(path, seconds=60):
    """Cost of the optimum; None when it was not proved in time."""
    answer = path + ".glpk"
    if os.path.exists(answer):
        os.remove(answer)
    said = _run(["glpsol", "--freemps", path, "--cuts", "--tmlim", str(seconds), "-o", answer],
                seconds + 30)
    if not os.path.exists(answer):
        raise AssertionError("glpsol: " + said[-2000:])
    with open(answer, encoding="utf-8") as file:
        text = file.read()
    status = re.search(r"^Status:\s*(.*)$", text, re.MULTILINE).group(1).strip()
    cost = float(re.search(r"^Objective:\s*\S+ = (\S+)", text, re.MULTILINE).group(1))
    return round(cost, 6) if status in ("INTEGER OPTIMAL", "OPTIMAL") else None


def cbc(path, seconds=60):
    """Cost of the optimum; None when it was not proved in time."""
    answer = path + ".cbc"
    if os.path.exists(answer):
        os.remove(answer)
    said = _run(["cbc", path, "seconds", str(seconds), "timeMode", "elapsed", "solve", "solution",
                 answer], seconds + 30)
    if not os.path.exists(answer):
        raise AssertionError("cbc: " + said[-2000:])
    with open(answer, encoding="utf-8") as file:
        first = file.readline()
    found = re.match(r"Optimal - objective value (\S+)", first)
    return round(float(found.group(1)), 6) if found else None
