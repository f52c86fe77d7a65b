/* SPDX-License-Identifier: Apache-2.0
 *
 * What differs between two plans: where they came from, what they reach, and move by move.
 */
#include <string.h>

#include "present/internal.h"
#include "present/json.h"

typedef struct comparison {
    const mst_document *a, *b;
    mst_buffer *out;
    mst_arena arena;
    bool differ;
    bool failed;
    uint64_t same_moves, removed, added;
    uint64_t frozen; /* of those removed and added, in the freeze of the second plan's picture */
} comparison;

static bool
same_text(const char *x, const char *y)
{
    return x == y || (x != NULL && y != NULL && strcmp(x, y) == 0);
}

static void
compare_text(comparison *c, const char *what, const char *a, const char *b)
{
    if (!same_text(a, b)) {
        mst_buffer_pad(c->out, what, 22);
        mst_buffer_addf(c->out, " %s | %s\n", a != NULL ? a : "-", b != NULL ? b : "-");
    }
}

static void
compare_provenance(comparison *c)
{
    char a[MST_WHEN_BYTES], b[MST_WHEN_BYTES];
    compare_text(c, "post", c->a->post_id, c->b->post_id);
    compare_text(c, "scenario", c->a->scenario, c->b->scenario);
    compare_text(c, "option", c->a->option, c->b->option);
    compare_text(c, "version", c->a->version, c->b->version);
    compare_text(c, "input", mst__hash_text(c->a->input_hash, a),
                 mst__hash_text(c->b->input_hash, b));
    compare_text(c, "order", mst_when_utc(c->a->order, a), mst_when_utc(c->b->order, b));
    if (c->a->seed != c->b->seed) {
        mst_buffer_pad(c->out, "seed", 22);
        mst_buffer_addf(c->out, " %llu | %llu\n", (unsigned long long)c->a->seed,
                        (unsigned long long)c->b->seed);
    }
}

static void
compare_time(comparison *c, const char *what, mst_time a, mst_time b)
{
    char x[MST_WHEN_BYTES], y[MST_WHEN_BYTES], change[MST_WHEN_BYTES];
    mst_buffer_pad(c->out, what, 22);
    mst_buffer_addf(c->out, " %s | %s", mst_when_duration(a, x), mst_when_duration(b, y));
    if (a != b) {
        c->differ = true;
        if (a != MST_NEVER && b != MST_NEVER) {
            mst_buffer_addf(c->out, "  (%s %s)", mst_when_duration(b > a ? b - a : a - b, change),
                            b > a ? "later" : "sooner");
        }
    }
    mst_buffer_add(c->out, "\n");
}

static void
compare_measures(comparison *c)
{
    if (!c->a->has_results || !c->b->has_results) {
        return;
    }
    const mst_measures *a = &c->a->measures, *b = &c->b->measures;
    mst_buffer_pad(c->out, "left behind", 22);
    mst_buffer_addf(c->out, " %lld | %lld", (long long)a->left, (long long)b->left);
    if (a->left != b->left) {
        mst_buffer_addf(c->out, "  (%lld %s)",
                        (long long)(b->left > a->left ? b->left - a->left : a->left - b->left),
                        b->left > a->left ? "more" : "fewer");
    }
    mst_buffer_add(c->out, "\n");
    compare_time(c, "last out after", a->completion, b->completion);
    compare_time(c, "last evacuee out after", a->completion_evacuees, b->completion_evacuees);
    compare_time(c, "first movement after", a->first_movement, b->first_movement);
    mst_buffer_pad(c->out, "exposure", 22);
    mst_buffer_addf(c->out, " %.1f | %.1f\n", mst_exposure_hours(a->exposure),
                    mst_exposure_hours(b->exposure));
    mst_buffer_pad(c->out, "vehicle hours", 22);
    mst_buffer_addf(c->out, " %.1f | %.1f\n", (double)a->vehicle_ms / 3600000.0,
                    (double)b->vehicle_ms / 3600000.0);
    c->differ = c->differ || a->left != b->left || a->exposure != b->exposure ||
                a->vehicle_ms != b->vehicle_ms;
}

/* ---- moves ---- */

static bool
same_loads(const comparison *c, mst_load_list a, mst_load_list b)
{
    if (a.count != b.count) {
        return false;
    }
    for (uint32_t i = 0; i < a.count; i++) {
        if (a.loads[i].count != b.loads[i].count ||
            strcmp(c->a->cohorts[a.loads[i].cohort].id, c->b->cohorts[b.loads[i].cohort].id) != 0) {
            return false;
        }
    }
    return true;
}

static bool
same_move(const comparison *c, const mst_plan_move *a, const mst_plan_move *b)
{
    const mst_document_arc *x = &c->a->arcs[a->arc], *y = &c->b->arcs[b->arc];
    return a->leave == b->leave && a->arrive == b->arrive && strcmp(x->link, y->link) == 0 &&
           strcmp(c->a->sites[x->from].id, c->b->sites[y->from].id) == 0 &&
           strcmp(c->a->sites[x->to].id, c->b->sites[y->to].id) == 0 &&
           same_loads(c, a->loads, b->loads);
}

static void
add_move(comparison *c, const mst_document *document, const mst_plan_move *move, const char *sign)
{
    char leave[MST_WHEN_BYTES], arrive[MST_WHEN_BYTES];
    const mst_document_arc *arc = &document->arcs[move->arc];
    mst_buffer_addf(c->out, "  %s %s %s -> %s %s: ", sign, mst_when_after(move->leave, leave),
                    document->sites[arc->from].id, document->sites[arc->to].id,
                    mst_when_after(move->arrive, arrive));
    mst__load_text(c->out, document, move->loads);
    mst_buffer_add(c->out, "\n");
    c->frozen += document->order + move->leave < c->b->as_of + c->b->freeze;
}

/* Both lists are in order of time: equal moves are passed over, the earlier of two unequal ones is
 * told. */
static void
compare_vehicle(comparison *c, const char *id, const mst_plan_move *a, uint32_t a_count,
                const mst_plan_move *b, uint32_t b_count)
{
    uint32_t i = 0, j = 0;
    bool headed = false;
    while (i < a_count || j < b_count) {
        if (i < a_count && j < b_count && same_move(c, &a[i], &b[j])) {
            i++;
            j++;
            c->same_moves++;
            continue;
        }
        if (!headed) {
            mst_buffer_addf(c->out, "\n%s\n", id);
            headed = true;
        }
        c->differ = true;
        if (i < a_count && (j >= b_count || a[i].leave <= b[j].leave)) {
            add_move(c, c->a, &a[i++], "-");
            c->removed++;
        } else {
            add_move(c, c->b, &b[j++], "+");
            c->added++;
        }
    }
}

static void
compare_moves(comparison *c)
{
    const mst_plan *a = &c->a->plan, *b = &c->b->plan;
    mst__index index = {.rows = MST_TAKE(&c->arena, mst__index_row, c->b->vehicle_count)};
    uint8_t *met = MST_TAKE(&c->arena, uint8_t, c->b->vehicle_count);
    if (index.rows == NULL || met == NULL) {
        c->failed = true;
        return;
    }
    for (uint32_t v = 0; v < c->b->vehicle_count; v++) {
        index.rows[index.count++] = (mst__index_row){c->b->vehicles[v].id, v};
    }
    mst__index_sort(&index);
    for (uint32_t v = 0; v < c->a->vehicle_count; v++) {
        uint32_t other = mst__index_find(&index, c->a->vehicles[v].id);
        bool both = other != MST_NONE;
        uint32_t begin = both ? b->first_move[other] : 0;
        uint32_t count = both ? b->first_move[other + 1] - begin : 0;
        if (both) {
            met[other] = 1;
        }
        compare_vehicle(c, c->a->vehicles[v].id, a->moves + a->first_move[v],
                        a->first_move[v + 1] - a->first_move[v], b->moves + begin, count);
    }
    for (uint32_t v = 0; v < c->b->vehicle_count; v++) {
        if (!met[v]) {
            compare_vehicle(c, c->b->vehicles[v].id, NULL, 0, b->moves + b->first_move[v],
                            b->first_move[v + 1] - b->first_move[v]);
        }
    }
}

/* Persons of a plan's people records by group, to tell what is not a vehicle's move. */
static bool
same_people_records(const comparison *c)
{
    const mst_plan *a = &c->a->plan, *b = &c->b->plan;
    if (a->desk_run_count != b->desk_run_count || a->self_move_count != b->self_move_count ||
        a->left_count != b->left_count) {
        return false;
    }
    for (uint32_t i = 0; i < a->desk_run_count; i++) {
        const mst_plan_desk_run *x = &a->desk_runs[i], *y = &b->desk_runs[i];
        if (x->units != y->units || x->start != y->start || x->each != y->each ||
            x->desk != y->desk ||
            strcmp(c->a->cohorts[x->cohort].id, c->b->cohorts[y->cohort].id) != 0 ||
            strcmp(c->a->sites[x->site].id, c->b->sites[y->site].id) != 0) {
            return false;
        }
    }
    for (uint32_t i = 0; i < a->self_move_count; i++) {
        const mst_plan_self_move *x = &a->self_moves[i], *y = &b->self_moves[i];
        if (x->count != y->count || x->leave != y->leave || x->arrive != y->arrive ||
            strcmp(c->a->cohorts[x->cohort].id, c->b->cohorts[y->cohort].id) != 0 ||
            strcmp(c->a->arcs[x->arc].link, c->b->arcs[y->arc].link) != 0) {
            return false;
        }
    }
    for (uint32_t i = 0; i < a->left_count; i++) {
        if (a->left[i].count != b->left[i].count ||
            strcmp(c->a->cohorts[a->left[i].cohort].id, c->b->cohorts[b->left[i].cohort].id) != 0) {
            return false;
        }
    }
    return true;
}

mst_status
mst_document_diff(const mst_document *a, const mst_document *b, char **text, bool *differ,
                  mst_error *err)
{
    mst_buffer buffer = {0};
    comparison c = {.a = a, .b = b, .out = &buffer};
    mst_arena_init(&c.arena, 0);
    compare_provenance(&c);
    compare_measures(&c);
    compare_moves(&c);
    if (!same_people_records(&c)) {
        c.differ = true;
        mst_buffer_addf(&buffer, "\nDesks, people on their own or those left behind differ.\n");
    }
    if (c.differ) {
        mst_buffer_add(&buffer, "\nMoves: ");
        mst_buffer_addf(&buffer,
                        "%llu the same, %llu only in the first plan (-), %llu only in the "
                        "second (+).\n",
                        (unsigned long long)c.same_moves, (unsigned long long)c.removed,
                        (unsigned long long)c.added);
        if (c.frozen > 0) {
            char until[MST_WHEN_BYTES];
            mst_buffer_addf(&buffer,
                            "%llu of these leave before %s, in the freeze: re-planning should not "
                            "touch them.\n",
                            (unsigned long long)c.frozen,
                            mst_when_utc(b->as_of + b->freeze, until));
        }
    } else {
        mst_buffer_add(&buffer, "The plans are the same: ");
        mst__count_text(&buffer, (int64_t)c.same_moves, "move", "moves");
        mst_buffer_add(&buffer, ".\n");
    }
    mst_arena_release(&c.arena);
    *differ = c.differ;
    buffer.failed = buffer.failed || c.failed;
    return mst_buffer_finish(&buffer, text, err);
}
