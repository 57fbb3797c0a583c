/* A program of somebody else: uses the installed library to run a case and to count what holds. */
#include <goldprop.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    gp_message message = {""};
    gp_case the_case;
    gp_verification verification;
    if (argc != 2 || !gp_case_open(argv[1], &the_case, &message) || !gp_verify_case(&the_case, &verification, &message)) {
        fprintf(stderr, "%s\n", message.text);
        return 2;
    }
    printf("%s: %zu printed, %zu failed, %zu exact, %zu outside\n", the_case.id, verification.printed_count,
           verification.printed_failed, verification.computed_count, verification.computed_failed);
    bool holds = verification.computed_count > 0 && verification.printed_failed + verification.computed_failed == 0;
    gp_verification_free(&verification);
    gp_case_close(&the_case);
    return holds ? 0 : 1;
}
