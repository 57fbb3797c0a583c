/** @file
 *  What the problem says of its run without any computing. */
#ifndef GP_ORACLE_GIVEN_H
#define GP_ORACLE_GIVEN_H

#include "golden/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Whether the problem gives a number, so that a program which answers it need not have computed anything: parameters, as long
 *  as they are what the problem begins with; velocities and changes that are 0; slopes of the identity.
 *  @param the_case the case
 *  @param k        the index of the expectation
 *  @verifiedby{test_judge_what_is_given} */
bool gp_is_given(const gp_case *the_case, size_t k);

#ifdef __cplusplus
}
#endif

#endif
