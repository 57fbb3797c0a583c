/* goldprop check: an answer is judged, and every report of it comes out whole. */
#include "fuzz/bytes.h"
#include "report/report.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static const gp_report_format *const formats[] = {&gp_report_text, &gp_report_json, &gp_report_tap, &gp_report_junit};
    static FILE *nowhere;
    gp_message message;
    gp_outcome outcome;
    const gp_outcomes outcomes = {.items = &outcome, .count = 1, .planned = 1};
    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    must(nowhere);
    gp_outcome_begin(&outcome, case_to_answer());
    must(gp_outcome_judge(&outcome, "its answer", (const char *)bytes, length, &message));
    if (*outcome.why.text)
        refused(&outcome.why);
    for (size_t k = 0; k < sizeof formats / sizeof *formats; k++) { /* without an inquiry, which takes seconds here */
        gp_report_newest(formats[k], nowhere, &outcomes);
        must(gp_report_end(formats[k], nowhere, &outcomes, &message));
    }
    gp_outcome_free(&outcome);
    return 0;
}
