/* Judges the outputs of a softmax classifier of one's own with the installed library: activations and deltas of the first
   sample of a case with the cross-entropy. */
#include <goldprop.h>
#include <math.h>
#include <stdio.h>

/* The largest net input is subtracted first, so that no exponential overflows. */
static void softmax(size_t units, const double *z, double *a)
{
    double largest = z[0], sum = 0;
    for (size_t k = 1; k < units; k++)
        largest = z[k] > largest ? z[k] : largest;
    for (size_t k = 0; k < units; k++)
        sum += a[k] = exp(z[k] - largest);
    for (size_t k = 0; k < units; k++)
        a[k] /= sum;
}

/* The deltas of the outputs. They are a - t with a slope a (1 - a) too many: the oracle will say so. */
static void output_deltas(size_t units, double factor, const double *a, const double *t, double *delta)
{
    for (size_t k = 0; k < units; k++)
        delta[k] = factor * (a[k] - t[k]) * a[k] * (1 - a[k]);
}

int main(int argc, char **argv)
{
    gp_message message = {"expected the file of a case with the cross-entropy of a softmax"};
    gp_case the_case;
    gp_answer answer;
    gp_setup own;
    gp_report report;
    if (argc != 2 || !gp_case_open(argv[1], &the_case, &message) || the_case.problem.loss != GP_CROSS_ENTROPY_LOSS ||
        !gp_answer_create(&the_case, &answer, &message) || gp_setup_create(&the_case.problem, &own) != GP_OK)
        return fprintf(stderr, "%s\n", message.text), 2;
    const size_t depth = the_case.problem.depth, units = the_case.problem.outputs;
    const gp_layer_work *outputs = &own.workspace.layers[depth - 1];
    gp_forward(&own.network, own.samples.x, &own.workspace);
    softmax(units, outputs->z, outputs->a);
    output_deltas(units, own.rule.loss.factor, outputs->a, own.samples.t, outputs->delta);
    for (size_t k = 0; k < the_case.expectation_count; k++) {
        const gp_place *place = &the_case.expectations[k].place;
        answer.present[k] = (place->quantity == GP_ACTIVATED || place->quantity == GP_DELTA) && place->step == 0 &&
                            place->sample == 0 && place->layer == depth;
        answer.values[k] = answer.present[k] ? *gp_value_at(&own.network, &own.workspace, place) : 0;
    }
    if (gp_judge(&the_case, &answer, &report) != GP_OK || report.finding_count == 0)
        return 2;
    const gp_finding *first = &report.findings[0];
    char place[160];
    printf("%s: expected %.3Lg, got %.3g\n", gp_place_text(&the_case.expectations[first->index].place, place), first->expected,
           answer.values[first->index]);
    for (int d = 0; report.explanation_count > 0 && d < gp_departure_count; d++)
        if (gp_departs(report.explanations[0], (gp_departure)d))
            printf("this is what comes out when %s\n", gp_departure_catalogue[d].summary);
    gp_report_free(&report);
    gp_setup_free(&own);
    gp_answer_close(&answer);
    gp_case_close(&the_case);
}
