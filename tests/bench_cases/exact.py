# SPDX-License-Identifier: Apache-2.0
"""Slow, obvious solvers of benchmark problems, from the data of the case and not from its post."""

from fractions import Fraction
import itertools


def bep_optimum(instance):
    """Least longest tour of a BEP: every tour of a bus, then every way to share the work.

    A tour is a list of (pickup, shelter); states are what is fetched and what room is used, so the
    buses are dealt with one after the other. A visit to a pickup with nobody left uses room, too.
    """
    seats = instance.seats
    loads = tuple(count // seats for count in instance.pickups)
    room = tuple(count // seats for count in instance.shelters)

    def tours(yard):
        """Least time of each vector (fetched by pickup, brought by shelter) of one bus."""
        nothing = (tuple([0] * len(loads)), tuple([0] * len(room)))
        best = {nothing: 0}
        front = {(i, *nothing): distance for i, distance in enumerate(instance.from_yard[yard])}
        while front:
            following = {}
            for (i, fetched, brought), time in front.items():
                fetched = tuple(min(n + (k == i), loads[k]) for k, n in enumerate(fetched))
                for j, distance in enumerate(instance.to_shelter[i]):
                    if brought[j] == room[j]:
                        continue
                    carried = tuple(n + (k == j) for k, n in enumerate(brought))
                    end = time + distance
                    key = (fetched, carried)
                    best[key] = min(best.get(key, end), end)
                    for k in range(len(loads)):
                        start = end + instance.to_shelter[k][j]
                        state = (k, fetched, carried)
                        following[state] = min(following.get(state, start), start)
            front = following
        return best

    buses = [yard for yard, count in enumerate(instance.yards) for _ in range(count)]
    reached = {(tuple([0] * len(loads)), tuple([0] * len(room))): 0}
    for yard in buses:
        following = {}
        for (fetched, brought), worst in reached.items():
            for (more, placed), time in tours(yard).items():
                done = tuple(min(a + b, c) for a, b, c in zip(fetched, more, loads))
                full = tuple(a + b for a, b in zip(brought, placed))
                if all(a <= b for a, b in zip(full, room)):
                    key = (done, full)
                    following[key] = min(following.get(key, 10**9), max(worst, time))
        reached = following
    return min(time for (fetched, _), time in reached.items() if fetched == loads)


def icep_optimum(instance, counts):
    """Least completion of an ICEP in minutes: every number of trips of each vessel to each area."""
    areas = [area for area in instance.areas if counts.get(area, 0) > 0]

    def least_times(vessel):
        """Least time of each vector of trips by area, up to what the vessel alone would need."""
        most = [-(-counts[area] // vessel.seats) for area in areas]
        load = Fraction(vessel.load_ms, 60000)
        docks = {dock: k for k, area in enumerate(areas) for dock in instance.areas[area]
                 if dock in vessel.docks}
        none = tuple([0] * len(areas))
        best, front = {none: Fraction(0)}, {}
        if vessel.start in vessel.docks:
            front = {(dock, none): Fraction(vessel.ready_ms, 60000) +
                     instance.first[vessel.start, dock] / vessel.empty_speed * 60
                     for dock in docks if (vessel.start, dock) in instance.first}
        while front:
            following = {}
            for (dock, trips), time in front.items():
                if trips[docks[dock]] == most[docks[dock]]:
                    continue
                trips = tuple(n + (k == docks[dock]) for k, n in enumerate(trips))
                for safe in instance.safe_docks:
                    if safe not in vessel.docks or (dock, safe) not in instance.loaded:
                        continue
                    end = time + 2 * load + instance.loaded[dock, safe] / vessel.loaded_speed * 60
                    best[trips] = min(best.get(trips, end), end)
                    for other in docks:
                        if (safe, other) in instance.back:
                            start = end + instance.back[safe, other] / vessel.empty_speed * 60
                            state = (other, trips)
                            following[state] = min(following.get(state, start), start)
            front = following
        return best

    choices = [[(trips, time, vessel.seats) for trips, time in least_times(vessel).items()]
               for vessel in instance.vessels]
    best = None
    for chosen in itertools.product(*choices):
        if all(sum(trips[k] * seats for trips, _, seats in chosen) >= counts[area]
               for k, area in enumerate(areas)):
            worst = max(time for _, time, _ in chosen)
            best = worst if best is None else min(best, worst)
    return best
