/* Judges deltas of one's own with the installed library: those of the first sample of a case that has a hidden layer. */
#include <goldprop.h>
#include <stdio.h>

/* The deltas of the first layer, from those of the second. They lack the factor a (1 - a): the oracle will say so. */
static void hidden_deltas(const gp_layer *second, const double *delta, double *hidden)
{
    for (size_t i = 0; i < second->inputs; i++) {
        hidden[i] = 0;
        for (size_t j = 0; j < second->shape.units; j++)
            hidden[i] += second->W[j * second->inputs + i] * delta[j];
    }
}

int main(int argc, char **argv)
{
    gp_message message = {"expected the file of a case that has a hidden layer"};
    gp_case the_case;
    gp_answer answer;
    gp_setup own;
    gp_report report;
    if (argc != 2 || !gp_case_open(argv[1], &the_case, &message) || the_case.problem.depth < 2 ||
        !gp_answer_create(&the_case, &answer, &message) || gp_setup_create(&the_case.problem, &own) != GP_OK)
        return fprintf(stderr, "%s\n", message.text), 2;
    gp_forward(&own.network, own.samples.x, &own.workspace);
    gp_backward(&own.network, &own.rule.loss, own.samples.t, &own.workspace);
    hidden_deltas(&own.network.layers[1], own.workspace.layers[1].delta, own.workspace.layers[0].delta);
    for (size_t k = 0; k < the_case.expectation_count; k++) {
        const gp_place *place = &the_case.expectations[k].place;
        answer.present[k] = place->quantity == GP_DELTA && place->step == 0 && place->sample == 0;
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
