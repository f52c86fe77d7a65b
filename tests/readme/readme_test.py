#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""README.md and docs/validation.md show what the program prints, and tools/readme finds a block
that does not."""

import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))

from tap import Tap  # noqa: E402


def readme(root, muster):
    result = subprocess.run([os.path.join(root, "tools", "readme"), muster], capture_output=True,
                            text=True, timeout=600)
    return result.returncode, result.stdout + result.stderr


PAGES = ["README.md", os.path.join("docs", "validation.md")]


def tree_with(text, folder, page=PAGES[0]):
    """A tree with the tool, the posts, this page, and the others without a block."""
    os.mkdir(os.path.join(folder, "tools"))
    os.mkdir(os.path.join(folder, "docs"))
    shutil.copy(os.path.join(ROOT, "tools", "readme"), os.path.join(folder, "tools", "readme"))
    os.symlink(os.path.join(ROOT, "posts"), os.path.join(folder, "posts"))
    for name in PAGES:
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text if name == page else "# A page\n")


def main():
    tap = Tap()
    muster = os.path.abspath(sys.argv[1])
    code, told = readme(ROOT, muster)
    tap.case("every block is what the program prints", code == 0, told)
    for page in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            tree_with("```\n$ muster version\nmuster 0.0.0\n```\n", folder, page)
            code, told = readme(folder, muster)
            tap.case("a block of %s that differs is found" % page,
                     code == 1 and "-muster 0.0.0" in told and page in told, told)
    with tempfile.TemporaryDirectory() as folder:
        tree_with("```\n$ muster nonsense\n```\n", folder)
        code, told = readme(folder, muster)
        tap.case("a command that fails is found", code != 0 and "exit code" in told, told)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
