/* SPDX-License-Identifier: Apache-2.0
 *
 * The whole judgement: every phase of the case in turn, each against the plan that was made
 * knowing no more than it.
 */
#include "check/judge.h"

#include <string.h>

const char *
mst_rule_name(mst_rule rule)
{
    static const char *const names[MST_RULE_COUNT] = {
        "form",    "people", "vehicles", "seats", "compatibility", "stops",  "hold",     "desks",
        "windows", "force",  "crews",    "flow",  "destination",   "escort", "surprise", "pin",
    };
    return (unsigned)rule < MST_RULE_COUNT ? names[rule] : "unknown";
}

const char *
mst_clause_meaning(const char *clause)
{
    static const struct {
        const char *name, *meaning;
    } rows[] = {
#define CLAUSE_ROW(symbol, rule, name, meaning) {name, meaning},
        MST_CLAUSE_MAP(CLAUSE_ROW)
#undef CLAUSE_ROW
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(rows[i].name, clause) == 0) {
            return rows[i].meaning;
        }
    }
    return NULL;
}

/* Every rule on one phase. */
static void
judge_phase(mst__judge *judge, const mst_plan *before)
{
    const mst_problem *earlier = judge->phase > 0 ? judge->problem - 1 : NULL;
    mst__judge_form(judge);
    if (judge->malformed || judge->out_of_memory || !mst__build_timeline(judge)) {
        return;
    }
    mst__judge_people(judge);
    mst__judge_self_moves(judge);
    mst__judge_vehicles(judge);
    mst__judge_seats(judge);
    mst__judge_stops(judge);
    mst__judge_places(judge);
    mst__judge_desks(judge);
    mst__judge_windows(judge);
    mst__judge_crews(judge);
    mst__judge_flow(judge);
    mst__judge_escort(judge);
    mst__judge_surprise(judge, before, earlier);
    mst__judge_pins(judge);
    mst__judge_outcome(judge);
}

/* plans[k] is the plan of phase k. False when the chain of plans is not as long as the phases. */
static bool
find_plans(const mst_plan *plan, const mst_plan **plans, uint32_t phases)
{
    for (uint32_t k = phases; k-- > 0;) {
        if (plan == NULL) {
            return false;
        }
        plans[k] = plan;
        plan = plan->before;
    }
    return plan == NULL;
}

static mst_status
judge_freeze(mst__judge *judge, const mst_plan *in_force);

static mst_status
judge_all(const mst_case *instance, const mst_plan *plan, mst_judgement *judgement,
          mst_arena *scratch)
{
    mst__judge judge = {.instance = instance,
                        .problem = &instance->phases[0],
                        .judgement = judgement,
                        .scratch = scratch};
    const mst_plan **plans = MST__TAKE(&judge, const mst_plan *, instance->phase_count);
    if (plans == NULL) {
        return MST_NO_MEMORY;
    }
    if (!find_plans(plan, plans, instance->phase_count)) {
        mst__refuse(
            &judge, MST__SURPRISE_BEFORE, mst__where_at(0),
            "the case has %u surprises, but the plan does not carry as many plans before it",
            instance->phase_count - 1);
        return judge.out_of_memory ? MST_NO_MEMORY : MST_OK;
    }
    for (uint32_t k = 0; k < instance->phase_count; k++) {
        judge = (mst__judge){
            .instance = instance,
            .problem = &instance->phases[k],
            .plan = plans[k],
            .phase = k,
            .since = k == 0 ? MST_TIME_MIN : instance->phases[k].begins,
            .judgement = judgement,
            .scratch = scratch,
        };
        if (instance->resumed && k == 0) { /* it was judged when it was made */
            mst__judge_form(&judge);
        } else {
            judge_phase(&judge, k > 0 ? plans[k - 1] : NULL);
        }
        if (instance->resumed && k == 1 && !judge.malformed && !judge.out_of_memory) {
            mst_status status = judge_freeze(&judge, plans[0]);
            if (status != MST_OK) {
                return status;
            }
        }
        if (judge.out_of_memory) {
            return MST_NO_MEMORY;
        }
        if (judge.malformed) {
            break;
        }
    }
    return MST_OK;
}

/* ---- a plan in force ---- */

/* When the plan begins what it may not: of a way or its end, the departure. */
static mst_time
begins_at(const mst_plan *plan, const mst_violation *violation)
{
    mst_time begins = violation->at;
    if (violation->vehicle == MST_NONE) {
        return begins;
    }
    for (uint32_t m = plan->first_move[violation->vehicle];
         m < plan->first_move[violation->vehicle + 1]; m++) {
        const mst_plan_move *move = &plan->moves[m];
        if (move->leave <= violation->at && violation->at <= move->arrive) {
            begins = move->leave; /* the last such: one arrives when the next leaves */
        }
    }
    return begins;
}

static void
find_break(const mst_case *instance, const mst_plan *plan, const mst_judgement *judgement,
           mst_following *following)
{
    for (uint32_t i = 0; i < judgement->violation_count; i++) {
        const mst_violation *violation = &judgement->violations[i];
        if (violation->rule == MST_RULE_PIN || strcmp(violation->clause, "left") == 0) {
            continue;
        }
        bool malformed = violation->rule == MST_RULE_FORM;
        mst_time begins = malformed ? instance->resume.at : begins_at(plan, violation);
        begins = begins > instance->resume.at ? begins : instance->resume.at;
        if (begins < following->until) {
            *following = (mst_following){begins, violation->text};
        }
    }
    if (judgement->violations_more > 0) { /* one that is not listed may come sooner */
        following->until = instance->resume.at;
    }
}

mst_status
mst_check_following(const mst_case *instance, const mst_plan *plan, mst_arena *arena,
                    mst_following *following, mst_error *err)
{
    mst_time until;
    *following = (mst_following){MST_NEVER, NULL};
    mst_problem phases[2] = {instance->phases[0], *mst_case_known(instance, &until)};
    phases[1].begins = instance->resume.at;
    mst_case two = {.phase_count = 2,
                    .phases = phases,
                    .resumed = true,
                    .resume = {instance->resume.at, instance->resume.at, instance->resume.at}};
    mst_plan before = *plan;
    before.before = NULL;
    mst_plan again = before;
    again.before = &before;
    mst_judgement judgement;
    mst_status status = mst_check(&two, &again, &judgement, err);
    if (status == MST_OK) {
        find_break(instance, plan, &judgement, following);
        if (following->text != NULL) {
            following->text = mst_arena_text(arena, following->text);
            status = following->text != NULL ? MST_OK
                                             : mst_fail(err, MST_NO_MEMORY, mst_nowhere(),
                                                        "there is not enough memory");
        }
    }
    mst_judgement_release(&judgement);
    return status;
}

/* The freeze ends no sooner than when the plan in force cannot go on. */
static mst_status
judge_freeze(mst__judge *judge, const mst_plan *in_force)
{
    const mst_resume *resume = &judge->instance->resume;
    mst_time until;
    (void)mst_case_known(judge->instance, &until);
    if (resume->from >= until) {
        return MST_OK;
    }
    mst_following following;
    mst_error err;
    mst_status status =
        mst_check_following(judge->instance, in_force, judge->scratch, &following, &err);
    if (status == MST_OK && following.until > resume->from) {
        mst__refuse(judge, MST__SURPRISE_FROZEN, mst__where_at(resume->from),
                    "the plan in force is frozen until %s and can go on so long, but is taken up "
                    "again at %s",
                    MST__TIME(until), MST__TIME(resume->from));
    }
    return status;
}

mst_status
mst_check(const mst_case *instance, const mst_plan *plan, mst_judgement *judgement, mst_error *err)
{
    *judgement = (mst_judgement){0};
    mst_arena_init(&judgement->arena, 0);
    mst_arena scratch;
    mst_arena_init(&scratch, 0);
    judgement->violations = MST_TAKE(&judgement->arena, mst_violation, MST_MAX_VIOLATIONS);
    judgement->notices = MST_TAKE(&judgement->arena, mst_notice, MST_MAX_NOTICES);
    mst_status status = MST_NO_MEMORY;
    if (judgement->violations != NULL && judgement->notices != NULL) {
        status = judge_all(instance, plan, judgement, &scratch);
    }
    mst_arena_release(&scratch);
    if (status != MST_OK) {
        return mst_fail(err, status, mst_nowhere(), "there is not enough memory to check the plan");
    }
    return MST_OK;
}

void
mst_judgement_release(mst_judgement *judgement)
{
    mst_arena_release(&judgement->arena);
    *judgement = (mst_judgement){0};
}
