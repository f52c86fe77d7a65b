#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tools/setup on machines made of stand-ins: what it installs, when, how, and what it says."""

import os
import shutil
import sys

from scratch import ROOT, Tree, run
from tap import Tap

LIST = "# a comment\n\n[build]\ngcc   # compiles\nmeson # builds\n\n[check]\nclang-14   # twice\n"
# The programs setup may use beside the stand-ins; no real apt-get or sudo is within reach.
PLAIN = ("bash", "cat", "cut", "dirname", "env", "grep", "id", "sed", "touch", "true")

# Every call of a stand-in is a line in the file `calls`; what is installed is in `installed`.
DPKG_QUERY = r"""#!/bin/bash
code=0
for name in "$@"; do
    case $name in -* | *'$'*) continue ;; esac
    if [ -e "$MACHINE/installed/$name" ]; then echo "$name installed"; else code=1; fi
done
exit $code
"""
APT_GET = r"""#!/bin/bash
echo "apt-get $*" >>"$MACHINE/calls"
case " $* " in
*" update "*) exit ${UPDATE_FAILS:-0} ;;
*" install "*)
    [ -z "${INSTALL_FAILS:-}" ] || exit 100
    [ -z "${INSTALL_LIES:-}" ] || exit 0
    for name in "$@"; do
        case $name in [a-z]*) touch "$MACHINE/installed/$name" ;; esac
    done
    ;;
esac
"""
SUDO = """#!/bin/bash
echo "sudo $*" >>"$MACHINE/calls"
[ -z "${SUDO_REFUSES:-}" ] || exit 1
while [ "${1#-}" != "$1" ]; do shift; done
exec "$@"
"""
ID = """#!/bin/bash
echo ${WHO:-0}
"""


class Machine:
    """A machine of stand-ins with some packages installed."""

    def __init__(self, installed, without=()):
        programs = {"dpkg-query": DPKG_QUERY, "apt-get": APT_GET, "sudo": SUDO, "id": ID}
        self.tree = Tree({"installed/.keep": "", "list.txt": LIST,
                          **{"bin/" + name: text for name, text in programs.items()
                             if name not in without},
                          **{"installed/" + name: "" for name in installed}})
        for name in PLAIN:
            target = os.path.join(self.tree.path, "bin", name)
            if not os.path.exists(target):
                os.symlink(shutil.which(name), target)

    def setup(self, *words, **environment):
        """Exit code, output, and the calls made."""
        environment = {"MUSTER_SKIP_SETUP": "", **environment}
        code, said = run(os.path.join(ROOT, "tools", "setup"), "--list",
                         os.path.join(self.tree.path, "list.txt"), *words,
                         PATH=os.path.join(self.tree.path, "bin"), MACHINE=self.tree.path,
                         **environment)
        calls = os.path.join(self.tree.path, "calls")
        made = ""
        if os.path.exists(calls):
            with open(calls, encoding="utf-8") as file:
                made = file.read()
            os.remove(calls)
        return code, said, made


def main():
    tap = Tap()

    def case(title, passed, *shown):
        tap.case(title, passed, "\n".join(map(str, shown)))

    full = ("gcc", "meson", "clang-14")
    code, said, calls = Machine(full).setup("build", "check")
    case("with everything there it says nothing and calls nobody", code == 0 and said + calls == "",
         code, said, calls)

    machine = Machine(["gcc"])
    code, said, calls = machine.setup("build", "check")
    case("as root it installs what is missing and no more",
         code == 0 and calls.splitlines()[-1].endswith(" meson clang-14") and "gcc" not in calls
         and "update" in calls.splitlines()[0] and "sudo" not in calls, code, said, calls)
    case("it says what it will install, and why, before it does",
         0 <= said.find("meson ") < said.find("Installing")
         and "builds" in said and "twice" in said, said)
    code, said, calls = machine.setup("build", "check")
    case("the second time it calls nobody", code == 0 and said + calls == "", code, said, calls)

    code, said, calls = Machine([]).setup("build")
    case("the build alone does not need what the checks need",
         code == 0 and "clang" not in said + calls and "gcc" in calls, code, said, calls)

    code, said, calls = Machine(["gcc"]).setup("build", WHO="1000")
    case("as somebody else it goes through sudo",
         code == 0 and "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get" in calls, code, calls)

    code, said, calls = Machine(["gcc"], without=["sudo"]).setup("build", WHO="1000")
    case("with neither root nor sudo it says what to run, and stops",
         code == 1 and "apt-get update && apt-get install meson" in said and calls == "",
         code, said)

    code, said, calls = Machine(["gcc"]).setup("build", WHO="1000", SUDO_REFUSES="1")
    case("when sudo refuses it says what to run, and stops",
         code == 1 and "apt-get install meson" in said and "apt-get" not in calls,
         code, said, calls)

    code, said, calls = Machine(["gcc"]).setup("build", UPDATE_FAILS="1")
    case("without a network it says so", code == 1 and "is there a network?" in said, code, said)
    code, said, calls = Machine(["gcc"]).setup("build", INSTALL_FAILS="1")
    case("when apt-get fails it names the packages",
         code == 1 and "could not install: meson" in said, code, said)
    code, said, calls = Machine(["gcc"]).setup("build", INSTALL_LIES="1")
    case("it does not take apt-get's word",
         code == 1 and "not installed: meson" in said, code, said)

    code, said, calls = Machine([], without=["dpkg-query"]).setup("build")
    case("on another system it lists what is needed, and stops",
         code == 1 and "not a Debian" in said and "compiles" in said, code, said)
    code, said, calls = Machine([]).setup("build", MUSTER_SKIP_SETUP="1")
    case("MUSTER_SKIP_SETUP=1 leaves everything alone", code == 0 and said + calls == "", said)
    code, said, calls = Machine([]).setup("--dry-run", "build")
    case("a dry run installs nothing", code == 0 and "meson" in said and calls == "", said, calls)
    code, said, calls = Machine(full).setup("nonsense")
    case("a group that is not there is refused", code == 2 and "[nonsense]" in said, code, said)

    with open(os.path.join(ROOT, "tools", "packages.txt"), encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file]
    packages = [line for line in lines if line and line[0] not in "#["]
    bare = [line for line in packages if "#" not in line or not line.split("#")[1].strip()]
    case("every package of packages.txt says why", packages and not bare, *bare)
    names = [line.split("#")[0].strip() for line in packages]
    case("no package is listed twice", len(set(names)) == len(names), *names)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
