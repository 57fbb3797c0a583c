#include "reference/squares.h"

#include "support/check.h"

/* 7 + 4 + 0.0625 + 9; the last value is not looked at. */
Test(squares, added)
{
    const gp_real values[] = {2, -0.25, -3, 100};
    check_equal(gp_add_squares(7, 3, values), (gp_real)20.0625);
    check_equal(gp_add_squares(7, 0, values), (gp_real)7);
}
