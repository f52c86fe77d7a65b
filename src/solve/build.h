/* SPDX-License-Identifier: Apache-2.0
 *
 * Builds one whole plan from a set of weights (genes): vehicles in the order in which they come
 * free choose the trip that brings most people most of their way soonest. The search varies the
 * genes.
 */
#ifndef MUSTER_SOLVE_BUILD_H
#define MUSTER_SOLVE_BUILD_H

#include "solve/solve.h"
#include "solve/trip.h"

typedef struct mst__genes {
    double *pickup_weight, *target_weight; /* [site_count] */
    uint32_t *ranks;                       /* [cohort_count] order of filling seats, low first */
    uint32_t *desk_ranks;                  /* [cohort_count] order at the desks */
    int64_t *delivery_cap; /* [site_count] at most so many brought to a place that is no end */
    double fill;           /* share of the seats a vehicle waits for */
    int32_t far;       /* halves of an exponent: farther people first (> 0), nearer first (< 0) */
    double threat;     /* weight of the threat at the pickup */
    double priority;   /* factor a step of priority */
    double efficiency; /* no trip that brings less of the way than this share of its own length */
    double rest;       /* share of a crew's rest that ending away from the base is held to cost */
    double
        congestion; /* weight of the wait at a place that is no end: its backlog over its outflow */
    mst_time patience; /* ways that open later than this are not waited for; MST_NEVER: they are */
    double room;       /* worth of moving one person on from an end to make room, in hours */
    mst_time due;      /* nobody is brought where they could not be out by then; MST_NEVER */
    bool detours;      /* ways may pass places farther from safety than their start */
    bool guards_early; /* guards who can be spared leave as anybody does */
    bool fresh_crews;  /* crews change at the base rather than rest on the way */
    bool guards_fill;  /* spare guards take seats that stay empty */
    bool deploy;       /* carry reinforcements in */
    bool work_before_pins;    /* pinned vehicles make other trips until their pin */
    bool pins_late;           /* pins are placed when the others are under way, around their time */
    bool self_first;          /* who can move themselves is told to */
    uint32_t wave_early;      /* 1: try the last wave before spare guards leave one by one */
    uint32_t guided;          /* 0: by no guide, k: by the k-th or the last there is (guide.h) */
    bool found;               /* not just one of the starts: found by the search */
    uint32_t start;           /* what the search began with */
    mst_time from;            /* the moment from which they hold; MST_NEVER: not in use */
    struct mst__genes *later; /* those of the next stage, NULL: there is none */
} mst__genes;

enum {
    MST__STAGES = 4,
    MST__OWN_GUIDES = 4,
    MST__GUIDES = 16,
    MST__GUIDED_START = 2, /* the start configuration they come with */
    MST__GOOD_PART = 32,   /* no guide is looked for where the plan is so near its bound */
    MST__GUIDED_TRIPS = 16384
};

/* What the first pin that was missed lacks. */
typedef struct mst__pin_lack {
    uint32_t pin;   /* index into problem->pins */
    bool vehicle;   /* none can be at its start in time */
    uint32_t load;  /* of these people ... */
    int64_t people; /* ... so many cannot be there in time; 0: all are */
} mst__pin_lack;

/* How much is risked that rule 9 forbids once it is known who is left (sound.h). */
typedef enum mst__caution {
    MST__BOLD,
    MST__CAREFUL, /* nobody leaves where guards may be enough already, and would not remain so */
    MST__STAY,    /* nobody moves but for pins, and those whom nobody controls */
} mst__caution;

/* What a plan must reach to be of use: one that is certain to bring the last person out later, or
 * to leave somebody, and whose people are out so much later is given up. */
typedef struct mst__aim {
    mst_time completion; /* MST_NEVER: every plan is built to its end */
    mst_wide burden;     /* (state.h) */
    bool everybody;      /* whoever waits has to come out */
} mst__aim;

typedef struct mst__builder {
    const mst_problem *problem;
    mst__routes routes;
    mst__state *state;   /* the plan being built */
    mst__state *scratch; /* for waves that may not work out */
    const mst__genes *genes;
    uint8_t *avoided;   /* [site_count] no more are brought there in this plan (route.h) */
    mst_time next_look; /* when the view of the network may be another */
    uint32_t *heap;     /* actors by (key, preference, index) */
    mst_time *key;      /* [vehicle_count + cohort_count] */
    uint32_t heap_count;
    uint8_t *queued;   /* [vehicle_count + cohort_count] */
    uint32_t *stalled; /* [vehicle_count + cohort_count] in the order they stalled */
    uint32_t stalled_count;
    struct mst__groups
        *groups; /* [site_count] who waits there by where they may end, kept by version */
    /* Where people came and where room was made, by the number of the event that last did so; an
     * actor that found nothing to do looks again only where that was later than `looked`. */
    uint64_t events;              /* so far; the first is that of the beginning */
    uint64_t *came_at, *freed_at; /* [site_count] */
    uint64_t last_freed;          /* the latest of freed_at */
    uint64_t *looked;        /* [actor] the last event before it found nothing; 0: everywhere */
    mst_time *station_free;  /* [station_count] from when a desk is free, as the present choice */
    uint32_t stations_known; /* found for the stations whose bits are set */
    uint32_t desk_site_count, *desk_sites; /* [site_count] those with a process */
    int64_t *relief; /* [site_count] guards the site is short of, as last looked at */
    mst_time **
        self_time; /* [cohort_count] [site_count] way on their own to their goal, made when asked */
    mst_time *due_at; /* [site_count] scratch of mst__in_time, as the next */
    uint8_t *due_done;
    uint32_t guide_count;
    const struct mst__guide *guides[MST__GUIDES];
    const struct mst__guide *guide;        /* NULL: none, or these genes do without (guide.h) */
    int64_t *guide_left, *guide_all;       /* as ways and all of the guide: who has not gone yet */
    uint32_t guided_trip_count;            /* of the plan, to correct the guide by */
    struct mst__guided_trip *guided_trips; /* [MST__GUIDED_TRIPS] */
    int64_t *guide_self; /* [cohort_count] who has set off on their own from where they start */
    mst__aim aim;
    bool gave_up; /* the present plan: it misses the aim, and is not whole */
    bool forced;  /* nothing else is to come: go with what is there */
    bool guards_phase;
    mst__caution caution;
    const mst_p_pin *spared; /* its people are left where they wait; NULL: none */
    uint32_t *late_pin;      /* [vehicle_count] the pin it flies when evacuees are gone, MST_NONE */
    uint32_t pins_missed;
    mst__pin_lack lack;  /* of the first pin missed */
    const bool *relaxed; /* [16], tests; never NULL */
    const volatile int *stop;
    uint64_t work; /* placements tried, all builds together */
    bool out_of_memory;
} mst__builder;

/* False on lack of memory. */
bool
mst__builder_open(mst__builder *builder, const mst_problem *problem) MST_NODISCARD;
void
mst__builder_close(mst__builder *builder);

/*
 * Builds a plan into builder->state. `past` (may be NULL) is a state to go on from: what was done
 * before a surprise. Cost: about 10 placements a trip. With `gave_up` set it is but the beginning
 * of a plan, the rest of which cannot make it reach builder->aim.
 */
void
mst__build(mst__builder *builder, const mst__genes *genes, const mst__state *past);

/* Genes of one of the start configurations, 0 .. MST__GENE_STARTS - 1, in memory from `arena`; NULL
 * on lack of memory. */
enum { MST__GENE_STARTS = 12, MST__AIMED_STARTS = 8 /* from here on with an aim */ };
mst__genes *
mst__genes_make(const mst_problem *problem, uint32_t start, mst_arena *arena);
/* The same of one stage. */
void
mst__stage_copy(const mst_problem *problem, mst__genes *to, const mst__genes *from);
void
mst__genes_copy(const mst_problem *problem, mst__genes *to, const mst__genes *from);

/* Guards leave when no evacuee can any more: spare ones, then the last wave of each site (wave.c).
 */
void
mst__build_withdrawal(mst__builder *builder);
/* Guards at a site who are to leave it. */
int64_t
mst__guards_waiting(const mst__state *state, uint32_t site);
/* Are there guards farther from safety who would still come through? After a last wave nobody
 * boards. */
bool
mst__guards_to_come(const mst__builder *builder, uint32_t site);
/* From when nobody who would still leave is at the site. */
mst_time
mst__leavers_gone(const mst__state *state, uint32_t site);

/* People who move themselves (self.c): the uncontrolled at once, others as one actor of the queue.
 */
void
mst__self_set_off(mst__builder *builder);
/* Do they take this link at all: by their means, and where one leads straight to where they want
 * to go, no other (docs/rules.md, 1.8)? */
bool
mst__self_goes(const mst_problem *problem, uint32_t cohort, uint32_t arc);
/* One group of cohort `c` sets off: true when somebody did. */
bool
mst__self_move(mst__builder *builder, uint32_t cohort);
/* Just `count` of them set off over an arc, as soon as so many are ready and the way and the place
 * they reach allow it; false when they cannot, all together. */
bool
mst__self_send(mst__builder *builder, uint32_t cohort, uint32_t arc, int64_t count);

/* Of those who are to go by the vehicle's fleet along the way to `to`, those who have not yet; what
 * counts of a trip is who of them is aboard (guide_use.c). */
/* One guide more, from what the plan just built made of the last; none from before `from`. False:
 * there is none. */
bool
mst__guide_next(mst__builder *builder, mst_bound_memo *memo, mst_time from);
/* The guide of a like cell, NULL for none: the number by which genes go by it, 0: by none. */
uint32_t
mst__guide_adopt(mst__builder *builder, const struct mst__guide *guide);
/* What the genes go by; NULL: by no guide. */
const struct mst__guide *
mst__guide_of(const mst__builder *builder, const mst__genes *genes);
void
mst__guided_begin(mst__builder *builder);
int64_t
mst__guided_people(const mst__builder *builder, uint32_t vehicle, const mst__row *row, uint32_t to);
/* [class] of the first link of that way; NULL: it has none. */
const int64_t *
mst__guided_first(const mst__builder *builder, uint32_t vehicle, const mst__row *row, uint32_t to);
void
mst__guided_count(mst__builder *builder, const mst__trip *trip);
/* How many more of a cohort may set off over the arc at `t`. */
int64_t
mst__guided_self(const mst__builder *builder, uint32_t cohort, uint32_t arc, mst_time t);

/* The best trip of a vehicle as things stand; false when there is none. */
bool
mst__choose_trip(mst__builder *builder, uint32_t vehicle, mst__trip *best);

/* Could people of the class who are off at the site then be out by the aim of the plan, as far as
 * hours and ways go? Cost: the links, at most. */
bool
mst__in_time(mst__builder *builder, const mst__class *class, uint32_t site, mst_time off);

/* Where people of a class might be taken from a site by a type: at most 4, best first. */
typedef struct mst__targets {
    uint32_t count;
    uint32_t site[4];
} mst__targets;
const mst__targets *
mst__targets_of(mst__builder *builder, uint32_t type, uint32_t class, uint32_t site);

/* People at a site by where they may end. */
typedef struct mst__group_at {
    uint32_t class;
    bool inbound, out;
    uint32_t priority;
    uint32_t stations; /* where all of them have been processed */
    int64_t people;
} mst__group_at;
typedef struct mst__groups {
    bool valid, guards_phase;
    uint32_t version, count;
    mst__group_at items[16];
} mst__groups;

/* Looks at the network as it is from the clock on; true when ways are other ones than before. */
bool
mst__look(mst__builder *builder);

/* How many guards the site lacks for those who are still to pass through it; 0 when no force is
 * asked for there. Cost: the pools. */
int64_t
mst__relief_wanted(const mst__builder *builder, uint32_t site);
/* How many guards of the site could go elsewhere, those kept who are expected to be needed. */
int64_t
mst__relief_spare(const mst__builder *builder, uint32_t site);

/* Before a build: the queue is empty, and nobody has looked anywhere. */
void
mst__queue_reset(mst__builder *builder);
/* Runs the queue until nobody can do anything more. */
void
mst__run_queue(mst__builder *builder);
void
mst__queue_all(mst__builder *builder);

#endif
