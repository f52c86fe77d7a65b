/* SPDX-License-Identifier: Apache-2.0
 *
 * How often the plans must be played until it is settled which option to take.
 */
#include <math.h>

#include "judge/played.h"
#include "simulate/statistics.h"

/* The chance at which the best option may be passed over for a worse one. */
#define RANKING_ERROR 0.05
/* Of the interval of an option's own number. */
#define SHOWN_CONFIDENCE 0.95
/* Wider than anything that is compared. */
#define NOTHING_KNOWN (INT64_C(1) << 60)

typedef struct looking {
    const mst_credal *set;
    uint32_t options;
    const mst_played *played;
    const int64_t *planned;
    int64_t *means; /* [cases] of one option, thousandths */
    int64_t *worst; /* [options * cases] the p of the greatest expectation */
    int64_t *upper; /* [options] */
} looking;

/* A sum over scenarios of weights times losses, run by run. */
typedef struct paired {
    uint32_t best, other; /* other == best: of the best alone */
    uint32_t runs;        /* 0: none of it is left to chance */
} paired;

static const mst_played_cell *
cell_at(const looking *l, uint32_t scenario, uint32_t option)
{
    return &l->played->cells[scenario * l->options + option];
}

static int64_t
weight_at(const looking *l, uint32_t option, uint32_t scenario)
{
    return l->worst[(size_t)option * l->set->count + scenario];
}

/* Does the number of the option hang on runs of this cell? */
static bool
hangs_on(const looking *l, uint32_t option, uint32_t scenario)
{
    return weight_at(l, option, scenario) > 0 && !cell_at(l, scenario, option)->is_sure;
}

static int64_t
loss_in(const looking *l, uint32_t scenario, uint32_t option, uint32_t run)
{
    const mst_played_cell *cell = cell_at(l, scenario, option);
    if (cell->used == 0) {
        return l->planned[scenario * l->options + option];
    }
    return cell->not_out[cell->is_sure ? 0 : run];
}

static paired
pair_up(const looking *l, uint32_t best, uint32_t other)
{
    paired pair = {best, other, 0};
    uint32_t both[2] = {best, other};
    for (uint32_t s = 0; s < l->set->count; s++) {
        for (uint32_t i = 0; i < 2; i++) {
            uint32_t used = cell_at(l, s, both[i])->used;
            bool fewer = pair.runs == 0 || used < pair.runs;
            pair.runs = hangs_on(l, both[i], s) && fewer ? used : pair.runs;
        }
    }
    return pair;
}

/* In millionths of a person: what the best loses more than the other in a run, or the best alone.
 */
static mst_wide
value_of(const looking *l, const paired *pair, uint32_t run)
{
    mst_wide sum = 0;
    for (uint32_t s = 0; s < l->set->count; s++) {
        int64_t p = weight_at(l, pair->best, s), q = weight_at(l, pair->other, s);
        sum += p > 0 ? (mst_wide)p * loss_in(l, s, pair->best, run) : 0;
        if (pair->other != pair->best && q > 0) {
            sum -= (mst_wide)q * loss_in(l, s, pair->other, run);
        }
    }
    return sum;
}

/* Student's quantile, two-sided, in thousandths, rounded up (L3). */
static double
quantile(double confidence, uint32_t runs)
{
    return ceil(mst_quantile_student(confidence, runs - 1) * 1000.0) / 1000.0;
}

/* Mean of the pair and half of its interval, in thousandths of a person, away from what is hoped.
 */
static int64_t
mean_of(const looking *l, const paired *pair, double confidence, int64_t *half)
{
    uint32_t n = pair->runs > 0 ? pair->runs : 1;
    mst_wide sum = 0, squares = 0;
    for (uint32_t r = 0; r < n; r++) {
        mst_wide value = value_of(l, pair, r);
        sum += value;
        squares += value * value;
    }
    mst_wide spread = squares * n - sum * sum;
    *half = n == 1 && pair->runs > 0 ? NOTHING_KNOWN : 0;
    if (n > 1 && spread > 0) {
        double error = sqrt((double)spread / ((double)n * n * (n - 1)));
        *half = (int64_t)ceil(quantile(confidence, n) * error / (double)MST_THOUSAND);
    }
    mst_wide unit = (mst_wide)n * MST_THOUSAND;
    return (int64_t)(sum >= 0 ? (sum + unit - 1) / unit : sum / unit);
}

/* ---- a look ---- */

static void
find_means(looking *l, mst_ranking *ranking)
{
    uint32_t cases = l->set->count;
    for (uint32_t o = 0; o < l->options; o++) {
        for (uint32_t s = 0; s < cases; s++) {
            const mst_played_cell *cell = cell_at(l, s, o);
            l->means[s] = cell->used > 0 ? mst_played_mean(cell)
                                         : MST_THOUSAND * l->planned[s * l->options + o];
        }
        l->upper[o] =
            mst_credal_upper(l->set, l->means, l->worst + (size_t)o * cases) / MST_MILLION;
        ranking->best = l->upper[o] < l->upper[ranking->best] ? o : ranking->best;
    }
}

static void
count_runs(const looking *l, mst_ranking *ranking)
{
    for (uint32_t i = 0; i < l->played->cell_count; i++) {
        const mst_played_cell *cell = &l->played->cells[i];
        ranking->runs += cell->used;
        ranking->unplayed += cell->used == 0 ? 1 : 0;
        if (!cell->is_sure) {
            bool fewer = ranking->fewest == 0 || cell->used < ranking->fewest;
            ranking->fewest = fewer ? cell->used : ranking->fewest;
            ranking->most = cell->used > ranking->most ? cell->used : ranking->most;
        }
    }
}

/* What the next look needs of an option. */
static void
ask_for(const looking *l, uint32_t option, uint32_t runs, uint32_t *wanted)
{
    for (uint32_t s = 0; s < l->set->count; s++) {
        uint32_t index = s * l->options + option;
        if (hangs_on(l, option, s) && wanted[index] < runs) {
            wanted[index] = runs;
        }
    }
}

static void
judge_options(const looking *l, uint32_t looks, mst_ranking *ranking)
{
    uint32_t others = l->options > 1 ? l->options - 1 : 1;
    double confidence = 1.0 - 2.0 * RANKING_ERROR / ((double)others * looks);
    for (uint32_t o = 0; o < l->options; o++) {
        mst_rank *rank = &ranking->ranks[o];
        paired alone = pair_up(l, o, o), pair = pair_up(l, ranking->best, o);
        (void)mean_of(l, &alone, SHOWN_CONFIDENCE, &rank->error);
        int64_t half = 0, mean = 0;
        if (o != ranking->best) {
            mean = mean_of(l, &pair, confidence, &half);
        }
        rank->behind = l->upper[o] - l->upper[ranking->best];
        rank->least = -(mean + half);
        rank->is_settled = o == ranking->best || mean + half <= ranking->tolerance;
        ranking->unsettled += rank->is_settled ? 0 : 1;
    }
    ranking->is_settled = ranking->unsettled == 0;
}

mst_status
mst_ranking_look(const mst_credal *set, uint32_t options, const mst_played *played,
                 const int64_t *planned, uint32_t fixed, uint32_t look, mst_arena *arena,
                 mst_ranking *ranking, uint32_t *wanted, mst_error *err)
{
    size_t cells = (size_t)set->count * options;
    *ranking = (mst_ranking){.looks = look, .ranks = MST_TAKE(arena, mst_rank, options)};
    looking l = {.set = set,
                 .options = options,
                 .played = played,
                 .planned = planned,
                 .means = MST_TAKE(arena, int64_t, set->count),
                 .worst = MST_TAKE(arena, int64_t, cells),
                 .upper = MST_TAKE(arena, int64_t, options)};
    if (ranking->ranks == NULL || l.means == NULL || l.worst == NULL || l.upper == NULL) {
        return mst_fail(err, MST_NO_MEMORY, mst_nowhere(), "out of memory to rank the options");
    }
    find_means(&l, ranking);
    int64_t hundredth = l.upper[ranking->best] / 100;
    ranking->tolerance = hundredth > MST_THOUSAND ? hundredth : MST_THOUSAND;
    judge_options(&l, fixed > 0 ? 1 : MST_PLAYED_LOOKS, ranking);
    count_runs(&l, ranking);
    for (size_t i = 0; i < cells; i++) {
        wanted[i] = played->cells[i].used;
    }
    if (ranking->is_settled || fixed > 0 || look >= MST_PLAYED_LOOKS) {
        return MST_OK;
    }
    ask_for(&l, ranking->best, (uint32_t)MST_PLAYED_FIRST << look, wanted);
    for (uint32_t o = 0; o < options; o++) {
        if (!ranking->ranks[o].is_settled) {
            ask_for(&l, o, (uint32_t)MST_PLAYED_FIRST << look, wanted);
        }
    }
    return MST_OK;
}
