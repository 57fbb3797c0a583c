/* Answers, which are traces: as many numbers as are said to be there. */
#include "golden/answer.h"
#include "fuzz/bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const gp_case *the_case = case_to_answer();
    gp_message message = {""};
    gp_answer answer;
    if (!gp_answer_read("its answer", (const char *)bytes, length, the_case, &answer, &message)) {
        refused(&message);
        return 0;
    }
    size_t present = 0;
    for (size_t k = 0; k < the_case->expectation_count; k++)
        present += answer.present[k];
    must(present == answer.present_count);
    gp_answer_close(&answer);
    return 0;
}
