# SPDX-License-Identifier: Apache-2.0
"""What a process takes, what a plan is worth, and what machine it was on: for tools/bench."""

import json
import os
import platform
import re
import subprocess
import sys
import tempfile

# 0: everyone is out; 6: some are left and --strict was asked for.
FINE = (0, 6)


# Starts the command from a small process: a child counts the memory of what it was forked from.
LAUNCH = """
import os, signal, sys, time
report, limit, *words = sys.argv[1:]
begin = time.monotonic()
child = os.fork()
if child == 0:
    try:
        os.execvp(words[0], words)
    except OSError as refused:
        sys.stderr.write(str(refused))
    os._exit(127)
late = []
def end(number, frame):
    late.append(1)
    os.kill(child, signal.SIGKILL)
signal.signal(signal.SIGALRM, end)
signal.setitimer(signal.ITIMER_REAL, float(limit))
_, status, used = os.wait4(child, 0)
took = time.monotonic() - begin
with open(report, 'w') as file:
    file.write('%r %r %r %d %d' % (took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024,
                                   os.waitstatus_to_exitcode(status), len(late)))
"""


class Run:
    """One process: how long, how much memory, what it said.

    `seconds` are of the clock, `processor` those of all its processors together. A process still
    there after `limit` seconds is ended, and `late` says so. `fine`: the exit codes after which the
    bench goes on; all with None.
    """

    def __init__(self, command, limit=None, fine=FINE):
        with tempfile.TemporaryDirectory() as folder:
            report = os.path.join(folder, "report")
            done = subprocess.run([sys.executable, "-I", "-S", "-c", LAUNCH, report,
                                   str(limit or 0), *command], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
            with open(report, encoding="utf-8") as file:
                words = file.read().split()
        self.seconds, self.processor, self.megabytes = (float(word) for word in words[:3])
        self.code, self.late = int(words[3]), words[4] != "0"
        self.out = done.stdout.decode(errors="replace")
        self.errors = done.stderr.decode(errors="replace")
        if fine is not None and not self.late and self.code not in fine:
            sys.exit("bench: %s exits with %d:\n%s"
                     % (" ".join(command), self.code, self.errors[-2000:]))


def plans_of(run):
    """The plans a run of `muster plan --json` printed."""
    return json.loads(run.out)["plans"]


def completion_of(plan):
    """Seconds after the order at which the last is out; None when some are left."""
    measures = plan["measures"]
    return None if measures["left"] > 0 else measures["completion_seconds"]


def bound_of(plan):
    """The proved bound of the end in seconds after the order, with everybody out."""
    return plan["bound"]["completion_seconds"] or 0


def machine():
    """What the numbers were measured on."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = re.findall(r"^model name\s*:\s*(.*)$", file.read(), re.MULTILINE)
    with open("/proc/meminfo", encoding="utf-8") as file:
        kilobytes = int(re.search(r"MemTotal:\s*(\d+)", file.read()).group(1))
    compiler = subprocess.run(["gcc", "--version"], stdout=subprocess.PIPE, text=True, check=False)
    return "%s, %d cores, %.0f GiB; %s %s; %s" % (
        models[0] if models else platform.machine(), os.cpu_count(), kilobytes / 2**20,
        platform.system(), platform.release(), compiler.stdout.split("\n")[0])


def table(head, rows):
    """Lines of a table in Markdown."""
    return (["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)] +
            ["| " + " | ".join(row) + " |" for row in rows])
