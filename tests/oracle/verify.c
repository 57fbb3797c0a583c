#include "oracle/verify.h"

#include "support/check.h"
#include "support/memory.h"
#include "support/open_case.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The network of by_hand.h with b = 0.27 in its first layer, so that rounded numbers and the exact run part ways:

       z1 = 0.52, a2 = (1.54, -0.02), a - t = delta2 = (0.54, 0.48), loss = error = 0.261, delta1 = 2 * 0.54 - 0.48 = 0.6
       dW1 = (1.2, -1.8), dW2 = (0.2808, 0.2496), new W1 = (-0.1, 1.15), new W2 = (1.8596, -1.1248)

   A document that goes on with z1 = 0.5 finds a2 = 1.5, delta2 = 0.5 and for the first new W2 2 - 0.5 * 0.5 / 2 = 1.875. Each
   number that it prints stands for one kind of claim. */
static const char case_text[] =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 2, \"layers\": [\n"
    "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"shared\", \"b\": [\"0.27\"], \"W\": [[\"0.5\", \"0.25\"]]},\n"
    "{\"units\": 2, \"activation\": \"identity\", \"bias\": \"shared\", \"b\": [\"0.5\"], \"W\": [[\"2\"], [\"-1\"]]}],\n"
    "\"samples\": [{\"input\": [\"2\", \"-3\"], \"target\": [\"1\", \"-0.5\"]}],\n"
    "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"},\n"
    "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1/2\"},\n"
    "\"training\": {\"rate\": \"1/2\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}},\n"
    "\"printed\": [\n"
    "{\"printed\": \"0.5\", \"name\": \"z1\", \"where\": \"w\", \"quantity\": \"z\", \"step\": 0, \"sample\": 0, \"layer\": 1, "
    "\"unit\": 0, \"reading\": \"chain\"},\n"
    "{\"printed\": \"0.5\", \"name\": \"a1\", \"where\": \"w\", \"quantity\": \"a\", \"step\": 0, \"sample\": 0, \"layer\": 1, "
    "\"unit\": 0, \"reading\": \"chain\"},\n"
    "{\"printed\": \"1.50\", \"name\": \"z2\", \"where\": \"w\", \"quantity\": \"z\", \"step\": 0, \"sample\": 0, \"layer\": "
    "2, \"unit\": 0, \"reading\": \"step\",\n"
    " \"operands\": [\"a1\"]},\n"
    "{\"printed\": \"1.5\", \"name\": \"a2\", \"where\": \"w\", \"quantity\": \"a\", \"step\": 0, \"sample\": 0, \"layer\": 2, "
    "\"unit\": 0, \"reading\": \"chain\"},\n"
    "{\"printed\": \"-5.0 * 10^-1\", \"name\": \"d2\", \"where\": \"w\", \"quantity\": \"delta\", \"step\": 0, \"sample\": 0, "
    "\"layer\": 2, \"unit\": 0, \"negated\": true,\n"
    " \"reading\": \"step\", \"operands\": [\"a2\"]},\n"
    "{\"printed\": \"-0.6\", \"name\": \"d1\", \"where\": \"w\", \"quantity\": \"delta\", \"step\": 0, \"sample\": 0, "
    "\"layer\": 1, \"unit\": 0, \"negated\": true,\n"
    " \"reading\": \"chain\"},\n"
    "{\"printed\": \"0.2808\", \"name\": \"dW2\", \"where\": \"w\", \"quantity\": \"dW\", \"step\": 0, \"layer\": 2, \"unit\": "
    "0, \"input\": 0, \"rounding\": \"binary64\",\n"
    " \"reading\": \"chain\"},\n"
    "{\"printed\": \"1.2000000000000002\", \"name\": \"dW1\", \"where\": \"w\", \"quantity\": \"dW\", \"step\": 0, \"layer\": "
    "1, \"unit\": 0, \"input\": 0,\n"
    " \"reading\": \"noise\", \"right\": \"1.2\"},\n"
    "{\"printed\": \"-0.2\", \"name\": \"W1\", \"where\": \"w\", \"quantity\": \"W\", \"step\": 1, \"layer\": 1, \"unit\": 0, "
    "\"input\": 0,\n"
    " \"reading\": \"erratum\", \"erratum\": {\"kind\": \"slip\", \"reason\": \"slipped\", \"right\": \"-0.1\"}},\n"
    "{\"printed\": \"0.10\", \"name\": \"-W1\", \"where\": \"w\", \"quantity\": \"W\", \"step\": 1, \"layer\": 1, \"unit\": 0, "
    "\"input\": 0,\n"
    " \"negated\": true, \"reading\": \"chain\"},\n"
    "{\"printed\": \"1.87\", \"name\": \"W2\", \"where\": \"w\", \"quantity\": \"W\", \"step\": 1, \"layer\": 2, \"unit\": 0, "
    "\"input\": 0,\n"
    " \"reading\": \"erratum\", \"operands\": [\"d2\", \"a1\"], \"erratum\": {\"kind\": \"truncated\", \"reason\": \"cut "
    "off\", \"right\": \"1.88\"}},\n"
    "{\"printed\": \"0.25\", \"name\": \"old W1\", \"where\": \"w\", \"quantity\": \"W\", \"step\": 0, \"layer\": 1, \"unit\": "
    "0, \"input\": 0,\n"
    " \"reading\": \"erratum\", \"erratum\": {\"kind\": \"typo\", \"reason\": \"mistyped\", \"right\": \"0.5\"}},\n"
    "{\"printed\": \"0.3841\", \"name\": \"E\", \"where\": \"w\", \"quantity\": \"error\", \"epoch\": 0,\n"
    " \"reading\": \"erratum\", \"erratum\": {\"kind\": \"not from this program\", \"reason\": \"other\", \"right\": "
    "\"0.2610\"}}],\n"
    "\"expectations\": [\n"
    "{\"quantity\": \"W\", \"step\": 0, \"layer\": 1, \"unit\": 0, \"input\": 0, \"exact\": \"+0.5\"},\n"
    "{\"quantity\": \"z\", \"step\": 0, \"sample\": 0, \"layer\": 1, \"unit\": 0, \"exact\": \"0.52\"},\n"
    "{\"quantity\": \"a\", \"step\": 0, \"sample\": 0, \"layer\": 1, \"unit\": 0, \"exact\": \"0.52000\"},\n"
    "{\"quantity\": \"z\", \"step\": 0, \"sample\": 0, \"layer\": 2, \"unit\": 0, \"exact\": \"1.54\"},\n"
    "{\"quantity\": \"a\", \"step\": 0, \"sample\": 0, \"layer\": 2, \"unit\": 0, \"exact\": \"1.5400\"},\n"
    "{\"quantity\": \"loss\", \"step\": 0, \"sample\": 0, \"exact\": \"0.261\", \"amplification\": \"20\"},\n"
    "{\"quantity\": \"delta\", \"step\": 0, \"sample\": 0, \"layer\": 2, \"unit\": 0, \"exact\": \"0.54\", \"amplification\": "
    "\"20\"},\n"
    "{\"quantity\": \"delta\", \"step\": 0, \"sample\": 0, \"layer\": 1, \"unit\": 0, \"exact\": \"+6e-1\", \"amplification\": "
    "\"20\"},\n"
    "{\"quantity\": \"dW\", \"step\": 0, \"layer\": 1, \"unit\": 0, \"input\": 0, \"exact\": \"1.20\", \"amplification\": "
    "\"20\"},\n"
    "{\"quantity\": \"dW\", \"step\": 0, \"layer\": 2, \"unit\": 0, \"input\": 0, \"exact\": \"0.2808\", \"amplification\": "
    "\"20\"},\n"
    "{\"quantity\": \"W\", \"step\": 1, \"layer\": 1, \"unit\": 0, \"input\": 0, \"exact\": \"-0.1\", \"amplification\": "
    "\"99\"},\n"
    "{\"quantity\": \"W\", \"step\": 1, \"layer\": 2, \"unit\": 0, \"input\": 0, \"exact\": \"1.8596\", \"amplification\": "
    "\"20\"},\n"
    "{\"quantity\": \"error\", \"epoch\": 0, \"exact\": \"0.26100\", \"amplification\": \"20\"}]}";

static void open_and_verify(const char *text, text_case *opened, gp_verification *verification)
{
    gp_message message;
    text_case_open(text, opened);
    cr_assert(gp_verify_case(&opened->the_case, verification, &message), "%s", message.text);
}

/* What is true passes, and shows what it was found from. */
Test(verify, true_claims)
{
    text_case opened;
    gp_verification verification;
    open_and_verify(case_text, &opened, &verification);
    cr_assert_eq(verification.printed_count, 13);
    cr_assert_eq(verification.computed_count, 13);
    for (size_t k = 0; k < verification.printed_count; k++)
        cr_assert(verification.verdicts[k].passed && !*verification.verdicts[k].why.text, "%s: %s",
                  verification.verdicts[k].printed->name, verification.verdicts[k].why.text);
    cr_assert_eq(verification.printed_failed, 0);
    cr_assert_eq(verification.computed_failed, 0);
    const gp_verdict *z2 = &verification.verdicts[2], *d2 = &verification.verdicts[4], *noise = &verification.verdicts[7];
    check_ulps(z2->computed, (gp_real)1.54L, 4);
    check_equal(z2->from_operands, (gp_real)1.5);
    check_ulps(d2->computed, (gp_real)-0.54L, 16);
    check_equal(d2->from_operands, (gp_real)-0.5);
    cr_assert(noise->from_operands != noise->from_operands, "no operands, no number from them");
    cr_assert_float_eq(noise->right_digits, 15.8, 0.1);
    cr_assert_float_eq(d2->right_digits, 1.13, 0.01);
    gp_verification_free(&verification);
    cr_assert_null(verification.verdicts);
    gp_verification_free(&verification);
    text_case_close(&opened);
}

/* One claim is spoiled; which printed number fails then, and why (as far as the reason is given here). */
typedef struct false_claim {
    const char *part, *other, *name, *why;
} false_claim;

static void check_false_claim(const false_claim *claim)
{
    char *text = text_with(case_text, claim->part, claim->other);
    text_case opened;
    gp_verification verification;
    open_and_verify(text, &opened, &verification);
    cr_expect_eq(verification.printed_failed, 1, "%s replaced by %s: %zu fail", claim->part, claim->other,
                 verification.printed_failed);
    for (size_t k = 0; k < verification.printed_count; k++) {
        const gp_verdict *verdict = &verification.verdicts[k];
        const bool spoiled = strcmp(verdict->printed->name, claim->name) == 0;
        cr_expect_eq(verdict->passed, !spoiled, "%s replaced by %s: %s %s", claim->part, claim->other, verdict->printed->name,
                     verdict->why.text);
        if (spoiled)
            cr_expect_eq(strncmp(verdict->why.text, claim->why, strlen(claim->why)), 0, "obtained %s\nexpected %s",
                         verdict->why.text, claim->why);
    }
    gp_verification_free(&verification);
    text_case_close(&opened);
    free(text);
}

#define NOISE "\"reading\": \"noise\", \"right\": \"1.2\""
#define SLIP "\"reading\": \"erratum\", \"erratum\": {\"kind\": \"slip\", \"reason\": \"slipped\", \"right\": \"-0.1\"}"
#define PRINTED(old, name_) "\"printed\": \"" old "\", \"name\": \"" name_ "\""

Test(verify, claims)
{
    static const false_claim claims[] = {
        /* chain */
        {PRINTED("0.5", "z1"), PRINTED("0.6", "z1"), "z1", "expected 0.6 from the full run, found 0.52"},
        {PRINTED("0.5", "z1"), PRINTED("0.53", "z1"), "z1", "expected 0.53 from the full run, found 0.52"},
        {PRINTED("-0.6", "d1"), PRINTED("0.6", "d1"), "d1", "expected 0.6 from the full run, found -6e-1"},
        {PRINTED("0.2808", "dW2"), PRINTED("0.28080000000000002", "dW2"), "dW2",
         "expected 0.28080000000000002 from the full run, found 0.2808"},
        {PRINTED("0.2808", "dW2"), PRINTED("0.281", "dW2"), "dW2", "expected 0.281 from the full run, found 0.2808"},
        /* step */
        {PRINTED("1.50", "z2"), PRINTED("1.54", "z2"), "z2",
         "expected a number that the full run does not give, found that it does: its reading is chain"},
        {PRINTED("1.50", "z2"), PRINTED("1.51", "z2"), "z2", "expected 1.51 from the printed operands, found 1.5"},
        {" \"operands\": [\"a1\"]", " \"operands\": [\"z1\"]", "z2",
         "expected 1.50 from the printed operands, found that they do not suffice"},
        {PRINTED("1.50", "z2") ", \"where\": \"w\", \"quantity\": \"z\", \"step\": 0, \"sample\": 0, \"layer\": 2, \"unit\": "
                               "0, \"reading\": \"step\",\n"
                               " \"operands\": [\"a1\"]",
         PRINTED("0.0", "z2") ", \"where\": \"w\", \"quantity\": \"z\", \"step\": 0, \"sample\": 0, \"layer\": 2, \"unit\": 0, "
                              "\"reading\": \"step\",\n"
                              " \"operands\": [\"z1\"]",
         "z2", "expected 0.0 from the printed operands, found that they do not suffice"},
        /* errata that reproduce after all */
        {PRINTED("-0.2", "W1"), PRINTED("-0.10", "W1"), "W1",
         "expected a number that the full run does not give, found that it does"},
        {PRINTED("0.25", "old W1"), PRINTED("0.5", "old W1"), "old W1",
         "expected a number that the full run does not give, found that it does"},
        {PRINTED("1.87", "W2"), PRINTED("1.86", "W2"), "W2",
         "expected a number that the full run does not give, found that it does"},
        {PRINTED("1.87", "W2"), PRINTED("1.88", "W2"), "W2",
         "expected a number that its step does not give, found that it does"},
        /* right numbers that are wrong */
        {"\"right\": \"-0.1\"", "\"right\": \"-0.3\"", "W1", "expected the right number to be reproduced, found -0.1 for -0.3"},
        {"\"right\": \"-0.1\"", "\"right\": \"0.1\"", "W1", "expected the right number to be reproduced, found -0.1 for 0.1"},
        {"\"right\": \"1.88\"", "\"right\": \"1.86\"", "W2",
         "expected the right number to be reproduced, found 1.875 for 1.86"},
        {"\"right\": \"0.2610\"", "\"right\": \"0.262\"", "E",
         "expected the right number to be reproduced, found 0.26100 for 0.262"},
        /* the wrong kind */
        {"\"slip\"", "\"truncated\"", "W1", "expected the digits of the right number cut off, found others"},
        {"\"typo\"", "\"truncated\"", "old W1", "expected the digits of the right number cut off, found others"},
        {"\"truncated\"", "\"slip\"", "W2", "expected other digits, found those of the right number cut off"},
        {"\"truncated\"", "\"typo\"", "W2", "expected other digits, found those of the right number cut off"},
        {"\"truncated\"", "\"not from this program\"", "W2", "expected other digits, found those of the right number cut off"},
        {"\"not from this program\"", "\"truncated\"", "E", "expected the digits of the right number cut off, found others"},
        /* rounding noise that the full run gives, that is a real mistake, that no binary64 prints, and that is called a mistake
         */
        {PRINTED("1.2000000000000002", "dW1"), PRINTED("1.2", "dW1"), "dW1",
         "expected digits that the full run does not give, found that it does: the reading is chain"},
        {PRINTED("1.2000000000000002", "dW1"), PRINTED("1.20000000000000", "dW1"), "dW1",
         "expected digits that the full run does not give, found that it does: the reading is chain"},
        {PRINTED("1.2000000000000002", "dW1"), PRINTED("1.2001", "dW1"), "dW1",
         "expected rounding noise of binary64, found a larger difference"},
        {PRINTED("1.2000000000000002", "dW1"), PRINTED("1.2000000000000003", "dW1"), "dW1",
         "expected digits of a binary64, found that the nearest one is printed otherwise"},
        {NOISE, "\"reading\": \"noise\", \"right\": \"1.3\"", "dW1",
         "expected the right number to be reproduced, found 1.20 for 1.3"},
        {NOISE, "\"reading\": \"erratum\", \"erratum\": {\"kind\": \"slip\", \"reason\": \"none\", \"right\": \"1.2\"}", "dW1",
         "expected a real mistake, found nothing but rounding noise of binary64: the reading is noise"},
        {NOISE, "\"reading\": \"erratum\", \"erratum\": {\"kind\": \"truncated\", \"reason\": \"none\", \"right\": \"1.2\"}",
         "dW1", "expected a real mistake, found nothing but rounding noise of binary64: the reading is noise"},
        {SLIP, "\"reading\": \"noise\", \"right\": \"-0.1\"", "W1",
         "expected rounding noise of binary64, found a larger difference"},
        /* the exact number itself: another one, and none */
        {"\"exact\": \"0.52\"", "\"exact\": \"0.53\"", "z1", "expected the reference near the exact 0.53, found "},
        {"\"exact\": \"+6e-1\"", "\"exact\": \"6e-9\"", "d1", "expected the reference near the exact -6e-9, found "},
        {"{\"quantity\": \"z\", \"step\": 0, \"sample\": 0, \"layer\": 1, \"unit\": 0, \"exact\": \"0.52\"},\n", "", "z1",
         "expected an exact number at this place, found none"},
        {",\n{\"quantity\": \"error\", \"epoch\": 0, \"exact\": \"0.26100\", \"amplification\": \"20\"}", "", "E",
         "expected an exact number at this place, found none"},
    };
    for (size_t k = 0; k < sizeof claims / sizeof *claims; k++)
        check_false_claim(&claims[k]);
}

/* A document that moves the shared bias of the last layer by db1 = delta1 = 0.6 gets b2 = 0.5 - 0.6 / 2 = 0.2. The textbook, by
   db2 = 0.54 + 0.48, gets -0.01. No other number of the step feels it. */
Test(verify, own_mistake)
{
    char *departs =
        text_with(case_text, "\"epochs\": 1}}", "\"epochs\": 1}, \"departures\": [\"output-bias-by-hidden-gradient\"]}");
    char *printed = text_with(departs, "\"printed\": [\n",
                              "\"printed\": [\n"
                              "{\"printed\": \"-0.20\", \"name\": \"-b2\", \"where\": \"w\", \"quantity\": \"b\", \"step\": 1, "
                              "\"layer\": 2, \"unit\": 0, \"negated\": true, \"reading\": \"chain\"},\n");
    char *text =
        text_with(printed, "{\"quantity\": \"error\", \"epoch\": 0, \"exact\"",
                  "{\"quantity\": \"b\", \"step\": 1, \"layer\": 2, \"unit\": 0, \"exact\": \"0.2\", \"amplification\": "
                  "\"20\"},\n{\"quantity\": \"error\", \"epoch\": 0, \"exact\"");
    text_case opened;
    gp_verification verification;
    open_and_verify(text, &opened, &verification);
    cr_assert_eq(verification.printed_count, 14);
    cr_assert_eq(verification.printed_failed, 0);
    const gp_verdict *b2 = &verification.verdicts[0];
    check_ulps(b2->computed, (gp_real)-0.2L, 4);
    check_ulps(b2->textbook, (gp_real)0.01L, 99);
    for (size_t k = 0; k < verification.printed_count; k++)
        cr_expect_eq(verification.verdicts[k].mistaken, k == 0, "%s", verification.verdicts[k].printed->name);
    gp_verification_free(&verification);
    text_case_close(&opened);

    open_and_verify(case_text, &opened, &verification);
    for (size_t k = 0; k < verification.printed_count; k++)
        cr_expect(!verification.verdicts[k].mistaken, "%s: the textbook makes no mistake",
                  verification.verdicts[k].printed->name);
    gp_verification_free(&verification);
    text_case_close(&opened);
    free(text);
    free(printed);
    free(departs);
}

/* An expected number that no document prints counts too, and the first that fails is told. */
Test(verify, expectations)
{
    text_case opened;
    gp_verification verification;
    char *wrong_loss = text_with(case_text, "\"exact\": \"0.261\"", "\"exact\": \"0.262\"");
    open_and_verify(wrong_loss, &opened, &verification);
    cr_assert_eq(verification.printed_failed, 0);
    cr_assert_eq(verification.computed_failed, 1);
    cr_assert_eq(verification.first_failed, 5);
    gp_verification_free(&verification);
    text_case_close(&opened);

    char *two_wrong = text_with(wrong_loss, "\"exact\": \"0.26100\"", "\"exact\": \"26.1\"");
    open_and_verify(two_wrong, &opened, &verification);
    cr_assert_eq(verification.printed_failed, 1);
    cr_assert_eq(verification.computed_failed, 2);
    cr_assert_eq(verification.first_failed, 5);
    gp_verification_free(&verification);
    text_case_close(&opened);
    free(two_wrong);
    free(wrong_loss);
}

/* A case without numbers can be verified, and has nothing to show for it. */
Test(verify, nothing)
{
    text_case opened;
    gp_verification verification;
    char problem[2048];
    snprintf(problem, sizeof problem, "%.*s}", (int)(strstr(case_text, ",\n\"printed\"") - case_text), case_text);
    open_and_verify(problem, &opened, &verification);
    cr_assert_eq(verification.printed_count + verification.computed_count, 0);
    gp_verification_free(&verification);
    text_case_close(&opened);
}

Test(verify, no_memory)
{
    text_case opened;
    text_case_open(case_text, &opened);
    bool verified = false;
    size_t allocation = 0;
    for (; !verified; allocation++) {
        gp_message message = {""};
        gp_verification verification;
        const size_t blocks = memory_blocks();
        memory_fail_at(allocation);
        verified = gp_verify_case(&opened.the_case, &verification, &message);
        cr_assert_eq(verified, !memory_failed());
        cr_assert_eq(*message.text == '\0', verified);
        cr_assert(verified || strstr(message.text, "no memory left") || strstr(message.text, "memory, found none left"), "%s",
                  message.text);
        gp_verification_free(&verification);
        cr_assert_eq(memory_blocks(), blocks);
    }
    memory_fail_at(SIZE_MAX);
    cr_assert_gt(allocation, 20);
    text_case_close(&opened);
}
