# SPDX-License-Identifier: Apache-2.0
"""Isolated community evacuation problems (ICEP): Krutein and Goodchild, Transportation Research E
161 (2022) 102710. Reads a folder of an instance and states it as a post.

Docks are sites. An area with one dock that can be used is that dock; the people of an area with
several walk to one of them in a millisecond, the least time there is. A vessel that does not fit a
dock cannot use its links. It starts at a site of its own unless the distances from its dock at the
start are those of later trips. Only empty vessels sail to the island and only loaded ones back,
since distances need not be those of a map and a detour must not help.
"""

import csv
import json
import os
from fractions import Fraction

import postfile

MS_PER_HOUR = 3600000
MS_PER_MINUTE = 60000


class Vessel:
    """One row of vessels.csv; times in ms, speeds in knots."""

    def __init__(self, row, start):
        self.name = row["Vessel_name"]
        self.seats = int(Fraction(row["max_cap"]))
        self.empty_speed = Fraction(row["vmax"])
        self.loaded_speed = Fraction(row["v_loaded"])
        self.load_ms = postfile.milliseconds(row["loading time"], MS_PER_MINUTE)
        self.ready_ms = postfile.milliseconds(row["time to availability"], MS_PER_MINUTE)
        self.start = start
        self.docks = set()


class Instance:
    """A folder: vessels, docks of each area, safe docks, and the three tables of distances."""

    def __init__(self, folder):
        self.name = os.path.basename(os.path.normpath(folder))
        self.folder = folder
        starts = {row["Vessel"]: row["Dock"] for row in self.rows("initial vessel docks.csv")}
        self.vessels = []
        for row in self.rows("vessels.csv"):
            if row["Vessel_name"] not in starts:
                raise ValueError("vessel %s has no dock to start from" % row["Vessel_name"])
            self.vessels.append(Vessel(row, starts[row["Vessel_name"]]))
        self._read_compatibility()
        self.areas = {}
        for row in self.rows("island docks.csv"):
            self.areas.setdefault(row["Location"], []).append(row["Dock"])
        self.safe_docks = [row["Dock"] for row in self.rows("mainland docks.csv")]
        self.first = self._distances("zeta.csv")
        self.loaded = self._distances("gamma.csv")
        self.back = self._distances("delta.csv")

    def rows(self, name):
        """The rows of one of the folder's spreadsheets, by column."""
        with open(os.path.join(self.folder, name), encoding="utf-8-sig", newline="") as file:
            return [{(key or "").strip(): (value or "").strip() for key, value in row.items()}
                    for row in csv.DictReader(file)]

    def _distances(self, name):
        return {(row["Origin"], row["Destination"]): Fraction(row["Distance"])
                for row in self.rows(name)}

    def _read_compatibility(self):
        """A list of triples, or a matrix with a column for each vessel."""
        by_name = {vessel.name: vessel for vessel in self.vessels}
        for row in self.rows("vessel compatibility.csv"):
            if "Compatibility" in row:
                pairs = [(row["Dock"], row["Resource"], row["Compatibility"])]
            else:
                pairs = [(row[""], name, fits) for name, fits in row.items() if name]
            for dock, name, fits in pairs:
                if Fraction(fits) != 0 and name in by_name:
                    by_name[name].docks.add(dock)

    def scenarios(self):
        """Name, probability and people by area of each scenario, those who leave by themselves
        taken off, in the order of the file."""
        found = {}
        for row in self.rows("scenarios.csv"):
            entry = found.setdefault(row["Scenario"], (Fraction(row["Probability"]), {}))
            entry[1][row["Location"]] = people_of(row["Demand"], row["private_evac"])
        return [(name, probability, people) for name, (probability, people) in found.items()]

    def scenario(self, words):
        """The scenario of that name, or the only one whose name begins so, or has that number."""
        found = self.scenarios()
        for fits in (lambda name: name == words,
                     lambda name: name.lower().startswith("scenario %s:" % words.lower()),
                     lambda name: name.lower().startswith(words.lower())):
            chosen = [entry for entry in found if fits(entry[0])]
            if len(chosen) == 1:
                return chosen[0]
        raise ValueError("no one scenario is called %s; there are %s"
                         % (words, "; ".join(name for name, _, _ in found)))


def people_of(demand, private_evac):
    """People whom the fleet must carry."""
    return max(0, int(Fraction(demand)) - int(Fraction(private_evac or "0")))


def sailing(distance, speed):
    """Time of a leg in ms, rounded up: nautical miles over knots."""
    return postfile.milliseconds(distance / speed, MS_PER_HOUR)


class Writer:
    """Builds the lists of a post from an instance and what is known of the people.

    `areas` are those that can have people at all; others' docks are left out.
    """

    def __init__(self, instance, areas):
        unknown = [area for area in areas if area not in instance.areas]
        if unknown:
            raise ValueError("no dock is in %s" % ", ".join(unknown))
        self.instance = instance
        self.areas = areas
        self.sites, self.links, self.types, self.fleets = [], [], [], []
        self.area_site, self.area_id, self.dock_id = {}, {}, {}
        self.taken_sites, self.taken_links = set(), set()
        self.type_of = {}
        self._add_types()
        self._add_docks()
        self._add_fleets()
        self._add_trips()

    def _add_types(self):
        """One type for all vessels that are alike in all but where and when they start."""
        taken, by_nature = set(), {}
        for vessel in self.instance.vessels:
            nature = (vessel.seats, vessel.empty_speed, vessel.loaded_speed, vessel.load_ms,
                      frozenset(vessel.docks))
            if nature not in by_nature:
                by_nature[nature] = postfile.identifier(vessel.name, taken)
                load = postfile.duration(vessel.load_ms)
                self.types.append({"id": by_nature[nature], "mode": "sea", "seats": vessel.seats,
                                   "load": load, "unload": load, "berth_class": "vessel"})
            self.type_of[vessel.name] = by_nature[nature]
        self.by_type = {self.type_of[vessel.name]: vessel for vessel in self.instance.vessels}

    def _users(self, origin, destination):
        """(type, vessel) of those that fit both docks."""
        return [(kind, vessel) for kind, vessel in self.by_type.items()
                if origin in vessel.docks and destination in vessel.docks]

    def _add_docks(self):
        instance = self.instance
        for area in self.areas:
            docks = [dock for dock in instance.areas[area]
                     if any(pair[0] == dock and pair[1] in instance.safe_docks and
                            self._users(*pair) for pair in instance.loaded)]
            for dock in docks:
                self.dock_id[dock] = postfile.identifier(dock, self.taken_sites)
                self.sites.append({"id": self.dock_id[dock]})
            if len(docks) == 1:
                self.area_site[area] = self.dock_id[docks[0]]
                continue
            self.area_site[area] = postfile.identifier(area, self.taken_sites, "area-")
            self.sites.append({"id": self.area_site[area]})
            for dock in docks:
                self._link("walk", self.area_site[area], self.dock_id[dock], "foot", "1 ms")
        for dock in instance.safe_docks:
            self.dock_id[dock] = postfile.identifier(dock, self.taken_sites)
            self.sites.append({"id": self.dock_id[dock], "safe": True})

    def _link(self, kind, origin, destination, mode, time):
        made = postfile.identifier("%s %d" % (kind, len(self.links) + 1), self.taken_links)
        self.links.append({"id": made, "from": origin, "to": destination, "mode": mode,
                           "time": time})

    def _start_site(self, dock):
        """The site a vessel starts from: the dock itself when first trips are as later ones."""
        instance = self.instance
        docks = [other for other in self.dock_id if other not in instance.safe_docks]
        if dock in instance.safe_docks and all(
                instance.first.get((dock, other)) == instance.back.get((dock, other))
                for other in docks):
            return self.dock_id[dock]
        key = "start of " + dock
        if key not in self.dock_id:
            self.dock_id[key] = postfile.identifier(dock, self.taken_sites, "start-")
            self.sites.append({"id": self.dock_id[key]})
            for other in docks:
                if (dock, other) in instance.first:
                    self._trip("start", self.dock_id[key], dock, other,
                               instance.first[dock, other], False)
        return self.dock_id[key]

    def _trip(self, kind, site, origin, destination, distance, loaded):
        """A link for vessels with people aboard only, or without only, that fit both its docks;
        nothing when none does."""
        users = dict(self._users(origin, destination))
        times = {}
        for name, vessel in self.by_type.items():
            speed = vessel.loaded_speed if loaded else vessel.empty_speed
            time = postfile.duration(sailing(distance, speed))
            times[name] = {"loaded": time if loaded else postfile.FORBIDDEN,
                           "empty": postfile.FORBIDDEN if loaded else time}
            if name not in users:
                times[name] = postfile.FORBIDDEN
        if users:
            self._link(kind, site, self.dock_id[destination], "sea", times)

    def add_return(self, dock, vessel):
        """Ways back for a vessel that finds nobody at an island dock: at its loaded speed."""
        for (origin, destination), distance in self.instance.loaded.items():
            if origin == dock and destination in vessel.docks:
                times = {name: postfile.FORBIDDEN for name in self.by_type}
                times[self.type_of[vessel.name]] = {
                    "loaded": postfile.FORBIDDEN,
                    "empty": postfile.duration(sailing(distance, vessel.loaded_speed))}
                self._link("return", self.dock_id[dock], self.dock_id[destination], "sea", times)

    def _add_fleets(self):
        taken = set()
        for vessel in self.instance.vessels:
            self.fleets.append({"id": postfile.identifier(vessel.name, taken),
                                "type": self.type_of[vessel.name],
                                "base": self._start_site(vessel.start), "count": 1,
                                "notice": postfile.duration(vessel.ready_ms)})

    def _add_trips(self):
        instance = self.instance
        for (origin, destination), distance in instance.loaded.items():
            if origin in self.dock_id and destination in instance.safe_docks:
                self._trip("full", self.dock_id[origin], origin, destination, distance, True)
        for (origin, destination), distance in instance.back.items():
            if origin in instance.safe_docks and destination in self.dock_id:
                self._trip("back", self.dock_id[origin], origin, destination, distance, False)

    def people(self, counts):
        """The people items: `counts` is people by area (a number, or a range as text)."""
        taken, items = set(), []
        for area in self.areas:
            made = postfile.identifier(area, taken)
            self.area_id[area] = made
            item = {"id": made, "site": self.area_site[area], "count": counts.get(area, 0)}
            if self.area_site[area] not in self.dock_id.values():
                item["moves"] = "on_foot"
            items.append(item)
        return items

    def text(self, people, title, scenarios=()):
        """The post."""
        head = {"id": postfile.identifier("icep " + title, set()),
                "name": postfile.quoted("Isolated community evacuation, " + title),
                "as_of": postfile.AS_OF}
        return postfile.post_text(
            ["Isolated community evacuation, %s, written by bench/icep2post." % title], head,
            {"people": people, "sites": self.sites, "links": self.links, "types": self.types,
             "fleets": self.fleets, "scenarios": scenarios})


def post_of(instance, counts, title):
    """The post of one scenario: `counts` is people by area, for the fleet to carry."""
    areas = [area for area in instance.areas if counts.get(area, 0) != 0]
    for area in counts:
        if area not in instance.areas:
            raise ValueError("no dock is in %s" % area)
    writer = Writer(instance, areas)
    return writer.text(writer.people(counts), title)


def post_of_all(instance):
    """One post with every scenario of the folder as a scenario of its own."""
    found = instance.scenarios()
    areas = [area for area in instance.areas if any(area in people for _, _, people in found)]
    writer = Writer(instance, areas)
    people = writer.people({})
    scenarios, taken = [], set()
    for name, _, counts in found:
        changes = [{"people.%s.count" % writer.area_id[area]: number}
                   for area, number in counts.items()]
        scenarios.append({"id": postfile.identifier(name, taken), "name": postfile.quoted(name),
                          "changes": changes})
    return writer.text(people, instance.name, scenarios)


def updates_of(folder):
    """The runs of a folder of updates (instances.json), as written there."""
    with open(os.path.join(folder, "instances.json"), encoding="utf-8") as file:
        return json.load(file)
