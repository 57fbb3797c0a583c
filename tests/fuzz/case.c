/* Cases and problems: what can be read can be asked for, and the request can be read. */
#include "fuzz/bytes.h"
#include "golden/request.h"
#include "golden/setup.h"

#include <stdlib.h>
#include <string.h>

static void ask(const gp_case *the_case)
{
    gp_message message;
    gp_case asked;
    char *request = gp_request_text(the_case);
    must(request);
    must(gp_case_open(file_of_bytes(request, strlen(request)), &asked, &message));
    must(gp_problem_steps(&asked.problem) == gp_problem_steps(&the_case->problem));
    gp_case_close(&asked);
    free(request);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    gp_message message = {""};
    gp_case the_case;
    gp_setup setup;
    if (gp_case_open(file_of_bytes(bytes, length), &the_case, &message)) {
        must(gp_setup_create(&the_case.problem, &setup) == GP_OK);
        gp_setup_free(&setup);
        ask(&the_case);
        gp_case_close(&the_case);
    } else {
        refused(&message);
    }
    return 0;
}
