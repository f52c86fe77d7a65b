/* SPDX-License-Identifier: Apache-2.0
 *
 * Reporting, names and small readings shared by the rules.
 */
#include "check/judge.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    mst_rule rule;
    const char *name;
} clauses[] = {
#define CLAUSE_ROW(symbol, rule, name, meaning) {MST_RULE_##rule, name},
    MST_CLAUSE_MAP(CLAUSE_ROW)
#undef CLAUSE_ROW
};

mst__where
mst__where_at(mst_time at)
{
    return (mst__where){at, MST_NONE, MST_NONE, MST_NONE, MST_NONE};
}

mst__where
mst__where_stop(const mst__judge *judge, uint32_t stop, mst_time at)
{
    const mst_plan_stop *record = &judge->plan->stops[stop];
    return (mst__where){at, record->vehicle, record->site, MST_NONE, MST_NONE};
}

mst__where
mst__where_move(const mst__judge *judge, uint32_t move)
{
    const mst_plan_move *record = &judge->plan->moves[move];
    return (mst__where){record->leave, record->vehicle, MST_NONE, record->arc, MST_NONE};
}

/* Text in the judgement's arena, cut at the length of an error sentence. */
static const char *
sentence(mst_arena *arena, const char *format, va_list arguments)
{
    char text[MST_ERROR_TEXT_BYTES];
    int bytes = vsnprintf(text, sizeof text, format, arguments);
    return bytes < 0 ? NULL : mst_arena_text(arena, text);
}

void
mst__refuse(mst__judge *judge, mst__clause clause, mst__where where, const char *format, ...)
{
    mst_judgement *judgement = judge->judgement;
    if (judgement->violation_count == MST_MAX_VIOLATIONS) {
        judgement->violations_more++;
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    const char *text = sentence(&judgement->arena, format, arguments);
    va_end(arguments);
    if (text == NULL) {
        judge->out_of_memory = true;
        return;
    }
    judgement->violations[judgement->violation_count++] = (mst_violation){
        .rule = clauses[clause].rule,
        .clause = clauses[clause].name,
        .at = where.at,
        .vehicle = where.vehicle,
        .site = where.site,
        .arc = where.arc,
        .cohort = where.cohort,
        .text = text,
    };
}

void
mst__tell(mst__judge *judge, const char *kind, mst_time at, uint32_t site, const char *format, ...)
{
    mst_judgement *judgement = judge->judgement;
    if (judgement->notice_count == MST_MAX_NOTICES) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    const char *text = sentence(&judgement->arena, format, arguments);
    va_end(arguments);
    if (text == NULL) {
        judge->out_of_memory = true;
        return;
    }
    judgement->notices[judgement->notice_count++] =
        (mst_notice){.kind = kind, .at = at, .site = site, .text = text};
}

static void
write_span(mst__text *text, const char *sign, uint64_t ms)
{
    uint64_t day = (uint64_t)MST_MS_PER_DAY;
    uint64_t days = ms / day;
    unsigned hours = (unsigned)(ms % day / 3600000);
    unsigned minutes = (unsigned)(ms % 3600000 / 60000);
    unsigned seconds = (unsigned)(ms % 60000 / 1000);
    unsigned rest = (unsigned)(ms % 1000);
    char part[16] = "";
    if (rest > 0) {
        snprintf(part, sizeof part, ".%03u", rest);
    }
    if (days > 0) {
        snprintf(text->text, sizeof text->text, "%s%" PRIu64 " d %02u:%02u:%02u%s", sign, days,
                 hours, minutes, seconds, part);
    } else {
        snprintf(text->text, sizeof text->text, "%s%02u:%02u:%02u%s", sign, hours, minutes, seconds,
                 part);
    }
}

mst__text
mst__time_text(mst_time t)
{
    mst__text text;
    if (t >= MST_NEVER || t <= MST_TIME_MIN) {
        snprintf(text.text, sizeof text.text, "%s", t > 0 ? "never" : "the beginning");
    } else {
        write_span(&text, t < 0 ? "-" : "+", (uint64_t)(t < 0 ? -t : t));
    }
    return text;
}

mst__text
mst__span_text(mst_time span)
{
    mst__text text;
    if (span >= MST_NEVER) {
        snprintf(text.text, sizeof text.text, "no limit");
    } else {
        write_span(&text, span < 0 ? "-" : "", (uint64_t)(span < 0 ? -span : span));
    }
    return text;
}

const char *
mst__site_name(const mst__judge *judge, uint32_t site)
{
    return site < judge->problem->site_count ? judge->problem->sites[site].name : "nowhere";
}

const char *
mst__vehicle_name(const mst__judge *judge, uint32_t vehicle)
{
    return vehicle < judge->problem->vehicle_count ? judge->problem->vehicles[vehicle].name
                                                   : "no vehicle";
}

const char *
mst__arc_name(const mst__judge *judge, uint32_t arc)
{
    return arc < judge->problem->arc_count ? judge->problem->arcs[arc].name : "no link";
}

const char *
mst__cohort_name(const mst__judge *judge, uint32_t cohort)
{
    return cohort < judge->problem->cohort_count ? judge->problem->cohorts[cohort].name : "nobody";
}

void *
mst__judge_take(mst__judge *judge, size_t count, size_t bytes)
{
    void *memory = mst_arena_take(judge->scratch, count, bytes);
    if (memory == NULL) {
        judge->out_of_memory = true;
    }
    return memory;
}

void
mst__sort(void *items, size_t count, size_t bytes, int (*order)(const void *, const void *))
{
    if (count > 1) {
        qsort(items, count, bytes, order);
    }
}

int64_t
mst__persons(const mst_load_list *loads)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < loads->count; i++) {
        persons += loads->loads[i].count;
    }
    return persons;
}

mst_time
mst__off_at(const mst__judge *judge, uint32_t stop)
{
    const mst_plan_stop *record = &judge->plan->stops[stop];
    assert(record->berth_begin < MST_NEVER);
    return record->berth_begin + mst__type_of(judge, record->vehicle)->unload;
}

mst_time
mst__on_at(const mst__judge *judge, uint32_t stop)
{
    const mst_plan_stop *record = &judge->plan->stops[stop];
    assert(record->berth_end < MST_NEVER);
    return record->berth_end - mst__type_of(judge, record->vehicle)->load;
}

bool
mst__carries_people(const mst__judge *judge, const mst_load_list *loads)
{
    for (uint32_t i = 0; i < loads->count; i++) {
        if (!judge->problem->cohorts[loads->loads[i].cohort].guards) {
            return true;
        }
    }
    return false;
}

int
mst__event_sign(mst__event_kind kind)
{
    switch (kind) {
    case MST__EVENT_START:
    case MST__EVENT_RELEASE:
    case MST__EVENT_ALIGHT:
    case MST__EVENT_SELF_ARRIVE:
        return 1;
    case MST__EVENT_BOARD:
    case MST__EVENT_SELF_LEAVE:
        return -1;
    case MST__EVENT_VEHICLE_ARRIVES:
    case MST__EVENT_ESCORT_BACK:
    case MST__EVENT_DESK_GIVE:
    case MST__EVENT_STEP:
    case MST__EVENT_ESCORT_LEAVE:
    case MST__EVENT_DESK_TAKE:
    case MST__EVENT_VEHICLE_LEAVES:
        break;
    }
    return 0;
}

bool
mst__way_closed(const mst_problem *problem, uint32_t arc, mst_time t)
{
    const mst_p_arc *way = &problem->arcs[arc];
    return !mst_windows_hold(&way->open, t, t) ||
           !mst_windows_hold(&problem->sites[way->to].open, t, t);
}

uint32_t
mst__move_end(const mst__judge *judge, const mst_plan_move *move)
{
    const mst_p_arc *arcs = judge->problem->arcs;
    if (move->turned_at >= MST_NEVER) {
        return arcs[move->arc].to;
    }
    return move->turned_arc == MST_NONE ? arcs[move->arc].from : arcs[move->turned_arc].to;
}
