/* SPDX-License-Identifier: Apache-2.0
 *
 * Reports: what became known, when, from whom and how far it is trusted; and what reports are
 * about beside the items of the post: propositions, indicators of trouble, and tripwires, at which
 * something is to be done.
 *
 * W1  A report is never changed. What corrects another is a report of its own; the corrected one
 *     stops counting when the correction is received.
 * W2  A report counts when it is `known`: received by the picture's as_of, and not corrected by a
 *     report that is. The reader finds that once, for the as_of at hand.
 * W3  Probabilities are millionths (mst_chance), so that they are the same on every machine until
 *     they are weighed.
 */
#ifndef MUSTER_MODEL_REPORTS_H
#define MUSTER_MODEL_REPORTS_H

#include "model/fields.h"

/* What else may be true: talks that hold, a decision. Scenarios are propositions too, that it
 * comes to them. */
struct mst_proposition {
    const char *id;
    const char *name; /* NULL when not given */
    mst_place place;
    mst_meta meta;
    mst_chance chance; /* held as long as no report speaks to it; not given: nothing is known */
    const char *actor; /* whose intention decides it; NULL: no statement binds */
    uint32_t eases_count;
    const mst_site_id *eases; /* where risk falls when it is true */
};

/* Incidents that are counted because more of them mean that places fall sooner. */
struct mst_indicator {
    const char *id;
    const char *name; /* NULL when not given */
    mst_place place;
    mst_meta meta;
    uint32_t raises_count;
    const mst_site_id *raises; /* whose hazard follows the tempo */
    mst_quantity expected_per_day, alarm_per_day;
    mst_quantity threshold, forgetting, prior_count, prior_time;
};

typedef enum mst_claim {
    MST_CLAIM_FACT,       /* `changes`: the picture is otherwise */
    MST_CLAIM_OUTCOME,    /* `happened`: it came to the subject, or it did not */
    MST_CLAIM_CHANCE,     /* `chance`: how probable the subject is */
    MST_CLAIM_LOSS,       /* `lost`: by when the subject is lost, with which probability */
    MST_CLAIM_STATEMENT,  /* `statement`: what a party says of its own intention */
    MST_CLAIM_INCIDENTS,  /* `incidents`: how many, over a time that ends with the report's */
    MST_CLAIM_WITHDRAWAL, /* `withdrawn`: the corrected report holds no longer */
    MST_CLAIM_COUNT,
} mst_claim;

typedef enum mst_subject_class {
    MST_SUBJECT_SCENARIO,
    MST_SUBJECT_PROPOSITION,
    MST_SUBJECT_SITE,
    MST_SUBJECT_INDICATOR,
} mst_subject_class;

typedef struct mst_subject {
    mst_subject_class subject_class;
    uint32_t index;
} mst_subject;

/* What is to be done once something is seen: an indicator's sum, or the greatest chance of a
 * scenario, of a proposition, or of a site's loss within a time, reaches a threshold and stays
 * there. */
struct mst_tripwire {
    const char *id;
    const char *name; /* NULL when not given */
    mst_place place;
    mst_meta meta;
    mst_subject subject;
    mst_quantity threshold;   /* of an indicator by default its own; else required */
    mst_quantity within;      /* of a site */
    mst_quantity persistence; /* so long it must stay there */
    mst_quantity lead;        /* time that the action needs; 0: not said */
    const char *confirm;      /* who confirms it; NULL */
    const char *action;       /* in words */
    uint32_t option;          /* that is then to be ordered; MST_NONE */
    bool sure;                /* the least chance must reach the threshold, not the greatest */
};

/* Lost within `within_ms` of the report's time with probability `chance`. */
typedef struct mst_loss_estimate {
    int64_t within_ms;
    mst_chance chance;
} mst_loss_estimate;

struct mst_report {
    const char *id;
    mst_place place;
    mst_meta meta;        /* source and grade, always given */
    mst_instant at;       /* time of information */
    mst_instant received; /* not before `at` */
    const char *actor;    /* it speaks for or about; NULL */
    const char *origin;   /* group of reports that go back to one; NULL: none but itself */
    bool interested;      /* the source gains by being believed */
    const char *text;     /* in words, with reasons for doubt; NULL */
    uint32_t corrects;    /* index of a report; MST_NONE */
    mst_claim claim;
    uint32_t subject_count; /* 0 for facts and withdrawals */
    const mst_subject *subjects;
    uint32_t given;        /* estimate holds when this proposition is true; MST_NONE: whatever */
    uint32_t change_count; /* moments in them count from `at` */
    const mst_change *changes;
    bool happened;
    mst_chance chance;
    uint32_t estimate_count; /* by time, rising */
    const mst_loss_estimate *estimates;
    bool may_fall;                /* hazards may fall: step bounds */
    mst_chance if_true, if_false; /* chance of the statement when what is feared is true, or not */
    int64_t incidents, over_ms;   /* over_ms at most 366 days */
    bool known;                   /* W2 */
    uint32_t corrected_by;        /* first known report that corrects it; MST_NONE */
    bool is_logged;               /* it stands in the log, not in the post's text */
};

/* Numbers of the method, each a default that a post may set under `evidence:`. They are choices of
 * ours, without an authority behind them; docs/evidence.md says what each does. */
struct mst_evidence_settings {
    mst_quantity weights[6]; /* of grades A and 1 to F and 6 */
    mst_quantity half_life, half_life_in_alarm;
    mst_quantity hull_weight, hull_age;
    mst_quantity record_least, record_strength;
    mst_quantity tempo_limit;
};

extern const mst_field mst_evidence_fields[];
extern const uint32_t mst_evidence_field_count;
extern const mst_field mst_indicator_fields[];
extern const uint32_t mst_indicator_field_count;
extern const mst_field mst_tripwire_fields[];
extern const uint32_t mst_tripwire_field_count;

/* A setting's value in its base unit: what the post says, or the default. */
int64_t
mst_evidence_value(const mst_post *post, size_t offset);
#define MST_EVIDENCE(post, member)                                                                 \
    mst_evidence_value((post), offsetof(struct mst_evidence_settings, member))

/* "scenarios", "propositions", ...: by class, the section of the post that has the subject. */
extern const char *const mst_subject_sections[MST_SUBJECT_INDICATOR + 1];
const char *
mst_subject_id(const mst_post *post, mst_subject subject);

/* The threshold as the post has it, or the indicator's: parts of a million of an incident or of a
 * chance. */
int64_t
mst_tripwire_threshold(const mst_post *post, const mst_tripwire *tripwire);
/* A time of it in ms, as the post has it or by default. `quantity` is a member of `tripwire`. */
int64_t
mst_tripwire_time(const mst_tripwire *tripwire, const mst_quantity *quantity);

/* "chance", "lost", ...: the key that makes the claim. */
extern const char *const mst_claim_words[MST_CLAIM_COUNT];

/* Sets `known` and `corrected_by` of every report for the picture as of `as_of`. O(reports). */
void
mst_reports_know(mst_post *post, mst_instant as_of);

#endif
