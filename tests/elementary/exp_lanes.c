/* exp in lanes against gp_exp() and gp_expf(), whose bits it has to have in every lane. */
#include "truth.h"

#define lane_bytes 16
#include "elementary/exp_lanes.h"

#include <criterion/criterion.h>
#include <math.h>

/* In each lane, with one argument or another beside it. */
static void check(double x, double beside)
{
    const double expected = gp_exp(x);
    for (int lane = 0; lane < gp_lane_count; lane++) {
        gp_lanes arguments = {0};
        arguments += beside;
        arguments[lane] = x;
        const gp_lanes found = gp_exp_lanes(arguments);
        cr_assert(same_binary64(expected, found[lane]), "exp(%a) beside %a: expected %a, found %a in lane %d", x, beside,
                  expected, found[lane], lane);
    }
}

/* Random arguments, the hardest ones, and those where its fast path begins and ends, the values too small, too large, or none.
 */
Test(exp_lanes, same_bits)
{
    const function *f = function_named("exp");
    uint64_t state = 88172645463325252;
    double beside = 1;
    for (int i = 0; i < 500000; i++) {
        const double x = some_binary64(f, &state);
        check(x, beside);
        beside = x;
    }
    for (const double *x = truth_about(f)->hardest; *x != 0; x++)
        for (int sign = -1; sign <= 1; sign += 2) {
            check(sign * *x, 1);
            check(sign * *x, -*x);
        }
    static const double special[] = {0,   0x1p-1074, 0x1p-1022, 0x1p-53, 0x1p-34,  0x1p-33, 708,
                                     709, 710,       745,       746,     0x1p1023, INFINITY};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        for (int sign = -1; sign <= 1; sign += 2) {
            check(sign * special[i], 1);
            check(nextafter(sign * special[i], INFINITY), INFINITY);
            check(nextafter(sign * special[i], -INFINITY), -INFINITY);
        }
    check(NAN, 1);
    check(1, NAN);
}

static void check_binary32(float x, float beside)
{
    const float expected = gp_expf(x);
    for (int lane = 0; lane < gp_lane_count; lane++) {
        gp_lanes arguments = {0};
        arguments += (double)beside;
        arguments[lane] = (double)x;
        const float found = (float)gp_expf_lanes(arguments)[lane];
        cr_assert(same_binary32(expected, found), "exp(%a) beside %a: expected %a, found %a in lane %d", (double)x,
                  (double)beside, (double)expected, (double)found, lane);
    }
}

/* Random arguments; one number of every 4,001; and where values become too small, too large, or none. */
Test(exp_lanes, same_bits_of_binary32)
{
    const function *f = function_named("exp");
    uint64_t state = 88172645463325252;
    float beside = 1;
    for (int i = 0; i < 500000; i++) {
        const float x = some_binary32(f, &state);
        check_binary32(x, beside);
        beside = x;
    }
    for (uint64_t bits = 0; bits < (uint64_t)1 << 32; bits += 4001)
        check_binary32(binary32_of((uint32_t)bits), 1);
    static const float special[] = {0, 0x1p-149F, 0x1p-126F, 87, 88, 89, 103, 104, 0x1p127F, INFINITY};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        for (int sign = -1; sign <= 1; sign += 2) {
            check_binary32((float)sign * special[i], 1);
            check_binary32(nextafterf((float)sign * special[i], INFINITY), INFINITY);
            check_binary32(nextafterf((float)sign * special[i], -INFINITY), -INFINITY);
        }
    check_binary32(NAN, 1);
    check_binary32(1, NAN);
}

/* On either side of each point where the number of steps changes, and where the part of r in 33 bits does. */
Test(exp_lanes, ends_of_steps)
{
    for (int n = -131000; n <= 131000; n++) {
        const double x = (n + .5) * (step_high + step_low);
        check(x, n * (step_high + step_low));
        check(nextafter(x, INFINITY), nextafter(x, -INFINITY));
    }
    for (int n = 0; n < 1000; n++) {
        const double x = (n + .5) * 0x1p-33;
        check(x, -x);
        check(nextafter(x, 1), nextafter(x, -1));
    }
}

/* How often the rounding is in doubt, so that gp_exp() decides: seldom, but not never. */
Test(exp_lanes, seldom_in_doubt)
{
    const function *f = function_named("exp");
    uint64_t state = 88172645463325252;
    int tried = 0, doubtful = 0;
    while (tried < 1000000) {
        const double x = some_binary64(f, &state);
        if (!(fabs(x) > 0x1p-10 && fabs(x) <= 708))
            continue;
        const lane_powers y = fast_exp_lanes((gp_lanes){x, x});
        doubtful += y.sum[1] + (y.tail[1] + exp_lanes_error) != y.sum[1] + (y.tail[1] - exp_lanes_error);
        tried++;
    }
    cr_assert(doubtful > tried / 40000 && doubtful < tried / 10000, "expected some 60 of %d in doubt, found %d", tried,
              doubtful);
}
