#include "template.h"

#include "golden/request.h"
#include "pages.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* A page that is being filled in. */
typedef struct page {
    const site *all;
    FILE *file;
    const char *path;
    size_t line;
    char equation[80]; /* of the section at hand */
    bool in_formula, in_code;
} page;

/* Ends the program with a complaint about a placeholder. */
#define complain(p, ...) (fprintf(stderr, "%s:%zu: ", (p)->path, (p)->line), stop(__VA_ARGS__))

/* The words of a placeholder behind its first one: the case, and what is wanted of it. */
typedef struct wanted {
    const gp_case *the_case;
    const char *rest;
    size_t numbers[3];
    size_t count; /* of the numbers that the rest begins with */
} wanted;

static wanted read_wanted(const page *p, const char *words)
{
    char id[128];
    int length = 0;
    if (sscanf(words, "%127s %n", id, &length) != 1)
        complain(p, "expected the id of a case, found none");
    wanted w = {.the_case = find_case(p->all, id), .rest = words + length};
    if (!w.the_case)
        complain(p, "expected the id of a case, found \"%s\"", id);
    for (const char *c = w.rest; w.count < 3; w.count++) {
        char *end;
        w.numbers[w.count] = strtoul(c, &end, 10);
        if (end == c)
            break;
        c = end;
    }
    return w;
}

/* The place that an anchor without its beginning names: s0_n0_l2_a0. */
static const gp_expectation *find_place(const page *p, const wanted *w)
{
    for (size_t k = 0; k < w->the_case->expectation_count; k++) {
        char anchor[gp_anchor_room], wanted_anchor[gp_anchor_room];
        const gp_expectation *expectation = &w->the_case->expectations[k];
        gp_place_anchor(w->the_case->id, &expectation->place, anchor);
        const size_t head = strlen("golden_") + strlen(w->the_case->id) + 1;
        snprintf(wanted_anchor, sizeof wanted_anchor, "%s", w->rest);
        if (strcmp(anchor + head, wanted_anchor) == 0)
            return expectation;
    }
    complain(p, "expected a number of %s, found \"%s\"", w->the_case->id, w->rest);
}

/* A number as text: bare in a formula, in code as it is, a link elsewhere. */
static void put_digits(const page *p, const char *words, size_t digits)
{
    const wanted w = read_wanted(p, words);
    const gp_expectation *found = find_place(p, &w);
    char text[digits_room];
    round_digits(found->exact, digits, text);
    if (p->in_formula)
        write_tex_number(p->file, text);
    else if (p->in_code)
        fputs(text, p->file);
    else
        write_exact(p->file, w.the_case, &found->place, digits);
}

static void put_exact(const page *p, const char *words)
{
    enum { exact_digits = 20 };
    put_digits(p, words, exact_digits);
}

static void put_some_digits(const page *p, const char *words)
{
    char *rest;
    const size_t digits = strtoul(words, &rest, 10);
    if (rest == words || digits == 0 || digits > 40)
        complain(p, "expected how many digits, from 1 to 40, found \"%s\"", words);
    put_digits(p, rest + (*rest == ' '), digits);
}

static void put_printed(const page *p, const char *words)
{
    const wanted w = read_wanted(p, words);
    for (size_t k = 0; k < w.the_case->printed_count; k++) {
        const gp_printed *printed = &w.the_case->printed[k];
        char anchor[gp_anchor_room];
        if (strcmp(printed->name, w.rest) != 0)
            continue;
        if (p->in_formula)
            write_tex_number(p->file, printed->number);
        else if (p->in_code)
            fputs(printed->text, p->file);
        else
            fprintf(p->file, "@ref %s \"%s\"", gp_place_anchor(w.the_case->id, &printed->place, anchor), printed->text);
        return;
    }
    complain(p, "expected the name of a printed number of %s, found \"%s\"", w.the_case->id, w.rest);
}

/* A decimal of the problem. */
static void put_given(const page *p, const char *number)
{
    if (p->in_formula)
        write_tex_number(p->file, number);
    else
        fputs(number, p->file);
}

static void put_sample_value(const page *p, const char *words, bool is_target)
{
    const wanted w = read_wanted(p, words);
    const gp_problem *problem = &w.the_case->problem;
    const size_t width = is_target ? problem->outputs : problem->inputs;
    if (w.count != 2 || w.numbers[0] >= problem->samples || w.numbers[1] >= width)
        complain(p, "expected a sample and an index of %s, found \"%s\"", w.the_case->id, w.rest);
    put_given(p, (is_target ? problem->t : problem->x)[w.numbers[0] * width + w.numbers[1]]);
}

static void put_input(const page *p, const char *words)
{
    put_sample_value(p, words, false);
}

static void put_target(const page *p, const char *words)
{
    put_sample_value(p, words, true);
}

/* The layer that the first of the numbers names. */
static const gp_problem_layer *wanted_layer(const page *p, const wanted *w, size_t numbers)
{
    const gp_problem *problem = &w->the_case->problem;
    if (w->count != numbers || w->numbers[0] < 1 || w->numbers[0] > problem->depth)
        complain(p, "expected a layer of %s and an index, found \"%s\"", w->the_case->id, w->rest);
    return &problem->layers[w->numbers[0] - 1];
}

static void put_weight(const page *p, const char *words)
{
    const wanted w = read_wanted(p, words);
    const gp_problem_layer *layer = wanted_layer(p, &w, 3);
    if (w.numbers[1] >= layer->shape.units || w.numbers[2] >= layer->inputs)
        complain(p, "expected a weight of %s, found \"%s\"", w.the_case->id, w.rest);
    put_given(p, layer->W[w.numbers[1] * layer->inputs + w.numbers[2]]);
}

static void put_bias(const page *p, const char *words)
{
    const wanted w = read_wanted(p, words);
    const gp_problem_layer *layer = wanted_layer(p, &w, 2);
    if (w.numbers[1] >= gp_bias_count(&layer->shape))
        complain(p, "expected a bias of %s, found \"%s\"", w.the_case->id, w.rest);
    put_given(p, layer->b[w.numbers[1]]);
}

static void put_rate(const page *p, const char *words)
{
    put_given(p, read_wanted(p, words).the_case->problem.rate);
}

static void put_factor(const page *p, const char *words)
{
    put_given(p, read_wanted(p, words).the_case->problem.loss_factor);
}

/* A piece of a case's file as it is. */
static void put_json(const page *p, const char *words)
{
    const wanted w = read_wanted(p, words);
    char path[256];
    snprintf(path, sizeof path, "%s", w.rest);
    const json_t *value = w.the_case->source.root;
    for (char *part = strtok(path, " "); part && value; part = strtok(NULL, " "))
        value = json_is_array(value) ? json_array_get(value, strtoul(part, NULL, 10)) : json_object_get(value, part);
    char *text = value ? json_dumps(value, JSON_INDENT(2) | JSON_ENCODE_ANY) : NULL;
    if (!text)
        complain(p, "expected a path in the file of %s, found \"%s\"", w.the_case->id, w.rest);
    fputs(text, p->file);
    free(text);
}

/* The keys of an object, each on a line of its own, and so the keys of the objects in it. */
static void put_keys(const page *p, const json_t *object, int indent)
{
    const char *key, *before = "{";
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        fprintf(p->file, "%s\"%s\": ", before, key);
        char *text = json_dumps(value, JSON_ENCODE_ANY);
        if (json_is_object(value) && indent == 0)
            put_keys(p, value, indent + 1);
        else
            fputs(text, p->file);
        free(text);
        before = indent == 0 ? ",\n " : ",\n  ";
    }
    fputc('}', p->file);
}

/* What a program is given of a case, broken into lines. */
static void put_request(const page *p, const char *words)
{
    char *text = gp_request_text(read_wanted(p, words).the_case);
    json_t *request = text ? json_loads(text, 0, NULL) : NULL;
    if (!request)
        complain(p, "expected memory for a request, found none left");
    put_keys(p, request, 0);
    json_decref(request);
    free(text);
}

/* A file of the checkout, or one that make_docs.cmake has left beside the pages. */
static void put_file(const page *p, const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    char *text = read_file(path);
    fputs(text, p->file);
    free(text);
}

static void put_source(const page *p, const char *words)
{
    put_file(p, p->all->source, words);
}

static void put_output(const page *p, const char *words)
{
    put_file(p, p->all->output, words);
}

static void put_equation(const page *p, const char *words)
{
    if (!find_equation(&p->all->links, words))
        complain(p, "expected the id of an equation of the chapters, found \"%s\"", words);
    write_equation_links(p->all, p->file, words);
}

static const struct {
    const char *name;
    void (*put)(const page *p, const char *words);
} placeholders[] = {
    {"exact", put_exact},   {"digits", put_some_digits}, {"printed", put_printed},   {"input", put_input},
    {"target", put_target}, {"weight", put_weight},      {"bias", put_bias},         {"rate", put_rate},
    {"factor", put_factor}, {"json", put_json},          {"equation", put_equation}, {"request", put_request},
    {"source", put_source}, {"output", put_output},
};

static const struct {
    const char *name;
    page_part *write;
} parts[] = {
    {"documents", write_document_links},
    {"document pages", write_document_pages},
    {"numbers", write_numbers_list},
    {"errata", write_errata},
    {"mistakes", write_mistakes},
    {"kill matrix", write_kill_matrix},
    {"hard pairs", write_hard_pairs},
    {"smallest set", write_smallest_set},
    {"implementations", write_implementations},
    {"peers", write_peers},
    {"test counts", write_test_counts},
    {"test list", write_test_list},
    {"commands", write_commands},
    {"table", write_table},
    {"totals", write_totals},
};

/* What stands between the braces of a placeholder. */
static void fill(const page *p, const char *words)
{
    for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
        if (strcmp(parts[k].name, words) == 0) {
            parts[k].write(p->all, p->file);
            return;
        }
    const size_t length = strcspn(words, " ");
    for (size_t k = 0; k < sizeof placeholders / sizeof *placeholders; k++)
        if (strlen(placeholders[k].name) == length && strncmp(placeholders[k].name, words, length) == 0) {
            placeholders[k].put(p, words + length + (words[length] == ' '));
            return;
        }
    complain(p, "expected a placeholder, found \"%s\"", words);
}

/* Keeps account of formulas: \f$ ... \f$, \f[ ... \f], \f{...}{ ... \f}. */
static void notice_formula(page *p, const char *c)
{
    if (strncmp(c, "\\f$", 3) == 0)
        p->in_formula = !p->in_formula;
    else if (strncmp(c, "\\f[", 3) == 0 || strncmp(c, "\\f{", 3) == 0)
        p->in_formula = true;
    else if (strncmp(c, "\\f]", 3) == 0 || strncmp(c, "\\f}", 3) == 0)
        p->in_formula = false;
}

static void fill_line(page *p, const char *line, size_t length)
{
    for (const char *c = line; c < line + length; c++) {
        notice_formula(p, c);
        if (c[0] != '{' || c[1] != '{') {
            fputc(*c, p->file);
            continue;
        }
        const char *end = strstr(c, "}}");
        char words[256];
        if (!end || end > line + length)
            complain(p, "expected the end of a placeholder, found none");
        if (end - c - 2 >= (long)sizeof words)
            complain(p, "expected a shorter placeholder, found %.40s...", c);
        snprintf(words, sizeof words, "%.*s", (int)(end - c - 2), c + 2);
        fill(p, words);
        c = end + 1;
    }
    fputc('\n', p->file);
}

/* The links of an equation stand at the end of its section. */
static void end_section(page *p)
{
    if (*p->equation)
        write_equation_line(p->all, p->file, p->equation);
    *p->equation = '\0';
}

static void begin_line(page *p, const char *line)
{
    char title[160], id[80];
    if (strncmp(line, "```", 3) == 0 || strncmp(line, "~~~", 3) == 0)
        p->in_code = !p->in_code;
    if (p->in_code || *line != '#')
        return;
    end_section(p);
    if (read_heading(line, title, id) && find_equation(&p->all->links, id))
        snprintf(p->equation, sizeof p->equation, "%s", id);
}

void fill_template(const site *all, const char *path)
{
    char *text = read_file(path);
    const char *name = strrchr(path, '/') + 1;
    page p = {.all = all, .path = path, .file = create_file(all->output, name)};
    for (const char *line = text; *line;) {
        const size_t length = strcspn(line, "\n");
        p.line++;
        begin_line(&p, line);
        fill_line(&p, line, length);
        line += length + (line[length] == '\n');
    }
    end_section(&p);
    close_file(p.file, name);
    free(text);
}
