/** @file
 *  What checking a case has found, as JSON. */
#ifndef GP_CLI_VERIFY_JSON_H
#define GP_CLI_VERIFY_JSON_H

#include "oracle/verify.h"
#include "report/json_output.h"

/** A checked case: what was found of each printed number, and how many exact numbers lie within their tolerance.
 *  @param output   remembers where memory was short
 *  @param the_case the case
 *  @param found    by gp_verify_case()
 *  @return its object, or NULL */
json_t *gp_verified_case(gp_json_output *output, const gp_case *the_case, const gp_verification *found);

#endif
