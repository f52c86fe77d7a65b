#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns data/airports.csv and data/types.csv into C tables, so that the program is one file.

    embed_data.py airports CSV OUT.c
    embed_data.py types CSV OUT.c

A row that breaks a rule of the data stops the build with its file and line.
"""
import csv
import re
import sys

MM_PER_FOOT = 304.8

# The words of OurAirports, by their beginning, in upper case; the first that fits decides.
# PEM is "partly concrete, asphalt or bitumen-bound macadam"; PER, HARD and PAVED say only "paved".
SURFACES = [
    ("asphalt", ("ASP", "ASHPHALT", "BIT", "PEM", "PER", "HARD", "PAVED", "MAC", "TAR", "COM",
                 "COP")),
    ("concrete", ("CON", "CEM", "BRI")),
    ("gravel", ("GVL", "GRAV", "GRVL", "CRUSHED", "TREATED", "COR", "SAND/GRAVEL")),
    ("grass", ("GRS", "GRASS", "TURF")),
    ("dirt", ("GRE", "LAT", "CLAY", "DIRT", "EARTH", "UNPAVED")),
    ("water", ("WATER",)),
    ("other", ("SAN", "SNO", "PSP")),
    (None, ("UNK", "U")),
]

IDENTITY = ("name", "mode", "berth_class")
CONFIDENCES = ("published", "derived", "unverified", "assumption")
MODES = ("air", "road", "sea")
FIELDS = {
    "seats": "count", "litters": "count", "seats_per_litter": "count",
    "speed.loaded": "speed", "speed.empty": "speed",
    "load": "time", "unload": "time", "turn": "time", "refuel": "time", "hold": "time",
    "duty": "time", "rest": "time",
    "range": "length", "runway.length": "length", "runway.width": "length",
    "runway.surfaces": "surfaces", "availability": "ratio",
}
SHAPES = {
    "count": r"\d+", "ratio": r"[01](\.\d+)?", "speed": r"\d+(\.\d+)? (kn|km/h)",
    "time": r"\d+(\.\d+)? (s|min|h|d)", "length": r"\d+(\.\d+)? (m|km|nm|ft|mi)",
    "surfaces": r"SURFACE(, SURFACE)*".replace(
        "SURFACE", "(asphalt|concrete|gravel|dirt|grass)"),
}


def stop(path, line, text):
    sys.exit(f"{path}:{line}: {text}")


def c_text(text):
    if text is None:
        return "NULL"
    out = []
    for byte in text.encode("utf-8"):
        char = chr(byte)
        if char in '"\\':
            out.append("\\" + char)
        elif 32 <= byte < 127:
            out.append(char)
        else:
            out.append(f"\\{byte:03o}")
    return '"' + "".join(out) + '"'


def surface_of(word):
    upper = word.strip().upper()
    if not upper:
        return None
    for surface, beginnings in SURFACES:
        if surface is None and upper in beginnings:
            return None
        if surface is not None and upper.startswith(beginnings):
            return surface
    return "other"


def millimetres(feet):
    return int(float(feet) * MM_PER_FOOT + (0.5 if float(feet) >= 0 else -0.5)) if feet else 0


def embed_airports(path):
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        rows = []
        for row in reader:
            row["ident"] = row["ident"].upper()  # one private field of Japan is in small letters
            latitude, longitude = float(row["lat"]), float(row["lon"])
            if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
                stop(path, reader.line_num, f"{row['ident']} is not on Earth")
            if not re.fullmatch(r"[A-Z0-9-]{1,7}", row["ident"]):
                stop(path, reader.line_num, f"ident {row['ident']!r} is not 1 to 7 capitals")
            if not re.fullmatch(r"([A-Z0-9]{3})?", row["iata"]):
                stop(path, reader.line_num, f"iata {row['iata']!r} is not 3 capitals")
            rows.append(row)
    rows.sort(key=lambda row: row["ident"])
    for before, after in zip(rows, rows[1:]):
        if before["ident"] == after["ident"]:
            sys.exit(f"{path}: ident {after['ident']} stands twice")
    with_iata = sorted((row["iata"], index) for index, row in enumerate(rows) if row["iata"])
    for before, after in zip(with_iata, with_iata[1:]):
        if before[0] == after[0]:
            sys.exit(f"{path}: iata {after[0]} stands twice")
    print("const mst_airport mst__airports[] = {")
    for row in rows:
        print("    {%s, %s, %s, %s, %s, %s, %s, %d, %s, %d, %d, %s}," % (
            c_text(row["ident"]), c_text(row["iata"]), c_text(row["country"]), c_text(row["name"]),
            c_text(row["municipality"]), repr(float(row["lat"])), repr(float(row["lon"])),
            millimetres(row["elev_ft"]), "true" if row["elev_ft"] else "false",
            millimetres(row["longest_rwy_ft"]), millimetres(row["width_ft"]),
            c_text(surface_of(row["surface"]))))
    print("};")
    print(f"const uint32_t mst__airport_count = {len(rows)};")
    print("const uint16_t mst__airports_by_iata[] = {")
    print("    " + ", ".join(str(index) for _, index in with_iata))
    print("};")
    print(f"const uint32_t mst__airports_by_iata_count = {len(with_iata)};")


def read_types(path):
    types = {}
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        for row in reader:
            at = (path, reader.line_num)
            if not re.fullmatch(r"[a-z0-9-]+", row["type"]):
                stop(*at, f"type id {row['type']!r} has other than a-z, 0-9 and -")
            kind = types.setdefault(row["type"], {"facts": []})
            if row["field"] in IDENTITY:
                if row["field"] in kind:
                    stop(*at, f"{row['field']} of {row['type']} stands twice")
                kind[row["field"]] = row["value"]
                continue
            shape = FIELDS.get(row["field"])
            if shape is None:
                stop(*at, f"{row['field']!r} is not a field of a type")
            for cell in ("value", "low", "high"):
                is_given = row[cell] or cell == "value"
                if is_given and not re.fullmatch(SHAPES[shape], row[cell]):
                    stop(*at, f"{row[cell]!r} is not a {shape} as a post writes it")
            if bool(row["low"]) != bool(row["high"]):
                stop(*at, "low and high go together")
            if row["confidence"] not in CONFIDENCES:
                stop(*at, f"confidence {row['confidence']!r} is none of {', '.join(CONFIDENCES)}")
            if not row["source"]:
                stop(*at, "every number needs its source")
            if any(fact["field"] == row["field"] for fact in kind["facts"]):
                stop(*at, f"{row['field']} of {row['type']} stands twice")
            kind["facts"].append(row)
    for name, kind in types.items():
        for field in IDENTITY:
            if not kind.get(field):
                sys.exit(f"{path}: type {name} has no {field}")
        if kind["mode"] not in MODES:
            sys.exit(f"{path}: mode {kind['mode']!r} of {name} is none of {', '.join(MODES)}")
    return types


def embed_types(path):
    types = read_types(path)
    names = []
    for number, kind in enumerate(types.values()):
        names.append(f"facts_{number}")
        print(f"static const mst_type_fact {names[-1]}[] = {{")
        for fact in kind["facts"]:
            print("    {%s, %s, %s, %s, %s, %s}," % tuple(
                c_text(fact[column] or None)
                for column in ("field", "value", "low", "high", "confidence", "source")))
        print("};")
    print("const mst_type_entry mst__types[] = {")
    for name, (type_id, kind) in zip(names, types.items()):
        print("    {%s, %s, %s, %s, %d, %s}," % (
            c_text(type_id), c_text(kind["name"]), c_text(kind["mode"]),
            c_text(kind["berth_class"]), len(kind["facts"]), name))
    print("};")
    print(f"const uint32_t mst__type_count = {len(types)};")


def main():
    what, path, out = sys.argv[1:4]
    with open(out, "w", encoding="ascii", newline="\n") as file:
        sys.stdout = file
        print(f"/* Made by tools/embed_data.py from data/{what}.csv. */")
        print('#include "read/library_data.h"')
        {"airports": embed_airports, "types": embed_types}[what](path)


if __name__ == "__main__":
    main()
