/* The names that the documents' programs and formulas give to numbers, typed from the documents: each is a name in the golden
   data, at a place that has an exact value. What is given (x1, t1, alpha, target, ...) stands in the problem of a case. */
#include "support/golden_cases.h"

#include <criterion/criterion.h>
#include <string.h>

/* The names of one document, and the cases in which they stand. */
typedef struct named_document {
    const char *cases[10];
    const char *names[90];
} named_document;

static const named_document documents[] = {
    /* Document 1: the variables of the forward and the backward pass, and what the update moves. */
    {{"neurons-one-step", "neurons-50-epochs"},
     {"w1",       "w2",        "w3",       "w4",        "w5",           "w6",       "b1",      "b2",        "b3",
      "h1_input", "h1_output", "h2_input", "h2_output", "output_input", "y_pred",   "error",   "dE_dypred", "dypred_dz",
      "dz_dw5",   "dz_dw6",    "dw5",      "dw6",       "db3",          "dout_dh1", "dh1_dz1", "dw1",       "dw2",
      "db1",      "dout_dh2",  "dh2_dz2",  "dw3",       "dw4",          "db2"}},
    /* Document 2: the lines of the worked example. */
    {{"samsel", "samsel-textbook"},
     {"input to top neuron", "input to bottom neuron", "output of top neuron", "output of bottom neuron",
      "input to final neuron", "output of final neuron", "δ", "w1_new", "w1_old", "w2_new", "w2_old", "δ1", "w1", "δ2", "w2",
      "w3_new", "w4_new", "w5_new", "w6_new"}},
    /* Document 2: its general formulas. */
    {{"samsel-general"},
     {"in_A",  "W_ΩA",  "W_λA",  "in_B",  "W_ΩB", "W_λB", "in_C", "W_ΩC",  "W_λC",  "out_A", "out_B", "out_C", "in_α",
      "W_Aα",  "W_Bα",  "W_Cα",  "in_β",  "W_Aβ", "W_Bβ", "W_Cβ", "out_α", "out_β", "δ_α",   "δ_β",   "W+_Aα", "W+_Aβ",
      "W+_Bα", "W+_Bβ", "W+_Cα", "W+_Cβ", "δ_A",  "δ_B",  "δ_C",  "W+_λA", "W+_ΩA", "W+_λB", "W+_ΩB", "W+_λC", "W+_ΩC"}},
    /* Document 3: the arrays of its first program, element by element; those of one unit without an index. */
    {{"garrett-3-1"}, {"syn0[0][0]", "syn0[1][0]", "syn0[2][0]", "l1", "l1_error", "l1_delta"}},
    /* Document 3: the arrays of its second program. */
    {{"garrett-3-4-1"},
     {"syn0[0][0]",  "syn0[0][1]",  "syn0[0][2]",  "syn0[0][3]",  "syn0[1][0]",  "syn0[1][1]",  "syn0[1][2]",  "syn0[1][3]",
      "syn0[2][0]",  "syn0[2][1]",  "syn0[2][2]",  "syn0[2][3]",  "syn1[0][0]",  "syn1[1][0]",  "syn1[2][0]",  "syn1[3][0]",
      "l1[0]",       "l1[1]",       "l1[2]",       "l1[3]",       "l2",          "l2_error",    "Error",       "l2_delta",
      "l1_error[0]", "l1_error[1]", "l1_error[2]", "l1_error[3]", "l1_delta[0]", "l1_delta[1]", "l1_delta[2]", "l1_delta[3]"}},
    /* Document 4: the variables of the forward and the backward pass, and what the update moves. */
    {{"randomwalk", "randomwalk-textbook", "randomwalk-rate-1", "randomwalk-rate-1-textbook", "randomwalk-rate-0-05",
      "randomwalk-rate-0-05-textbook", "randomwalk-rate-0-01", "randomwalk-rate-0-01-textbook"},
     {"w1",     "w2",     "w3",     "w4",     "w5",     "w6",    "w7",    "w8",    "w9",     "w10",    "w11",
      "w12",    "w13",    "w14",    "w15",    "w16",    "w17",   "w18",   "b1",    "b2",     "zh1",    "zh2",
      "zh3",    "h1",     "h2",     "h3",     "zo1",    "zo2",   "o1",    "o2",    "e_init", "e",      "dEdw18",
      "dEdw17", "dEdw16", "dEdw15", "dEdw14", "dEdw13", "dEdb2", "dEdh1", "dEdh2", "dEdh3",  "dEdw12", "dEdw11",
      "dEdw10", "dEdw9",  "dEdw8",  "dEdw7",  "dEdw6",  "dEdw5", "dEdw4", "dEdw3", "dEdw2",  "dEdw1",  "dEdb1"}},
    /* Mazur: his weights, before and after the update, and what a run computes. */
    {{"mazur", "mazur-10000", "mazur-10000-textbook"},
     {"w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w1+", "w2+", "w3+", "w4+", "w5+", "w6+", "w7+", "w8+", "b1", "b2"}},
    {{"mazur", "mazur-10000", "mazur-10000-textbook"},
     {"net_h1", "out_h1", "out_h2", "net_o1", "out_o1", "out_o2", "E_o1", "E_o2", "E_total", "δ_o1", "δ_h1"}},
    {{"mazur", "mazur-10000", "mazur-10000-textbook"},
     {"∂E_total/∂out_o1", "∂out_o1/∂net_o1", "∂E_total/∂w5", "∂E_total/∂out_h1", "∂out_h1/∂net_h1", "∂E_total/∂w1"}},
    /* Han, Kamber and Pei: the heads of their tables. */
    {{"han-kamber"}, {"w14", "w15", "w24", "w25", "w34", "w35", "w46", "w56",  "θ4",   "θ5",
                      "θ6",  "I4",  "I5",  "I6",  "O4",  "O5",  "O6",  "Err6", "Err5", "Err4"}},
    /* hmkcode: what its pictures name. */
    {{"hmkcode"}, {"w1", "w2", "w3", "w4", "w5", "w6", "h1", "h2", "prediction", "error", "delta"}},
    /* Udacity: the variables of the exercise. */
    {{"udacity"},
     {"hidden_layer_input[0]", "hidden_layer_output[1]", "output_layer_in", "output", "error", "output_error_term",
      "hidden_error_term[0]", "hidden_error_term[1]", "delta_w_h_o[0]", "delta_w_h_o[1]", "delta_w_i_h[0][0]",
      "delta_w_i_h[0][1]", "delta_w_i_h[1][0]", "delta_w_i_h[1][1]", "delta_w_i_h[2][0]", "delta_w_i_h[2][1]",
      "weights_input_hidden[2][1]", "weights_hidden_output[1]"}},
    /* Nielsen: his letters. */
    {{"nielsen", "nielsen-saturated"}, {"w", "b", "z", "a", "C", "σ′(z)", "∂C/∂w", "∂C/∂b"}},
    /* CS231n: the variables of the program below the circuit. */
    {{"cs231n-circuit"}, {"w[0]", "w[1]", "w[2]", "dot", "f", "ddot", "dx[0]", "dx[1]", "dw[0]", "dw[1]", "dw[2]"}},
    /* micrograd: the labels of its nodes, and their gradients. */
    {{"micrograd-neuron"},
     {"w1", "w2", "b", "n", "o", "x1.grad", "w1.grad", "x2.grad", "w2.grad", "b.grad", "n.grad", "o.grad"}},
};

/* Whether a case expects the quantity of a name, at some step or at that of the name. */
static bool has_exact(const gp_case *the_case, const gp_name *name)
{
    for (size_t k = 0; k < the_case->expectation_count; k++) {
        gp_place place = the_case->expectations[k].place;
        place.sample = name->place.sample;
        if (!name->tied)
            place.step = name->place.step;
        if (gp_place_compare(&place, &name->place) == 0)
            return true;
    }
    return false;
}

static const gp_name *find_name(const gp_case *the_case, const char *text)
{
    for (size_t k = 0; k < the_case->name_count; k++)
        if (strcmp(the_case->names[k].text, text) == 0)
            return &the_case->names[k];
    return NULL;
}

Test(golden_data, names)
{
    for (size_t d = 0; d < sizeof documents / sizeof *documents; d++)
        for (const char *const *id = documents[d].cases; *id; id++) {
            gp_case the_case;
            golden_case_open(*id, &the_case);
            for (const char *const *text = documents[d].names; *text; text++) {
                const gp_name *name = find_name(&the_case, *text);
                cr_assert(name, "%s has no name %s", *id, *text);
                cr_assert(has_exact(&the_case, name), "%s: %s has no exact value", *id, *text);
            }
            gp_case_close(&the_case);
        }
}

/* Of two names for one number, and at one step, both are there, and show takes the first. */
Test(golden_data, names_at_a_step)
{
    static const struct {
        const char *id;
        gp_place place;
        const char *name;
        bool negated;
    } named[] = {
        {"samsel", {.quantity = GP_WEIGHT, .step = 0, .layer = 1, .unit = 1, .input = 0}, "w5", false},
        {"samsel", {.quantity = GP_WEIGHT, .step = 1, .layer = 1, .unit = 1, .input = 0}, "w5_new", false},
        {"samsel-general", {.quantity = GP_WEIGHT, .step = 1, .layer = 2, .unit = 1, .input = 2}, "W+_Cβ", false},
        {"neurons-one-step", {.quantity = GP_ACTIVATION_GRADIENT, .layer = 1, .unit = 1}, "dout_dh2", false},
        {"neurons-one-step", {.quantity = GP_SLOPE, .layer = 2}, "dypred_dz", false},
        {"neurons-one-step", {.quantity = GP_ACTIVATED, .layer = 1}, "h1_output", false},
        {"garrett-3-4-1",
         {.quantity = GP_ACTIVATION_GRADIENT, .step = 2, .sample = 3, .layer = 1, .unit = 2},
         "l1_error[2]",
         true},
        {"garrett-3-4-1", {.quantity = GP_ACTIVATION_GRADIENT, .step = 2, .sample = 3, .layer = 2}, "l2_error", true},
        {"randomwalk", {.quantity = GP_ACTIVATION_GRADIENT, .layer = 1, .unit = 2}, "dEdh3", false},
        {"mazur", {.quantity = GP_WEIGHT, .step = 1, .layer = 2, .unit = 1, .input = 0}, "w7+", false},
        {"mazur", {.quantity = GP_OUTPUT_LOSS, .layer = 2, .unit = 1}, "E_o2", false},
    };
    for (size_t k = 0; k < sizeof named / sizeof *named; k++) {
        gp_case the_case;
        golden_case_open(named[k].id, &the_case);
        const gp_name *name = gp_case_name(&the_case, &named[k].place);
        cr_assert(name && strcmp(name->text, named[k].name) == 0, "%s: %s", named[k].id, name ? name->text : "no name");
        cr_assert_eq(name->negated, named[k].negated, "%s: %s", named[k].id, name->text);
        gp_case_close(&the_case);
    }
}
