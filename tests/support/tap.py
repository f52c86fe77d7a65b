# SPDX-License-Identifier: Apache-2.0
"""TAP for tests written in Python: titles are sentences, a failed case says why below itself."""


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def case(self, title, passed, why=""):
        """One case. `why` is shown only when it failed."""
        self.count += 1
        self.failed += not passed
        print("%s %d - %s" % ("ok" if passed else "not ok", self.count, title.replace("#", "\\#")))
        if not passed:
            for line in str(why).splitlines():
                print("# " + line)

    def done(self):
        """States the plan; the exit code for the program."""
        print("1..%d" % self.count)
        return 1 if self.failed else 0
