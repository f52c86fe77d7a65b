# SPDX-License-Identifier: Apache-2.0
"""Post files written from benchmark data: ids from names, exact times, one item a line.

What the cases say and a post has no word for is said with a time: a link that only loaded (or only
empty) vehicles may use takes the others FORBIDDEN, which is longer than any horizon, so no plan can
contain such a transit.
"""

import math
import re
import sys
from fractions import Fraction

FORBIDDEN = "3660 d"
AS_OF = "2021-01-01 00:00"


def fail(program, sentence):
    """Ends the program with one sentence, as the house asks of wrong input."""
    sys.exit("%s: %s" % (program, sentence))


def milliseconds(amount, unit_ms):
    """`amount` (text, int or Fraction) of units of `unit_ms`, rounded up to whole ms."""
    return math.ceil(Fraction(amount) * unit_ms)


def duration(ms):
    """A duration in the words of a post, in the largest unit that keeps it whole."""
    for unit, size in (("h", 3600000), ("min", 60000), ("s", 1000)):
        if ms % size == 0 and ms > 0:
            return "%d %s" % (ms // size, unit)
    return "%d ms" % ms


def identifier(name, taken, prefix=""):
    """An id made of a name, unique among `taken`, to which it is added."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "x"
    base = (prefix + plain)[:56]
    made, number = base, 2
    while made in taken:
        made, number = "%s-%d" % (base, number), number + 1
    taken.add(made)
    return made


def quoted(text):
    """A text as YAML takes it inside braces."""
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def flow(item):
    """One item in braces; values are text as a post has them, or maps of such."""
    if isinstance(item, dict):
        return "{%s}" % ", ".join("%s: %s" % (key, flow(value)) for key, value in item.items())
    if isinstance(item, (list, tuple)):
        return "[%s]" % ", ".join(flow(value) for value in item)
    if item is True:
        return "true"
    return str(item)


def post_text(comment, head, lists):
    """A post: `comment` lines, the map `head`, and the lists by name, empty ones left out."""
    lines = ["# " + line for line in comment] + ["post:"]
    lines += ["  %s: %s" % (key, flow(value)) for key, value in head.items()]
    for name, items in lists.items():
        if items:
            lines += [name + ":"] + ["  - " + flow(item) for item in items]
    return "\n".join(lines) + "\n"


def write(text, out):
    """To the file `out`, or to the standard output when it is None."""
    if out is None:
        sys.stdout.write(text)
        return
    with open(out, "w", encoding="utf-8") as file:
        file.write(text)
