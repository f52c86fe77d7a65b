/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan that stands alone: the mst_plan of a cell with the names, the provenance and the results
 * that every output needs, so that a file can be shown, compared and checked long after the run.
 *
 * W1  Everything a document points to is in its own arena; it outlives the post and the matrix.
 * W2  Indexes in `plan` (and in `plan.before`) are into the document's own tables; `plan.problem`
 *     is NULL. mst_document_bind makes a plan for a compiled case from it, by names.
 * W3  A document read from plan.json is equal, field by field, to the one written.
 * W4  One read from a schedule.csv has no measures; its loads may lack stations
 *     (MST_STATIONS_UNKNOWN) and its stops may lack who gets on and off: mst_document_bind fills
 *     both in by a replay.
 */
#ifndef MUSTER_PRESENT_DOCUMENT_H
#define MUSTER_PRESENT_DOCUMENT_H

#include "judge/matrix.h"
#include "present/when.h"

#define MST_STATIONS_UNKNOWN UINT32_MAX

typedef enum mst_document_form {
    MST_DOCUMENT_MADE,
    MST_DOCUMENT_JSON,
    MST_DOCUMENT_CSV
} mst_document_form;

/* The tables of names of a document. */
typedef enum mst_names {
    MST_NAMES_SITES,
    MST_NAMES_ARCS,
    MST_NAMES_VEHICLES,
    MST_NAMES_COHORTS,
    MST_NAMES_STATIONS,
    MST_NAMES_COUNT,
} mst_names;

typedef struct mst_document_site {
    const char *id;
    const char *name; /* NULL when the post gives none */
    /* "airfield OAKB", "34.56590, 69.21230", "1791 m": for readers; NULL when not known */
    const char *kind, *position, *elevation;
} mst_document_site;

typedef struct mst_document_arc {
    const char *link;
    uint32_t from, to;
} mst_document_arc;

typedef struct mst_document_vehicle {
    const char *id, *fleet, *type;
    const char *type_name; /* NULL when the type has none */
    uint32_t base;
} mst_document_vehicle;

typedef struct mst_document_cohort {
    const char *id;     /* "families/4" */
    const char *people; /* "families"; NULL when not known (from a schedule.csv) */
    const char *kind;   /* "staff"; NULL when not known */
    uint32_t site;      /* where they start; MST_NONE when not known */
    int64_t count;
    uint32_t party;
    bool litter, force, guards, in_scope;
} mst_document_cohort;

typedef struct mst_document_binding {
    const char *name, *unit;
    int64_t left_gain;
    uint32_t left_priority; /* 0: of all */
    mst_time completion_gain;
    mst_wide exposure_gain;
    bool of_bound;
} mst_document_binding;

/* Something the plan rests on that nobody has confirmed, or that has grown old. */
typedef struct mst_document_assumption {
    const char *item;   /* "sites.hkia" */
    const char *reason; /* "assumption", "unverified", "stale" */
    const char *source; /* NULL when not given */
    const char *owner;  /* NULL when not given */
    mst_instant as_of;  /* MST_NEVER when not given */
} mst_document_assumption;

typedef struct mst_document_notice {
    const char *kind, *text;
    mst_time at;
    uint32_t site; /* MST_NONE */
} mst_document_notice;

enum { MST_DOCUMENT_CERTIFICATES = 8 };

typedef struct mst_document {
    mst_arena arena;
    mst_document_form form;
    /* A standing plan: judged for the order it was made for, though the picture is of a later
     * time. */
    bool stands;
    /* where it came from */
    const char *version;                                         /* of the engine */
    const char *post_id, *post_name;                             /* post_name NULL when not given */
    const char *scenario, *scenario_name, *option, *option_name; /* names NULL when not given */
    const char *ordered_by; /* the role that may order the option; NULL */
    uint64_t input_hash[2];
    uint64_t seed;
    uint32_t effort;
    int64_t time_limit_ms;
    mst_time deadline; /* that everyone was asked to be out by; 0: none */
    uint32_t override_count;
    const char *const *overrides; /* texts of --set */
    mst_instant as_of, order;     /* UTC */
    mst_instant order_until;      /* MST_NEVER when not given */
    mst_time freeze; /* re-planning does not touch moves that leave within it of `as_of` */
    /* It goes on from a plan in force, which is the last of the chain before `plan`. */
    bool resumed;
    mst_resume resume;
    const char *cut_short; /* why the freeze ended before its time; NULL */
    const char *left_out;  /* lines: what of the plan in force the post lacks; NULL: nothing */
    mst_time horizon;
    const char *zone_name;
    mst_when_zone
        zone; /* rows that matter from a day before the order to a day after the horizon */
    /* names */
    uint32_t site_count, arc_count, vehicle_count, cohort_count, station_count;
    const mst_document_site *sites;
    const mst_document_arc *arcs;
    const mst_document_vehicle *vehicles;
    const mst_document_cohort *cohorts;
    const char *const *stations;
    /* the plan */
    mst_plan plan;
    /* results; not there in a document from a schedule.csv */
    bool has_results;
    mst_cell_status status;
    bool stopped; /* by a limit of time or by hand: the search was not finished */
    mst_measure order_of_measures[MST_MEASURE_COUNT];
    uint32_t priority_count;
    mst_measures measures;
    mst_bound bound; /* its certificates are those below; `certificate` is of a made document */
    uint32_t certificate_count; /* of a measure two at most when made; as read, any */
    const mst_certificate *certificates[MST_DOCUMENT_CERTIFICATES];
    bool has_foreseen;
    mst_measures foreseen;
    mst_measure gap_measure;
    double gap;
    const char *left_reason;       /* NULL */
    const char *infeasible_reason; /* NULL */
    const char *passed_over;       /* what the best plan found breaks, and this one keeps; NULL */
    uint32_t binding_count, assumption_count, notice_count;
    const mst_document_binding *bindings;
    const mst_document_assumption *assumptions;
    const mst_document_notice *notices;
    /* the text it was read from, to name places in it; NULL for a made one */
    const char *source_name;
    const char *source_text;
    size_t source_bytes;
    const mst_place *places[MST_NAMES_COUNT]; /* of a schedule.csv: where each name first stands */
} mst_document;

/* How a run was asked for; goes into each document of it. */
typedef struct mst_document_run {
    uint64_t seed;
    uint32_t effort;
    int64_t time_limit_ms;
    mst_time deadline; /* 0: none */
    uint32_t override_count;
    const char *const *overrides;
    const char *cut_short, *left_out; /* of a resumed case, as in mst_document; NULL */
} mst_document_run;

/* Makes the document of a cell whose plan the checker accepted. The caller releases it in every
 * case. */
MST_NODISCARD mst_status
mst_document_make(const mst_post *post, const mst_cell *cell, const mst_document_run *run,
                  mst_document *document, mst_error *err);

/* Adds the certificates of the cell's bound to its document, with what each is shown to prove by
 * its check. As long as these checks. Errors: memory. */
MST_NODISCARD mst_status
mst_document_certify(mst_document *document, const mst_cell *cell, mst_error *err);

void
mst_document_release(mst_document *document);

/*
 * Turns the document's plan into a plan of `instance`, matching sites, links, vehicles, people and
 * stations by name; memory from `arena`. MST_INVALID names the first name that the case does not
 * have, with its place in the file.
 */
MST_NODISCARD mst_status
mst_document_bind(const mst_document *document, const mst_case *instance, mst_arena *arena,
                  const mst_plan **plan, mst_error *err);

/* The plan of the document that is in force at `at`: what it knew by then. */
const mst_plan *
mst_document_in_force(const mst_document *document, mst_time at);

/*
 * Turns that plan into one of phase 0 of a resumed case, and leaves out what it was to do from
 * instance->resume.at on with things that the post does not have any more; *notes (from `arena`)
 * gets a sentence for each vehicle, desk and way of which that is so. MST_INVALID where something
 * of that kind had begun by then: the post must keep what was used, and close it.
 */
MST_NODISCARD mst_status
mst_document_bind_force(const mst_document *document, const mst_case *instance, mst_arena *arena,
                        const mst_plan **plan, const char **notes, mst_error *err);

/* ---- what is new in a plan that goes on from one in force ---- */

typedef enum mst_document_change_kind {
    MST_CHANGE_ADDED,
    MST_CHANGE_DROPPED,
    MST_CHANGE_OTHER, /* it is there, at another time, by another vehicle, to another place, or with
                         others aboard */
} mst_document_change_kind;

/* A move with people. Records are moves, then moves of people on their own, of the plan in force
 * (`was`) and of the new one (`is`); MST_NONE where there is none. */
typedef struct mst_document_change {
    mst_document_change_kind kind;
    uint32_t was, is;
    bool vehicle, destination, people; /* of MST_CHANGE_OTHER: what is another */
    mst_time shift;                    /* likewise: how much later; 0 when at its time */
} mst_document_change;

typedef struct mst_document_changes {
    uint32_t count;
    const mst_document_change *items; /* by time of departure, the new one where there is one */
    uint32_t same, added, dropped, retimed, by_others, elsewhere, reloaded;
    int64_t told;     /* people who are told something new at least */
    int64_t distance; /* D, millionths; see problem/distance.h */
} mst_document_changes;

/* What a resumed document changes of the plan in force that it carries, from document->resume.from
 * on; from `arena`. Errors: memory. O(n log n) in the moves. */
MST_NODISCARD mst_status
mst_document_find_changes(const mst_document *document, mst_arena *arena,
                          mst_document_changes *changes, mst_error *err);

/* What it reaches, beside what `was`, the plan in force as it was (may be NULL), reached, and the
 * changes, as text for people. */
MST_NODISCARD mst_status
mst_document_write_changes(const mst_document *document, const mst_document *was, char **text,
                           mst_error *err);

/* ---- files ---- */

/* plan.json: canonical text, the same bytes for the same document. *text is on the heap, the
 * caller's. */
MST_NODISCARD mst_status
mst_document_write_json(const mst_document *document, char **text, mst_error *err);
/* schedule.csv: RFC 4180, UTF-8, one row a record. */
MST_NODISCARD mst_status
mst_document_write_csv(const mst_document *document, char **text, mst_error *err);
/* plan.html: a page to print. */
MST_NODISCARD mst_status
mst_document_write_page(const mst_document *document, char **text, mst_error *err);

/* Reads plan.json or schedule.csv, told apart by the first character. `name` stands for the file in
 * messages. The text is copied. The caller releases the document in every case. */
MST_NODISCARD mst_status
mst_document_read(const char *name, const char *text, size_t bytes, mst_document *document,
                  mst_error *err);

/* ---- text for people ---- */
typedef enum mst_show_by {
    MST_SHOW_VEHICLE,
    MST_SHOW_SITE,
    MST_SHOW_PEOPLE,
    MST_SHOW_TIME
} mst_show_by;

MST_NODISCARD mst_status
mst_document_show(const mst_document *document, mst_show_by by, char **text, mst_error *err);

/* *differ tells whether the plans (not their provenance) differ. */
MST_NODISCARD mst_status
mst_document_diff(const mst_document *a, const mst_document *b, char **text, bool *differ,
                  mst_error *err);

#endif
