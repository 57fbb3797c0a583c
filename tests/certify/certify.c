#define _POSIX_C_SOURCE 200809L

#include "certify/certify.h"

#include "certify/forward_mode.h"
#include "certify/memory.h"
#include "certify/sample.h"
#include "support/memory.h"
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const gp_place activation = {.quantity = GP_ACTIVATED, .layer = 1}, delta = {.quantity = GP_DELTA, .layer = 1};

/* 1 / (1 + e^-1) */
Test(certify, worked_example)
{
    text_case sample;
    sample_open(&sample, UNIT, "sigmoid", "1", "0");
    check_exact(&sample, (gp_place){.quantity = GP_NET_INPUT, .layer = 1}, "1");
    check_exact(&sample, activation, "0.7310585786300048792511592418218362743651");
    text_case_close(&sample);
}

/* More digits go on where fewer end. */
Test(certify, digits)
{
    text_case sample;
    gp_message message;
    sample_open(&sample, UNIT, "sigmoid", "1", "0");
    for (size_t digits = 1; digits <= 400; digits += 57) {
        char *text = certified(&sample, activation, digits, NULL, &message);
        char *more = certified(&sample, activation, digits + 20, NULL, &message);
        cr_expect_eq(strlen(text), strlen("0.") + digits);
        cr_expect_eq(strncmp(text, more, digits), 0, "%s, %s", text, more); /* all but the last one, which is rounded */
        free(text);
        free(more);
    }
    text_case_close(&sample);
}

/* a - 1 of a saturated unit: of the first 2,885 bits nothing is left. Digits from mpmath with 4,000. */
Test(certify, raises_the_precision)
{
    text_case sample;
    sample_open(&sample, UNIT, "sigmoid", "2000", "1");
    check_exact(&sample, delta, "-6.638537104655673499380300908024073491679e-1738");
    gp_certificate certificate;
    gp_message message;
    cr_assert(gp_certify(&(gp_certify_request){.problem = &sample.the_case.problem, .places = &delta, .count = 1, .digits = 40},
                         &certificate, &message));
    cr_expect_gt(certificate.precision, 2885 + 133);
    cr_expect_eq(certificate.gradients, 1);
    gp_certificate_free(&certificate);
    text_case_close(&sample);
}

static void check_out_of_reach(const text_case *sample, gp_place place, const char *expected)
{
    gp_message message;
    gp_certificate certificate;
    const gp_certify_request request = {.problem = &sample->the_case.problem, .places = &place, .count = 1, .digits = 40};
    cr_assert_not(gp_certify(&request, &certificate, &message));
    cr_expect_str_eq(message.text, expected);
    cr_expect_null(certificate.numbers);
}

/* Two units that are the same, taken from one another: 0, which no ball can prove. */
static const char difference[] =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": ["
    "{\"units\": 2, \"activation\": \"sigmoid\", \"bias\": \"none\", \"W\": [[\"0.5\"], [\"0.5\"]]},"
    "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"none\", \"W\": [[\"1\", \"-1\"]]}],"
    "\"samples\": [{\"input\": [\"1\"], \"target\": [\"0\"]}], \"loss\": {\"deviation\": \"squared\", \"factor\": \"1\"},"
    "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1\"},"
    "\"training\": {\"rate\": \"1\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}}}";

Test(certify, out_of_reach)
{
    text_case sample;
    sample_open(&sample, "%s", difference);
    check_out_of_reach(&sample, (gp_place){.quantity = GP_NET_INPUT, .layer = 2},
                       "step 0, sample 0, layer 2, z[0]: expected its digits to be proven with balls of 100000 bits, found too "
                       "few: it may be 0");
    check_out_of_reach(&sample, (gp_place){.quantity = GP_DELTA, .layer = 2},
                       "step 0, sample 0, layer 2, delta[0]: expected its digits to be proven with balls of 100000 bits, found "
                       "too few: it may be 0");
    text_case_close(&sample);
}

/* Of two numbers that are not proven the first is named. */
Test(certify, first_out_of_reach)
{
    static const gp_place both[] = {{.quantity = GP_NET_INPUT, .layer = 2}, {.quantity = GP_ACTIVATED, .layer = 2}};
    text_case sample;
    gp_certificate certificate;
    gp_message message;
    sample_open(&sample, "%s", difference);
    const gp_certify_request request = {.problem = &sample.the_case.problem, .places = both, .count = 2, .digits = 40};
    cr_assert_not(gp_certify(&request, &certificate, &message));
    cr_expect(strncmp(message.text, "step 0, sample 0, layer 2, z[0]: ", 33) == 0, "%s", message.text);
    text_case_close(&sample);
}

/* The same units: at so large a rate what is not known of a step's weights grows by a thousand bits in the next. */
Test(certify, parameters_out_of_reach)
{
    char *text = text_with(difference, "\"rate\": \"1\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1",
                           "\"rate\": \"1e300\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 300");
    text_case sample;
    sample_open(&sample, "%s", text);
    check_out_of_reach(&sample, (gp_place){.quantity = GP_WEIGHT, .step = 300, .layer = 2},
                       "step 112: expected parameters proven with balls of 100000 bits, found wider ones");
    free(text);
    text_case_close(&sample);
}

Test(certify, unwritable)
{
    text_case sample;
    sample_open(&sample, UNIT, "identity", "1e200", "0");
    check_out_of_reach(&sample, (gp_place){.quantity = GP_SAMPLE_LOSS},
                       "step 0, sample 0, loss: expected a size from 1e-10000 to 1.8e308, found another");
    text_case_close(&sample);
    sample_open(&sample, UNIT, "identity", "1e-10001", "0");
    check_out_of_reach(&sample, activation, "expected an exponent of at most 10000, found \"1e-10001\"");
    text_case_close(&sample);
}

/* da, delta, dx and dW of each step of UNIT. */
Test(certify, counts_gradients)
{
    char *text = text_with(UNIT, "\"epochs\": 1", "\"epochs\": 40");
    text_case sample;
    sample_open(&sample, text, "sigmoid", "1", "0");
    gp_place *places;
    gp_certificate certificate;
    gp_message message;
    const size_t count = all_places(&sample, &places);
    cr_assert(
        gp_certify(&(gp_certify_request){.problem = &sample.the_case.problem, .places = places, .count = count, .digits = 40},
                   &certificate, &message));
    cr_expect_eq(certificate.gradients, 4 * 40);
    gp_certificate_free(&certificate);
    free(places);
    free(text);
    text_case_close(&sample);
}

/* What forward mode says of a sample and of a step, instead of what it really does; or NULL. */
static const gp_agreement *of_sample, *of_step;

gp_agreement __real_gp_forward_mode_compare_sample(gp_forward_mode *forward, size_t sample, slong bits);
gp_agreement __wrap_gp_forward_mode_compare_sample(gp_forward_mode *forward, size_t sample, slong bits);
gp_agreement __real_gp_forward_mode_compare_step(gp_forward_mode *forward, size_t step, slong bits);
gp_agreement __wrap_gp_forward_mode_compare_step(gp_forward_mode *forward, size_t step, slong bits);

gp_agreement __wrap_gp_forward_mode_compare_sample(gp_forward_mode *forward, size_t sample, slong bits)
{
    return of_sample ? *of_sample : __real_gp_forward_mode_compare_sample(forward, sample, bits);
}

gp_agreement __wrap_gp_forward_mode_compare_step(gp_forward_mode *forward, size_t step, slong bits)
{
    return of_step ? *of_step : __real_gp_forward_mode_compare_step(forward, step, bits);
}

/* Nothing is certified of which the two methods say different things, or of which one says too little. */
Test(certify, two_methods_differ)
{
    static const gp_agreement disagree = GP_DISAGREE, too_wide = GP_TOO_WIDE;
    static const gp_place gradient = {.quantity = GP_WEIGHT_GRADIENT, .layer = 1};
    text_case sample;
    sample_open(&sample, UNIT, "sigmoid", "1", "0");
    of_sample = &disagree;
    check_out_of_reach(
        &sample, delta,
        "step 0, sample 0: expected the same gradients from backpropagation and from forward mode, found others");
    of_sample = &too_wide;
    check_out_of_reach(
        &sample, delta,
        "step 0, sample 0: expected the digits of its gradients to be proven by forward mode with balls of 100000 "
        "bits, found too few");
    of_sample = NULL;
    of_step = &disagree;
    check_out_of_reach(&sample, gradient,
                       "step 0: expected the same gradients from backpropagation and from forward mode, found others");
    of_step = &too_wide;
    check_out_of_reach(&sample, gradient,
                       "step 0: expected the digits of its gradients to be proven by forward mode with balls of 100000 bits, "
                       "found too few");
    text_case_close(&sample);
}

/* How often it was said how far each of two things has come, and what the second is counted up to. */
typedef struct told {
    size_t steps, runs, all_runs;
} told;

static void count_calls(void *context, const char *what, size_t done, size_t total)
{
    told *calls = context;
    const bool of_run = strcmp(what, "measuring amplification, run") == 0;
    cr_assert((of_run || strcmp(what, "step") == 0) && done <= total, "%s", what);
    calls->steps += !of_run;
    calls->runs += of_run;
    calls->all_runs = of_run ? total : calls->all_runs;
}

/* The amplification of a long run is measured by fewer runs. */
Test(certify, progress)
{
    static const struct {
        const char *epochs;
        size_t steps, runs;
    } lengths[] = {{"\"epochs\": 64", 64, 64}, {"\"epochs\": 1001", 1001, 8}};
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
        char *text = text_with(UNIT, "\"epochs\": 1", lengths[k].epochs);
        text_case sample;
        sample_open(&sample, text, "sigmoid", "1", "0");
        const gp_place last = {.quantity = GP_ACTIVATED, .step = lengths[k].steps, .layer = 1};
        told calls = {0};
        gp_certificate certificate;
        gp_message message;
        cr_assert(gp_certify(&(gp_certify_request){.problem = &sample.the_case.problem,
                                                   .places = &last,
                                                   .count = 1,
                                                   .digits = 40,
                                                   .amplification = true,
                                                   .progress = count_calls,
                                                   .context = &calls},
                             &certificate, &message));
        cr_expect_geq(calls.steps, 4);
        cr_expect_eq(calls.runs, lengths[k].runs);
        cr_expect_eq(calls.all_runs, lengths[k].runs);
        gp_certificate_free(&certificate);
        free(text);
        text_case_close(&sample);
    }
}

/* The errors of two epochs, and nothing of their steps: (1 - 1/2)^2, and with W = 1/2 behind the step none. */
Test(certify, errors_alone)
{
    static const gp_place errors[] = {{.quantity = GP_EPOCH_ERROR}, {.quantity = GP_EPOCH_ERROR, .step = 1}};
    text_case sample;
    gp_certificate certificate;
    gp_message message;
    char *text = text_with(UNIT, "\"epochs\": 1", "\"epochs\": 2");
    sample_open(&sample, text, "identity", "1", "0.5");
    const gp_certify_request request = {.problem = &sample.the_case.problem, .places = errors, .count = 2, .digits = 40};
    cr_assert(gp_certify(&request, &certificate, &message), "%s", message.text);
    cr_expect_str_eq(certificate.numbers[0].exact, "0.25");
    cr_expect_str_eq(certificate.numbers[1].exact, "0");
    cr_expect_eq(certificate.gradients, 0);
    gp_certificate_free(&certificate);
    free(text);
    text_case_close(&sample);
}

/* With any allocation failing, a number is certified nonetheless, or it is said why not, and nothing stays allocated. */
static void certify_short_of_memory(const char *unit, const char *x, const char *expected)
{
    text_case sample;
    sample_open(&sample, UNIT, unit, x, "0");
    const gp_certify_request request = {
        .problem = &sample.the_case.problem, .places = &activation, .count = 1, .digits = 40, .amplification = true};
    const size_t blocks = memory_blocks();
    size_t refused = 0;
    for (size_t allocation = 0;; allocation++) {
        gp_certificate certificate;
        gp_message message = {""};
        memory_fail_at(allocation);
        const bool done = gp_certify(&request, &certificate, &message);
        const bool failed = memory_failed();
        memory_fail_never();
        if (done)
            cr_expect_str_eq(certificate.numbers[0].exact, expected);
        else
            cr_expect(strstr(message.text, "expected memory"), "allocation %zu: %s", allocation, message.text);
        refused += !done;
        gp_certificate_free(&certificate);
        cr_expect_eq(memory_blocks(), blocks, "allocation %zu", allocation);
        if (!failed)
            break;
    }
    cr_expect_geq(refused, 7);
    text_case_close(&sample);
}

Test(certify, memory)
{
    certify_short_of_memory("sigmoid", "1", "0.7310585786300048792511592418218362743651");
    certify_short_of_memory("identity", "1e30", "1e30");
}

static void end(void)
{
    _exit(3);
}

/* In a process of its own: 0 for the right digits, 1 for a message, 3 for the end that was set. */
static int certify_with_failure(const gp_certify_request *request, size_t allocation)
{
    const pid_t child = fork();
    int status = -1;
    if (child == 0) {
        gp_certificate certificate;
        gp_message message = {""};
        gp_certify_without_memory(end);
        memory_fail_at(allocation);
        const bool done = gp_certify(request, &certificate, &message);
        memory_fail_never();
        _exit(done ? strcmp(certificate.numbers[0].exact, "0.7310585786300048792511592418218362743651") != 0 ? 2 : 0
              : strstr(message.text, "expected memory") ? 1
                                                        : 2);
    }
    cr_assert(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status), "allocation %zu: %d", allocation, status);
    return WEXITSTATUS(status);
}

/* Arb, FLINT and GMP abort where they get no memory, unless they are told how to end. */
Test(certify, ends_without_memory)
{
    text_case sample;
    sample_open(&sample, UNIT, "sigmoid", "1", "0");
    const gp_certify_request request = {
        .problem = &sample.the_case.problem, .places = &activation, .count = 1, .digits = 40, .amplification = true};
    size_t results[4] = {0};
    for (size_t allocation = 0; results[0] == 0; allocation += 3) {
        const int result = certify_with_failure(&request, allocation);
        cr_assert(result == 0 || result == 1 || result == 3, "allocation %zu: %d", allocation, result);
        results[result]++;
    }
    cr_expect(results[1] > 0 && results[3] > 10, "%zu messages, %zu ends", results[1], results[3]);
    text_case_close(&sample);
}
