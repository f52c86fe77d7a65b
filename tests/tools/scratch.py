# SPDX-License-Identifier: Apache-2.0
"""What the tests of the tools share: a scratch tree, and a run of a tool on it."""

import os
import subprocess
import sys
import tempfile

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))


class Tree:
    """A folder that lasts as long as the test: files by path and text."""

    def __init__(self, files):
        self.holder = tempfile.TemporaryDirectory()
        self.path = self.holder.name
        for path, text in files.items():
            full = os.path.join(self.path, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as file:
                file.write(text)
            if text.startswith("#!"):
                os.chmod(full, 0o755)


def run(*command, **environment):
    """Exit code and all output of a command run without a terminal."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False,
                          env={**os.environ, **environment})
    return done.returncode, done.stdout


def tool(name, *words, **environment):
    """Runs a tool of this tree."""
    return run(os.path.join(ROOT, "tools", name), *words, **environment)


def tool_on(files, name, *words):
    """Runs a tool on a scratch tree of these files."""
    tree = Tree(files)
    return tool(name, "--root", tree.path, *words)
