/* How each quantity is written: one row each, at the end of this file. */
#include "notation/activation_words.h"
#include "notation/formula.h"
#include "notation/script.h"

#include <string.h>

static const gp_problem_layer *layer_at(const gp_formula *f, size_t layer)
{
    return &f->problem->layers[layer - 1];
}

static void put_times(const gp_formula *f)
{
    gp_put(f, " * ", " \\cdot ");
}

/* W and b. A parameter after an update: the old one and its change; written out, the old one less rate times gradient, or what
   else its rule makes the change of. */

static void weight_law(const gp_formula *f, const gp_place *p)
{
    (void)p;
    gp_put(f, "W_ji = W_ji + its change", "W_{ji} \\leftarrow W_{ji} + \\Delta W_{ji}");
}

static void bias_law(const gp_formula *f, const gp_place *p)
{
    (void)p;
    gp_put(f, "b = b + its change", "b \\leftarrow b + \\Delta b");
}

/* The gradient that moves the parameter of a change or a velocity. @return false where nothing moves it */
static bool gradient_of_change(const gp_formula *f, const gp_place *change, gp_place *gradient)
{
    const gp_departures departures = f->problem->departures;
    const bool last = change->layer == f->problem->depth;
    *gradient = *change;
    gradient->quantity = gp_has_input(change->quantity) ? GP_WEIGHT_GRADIENT : GP_BIAS_GRADIENT;
    if (f->problem->clipping != GP_CLIP_NONE && gp_quantities[change->quantity].stage == GP_AT_CHANGES)
        gradient->quantity = gp_has_input(change->quantity) ? GP_WEIGHT_CLIPPED : GP_BIAS_CLIPPED;
    if (gp_has_input(change->quantity))
        return !layer_at(f, change->layer)->shape.weights_frozen;
    if (last && gp_departs(departures, GP_OUTPUT_BIAS_BY_HIDDEN_GRADIENT))
        gradient->layer--;
    return layer_at(f, change->layer)->shape.bias_trained && (last || !gp_departs(departures, GP_HIDDEN_BIASES_FROZEN));
}

static void put_gradient(const gp_formula *f, const gp_place *p);

/* How strongly the parameter of a change or a moment decays, as the problem has it; NULL: not at all. */
static const char *decay_of(const gp_formula *f, const gp_place *change)
{
    return f->problem->rule_numbers[gp_has_input(change->quantity) ? GP_NUMBER_WEIGHT_DECAY : GP_NUMBER_BIAS_DECAY];
}

static bool is_decoupled(const gp_formula *f);

static gp_place parameter_of(const gp_place *change)
{
    gp_place parameter = *change;
    parameter.quantity = gp_has_input(change->quantity) ? GP_WEIGHT : GP_BIAS;
    return parameter;
}

static void put_gradient_alone(const gp_formula *f, const gp_place *gradient)
{
    if (f->operands->written_out && gradient->quantity == GP_WEIGHT_GRADIENT && f->problem->batch == 1)
        put_gradient(f, gradient);
    else
        gp_put_computed(f, *gradient);
}

/* The gradient, and with it what decays, unless the rule decouples it. */
static void put_gradient_of_update(const gp_formula *f, const gp_place *change, const gp_place *gradient)
{
    const char *decay = is_decoupled(f) ? NULL : decay_of(f, change);
    gp_put(f, decay ? "(" : "", decay ? "(" : "");
    put_gradient_alone(f, gradient);
    if (!decay)
        return;
    gp_put(f, " + ", " + ");
    gp_put_given(f, decay);
    put_times(f);
    gp_put_computed(f, parameter_of(change));
    gp_put(f, ")", ")");
}

static void put_rate_times(const gp_formula *f, const gp_place *change)
{
    gp_put_given(f, gp_problem_rate(f->problem, change->step));
    put_times(f);
}

static void put_velocity_of(const gp_formula *f, const gp_place *change)
{
    gp_place velocity = *change;
    velocity.quantity = gp_has_input(change->quantity) ? GP_WEIGHT_VELOCITY : GP_BIAS_VELOCITY;
    gp_put_computed(f, velocity);
}

static void put_rate_times_gradient(const gp_formula *f, const gp_place *change, const gp_place *gradient)
{
    put_rate_times(f, change);
    put_gradient_of_update(f, change, gradient);
}

static void put_rate_times_velocity(const gp_formula *f, const gp_place *change, const gp_place *gradient)
{
    (void)gradient;
    put_rate_times(f, change);
    put_velocity_of(f, change);
}

static void put_velocity_alone(const gp_formula *f, const gp_place *change, const gp_place *gradient)
{
    (void)gradient;
    put_velocity_of(f, change);
}

/* momentum times the velocity of the step */
static void put_momentum_times_velocity(const gp_formula *f, const gp_place *change)
{
    gp_put_given(f, f->problem->rule_numbers[GP_NUMBER_MOMENTUM]);
    put_times(f);
    put_velocity_of(f, change);
}

static void put_rate_times_ahead(const gp_formula *f, const gp_place *change, const gp_place *gradient)
{
    put_rate_times(f, change);
    gp_put(f, "(", "(");
    put_gradient_of_update(f, change, gradient);
    gp_put(f, " + ", " + ");
    put_momentum_times_velocity(f, change);
    gp_put(f, ")", ")");
}

static void put_velocity_ahead(const gp_formula *f, const gp_place *change, const gp_place *gradient)
{
    put_momentum_times_velocity(f, change);
    gp_put(f, " - ", " - ");
    put_rate_times(f, change);
    put_gradient_of_update(f, change, gradient);
}

static void put_plus_gradient(const gp_formula *f, const gp_place *change, const gp_place *gradient)
{
    gp_put(f, " + ", " + ");
    put_gradient_of_update(f, change, gradient);
}

static void put_minus_rate_times_gradient(const gp_formula *f, const gp_place *change, const gp_place *gradient)
{
    gp_put(f, " - ", " - ");
    put_rate_times(f, change);
    put_gradient_of_update(f, change, gradient);
}

/* A moment of a weight and of a bias, with letters. */
static const struct {
    gp_words of_bias, of_weight;
} moment_letters[] = {
    [GP_VELOCITY] = {{{"v", "v"}}, {{"v_ji", "v_{ji}"}}},
    [GP_FIRST_MOMENT] = {{{"m", "m"}}, {{"m_ji", "m_{ji}"}}},
    [GP_SECOND_MOMENT] = {{{"v", "v"}}, {{"v_ji", "v_{ji}"}}},
    [GP_FIRST_CORRECTED] = {{{"m_hat", "\\hat m"}}, {{"m_hat_ji", "\\hat m_{ji}"}}},
    [GP_SECOND_CORRECTED] = {{{"v_hat", "\\hat v"}}, {{"v_hat_ji", "\\hat v_{ji}"}}},
};
_Static_assert(sizeof moment_letters / sizeof *moment_letters == gp_moment_count, "letters for each moment");

static const gp_words gradients[] = {{{"db", "\\partial E / \\partial b"}}, {{"dW_ji", "\\partial E / \\partial W_{ji}"}}};
static const gp_words clipped_gradients[] = {{{"db_clipped", "\\overline{\\partial E / \\partial b}"}},
                                             {{"dW_clipped_ji", "\\overline{\\partial E / \\partial W_{ji}}"}}};

/* What an update descends of a weight or a bias, with letters. */
static const gp_words *gradient_letters(const gp_formula *f, bool of_weight)
{
    return f->problem->clipping == GP_CLIP_NONE ? &gradients[of_weight] : &clipped_gradients[of_weight];
}

/* Words in which each ~ has something beside it, in brackets: those around it, or its own. */
static const char *beside_gradient(const char *words, const char *beside, size_t size, char *expanded)
{
    size_t length = 0;
    for (const char *at = words; *at; at++) {
        const bool in_brackets = at > words && at[-1] == '(' && at[1] == ')';
        const char *form = in_brackets ? "%c%s" : "(%c%s)";
        length += (size_t)(*at == '~' ? snprintf(expanded + length, size - length, form, *at, beside)
                                      : snprintf(expanded + length, size - length, "%c", *at));
    }
    return expanded;
}

/* Words of an update rule, for a weight or a bias whose change or moment is at a place. ~ stands for the gradient, ! for the
   velocity, M and V for the moments of Adam and its like, H and K for these when they are corrected, P for the moment itself in
   the step before; R, A, B, E and D for the rate, beta1, beta2, epsilon and the decay; W for the parameter; and T for the
   number of the update. Where a parameter decays and the rule does not decouple that, the gradient has it beside it. */
static void put_of_update(const gp_formula *f, const gp_words *words, const gp_place *p)
{
    static const gp_words parameters[] = {{{"b", "b"}}, {{"W_ji", "W_{ji}"}}},
                          decays[] = {{{"bias_decay", "\\lambda"}}, {{"weight_decay", "\\lambda"}}};
    static const char characters[gp_moment_count] = {'!', 'M', 'V', 'H', 'K'};
    const gp_script script = f->script;
    const bool of_weight = gp_has_input(p->quantity);
    char t[24];
    const gp_place parameter = parameter_of(p);
    gp_place gradient, before = *p, moments[gp_moment_count];
    (void)gradient_of_change(f, p, &gradient);
    before.step--;
    snprintf(t, sizeof t, "%zu", p->step + 1);
    const gp_moment own = gp_quantities[p->quantity].moment;
    const gp_words *letters_of_own = of_weight ? &moment_letters[own].of_weight : &moment_letters[own].of_bias;
    const char *const *numbers = f->problem->rule_numbers;
    gp_blank blanks[9 + gp_moment_count] = {
        {.character = '~', .letter = gradient_letters(f, of_weight)->in[script], .place = &gradient},
        {.character = 'P', .letter = letters_of_own->in[script], .place = p->step > 0 ? &before : NULL, .given = "0"},
        {.character = 'R', .letter = script == GP_TEX ? "\\eta" : "rate", .given = gp_problem_rate(f->problem, p->step)},
        {.character = 'A', .letter = script == GP_TEX ? "\\beta_1" : "beta1", .given = numbers[GP_NUMBER_BETA1]},
        {.character = 'B', .letter = script == GP_TEX ? "\\beta_2" : "beta2", .given = numbers[GP_NUMBER_BETA2]},
        {.character = 'E', .letter = script == GP_TEX ? "\\epsilon" : "epsilon", .given = numbers[GP_NUMBER_EPSILON]},
        {.character = 'D', .letter = decays[of_weight].in[script], .given = decay_of(f, p)},
        {.character = 'W', .letter = parameters[of_weight].in[script], .place = &parameter},
        {.character = 'T', .letter = "t", .given = t},
    };
    for (int m = 0; m < gp_moment_count; m++) {
        const gp_quantity quantity = gp_moment_quantity((gp_moment)m);
        moments[m] = *p;
        moments[m].quantity = of_weight ? quantity : gp_bias_quantity(quantity);
        const gp_words *letters = of_weight ? &moment_letters[m].of_weight : &moment_letters[m].of_bias;
        blanks[9 + m] = (gp_blank){.character = characters[m], .letter = letters->in[script], .place = &moments[m]};
    }
    char expanded[128];
    const char *written = words->in[script];
    if (decay_of(f, p) && !is_decoupled(f))
        written = beside_gradient(written, script == GP_TEX ? " + D \\cdot W" : " + D * W", sizeof expanded, expanded);
    gp_put_filled(f, &(gp_words){{written, written}}, blanks, sizeof blanks / sizeof *blanks);
}

/* What a rule that decouples decay takes of it. */
static void put_decay_taken(const gp_formula *f, const gp_place *change)
{
    static const gp_words words = {{" - R * D * W", " - R \\cdot D \\cdot W"}};
    if (decay_of(f, change) && is_decoupled(f))
        put_of_update(f, &words, change);
}

static void put_rate_times_first_by_root_of_second(const gp_formula *f, const gp_place *change, const gp_place *gradient)
{
    (void)gradient;
    static const gp_words words = {{"R * H / (sqrt(K) + E)", "R \\cdot H / (\\sqrt{K} + E)"}};
    put_of_update(f, &words, change);
}

static void put_rate_times_gradient_by_root(const gp_formula *f, const gp_place *change, const gp_place *gradient)
{
    (void)gradient;
    static const gp_words words = {{"R * ~ / (sqrt(V) + E)", "R \\cdot ~ / (\\sqrt{V} + E)"}};
    put_of_update(f, &words, change);
}

/* How an update rule is written. */
typedef struct update_row {
    gp_words change_law; /* filled by put_of_update(), as all words here */
    bool is_subtracted;  /* the change is less what is written next */
    bool is_decoupled;   /* what decays is taken from the change, and does not stand beside the gradient */
    void (*change)(const gp_formula *f, const gp_place *change, const gp_place *gradient);
    gp_words moment_laws[gp_moment_count]; /* of the moments that the rule keeps */
    void (*onto_velocity)(const gp_formula *f, const gp_place *velocity,
                          const gp_place *gradient); /* what is added to momentum times the velocity, where
                              the rule has one; other moments are as their law */
} update_row;

/* In the order of gp_update_rule. */
static const update_row updates[] = {
    {.change_law = {{"-rate ~", "-\\eta\\, ~"}}, .is_subtracted = true, .change = put_rate_times_gradient},
    {.change_law = {{"-rate !", "-\\eta\\, !"}},
     .is_subtracted = true,
     .change = put_rate_times_velocity,
     .moment_laws = {[GP_VELOCITY] = {{"momentum ! + ~", "\\mu\\, ! + ~"}}},
     .onto_velocity = put_plus_gradient},
    {.change_law = {{"!", "!"}},
     .change = put_velocity_alone,
     .moment_laws = {[GP_VELOCITY] = {{"momentum ! - rate ~", "\\mu\\, ! - \\eta\\, ~"}}},
     .onto_velocity = put_minus_rate_times_gradient},
    {.change_law = {{"-rate (~ + momentum !)", "-\\eta\\, (~ + \\mu\\, !)"}},
     .is_subtracted = true,
     .change = put_rate_times_ahead,
     .moment_laws = {[GP_VELOCITY] = {{"momentum ! + ~", "\\mu\\, ! + ~"}}},
     .onto_velocity = put_plus_gradient},
    {.change_law = {{"momentum ! - rate ~", "\\mu\\, ! - \\eta\\, ~"}},
     .change = put_velocity_ahead,
     .moment_laws = {[GP_VELOCITY] = {{"momentum ! - rate ~", "\\mu\\, ! - \\eta\\, ~"}}},
     .onto_velocity = put_minus_rate_times_gradient},
    {.change_law = {{"-R * H / (sqrt(K) + E)", "-R \\cdot H / (\\sqrt{K} + E)"}},
     .is_subtracted = true,
     .change = put_rate_times_first_by_root_of_second,
     .moment_laws = {[GP_FIRST_MOMENT] = {{"A * P + (1 - A) * ~", "A \\cdot P + (1 - A) \\cdot ~"}},
                     [GP_SECOND_MOMENT] = {{"B * P + (1 - B) * (~)^2", "B \\cdot P + (1 - B) \\cdot (~)^2"}},
                     [GP_FIRST_CORRECTED] = {{"M / (1 - A^T)", "M / (1 - A^{T})"}},
                     [GP_SECOND_CORRECTED] = {{"V / (1 - B^T)", "V / (1 - B^{T})"}}}},
    {.change_law = {{"-R * H / (sqrt(K) + E)", "-R \\cdot H / (\\sqrt{K} + E)"}},
     .is_subtracted = true,
     .is_decoupled = true,
     .change = put_rate_times_first_by_root_of_second,
     .moment_laws = {[GP_FIRST_MOMENT] = {{"A * P + (1 - A) * ~", "A \\cdot P + (1 - A) \\cdot ~"}},
                     [GP_SECOND_MOMENT] = {{"B * P + (1 - B) * (~)^2", "B \\cdot P + (1 - B) \\cdot (~)^2"}},
                     [GP_FIRST_CORRECTED] = {{"M / (1 - A^T)", "M / (1 - A^{T})"}},
                     [GP_SECOND_CORRECTED] = {{"V / (1 - B^T)", "V / (1 - B^{T})"}}}},
    {.change_law = {{"-R * ~ / (sqrt(V) + E)", "-R \\cdot ~ / (\\sqrt{V} + E)"}},
     .is_subtracted = true,
     .change = put_rate_times_gradient_by_root,
     .moment_laws = {[GP_SECOND_MOMENT] = {{"B * P + (1 - B) * (~)^2", "B \\cdot P + (1 - B) \\cdot (~)^2"}}}},
    {.change_law = {{"-R * ~ / (sqrt(V) + E)", "-R \\cdot ~ / (\\sqrt{V} + E)"}},
     .is_subtracted = true,
     .change = put_rate_times_gradient_by_root,
     .moment_laws = {[GP_SECOND_MOMENT] = {{"P + (~)^2", "P + (~)^2"}}}},
};
_Static_assert(sizeof updates / sizeof *updates == gp_update_rule_count, "a row for each update rule");

static bool is_decoupled(const gp_formula *f)
{
    return updates[f->problem->update].is_decoupled;
}

static void put_parameter(const gp_formula *f, const gp_place *p)
{
    gp_place before = *p, change = *p, gradient;
    before.step = change.step = p->step - 1;
    change.quantity = p->quantity == GP_WEIGHT ? GP_WEIGHT_CHANGE : GP_BIAS_CHANGE;
    gp_put_computed(f, before);
    if (!gradient_of_change(f, &change, &gradient)) {
        gp_put(f, ", which stays", "");
        return;
    }
    if (f->operands->written_out) {
        const update_row *rule = &updates[f->problem->update];
        gp_put(f, rule->is_subtracted ? " - " : " + ", rule->is_subtracted ? " - " : " + ");
        rule->change(f, &change, &gradient);
        put_decay_taken(f, &change);
    } else {
        gp_put(f, " + ", " + ");
        gp_put_computed(f, change);
    }
}

/* z: sum_i W_ji a_i + b_j. */

/* How the bias of a layer is written behind the sum, in the order of gp_bias. */
static const gp_words bias_letters[] = {{{"", ""}}, {{" + b_j", " + b_j"}}, {{" + b", " + b"}}};
_Static_assert(sizeof bias_letters / sizeof *bias_letters == gp_bias_kind_count, "a row for each kind of bias");

static void net_input_law(const gp_formula *f, const gp_place *p)
{
    const gp_words *bias = &bias_letters[layer_at(f, p->layer)->shape.bias];
    gp_put(f, "z_j = sum_i W_ji a_i", "z_j = \\sum_i W_{ji}\\, a_i");
    gp_put(f, bias->in[GP_TEXT], bias->in[GP_TEX]);
}

static void put_net_input(const gp_formula *f, const gp_place *p)
{
    const gp_problem_layer *layer = layer_at(f, p->layer);
    for (size_t i = 0; i < layer->inputs; i++)
        if (gp_begin_term(f, i, layer->inputs)) {
            gp_put_computed(f, (gp_place){GP_WEIGHT, p->step, 0, p->layer, p->unit, i});
            put_times(f);
            gp_put_below(f, p->step, p->sample, p->layer, i);
        }
    if (layer->shape.bias == GP_BIAS_NONE)
        return;
    gp_put(f, " + ", " + ");
    gp_put_computed(f, (gp_place){GP_BIAS, p->step, 0, p->layer, layer->shape.bias == GP_BIAS_SHARED ? 0 : p->unit, 0});
}

/* a: f(z_j). */

static void activation_law(const gp_formula *f, const gp_place *p)
{
    gp_put(f, "a_j = ", "a_j = ");
    gp_put_activation(f, layer_at(f, p->layer)->shape.activation, *p);
}

static void put_activation(const gp_formula *f, const gp_place *p)
{
    gp_put_activation(f, layer_at(f, p->layer)->shape.activation, *p);
}

/* output_loss: E_k = c (a_k - t_k)^2. loss: E = c sum_k (a_k - t_k)^2. And so with the terms of other losses. */

/* How a loss is written, with ~ for a and ! for t: its term of an output, and the slope of that along a. */
typedef struct loss_row {
    gp_words term;   /* a factor of a product */
    gp_words before; /* the factor of the slope before that of the loss */
    gp_words slope;  /* behind it, as a factor */
    bool is_of_all;  /* delta is written from a and all targets at once */
} loss_row;

/* In the order of gp_loss_kind. */
static const loss_row losses[] = {
    {.term = {{"(~ - !)^2", "(~ - !)^2"}}, .before = {{"2 * ", "2 \\cdot "}}, .slope = {{"(~ - !)", "(~ - !)"}}},
    {.term = {{"abs(~ - !)", "|~ - !|"}}, .before = {{"", ""}}, .slope = {{"sign(~ - !)", "\\operatorname{sign}(~ - !)"}}},
    {.term = {{"! * ~", "! \\cdot ~"}}, .before = {{"", ""}}, .slope = {{"!", "!"}}},
    {.term = {{"(-(! * log(~) + (1 - !) * log(1 - ~)))", "\\bigl(-(! \\cdot \\log ~ + (1 - !) \\cdot \\log(1 - ~))\\bigr)"}},
     .before = {{"", ""}},
     .slope = {{"(~ - !) / (~ * (1 - ~))", "\\frac{~ - !}{~ \\cdot (1 - ~)}"}}},
    {.term = {{"(-(! * log(~)))", "(-! \\cdot \\log ~)"}},
     .before = {{"", ""}},
     .slope = {{"(-! / ~)", "\\Bigl(-\\frac{!}{~}\\Bigr)"}},
     .is_of_all = true},
};
_Static_assert(sizeof losses / sizeof *losses == gp_loss_count, "a row for each loss");

static const loss_row *loss_of(const gp_formula *f)
{
    return &losses[f->problem->loss];
}

/* Words of an output; with letters, of the output k. */
static void put_of_output(const gp_formula *f, const gp_words *words, const gp_place *p, size_t output)
{
    const gp_place a = {GP_ACTIVATED, p->step, p->sample, f->problem->depth, output, 0};
    const gp_blank blanks[] = {{.character = '~', .letter = "a_k", .place = &a},
                               {.character = '!',
                                .letter = "t_k",
                                .given = f->problem->t[p->sample * f->problem->outputs + output],
                                .of_sample = true}};
    gp_put_filled(f, words, blanks, sizeof blanks / sizeof *blanks);
}

static void loss_law(const gp_formula *f, const gp_place *p)
{
    gp_put(f, "E = ", "E = ");
    gp_put_given(f, f->problem->loss_factor);
    gp_put(f, " * sum_k ", " \\sum_k ");
    put_of_output(f, &loss_of(f)->term, p, 0);
}

static void output_loss_law(const gp_formula *f, const gp_place *p)
{
    gp_put(f, "E_k = ", "E_k = ");
    gp_put_given(f, f->problem->loss_factor);
    put_times(f);
    put_of_output(f, &loss_of(f)->term, p, 0);
}

static void put_output_loss(const gp_formula *f, const gp_place *p)
{
    gp_put_given(f, f->problem->loss_factor);
    put_times(f);
    put_of_output(f, &loss_of(f)->term, p, p->unit);
}

static void put_loss(const gp_formula *f, const gp_place *p)
{
    gp_put_given(f, f->problem->loss_factor);
    gp_put(f, " * (", " \\bigl(");
    for (size_t k = 0; k < f->problem->outputs; k++)
        if (gp_begin_term(f, k, f->problem->outputs))
            put_of_output(f, &loss_of(f)->term, p, k);
    gp_put(f, ")", "\\bigr)");
}

/* da: dE/da, of an output 2 c (a_k - t_k), of a hidden unit sum_j W_ji delta_j. dx: the same of an input. */

/* Weights that the step has already moved, where the document takes those. */
static bool from_updated(const gp_formula *f)
{
    return gp_departs(f->problem->departures, GP_HIDDEN_DELTA_FROM_UPDATED_WEIGHTS);
}

static void put_from_updated_note(const gp_formula *f)
{
    if (from_updated(f))
        gp_put(f, ", with W already updated (a departure)", "\\text{, with $W$ already updated (a departure)}");
}

/* The slope of the loss along an output; with letters, along the output k. */
static void put_loss_slope(const gp_formula *f, const gp_place *p, size_t output)
{
    const gp_words *before = &loss_of(f)->before;
    gp_put(f, before->in[GP_TEXT], before->in[GP_TEX]);
    gp_put_given(f, f->problem->loss_factor);
    put_times(f);
    put_of_output(f, &loss_of(f)->slope, p, output);
}

static void activation_gradient_law(const gp_formula *f, const gp_place *p)
{
    if (p->layer == f->problem->depth) {
        gp_put(f, "dE/da_k = ", "\\partial E / \\partial a_k = ");
        put_loss_slope(f, p, 0);
        return;
    }
    gp_put(f, "dE/da_i = sum_j W_ji delta_j", "\\partial E / \\partial a_i = \\sum_j W_{ji}\\, \\delta_j");
    put_from_updated_note(f);
}

static void input_gradient_law(const gp_formula *f, const gp_place *p)
{
    (void)p;
    gp_put(f, "dE/dx_i = sum_j W_ji delta_j", "\\partial E / \\partial x_i = \\sum_j W_{ji}\\, \\delta_j");
    put_from_updated_note(f);
}

/* sum_j W_ji delta_j over the units of a layer, for its input i. */
static void put_weighted_deltas(const gp_formula *f, size_t step_of_weights, const gp_place *p, size_t layer, size_t i)
{
    const size_t units = layer_at(f, layer)->shape.units;
    for (size_t j = 0; j < units; j++)
        if (gp_begin_term(f, j, units)) {
            gp_put_computed(f, (gp_place){GP_WEIGHT, step_of_weights, 0, layer, j, i});
            put_times(f);
            gp_put_computed(f, (gp_place){GP_DELTA, p->step, p->sample, layer, j, 0});
        }
}

static void put_activation_gradient(const gp_formula *f, const gp_place *p)
{
    if (p->layer == f->problem->depth)
        put_loss_slope(f, p, p->unit);
    else
        put_weighted_deltas(f, p->step + from_updated(f), p, p->layer + 1, p->unit);
}

static void put_input_gradient(const gp_formula *f, const gp_place *p)
{
    put_weighted_deltas(f, p->step + from_updated(f), p, 1, p->input);
}

/* slope: f'(z_j). */

static void slope_law(const gp_formula *f, const gp_place *p)
{
    gp_put(f, "f'(z_j) = ", "f'(z_j) = ");
    gp_put_slope(f, layer_at(f, p->layer)->shape.activation, *p);
}

static void put_slope(const gp_formula *f, const gp_place *p)
{
    gp_put_slope(f, layer_at(f, p->layer)->shape.activation, *p);
}

/* delta: dE/da f'(z); written out as documents do, with the formulas of both. */

/* Whether delta of an output is written with its loss: c (a_k sum_m t_m - t_k). */
static bool is_written_with_loss(const gp_formula *f, const gp_place *p)
{
    return p->layer == f->problem->depth && loss_of(f)->is_of_all;
}

static void put_sum_of_targets(const gp_formula *f, const gp_place *p)
{
    if (!f->operands) {
        gp_put(f, "sum_m t_m", "\\sum_m t_m");
        return;
    }
    gp_put(f, "(", "(");
    for (size_t m = 0; m < f->problem->outputs; m++)
        if (gp_begin_term(f, m, f->problem->outputs))
            gp_put_target(f, p->sample, m);
    gp_put(f, ")", ")");
}

static void put_delta_with_loss(const gp_formula *f, const gp_place *p, size_t output)
{
    static const gp_words before = {{"(~ * ", "\\bigl(~ \\cdot "}}, after = {{" - !)", " - !\\bigr)"}};
    gp_put_given(f, f->problem->loss_factor);
    put_times(f);
    put_of_output(f, &before, p, output);
    put_sum_of_targets(f, p);
    put_of_output(f, &after, p, output);
}

/* Of units that depend on their whole layer, as those of softmax: a_j (dE/da_j - sum_k dE/da_k a_k). */
static bool is_of_layer(const gp_formula *f, const gp_place *p)
{
    return gp_is_of_layer(layer_at(f, p->layer)->shape.activation);
}

static void put_delta_of_layer(const gp_formula *f, const gp_place *p)
{
    const size_t units = layer_at(f, p->layer)->shape.units;
    gp_place a = *p, da = *p;
    a.quantity = GP_ACTIVATED;
    da.quantity = GP_ACTIVATION_GRADIENT;
    gp_put_computed(f, a);
    gp_put(f, " * (", " \\cdot \\bigl(");
    gp_put_computed(f, da);
    gp_put(f, " - (", " - (");
    for (a.unit = da.unit = 0; a.unit < units; a.unit++, da.unit++)
        if (gp_begin_term(f, a.unit, units)) {
            gp_put_computed(f, da);
            put_times(f);
            gp_put_computed(f, a);
        }
    gp_put(f, "))", ")\\bigr)");
}

static void delta_law(const gp_formula *f, const gp_place *p)
{
    if (is_written_with_loss(f, p)) {
        gp_put(f, "delta_k = ", "\\delta_k = ");
        put_delta_with_loss(f, p, 0);
    } else if (is_of_layer(f, p)) {
        gp_put(f, "delta_j = a_j (dE/da_j - sum_k dE/da_k a_k)",
               "\\delta_j = a_j \\bigl(\\partial E / \\partial a_j - \\sum_k \\partial E / \\partial a_k\\, a_k\\bigr)");
    } else {
        gp_put(f, "delta_j = dE/da_j f'(z_j)", "\\delta_j = \\partial E / \\partial a_j\\, f'(z_j)");
    }
}

static void put_delta(const gp_formula *f, const gp_place *p)
{
    if (is_written_with_loss(f, p)) {
        put_delta_with_loss(f, p, p->unit);
        return;
    }
    if (is_of_layer(f, p)) {
        put_delta_of_layer(f, p);
        return;
    }
    if (!f->operands->written_out) {
        gp_put_computed(f, (gp_place){GP_ACTIVATION_GRADIENT, p->step, p->sample, p->layer, p->unit, 0});
        put_times(f);
        gp_put_computed(f, (gp_place){GP_SLOPE, p->step, p->sample, p->layer, p->unit, 0});
        return;
    }
    if (p->layer == f->problem->depth) {
        put_loss_slope(f, p, p->unit);
    } else {
        const bool is_sum = layer_at(f, p->layer + 1)->shape.units > 1;
        gp_put(f, "(", is_sum ? "(" : "");
        put_activation_gradient(f, p);
        gp_put(f, ")", is_sum ? ")" : "");
    }
    gp_put_slope_factor(f, layer_at(f, p->layer)->shape.activation, *p);
}

/* dW and db: sums over the samples of a step; a shared bias sums over the units as well. A mean is divided by the samples. */

/* What a case may ask for is written here: put_weighted_deltas() and gradient_of_change() know of it. */
_Static_assert(gp_documented_count == 3, "each departure that a case may ask for is written as it is done");

/* In the order of gp_reduction. */
static const gp_words reductions[] = {{{"sum", "\\sum_s"}}, {{"mean", "\\tfrac{1}{n} \\sum_s"}}};
_Static_assert(sizeof reductions / sizeof *reductions == gp_reduction_count, "a row for each reduction");

static void put_reduction(const gp_formula *f)
{
    const gp_words *reduction = &reductions[f->problem->reduction];
    gp_put(f, reduction->in[GP_TEXT], reduction->in[GP_TEX]);
}

static void weight_gradient_law(const gp_formula *f, const gp_place *p)
{
    (void)p;
    gp_put(f, "dW_ji = ", "\\partial E / \\partial W_{ji} = ");
    put_reduction(f);
    gp_put(f, " over the samples of delta_j a_i", " \\delta_j\\, a_i");
}

static void bias_gradient_law(const gp_formula *f, const gp_place *p)
{
    const bool shared = layer_at(f, p->layer)->shape.bias == GP_BIAS_SHARED;
    gp_put(f, shared ? "db = " : "db_j = ", shared ? "\\partial E / \\partial b = " : "\\partial E / \\partial b_j = ");
    put_reduction(f);
    if (shared)
        gp_put(f, " of delta_j over the samples and all units j", " \\sum_j \\delta_j");
    else
        gp_put(f, " of delta_j over the samples", " \\delta_j");
}

static void put_gradient(const gp_formula *f, const gp_place *p)
{
    const gp_layer_shape *shape = &layer_at(f, p->layer)->shape;
    const bool along_weight = p->quantity == GP_WEIGHT_GRADIENT, shared = !along_weight && shape->bias == GP_BIAS_SHARED;
    const bool mean = f->problem->reduction == GP_MEAN;
    const size_t units = shared ? shape->units : 1;
    size_t samples;
    const size_t first = gp_problem_step_samples(f->problem, p->step, &samples);
    gp_put(f, mean ? "(" : "", mean ? "(" : "");
    for (size_t term = 0; term < samples * units; term++)
        if (gp_begin_term(f, term, samples * units)) {
            const size_t sample = first + term / units, unit = shared ? term % units : p->unit;
            gp_put_computed(f, (gp_place){GP_DELTA, p->step, sample, p->layer, unit, 0});
            if (along_weight) {
                put_times(f);
                gp_put_below(f, p->step, sample, p->layer, p->input);
            }
        }
    if (mean)
        fprintf(f->stream, ") / %zu", samples);
}

/* dW_clipped and db_clipped: of the gradient alone, or of all gradients of the step. */

/* How each kind of clipping is written with letters: @ stands for the gradient. */
static const gp_words clip_laws[] = {
    [GP_CLIP_NONE] = {{"@", "@"}},
    [GP_CLIP_BY_VALUE] = {{"min(max(@, -limit), limit)", "\\min(\\max(@, -\\theta), \\theta)"}},
    [GP_CLIP_BY_NORM] = {{"@ limit / max(norm, limit)", "@ \\cdot \\theta / \\max(\\lVert g \\rVert, \\theta)"}},
};
_Static_assert(sizeof clip_laws / sizeof *clip_laws == gp_clipping_count, "a law for each kind of clipping");

static void clipped_law(const gp_formula *f, const gp_place *p)
{
    const bool of_weight = gp_has_input(p->quantity);
    gp_place gradient;
    (void)gradient_of_change(f, p, &gradient);
    const gp_blank blanks[] = {{.character = '@', .letter = gradients[of_weight].in[f->script], .place = &gradient}};
    gp_put(f, clipped_gradients[of_weight].in[GP_TEXT], clipped_gradients[of_weight].in[GP_TEX]);
    gp_put(f, " = ", " = ");
    gp_put_filled(f, &clip_laws[f->problem->clipping], blanks, 1);
}

/* In TeX a power of ten has an exponent of its own. */
static const gp_words square = {{"~^2", "(~)^2"}};

/* The norm of all gradients of a step: so many terms, of which the k-th is found by counting. */
static size_t put_squares(const gp_formula *f, gp_place first, size_t count, size_t inputs, size_t term, size_t terms)
{
    for (size_t k = 0; k < count; k++, term++)
        if (gp_begin_term(f, term, terms)) {
            first.unit = k / inputs;
            first.input = k % inputs;
            gp_put_filled(f, &square, &(gp_blank){.character = '~', .place = &first}, 1);
        }
    return term;
}

static void put_norm(const gp_formula *f, size_t step)
{
    size_t terms = 0, term = 0;
    for (size_t l = 1; l <= f->problem->depth; l++) {
        const gp_problem_layer *layer = layer_at(f, l);
        terms += layer->shape.units * layer->inputs + gp_trained_bias_count(&layer->shape);
    }
    gp_put(f, "sqrt(", "\\sqrt{");
    for (size_t l = 1; l <= f->problem->depth; l++) {
        const gp_problem_layer *layer = layer_at(f, l);
        const size_t weights = layer->shape.units * layer->inputs, biases = gp_trained_bias_count(&layer->shape);
        term = put_squares(f, (gp_place){GP_WEIGHT_GRADIENT, step, 0, l, 0, 0}, weights, layer->inputs, term, terms);
        term = put_squares(f, (gp_place){GP_BIAS_GRADIENT, step, 0, l, 0, 0}, biases, 1, term, terms);
    }
    gp_put(f, ")", "}");
}

static void put_clipped(const gp_formula *f, const gp_place *p)
{
    gp_place gradient;
    if (!gradient_of_change(f, p, &gradient)) {
        gp_put(f, "0", "0");
        return;
    }
    const bool by_norm = f->problem->clipping == GP_CLIP_BY_NORM;
    gp_put(f, by_norm ? "" : "min(max(", by_norm ? "" : "\\min(\\max(");
    gp_put_computed(f, gradient);
    if (by_norm)
        put_times(f);
    else
        gp_put(f, ", -", ", -");
    gp_put_given(f, f->problem->clip_limit);
    gp_put(f, by_norm ? " / max(" : "), ", by_norm ? " / \\max(" : "), ");
    if (by_norm) {
        put_norm(f, p->step);
        gp_put(f, ", ", ", ");
    }
    gp_put_given(f, f->problem->clip_limit);
    gp_put(f, ")", ")");
}

/* W_velocity and b_velocity, W_change and b_change: of the gradient, as the update rule has it. */

static const gp_words *moment_words(const gp_formula *f, const gp_place *p)
{
    return &updates[f->problem->update].moment_laws[gp_quantities[p->quantity].moment];
}

static void moment_law(const gp_formula *f, const gp_place *p)
{
    const gp_moment moment = gp_quantities[p->quantity].moment;
    const gp_words *letters = gp_has_input(p->quantity) ? &moment_letters[moment].of_weight : &moment_letters[moment].of_bias;
    gp_put(f, letters->in[GP_TEXT], letters->in[GP_TEX]);
    gp_put(f, " = ", " \\leftarrow ");
    put_of_update(f, moment_words(f, p), p);
}

static void put_moment(const gp_formula *f, const gp_place *p)
{
    gp_place gradient;
    if (gradient_of_change(f, p, &gradient))
        put_of_update(f, moment_words(f, p), p);
    else
        gp_put(f, "0", "0");
}

/* The velocity begins with 0. */
static void put_velocity(const gp_formula *f, const gp_place *p)
{
    gp_place gradient, before = *p;
    if (!gradient_of_change(f, p, &gradient)) {
        gp_put(f, "0", "0");
        return;
    }
    gp_put_given(f, f->problem->rule_numbers[GP_NUMBER_MOMENTUM]);
    put_times(f);
    if (p->step == 0) {
        gp_put(f, "0", "0");
    } else {
        before.step--;
        gp_put_computed(f, before);
    }
    updates[f->problem->update].onto_velocity(f, p, &gradient);
}

static void weight_change_law(const gp_formula *f, const gp_place *p)
{
    gp_put(f, "change of W_ji = ", "\\Delta W_{ji} = ");
    put_of_update(f, &updates[f->problem->update].change_law, p);
    put_decay_taken(f, p);
}

static void bias_change_law(const gp_formula *f, const gp_place *p)
{
    gp_put(f, "change of b = ", "\\Delta b = ");
    put_of_update(f, &updates[f->problem->update].change_law, p);
    put_decay_taken(f, p);
}

static void put_change(const gp_formula *f, const gp_place *p)
{
    gp_place gradient;
    if (!gradient_of_change(f, p, &gradient)) {
        gp_put(f, "0", "0");
        return;
    }
    const char *sign = updates[f->problem->update].is_subtracted ? "-" : "";
    gp_put(f, sign, sign);
    updates[f->problem->update].change(f, p, &gradient);
    put_decay_taken(f, p);
}

/* error: of an epoch. */

/* How the terms are made into one number, by the reductions over the samples and over the outputs. */
static const gp_words error_reductions[gp_reduction_count][gp_reduction_count] = {
    [GP_SUM] = {[GP_SUM] = {{"the sum, over all samples and outputs, of ", "\\sum_{s,k} "}},
                [GP_MEAN] = {{"the sum, over the samples, of the mean, over the outputs, of ",
                              "\\sum_s \\tfrac{1}{n_L} \\sum_k "}}},
    [GP_MEAN] = {[GP_SUM] = {{"the mean, over the samples, of the sum, over the outputs, of ", "\\tfrac{1}{N} \\sum_{s,k} "}},
                 [GP_MEAN] = {{"the mean, over all samples and outputs, of ", "\\tfrac{1}{n} \\sum_{s,k} "}}},
};

/* The step in which an epoch shows a sample to the network. */
static size_t step_of(const gp_problem *problem, size_t epoch, size_t sample)
{
    size_t steps;
    const size_t first = gp_problem_epoch_steps(problem, epoch, &steps);
    return first + (steps > 1 ? sample / problem->batch : 0);
}

/* The penalty: of weights and of biases half of what decays, times the sum of the squares. */
static const struct {
    gp_rule_number decay;
    gp_quantity quantity;
    gp_words law;
} penalized[] = {
    {GP_NUMBER_WEIGHT_DECAY, GP_WEIGHT, {{"weight_decay / 2 * the sum of W_ji^2", "\\tfrac{\\lambda_W}{2} \\sum W_{ji}^2"}}},
    {GP_NUMBER_BIAS_DECAY, GP_BIAS, {{"bias_decay / 2 * the sum of b_j^2", "\\tfrac{\\lambda_b}{2} \\sum b_j^2"}}},
};
enum { penalized_count = sizeof penalized / sizeof *penalized };

/* Begins what the weights, or the biases, cost; false where they do not decay. */
static bool begin_penalty(const gp_formula *f, size_t which)
{
    const char *const *numbers = f->problem->rule_numbers;
    if (!numbers[penalized[which].decay])
        return false;
    if (which > 0 && numbers[penalized[0].decay])
        gp_put(f, " + ", " + ");
    return true;
}

static void penalty_law(const gp_formula *f)
{
    gp_put(f, " + the mean, over the samples, of ", " + \\tfrac{1}{N} \\sum_s \\bigl(");
    for (size_t which = 0; which < penalized_count; which++)
        if (begin_penalty(f, which))
            gp_put(f, penalized[which].law.in[GP_TEXT], penalized[which].law.in[GP_TEX]);
    gp_put(f, "", "\\bigr)");
}

/* The squares of all weights, or of all biases, as they are in a step. */
static void put_penalized(const gp_formula *f, gp_quantity quantity, size_t step)
{
    const bool of_weights = quantity == GP_WEIGHT;
    size_t counts[2] = {0, 0}, term = 0; /* of all biases, and of all weights */
    for (size_t l = 1; l <= f->problem->depth; l++) {
        counts[0] += gp_bias_count(&layer_at(f, l)->shape);
        counts[1] += layer_at(f, l)->shape.units * layer_at(f, l)->inputs;
    }
    for (size_t l = 1; l <= f->problem->depth; l++) {
        const gp_problem_layer *layer = layer_at(f, l);
        const size_t count = of_weights ? layer->shape.units * layer->inputs : gp_bias_count(&layer->shape);
        term = put_squares(f, (gp_place){quantity, step, 0, l, 0, 0}, count, of_weights ? layer->inputs : 1, term,
                           counts[of_weights]);
    }
}

static void put_penalty_of_step(const gp_formula *f, size_t step)
{
    for (size_t which = 0; which < penalized_count; which++)
        if (begin_penalty(f, which)) {
            gp_put(f, "", "\\tfrac{");
            gp_put_given(f, f->problem->rule_numbers[penalized[which].decay]);
            gp_put(f, " / 2 * (", "}{2} \\bigl(");
            put_penalized(f, penalized[which].quantity, step);
            gp_put(f, ")", "\\bigr)");
        }
}

/* The mean over the samples; where all of them go through at once, it is what the parameters of that step cost. */
static void put_penalty(const gp_formula *f, size_t epoch)
{
    size_t steps;
    const size_t first = gp_problem_epoch_steps(f->problem, epoch, &steps);
    gp_put(f, " + ", " + ");
    if (steps == 1) {
        put_penalty_of_step(f, first);
        return;
    }
    gp_put(f, "(", "\\bigl(");
    for (size_t k = 0; k < steps; k++)
        if (gp_begin_term(f, k, steps)) {
            size_t count;
            gp_problem_step_samples(f->problem, first + k, &count);
            fprintf(f->stream, "%zu", count);
            gp_put(f, " * (", " \\bigl(");
            put_penalty_of_step(f, first + k);
            gp_put(f, ")", "\\bigr)");
        }
    gp_put(f, ")", "\\bigr)");
    fprintf(f->stream, " / %zu", f->problem->samples);
}

static void error_law(const gp_formula *f, const gp_place *p)
{
    const gp_words *reduction = &error_reductions[f->problem->error_over_samples][f->problem->error_over_outputs];
    gp_put_given(f, f->problem->error_factor);
    gp_put(f, " * ", " \\cdot ");
    gp_put(f, reduction->in[GP_TEXT], reduction->in[GP_TEX]);
    put_of_output(f, &losses[f->problem->error].term, p, 0);
    if (f->problem->error_penalty)
        penalty_law(f);
}

/* What the sum of all terms is divided by; 0 where it is not. */
static size_t averaged_terms(const gp_problem *problem)
{
    if (problem->error_over_samples == GP_SUM)
        return problem->error_over_outputs == GP_SUM ? 0 : problem->outputs;
    return problem->error_over_outputs == GP_SUM ? problem->samples : problem->samples * problem->outputs;
}

static void put_error(const gp_formula *f, const gp_place *p)
{
    const size_t outputs = f->problem->outputs, terms = f->problem->samples * outputs, averaged = averaged_terms(f->problem);
    if (strcmp(f->problem->error_factor, "1") != 0) {
        gp_put_given(f, f->problem->error_factor);
        gp_put(f, " * ", " ");
    }
    gp_put(f, "(", "\\bigl(");
    for (size_t term = 0; term < terms; term++)
        if (gp_begin_term(f, term, terms)) {
            const size_t sample = term / outputs;
            const gp_place of = {GP_SAMPLE_LOSS, step_of(f->problem, p->step, sample), sample, 0, 0, 0};
            put_of_output(f, &losses[f->problem->error].term, &of, term % outputs);
        }
    gp_put(f, ")", "\\bigr)");
    if (averaged > 0)
        fprintf(f->stream, " / %zu", averaged);
    if (f->problem->error_penalty)
        put_penalty(f, p->step);
}

/* How one quantity is written. */
typedef struct quantity_row {
    const char *title;                                       /* for headings */
    void (*law)(const gp_formula *f, const gp_place *p);     /* with letters */
    void (*numbers)(const gp_formula *f, const gp_place *p); /* the right side with numbers */
} quantity_row;

/* In the order of gp_quantity. */
static const quantity_row quantities[] = {
    {"Update", weight_law, put_parameter},
    {"Update", bias_law, put_parameter},
    {"Net input", net_input_law, put_net_input},
    {"Activation", activation_law, put_activation},
    {"Loss of the outputs", output_loss_law, put_output_loss},
    {"Loss", loss_law, put_loss},
    {"Gradient along the activation", activation_gradient_law, put_activation_gradient},
    {"Slope", slope_law, put_slope},
    {"Error signal", delta_law, put_delta},
    {"Gradient along the input", input_gradient_law, put_input_gradient},
    {"Weight gradient", weight_gradient_law, put_gradient},
    {"Bias gradient", bias_gradient_law, put_gradient},
    {"Clipped gradient", clipped_law, put_clipped},
    {"Clipped gradient", clipped_law, put_clipped},
    {"Velocity", moment_law, put_velocity},
    {"Velocity", moment_law, put_velocity},
    {"First moment", moment_law, put_moment},
    {"First moment", moment_law, put_moment},
    {"Second moment", moment_law, put_moment},
    {"Second moment", moment_law, put_moment},
    {"First moment, corrected", moment_law, put_moment},
    {"First moment, corrected", moment_law, put_moment},
    {"Second moment, corrected", moment_law, put_moment},
    {"Second moment, corrected", moment_law, put_moment},
    {"Change", weight_change_law, put_change},
    {"Change", bias_change_law, put_change},
    {"Reported error", error_law, put_error},
};
_Static_assert(sizeof quantities / sizeof *quantities == gp_quantity_count, "a row for each quantity");

void gp_write_formula(FILE *stream, gp_script script, const gp_problem *problem, const gp_place *place,
                      const gp_operands *operands)
{
    const gp_formula formula = {stream, script, problem, operands};
    quantities[place->quantity].numbers(&formula, place);
}

void gp_write_law(FILE *stream, gp_script script, const gp_problem *problem, const gp_place *place)
{
    const gp_formula formula = {stream, script, problem, NULL};
    quantities[place->quantity].law(&formula, place);
}

const char *gp_quantity_title(gp_quantity quantity)
{
    return quantities[quantity].title;
}
