#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns a text file into a C array that ends with a NUL: embed_text.py NAME IN OUT.c"""
import sys


def main():
    name, source, target = sys.argv[1:]
    with open(source, "rb") as file:
        data = file.read()
    data.decode("utf-8")  # a text that is not UTF-8 stops the build
    lines = ["/* SPDX-License-Identifier: Apache-2.0 */",
             "extern const char %s[];" % name, "const char %s[] = {" % name]
    for at in range(0, len(data), 16):
        codes = (str(code if code < 128 else code - 256) for code in data[at:at + 16])
        lines.append("    %s," % ", ".join(codes))
    lines += ["    0,", "};", ""]
    with open(target, "w", encoding="ascii") as file:
        file.write("\n".join(lines))


main()
