#include "golden/case.h"
#include "golden/request.h"

#include "support/golden_cases.h"
#include "support/json_file.h"
#include "support/open_case.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool open_case(const char *name, char text[1024])
{
    gp_message message;
    gp_case the_case;
    if (gp_case_open(name, &the_case, &message)) {
        gp_case_close(&the_case);
        return true;
    }
    snprintf(text, 1024, "%s", message.text);
    return false;
}

static const char sound[] = "{\n"
                            "  \"format\": \"goldprop-case-1\",\n"
                            "  \"problem\": {\n"
                            "    \"inputs\": 2,\n"
                            "    \"layers\": [\n"
                            "      {\"units\": 3, \"activation\": \"sigmoid\", \"bias\": \"shared\", \"bias_trained\": true,\n"
                            "       \"W\": [[\"0.11\", \"0.12\"],\n"
                            "             [\"0.21\", \"0.22\"],\n"
                            "             [\"0.31\", \"0.32\"]],\n"
                            "       \"b\": [\"0.4\"]},\n"
                            "      {\"units\": 1, \"activation\": \"identity\", \"bias\": \"shared\",\n"
                            "       \"W\": [[\"-1.1\", \"1.2e-3\", \"1/3\"]], \"b\": [\"1.4\"]}\n"
                            "    ],\n"
                            "    \"samples\": [\n"
                            "      {\"input\": [\"2.1\", \"2.2\"], \"target\": [\"2.3\"]},\n"
                            "      {\"input\": [\"2.4\", \"2.5\"],\n"
                            "       \"target\": [\"2.6\"]}\n"
                            "    ],\n"
                            "    \"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"},\n"
                            "    \"error\": {\"deviation\": \"absolute\",\n"
                            "              \"reduction\": \"mean\", \"factor\": \"3\"},\n"
                            "    \"training\": {\"rate\": \"0.7\", \"batch\": 1,\n"
                            "                 \"reduction\": \"sum\", \"epochs\": 5},\n"
                            "    \"departures\": [\"hidden-biases-frozen\"]\n"
                            "  }\n"
                            "}\n";

#define NUMBER "expected a finite decimal number in quotes, such as \"0.25\" or \"1/3\", found "

Test(problem, complaints)
{
    static const complaint complaints[] = {
        /* what is not there, and what is there but unknown */
        {"\"inputs\": 2,", "", ":3: problem: expected the key \"inputs\", found none"},
        {"\"activation\": \"identity\", ", "", ":11: problem.layers[1]: expected the key \"activation\", found none"},
        {", \"target\": [\"2.3\"]", "", ":15: problem.samples[0]: expected the key \"target\", found none"},
        {"\"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"},", "",
         ":3: problem: expected the key \"loss\", found none"},
        {"\"units\": 1,", "\"units\": 1, \"unit\": 1,",
         ":11: problem.layers[1].unit: expected a key that is units, activation, alpha, bias, bias_trained, frozen, W or b, "
         "found "
         "\"unit\"; is it \"units\"?"},
        {"\"rate\":", "\"rule\": \"adadelta\",\n \"rate\":",
         ":22: problem.training.rule: expected \"gradient-descent\", \"momentum\", \"momentum-with-rate\", \"nesterov\", "
         "\"nesterov-with-rate\", \"adam\", \"adamw\", \"rmsprop\" or \"adagrad\", found \"adadelta\""},
        {"\"rate\":", "\"rule\": \"SGD\",\n \"rate\":",
         ":22: problem.training.rule: expected \"gradient-descent\", \"momentum\", \"momentum-with-rate\", \"nesterov\", "
         "\"nesterov-with-rate\", \"adam\", \"adamw\", \"rmsprop\" or \"adagrad\", found \"SGD\"; write \"gradient-descent\""},
        {"\"rate\":", "\"velocity\": \"0.9\",\n \"rate\":",
         ":22: problem.training.velocity: expected a key that is rule, rate, momentum, beta1, beta2, epsilon, weight_decay, "
         "bias_decay, clip, batch, reduction or epochs, found "
         "\"velocity\"; write \"momentum\", beside a \"rule\" that has one"},
        {"\"rate\":", "\"momentum\": \"0.9\",\n \"rate\":",
         ":22: problem.training.momentum: expected no such key beside the rule \"gradient-descent\" (rules that have it: "
         "\"momentum\", \"momentum-with-rate\", \"nesterov\", \"nesterov-with-rate\"), found \"0.9\""},
        {"\"rate\":", "\"rule\": \"momentum\",\n \"rate\":",
         ":22: problem.training: expected the key \"momentum\", found none"},
        {"\"rate\":", "\"rule\": \"momentum\",\n \"momentum\": 0.9, \"rate\":",
         ":23: problem.training.momentum: " NUMBER "0.9"},
        {"\"rate\":", "\"rule\": \"adam\",\n \"momentum\": \"0.9\", \"rate\":",
         ":23: problem.training.momentum: expected no such key beside the rule \"adam\" (rules that have it: \"momentum\", "
         "\"momentum-with-rate\", \"nesterov\", \"nesterov-with-rate\"), found \"0.9\""},
        {"\"rate\":", "\"rule\": \"adam\",\n \"beta1\": \"0.9\", \"rate\":",
         ":22: problem.training: expected the key \"beta2\", found none"},
        {"\"deviation\": \"squared\", \"factor\": \"1/2\"",
         "\"deviation\": \"squared\", \"reduction\": \"max\", \"factor\": \"1/2\"",
         ":19: problem.loss.reduction: expected \"sum\" or \"mean\", found \"max\""},
        {"\"deviation\": \"squared\", \"factor\": \"1/2\"",
         "\"deviation\": \"squared\", \"reduction\": \"mean\", \"factor\": \"1/99999999999999999999\"",
         ":19: problem.loss.factor: expected a whole denominator beside the reduction \"mean\", which multiplies it by the "
         "outputs, found \"1/99999999999999999999\""},
        {"\"bias_trained\": true", "\"bias_trained\": 1",
         ":6: problem.layers[0].bias_trained: expected true or false, found 1"},
        {"\"bias\": \"shared\", \"bias_trained\": true,\n", "\"bias\": \"none\", \"bias_trained\": true,\n",
         ":10: problem.layers[0].b: expected no such key beside the bias \"none\", found an array of 1 item"},
        {"\"bias\": \"shared\",\n       \"W\": [[\"-1.1\", \"1.2e-3\", \"1/3\"]], \"b\": [\"1.4\"]}",
         "\"bias\": \"none\", \"bias_trained\": true,\n       \"W\": [[\"-1.1\", \"1.2e-3\", \"1/3\"]]}",
         ":11: problem.layers[1].bias_trained: expected no such key beside the bias \"none\", found true"},
        {"\"bias\": \"shared\",\n       \"W\": [[\"-1.1\", \"1.2e-3\", \"1/3\"]], \"b\": [\"1.4\"]}",
         "\n       \"W\": [[\"-1.1\", \"1.2e-3\", \"1/3\"]], \"b\": [\"1.4\", \"2\"]}",
         ":12: problem.layers[1].b: expected an array of 1 item, one number for each unit, found an array of 2 items"},
        {"\"epochs\": 5},\n    \"departures\": [\"hidden-biases-frozen\"]",
         "\"epochs\": 5, \"rule\": \"momentum\", \"momentum\": \"0.9\"},\n    \"departures\": "
         "[\"hidden-delta-from-updated-weights\"]",
         ":24: problem.departures[0]: expected the rule \"gradient-descent\" for hidden-delta-from-updated-weights, found "
         "\"momentum\""},
        {"\"rate\": \"0.7\", \"batch\": 1,\n                 \"reduction\": \"sum\", \"epochs\": 5}",
         "\"rate\": [\"0.7\"], \"epochs\": 0}",
         ":22: problem.training.rate: expected a single rate or none beside 0 epochs, found an array of 1 item"},
        {"\"epochs\": 5", "\"epochs\": 5, \"clip\": {\"by\": \"norm\", \"limit\": \"0\"}",
         ":23: problem.training.clip.limit: expected a number above 0, found \"0\""},
        {"\"rate\":", "\"rule\": \"adam\", \"beta1\": \"-0.1\", \"beta2\": \"0.9\", \"epsilon\": \"0.1\", \"rate\":",
         ":22: problem.training.beta1: expected a number from 0 to less than 1, found \"-0.1\""},
        {"\"rate\":", "\"rule\": \"rmsprop\",\n \"beta1\": \"0.9\", \"rate\":",
         ":23: problem.training.beta1: expected no such key beside the rule \"rmsprop\" (rules that have it: \"adam\", "
         "\"adamw\"), "
         "found \"0.9\""},
        {"\"rate\":", "\"rule\": \"rmsprop\",\n \"rate\":", ":22: problem.training: expected the key \"beta2\", found none"},
        {"\"rate\":", "\"rule\": \"adagrad\", \"epsilon\": \"1e-10\",\n \"beta2\": \"0.9\", \"rate\":",
         ":23: problem.training.beta2: expected no such key beside the rule \"adagrad\" (rules that have it: \"adam\", "
         "\"adamw\", "
         "\"rmsprop\"), found \"0.9\""},
        {"\"rate\":", "\"rule\": \"adagrad\", \"epsilon\": \"0\",\n \"rate\":",
         ":22: problem.training.epsilon: expected a number above 0, found \"0\""},
        {"\"rate\":", "\"rule\": \"adam\",\n \"beta1\": \"1\", \"rate\":",
         ":23: problem.training.beta1: expected a number from 0 to less than 1, found \"1\""},
        {"\"rate\":", "\"rule\": \"adam\", \"beta1\": \"0.9\",\n \"beta2\": \"-0.1\", \"rate\":",
         ":23: problem.training.beta2: expected a number from 0 to less than 1, found \"-0.1\""},
        {"\"rate\":", "\"rule\": \"adam\", \"beta1\": \"0.9\", \"beta2\": \"0.99\",\n \"epsilon\": \"0\", \"rate\":",
         ":23: problem.training.epsilon: expected a number above 0, found \"0\""},
        {"\"rate\":", "\"weight_decay\": \"-0.01\", \"rate\":",
         ":22: problem.training.weight_decay: expected a number that is not below 0, found \"-0.01\""},
        {"\"rate\":",
         "\"rule\": \"adamw\", \"beta1\": \"0.9\", \"beta2\": \"0.99\", \"epsilon\": \"1e-8\", \"bias_decay\": \"-1\", "
         "\"rate\":",
         ":22: problem.training.bias_decay: expected a number that is not below 0, found \"-1\""},
        {"\"rate\":", "\"lambda\": \"0.01\", \"rate\":",
         ":22: problem.training.lambda: expected a key that is rule, rate, momentum, beta1, beta2, epsilon, weight_decay, "
         "bias_decay, clip, batch, reduction or epochs, found \"lambda\"; write \"weight_decay\""},
        {"\"rate\":", "\"clip\": \"1\",\n \"rate\":",
         ":22: problem.training.clip: expected an object, found \"1\"; write {\"by\": ...}"},
        {"\"rate\":", "\"clip\": {\"limit\": \"1\"},\n \"rate\":",
         ":22: problem.training.clip: expected the key \"by\", found none"},
        {"\"rate\":", "\"clip\": {\"by\": \"norm\"},\n \"rate\":",
         ":22: problem.training.clip: expected the key \"limit\", found none"},
        {"\"rate\":", "\"clip\": {\"by\": \"none\", \"limit\": \"1\"},\n \"rate\":",
         ":22: problem.training.clip.by: expected \"value\" or \"norm\", found \"none\""},
        {"\"rate\":", "\"clip\": {\"by\": \"L2\", \"limit\": \"1\"},\n \"rate\":",
         ":22: problem.training.clip.by: expected \"value\" or \"norm\", found \"L2\"; write \"norm\""},
        {"\"rate\":", "\"clip\": {\"by\": \"norm\", \"limit\": \"-1\"},\n \"rate\":",
         ":22: problem.training.clip.limit: expected a number above 0, found \"-1\""},
        {"\"rate\":", "\"clip\": {\"by\": \"value\", \"limit\": \"0\"},\n \"rate\":",
         ":22: problem.training.clip.limit: expected a number above 0, found \"0\""},
        {"\"rate\":", "\"clip\": {\"by\": \"value\", \"limit\": 5},\n \"rate\":",
         ":22: problem.training.clip.limit: " NUMBER "5"},
        {"\"rate\":", "\"clip\": {\"by\": \"norm\", \"max_norm\": \"1\"},\n \"rate\":",
         ":22: problem.training.clip.max_norm: expected a key that is by or limit, found \"max_norm\"; write \"limit\""},
        {"\"rate\":", "\"max_norm\": \"1\",\n \"rate\":",
         ":22: problem.training.max_norm: expected a key that is rule, rate, momentum, beta1, beta2, epsilon, weight_decay, "
         "bias_decay, clip, batch, reduction or epochs, found \"max_norm\"; write \"clip\": {\"by\": \"norm\", \"limit\": "
         "...}"},
        {"\"rate\":", "\"clipvalue\": \"1\",\n \"rate\":",
         ":22: problem.training.clipvalue: expected a key that is rule, rate, momentum, beta1, beta2, epsilon, weight_decay, "
         "bias_decay, clip, batch, reduction or epochs, found \"clipvalue\"; write \"clip\": {\"by\": \"value\", \"limit\": "
         "...}"},
        {"\"rate\":", "\"clip\": {\"by\": \"norm\", \"limit\": \"1\"}, \"rate\":",
         ":24: problem.departures[0]: expected no \"clip\" beside hidden-biases-frozen, found one"},
        {"\"inputs\": 2,", "\"inputs\": 2, \"Inputs\": 2,",
         ":4: problem.Inputs: expected a key that is inputs, layers, samples, loss, error, training or departures, found "
         "\"Inputs\"; write \"inputs\""},
        {"\"inputs\": 2,", "\"inputs\": 2, \"lr\": \"0.7\",",
         ":4: problem.lr: expected a key that is inputs, layers, samples, loss, error, training or departures, found "
         "\"lr\"; \"rate\" belongs in \"training\""},
        {"\"inputs\": 2,", "\"inputs\": 2, \"note\": 7,",
         ":4: problem.note: expected a text in quotes, not an empty one, found 7"},
        /* types */
        {"\"layers\": [\n", "\"layers\": 7, \"samples\": [\n",
         ":14: expected JSON, found an error: duplicate object key near '\"samples\"'"},
        {"\"inputs\": 2", "\"inputs\": \"2\"",
         ":4: problem.inputs: expected a whole number from 1 to 288230376151711743, without quotes, found \"2\""},
        {"\"inputs\": 2", "\"inputs\": 2.0",
         ":4: problem.inputs: expected a whole number from 1 to 288230376151711743, without quotes, found 2.0"},
        {"\"inputs\": 2", "\"inputs\": -2",
         ":4: problem.inputs: expected a whole number from 1 to 288230376151711743, without quotes, found -2"},
        {"\"inputs\": 2", "\"inputs\": null",
         ":4: problem.inputs: expected a whole number from 1 to 288230376151711743, without quotes, found null"},
        {"\"inputs\": 2", "\"inputs\": 288230376151711743",
         ":7: problem.layers[0].W: expected memory for 3 x 288230376151711743 numbers, found none left"},
        {"\"units\": 3", "\"units\": 0",
         ":6: problem.layers[0].units: expected a whole number from 1 to 288230376151711743, without quotes, found 0"},
        {"\"units\": 3", "\"units\": 9223372036854775807",
         ":6: problem.layers[0].units: expected a whole number from 1 to 288230376151711743, without quotes, found "
         "9223372036854775807"},
        {"\"bias_trained\": true", "\"bias_trained\": \"yes\"",
         ":6: problem.layers[0].bias_trained: expected true or false, found \"yes\""},
        {"{\"input\": [\"2.1\", \"2.2\"], \"target\": [\"2.3\"]}", "[\"2.1\", \"2.2\"]",
         ":15: problem.samples[0]: expected an object, found an array of 2 items"},
        {"{\"deviation\": \"squared\", \"factor\": \"1/2\"}", "\"squared\"",
         ":19: problem.loss: expected an object, found \"squared\"; write {\"deviation\": ...}"},
        /* shapes */
        {"[\"0.21\", \"0.22\"]", "[\"0.21\", \"0.22\", \"0.23\"]",
         ":8: problem.layers[0].W[1]: expected an array of 2 items, one number for each unit of the layer below, found an "
         "array of "
         "3 "
         "items"},
        {"[\"0.21\", \"0.22\"]", "\"0.21\"",
         ":8: problem.layers[0].W[1]: expected an array of 2 items, one number for each unit of the layer below, found "
         "\"0.21\""},
        {",\n             [\"0.31\", \"0.32\"]", "",
         ":7: problem.layers[0].W: expected an array of 3 items, one row for each unit, found an array of 2 items"},
        {"[\"-1.1\", \"1.2e-3\", \"1/3\"]", "[\"-1.1\"],\n[\"1.2\"],\n[\"1.3\"]",
         ":12: problem.layers[1].W: expected W[unit][input], a row for each of 1 unit, found its transpose, a row for each of "
         "3 "
         "inputs"},
        {"[\"-1.1\", \"1.2e-3\", \"1/3\"]", "[\"-1.1\"],\n[\"1.2\"]",
         ":12: problem.layers[1].W: expected an array of 1 item, one row for each unit, found an array of 2 items"},
        {"[\"-1.1\", \"1.2e-3\", \"1/3\"]", "[\"-1.1\"],\n[\"1.2\"], [\"1.3\", \"1.4\"]",
         ":12: problem.layers[1].W: expected an array of 1 item, one row for each unit, found an array of 3 items"},
        {"[\"-1.1\", \"1.2e-3\", \"1/3\"]", "[]",
         ":12: problem.layers[1].W[0]: expected an array of 3 items, one number for each unit of the layer below, found an "
         "array of "
         "0 "
         "items"},
        {"[\"0.4\"]", "[\"0.4\", \"0.5\", \"0.6\"]",
         ":10: problem.layers[0].b: expected an array of 1 item, one number for all units, found an array of 3 items"},
        {"\"bias\": \"shared\", \"bias_trained\"", "\"bias\": \"per_unit\", \"bias_trained\"",
         ":10: problem.layers[0].b: expected an array of 3 items, one number for each unit, found an array of 1 item"},
        {"\"bias\": \"shared\",\n", "\"bias\": \"none\",\n",
         ":12: problem.layers[1].b: expected no such key beside the bias \"none\", found an array of 1 item"},
        {", \"b\": [\"1.4\"]", "", ":11: problem.layers[1]: expected the key \"b\", found none"},
        {"[\"2.4\", \"2.5\"]", "[\"2.4\"]",
         ":16: problem.samples[1].input: expected an array of 2 items, one number for each input, found an array of 1 item"},
        {"[\"2.6\"]", "[\"2.6\", \"2.7\"]",
         ":17: problem.samples[1].target: expected an array of 1 item, one number for each unit of the last layer, found an "
         "array "
         "of 2 "
         "items"},
        {"\"bias\": \"shared\", \"bias_trained\": true", "\"bias\": \"shared\", \"bias_trained\": true, \"frozen\": true",
         ":6: problem.layers[0].bias_trained: expected no such key beside \"frozen\": true, found true"},
        {"\"bias\": \"shared\", \"bias_trained\": true", "\"bias\": \"shared\", \"frozen\": 1",
         ":6: problem.layers[0].frozen: expected true or false, found 1"},
        /* numbers */
        {"\"0.22\"", "0.22", ":8: problem.layers[0].W[1][1]: " NUMBER "0.22"},
        {"\"0.22\"", "1e300", ":8: problem.layers[0].W[1][1]: " NUMBER "1e+300"},
        {"\"0.22\"", "\"\"", ":8: problem.layers[0].W[1][1]: " NUMBER "\"\""},
        {"\"0.22\"", "\"o.22\"", ":8: problem.layers[0].W[1][1]: " NUMBER "\"o.22\""},
        {"\"0.22\"", "\"0,22\"", ":8: problem.layers[0].W[1][1]: " NUMBER "\"0,22\"; write its decimal point as \".\""},
        {"\"0.22\"",
         "\"\xE2\x88\x92"
         "0.22\"",
         ":8: problem.layers[0].W[1][1]: " NUMBER "\"\xE2\x88\x92"
         "0.22\"; its minus sign is a typographic one, write \"-\""},
        {"\"0.22\"", "\"nan\"", ":8: problem.layers[0].W[1][1]: " NUMBER "\"nan\""},
        {"\"0.22\"", "\"inf\"", ":8: problem.layers[0].W[1][1]: " NUMBER "\"inf\""},
        {"\"0.22\"", "\"1e999\"", ":8: problem.layers[0].W[1][1]: " NUMBER "\"1e999\""},
        {"\"0.22\"", "true", ":8: problem.layers[0].W[1][1]: " NUMBER "true"},
        {"\"0.22\"", "{}", ":8: problem.layers[0].W[1][1]: " NUMBER "an object"},
        {"\"1.4\"", "\"1/0\"", ":12: problem.layers[1].b[0]: " NUMBER "\"1/0\""},
        {"\"2.5\"", "2", ":16: problem.samples[1].input[1]: " NUMBER "2"},
        {"\"2.6\"", "\"x\"", ":17: problem.samples[1].target[0]: " NUMBER "\"x\""},
        {"\"1/2\"", "\"1/2/3\"", ":19: problem.loss.factor: " NUMBER "\"1/2/3\""},
        {"\"3\"", "\" 3\"", ":21: problem.error.factor: " NUMBER "\" 3\"; take the blank out of it"},
        {"\"0.7\"", "0.7", ":22: problem.training.rate: " NUMBER "0.7"},
        /* words */
        {"\"sigmoid\"", "\"logistic\"",
         ":6: problem.layers[0].activation: expected \"identity\", \"sigmoid\", \"tanh\", \"relu\", \"leaky-relu\", \"elu\", "
         "\"softplus\", \"silu\", \"gelu\", \"gelu-tanh\" or \"softmax\", found \"logistic\"; write \"sigmoid\""},
        {"\"sigmoid\"", "\"elu\"", ":6: problem.layers[0]: expected the key \"alpha\", found none"},
        {"\"sigmoid\",", "\"sigmoid\", \"alpha\": \"1\",",
         ":6: problem.layers[0].alpha: expected no such key beside the activation \"sigmoid\", found \"1\""},
        {"\"sigmoid\",", "\"leaky-relu\", \"alpha\": 0.01,",
         ":6: problem.layers[0].alpha: expected a finite decimal number in quotes, such as \"0.25\" or \"1/3\", found 0.01"},
        {"\"bias\": \"shared\",\n", "\"bias\": \"per unit\",\n",
         ":11: problem.layers[1].bias: expected \"none\", \"per_unit\" or \"shared\", found \"per unit\"; write \"per_unit\""},
        {"\"bias\": \"shared\",\n", "\"bias\": true,\n",
         ":11: problem.layers[1].bias: expected \"none\", \"per_unit\" or \"shared\", found true; write \"per_unit\""},
        {"\"squared\"", "\"cubed\"",
         ":19: problem.loss.deviation: expected \"squared\", \"absolute\", \"linear\", \"binary-cross-entropy\" or "
         "\"cross-entropy\", found \"cubed\""},
        {"\"squared\"", "\"cross-entropy\"",
         ":19: problem.loss.deviation: expected the activation \"softmax\" in the last layer beside \"cross-entropy\", found "
         "\"identity\""},
        {"\"squared\"", "\"binary-cross-entropy\"",
         ":19: problem.loss.deviation: expected the activation \"sigmoid\" in the last layer beside \"binary-cross-entropy\", "
         "found "
         "\"identity\""},
        {"\"squared\"", "\"squared\", \"reduction\": \"average\"",
         ":19: problem.loss.reduction: expected \"sum\" or \"mean\", found \"average\"; write \"mean\""},
        {"\"squared\"", "\"squared\", \"reduction\": 2", ":19: problem.loss.reduction: expected \"sum\" or \"mean\", found 2"},
        {"\"factor\": \"1/2\"", "\"factor\": \"1/2.5\", \"reduction\": \"mean\"",
         ":19: problem.loss.factor: expected a whole denominator beside the reduction \"mean\", which multiplies it by the "
         "outputs, "
         "found \"1/2.5\""},
        {"\"factor\": \"1/2\"", "\"factor\": \"1/99999999999999999999\", \"reduction\": \"mean\"",
         ":19: problem.loss.factor: expected a whole denominator beside the reduction \"mean\", which multiplies it by the "
         "outputs, "
         "found \"1/99999999999999999999\""},
        {"\"absolute\"", "\"cubed\"",
         ":20: problem.error.deviation: expected \"squared\", \"absolute\", \"linear\", \"binary-cross-entropy\" or "
         "\"cross-entropy\", found \"cubed\""},
        {"\"absolute\"", "\"cross-entropy\"",
         ":20: problem.error.deviation: expected the activation \"softmax\" in the last layer beside \"cross-entropy\", found "
         "\"identity\""},
        {"\"mean\"", "5",
         ":21: problem.error.reduction: expected \"sum\", \"mean\", \"mean-over-samples\" or \"mean-over-outputs\", found 5"},
        {"\"factor\": \"1/2\"", "\"reduction\": \"mean\"",
         ":19: problem.loss: expected the key \"factor\", found none; write \"factor\": \"1/2\" or \"1\""},
        /* the penalty */
        {"\"factor\": \"3\"", "\"factor\": \"3\", \"penalty\": \"l2\"",
         ":21: problem.error.penalty: expected \"weight_decay\" or \"bias_decay\" above 0 in \"training\" beside a penalty, "
         "found "
         "neither"},
        {"\"factor\": \"3\"}", "\"factor\": \"3\", \"penalty\": \"l1\"}",
         ":21: problem.error.penalty: expected \"l2\", found \"l1\""},
        {"\"factor\": \"3\"}", "\"factor\": \"3\", \"penalty\": true}",
         ":21: problem.error.penalty: expected \"l2\", found true; write \"l2\""},
        {"\"factor\": \"3\"}", "\"factor\": \"3\", \"regularization\": \"0.1\"}",
         ":21: problem.error.regularization: expected a key that is deviation, reduction, factor or penalty, found "
         "\"regularization\"; write \"penalty\": \"l2\""},
        {"\"factor\": \"1/2\"}", "\"factor\": \"1/2\", \"penalty\": \"l2\"}",
         ":19: problem.loss.penalty: expected a key that is deviation, reduction or factor, found \"penalty\"; \"penalty\" "
         "belongs in "
         "\"error\""},
        {"\"factor\": \"3\"},\n    \"training\": {",
         "\"factor\": \"3\", \"penalty\": \"l2\"},\n    \"training\": {\"weight_decay\": \"0\", ",
         ":21: problem.error.penalty: expected \"weight_decay\" or \"bias_decay\" above 0 in \"training\" beside a penalty, "
         "found "
         "neither"},
        {"\"factor\": \"3\"},\n    \"training\": {",
         "\"factor\": \"3\", \"penalty\": \"l2\"},\n    \"training\": {\"rule\": \"adamw\", \"beta1\": \"0.9\", \"beta2\": "
         "\"0.99\", "
         "\"epsilon\": \"1e-8\", \"weight_decay\": \"0.1\", ",
         ":21: problem.error.penalty: expected no such key beside the rule \"adamw\", whose decay is no term of a loss, found "
         "\"l2\""},
        {"\"sum\"", "\"Sum\"", ":23: problem.training.reduction: expected \"sum\" or \"mean\", found \"Sum\"; write \"sum\""},
        /* the rule */
        {"\"batch\": 1", "\"batch\": 0",
         ":22: problem.training.batch: expected a whole number from 1 to 2, without quotes, found 0"},
        {"\"batch\": 1", "\"batch\": 3",
         ":22: problem.training.batch: expected a whole number from 1 to 2, without quotes, found 3"},
        {"\"epochs\": 5", "\"epochs\": -1",
         ":23: problem.training.epochs: expected a whole number from 0 to 2305843009213693951, without quotes, found -1"},
        {"\"epochs\": 5", "\"epochs\": 2305843009213693952",
         ":23: problem.training.epochs: expected a whole number from 0 to 2305843009213693951, without quotes, found "
         "2305843009213693952"},
        {"\"epochs\": 5", "\"epochs\": 1e3",
         ":23: problem.training.epochs: expected a whole number from 0 to 2305843009213693951, without quotes, found 1000.0"},
        {"\"epochs\": 5", "\"epochs\": 99999999999999999999",
         ":23: expected JSON, found an error: too big integer near '99999999999999999999'"},
        {"\"rate\": \"0.7\", ", "", ":22: problem.training: expected the key \"rate\", found none"},
        {"\"0.7\"", "[]",
         ":22: problem.training.rate: expected an array of 5 items, a rate for each epoch, found an array of 0 items"},
        {"\"0.7\"", "[\"0.7\", \"0.6\"]",
         ":22: problem.training.rate: expected an array of 5 items, a rate for each epoch, found an array of 2 items"},
        {"\"0.7\"", "[\"0.7\", \"0.6\", 0.5, \"0.4\", \"0.3\"]", ":22: problem.training.rate[2]: " NUMBER "0.5"},
        {"\"batch\": 1,", "",
         ":22: problem.training: expected the key \"batch\", found none; write \"batch\": 1, or how many samples share an "
         "update"},
        {"\"batch\": 1,\n                 \"reduction\": \"sum\",", "\"batch\": 2,",
         ":22: problem.training: expected the key \"reduction\", found none; write \"reduction\": \"mean\" or \"sum\""},
        /* how many biases there are, where nothing else says whose they are */
        {"\"bias\": \"shared\", \"bias_trained\": true", "\"bias_trained\": true",
         ":10: problem.layers[0].b: expected an array of 3 items, one number for each unit, or \"bias\": \"shared\" beside one "
         "number for all units, found an array of 1 item"},
        {"\"bias\": \"shared\",\n       \"W\": [[\"-1.1\", \"1.2e-3\", \"1/3\"]], \"b\": [\"1.4\"]",
         "\"W\": [[\"-1.1\", \"1.2e-3\", \"1/3\"]], \"b\": [\"1.4\", \"0\"]",
         ":11: problem.layers[1].b: expected an array of 1 item, one number for each unit, found an array of 2 items"},
        {"\"bias\": \"shared\",\n       \"W\": [[\"-1.1\", \"1.2e-3\", \"1/3\"]], \"b\": [\"1.4\"]",
         "\"W\": [[\"-1.1\", \"1.2e-3\", \"1/3\"]], \"b\": \"1.4\"",
         ":11: problem.layers[1].b: expected an array of 1 item, one number for each unit, found \"1.4\"; write it in "
         "brackets, "
         "[...]"},
        {"\"units\": 3, \"activation\": \"sigmoid\", \"bias\": \"shared\", \"bias_trained\": true",
         "\"units\": 4, \"activation\": \"sigmoid\"",
         ":7: problem.layers[0].W: expected an array of 4 items, one row for each unit, found an array of 3 items"},
        /* lists that must not be empty */
        {"[\"hidden-biases-frozen\"]", "[]",
         ":24: problem.departures: expected an array of one or more names of departures, found an array of 0 items"},
        /* departures */
        {"\"hidden-biases-frozen\"", "\"frozen\"",
         ":24: problem.departures[0]: expected \"hidden-delta-from-updated-weights\", \"output-bias-by-hidden-gradient\" or "
         "\"hidden-biases-frozen\", found \"frozen\""},
        {"\"hidden-biases-frozen\"", "\"hidden-biases-frozen\", \"hidden-biases-frozen\"",
         ":24: problem.departures[1]: expected a departure that is not listed before, found \"hidden-biases-frozen\""},
        {"\"bias_trained\": true", "\"bias_trained\": false",
         ":24: problem.departures[0]: expected a hidden layer with trained biases for hidden-biases-frozen, found none"},
    };
    check_complaints(open_case, sound, complaints, COUNT(complaints));
}

static const char *const no_layers = "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1,\n \"layers\": []}}";
static const char *const no_samples =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [{\"units\": 1,"
    "\"activation\": \"sigmoid\", \"bias\": \"none\", \"W\": [[\"2\"]]}],\n\n \"samples\": []}}";

static const char *const clipped_beside_frozen =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [{\"units\": 1,"
    "\"activation\": \"identity\", \"frozen\": true, \"W\": [[\"2\"]]}], \"samples\": [{\"input\": [\"1\"], \"target\": "
    "[\"1\"]}],"
    "\"loss\": {\"deviation\": \"linear\"},\n \"training\": {\"rate\": \"1\", \"clip\": {\"by\": \"norm\", \"limit\": \"1\"}, "
    "\"epochs\": 1}}}";

/* Whether the gradients of frozen weights have a share in the norm is nowhere said. */
Test(problem, clipping_beside_a_frozen_layer)
{
    check_refused(open_case, clipped_beside_frozen, strlen(clipped_beside_frozen),
                  ":2: problem.training.clip: expected no such key beside a frozen layer, found an object");
}

Test(problem, empty_lists)
{
    check_refused(open_case, no_layers, strlen(no_layers),
                  ":2: problem.layers: expected an array of one or more layers, found an array of 0 items");
    check_refused(open_case, no_samples, strlen(no_samples),
                  ":3: problem.samples: expected an array of one or more samples, found an array of 0 items");
}

/* So many numbers that their count does not fit in memory's address range. */
Test(problem, too_large)
{
    const char *text =
        "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 288230376151711743, \"layers\": [\n"
        "{\"units\": 9, \"activation\": \"sigmoid\", \"bias\": \"none\",\n\"W\": [0, 0, 0, 0, 0, 0, 0, 0, 0]}]}}";
    check_refused(open_case, text, strlen(text),
                  ":3: problem.layers[0].W: expected a size that fits in memory, found 9 x 288230376151711743 numbers");
}

/* One layer, or two with other biases than the departure needs, or more than one sample in a batch. */
static const char one_layer[] =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 1, \"layers\": [\n"
    "{\"units\": 1, \"activation\": \"sigmoid\", \"bias\": \"shared\", \"W\": [[\"2\"]], \"b\": [\"3\"]}\n"
    "], \"samples\": [{\"input\": [\"2\"], \"target\": [\"3\"]}, {\"input\": [\"4\"], \"target\": [\"5\"]}],\n"
    "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1\"}, \"error\": {\"deviation\": \"squared\", "
    "\"reduction\": \"sum\", \"factor\": \"1\"},\n"
    "\"training\": {\"rate\": \"2\", \"batch\": 2, \"reduction\": \"sum\", \"epochs\": 1}\n"
    "}}";
#define LAYER "{\"units\": 1, \"activation\": \"sigmoid\", \"bias\": \"shared\", \"W\": [[\"2\"]], \"b\": [\"3\"]}"

Test(problem, departures_that_do_not_apply)
{
    static const complaint single_layer[] = {
        {"\n}}", ",\n\"departures\": [\"hidden-delta-from-updated-weights\"]}}",
         ":6: problem.departures[0]: expected a network with a hidden layer for hidden-delta-from-updated-weights, found a "
         "single "
         "layer"},
        {"\n}}", ",\n\"departures\": [\"output-bias-by-hidden-gradient\"]}}",
         ":6: problem.departures[0]: expected a network with a hidden layer for output-bias-by-hidden-gradient, found a single "
         "layer"},
        {"\n}}", ",\n\"departures\": [\"hidden-biases-frozen\"]}}",
         ":6: problem.departures[0]: expected a network with a hidden layer for hidden-biases-frozen, found a single layer"},
    };
    check_complaints(open_case, one_layer, single_layer, COUNT(single_layer));

    char *two_layers = text_with(one_layer, LAYER, LAYER ",\n" LAYER);
    char *with_bias = text_with(two_layers, "\n}}", ",\n\"departures\": [\"output-bias-by-hidden-gradient\"]}}");
    static const complaint biases[] = {
        {"\"bias\": \"shared\", \"W\": [[\"2\"]], \"b\": [\"3\"]},", "\"bias\": \"none\", \"W\": [[\"2\"]]},",
         ":7: problem.departures[0]: expected shared biases in the last two layers, the last one trained, for "
         "output-bias-by-hidden-gradient, found others"},
        {"\"b\": [\"3\"]},", "\"b\": [\"3\"], \"bias_trained\": false},", ""},
        {"\"b\": [\"3\"]}\n", "\"b\": [\"3\"], \"bias_trained\": false}\n",
         ":7: problem.departures[0]: expected shared biases in the last two layers, the last one trained, for "
         "output-bias-by-hidden-gradient, found others"},
        {"\"bias\": \"shared\", \"W\": [[\"2\"]], \"b\": [\"3\"]}\n", "\"bias\": \"none\", \"W\": [[\"2\"]]}\n",
         ":7: problem.departures[0]: expected shared biases in the last two layers, the last one trained, for "
         "output-bias-by-hidden-gradient, found others"},
        {"output-bias-by-hidden-gradient", "hidden-delta-from-updated-weights",
         ":7: problem.departures[0]: expected the batch 1 for hidden-delta-from-updated-weights, found 2"},
    };
    check_complaints(open_case, with_bias, biases, COUNT(biases));

    char *frozen = text_with(with_bias, "output-bias-by-hidden-gradient", "hidden-biases-frozen");
    static const complaint hidden[] = {
        {"\"bias\": \"shared\", \"W\": [[\"2\"]], \"b\": [\"3\"]},", "\"bias\": \"none\", \"W\": [[\"2\"]]},",
         ":7: problem.departures[0]: expected a hidden layer with trained biases for hidden-biases-frozen, found none"}};
    check_complaints(open_case, frozen, hidden, COUNT(hidden));
    free(frozen);
    free(with_bias);
    free(two_layers);
}

Test(problem, parameters)
{
    json_file file = json_file_of(sound);
    gp_message message;
    gp_case the_case;
    cr_assert(gp_case_open(file.name, &the_case, &message), "%s", message.text);
    const gp_problem *problem = &the_case.problem;
    const gp_place weight = {.quantity = GP_WEIGHT, .step = 3, .layer = 1, .unit = 1, .input = 1};
    const gp_place bias = {.quantity = GP_BIAS, .layer = 2};
    cr_assert_eq(gp_problem_parameter(problem, &weight), problem->layers[0].W[3]);
    cr_assert_eq(gp_problem_parameter(problem, &bias), problem->layers[1].b[0]);
    gp_case_close(&the_case);
    json_file_remove(&file);
}

/* The trace of a network 2-3-1 with a shared bias in each layer, two samples, batch 1 and five epochs, counted by hand. A layer
   with W and b is an object of its number, W with rows, and b; a sample is an object of its number, its loss, and a list of
   layers. */
Test(problem, trace_values)
{
    const double parameters = 1 + (1 + 1 + (1 + 3 + 3 * 2) + (1 + 1)) + (1 + 1 + (1 + 1 + 3) + (1 + 1));
    const double forward = 1 + 1 + 1 + 1 + (1 + 1 + 2 * (1 + 3)) + (1 + 1 + 2 * (1 + 1));
    const double deltas = (1 + 3) + (1 + 1);
    const double step = 1 + 1 + 2 * parameters + 1 + forward + deltas, last = 1 + 1 + parameters + 1 + 2 * forward;
    const double hand = 1 + 1 + 1 + 10 * step + last + 1 + 6 * 3;
    json_file file = json_file_of(sound);
    gp_message message;
    gp_case the_case;
    cr_assert(gp_case_open(file.name, &the_case, &message), "%s", message.text);
    const double values = gp_problem_trace_values(&the_case.problem);
    cr_assert(values > 1.5 * hand && values < 4 * hand, "%g values, %g by hand", values, hand);
    gp_case_close(&the_case);
    json_file_remove(&file);
}

/* The mean over the outputs is a factor that is divided by their number: 1 by 3 outputs, and of a fraction its denominator. */
Test(problem, mean_of_outputs)
{
    gp_case the_case;
    char *text = text_with(sound, "\"factor\": \"1/2\"", "\"reduction\": \"mean\", \"factor\": \"-0.5/7\"");
    text_case opened;
    golden_case_open("mean-of-outputs", &the_case);
    cr_assert_str_eq(the_case.problem.loss_factor, "1/3");
    gp_case_close(&the_case);
    text_case_open(text, &opened);
    cr_assert_str_eq(opened.the_case.problem.loss_factor, "-0.5/7");
    text_case_close(&opened);
    free(text);
}

/* A problem as short as it can be: what has only one meaning need not be said, and is told to programs all the same. */
static const char short_one[] =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 2, \"layers\": [\n"
    "{\"units\": 2, \"activation\": \"relu\", \"W\": [[\"1\", \"2\"], [\"3\", \"4\"]], \"b\": [\"5\", \"6\"]},\n"
    "{\"units\": 2, \"activation\": \"softmax\", \"W\": [[\"1\", \"2\"], [\"3\", \"4\"]]}],\n"
    "\"samples\": [{\"input\": [\"2\", \"3\"], \"target\": [\"0\", \"1\"]}],\n"
    "\"loss\": {\"deviation\": \"cross-entropy\"}, \"error\": {\"deviation\": \"squared\", "
    "\"reduction\": \"sum\", \"factor\": \"1\"},\n"
    "\"training\": {\"rate\": \"0.5\", \"epochs\": 3}}}";

Test(problem, what_need_not_be_said)
{
    text_case opened;
    text_case_open(short_one, &opened);
    const gp_problem *problem = &opened.the_case.problem;
    cr_expect_eq(problem->layers[0].shape.bias, GP_BIAS_PER_UNIT);
    cr_expect(problem->layers[0].shape.bias_trained);
    cr_expect_eq(problem->layers[1].shape.bias, GP_BIAS_NONE);
    cr_expect_str_eq(problem->loss_factor, "1");
    cr_expect_eq(problem->batch, 1);
    cr_expect_eq(problem->epochs, 3);
    char *request = gp_request_text(&opened.the_case);
    cr_assert(request);
    cr_expect(strstr(request, "\"bias\":\"per_unit\"") && strstr(request, "\"bias\":\"none\"") &&
                  strstr(request, "\"batch\":1") && strstr(request, "\"reduction\":\"sum\"") &&
                  strstr(request, "\"factor\":\"1\""),
              "%s", request);
    free(request);
    text_case_close(&opened);

    char *no_update = text_with(short_one, "{\"rate\": \"0.5\", \"epochs\": 3}", "{\"epochs\": 0}");
    char *two_samples =
        text_with(no_update, "\"samples\": [", "\"samples\": [{\"input\": [\"2\", \"3\"], \"target\": [\"0\", \"1\"]}, ");
    text_case_open(two_samples, &opened);
    cr_expect_eq(gp_problem_steps(&opened.the_case.problem), 0);
    cr_expect_eq(opened.the_case.problem.samples, 2);
    text_case_close(&opened);
    free(two_samples);
    free(no_update);
}

/* A note and a source may stand in every object; no program is given them. */
Test(problem, notes)
{
    char *root = text_with(sound, "\"problem\": {", "\"source\": \"a book\", \"problem\": {\"note\": \"two\\nlines\",");
    char *layer = text_with(root, "{\"units\": 3,", "{\"note\": \"hidden\", \"units\": 3,");
    char *sample =
        text_with(layer, "{\"input\": [\"2.1\"", "{\"source\": \"page 7\", \"note\": \"first\", \"input\": [\"2.1\"");
    char *training = text_with(sample, "\"epochs\": 5", "\"epochs\": 5, \"note\": \"as printed\"");
    text_case opened;
    text_case_open(training, &opened);
    cr_expect_eq(opened.the_case.problem.epochs, 5);
    char *request = gp_request_text(&opened.the_case);
    cr_assert(request);
    cr_expect(strstr(request, "\"epochs\"") && !strstr(request, "\"note\"") && !strstr(request, "\"source\""), "%s", request);
    free(request);
    text_case_close(&opened);
    char *const texts[] = {root, layer, sample, training};
    for (size_t k = 0; k < COUNT(texts); k++)
        free(texts[k]);
}

/* A problem that reports no error has none; one may have a penalty by what biases decay. */
Test(problem, of_errors)
{
    text_case opened;
    const gp_place error = {.quantity = GP_EPOCH_ERROR};
    text_case_open(sound, &opened);
    cr_assert(gp_problem_has(&opened.the_case.problem, &error));
    text_case_close(&opened);
    char *without = text_with(sound,
                              "    \"error\": {\"deviation\": \"absolute\",\n"
                              "              \"reduction\": \"mean\", \"factor\": \"3\"},\n",
                              "");
    text_case_open(without, &opened);
    cr_assert_not(gp_problem_has(&opened.the_case.problem, &error));
    text_case_close(&opened);
    free(without);
    char *penalty = text_with(sound, "\"factor\": \"3\"}", "\"factor\": \"3\", \"penalty\": \"l2\"}");
    char *decays = text_with(penalty, "\"epochs\": 5", "\"epochs\": 5, \"bias_decay\": \"0.1\"");
    text_case_open(decays, &opened);
    cr_assert(opened.the_case.problem.error_penalty);
    text_case_close(&opened);
    free(decays);
    free(penalty);
}
