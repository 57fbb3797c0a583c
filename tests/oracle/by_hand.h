/** @file
 *  A problem of one step that is worked by hand, with and without departures; all its numbers are exact in binary32. */
#ifndef GP_TESTS_BY_HAND_H
#define GP_TESTS_BY_HAND_H

/*  x = (2, -3), layer 1: one unit, W = (0.5, 0.25), b = 0.25; layer 2: two units, W = (2, -1), shared b = 0.5; identity
    units, t = (1, -0.5), loss factor 1/2, rate 1/2:

        z1 = 1 - 0.75 + 0.25 = 0.5      z2 = (1 + 0.5, -0.5 + 0.5) = (1.5, 0)     a - t = (0.5, 0.5)    loss 0.25
        delta2 = (0.5, 0.5)             dW2 = (0.25, 0.25), db2 = 1               new W2 = (1.875, -1.125), b2 = 0
        delta1 = 2 * 0.5 - 0.5 = 0.5    dW1 = (1, -1.5), db1 = 0.5                new W1 = (0, 1), b1 = 0

    With weights that are updated first:
        delta1 = 1.875 * 0.5 - 1.125 * 0.5 = 0.375   dW1 = (0.75, -1.125), db1 = 0.375    new W1 = (0.125, 0.8125), b1 = 0.0625
    With b2 moved by the hidden gradient, 0.5: new b2 = 0.25; both together, by 0.375: 0.3125. */
static const char by_hand[] =
    "{\"format\": \"goldprop-case-1\", \"problem\": {\"inputs\": 2, \"layers\": [\n"
    "{\"units\": 1, \"activation\": \"identity\", \"bias\": \"shared\", \"b\": [\"0.25\"], \"W\": [[\"0.5\", \"0.25\"]]},\n"
    "{\"units\": 2, \"activation\": \"identity\", \"bias\": \"shared\", \"b\": [\"0.5\"], \"W\": [[\"2\"], [\"-1\"]]}],\n"
    "\"samples\": [{\"input\": [\"2\", \"-3\"], \"target\": [\"1\", \"-0.5\"]}],\n"
    "\"loss\": {\"deviation\": \"squared\", \"factor\": \"1/2\"},\n"
    "\"error\": {\"deviation\": \"squared\", \"reduction\": \"sum\", \"factor\": \"1/2\"},\n"
    "\"training\": {\"rate\": \"1/2\", \"batch\": 1, \"reduction\": \"sum\", \"epochs\": 1}\n"
    "}}";

#define UPDATED "\"hidden-delta-from-updated-weights\""
#define BORROWED "\"output-bias-by-hidden-gradient\""
#define FROZEN "\"hidden-biases-frozen\""

#endif
