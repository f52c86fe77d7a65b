#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A row that breaks a rule of the data stops the build and is named by file and line."""

import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "support"))
from tap import Tap  # noqa: E402

AIRPORT_HEAD = ("ident,type,name,lat,lon,elev_ft,country,municipality,iata,longest_rwy_ft,"
                "width_ft,surface\n")
TYPE_HEAD = "type,field,value,low,high,confidence,source\n"
TYPE = TYPE_HEAD + "van,name,Van,,,,\nvan,mode,road,,,,\nvan,berth_class,road,,,,\n"

# title, table, text, what the message must hold (None: it must be taken)
ROWS = [
    ("A good airport is taken", "airports", AIRPORT_HEAD +
     "OAKB,large_airport,Kabul,34.5,69.2,5877,AF,Kabul,KBL,11483,164,ASP\n", None),
    ("A latitude past the pole is refused", "airports",
     AIRPORT_HEAD + "OAKB,x,Kabul,94.5,69.2,5877,AF,Kabul,KBL,,,\n",
     "airports.csv:2: OAKB is not on Earth"),
    ("An ident of eight letters is refused", "airports",
     AIRPORT_HEAD + "OAKBOAKB,x,Kabul,34.5,69.2,,AF,Kabul,KBL,,,\n", "airports.csv:2: ident"),
    ("An IATA code of two letters is refused", "airports",
     AIRPORT_HEAD + "OAKB,x,Kabul,34.5,69.2,,AF,Kabul,KB,,,\n", "airports.csv:2: iata"),
    ("An ident that stands twice is refused", "airports",
     AIRPORT_HEAD + "OAKB,x,K,34.5,69.2,,AF,K,,,,\nOAKB,x,K,34.5,69.2,,AF,K,,,,\n",
     "OAKB stands twice"),
    ("An IATA code that stands twice is refused", "airports",
     AIRPORT_HEAD + "OAKB,x,K,34.5,69.2,,AF,K,KBL,,,\nOAKC,x,K,34.5,69.2,,AF,K,KBL,,,\n",
     "KBL stands twice"),
    ("A good type is taken", "types", TYPE + "van,seats,8,6,9,assumption,counted\n", None),
    ("A field that a type does not have is refused", "types",
     TYPE + "van,wings,2,,,assumption,counted\n", "types.csv:5: 'wings' is not a field of a type"),
    ("A time without a unit is refused", "types",
     TYPE + "van,load,5,,,assumption,counted\n", "types.csv:5: '5' is not a time"),
    ("A low end without a high one is refused", "types",
     TYPE + "van,seats,8,6,,assumption,counted\n", "types.csv:5: low and high go together"),
    ("A number without a source is refused", "types",
     TYPE + "van,seats,8,,,assumption,\n", "types.csv:5: every number needs its source"),
    ("A confidence that does not exist is refused", "types",
     TYPE + "van,seats,8,,,sure,counted\n", "types.csv:5: confidence 'sure'"),
    ("A field that stands twice is refused", "types",
     TYPE + "van,seats,8,,,assumption,counted\nvan,seats,9,,,assumption,counted\n",
     "types.csv:6: seats of van stands twice"),
    ("A mode that does not exist is refused", "types",
     TYPE.replace("mode,road", "mode,rail") + "van,seats,8,,,assumption,counted\n", "mode 'rail'"),
    ("A type without a berth class is refused", "types",
     TYPE.replace("van,berth_class,road,,,,\n", ""), "type van has no berth_class"),
    ("A type id in capitals is refused", "types", TYPE.replace("van,", "Van,"), "type id 'Van'"),
]


def main():
    tool = sys.argv[1]
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        for title, table, text, message in ROWS:
            source, out = os.path.join(folder, table + ".csv"), os.path.join(folder, "out.c")
            with open(source, "w", encoding="utf-8") as file:
                file.write(text)
            done = subprocess.run([sys.executable, tool, table, source, out], capture_output=True,
                                  text=True, check=False)
            if message is None:
                tap.case(title, done.returncode == 0, done.stderr)
            else:
                tap.case(title, done.returncode != 0 and message in done.stderr, done.stderr)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
