#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The command line from end to end, as a user and a script meet it.

    cli_test.py MUSTER SOURCE_ROOT

With MUSTER_WRITE_GOLDENS set the help texts are written anew, to be read before they are kept.
"""
import csv
import html.parser
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.dom.minidom

MUSTER, ROOT = sys.argv[1], sys.argv[2]
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from tap import Tap  # noqa: E402

KABUL = os.path.join(ROOT, "posts", "kabul-2021")
CONFORMANCE = os.path.join(ROOT, "tests", "conformance")
GOLDEN = os.path.join(ROOT, "tests", "golden", "cli")
COMMANDS = ["check", "plan", "replan", "verify", "show", "diff", "contingency", "adopt", "standing",
            "depends", "assess", "value", "review",
            "simulate", "since", "hindcast", "export", "picture", "explain", "report", "new",
            "types", "airfield"]
LIGHT = ["--effort", "20"]
tap = Tap()
FOLDER = tempfile.mkdtemp(prefix="muster-cli-")
OFFICE = os.path.join(FOLDER, "aid-office")
shutil.copytree(os.path.join(ROOT, "posts", "aid-office"), OFFICE)


def environment(**more):
    clean = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR")}
    clean.update(LC_ALL="C.UTF-8", **more)
    return clean


def run(*words, env=None, limit=600):
    done = subprocess.run([MUSTER, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, cwd=FOLDER, timeout=limit, check=False,
                          env=env or environment())
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def case(title, passed, *why):
    tap.case(title, bool(passed), "\n".join(str(one) for one in why))


def read(*parts):
    with open(os.path.join(FOLDER, *parts), encoding="utf-8") as file:
        return file.read()


def write(name, text):
    path = os.path.join(FOLDER, name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path


# ---- words ----

def test_help():
    for command in [None] + COMMANDS:
        name = "help-%s.txt" % (command or "muster")
        words = [command, "--help"] if command else ["--help"]
        code, out, err = run(*words)
        path = os.path.join(GOLDEN, name)
        if os.environ.get("MUSTER_WRITE_GOLDENS"):
            with open(path, "w", encoding="utf-8") as file:
                file.write(out)
        with open(path, encoding="utf-8") as file:
            golden = file.read()
        case("`muster %s` says what %s says" % (" ".join(words), name),
             code == 0 and out == golden and err == "", code, out, err)
        case("no line of it is wider than 80 columns",
             all(len(line) <= 80 for line in out.split("\n")))
        if command:
            case("`muster help %s` says the same" % command, run("help", command)[1] == out)
    manual = open(os.path.join(ROOT, "man", "muster.1.scd"), encoding="utf-8").read()
    completion = open(os.path.join(ROOT, "completions", "muster.bash"), encoding="utf-8").read()
    helps = "".join(run(command, "--help")[1] for command in COMMANDS)
    for option in sorted(set(re.findall(r"--[a-z-]+", helps))):
        case("%s is in the manual page and in the completion" % option,
             "*%s*" % option in manual and option in completion)
    for command in COMMANDS:
        case("%s is in the manual page and in the completion" % command,
             "*%s*" % command in manual and " %s " % command in completion)


def manual_of(manual, command):
    """What the manual says of one command: synopsis, paragraph, options."""
    parts = re.findall(r"(?m)^\*muster %s\*.*$" % command, manual)
    parts += re.findall(r"(?ms)^\*%s\*.*?(?=^\*[a-z]+\* |^# )" % command, manual)
    parts += re.findall(r"(?ms)^# OPTIONS OF %s\n.*?(?=^# |\Z)" % command.upper(), manual)
    return "".join(parts)


def test_manual_and_completion_by_command():
    manual = open(os.path.join(ROOT, "man", "muster.1.scd"), encoding="utf-8").read()
    case("the manual says once that commands take --as-of",
         "Every command that reads a post takes *--as-of*" in manual)
    for command in COMMANDS:
        options = set(re.findall(r"--[a-z][a-z-]+", run(command, "--help")[1])) - {"--help"}
        told = manual_of(manual, command)
        lacks = sorted(o for o in options - {"--as-of"} if "*%s*" % o not in told)
        case("the manual has each option of %s" % command, not lacks, lacks)
        found = set(completed("muster", command, OFFICE, "--")) - {"--help"}
        case("bash completes just the options of %s" % command, found == options,
             sorted(found ^ options))


def completed(*words):
    script = ('source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _muster; '
              'printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "-c", script, "bash",
                           os.path.join(ROOT, "completions", "muster.bash"), *words],
                          stdout=subprocess.PIPE, check=False)
    return done.stdout.decode().split()


def test_completion():
    found = completed("muster", "pl")
    case("bash completes commands", found == ["plan"], found)
    case("and options", completed("muster", "plan", OFFICE, "--sc") == ["--scenario"])
    found = completed("muster", "plan", OFFICE, "--scenario", "")
    case("and the scenarios of a post", found == ["as-today", "flights-stop"], found)
    found = completed("muster", "plan", KABUL, "--option", "st")
    case("also of one in several files", found == ["stay"], found)


def test_usage():
    rows = [
        ([], "usage: muster COMMAND ..."),
        (["plam"], 'muster: there is no command "plam"; did you mean plan? (see muster --help)'),
        (["plan"], "muster: plan needs more (see muster plan --help)"),
        (["plan", OFFICE, "x"], 'muster: plan is one word too many: "x" (see muster plan --help)'),
        (["plan", OFFICE, "--sead", "1"],
         "muster: plan has no option --sead; did you mean --seed? (see muster plan --help)"),
        (["plan", OFFICE, "-s"], "muster: plan has no option -s"),
        (["plan", OFFICE, "--seed"], "muster: --seed needs a value (see muster plan --help)"),
        (["plan", OFFICE, "--seed", "-1"],
         'muster: --seed is "-1" and must be a whole number from 0 to 9223372036854775807'),
        (["plan", OFFICE, "--seed=9223372036854775808"],
         'muster: --seed is "9223372036854775808" and must be a whole number'),
        (["plan", OFFICE, "--threads", "65"],
         'muster: --threads is "65" and must be a whole number from 0 to 64'),
        (["plan", OFFICE, "--strict=yes"], "muster: --strict takes no value"),
        (["plan", OFFICE, "--time-limit", "soon"],
         'muster: --time-limit is "soon" and must be a time above zero such as 90 s, 2 min or 1 h '
         "30 min"),
        (["plan", OFFICE, "--time-limit", "0 s"], 'muster: --time-limit is "0 s" and must be'),
        (["plan", OFFICE, "--deadline", "1 h 5"], 'muster: --deadline is "1 h 5" and must be'),
        (["plan", OFFICE, "--deadline", "5 s 1 h"], 'muster: --deadline is "5 s 1 h" and must be'),
        (["plan", OFFICE, "--scenario", "as-todey"],
         'muster: the post has no scenario "as-todey"; did you mean "as-today"?'),
        (["plan", OFFICE, "--option", "all-out,"], 'muster: the post has no option ""'),
        (["plan", OFFICE, "--set", "fleets.cras.count=1"], "muster: "),
        (["show", "x", "--by", "day"],
         'muster: --by is "day" and must be vehicle, site, people or time'),
        (["types", "c71"], 'muster: there is no vehicle type "c71"; did you mean "c17"?'),
        (["airfield", "OAKX"], 'muster: there is no airfield "OAKX"; the nearest code is '),
        (["check", "nowhere"], "muster: "),
        (["show", "nowhere.json"],
         "muster: nowhere.json: cannot be opened: No such file or directory"),
    ]
    for words, message in rows:
        code, out, err = run(*words)
        shown = " ".join(os.path.basename(word) for word in words)
        case("`muster %s` is refused with 2 and a sentence" % shown,
             code == 2 and out == "" and err.startswith(message), code, out, err)


def test_library():
    code, out, _ = run("types")
    case("types lists the C-17", code == 0 and re.search(r"^c17 +air ", out, re.M), out)
    code, out, _ = run("types", "c17")
    case("types c17 tells numbers with their source",
         code == 0 and re.search(r"^  seats +\d+ +(published|unverified|derived) +\S", out, re.M),
         out)
    code, out, _ = run("airfield", "oakb")
    case("airfield finds Kabul whatever the case",
         code == 0 and "OAKB/KBL" in out and re.search(r"runway +3\d\d\d m", out), out)
    code, out, _ = run("version")
    case("version says one line", code == 0 and re.fullmatch(r"muster \d+\.\d+\.\d+\n", out), out)


# ---- posts ----

def test_new_and_check():
    code, out, err = run("new", "my-office")
    case("new writes a post and says what is next",
         code == 0 and "muster check my-office" in out and os.path.exists(
             os.path.join(FOLDER, "my-office", "post.yaml")), code, out, err)
    case("no mark is left in it", "@NAME@" not in read("my-office", "post.yaml"))
    code, out, err = run("check", "my-office")
    case("the new post has no fault", code == 0 and "my-office" in out, code, out, err)
    code, out, err = run("plan", "my-office", *LIGHT)
    case("and can be planned", code == 0 and "left " in out, code, out, err)
    code, out, err = run("new", "my-office")
    case("new leaves alone what exists", code == 2 and "exists already" in err, code, err)
    code, _, err = run("new", "a b")
    case("a name that cannot be an id is refused", code == 2 and "letters, digits" in err, code,
         err)
    code, _, err = run("new", "no/such/folder/x")
    case("new makes one folder only", code == 3, code, err)
    bad = write("bad.yaml",
                "post: {id: bad}\npeople:\n  - id: staff\n    site: offfice\n    count: many\n")
    code, out, err = run("check", bad)
    case("check names file, line and column of every fault",
         code == 2 and out == "" and len(re.findall(r"^\S*bad\.yaml:\d+:\d+: ", err, re.M)) >= 2,
         code, out, err)


def staying_post(until):
    """100 of 150 stay, at threat 2 for ten days, with supplies for five."""
    return """post: {id: s, as_of: 2021-07-03 08:00, horizon: 10 d, time_zone: Asia/Kabul}
permissions:
  - {id: city, kind: overflight, granted: false}
people:
  - {id: staff, site: embassy, count: 100}
  - {id: families, site: embassy, count: 50}
sites:
  - {id: embassy, threat: 2, supplies: 5 d}
  - {id: haven, safe: true}
links:
  - {id: road, between: [embassy, haven], mode: road, time: 1 h}
  - {id: street, between: [embassy, haven], mode: road, time: 2 h, permission: city}
types:
  - {id: bus, mode: road, seats: 50, berth_class: bus}
fleets:
  - {id: buses, type: bus, base: embassy, count: 1, notice: 0 h}
options:
  - {id: part, scope: {authorized: [families]}, order_at: +6 h, ordered_by: chief of mission,
     order_until: %s}
  - {id: stay, scope: stay}
""" % until


def test_doubts():
    text = read("aid-office", "post.yaml")
    shut = text.replace("hold: 40,", "hold: 40, berths: {light: 1},", 1)
    shut = shut.replace(", safe: true}\n  - {id: entebbe", "}\n  - {id: entebbe", 1)
    path = write("doubted.yaml", shut)
    line = shut[:shut.index("  - {id: town-road")].count("\n") + 1
    doubt = ("doubted.yaml:%d:5: nothing that uses link \"town-road\" can stop at site "
             "\"airstrip\": its berths are for other classes; add \"car\" for \"car\", or "
             "leave berths out for no limit\n" % line)
    code, out, err = run("check", path)
    case("check tells what is of no use in any cell",
         code == 0 and "\nto look at again, under whatever option and scenario:\n" in out
         and doubt in out and err == "", code, out, err)
    code, out, err = run("plan", path, *LIGHT)
    case("plan tells it where somebody is left", code == 0 and doubt in err and doubt not in out,
         code, out, err)
    code, out, err = run("check", OFFICE)
    case("a post in which all is of use has no doubts", code == 0 and "no use" not in out, out)


def test_authority_and_staying():
    good = write("good.yaml", staying_post("2021-07-03 14:00"))
    late = write("late.yaml", staying_post("2021-07-03 13:59"))
    code, out, err = run("check", good)
    case("check says what depends on a permission",
         code == 0 and "permissions  city, overflight, not granted: for 1 link" in out, code, out,
         err)
    code, out, err = run("plan", good, *LIGHT, "--out", "staying", "--json")
    plans = json.loads(out)["plans"]
    case("who stays is exposed, and not left",
         code == 0 and [p["measures"]["left"] for p in plans] == [0, 0] and
         [p["measures"]["exposure"] for p in plans] == [100 * 2 * 240, 150 * 2 * 240] and
         [p["bound"]["exposure"] for p in plans] == [100 * 2 * 240, 150 * 2 * 240], plans)
    case("and the sites can hold them for as long as their supplies last",
         [p["staying"] for p in plans] == [
             {"people": n, "supplies_end_site": "embassy", "supplies_end_seconds": 432000}
             for n in (100, 150)], plans)
    code, out, err = run("plan", good, *LIGHT)
    case("the matrix says so", all(line in out for line in (
        "stay 150", "exposure 72000.0", "supplies end 120 h,")), out)
    code, out, err = run("check", late)
    case("an order after the authority to give it is refused, with its place and both times",
         code == 2 and re.search(r"late\.yaml:18:59: option \"part\" is ordered at 2021-07-03 "
                                 "14:00, but chief of mission may order it until 2021-07-03 "
                                 "13:59: ", err),
         code, out, err)
    code, out, err = run("verify", late, "staying/base/part/plan.json")
    case("and so is a plan for it", code == 2 and "chief of mission may order it until" in err,
         code, out, err)
    plan = json.loads(read("staying", "base", "part", "plan.json"))
    plan["order"]["until_utc"] = "2021-07-03T09:29:59Z"
    code, out, err = run("verify", good, write("until.json", json.dumps(plan)))
    case("and a plan file that says so of itself", code == 2 and "until_utc" in err, code, out, err)


# ---- plans ----

class Page(html.parser.HTMLParser):
    """Balanced tags, no scripts, nothing from outside."""
    VOID = ("meta", "br", "hr")

    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.headings = [], [], []
        self.feed(text)
        self.faults += self.open

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag in ("script", "link", "img", "iframe",
                   "object") or "src" in names or "href" in names:
            self.faults.append(tag)
        if any(name.startswith("on") for name in names):
            self.faults.append("handler")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append("/" + tag)


def is_valid_json(path):
    return subprocess.run(["/usr/bin/python3", "-W", "ignore", "-m", "jsonschema", "-i", path,
                           os.path.join(ROOT, "schema", "plan.schema.json")],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)


def contents(folder):
    found = {}
    for where, _, names in os.walk(os.path.join(FOLDER, folder)):
        for name in names:
            with open(os.path.join(where, name), "rb") as file:
                found[os.path.relpath(os.path.join(where, name),
                                      os.path.join(FOLDER, folder))] = file.read()
    return found


def test_plan_files():
    os.makedirs(os.path.join(FOLDER, "out", "as-today", "all-out"))
    write("out/as-today/all-out/notes.txt", "mine\n")
    code, out, err = run("plan", OFFICE, *LIGHT, "--threads", "1", "--out", "out")
    case("plan prints the matrix and writes the plans",
         code == 0 and err == "" and "4 plans written to out" in out, code, out, err)
    files = contents("out")
    wanted = {"%s/%s/%s" % (s, o, f) for s in ("as-today", "flights-stop") for o in ("all-out",
                                                                                     "by-road")
              for f in ("plan.json", "schedule.csv", "plan.html")}
    case("three files a plan, and the files of others stay",
         set(files) == wanted | {"as-today/all-out/notes.txt"}, sorted(files))
    run("plan", OFFICE, *LIGHT, "--threads", "2", "--out", "again")
    again = contents("again")
    case("the same bytes on two threads", all(files[name] == again.get(name) for name in wanted))
    for name in sorted(wanted):
        if name.endswith(".json"):
            checked = is_valid_json(os.path.join(FOLDER, "out", name))
            case("%s keeps the schema" % name, checked.returncode == 0, checked.stdout.decode())
            case("and holds no time of the run", b"solve_seconds" not in files[name])
        elif name.endswith(".csv"):
            rows = list(csv.reader(files[name].decode().splitlines()))
            case("every row of %s has the same columns" % name,
                 len({len(row) for row in rows}) == 1)
        else:
            page = Page(files[name].decode())
            case("%s is a plain page" % name, not page.faults and page.headings[0] == 1 and
                 all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:])), page.faults)
        head = files[name].decode()
        plan = json.loads(files[name.rsplit("/", 1)[0] + "/plan.json"])
        case("%s says version, input and the order in UTC and local time" % name,
             all(word in head for word in (plan["version"], plan["input"]["hash"],
                                           plan["order"]["utc"],
                                           plan["order"]["local"])))
    broken = json.loads(files["as-today/all-out/plan.json"])
    del broken["moves"][0]["leave"]
    path = write("broken.json", json.dumps(broken))
    case("the schema refuses a move without a time", is_valid_json(path).returncode != 0)


def test_json():
    code, out, err = run("plan", OFFICE, *LIGHT, "--json", "--scenario", "as-today,flights-stop",
                         "--option",
                         "by-road")
    result = json.loads(out)
    plans = result["plans"]
    case("--json prints every cell, scenario by scenario",
         code == 0 and err == "" and [(p["scenario"], p["option"]) for p in plans] ==
         [("as-today", "by-road"), ("flights-stop", "by-road")], code, err, out[:500])
    for plan in plans:
        case("%s has measures, bound, binding, status and the time it took" % plan["scenario"],
             plan["status"] in ("optimal", "bounded", "infeasible") and
             {"left", "completion_seconds", "exposure"} <= set(plan["measures"]) and
             {"left", "completion_seconds"} <= set(plan["bound"]) and
             isinstance(plan["binding"], list) and
             plan["solve_seconds"] >= 0, plan)
        case("its bound is not above its measures",
             plan["bound"]["left"] <= plan["measures"]["left"] and
             (plan["measures"]["left"] > plan["bound"]["left"] or
              plan["bound"]["completion_seconds"] <= plan["measures"]["completion_seconds"]),
              plan["bound"])
        last = max(move["arrive"] for move in plan["moves"])
        case("its moves have vehicle, places, times and loads",
             all({"vehicle", "from", "to", "leave", "arrive", "load"} <= set(move) and
                 move["leave"] < move["arrive"] and
                 all(load["count"] > 0 and load["people"] for load in move["load"])
                 for move in plan["moves"]) and
                 last >= plan["measures"]["completion_seconds"] - 3600)


def test_settings():
    _, out, _ = run("plan", OFFICE, *LIGHT, "--json", "--option", "by-road", "--scenario",
                    "as-today")
    code, less, err = run("plan", OFFICE, *LIGHT, "--json", "--option", "by-road", "--scenario",
                          "as-today",
                          "--set", "fleets.cars.count=1", "--out", "one-car")
    before, after = json.loads(out)["plans"][0], json.loads(less)["plans"][0]
    case("one car does worse than two",
         code == 0 and (after["measures"]["left"], after["measures"]["completion_seconds"]) >
         (before["measures"]["left"], before["measures"]["completion_seconds"]), code, err)
    case("the setting changes the input hash",
         json.loads(out)["input_hash"] != json.loads(less)["input_hash"])
    plan = json.loads(read("one-car", "as-today", "by-road", "plan.json"))
    case("the plan remembers the setting", plan["run"]["set"] == ["fleets.cars.count=1"],
         plan["run"])
    code, out, err = run("verify", OFFICE, "one-car/as-today/by-road/plan.json")
    case("and verify applies it", code == 0 and "changed" not in out, code, out, err)


def edited(source, name, edit):
    rows = list(csv.reader(read(source).splitlines()))
    head = rows[0]
    table = [dict(zip(head, row)) for row in rows[1:]]
    table = edit(table) or table
    path = os.path.join(FOLDER, name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head, delimiter=";")
        writer.writeheader()
        writer.writerows(table)
    return path


def test_verify():
    for name in ("plan.json", "schedule.csv"):
        code, out, err = run("verify", OFFICE, "out/flights-stop/all-out/" + name)
        case("%s with a surprise is valid" % name, code == 0 and
             out.startswith("The plan is valid.\n"),
             code, out, err)
    source = "out/as-today/by-road/schedule.csv"

    def overload(table):
        for row in table:
            if row["record"] == "move" and row["load"]:
                row["load"] = "9 staff"
                return
    code, out, err = run("verify", OFFICE, edited(source, "overload.csv", overload))
    case("an edit that overloads a car is caught by rule and clause",
         code == 4 and re.search(r"^rule 3 \(seats", out, re.M), code, out, err)

    def spare(table):
        for row in table:
            for column in ("leave_utc", "leave_local", "arrive_utc", "arrive_local"):
                row[column] = ""
            row["load"] = re.sub(r" \[[^]]*\]", "", row["load"])
            row["guards"] = row["guards"] if row["record"] == "convoy" else ""
        return [row for row in table if row["record"] in ("move", "end", "desk", "self", "duty")
                or row["item"] in ("scenario", "option")]
    code, out, err = run("verify", OFFICE, edited(source, "spare.csv", spare))
    case("what can be worked out may be left out", code == 0, code, out, err)

    def early(table):
        for row in table:
            if row["record"] == "move":
                row["leave_seconds"] = str(float(row["leave_seconds"]) - 60)
    code, out, err = run("verify", OFFICE, edited(source, "early.csv", early))
    case("times that contradict each other are an error with file, line and column",
         code == 2 and re.search(r"early\.csv:\d+:\d+: \"leave_utc\" is ", err), code, out, err)
    changed = os.path.join(FOLDER, "changed")
    shutil.copytree(OFFICE, changed)
    with open(os.path.join(changed, "post.yaml"), "a", encoding="utf-8") as file:
        file.write("# a remark\n")
    code, out, _ = run("verify", changed, "out/as-today/all-out/plan.json")
    case("verify says when the post has changed since", code == 0 and "has changed" in out, code,
         out)
    plan = json.loads(read("out/as-today/all-out/plan.json"))
    plan["option"] = "by-boat"
    code, out, err = run("verify", OFFICE, write("boat.json", json.dumps(plan)))
    case("a plan of no option of the post is refused", code == 2 and 'no option "by-boat"' in err,
         code, err)


def test_replan():
    office = read("aid-office", "post.yaml")
    plan = os.path.join("out", "as-today", "all-out", "plan.json")
    code, out, err = run("replan", OFFICE, plan, "--at", "2 h")
    case("replan on a post that is the same changes nothing",
         code == 0 and err == "" and "Nothing changes: 4 moves stay as it was." in out, out, err)
    more = write("more.yaml", office.replace("count: 14, kind: staff", "count: 20, kind: staff"))
    code, out, err = run("replan", more, plan, "--at", "2 h", "--freeze", "20 min", "--out", "on")
    with open(os.path.join(GOLDEN, "replan.txt"), encoding="utf-8") as file:
        golden = file.read()
    if os.environ.get("MUSTER_WRITE_GOLDENS"):
        with open(os.path.join(GOLDEN, "replan.txt"), "w", encoding="utf-8") as file:
            file.write(out)
    case("more people are carried by few more moves", code == 0 and out == golden, out, err)
    now, was = json.loads(read("on", "plan.json")), json.loads(read(plan))
    case("the plan keeps the schema",
         is_valid_json(os.path.join(FOLDER, "on", "plan.json")).returncode == 0)
    kept = [move for move in was["moves"] if move["leave"] < now["resumed"]["from"]]
    case("what began before the end of the freeze is as it was",
         now["resumed"] == {"at": 7200, "from": 8400, "until": 8400, "cut_short": None,
                            "left_out": None} and kept and
         all(move in now["moves"] for move in kept) and now["before"][-1]["moves"] == was["moves"])
    case("its changes add up", now["changes"]["added"] == sum(
        1 for change in now["changed_moves"] if change["change"] == "added"))
    code, out, err = run("replan", more, plan, "--at", "2 h", "--freeze", "20 min", "--json")
    case("--json prints the plan", code == 0 and out == read("on", "plan.json"), err)
    case("verify finds it valid", run("verify", more, "on/plan.json")[0] == 0)
    for move in now["moves"]:
        if move["leave"] >= 7200 and move["leave"] < 8400:
            for key in ("leave", "arrive"):
                for stop in now["stops"]:
                    if stop["vehicle"] == move["vehicle"] and stop[key] == move[key]:
                        stop[key] += 60
                move[key] += 60
                del move[key + "_utc"], move[key + "_local"]
    write("broken.json", json.dumps(now))
    code, out, err = run("verify", more, "broken.json")
    case("and names the clause of a frozen move that is another",
         code == 4 and "(surprise, frozen)" in out, out, err)
    code, out, err = run("replan", more, "on/plan.json", "--at", "5 h", "--out", "on2")
    case("it is gone on with again", code == 0 and
         run("verify", more, "on2/plan.json")[0] == 0 and
         len(json.loads(read("on2", "plan.json"))["before"]) == 1, out, err)
    shut = write("shut.yaml", office.replace("mode: air}", "mode: air, open: [{until: +5 h}]}"))
    code, out, err = run("replan", shut, plan, "--at", "2 h", "--freeze", "4 h")
    case("the freeze ends when the plan cannot go on", code == 0 and
         "stands until +5:29:51.709 (picture of +2:00, frozen until +6:00)" in out and
         "The freeze ends then" in out, out, err)
    for title, text, at, words in [
            ("a fleet that has gone is left out", re.sub(r".*id: charter.*\n", "", office).split(
                "\n  - id: by-road")[0] + "\n", "2 h", "vehicle charter-1: the post"),
            ("one that was used must stay", office.replace("base: office, count: 2",
                                                           "base: office, count: 1"), "2 h",
             "the plan in force had used cars-2 by then"),
            ("counts are of all people", office.replace("count: 14, kind", "count: 10, kind"),
             "2 h", "people.staff.count makes 10 of staff, but the plan in force had moved 14")]:
        code, out, err = run("replan", write("gone.yaml", text), plan, "--at", at)
        case(title, words in out + err and code == (0 if words in out else 2), code, out, err)
    case("a schedule is no plan to go on from",
         run("replan", more, plan.replace("plan.json", "schedule.csv"), "--at", "1 h")[0] == 2)
    case("replan asks for the moment", "replan needs --at TIME" in run("replan", more, plan)[2])


def test_proved_bounds():
    """What `verify --bound` tells of a plan of an ordinary post, and of a changed certificate."""
    path = "out/as-today/all-out/plan.json"
    code, out, err = run("verify", OFFICE, path, "--bound")
    golden = os.path.join(GOLDEN, "verify-bound.txt")
    if os.environ.get("MUSTER_WRITE_GOLDENS"):
        with open(golden, "w", encoding="utf-8") as file:
            file.write(out)
    with open(golden, encoding="utf-8") as file:
        case("each bound of a plan is said to be proved, or how much of it", out == file.read(),
             code, out, err)
    plan = json.loads(read(path))
    kinds = {one["measure"]: one for one in plan["certificates"]}
    case("by a certificate a measure", kinds["completion"]["kind"] == "cut" and
         kinds["exposure"]["kind"] == "leave", plan["certificates"])
    kinds["completion"]["bound_exact"] = str(int(kinds["completion"]["bound_exact"]) + 1)
    code, out, err = run("verify", OFFICE, write("more.json", json.dumps(plan)), "--bound")
    case("which is refused when it claims a millisecond more",
         code == 4 and "The certificate (cut) is refused" in out, code, out, err)


DOUBTED = """post: {id: doubted, as_of: 2021-07-03 08:00}
people:
  - {id: walkers, site: hill, count: 9, release: {start: 0 h, over: 9 h}, moves: on_foot,
     moves_to: town}
  - {id: staff, site: town, count: 30, party: 3}
sites:
  - {id: hill}
  - {id: town, position: "1.0, 30.0", process: {desks: 2, time: 5 min, per: party}}
  - {id: haven, position: "1.5, 30.5", safe: true}
links:
  - {id: path, between: [hill, town], mode: foot, time: 1 h}
  - {id: flight, between: [town, haven], mode: air}
types:
  - {id: lifter, like: mi17, seats: 12, speed: {loaded: 100 kn}}
fleets:
  - {id: own, type: lifter, base: haven, count: 1}
  - {id: lent, type: mi17, base: haven, count: 1}
"""


def test_page_sums_up():
    code, out, err = run("plan", write("doubted.yaml", DOUBTED), "--out", "doubted")
    plan = json.loads(read("doubted", "base", "all-out", "plan.json"))
    doubts = {(a["item"], a["reason"]): a["source"] for a in plan["assumptions"]}
    lent = doubts.get(("types.mi17", "unverified"), "")
    case("the plan says which numbers of the library nobody has confirmed",
         "mi17 of the library: seats, speed.loaded, speed.empty" in lent, code, doubts, err)
    own = doubts.get(("types.lifter", "unverified"), "")
    case("but for those which the post writes otherwise",
         own == lent.replace("seats, speed.loaded, ", "", 1), code, own, lent)
    page = read("doubted", "base", "all-out", "plan.html")
    case("and the page says so too", "of the library: speed.empty" in page, code, page, err)
    walks = [row for row in page.split("<tr>") if "on their own" in row and "walkers" in row]
    case("who sets off one after the other is one line of the page",
         len(plan["self_moves"]) == 9 and len(walks) == 2
         and any("in 9 groups, the last at 03 1700Z (+9:00)" in row for row in walks), code, walks,
         err)
    desks = page[page.index("<h2>Desks</h2>"):]
    rows = [row for row in desks[:desks.index("</table>")].split("<tr>") if "staff" in row]
    case("and so are those at the desks of a place",
         len(rows) == 1 and '1 to 2</td><td class="n">10</td>' in rows[0], code, rows, err)


def test_late_surprise():
    with open(os.path.join(ROOT, "tests", "conformance", "c09.yaml"), encoding="utf-8") as text:
        late = write("late.yaml", text.read().replace("from: +2 h", "from: +20 h"))
    code, out, err = run("plan", late, "--scenario", "airport-lost", "--json")
    plan = json.loads(out)["plans"][0] if code == 0 else {}
    case("a surprise after the last was out leaves the plan proved best",
         plan.get("status") == "optimal" and plan["measures"]["completion_seconds"] == 54000
         and plan["bound"]["completion_seconds"] == 54000, code, out, err)


def test_deadline_and_certificate():
    rescue = os.path.join(ROOT, "tests", "unit", "cover", "rescue.yaml")
    for hours in ("8 h", "10 h"):
        code, out, err = run("plan", rescue, "--scenario", "two", "--deadline", hours,
                             "--out", "late")
        case("a deadline of %s is proved impossible" % hours,
             code == 6 and "infeasible" in out and "not everyone can be out in " + hours in out
             and "that takes at least 15 h" in out, code, out, err)
    plan = json.loads(read("late", "two", "all-out", "plan.json"))
    case("and plan.json says so", plan["status"] == "infeasible"
         and plan["run"]["deadline_seconds"] == 36000
         and plan["certificates"][0]["bound_exact"] == "54000000", plan["certificates"])
    code, out, err = run("verify", rescue, "late/two/all-out/plan.json", "--bound")
    case("with a certificate that proves it", code == 0 and "bound on completion is proved" in out,
         code, out, err)
    older = dict(plan, certificate=plan["certificates"][0])
    del older["certificates"]
    code, out, err = run("verify", rescue, write("older.json", json.dumps(older)), "--bound")
    case("the one certificate of an older plan counts as well",
         code == 0 and "bound on completion is proved" in out, code, out, err)
    plan["bound"]["completion_seconds"] = 54001
    code, out, err = run("verify", rescue, write("more.json", json.dumps(plan)), "--bound")
    case("of a bound above the certificate's a part is proved",
         code == 4 and "is 15 h 1 s; proved is 15 h (cover)" in out, code, out, err)
    plan["certificates"][0]["proof"]["work"][0] += 1
    code, out, err = run("verify", rescue, write("damaged.json", json.dumps(plan)), "--bound")
    case("nor is anything by a damaged certificate", code == 4 and "is refused" in out, code, out,
         err)
    code, out, err = run("verify", rescue, write("damaged.json", json.dumps(plan)))
    case("which does not matter to the plan itself", code == 0 and "certificate" not in out, code,
         out, err)
    code, out, err = run("verify", rescue, "late/two/all-out/schedule.csv", "--bound")
    case("a schedule carries no certificate", code == 4 and "no certificate" in out, code, out, err)
    code, out, err = run("plan", rescue, "--scenario", "two", "--deadline", "15 h", "--out", "met")
    plan = json.loads(read("met", "two", "all-out", "plan.json"))
    case("a deadline that can be met is met", code == 0 and plan["status"] == "optimal"
         and plan["measures"]["completion_seconds"] == 54000, code, out, err)
    code, out, err = run("plan", rescue, "--deadline", "soon")
    case("a deadline is a time", code == 2 and "--deadline" in err, code, out, err)


def test_show_and_diff():
    for by in ("vehicle", "site", "people", "time"):
        for name in ("plan.json", "schedule.csv"):
            code, out, err = run("show", "out/as-today/all-out/" + name, "--by", by)
            case("show --by %s reads %s" % (by, name), code == 0 and "arrives" in out and
                 err == "", err)
    code, out, _ = run("diff", "out/as-today/all-out/plan.json", "out/as-today/all-out/plan.json")
    case("a plan is the same as itself", code == 0 and "The plans are the same" in out, out)
    code, out, _ = run("diff", "out/as-today/all-out/plan.json", "out/as-today/by-road/plan.json")
    case("two options differ move by move",
         code == 0 and "all-out | by-road" in out and "\n  - +" in out and "\n  + +" in out, out)


def test_simulate():
    words = ["simulate", KABUL, "--option", "today", "--effort", "1", "--replications", "200"]
    code, out, err = run(*words, "--svg", "fan.svg")
    path = os.path.join(GOLDEN, "simulate-kabul.txt")
    if os.environ.get("MUSTER_WRITE_GOLDENS"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(out)
    with open(path, encoding="utf-8") as file:
        golden = file.read()
    case("simulate prints what simulate-kabul.txt says", code == 0 and out == golden, code,
         out, err)
    case("no line of it is wider than 80 columns",
         all(len(line) <= 80 for line in out.split("\n")), out)
    picture = xml.dom.minidom.parseString(read("fan.svg"))
    shapes = [len(picture.getElementsByTagName(name)) for name in ("polygon", "polyline")]
    case("the picture has two bands, the median and the plan", shapes == [2, 2], shapes)
    texts = [run(*words, "--json", "--threads", str(threads))[1] for threads in (1, 2)]
    case("one thread and two print the same JSON", texts[0] == texts[1])
    told = json.loads(texts[0])
    case("JSON has intervals round every quantile",
         all(row["low"] <= row["value"] <= row["high"] for row in told["left"]["quantiles"]), told)
    behind = json.loads(run(*words, "--json", "--behind", "900")[1])["behind"]
    case("--behind asks splitting", 0 < behind["probability"] <= 1 and behind["trials"] > 0, behind)
    other = json.loads(run(*words, "--json", "--seed", "2")[1])
    case("another seed is other luck", other["people"] != told["people"])
    plan = os.path.join("simulated", "as-today", "today", "plan.json")
    run("plan", KABUL, "--option", "today", "--scenario", "as-today", "--effort", "1", "--out",
        "simulated")
    code, out, err = run("simulate", KABUL, plan, "--replications", "200", "--json")
    case("a plan.json is played as the plan it was made from", code == 0 and out == texts[0], code,
         out[:300], err)
    code, out, err = run("simulate", KABUL, plan, "--option", "today")
    case("an option of planning is refused beside a plan", code == 2 and "--option" in err, code,
         err)
    broken = read(plan).replace('"count": 10', '"count": 11')
    code, out, err = run("simulate", KABUL, write("broken.json", broken))
    case("a plan that is not valid is not played", code in (2, 4) and out == "", code, out, err)
    for option, value in (("--replications", "0"), ("--confidence", "100"), ("--seed", "-1")):
        code, out, err = run("simulate", KABUL, option, value)
        case("%s %s is refused" % (option, value), code == 2 and option in err, code, err)
    code, out, err = run(*words, "--svg", "no/such/folder/fan.svg")
    case("a picture that cannot be written is said so", code == 3 and "fan.svg" in err, code, err)


SMALL = """# SPDX-License-Identifier: Apache-2.0
post: {id: small, name: Small town, as_of: 2021-08-11 00:00, horizon: 48 h}
people:
  - {id: staff, site: town, count: 100}
sites:
  - {id: haven, position: "1.5, 30.5", safe: true}
  - {id: town, position: "1, 30"}
links:
  - {id: road, between: [town, haven], mode: road, time: 1 h}
types:
  - {id: bus, mode: road, seats: 50, speed: 40 km/h, berth_class: bus}
fleets:
  - {id: buses, type: bus, base: town, count: 1}
scenarios:
  - {id: calm, chance: 60..90 %}
  - {id: cut, chance: 10..40 %, changes: [{close: links.road, from: 2021-08-11 20:00}]}
options:
  - {id: out, name: Everyone out, scope: full}
  - {id: late, name: Everyone out in the evening, scope: full, order_at: 2021-08-11 18:30}
  - {id: stay, scope: stay}
indicators:
  - {id: shots, raises: [town], expected_per_day: 0.1, alarm_per_day: 1, threshold: 2}
reports:
  - {id: i, at: 2021-08-11, source: s, grade: A1, subject: indicators.shots, incidents: 4,
     over: 1 d}
  - {id: e, at: 2021-08-11, source: s, grade: A1, subject: sites.town, lost: 10 d 40..60 %}
"""


def test_assess():
    post = write("small.yaml", SMALL)
    code, out, err = run("assess", post)
    path = os.path.join(GOLDEN, "assess-small.txt")
    if os.environ.get("MUSTER_WRITE_GOLDENS"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(out)
    with open(path, encoding="utf-8") as file:
        golden = file.read()
    case("assess prints what assess-small.txt says", code == 0 and out == golden, code, out, err)
    case("no line of it is wider than 80 columns",
         all(len(line) <= 80 for line in out.split("\n")), out)
    wide = run("assess", KABUL, "--scenario", "as-today,crowd-20000", "--option", "today,drawdown",
               "--effort", "1")[1]
    case("nor where names are long and much binds",
         "What would help" in wide and all(len(line) <= 80 for line in wide.split("\n")), wide)
    texts = [run("assess", post, "--json", "--threads", str(threads))[1] for threads in (1, 2)]
    case("one thread and two assess the same", texts[0] == texts[1] and texts[0] != "")
    told = json.loads(texts[0])
    late = [row for row in told["options"] if row["option"] == "late"][0]
    case("expected numbers are bounds over the chances: 10 to 40 % of 50",
         (late["expected_not_out_low"], late["expected_not_out_high"]) == (5, 20), late)
    case("the option that loses nobody is taken", told["recommended"] == "out", told)
    latest = {(row["scenario"], row["option"]): row["latest_order_after"] for row in told["cells"]}
    case("the order can wait until the bus must leave for the last time",
         latest["cut", "out"] == 17 * 3600 and latest["cut", "late"] == "past", latest)

    chance = write("chance.yaml", SMALL.replace("count: 100}", "count: {low: 80, likely: 100, "
                   "high: 140}}") + "chance: {travel: {low: 0.9, likely: 1, high: 4}}\n")
    played = [run("assess", chance, "--json", "--threads", str(threads))[1] for threads in (1, 2)]
    told = json.loads(played[0])
    case("played on one thread and on two it is the same", played[0] == played[1])
    cells = {(row["scenario"], row["option"]): row["played"] for row in told["cells"]}
    stay = cells["calm", "stay"]
    case("who stays is counted as drawn: between 80 and 140, a triangle with mean 106.7",
         stay["left_to_chance"] and abs(stay["expected_not_out"] - 320 / 3) < 4 and
         stay["not_out_p10"] < 100 < stay["not_out_p90"], stay)
    case("luck makes the road cut catch people who the plan takes out",
         told["ranking"]["settled"] and told["ranking"]["fewest_runs"] == 64 and
         60 < cells["cut", "late"]["expected_not_out"] < 120, cells["cut", "late"])
    fixed = json.loads(run("assess", chance, "--json", "--replications", "10")[1])["ranking"]
    case("--replications fixes the runs", (fixed["runs"], fixed["looks"]) == (60, 1), fixed)
    code, out, err = run("assess", chance, "--replications", "20000")
    case("too many replications are refused", code == 2 and "10000" in err, code, err)
    code, out, err = run("assess", chance, "--replications", "0")
    case("no replications are refused", code == 2 and "at least 1" in err, code, err)
    kept = [run("assess", chance, "--json", "--cache", "played")[1] for _ in range(2)]
    case("runs from a cache are the same", kept == [played[0], played[0]])

    def answers():
        return [name for name in os.listdir(os.path.join(FOLDER, "kept"))
                if name.startswith("assessed-")]

    first = run("assess", post, "--json", "--cache", "kept")[1]
    names = answers()
    parts = [name for name in os.listdir(os.path.join(FOLDER, "kept")) if name not in names]
    case("a cache changes nothing and keeps an answer and what it is made of",
         first == texts[0] and len(names) == 1 and len(parts) == 1 and parts[0].startswith("kept-"),
         names, parts)
    # What is taken from the cache can be told by writing something else into it.
    kept = os.path.join("kept", names[0])
    write(kept, read(kept).replace("[50,", "[49,").replace("[50, ", "[49, "))
    again = json.loads(run("assess", post, "--json", "--cache", "kept")[1])
    case("what was planned is not planned again",
         max(row["left"] for row in again["cells"]) == 49, again["cells"])
    news = SMALL + "  - {id: n, at: 2021-08-11, source: t, grade: B2, subject: scenarios.cut, " \
                   "chance: 30..40 %}\n"
    moved = json.loads(run("assess", write("small.yaml", news), "--json", "--cache", "kept")[1])
    case("a report that moves a chance plans nothing again, and moves what is said",
         max(row["left"] for row in moved["cells"]) == 49 and
         moved["scenarios"] != again["scenarios"] and len(answers()) == 1, moved["scenarios"])
    fact = SMALL.replace("reports:\n", "reports:\n  - {id: f, at: 2021-08-11, source: t, "
                         "grade: B2, changes: [{people.staff.count: 40}]}\n")
    text = run("assess", write("small.yaml", fact), "--json", "--cache", "kept")[1]
    changed = json.loads(text)
    case("a report that changes a fact is planned for",
         max(row["staying"] for row in changed["cells"]) == 40 and len(answers()) == 2,
         changed["cells"])
    case("with what is kept of the picture before, the same is said as without",
         text == run("assess", post, "--json")[1])
    for spoilt in ("", "{}", "[]", read(kept)[:-20], read(kept).replace("[49,", "[-1,")):
        write(kept, spoilt)
        code, out, err = run("assess", write("small.yaml", SMALL), "--json", "--cache", "kept")
        case("a spoilt file of the cache is made again", code == 0 and out == texts[0], code, out,
             err)
    part = os.path.join(FOLDER, "kept", parts[0])
    for most in (0, 9, 200):
        with open(part, "rb+") as file:
            file.truncate(most)
        for name in answers():
            os.remove(os.path.join(FOLDER, "kept", name))
        code, out, err = run("assess", post, "--json", "--cache", "kept")
        case("a spoilt file of what answers are made of is made again",
             code == 0 and out == texts[0], code, out, err)
    write("file", "")
    code, out, err = run("assess", post, "--cache", "file/kept")
    case("a cache that cannot be written is said so", code == 3 and "file" in err, code, err)
    code, out, err = run("assess", post, "--option", "ouk")
    case("an option that is not there is refused with the nearest", code == 2 and "out" in err,
         code, err)


def test_value():
    post = write("small.yaml", SMALL)
    code, out, err = run("value", post, "--option", "late")
    case("`muster value` prints value-small.txt",
         code == 0 and out == golden_text("value-small.txt", out) and err == "", out, err)
    case("no line of it is wider than 80 columns",
         all(len(line) <= 80 for line in out.split("\n")), out)
    texts = [run("value", post, "--option", "late", "--json", "--threads", str(threads))[1]
             for threads in (1, 2)]
    case("one thread and two find the same value", texts[0] == texts[1] and texts[0] != "")
    rows = {row["item"]: row for row in json.loads(texts[0])["rows"]}
    bus = rows["fleets.buses.count"]
    case("a bus more saves 10 to 40 % of 50 until 19:00, when the road is cut at 20:00",
         (bus["expected_fewer_left_low"], bus["expected_fewer_left_high"], bus["use_by_after"],
          bus["use_by_utc"]) == (5, 20, 1800, "2021-08-11T19:00:00Z"), bus)
    alone = json.loads(run("value", post, "--option", "late", "--scenario", "calm", "--json")[1])
    case("under the calm scenario alone nobody is left to save",
         all(row["most_fewer_left"] == 0 for row in alone["rows"]), alone["rows"])
    for words, wanted in ((["--option", "ouk"], "out"), (["--option", "out,late"], "2 options"),
                          (["--scenario", "calme"], "calm"), (["--set", "fleets.busses.count=2"],
                                                              "buses")):
        code, out, err = run("value", post, *words)
        case("value %s is refused" % " ".join(words), code == 2 and wanted in err and out == "",
             code, out, err)


def test_contingency():
    cell = ["contingency", OFFICE, "--scenario", "as-today", "--option", "all-out"]
    code, out, err = run(*cell, "--out", "losses", "--threads", "1")
    case("contingency names single points of failure, costs and pairs",
         code == 0 and "sites.office" in out and "26 more left (proved)" in out and
         "later (proved: at least" in out and "sites.airstrip + sites.border" in out and
         "plans written to losses" in out and err == "", code, out, err)
    case("any number of threads prints the same",
         run(*cell, "--out", "losses", "--threads", "3")[1] == out)
    code, out, err = run(*cell, "--json")
    told = json.loads(out)
    states = {loss["item"]: loss["state"] for loss in told["losses"]}
    case("its JSON has every loss", code == 0 and states["fleets.cars"] == "planned" and
         told["losses"][0]["single_point"] and told["losses"][0]["proved"] and
         told["pairs"][0]["items"] == ["sites.airstrip", "sites.border"], code, out, err)
    for loss in told["losses"]:
        if loss["state"] != "planned" or loss["like"] != loss["item"] or loss["set"] is None:
            continue
        path = "losses/%s/plan.json" % loss["item"]
        plan = json.loads(read(path))
        case("the plan without %s is there and names it" % loss["item"],
             plan["run"]["set"] == [loss["set"]], plan["run"])
        code, out, err = run("verify", OFFICE, path)
        case("and is valid, made from this input", code == 0 and
             "notice: the post has changed" not in out and
             "left behind           %d" % loss["measures"]["left"] in out, code, out, err)
    code, out, err = run(*cell, "--pairs", "0")
    case("--pairs 0 plans none", code == 0 and "pairs" not in out, code, out, err)
    code, out, err = run("contingency", OFFICE, "--option", "all-out")
    case("a cell must be chosen", code == 2 and "choose one with --scenario" in err, code, err)
    code, out, err = run(*cell, "--set", "fleets.cars.count=0")
    case("settings lie over the post", code == 0 and "fleets.cars" in out.split("\n")[3], out, err)


def test_standing():
    post = os.path.join(FOLDER, "standing-office")
    shutil.copytree(OFFICE, post)
    yaml = os.path.join("standing-office", "post.yaml")
    with open(os.path.join(FOLDER, yaml), encoding="utf-8") as file:
        text = file.read()
    plan = "out/as-today/all-out/plan.json"
    role = json.loads(read(plan))["order"]["by"]
    code, out, err = run("standing", post)
    case("no plan stands at first", code == 0 and out == "No plan stands for aid-office.\n", out,
         err)
    code, out, err = run("adopt", post, plan)
    case("who adopts must be said", code == 2 and "--by" in err, code, err)
    code, out, err = run("adopt", post, plan, "--by", "the driver")
    case("another role may not adopt", code == 2 and role in err and
         not os.path.exists(os.path.join(post, "standing.log")), code, err)
    code, out, err = run("adopt", post, plan, "--by", role.upper())
    case("the role of the option may", code == 0 and "stands for as-today/all-out" in out, out, err)
    first = out.split()[0]
    code, out, err = run("adopt", post, "out/as-today/by-road/schedule.csv", "--by", role)
    case("a schedule can stand too", code == 0 and "stands for as-today/by-road" in out, out, err)
    code, out, err = run("standing", post)
    case("both hold", code == 0 and out.count(": holds") == 2, code, out, err)
    code, out, err = run("depends", post, "fleets.charter")
    case("what leans on an item is told, and what breaks without it",
         code == 0 and out.startswith("1 of 2 plans leans on fleets.charter\n") and first in out and
         "without it: " in out, code, out, err)
    code, out, err = run("depends", post, "charter", "out/flights-stop/all-out/plan.json", "--json")
    told = json.loads(out)
    case("plans that do not stand are asked too, and items have short names",
         told["item"] == "fleets.charter" and len(told["plans"]) == 3 and
         [one["adopted_by"] is None for one in told["plans"]] == [False, False, True] and
         [one["leans"] for one in told["plans"]][:2] == [True, False], out, err)
    code, out, err = run("depends", post, "chartre")
    case("an item that is not there is refused", code == 2 and 'did you mean "charter"?' in err,
         err)
    write(yaml, text.replace("count: 14", "count: 15", 1))
    code, out, err = run("standing", post)
    case("a post with more people breaks them", code == 4 and out.count(": breaks") == 2 and
         "rule " in out, code, out, err)
    write(yaml, text)
    report = ["report", "add", post, "id=road-lost", "at=2021-07-04", "grade=B2", "source=a driver",
              "changes=[{close: links.border-road}]"]
    code, out, err = run(*report)
    case("a report is added", code == 0, code, out, err)
    code, out, err = run("standing", post)
    case("a standing plan that breaks names the report that broke it", code == 4 and
         out.count("since report road-lost, received 2021-07-") == 2, code,
         out, err)
    code, out, err = run("standing", post, "--as-of", "2021-07-03 09:00")
    case("and held before it", code == 0 and out.count(": holds") == 2, code, out, err)
    code, out, err = run("since", post, "2021-07-03 09:00")
    case("since tells which standing plans broke, why, and goes out with 4", code == 4 and
         "2 of 2 standing plans (2 BROKEN)" in out and out.count(": BREAKS\n") == 2 and
         out.count("since report road-lost") == 2 and out.count("for something else now") == 1,
         code, out, err)
    anew = re.findall(r"planned anew it leaves ([0-9]+), the last out after (.*)", out)
    code, out, err = run("plan", post, "--scenario", "as-today", "--option", "all-out", "--json")
    alone = json.loads(out)["plans"][0]["measures"]
    case("and what a new plan of each would come to", len(anew) == 2 and
         int(anew[0][0]) == alone["left"], anew, alone)
    code, out, err = run("since", post, "2021-07-03 09:00", "--as-of", "2021-07-03 10:00", "--json")
    told = json.loads(out)
    case("and before the report nothing changed", code == 0 and
         not any(told[key] for key in ("standing_plans", "numbers", "reports")), out,
         err)
    code, out, err = run("adopt", post, first[:6], "--withdraw", "--by", role)
    case("a plan is withdrawn", code == 0 and first not in run("standing", post)[1], out,
         err)
    code, out, err = run("adopt", post, first, "--withdraw", "--by", role)
    case("but not twice", code == 2 and "stands" in err, code, err)
    kept = [name for name in os.listdir(os.path.join(post, "standing")) if name.endswith(".csv")]
    with open(os.path.join(post, "standing", kept[0]), "a", encoding="utf-8") as file:
        file.write("\n")
    code, out, err = run("standing", post, "--json")
    case("a file changed afterwards is found out", code == 4 and
         json.loads(out)["plans"][0]["state"] == "lost", code, out, err)
    log = read("standing-office", "standing.log").replace("by-road", "by-rail")
    write(os.path.join("standing-office", "standing.log"), log)
    code, out, err = run("standing", post)
    case("and so is a log that was meddled with", code == 2 and "standing.log:2" in err, code, err)


def test_strict():
    post = os.path.join(CONFORMANCE, "c06.yaml")
    code, out, _ = run("plan", post, *LIGHT)
    case("people left behind are no failure", code == 0 and "Who is left" in out, code, out)
    code, _, _ = run("plan", post, *LIGHT, "--strict")
    case("but are with --strict", code == 6, code)
    code, _, _ = run("plan", OFFICE, *LIGHT, "--strict")
    case("--strict is content when all get out", code == 0, code)


# ---- the world around ----

def test_outputs_that_fail():
    code, _, err = run("plan", OFFICE, *LIGHT, "--out", "/dev/null/plans")
    case("a folder that cannot be made is told, with 3", code == 3 and
         "the folder cannot be made" in err,
         code, err)
    write("in-the-way", "x")
    code, _, err = run("plan", OFFICE, *LIGHT, "--out", "in-the-way")
    case("a file in the way of the folder too", code == 3 and "in-the-way" in err, code, err)
    full = subprocess.run(["/bin/sh", "-c", '"$1" types >/dev/full', "sh", MUSTER],
                          stderr=subprocess.PIPE,
                          check=False)
    case("a full disk is told, with 3", full.returncode == 3 and
         b"could not be written" in full.stderr,
         full.returncode, full.stderr)
    closed = subprocess.run(["/bin/sh", "-c", '"$1" types >&-', "sh", MUSTER],
                            stderr=subprocess.PIPE,
                            check=False)
    case("a closed output is told, with 3", closed.returncode == 3 and closed.stderr, closed.stderr)
    piped = subprocess.run(["/bin/bash", "-c", '"$1" plan "$2" --effort 20 --json | head -c 1',
                            "sh", MUSTER,
                            OFFICE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    case("a reader that goes away is met with silence", piped.stderr == b"" and
         piped.stdout == b"{",
         piped.stderr)
    # stdout closed, and a post and files opened meanwhile: nothing is printed into them.
    subprocess.run(["/bin/sh", "-c", '"$1" plan "$2" --effort 20 --out closed >&-', "sh", MUSTER,
                    OFFICE],
                   cwd=FOLDER, stderr=subprocess.DEVNULL, check=False)
    plan = read("closed", "as-today", "by-road", "plan.json")
    case("with a closed output the files are whole", json.loads(plan)["format"] == "muster-plan-1")
    leftovers = [name for name in contents("closed") if not name.endswith((".json", ".csv",
                                                                           ".html"))]
    case("and no temporary file is left", not leftovers, leftovers)


def in_terminal(words, seconds, columns=100, send=None):
    """Runs muster with a terminal for all three streams; (code, everything it wrote)."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(FOLDER)
        env = environment(TERM="xterm")
        os.execve(MUSTER, [MUSTER, *words], env)
    import fcntl
    import struct
    import termios
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    text, began, sent = b"", time.monotonic(), False
    while time.monotonic() - began < seconds:
        ready, _, _ = select.select([terminal], [], [], 0.1)
        if ready:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            if not piece:
                break
            text += piece
        if send and not sent and b"planning: " in text and time.monotonic() - began > 1.5:
            os.write(terminal, send)
            sent = True
    else:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
    return code, text.decode(errors="replace")


def test_terminal():
    code, text = in_terminal(["plan", OFFICE, *LIGHT], 600)
    case("a terminal gets colour", code == 0 and "\x1b[1m" in text, code, repr(text[-500:]))
    case("and the matrix is cleared of progress", "planning: " not in text.rsplit("\r   ", 1)[-1])
    _, out, err = run("plan", OFFICE, *LIGHT)
    case("what is no terminal gets neither colour nor progress", "\x1b" not in out and err == "",
         err)
    for columns in (40, 60, 120):
        _, out, _ = run("plan", OFFICE, *LIGHT, env=environment(COLUMNS=str(columns)))
        case("COLUMNS=%d is kept" % columns,
             all(len(line) <= columns for line in out.split("\n")) and
             max(len(line) for line in out.split("\n")) > columns * 0.6, out)


# ---- reports ----

def golden_text(name, out):
    path = os.path.join(GOLDEN, name)
    if os.environ.get("MUSTER_WRITE_GOLDENS"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(out)
    with open(path, encoding="utf-8") as file:
        return file.read()


def test_picture():
    for name, words in [
            ("picture-july.txt", ["picture", KABUL]),
            ("picture-august.txt", ["picture", KABUL, "--as-of", "2021-08-11 12:00"]),
            ("explain-site.txt", ["explain", KABUL, "site", "hkia", "--as-of", "2021-08-11 12:00"]),
            ("explain-promise.txt", ["explain", KABUL, "proposition", "harm"]),
            ("explain-past.txt", ["explain", KABUL, "site", "embassy", "--as-of", "2021-08-16"]),
            ("explain-indicator.txt",
             ["explain", KABUL, "indicator", "capitals", "--as-of", "2021-08-16"])]:
        code, out, err = run(*words)
        case("`muster %s` prints %s" % (words[0], name),
             code == 0 and out == golden_text(name, out) and err == "", out, err)
    code, out, err = run("picture", KABUL, "--as-of", "2021-08-11 12:00", "--json")
    picture = json.loads(out)
    hkia = [site for site in picture["sites"] if site["id"] == "hkia"][0]
    month = [row for row in hkia["curve"] if row["after_seconds"] == 30 * 86400][0]
    text = run("picture", KABUL, "--as-of", "2021-08-11 12:00")[1]
    told = re.findall(r"([0-9.]+)\.\.", re.search(r"\n  hkia  .*", text).group())
    case("JSON has the band of text", month["lost"][0] == round(month["lost"][0], 6) and
         abs(100 * month["lost"][0] - float(told[3])) <= 0.05 and hkia["alarm"] is True,
         month, told)
    received = [one["received_utc"] for one in picture["reports"]]
    case("and which reports count", [one["counts"] for one in picture["reports"]] ==
         [moment <= picture["as_of_utc"] for moment in received] and
         20 < sum(one["counts"] for one in picture["reports"]) < len(received), received)
    code, out, err = run("picture", KABUL, "--as-of", "2021-06-01")
    case("what was known before the post was is refused",
         code == 2 and "before the post's own as_of" in err, code, err)
    code, out, err = run("explain", KABUL, "site", "hkja")
    case("the nearest site is named", code == 2 and 'did you mean "hkia"' in err, code, err)
    code, out, err = run("explain", KABUL, "fleet", "airline")
    case("what cannot be explained is said", code == 2 and "can" in err, code, err)
    code, july, err = run("plan", KABUL, "--scenario", "as-today", "--option", "today", *LIGHT)
    code, august, err = run("plan", KABUL, "--scenario", "as-today", "--option", "today", *LIGHT,
                            "--as-of", "2021-08-15 22:00")
    case("plans are for the picture of their time", code == 0 and july != august, err)


def picture_of(moment):
    code, out, err = run("picture", KABUL, "--as-of", moment, "--json")
    return json.loads(out)


def curve_at(site, days):
    """The ends of a band at whole days, which stand in its grid up to a month and every week."""
    if not site or not site["known"]:
        return None
    row = [row for row in site["curve"] if row["after_seconds"] == days * 86400]
    return row[0]["lost"] + row[0]["robust"] if row else None


def differs(a, b):
    """Do numbers differ by what is shown, five in ten thousand?"""
    return a is None or b is None or any(abs(x - y) >= 0.0005 for x, y in zip(a, b))


def test_since():
    days = ["2021-08-08 12:00", "2021-08-10 12:00"]
    code, out, err = run("since", KABUL, days[0], "--as-of", days[1])
    case("`muster since` prints since-august.txt",
         code == 0 and out == golden_text("since-august.txt", out) and err == "", out, err)
    moments = ["2021-07-03 08:00"] + days + ["2021-08-12 21:00", "2021-08-16"]
    for first, second in zip(moments, moments[1:]):
        code, out, err = run("since", KABUL, first, "--as-of", second, "--json")
        told = json.loads(out)
        then, now = picture_of(first), picture_of(second)
        counted = {one["id"] for one in then["reports"] if one["counts"]}
        received = {one["id"] for one in now["reports"] if one["counts"]} - counted
        case("reports since %s are those that count now and did not" % first,
             {one["id"] for one in told["reports"] if one["counts"]} == received, out)
        numbers = [{one["path"]: one for one in picture["amended"]} for picture in (then, now)]
        changed = {path for path, one in numbers[1].items()
                   if numbers[0].get(path, {"after": one["before"]})["after"] != one["after"]}
        case("so are numbers", {one["path"] for one in told["numbers"]} == changed, out)
        beliefs = [{one["id"]: one for key in ("scenarios", "propositions")
                    for one in picture[key]} for picture in (then, now)]
        changed = {key for key, one in beliefs[1].items()
                   if differs(one["interval"] + one["robust"],
                              beliefs[0][key]["interval"] + beliefs[0][key]["robust"])
                   or one["outcome"] != beliefs[0][key]["outcome"]}
        case("and probabilities", {one["id"] for one in told["probabilities"]} == changed, out)
        sites = [{one["id"]: one for one in picture["sites"]} for picture in (then, now)]
        changed = {key for key in set(sites[0]) | set(sites[1])
                   if sites[0].get(key, {}).get("lost_by") != sites[1].get(key, {}).get("lost_by")
                   or any(differs(*(curve_at(side.get(key), day) for side in sites))
                          for day in (3, 7, 14, 30))}
        case("and sites", {one["id"] for one in told["sites"]} >= changed, changed, out)
        known = {one["id"] for one in told["reports"]} | {
            one["corrected_by"] for one in now["reports"] if one["corrected_by"]}
        case("every change names reports received since", all(
            set(one["reports"]) <= known
            for key in ("answers", "numbers", "sites", "probabilities", "indicators")
            for one in told[key]), out)
    cell = ["--scenario", "hkia-shuts", "--option", "today", "--effort", "1"]
    code, out, err = run("since", KABUL, "2021-08-11", "--as-of", "2021-08-13", "--answers",
                         "--json", *cell)
    answer = json.loads(out)["answers"][0]
    case("an answer names the facts behind it",
         answer["reports"] == ["troops-0811", "embassy-count"], out, err)
    for moment, side in (("2021-08-11", "then"), ("2021-08-13", "now")):
        code, out, err = run("plan", KABUL, "--as-of", moment, "--json", *cell)
        measures = json.loads(out)["plans"][0]["measures"]
        case("and has the measures of the plan of %s" % side,
             [measures[key] for key in ("left", "completion_seconds")] ==
             [answer[side][key] for key in ("left", "completion_seconds")], answer, measures)
    code, out, err = run("since", KABUL, "2021-08-10", "--as-of", "2021-08-09")
    case("a later picture cannot come first", code == 2 and " is after " in err, code, err)
    code, out, err = run("since", KABUL, "yesterday")
    case("a day that is none is refused", code == 2 and "yesterday" in err, code, err)


def test_hindcast():
    few = ["--option", "today,stay", "--scenario", "as-today,hkia-by-day", "--effort", "1"]
    span = ["--from", "2021-08-08", "--to", "2021-08-13"]
    code, out, err = run("hindcast", KABUL, *span, *few)
    case("`muster hindcast` prints hindcast-august.txt",
         code == 0 and out == golden_text("hindcast-august.txt", out) and err == "", out, err)
    code, out, err = run("hindcast", KABUL, *span, *few, "--json", "--threads", "1")
    told = json.loads(out)
    case("a day for each day", code == 0 and len(told["days"]) == 6 and
         told["days"][0]["as_of_utc"] == "2021-08-08T03:30:00Z", out, err)
    code, alone, err = run("hindcast", KABUL, "--from", "2021-08-11", "--to", "2021-08-11", *few,
                           "--json")
    whole, single = told["days"][3], json.loads(alone)["days"][0]
    for key in ("new_reports", "new_cells"):
        del whole[key], single[key]
    case("a day says the same whichever days come with it", whole == single, whole, single)
    picture = picture_of("2021-08-11 08:00")
    beliefs = {one["id"]: one for key in ("scenarios", "propositions") for one in picture[key]}
    case("its probabilities are the picture's", all(
        one["interval"] == beliefs[one["id"]]["interval"]
        for key in ("scenarios", "propositions") for one in single[key]), single)
    sites = {one["id"]: one for one in picture["sites"]}
    case("and so are its curves", single["sites"] and all(
        row["chance"] + row["robust"] == curve_at(sites[site["id"]], row["within_days"])
        for site in single["sites"] for row in site["lost"]), single)
    cell = ["--scenario", "as-today", "--option", "today", "--effort", "1"]
    code, out, err = run("assess", KABUL, "--as-of", "2021-08-11 08:00", *cell, "--json")
    assessed = json.loads(out)["cells"][0]
    option = single["options"][0]
    case("its chance to be gone is that of assess",
         option["gone_before_a_loss"] == [assessed["gone_before_loss_low"],
                                          assessed["gone_before_loss_high"]], option, assessed)
    by, best = option["order_by_utc"], option["order_by_at_best_utc"]
    case("the latest order lies between the worst and the best that reports may mean",
         all(by[level] == "never" or best[level] is None or by[level] <= best[level]
             for level in by) and best["95"] <= best["90"] <= best["80"] and
         by["90"] == "never" and "2021-08-15" < best["90"] < "2021-09-10", by, best)
    code, out, err = run("hindcast", KABUL, *span, *few, "--csv")
    rows = list(csv.DictReader(out.splitlines()))
    case("CSV has a row a day", code == 0 and len(rows) == 6 and
         [row["take"] for row in rows] == [day["take"] for day in told["days"]] and
         abs(float(rows[3]["hkia_30d_low"]) - single["sites"][-1]["lost"][2]["chance"][0]) < 1e-9,
         out)
    code, out, err = run("hindcast", KABUL, *span, *few, "--half-life", "60 d", "--csv")
    slow = list(csv.DictReader(out.splitlines()))
    case("reports that keep their weight leave less doubt",
         float(slow[0]["hkia_7d_high"]) < float(rows[0]["hkia_7d_high"]), slow[0], rows[0])
    july = ["--from", "2021-07-03", "--to", "2021-08-05", "--step", "3 d", *few]
    code, known, err = run("hindcast", KABUL, *july, "--json")
    ignorant = os.path.join(FOLDER, "ignorant")
    shutil.copytree(KABUL, ignorant)
    reports, later = read("ignorant", "reports.yaml").split("  # ---- provincial capitals", 1)
    write(os.path.join("ignorant", "reports.yaml"), reports)
    code, out, err = run("hindcast", ignorant, *july, "--json")
    case("what became known in August says nothing in July",
         code == 0 and "2021-08-15" in later and out == known, err)
    for words, why in ((["--from", "2021-08-10", "--to", "2021-08-09"], "comes before the first"),
                       (["--step", "1 s"], "more than 1000 days"),
                       (["--from", "2021-06-01"], "before the post's own as_of"),
                       (["--option", "todai"], 'did you mean "today"'),
                       (["--json", "--csv"], "two forms")):
        code, out, err = run("hindcast", KABUL, *words)
        case("%s is refused" % " ".join(words), code == 2 and why in err, code, err)


def test_report():
    post = os.path.join(FOLDER, "logged")
    shutil.copytree(os.path.join(ROOT, "posts", "aid-office"), post)
    log = os.path.join("logged", "reports.log")
    site = re.search(r"sites:\n +- id: ([a-z-]+)", read("logged", "post.yaml")) or \
        re.search(r"sites:\n(?: *#.*\n)* +- *\{? *id: ([a-z-]+)", read("logged", "post.yaml"))
    site = site.group(1)
    good = ["id=r1", "at=2030-01-02 09:00", "grade=B2", "source=a \"friend\"",
            "subject=sites." + site, "lost=30 d 20..45 %"]
    code, out, err = run("report", "add", post, *good[:-1])
    case("a report without a claim is refused", code == 2 and "claims nothing" in err, code, err)
    case("and what was typed has no place", err.startswith("muster: the report"), err)
    code, out, err = run("report", "add", post)
    case("a report without words is refused with an example", code == 2 and "grade=B2" in err, err)
    code, out, err = run("report", "add", post, *good[:1], *good[2:])
    case("a report without a time says which", code == 2 and "has no at: the time of its" in err,
         code, err)
    case("and nothing is written", not os.path.exists(os.path.join(FOLDER, log)))
    code, out, err = run("report", "add", post, *good)
    case("a report is added", code == 0 and err == "", code, err)
    code, out, err = run("report", "add", post, *good)
    case("an id is not given twice", code == 2 and "is already that of" in err and
         err.startswith("muster: "), code, err)
    code, out, err = run("picture", post)
    case("the picture is as of the latest receipt", code == 0 and "2030-01-02T09:00" in out and
         "1 count" in out, out, err)
    code, out, err = run("report", "add", post, "id=r2", "at=2030-01-03", "grade=A1", "source=s",
                         "corrects=r1", "changes=[{sites.%s.hold: 3}]" % site)
    case("a correction with a fact is added", code == 0, err)
    code, out, err = run("picture", post)
    case("it amends the picture", "sites.%s.hold" % site in out and "1 corrected" in out, out)
    code, out, err = run("since", post, "2030-01-02 12:00", "--json")
    told = json.loads(out) if code == 0 else {}
    case("since then it stands behind the number, and behind the curve that is gone", code == 0 and
         [(one["path"], one["reports"]) for one in told["numbers"]] ==
         [("sites.%s.hold" % site, ["r2"])] and
         [(one["id"], one["now"], one["reports"]) for one in told["sites"]] ==
         [(site, None, ["r2"])] and told["reports_that_count_no_longer"] == ["r1"], out, err)
    code, out, err = run("since", post, "2030-01-02 12:00")
    case("and its page says what counts no longer",
         "\n  r1: r2\n" in out and "nothing is known" in out, out, err)
    lines = read("logged", "reports.log").split("\n")
    with open(os.path.join(FOLDER, log), "w", encoding="utf-8") as file:
        file.write("\n".join([lines[0].replace("45 %", "15 %"), *lines[1:]]))
    code, out, err = run("picture", post)
    case("a log that was changed is refused with the line", code == 2 and "reports.log:1" in err,
         code, err)
    code, out, err = run("report", "list", post, "x=y")
    case("report knows add alone", code == 2 and "report add" in err, code, err)


def test_stop():
    words = ["plan", KABUL, "--effort", "100000000", "--scenario", "as-today", "--option",
             "stay,today",
             "--out", "stopped"]
    began = time.monotonic()
    code, text = in_terminal(words, 600, send=b"\x03")
    took = time.monotonic() - began
    case("progress is told while it plans", "planning: " in text, repr(text[:300]))
    case("Ctrl-C ends a long run with 5, and says what was kept",
         code == 5 and "the best plans so far were kept" in text, code, repr(text[-800:]))
    case("within a few seconds", took < 60, took)
    case("the matrix is printed all the same", "as-today" in text)
    plans = [name for name in contents("stopped") if name.endswith("plan.json")] \
        if os.path.isdir(os.path.join(FOLDER, "stopped")) else []
    for name in plans:
        code, out, err = run("verify", KABUL, os.path.join("stopped", name))
        case("the kept plan %s is valid" % name, code == 0, code, out, err)
    case("some plan was kept", plans, text[-500:])
    process = subprocess.Popen([MUSTER, *words], cwd=FOLDER, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    code = process.wait(timeout=600)
    case("a second Ctrl-C ends at once", code in (-signal.SIGINT, 5), code)


def test_time_limit():
    began = time.monotonic()
    code, out, err = run("plan", KABUL, "--scenario", "as-today", "--option", "today", "--effort",
                         "100000000",
                         "--time-limit", "2 s")
    case("a limit of time ends the run and says so",
         code == 0 and time.monotonic() - began < 60 and "stopped before the end" in err, code,
         out, err)


def main():
    try:
        for test in (test_help, test_completion, test_manual_and_completion_by_command,
                     test_usage, test_library,
                     test_new_and_check, test_doubts, test_authority_and_staying, test_plan_files,
                     test_json,
                     test_settings, test_verify, test_replan,
                     test_proved_bounds, test_page_sums_up, test_late_surprise,
                     test_deadline_and_certificate,
                     test_show_and_diff, test_contingency, test_standing,
                     test_assess, test_value, test_simulate, test_strict,
                     test_outputs_that_fail,
                     test_picture, test_since, test_hindcast, test_report,
                     test_terminal, test_stop, test_time_limit):
            try:
                test()
            except Exception as fault:  # a test that breaks off is a failed one
                tap.case("%s ran to its end" % test.__name__, False, repr(fault))
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
