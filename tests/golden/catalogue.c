#include "golden/catalogue.h"

#include <criterion/criterion.h>

/* Sets of departures, with members at both ends of the catalogue. */
Test(catalogue, sets)
{
    const gp_departure first = (gp_departure)0, last = (gp_departure)(gp_departure_count - 1);
    const gp_departures one = gp_departure_set(first), other = gp_departure_set(last),
                        both = gp_departures_of_either(one, other);
    cr_assert(gp_is_textbook(GP_TEXTBOOK) && !gp_is_textbook(one) && !gp_is_textbook(other));
    cr_assert(gp_departs(both, first) && gp_departs(both, last) && !gp_departs(one, last));
    cr_assert(gp_same_departures(both, both) && !gp_same_departures(both, one) && !gp_same_departures(both, other));
    cr_assert(gp_same_departures(gp_departures_of_both(both, other), other));
    cr_assert(gp_is_textbook(gp_departures_of_both(one, other)));
    cr_assert(gp_same_departures(gp_departures_toggled(both, one), other));
    cr_assert(gp_same_departures(gp_departures_toggled(other, one), both));
}
