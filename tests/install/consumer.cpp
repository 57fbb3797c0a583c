// A program of somebody else, in C++: uses the library to run a case and to count what holds; or, where it is given an answer to
// the case, too, to judge it and to report what it finds.
#include <cstdio>
#include <cstring>
#include <goldprop.h>
#include <iostream>

static bool verify(const gp_case &the_case, bool &holds, gp_message &message)
{
    gp_verification verification;
    if (!gp_verify_case(&the_case, &verification, &message))
        return false;
    std::cout << the_case.id << ": " << verification.printed_count << " printed, " << verification.printed_failed << " failed, "
              << verification.computed_count << " exact, " << verification.computed_failed << " outside\n";
    holds = verification.computed_count > 0 && verification.printed_failed + verification.computed_failed == 0;
    gp_verification_free(&verification);
    return true;
}

static bool report(const gp_case &the_case, const char *answer, bool &holds, gp_message &message)
{
    gp_outcome outcome;
    gp_outcome_begin(&outcome, &the_case);
    const bool told = gp_outcome_judge(&outcome, "the answer", answer, std::strlen(answer), &message) &&
                      gp_report_outcome(&gp_report_text, stdout, &outcome, &message);
    holds = outcome.result == GP_CASE_PASSED;
    gp_outcome_free(&outcome);
    return told;
}

int main(int argc, char **argv)
{
    gp_message message = {"expected the file of a case, and perhaps an answer"};
    gp_case the_case = {};
    bool holds = false;
    const bool done = (argc == 2 || argc == 3) && gp_case_open(argv[1], &the_case, &message) &&
                      (argc == 2 ? verify(the_case, holds, message) : report(the_case, argv[2], holds, message));
    if (!done)
        std::cerr << message.text << '\n';
    gp_case_close(&the_case);
    return !done ? 2 : holds ? 0 : 1;
}
