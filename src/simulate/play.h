/* SPDX-License-Identifier: Apache-2.0
 *
 * Plays a plan: built once for a case and a plan, then played as often as asked, each replication
 * with the luck of its number. Surprises, and whatever chance does, are met by a fixed rule, never
 * by planning again (docs/simulation.md).
 *
 * P1  A replication is a function of (case, plan, seed, number): the same on any number of threads
 *     and after any replications before it.
 * P2  Played without chance a valid plan has exactly the measures that the checker finds.
 * P3  A mst_play is read-only once built, and any number of threads may share it; a mst_play_room
 *     belongs to one thread at a time.
 * P4  Nothing is allocated while a replication is played.
 */
#ifndef MUSTER_SIMULATE_PLAY_H
#define MUSTER_SIMULATE_PLAY_H

#include "problem/narrower.h"
#include "problem/plan.h"
#include "simulate/draw.h"
#include "simulate/splitting.h"

typedef struct mst_play mst_play;
typedef struct mst_play_room mst_play_room;

enum { MST_PLAY_BINS = 64, MST_PLAY_LEVELS = 6 };

typedef struct mst_play_options {
    uint64_t seed;
    /* Played as written: no draws at all. Surprises of the case come all the same. */
    bool without_chance;
    mst_time span; /* of the 64 bins of `out`; 0: the horizon */
    /* Number of a loss of the post, from 1, that does not come: its time is integrated out instead
     * (`integrated` of the results). 0: every loss comes when it is drawn to. */
    uint32_t integrate;
    /* Played without chance over the same span: with it `behind` of the results is told. NULL: not.
     * It must outlive the player. */
    const struct mst_play_result *planned;
} mst_play_options;

/* What one replication came to. */
typedef struct mst_play_result {
    mst_measures measures;
    int64_t persons; /* in scope, as drawn: out + left */
    uint64_t causes; /* bit c: what mst_play_cause_name(c) says was so */
    uint64_t events; /* timed events handled */
    /* With options.integrate: persons left on average over all times of that loss, when whoever is
     * at its sites then stays there, and the probability that nobody is left. */
    double integrated_left, integrated_all_out;
    int64_t behind; /* most people fewer out than by the plan's part of them at the end of a bin */
    int64_t refusing;            /* of those in scope; they are left */
    uint32_t short_stops;        /* vehicles that left without people they were to take */
    uint32_t given_up;           /* vehicles that gave their route up */
    uint32_t fetches;            /* ways made by the repair rule */
    uint32_t out[MST_PLAY_BINS]; /* persons out by the end of bin k: (k + 1) span / 64 */
    int64_t staying;             /* not in scope, as drawn, force included */
} mst_play_result;

/*
 * Builds the player of `plan`, a valid plan of `instance`; both must outlive it. The world is the
 * last phase of the case; the plan that is played is the one made before any surprise. Errors:
 * memory, MST_LIMIT for a resumed case, and for one with more than 4 million combinations of site,
 * group of people and stations passed. The caller closes *play (mst_play_close). O(records of the
 * plan + sites x cohorts).
 */
MST_NODISCARD mst_status
mst_play_build(const mst_case *instance, const mst_plan *plan, const mst_play_options *options,
               mst_play **play, mst_error *err);

/* NULL is allowed. */
void
mst_play_close(mst_play *play);

/* Room to play in; the caller closes it. Some 100 bytes a vehicle, a stop and a combination. */
MST_NODISCARD mst_status
mst_play_room_open(const mst_play *play, mst_play_room **room, mst_error *err);

void
mst_play_room_close(mst_play_room *room);

/*
 * From now on every run in the room tells when sites are left; NULL of either: not.
 *
 * cleared[sites]: when the last in scope left there who was not out; MST_NEVER where at the horizon
 * somebody is still there, who stays by the option's scope or is left, but for those who refuse to
 * come; 0 where nobody ever left, and 1 ms where all did with the order.
 * leaving[sites * hours]: how many in scope who were not out left the site within that hour is
 * added to it, those later to the last hour.
 */
void
mst_play_watch(mst_play_room *room, mst_time *cleared, int64_t *leaving, uint32_t hours);

/* From now on every run in the room adds to `marks` what it leans on beside the plan: the ways and
 * vehicles that the repair rule took, and those that it measured the ways it took by. NULL: not. */
void
mst_play_mark(mst_play_room *room, mst_marks *marks);

/* The first loss of the post whose time can be integrated out, from 1; 0: none. It takes sites
 * only, and none of them is a place where anybody ends. */
uint32_t
mst_play_integrable(const mst_case *instance);

/* Plays one replication. O(events log vehicles). */
void
mst_play_once(const mst_play *play, mst_play_room *room, uint32_t replication,
              mst_play_result *result);

/* Plays replications first .. first + count - 1 into results[0 .. count - 1] on `threads` threads
 * (0: as many as the machine has). Errors: memory. */
MST_NODISCARD mst_status
mst_play_many(const mst_play *play, uint32_t first, uint32_t count, uint32_t threads,
              mst_play_result *results, mst_error *err);

/*
 * The probability that at the end of some bin at least `behind` > 0 people fewer are out than by
 * the plan, by fixed-effort splitting at MST_PLAY_LEVELS even levels with `runs` trials each. Needs
 * options.planned. Numbers of people, releases, weather and losses are those of a trial's
 * beginning; what comes after a level (ways, services, breakdowns) is drawn anew. Memory: 2 x runs
 * rooms. Errors: memory.
 */
MST_NODISCARD mst_status
mst_play_rare(const mst_play *play, int64_t behind, uint32_t runs, mst_split_result *result,
              mst_error *err);

/* Bytes of a room: a trial of splitting takes about twice as many. */
size_t
mst_play_room_bytes(const mst_play *play);

/* What chance did, by number, a few words as "more people in citizens than thought likely"; NULL
 * beyond the last. At most 64. */
const char *
mst_play_cause_name(const mst_play *play, uint32_t cause);

/* Is nothing left to chance, so that every replication is like any other? */
bool
mst_play_is_sure(const mst_play *play);

/* A hash of all that a run, but for the bins of `out`, hangs on, beside its number: the case, the
 * plan and what chance may do. False on lack of memory. O(records of the plan). */
MST_NODISCARD bool
mst_play_digest(const mst_play *play, uint64_t digest[2]);

/* Span of the bins of `out`. */
mst_time
mst_play_span(const mst_play *play);

#endif
