#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""muster review: the order of the lines, what they say, and what is kept.

  review_test.py MUSTER SOURCE

With MUSTER_WRITE_GOLDENS set the golden text is written anew, to be read before it is kept.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

MUSTER, SOURCE = sys.argv[1:3]
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))
sys.dont_write_bytecode = True

from tap import Tap  # noqa: E402

OFFICE = os.path.join(SOURCE, "posts", "aid-office", "post.yaml")
MISSIONS = os.path.join(SOURCE, "bench", "missions")
GOLDEN = os.path.join(SOURCE, "tests", "golden", "cli", "review.txt")
FOLDER = tempfile.mkdtemp(prefix="muster-review-")
KEPT = os.path.join(FOLDER, "posts", ".muster-review")
tap = Tap()


def run(*words, limit=600):
    done = subprocess.run([MUSTER, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, cwd=FOLDER, timeout=limit, check=False,
                          text=True, env=dict(os.environ, LC_ALL="C.UTF-8"))
    return done.returncode, done.stdout, done.stderr


def case(title, passed, *why):
    tap.case(title, bool(passed), "\n".join(str(one) for one in why))


def review(*words, folder="posts"):
    return run("review", folder, "--threads", "2", *words)


def reviewed(*words, folder="posts"):
    code, out, err = review("--json", *words, folder=folder)
    return {post["file"]: post for post in json.loads(out)["posts"]} if code == 0 else err


def planned(err):
    return int(re.search(r"muster: (\d+) of", err).group(1))


def write(name, text):
    path = os.path.join(FOLDER, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def office(*changes):
    with open(OFFICE, encoding="utf-8") as file:
        text = file.read()
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    return text


REVIEWED = ("horizon: 3 d", "horizon: 3 d\n  review: 7 d")
OLD = ("count: 14, kind: staff}", "count: 14, kind: staff, as_of: 2021-06-20, grade: D2}")
LIMITED = ("ordered_by: country director}",
           "ordered_by: country director, order_until: 2021-07-05 08:00}")


def make_posts():
    write("posts/a-plain/post.yaml", office())
    write("posts/b-old.yaml", office(REVIEWED, OLD))
    write("posts/c-limited.yaml", office(LIMITED))
    write("posts/d-left.yaml", office(("count: 12, kind: host_nation", "count: 120, "
                                       "kind: host_nation"), ("horizon: 3 d", "horizon: 12 h")))
    write("posts/e-broken.yaml", "post: {id: broken, name: No picture}\n")
    write("posts/notes.txt", "no post")
    write("posts/.hidden.yaml", "no post either")


def order_and_words():
    make_posts()
    code, out, err = review()
    case("a folder of posts is reviewed, whatever is wrong with one of them", code == 0, out, err)
    case("four of five could be planned", planned(err) == 4, err)
    if os.environ.get("MUSTER_WRITE_GOLDENS"):
        with open(GOLDEN, "w", encoding="utf-8") as file:
            file.write(out)
    with open(GOLDEN, encoding="utf-8") as file:
        case("the lines are those of tests/golden/cli/review.txt", file.read() == out, out)
    files = re.findall(r"^ +\d+  (\S+)", out, re.M)
    case("what cannot be read is first, then where people are left, then where authority ends",
         files[:3] == ["e-broken.yaml", "d-left.yaml", "c-limited.yaml"] and
         files[3:] == ["b-old.yaml", "a-plain"], out)
    case("a fault is told with its place", "posts/e-broken.yaml:1:7: the post has no as_of" in out,
         out)
    one = run("review", "posts", "--threads", "1", "--fresh")
    case("one thread and two give the same bytes", one[1] == out)
    code, late, _ = review("--as-of", "2021-07-13T00:00Z")
    case("later the authority is past and comes before those who are left",
         re.findall(r"^ +\d+  (\S+)", late, re.M)[1] == "c-limited.yaml" and
         "ended 7 d ago" in late, late)
    case("and the post is overdue", re.search(r"b-old.*overdue for review by 2 d", late), late)
    case("a moment that is none is refused",
         review("--as-of", "tomorrow")[0] == 2 and review("--as-of", "2021-13-01")[0] == 2)


def without(file, scenario, option, setting):
    """Of all cells in one run: they help one another, as those of the review do."""
    words = [] if setting is None else ["--set", setting]
    code, out, err = run("plan", file, "--threads", "1", "--effort", "20", "--json", *words)
    if code != 0:
        return err
    return next(plan["measures"]["left"] for plan in json.loads(out)["plans"]
                if plan["scenario"] == scenario and plan["option"] == option)


def losses(file):
    """What can be lost in some cell of the post, and how `muster plan --set` says it."""
    found = {}
    for scenario in ("as-today", "flights-stop"):
        for option in ("all-out", "by-road"):
            code, out, err = run("contingency", file, "--scenario", scenario, "--option", option,
                                 "--threads", "1", "--effort", "1", "--pairs", "0", "--json")
            assert code == 0, err
            found.update((loss["item"], loss["set"]) for loss in json.loads(out)["losses"])
    return found


def singles():
    """Every loss of every scenario, planned by `muster plan` as a user would."""
    for name in ("a-plain", "d-left.yaml"):
        post = reviewed()[name]
        path = os.path.join("posts", name)
        items = losses(path)
        items.pop("sites.office")  # where everyone begins
        found = {one["item"]: one for one in post["single_points"]}
        more, count = {}, {}
        for row in post["scenarios"]:
            with_all = without(path, row["scenario"], row["option"], None)
            case("%s leaves in %s what the review says" % (name, row["scenario"]),
                 with_all == row["left"] and row["left_at_least"] <= with_all, row, with_all)
            for item, setting in items.items():
                cost = without(path, row["scenario"], row["option"], setting) - with_all
                more[item] = max(more.get(item, 0), cost)
                count[item] = count.get(item, 0) + (cost > 0)
        expected = {item: (cost, count[item]) for item, cost in more.items() if cost > 0}
        case("the single points of %s are those found one by one" % name,
             {item: (one["left_more"], one["scenarios"]) for item, one in found.items()} ==
             expected and len(expected) > 0, found, expected)
    none = reviewed("--no-losses")
    case("without losses there are none", all(not post.get("single_points")
                                              for post in none.values()))


def kept():
    review()
    case("what is unchanged is taken over", planned(review()[2]) == 0)
    before = reviewed()
    with open(os.path.join(FOLDER, "posts", "b-old.yaml"), "a", encoding="utf-8") as file:
        file.write("# looked at\n")
    case("what has changed is planned again, and nothing else", planned(review()[2]) == 1)
    case("and comes to the same", reviewed() == before)
    path = os.path.join(KEPT, "c-limited.yaml.json")
    with open(path, encoding="utf-8") as file:
        whole = file.read()
    other = os.path.join(KEPT, "a-plain.json")
    shutil.copy(other, path)
    case("what was kept of another post is not taken for it",
         planned(review()[2]) == 1 and reviewed() == before)
    for cut in (0, 1, len(whole) // 2, len(whole) - 3):
        with open(path, "w", encoding="utf-8") as file:
            file.write(whole[:cut])
        case("a file cut after %d bytes counts as not there" % cut,
             planned(review()[2]) == 1 and reviewed() == before)
    with open(path, "w", encoding="utf-8") as file:
        file.write(whole.replace('"left": 0', '"left": -1', 1))
    case("so does one that counts fewer than nobody", planned(review()[2]) == 1)
    case("another effort is another review", planned(review("--effort", "2")[2]) == 4)
    case("all is planned again on request", planned(review("--fresh", "--effort", "2")[2]) == 4)
    code, _, err = review("--keep", "elsewhere")
    case("another folder keeps its own", planned(err) == 4 and
         len(os.listdir(os.path.join(FOLDER, "elsewhere"))) == 4)
    code, _, err = review("--keep", "posts/b-old.yaml/x")
    case("a folder that cannot be made is told", code == 3, code, err)


def standing():
    run("plan", "posts/a-plain", "--scenario", "as-today", "--option", "all-out", "--effort", "20",
        "--threads", "1", "--out", "plans")
    made = os.path.join(FOLDER, "plans", "as-today", "all-out", "plan.json")
    for place in ("a-plain/standing", "b-old.standing"):
        os.makedirs(os.path.join(FOLDER, "posts", place))
        shutil.copy(made, os.path.join(FOLDER, "posts", place, "today.json"))
    write("posts/b-old.yaml", office(REVIEWED, OLD, ("id: cars, type: car, base: office, count: 2",
                                                     "id: cars, type: car, base: office, "
                                                     "count: 1")))
    posts = reviewed()
    case("a standing plan that holds is counted", posts["a-plain"]["standing_plans"] == 1 and
         posts["a-plain"]["standing_plans_broken"] == 0, posts["a-plain"])
    case("one with a car that is gone no longer holds", posts["b-old.yaml"]["standing_plans_broken"]
         == 1 and posts["b-old.yaml"]["broken"].startswith("today.json: "), posts["b-old.yaml"])
    out = review()[1]
    case("and its post comes before those who are left",
         re.findall(r"^ +\d+  (\S+)", out, re.M)[1] == "b-old.yaml" and
         "1 of 1 standing plan no longer holds (today.json: " in out, out)
    write("posts/b-old.yaml", office(("count: 14, kind", "count: 15, kind")))
    broken = reviewed()["b-old.yaml"]
    case("so does one that leaves one more than it did", broken["standing_plans_broken"] == 1,
         broken)
    write("posts/a-plain/standing.log", "no log\n")
    meddled = reviewed()
    case("a log of adoptions that is none is told, and the other posts are reviewed",
         meddled["a-plain"]["standing_plans_broken"] == 1 and
         "standing.log:1" in meddled["a-plain"]["broken"] and len(meddled) == 5, meddled)
    os.unlink(os.path.join(FOLDER, "posts", "a-plain", "standing.log"))
    write("posts/b-old.standing/today.json", "{}")
    case("so does one that cannot be read", reviewed()["b-old.yaml"]["standing_plans_broken"] == 1)


def stopped():
    """Stopped as soon as something is kept; then the rest is done."""
    done = subprocess.run([sys.executable, MISSIONS, "--out", os.path.join(FOLDER, "many"),
                           "--only", "praia,monrovia,paris,apia"], check=False)
    case("posts to stop at are there", done.returncode == 0)
    kept_files = os.path.join(FOLDER, "many", ".muster-review")
    going = subprocess.Popen([MUSTER, "review", "many", "--threads", "1"], cwd=FOLDER, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until = time.monotonic() + 100
    while time.monotonic() < until and not (os.path.isdir(kept_files) and os.listdir(kept_files)):
        time.sleep(0.02)
    going.send_signal(signal.SIGINT)
    out, err = going.communicate(timeout=600)
    case("Ctrl-C ends a review with what is done", going.returncode == 5 and
         "stopped before the end" in out and "not reached" in out, going.returncode, out, err)
    had = planned(err)
    case("all that was done is kept", len(os.listdir(kept_files)) == had and had >= 1, err)
    code, out, err = review(folder="many")
    case("the next review does the rest", code == 0 and planned(err) == 4 - had, err)
    case("and comes to what one without a break does",
         review("--fresh", folder="many")[1] == out)


def refusals():
    case("a folder that is not there is told", run("review", "nowhere")[0] == 2)
    os.makedirs(os.path.join(FOLDER, "empty"))
    code, _, err = run("review", "empty")
    case("so is one without a post", code == 2 and "no post" in err and
         not os.listdir(os.path.join(FOLDER, "empty")), err)


def main():
    try:
        for part in (order_and_words, singles, kept, standing, stopped, refusals):
            part()
    finally:
        shutil.rmtree(FOLDER)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
