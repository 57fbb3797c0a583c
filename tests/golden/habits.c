#include "golden/habits.h"

#include <criterion/criterion.h>

static const char *const training[] = {"rule", "rate", "momentum", "clip", "batch", "reduction", "epochs", NULL};
static const char *const adaptive[] = {"rule", "rate", "beta1", "beta2", "epsilon", NULL};
static const char *const root[] = {"format", "id", "problem", "record", NULL};
static const char *const clip[] = {"by", "limit", NULL};
static const char *const sample[] = {"input", "target", NULL};
static const char *const layer[] = {"units", "activation", "alpha", "bias", "bias_trained", "frozen", "W", "b", NULL};
static const char *const loss[] = {"deviation", "reduction", "factor", NULL};
static const char *const error[] = {"deviation", "reduction", "factor", "penalty", NULL};
static const char *const problem[] = {"inputs", "layers", "samples", "loss", "error", "training", NULL};

Test(habits, keys)
{
    static const struct {
        const char *key;
        const char *const *keys;
        const char *hint;
    } found[] = {
        {"lr", training, "; write \"rate\""},
        {"learning_rate", training, "; write \"rate\""},
        {"Rate", training, "; write \"rate\""},
        {"beta", training, "; write \"momentum\", beside a \"rule\" that has one"},
        {"batchSize", training, "; write \"batch\""},
        {"mean", loss, "; write \"reduction\": \"mean\""},
        {"mean", training, "; write \"reduction\": \"mean\""},
        {"l2", error, "; write \"penalty\": \"l2\""},
        {"Regularizer", error, "; write \"penalty\": \"l2\""},
        {"penalty", training, "; \"penalty\" belongs in \"error\""},
        {"lr", problem, "; \"rate\" belongs in \"training\""},
        {"rate", problem, "; \"rate\" belongs in \"training\""},
        {"activation", problem, "; \"activation\" belongs in \"layers\""},
        {"w", layer, "; write \"W\""},
        {"weights", layer, "; write \"W\""},
        {"activation_function", layer, "; write \"activation\""},
        {"trainable", layer, "; write \"frozen\", which is the opposite"},
        {"requires_grad", layer, "; write \"frozen\", which is the opposite"},
        {"x", sample, "; write \"input\""},
        {"inputs", sample, "; write \"input\""},
        {"y", sample, "; write \"target\""},
        {"type", loss, "; write \"deviation\""},
        {"_comment", training, "; write \"note\""},
        {"description", sample, "; write \"note\""},
        {"max_norm", training, "; write \"clip\": {\"by\": \"norm\", \"limit\": ...}"},
        {"clip_norm", training, "; write \"clip\": {\"by\": \"norm\", \"limit\": ...}"},
        {"clipnorm", training, "; write \"clip\": {\"by\": \"norm\", \"limit\": ...}"},
        {"clipvalue", training, "; write \"clip\": {\"by\": \"value\", \"limit\": ...}"},
        {"max_norm", problem, "; \"clip\" belongs in \"training\""},
        {"clip_norm", clip, "; write \"limit\""},
        {"kind", clip, "; write \"by\""},
        /* each under the name that PyTorch, Keras or cs231n have for it */
        {"eps", adaptive, "; write \"epsilon\""},
        {"rho", adaptive, "; write \"beta2\""},
        {"decay_rate", adaptive, "; write \"beta2\""},
        {"betas", adaptive, "; write \"beta1\" and \"beta2\""},
        {"alpha", adaptive, "; write \"rate\", or \"beta2\" where it is RMSprop's"},
        {"negative_slope", layer, "; write \"alpha\""},
        /* what belongs in another object, and what is another object's name */
        {"inputs", root, "; \"inputs\" belongs in \"problem\""},
        {"inputs", training, "; \"inputs\" belongs in \"problem\""},
        {"layers", root, "; \"layers\" belongs in \"problem\""},
        {"optimizer", problem, "; write \"training\": {\"rule\": ...}"},
        {"optimizer", training, "; write \"rule\""},
        /* a slip of the keys */
        {"activaton", layer, "; is it \"activation\"?"},
        {"momentmu", training, "; is it \"momentum\"?"},
        {"rat", training, "; is it \"rate\"?"},
        {"unheard-of", training, ""},
        {"", training, ""},
        {"ra", training, ""},
    };
    for (size_t k = 0; k < sizeof found / sizeof *found; k++) {
        char hint[gp_hint_room];
        gp_hint_of_key(found[k].key, found[k].keys, hint);
        cr_expect_str_eq(hint, found[k].hint, "%s: %s", found[k].key, hint);
    }
}

Test(habits, words)
{
    static const char *const activations[] = {"identity", "sigmoid", "relu", "leaky-relu", NULL};
    static const char *const functions[] = {"identity", "sigmoid", "tanh", "relu", "elu", NULL};
    static const char *const losses[] = {"squared", "absolute", "linear", "binary-cross-entropy", "cross-entropy", NULL};
    static const char *const rules[] = {"gradient-descent", "momentum", "adam", NULL};
    static const char *const penalties[] = {"l2", NULL};
    static const char *const biases[] = {"none", "per_unit", "shared", NULL};
    static const struct {
        const char *word;
        const char *const *words;
        const char *hint;
    } found[] = {
        {"ReLU", activations, "; write \"relu\""},
        {"relu ", activations, "; write \"relu\""},
        {"LeakyReLU", activations, "; write \"leaky-relu\""},
        {"linear", activations, "; write \"identity\""},
        {"logistic", activations, "; write \"sigmoid\""},
        {"mse", losses, "; write \"squared\", with \"reduction\": \"mean\" beside it"},
        {"MSE", losses, "; write \"squared\", with \"reduction\": \"mean\" beside it"},
        {"bce", losses, "; write \"binary-cross-entropy\""},
        {"categorical_crossentropy", losses, "; write \"cross-entropy\""},
        {"logistic", losses, ""},
        {"tahn", functions, "; is it \"tanh\"?"},
        {"sigmiod", functions, "; is it \"sigmoid\"?"},
        {"selu", functions, ""}, /* as near to relu as to elu */
        {"relu6", functions, ""},
        {"sgd", rules, "; write \"gradient-descent\""},
        {"Adam", rules, "; write \"adam\""},
        {"true", biases, "; write \"per_unit\""},
        {"per unit", biases, "; write \"per_unit\""},
        {"weight decay", penalties, "; write \"l2\""},
        {"ridge", penalties, "; write \"l2\""},
        {"cubed", losses, ""},
        {"", losses, ""},
    };
    for (size_t k = 0; k < sizeof found / sizeof *found; k++) {
        char hint[gp_hint_room];
        gp_hint_of_word(found[k].word, found[k].words, hint);
        cr_expect_str_eq(hint, found[k].hint, "%s: %s", found[k].word, hint);
    }
}

Test(habits, numbers)
{
    static const char minus[] = "; its minus sign is a typographic one, write \"-\"",
                      comma[] = "; write its decimal point as \".\"", blank[] = "; take the blank out of it";
    static const struct {
        const char *text, *hint;
    } found[] = {
        {"\xE2\x88\x92"
         "0.5",
         minus},
        {"1e\xE2\x80\x93"
         "3",
         minus},
        {"\xE2\x80\x90"
         "1",
         minus},
        {"0,5", comma},
        {"-1,25", comma},
        {"0.7 ", blank},
        {" 0.7", blank},
        {"1 000", blank},
        {"1/3\t", blank},
        {"0.7\u00a0", blank},
        {"\u202f-0.7", blank},
        {"0.7\u200b", blank},
        {" ", ""},
        {"one, two", ""},
        {"x", ""},
        {"", ""},
    };
    for (size_t k = 0; k < sizeof found / sizeof *found; k++) {
        char hint[gp_hint_room];
        gp_hint_of_number(found[k].text, hint);
        cr_expect_str_eq(hint, found[k].hint, "%s: %s", found[k].text, hint);
    }
}

/* What the values of a key that is lacking may be. */
Test(habits, lacking)
{
    static const struct {
        const char *key, *hint;
    } lacking[] = {
        {"format", "; write \"format\": \"goldprop-case-1\""},
        {"factor", "; write \"factor\": \"1/2\" or \"1\""},
        {"reduction", "; write \"reduction\": \"mean\" or \"sum\""},
        {"batch", "; write \"batch\": 1, or how many samples share an update"},
        {"problem", ""},
        {"", ""},
    };
    for (size_t k = 0; k < sizeof lacking / sizeof *lacking; k++) {
        char hint[gp_hint_room];
        gp_hint_of_lacking(lacking[k].key, hint);
        cr_expect_str_eq(hint, lacking[k].hint, "%s: %s", lacking[k].key, hint);
    }
}
