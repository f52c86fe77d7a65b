# SPDX-License-Identifier: Apache-2.0
"""Bus evacuation problems (BEP): Goerigk, Gruen and Hessler, Computers & OR 40 (2013); Bish, OR
Spectrum 33 (2011). Reads an instance and states it as a post."""

import postfile


class Instance:
    """Buses by yard, full loads by pickup, room by shelter, and the two tables of distances."""

    def __init__(self, text, name):
        self.name = name
        rows = [[int(word) for word in line.replace(":", " ").split()]
                for line in text.splitlines() if line.strip()]
        if len(rows) < 4 or len(rows[0]) < 2 or any(len(row) < 2 for row in rows[1:4]):
            raise ValueError("an instance begins with buses, yards, pickups and shelters")
        self.seats = rows[0][1]
        self.yards = self._counts(rows[1], 1, "yards")
        self.pickups = self._counts(rows[2], 2, "pickups")
        self.shelters = self._counts(rows[3], 2, "shelters")
        for what, numbers in (("pickup", self.pickups), ("shelter", self.shelters)):
            for number in numbers:
                if self.seats < 1 or number % self.seats != 0:
                    raise ValueError("a %s of %d is not whole loads of %d"
                                     % (what, number, self.seats))
        rows = rows[4:]
        self.from_yard = self._table(rows[:len(self.yards)], len(self.yards), len(self.pickups))
        self.to_shelter = self._table(rows[len(self.yards):], len(self.pickups),
                                      len(self.shelters))

    @staticmethod
    def _counts(row, head, what):
        if row[0] < 1 or len(row) - head != row[0]:
            raise ValueError("%d %s are announced and %d given" % (row[0], what, len(row) - head))
        return row[head:]

    @staticmethod
    def _table(rows, height, width):
        if len(rows) != height or any(len(row) != width + 1 for row in rows):
            raise ValueError("a table of distances is not %d by %d with an index" % (height, width))
        return [row[1:] for row in rows]


def passes_of(instance):
    """Visits to a pickup where nobody is left that shorten the way to another pickup: the shelters
    a bus goes on to, and where it comes from (yards, shelters), by pickup.

    The published program counts visits: to a pickup at least as many as it has loads, to a shelter
    at most as many as it has room for loads. Where distances are not those of a map, a bus may be
    sooner at the next pickup by way of another one and a shelter, whose room it uses up.
    """
    found = {}
    if sum(instance.shelters) <= sum(instance.pickups):
        return found
    back = list(zip(*instance.to_shelter))
    for kind, rows in (("yard", instance.from_yard), ("shelter", back)):
        for origin, row in enumerate(rows):
            for by, there in enumerate(row):
                for shelter, over in enumerate(instance.to_shelter[by]):
                    if any(there + over + on < direct
                           for on, direct in zip(back[shelter], row)):
                        origins, shelters = found.setdefault(by, (set(), set()))
                        origins.add((kind, origin))
                        shelters.add(shelter)
    return found


def post_of(instance):
    """The post of an instance: one unit of distance is one second.

    Buses run from yards to pickups and from shelters to pickups empty, from pickups to shelters
    full, and nowhere else; distances need not be those of a map, so a detour must not help. A load
    is a party, so that each is whole and no bus runs for the sake of the way with few aboard. Where
    a bus may gain by a visit to a pickup with nobody left (passes_of), it takes along people who
    are safe already: they wait at a site of their own, fill the bus, and then a shelter's room.
    """
    whole = {"party": instance.seats} if instance.seats > 1 else {}

    def time(loaded, empty):
        return {"bus": {"loaded": loaded, "empty": empty}}

    yards = ["yard-%d" % (k + 1) for k in range(len(instance.yards))]
    pickups = ["pickup-%d" % (k + 1) for k in range(len(instance.pickups))]
    shelters = ["shelter-%d" % (k + 1) for k in range(len(instance.shelters))]
    links = []
    for i, yard in enumerate(yards):
        for j, pickup in enumerate(pickups):
            links.append({"id": "out-%d-%d" % (i + 1, j + 1), "from": yard, "to": pickup,
                          "mode": "road",
                          "time": time(postfile.FORBIDDEN, "%d s" % instance.from_yard[i][j])})
    for i, pickup in enumerate(pickups):
        for j, shelter in enumerate(shelters):
            drive = "%d s" % instance.to_shelter[i][j]
            links.append({"id": "full-%d-%d" % (i + 1, j + 1), "from": pickup, "to": shelter,
                          "mode": "road", "time": time(drive, postfile.FORBIDDEN)})
            links.append({"id": "back-%d-%d" % (j + 1, i + 1), "from": shelter, "to": pickup,
                          "mode": "road", "time": time(postfile.FORBIDDEN, drive)})
    passes = passes_of(instance)
    spare = sum(instance.shelters) - sum(instance.pickups)
    for i, (origins, ends) in sorted(passes.items()):
        for kind, k in sorted(origins):
            drive = (instance.from_yard[k][i] if kind == "yard" else instance.to_shelter[i][k])
            links.append({"id": "pass-%s-%d-%d" % (kind, k + 1, i + 1),
                          "from": "%s-%d" % (kind, k + 1), "to": "spare-%d" % (i + 1),
                          "mode": "road", "time": time(postfile.FORBIDDEN, "%d s" % drive)})
        for j in sorted(ends):
            links.append({"id": "on-%d-%d" % (i + 1, j + 1), "from": "spare-%d" % (i + 1),
                          "to": shelters[j], "mode": "road",
                          "time": time("%d s" % instance.to_shelter[i][j], postfile.FORBIDDEN)})
    return postfile.post_text(
        ["Bus evacuation problem %s, written by bench/bep2post." % instance.name],
        {"id": postfile.identifier("bep " + instance.name, set()),
         "name": postfile.quoted("Bus evacuation problem " + instance.name),
         "as_of": postfile.AS_OF},
        {"people": [{"id": "people-%d" % (k + 1), "site": pickups[k], "count": number, **whole}
                    for k, number in enumerate(instance.pickups) if number > 0] +
                   [{"id": "safe-already-%d" % (i + 1), "site": "spare-%d" % (i + 1),
                     "count": spare, **whole} for i in sorted(passes)],
         "sites": ([{"id": yard} for yard in yards] + [{"id": pickup} for pickup in pickups] +
                   [{"id": "spare-%d" % (i + 1), "safe": True} for i in sorted(passes)] +
                   [{"id": shelter, "safe": True, "hold": instance.shelters[k]}
                    for k, shelter in enumerate(shelters)]),
         "links": links,
         "types": [{"id": "bus", "mode": "road", "seats": instance.seats, "berth_class": "bus"}],
         "fleets": [{"id": "buses-%d" % (k + 1), "type": "bus", "base": yards[k], "count": number,
                     "notice": "0 h"}
                    for k, number in enumerate(instance.yards)]})
