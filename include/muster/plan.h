/* SPDX-License-Identifier: Apache-2.0
 *
 * libmuster: one plan. A muster_plan stands alone: it keeps nothing of the run or the post it came
 * from, and is what plan.json holds.
 */
#ifndef MUSTER_PLAN_H
#define MUSTER_PLAN_H

#include <muster/post.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct muster_plan muster_plan;
typedef struct muster_report muster_report;

typedef enum muster_plan_status {
    MUSTER_PLAN_NONE = 0, /* not planned, or a schedule.csv, which carries no results */
    MUSTER_PLAN_OPTIMAL = 1,
    MUSTER_PLAN_BOUNDED = 2,
    MUSTER_PLAN_INFEASIBLE = 3, /* a deadline or pin is proved impossible */
} muster_plan_status;

/* In the default order of comparison. Times are after the order. */
typedef struct muster_measures {
    int64_t left;       /* persons not out at the horizon */
    int64_t left_force; /* of them force */
    int64_t completion_ms;
    int64_t completion_evacuees_ms; /* without force */
    double exposure;                /* person-hours times threat */
    int64_t vehicle_ms;             /* sum of transits */
    int64_t first_movement_ms;      /* MUSTER_NEVER: none */
} muster_measures;

/* Reads a plan.json or a schedule.csv, told apart by their first character. MUSTER_INVALID has the
 * file, line and column. The caller closes *plan. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_plan_open(const char *path, muster_plan **plan, muster_error *err);
MUSTER_API void
muster_plan_close(muster_plan *plan);

/* Texts are owned by the plan. */
typedef struct muster_plan_summary {
    const char *post, *scenario, *option;
    const char *version; /* of the program that made it; NULL when the file does not say */
    uint64_t seed;
    char input_hash[33];
    int64_t order_utc_ms;
    muster_plan_status status;
    muster_measures measures; /* as found when it was planned; zeros without results */
    muster_measures bound;    /* left, completion_ms and exposure; zeros without results */
    const char *gap_measure;  /* "left", "completion", "exposure" or "vehicle_hours" */
    double gap;               /* (value - bound) / value of that measure */
    const char *left_reason;  /* who is left and which rule stops them; NULL */
    const char *passed_over;  /* what the best plan found breaks, and this one keeps; mostly NULL */
    uint32_t moves;
} muster_plan_summary;

MUSTER_API void
muster_plan_describe(const muster_plan *plan, muster_plan_summary *summary);

typedef struct muster_move {
    const char *vehicle, *from, *to, *link;
    int64_t leave_ms, arrive_ms; /* after the order */
    uint32_t loads;
    int64_t persons; /* of all loads */
    int64_t guards;  /* of them guards */
} muster_move;

/* Moves are grouped by vehicle, in order of time. MUSTER_USAGE beyond the last. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_plan_move(const muster_plan *plan, uint32_t index, muster_move *move, muster_error *err);

/* Load `load` of a move: *people is the name of the group, owned by the plan. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_plan_load(const muster_plan *plan, uint32_t move, uint32_t load, const char **people,
                 int64_t *count, muster_error *err);

typedef enum muster_form {
    MUSTER_FORM_JSON, /* plan.json: all of the plan; schema/plan.schema.json */
    MUSTER_FORM_CSV,  /* schedule.csv: for a spreadsheet; reads back too */
    MUSTER_FORM_PAGE, /* plan.html: to print */
} muster_form;

/* The plan in one of its forms, the same bytes for the same plan; *text is the caller's
 * (muster_text_free). Linear in the plan. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_plan_write(const muster_plan *plan, muster_form form, char **text, muster_error *err);

/* Writes plan.json, schedule.csv and plan.html into `folder`, which is made when missing; each file
 * appears whole or not at all, other files stay. */
MUSTER_API MUSTER_NODISCARD muster_status
muster_plan_save(const muster_plan *plan, const char *folder, muster_error *err);

typedef enum muster_show_by {
    MUSTER_SHOW_VEHICLE,
    MUSTER_SHOW_SITE,
    MUSTER_SHOW_PEOPLE,
    MUSTER_SHOW_TIME,
} muster_show_by;

MUSTER_API MUSTER_NODISCARD muster_status
muster_plan_show(const muster_plan *plan, muster_show_by by, char **text, muster_error *err);

/* What differs, as text; *differ tells whether the plans themselves (not where they came from) do.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_plan_diff(const muster_plan *a, const muster_plan *b, char **text, bool *differ,
                 muster_error *err);

/* ---- judging a plan ---- */

typedef struct muster_violation {
    int rule;           /* 1 to 13 as in docs/rules.md; 0 form, 14 surprise, 15 pin */
    const char *name;   /* of the rule: "seats" */
    const char *clause; /* which part of it */
    int64_t at_ms;      /* after the order; MUSTER_NEVER when it is of no moment */
    const char *text;   /* one sentence */
} muster_violation;

/*
 * Judges a plan, also one written or edited by hand, against the post: compiles the cell that the
 * plan names (its scenario, option and settings) and checks every rule with the independent
 * checker. MUSTER_OK when the plan is valid, MUSTER_PLAN_INVALID when it breaks a rule; in both
 * cases *report is the caller's (muster_report_close). MUSTER_INVALID when the plan does not fit
 * the post at all. O(n log n) in the records of the plan.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_plan_verify(muster_post *post, const muster_plan *plan, muster_report **report,
                   muster_error *err);

/*
 * The same, and the bounds of the plan are proved again from its certificates, by code that shares
 * nothing with the planner. MUSTER_PLAN_INVALID also when a certificate is refused, or some bound
 * is not proved in full: muster_report_certificate tells. The work is at most a few times that of
 * finding the proofs.
 */
MUSTER_API MUSTER_NODISCARD muster_status
muster_plan_verify_bound(muster_post *post, const muster_plan *plan, muster_report **report,
                         muster_error *err);

/* Texts are owned by the report. */
MUSTER_API uint32_t
muster_report_count(const muster_report *report);
/* How many more violations there are than are listed. */
MUSTER_API uint32_t
muster_report_more(const muster_report *report);
MUSTER_API void
muster_report_violation(const muster_report *report, uint32_t index, muster_violation *violation);
/* What is no violation but must be told, such as a shortage of force at the order. */
MUSTER_API uint32_t
muster_report_notice_count(const muster_report *report);
MUSTER_API const char *
muster_report_notice(const muster_report *report, uint32_t index);
/* How much of each bound above 0 the certificates prove, a line each; NULL after
 * muster_plan_verify. */
MUSTER_API const char *
muster_report_certificate(const muster_report *report);
/* Did the certificates prove all that the plan states as its bounds? */
MUSTER_API bool
muster_report_certified(const muster_report *report);
/* Recomputed from the plan; they mean something when there is no violation. */
MUSTER_API void
muster_report_measures(const muster_report *report, muster_measures *measures);
/* Was the plan made from just this input? */
MUSTER_API bool
muster_report_same_input(const muster_report *report);
/* The whole verdict as text: each violation with its rule and clause, else the measures; notices.
 * *text is the caller's (muster_text_free). */
MUSTER_API MUSTER_NODISCARD muster_status
muster_report_write_text(const muster_report *report, char **text, muster_error *err);
MUSTER_API void
muster_report_close(muster_report *report);

#ifdef __cplusplus
}
#endif

#endif
