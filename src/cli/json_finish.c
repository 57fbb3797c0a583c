#include "cli/json_finish.h"

#include "cli/command.h"
#include "cli/options.h"

int gp_json_finish(gp_json_output *output, int result)
{
    gp_message message;
    const bool written = output->complete && json_dumpf(output->root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(3)) == 0;
    const bool short_of_memory = !written && !ferror(stdout);
    putchar('\n');
    gp_json_discard(output);
    if (short_of_memory) {
        gp_message_set(&message, "expected memory for the JSON of it, found none left");
        return gp_complain(&message);
    }
    return gp_finish_stdout(result);
}
