#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tools/tidy finds a bad sample of each of its rules, passes sound ones, and passes this tree."""

import sys

from scratch import ROOT, tool, tool_on
from tap import Tap

HEAD = "/* " + "SPDX-License-Identifier: Apache-2.0 */\n"

SOUND = {
    "src/base/memory.c": HEAD + "void\nmst_heap_free(void *block)\n{\n    free(block);\n}\n",
    "src/cli/main.c": HEAD + 'int\nmain(void)\n{\n    printf("done");\n    exit(0);\n}\n',
    "src/base/text.h": HEAD + "\n".join([
        "typedef struct mst_text { const char *bytes; } mst_text;",
        "enum { MST_TEXT_MOST = 3 };",
        "struct mst_hidden;",
        "extern const int mst_text_table[3];",
        "extern int (*mst_text_hook)(int);",
        "MST_NODISCARD int",
        "mst_text_sort(void *items, int (*order)(const void *, const void *)) MST_PRINTF(1, 2);",
        "static inline int",
        "mst_text_twice(int a)",
        "{",
        "    return 2 * a;",
        "}",
        "#define MST_TEXT_LOOP(x) \\",
        "    for (;;) { x; }",
        ""]),
    "src/base/text.c": HEAD + "\n".join([
        '/* free(x) and printf( in a comment, */ char *a = "malloc(1) exit(0)";',
        "int b = mst_free(1) + x.free(2) + mst_random(3) + y->random(4);",
        ""]),
    "src/solve/a.c": HEAD + "int mst__solve_order(void) { goto done; }\n",
    "src/solve/b.c": HEAD + "int c = mst__solve_order();\n",
    "tests/unit/a.c": HEAD + 'int a = printf("x") + exit(1) + popen(c);\n',
    "README.md": "Text, as long as it likes to be, " + "on and on " * 20 + "\n",
    "tests/bad/input.c": "anything \t \n" + "/wo" + "rk/here",
}

BAD = [
    ("T1", "a source without a licence", "src/base/a.c", "int a;\n", "no line `SPDX"),
    ("T1", "a script without a licence", "tools/a", "#!/bin/sh\ntrue\n", "no line `SPDX"),
    ("T2", "a line of 101 columns", "src/base/a.c", HEAD + "/*" + "x" * 97 + "*/\n", "101 col"),
    ("T2", "a tab", "src/base/a.c", HEAD + "\tint a;\n", "a tab"),
    ("T2", "spaces at the end of a line", "src/base/a.c", HEAD + "int a; \n", "spaces at the end"),
    ("T2", "a file without its last newline", "src/base/a.c", HEAD + "int a;", "with a newline"),
    ("T3", "malloc outside base", "src/read/a.c", HEAD + "void *a = malloc(1);\n", "takes memory"),
    ("T3", "free in the command line", "src/cli/a.c", HEAD + "    free (a);\n", "takes memory"),
    ("T3", "strdup", "src/base/text.c", HEAD + "    return strdup(a);\n", "takes memory"),
    ("T4", "printf in the solver", "src/solve/a.c", HEAD + '    printf("x");\n', "prints or exits"),
    ("T4", "a print to stderr", "src/read/a.c", HEAD + "    fputs(a,\n stderr);\n", "prints or"),
    ("T4", "abort in the checker", "src/check/a.c", HEAD + "    abort();\n", "prints or exits"),
    ("T5", "strtok", "src/read/a.c", HEAD + "    a = strtok(b, c);\n", "strtok is banned"),
    ("T5", "another program started", "src/cli/a.c", HEAD + "    system(b);\n", "system is"),
    ("T5", "rand in a test", "tests/unit/a.c", HEAD + "    a = rand();\n", "rand is banned"),
    ("T6", "a note of work to do", "src/base/a.c", HEAD + "/* TO" + "DO: later */\n", "unfinished"),
    ("T6", "code that waits", "src/base/a.c", HEAD + "#if 0\nint a;\n#endif\n", "unfinished"),
    ("T7", "a path of one machine", "README.md", "See /ho" + "me/somebody/x.\n", "of one machine"),
    ("T8", "a private name used by another folder", "src/read/a.c",
     HEAD + "int d = mst__solve_order();\n", "mst__solve_order belongs to one folder"),
    ("T8", "a function without the prefix in a header", "src/base/a.h",
     HEAD + "void\ntake(int a);\n", "take: what a header declares"),
    ("T8", "a type without the prefix in a header", "src/base/a.h",
     HEAD + "typedef struct mst_a {\n    int b;\n} a_type;\n", "a_type: what a header declares"),
    ("T8", "a table without the prefix in a header", "src/base/a.h",
     HEAD + "extern const char *const words[4];\n", "words: what a header declares"),
    ("T8", "an inline function without the prefix in a header", "src/base/a.h",
     HEAD + "int mst_a(void);\nint\nb(void)\n{\n    return 1;\n}\n", "b: what a header declares"),
    ("T9", "a goto elsewhere", "src/base/a.c", HEAD + "    goto again;\n", "goto again"),
]

TITLES = {
    "T1": "every file of this tree says its licence",
    "T2": "every line of this tree keeps the layout",
    "T3": "memory is taken in one file of this tree",
    "T4": "only the programs of this tree print and exit",
    "T5": "no banned call stands in this tree",
    "T6": "nothing in this tree waits to be done",
    "T7": "no path of one machine stands in this tree",
    "T8": "the names of this tree say who may use them",
    "T9": "no goto of this tree goes anywhere but to done",
}


def main():
    """Rules named on the command line are not asked of this tree."""
    tap = Tap()
    code, said = tool_on(SOUND, "tidy")
    tap.case("a sound tree passes", code == 0, said)
    for rule, title, path, text, expected in BAD:
        code, said = tool_on({**SOUND, path: text}, "tidy")
        only = said.count("(T") == said.count("(%s)" % rule)
        tap.case("%s is found (%s)" % (title, rule), code == 1 and expected in said and only, said)
    long = HEAD + "void\nf(void)\n{\n" + "    a();\n" * 70 + "}\n" + "int a;\n" * 600
    code, said = tool_on({**SOUND, "src/base/a.c": long}, "tidy", "--report")
    tap.case("long files and functions are told and do not fail",
             code == 0 and "src/base/a.c:3: f: 72 lines" in said and "a.c: 675 lines" in said, said)
    code, said = tool_on({**SOUND, "src/base/a.c": HEAD + "int a; \n"}, "tidy", "--rules", "T1,T3")
    tap.case("rules that are not asked for are not told", code == 0, said)
    code, said = tool("tidy", "--root", ROOT)
    for rule, title in TITLES.items():
        faults = [line for line in said.splitlines() if line.endswith("(%s)" % rule)]
        if rule not in sys.argv[1:]:
            tap.case(title, not faults, "\n".join(faults))
    tap.case("the verdict on this tree is the sum of its rules",
             (code == 0) == ("(T" not in said) and said.splitlines()[-1].startswith("tidy: "), said)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
