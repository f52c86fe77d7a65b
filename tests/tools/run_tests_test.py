#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tools/run-tests counts every case, and lets no way of failing pass for success."""

import json
import os
import sys

from scratch import Tree, tool
from tap import Tap

# why, what the test prints and does, whether it speaks TAP, cases passed, cases failed
SAMPLES = [
    ("three passed cases are three", "echo 1..3; for i in 1 2 3; do echo ok $i - a; done",
     True, 3, 0),
    ("the plan may come last", "echo ok 1 - a; echo 1..1", True, 1, 0),
    ("cmocka's groups add up", "echo 1..1; echo ok 1 - a; echo 1..2; echo ok 1 - b; echo ok 2 - c",
     False, 3, 0),
    ("a failed case is counted", "echo 1..2; echo ok 1 - a; echo not ok 2 - b; exit 1", True, 1, 1),
    ("a failed case fails though the exit code is 0", "echo 1..1; echo not ok 1 - b", True, 0, 1),
    ("a plan that is not finished is a failure", "echo 1..3; echo ok 1 - a", True, 1, 1),
    ("an error after the cases is a failure", "echo 1..1; echo ok 1 - a; exit 3", True, 1, 1),
    ("death by a signal is a failure", "echo 1..1; echo ok 1 - a; kill -SEGV $$", True, 1, 1),
    ("a death before the plan is done is one failure", "echo 1..5; echo ok 1 - a; kill -SEGV $$",
     True, 1, 1),
    ("a test that prints no case is a failure", "echo hello", True, 0, 1),
    ("an empty plan is a failure", "echo 1..0", True, 0, 1),
    ("cases without a plan are a failure", "echo ok 1 - a", True, 1, 1),
    ("an exit code of 0 is one passed case", "echo hello", False, 1, 0),
    ("an exit code of 1 is one failed case", "echo hello; exit 1", False, 0, 1),
    ("a skipped case is neither", "echo 1..2; echo ok 1 - a '# SKIP no reason'; echo ok 2 - b",
     True, 1, 0),
    ("a case that is excused still fails", "echo 1..1; echo not ok 1 - a '# TO''DO'", True, 0, 1),
    ("words that only look like cases are none", "echo okay 1; echo 1..1; echo ok 1 - a",
     True, 1, 0),
]


def build_of(tests):
    """A build folder whose tests a stand-in for meson tells, and the path to find that first."""
    files, listed = {}, []
    for number, (name, body, tap, suite, more) in enumerate(tests):
        files["t%d" % number] = "#!/bin/bash\n" + body + "\n"
        listed.append({"name": name, "cmd": ["t%d" % number], "env": {},
                       "suite": ["muster:" + suite], "workdir": None, "timeout": 30,
                       "is_parallel": True,
                       "protocol": "tap" if tap else "exitcode", **more})
    tree = Tree({**files, "bin/meson": "#!/bin/bash\ncat \"${0%/bin/meson}/tests.json\"\n"})
    for test in listed:
        test["cmd"] = [os.path.join(tree.path, test["cmd"][0])]
    with open(os.path.join(tree.path, "tests.json"), "w", encoding="utf-8") as file:
        json.dump(listed, file)
    return tree


def run_on(tests, *words):
    tree = build_of(tests)
    return tool("run-tests", tree.path, *words,
                PATH=os.path.join(tree.path, "bin") + ":" + os.environ["PATH"], CI="true")


def main():
    tap = Tap()
    for why, body, speaks_tap, passed, failed in SAMPLES:
        code, said = run_on([("sample", body, speaks_tap, "unit", {})])
        last = "%d passed, %d failed" % (passed, failed)
        fine = failed == 0 and passed > 0
        tap.case(why, said.splitlines()[-1] == last and (code == 0) == fine, said)

    two = [("first", "echo 1..1; echo ok 1 - a", True, "unit", {}),
           ("second", "echo 1..1; echo why >&2; echo not ok 1 - bad; exit 1", True, "cli", {})]
    code, said = run_on(two)
    tap.case("the output of a failed test is shown",
             "| why" in said and "failed: bad" in said, said)
    tap.case("programs add up", said.splitlines()[-1] == "1 passed, 1 failed" and code == 1, said)
    code, said = run_on(two, "--suites", "unit,golden")
    tap.case("suites can be chosen", said.splitlines()[-1] == "1 passed, 0 failed", said)
    code, said = run_on(two, "--only", "second")
    tap.case("names can be chosen", said.splitlines()[-1] == "0 passed, 1 failed", said)
    code, said = run_on(two, "--suites", "none")
    tap.case("no test at all is no success", code == 1, said)
    scale = [("s", 'echo 1..1; [ "$MUSTER_TEST_SCALE" = 7 ] && echo ok 1 - a', True, "unit", {})]
    code, said = run_on(scale, "--scale", "7")
    tap.case("the scale reaches the test", code == 0, said)
    here = [("here", 'echo 1..1; [ -x bin/meson ] && echo ok 1 - a', True, "unit", {})]
    code, said = run_on(here)
    tap.case("a test runs in its build folder", code == 0, said)
    late = [("late", "echo 1..1; echo ok 1 - a; exec sleep 30", True, "unit", {"timeout": 0.05})]
    code, said = run_on(late)
    tap.case("a test that hangs is stopped and fails",
             code == 1 and "ran out of time" in said, said)
    missing = [("gone", "", True, "unit", {})]
    tree = build_of(missing)
    os.remove(os.path.join(tree.path, "t0"))
    code, said = tool("run-tests", tree.path, PATH=tree.path + "/bin:" + os.environ["PATH"])
    tap.case("a program that is not there fails", code == 1 and "0 passed, 1 failed" in said, said)
    script = Tree({"x": "#!/bin/bash\necho 1..1\n[ $1 = word ] && echo ok 1 - a\n"})
    code, said = tool("run-tests", "--script", script.path + "/x", "word")
    tap.case("a script gets its arguments", code == 0 and "1 passed, 0 failed" in said, said)
    code, said = tool("run-tests", "--nonsense")
    tap.case("an unknown word is refused", code != 0 and "--nonsense" in said, said)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
