/** @file
 *  The end of a command that tells of something in JSON. */
#ifndef GP_CLI_JSON_FINISH_H
#define GP_CLI_JSON_FINISH_H

#include "report/json_output.h"

/** Ends an object: writes it to standard output, or complains, and frees it.
 *  @param output the object
 *  @param result the exit status where all of it could be written
 *  @return       @p result, or GP_EXIT_UNUSABLE after a complaint */
int gp_json_finish(gp_json_output *output, int result);

#endif
