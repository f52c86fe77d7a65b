/* SPDX-License-Identifier: Apache-2.0
 *
 * Flows and losses: the numbered examples T4.1 to T4.5 to the digits worked out for them, and
 * random networks against every loss computed from nothing.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/random.h"
#include "judge/network.h"
#include "support/scale.h"

enum { S, E, C1, C2, J1, J2, LZ, A1, A2, T, NODES, ARCS = 14, MOST = 14 };

static const mst_net_arc arcs[ARCS] = {
    {S, E, 6000},   {S, C1, 2000},  {S, C2, 1500},  {E, J1, 4000},  {E, LZ, 1200},
    {C1, J1, 1500}, {C1, A2, 1500}, {C2, J2, 1500}, {J1, A1, 5000}, {J1, J2, 1000},
    {J2, A2, 2500}, {LZ, A1, 1200}, {A1, T, 6000},  {A2, T, 3000},
};
static const mst_network published = {NODES, ARCS, arcs, S, T};

/* T4.1: what remains without each arc; ties of flows may differ, this may not. */
static const int64_t remains[ARCS] = {3500, 6700, 7200, 4700, 7500, 8200, 8200,
                                      7200, 4200, 8700, 7200, 7500, 3000, 6000};

static int64_t
brute(const mst_network *network, uint64_t lost, mst_arena *arena)
{
    mst_net_arc kept[MOST];
    int64_t flows[MOST];
    mst_network rest = *network;
    rest.arcs = kept;
    rest.arc_count = 0;
    for (uint32_t a = 0; a < network->arc_count; a++) {
        if ((lost >> a & 1) == 0) {
            kept[rest.arc_count++] = network->arcs[a];
        }
    }
    return rest.arc_count > 0 ? mst_network_flow(&rest, arena, flows) : 0;
}

static void
each_arc_lost_alone(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, 0);
    int64_t flows[ARCS];
    assert_int_equal(mst_network_flow(&published, &arena, flows), 8700);
    for (uint32_t a = 0; a < ARCS; a++) {
        assert_int_equal(mst_network_without(&published, flows, a, &arena), remains[a]);
        assert_int_equal(brute(&published, UINT64_C(1) << a, &arena), remains[a]);
    }
    mst_arena_release(&arena);
}

static void
pairs_and_nodes_lost(void **state)
{
    (void)state;
    mst_arena arena;
    mst_arena_init(&arena, 0);
    uint32_t lost[2], solved;
    assert_int_equal(mst_network_worst(&published, 2, &arena, lost, &solved), 0); /* T4.2 */
    assert_int_equal(lost[0], 12);
    assert_int_equal(lost[1], 13);
    assert_true(solved <= 91 + ARCS);
    int64_t least[4] = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
    for (uint32_t a = 0; a < ARCS; a++) {
        for (uint32_t b = a + 1; b < ARCS; b++) {
            int64_t left = brute(&published, UINT64_C(1) << a | UINT64_C(1) << b, &arena);
            for (int i = 0; i < 4; i++) {
                if (left < least[i]) {
                    int64_t moved = least[i];
                    least[i] = left;
                    left = moved;
                }
            }
        }
    }
    assert_int_equal(least[0], 0);
    assert_int_equal(least[1], 1200);
    assert_int_equal(least[2], 1500);
    assert_int_equal(least[3], 1500);
    static const struct {
        uint32_t node;
        int64_t remains;
    } nodes[] = {{A1, 3000}, {A2, 6000}, {J1, 4200}, {J2, 7200}, {LZ, 7500}}; /* T4.3 */
    for (int i = 0; i < 5; i++) {
        assert_int_equal(mst_network_without_node(&published, nodes[i].node, &arena),
                         nodes[i].remains);
    }
    mst_arena_release(&arena);
}

static void
lines_and_clearance(void **state)
{
    (void)state;
    assert_true(fabs(mst_outage_share(1.0 / 3, 2.0 / 3) - 1) < 1e-6); /* T4.4 */
    static const mst_net_path paths[] = {{2, 250}, {6, 200}};
    assert_true(fabs(mst_network_quickest(paths, 2, 6000) - 17.111111) < 1e-6); /* T4.5 */
    assert_true(fabs(mst_network_quickest(paths + 1, 1, 6000) - 36) < 1e-6);
    assert_true(fabs(mst_network_quickest(paths, 2, 500) - 4) < 1e-6); /* the second not begun */
    assert_true(mst_network_quickest(paths, 0, 1) < 0);
}

static void
random_networks_agree_with_every_loss(void **state)
{
    (void)state;
    mst_random random;
    mst_random_init(&random, 4, 1);
    for (uint32_t i = 0; i < test_scale(3000); i++) {
        mst_arena arena;
        mst_arena_init(&arena, 0);
        mst_net_arc own[MOST];
        mst_network network = {.node_count = 3 + mst_random_below(&random, 5),
                               .arc_count = 2 + mst_random_below(&random, MOST - 4),
                               .arcs = own,
                               .source = 0,
                               .sink = 1};
        for (uint32_t a = 0; a < network.arc_count; a++) {
            own[a].from = mst_random_below(&random, network.node_count);
            own[a].to = mst_random_below(&random, network.node_count);
            own[a].capacity = mst_random_below(&random, 9);
        }
        int64_t flows[MOST], least[3] = {INT64_MAX, INT64_MAX, INT64_MAX};
        (void)mst_network_flow(&network, &arena, flows);
        for (uint32_t a = 0; a < network.arc_count; a++) {
            int64_t alone = brute(&network, UINT64_C(1) << a, &arena);
            if (mst_network_without(&network, flows, a, &arena) != alone) {
                fail_msg("case %u, arc %u", i, a);
            }
            least[1] = alone < least[1] ? alone : least[1];
            for (uint32_t b = a + 1; b < network.arc_count; b++) {
                int64_t both = brute(&network, UINT64_C(1) << a | UINT64_C(1) << b, &arena);
                assert_true(both <= alone);
                least[2] = both < least[2] ? both : least[2];
            }
        }
        for (uint32_t k = 1; k <= 2; k++) {
            uint32_t lost[2] = {0};
            assert_int_equal(mst_network_worst(&network, k, &arena, lost, NULL), least[k]);
            uint64_t set = UINT64_C(1) << lost[0] | (k == 2 ? UINT64_C(1) << lost[1] : 0);
            assert_int_equal(brute(&network, set, &arena), least[k]);
        }
        mst_arena_release(&arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_arc_lost_alone),
        cmocka_unit_test(pairs_and_nodes_lost),
        cmocka_unit_test(lines_and_clearance),
        cmocka_unit_test(random_networks_agree_with_every_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
