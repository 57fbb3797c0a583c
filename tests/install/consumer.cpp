// A program of somebody else, in C++: uses the library to run a case and to count what holds.
#include <goldprop.h>
#include <iostream>

int main(int argc, char **argv)
{
    gp_message message = {""};
    gp_case the_case;
    gp_verification verification;
    if (argc != 2 || !gp_case_open(argv[1], &the_case, &message) || !gp_verify_case(&the_case, &verification, &message)) {
        std::cerr << message.text << '\n';
        return 2;
    }
    std::cout << the_case.id << ": " << verification.printed_count << " printed, " << verification.printed_failed << " failed, "
              << verification.computed_count << " exact, " << verification.computed_failed << " outside\n";
    const bool holds = verification.computed_count > 0 && verification.printed_failed + verification.computed_failed == 0;
    gp_verification_free(&verification);
    gp_case_close(&the_case);
    return holds ? 0 : 1;
}
