/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "read/library.h"
#include "support/scale.h"
#include "unit/library/oracle.h"

enum { SEED = 8402 };

static const struct {
    const char *why;
    double from[2], to[2];
    int64_t millimetres;
} known[] = {
    {"nowhere to go", {34.5, 69.2}, {34.5, 69.2}, 0},
    {"a degree of the equator: a x pi / 180", {0, 0}, {0, 1}, 111319491},
    {"across the date line", {0, 179.5}, {0, -179.5}, 111319491},
    {"pole to pole along a meridian: twice the meridian's half (Rapp 1991)",
     {90, 0},
     {-90, 0},
     20003931459},
    {"Kennedy to Heathrow, from the manual of GeodSolve", {40.6, -73.8}, {51.6, -0.5}, 5551759400},
    {"points nearly opposite, where Vincenty's method fails", {0, 0}, {0.5, 179.5}, 19936288579},
};

static void
known_lengths_are_right_to_the_millimetre(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        int64_t there =
            mst_geodesic_mm(known[i].from[0], known[i].from[1], known[i].to[0], known[i].to[1]);
        int64_t back =
            mst_geodesic_mm(known[i].to[0], known[i].to[1], known[i].from[0], known[i].from[1]);
        if (there != known[i].millimetres || back != there) {
            fail_msg("%s: %lld there, %lld back", known[i].why, (long long)there, (long long)back);
        }
    }
}

static void
lengths_agree_with_geodsolve(void **state)
{
    (void)state;
    if (!oracle_is_there("GeodSolve")) {
        print_message("GeodSolve (package geographiclib-tools) is not installed\n");
        skip();
    }
    unsigned pairs = test_scale(300);
    test_oracle oracle;
    assert_true(oracle_open(&oracle));
    mst_random random, again;
    mst_random_init(&random, SEED, 0);
    again = random;
    for (unsigned i = 0; i < pairs; i++) {
        for (int k = 0; k < 4; k++) {
            double half = k % 2 == 0 ? 90 : 180;
            fprintf(oracle.questions, "%.17g ", half * (2 * mst_random_unit(&random) - 1));
        }
        fputc('\n', oracle.questions);
    }
    assert_true(oracle_run(&oracle, "GeodSolve -i -p 6 --input-file", ""));
    for (unsigned i = 0; i < pairs; i++) {
        double at[4], metres;
        char line[128];
        for (int k = 0; k < 4; k++) {
            at[k] = (k % 2 == 0 ? 90 : 180) * (2 * mst_random_unit(&again) - 1);
        }
        assert_true(oracle_answer(&oracle, line, sizeof line));
        assert_int_equal(sscanf(line, "%*f %*f %lf", &metres), 1);
        int64_t ours = mst_geodesic_mm(at[0], at[1], at[2], at[3]);
        double error = (double)ours - metres * 1000;
        if (error > 0.501 || error < -0.501) {
            fail_msg("seed %d, pair %u: %s, not %lld mm", SEED, i, line, (long long)ours);
        }
    }
    assert_int_equal(oracle_close(&oracle), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_lengths_are_right_to_the_millimetre),
        cmocka_unit_test(lengths_agree_with_geodsolve),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
