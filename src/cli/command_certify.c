#include "certify/certify.h"
#include "certify/memory.h"
#include "cli/command.h"
#include "cli/golden_dir.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/processes.h"
#include "cli/progress.h"
#include "golden/case.h"
#include "golden/locate.h"
#include "report/report.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_help(void)
{
    puts("Usage: goldprop certify [OPTION...] FILE\n"
         "       goldprop certify --check [OPTION...] [CASE|FILE...]\n"
         "       goldprop certify --write [OPTION...] [CASE...]\n"
         "Computes the numbers of a run in ball arithmetic, with proven digits and with their amplification of rounding "
         "errors.\n"
         "A FILE (it ends in .json, has a slash, or is - for standard input) is read only: what comes out is the same file "
         "with\n"
         "expectations, of the numbers that its \"record\" asks for, or of all. A CASE is an id (see goldprop list); where "
         "none\n"
         "is named, it means all cases.\n\n"
         "  -c, --check        write nothing: compare with the expectations that are there, digit by digit\n"
         "  -w, --write        write the expectations in the golden data anew, with 40 digits\n"
         "  -s, --short        leave out runs of more than 1000 steps\n"
         "  -d, --digits N     of a FILE: so many significant digits instead of 40\n"
         "  -o, --output FILE  of a FILE: write to this file; it appears when it is whole\n"
         "  -h, --help         this help");
}

/* What the words of the command line ask for. */
typedef struct wish {
    bool check;
    bool write;
    bool only_short;
    size_t digits; /* 0: as many as golden data has */
    const char *output;
    bool alone; /* a single case: several show by themselves how far they have come */
} wishes;

enum { most_steps_of_short = 1000, most_numbers_unasked = 10000, most_digits = 10000 };

/* A case, what is to be certified of it, and what came out. */
typedef struct certification {
    gp_case *the_case;
    gp_place *places;
    gp_certificate certificate;
} certification;

static bool list_all(gp_numbers *numbers, size_t count)
{
    numbers->items = calloc(count, sizeof *numbers->items);
    for (; numbers->items && numbers->count < count; numbers->count++)
        numbers->items[numbers->count] = numbers->count;
    return numbers->items;
}

/* Where a file does not say which numbers are wanted, it is all of them, if they are not too many. */
static bool list_places(certification *at, size_t *count, gp_message *message)
{
    gp_record *record = &at->the_case->record;
    const char *name = at->the_case->source.name;
    const size_t steps = gp_problem_steps(&at->the_case->problem);
    const bool unasked = record->all.count + record->outputs.count + record->errors.count == 0;
    bool few = true, memory = true;
    if (unasked) {
        few = steps <= most_numbers_unasked;
        memory = few && list_all(&record->all, steps + 1) &&
                 (!at->the_case->problem.reports_error || list_all(&record->errors, at->the_case->problem.epochs + 1));
    }
    *count = few && memory ? gp_case_recorded_places(at->the_case, &at->places) : 0;
    few = few && (!unasked || *count <= most_numbers_unasked);
    if (!few)
        return gp_message_set(message,
                              "%s: expected a key \"record\" that says which numbers of %zu step%s are wanted, found none; "
                              "write such as \"record\": {\"all\": [0, %zu]}, which is all of the first step and what is left "
                              "at the end, beside \"problem\"",
                              name, steps, gp_plural(steps), steps);
    return *count > 0 || gp_message_set(message, "%s: expected memory for a list of numbers, found none left", name);
}

/* Whoever has ended the program, even without asking it, finds nothing written later. */
static void leave_as_orphan(void)
{
    if (gp_is_orphan())
        _exit(GP_EXIT_UNUSABLE);
}

static void show_progress(void *context, const char *what, size_t done, size_t total)
{
    gp_progress *progress = context;
    leave_as_orphan();
    progress->unit = what;
    progress->total = total;
    gp_progress_show(progress, done);
}

static bool certify(const wishes *wish, certification *at, gp_message *message)
{
    size_t count;
    if (!list_places(at, &count, message))
        return false;
    gp_progress progress = gp_progress_begin("step", 0);
    progress.terminal =
        wish->alone && isatty(STDERR_FILENO); /* nothing comes out before the end, so that nothing is disturbed */
    const gp_certify_request request = {.problem = &at->the_case->problem,
                                        .places = at->places,
                                        .count = count,
                                        .digits = wish->digits > 0 ? wish->digits : gp_certified_digits,
                                        .amplification = true,
                                        .progress = show_progress,
                                        .context = &progress};
    gp_message why;
    const bool certified = gp_certify(&request, &at->certificate, &why);
    gp_progress_end(&progress);
    return certified || gp_message_set(message, "%s: %s", at->the_case->source.name, why.text);
}

/* Where the key "expectations" begins, or the last brace where there is no such key. */
static const char *find_expectations(gp_source *source)
{
    gp_node root = gp_root(source), value;
    if (!gp_has(&root, "expectations"))
        return strrchr(source->text, '}');
    gp_member(&root, "expectations", &value);
    const char *c = gp_text_of(&value);
    for (int quotes = 0; quotes < 2; quotes += *c == '"') /* the key may be written with escapes, and has none inside */
        c--;
    return c;
}

/* The length of what people wrote by hand: all that stands before the expectations. */
static bool measure_hand_written(gp_source *source, size_t *length, gp_message *message)
{
    const char *last = NULL, *key;
    json_t *value;
    json_object_foreach(source->root, key, value) last = key;
    const char *end = find_expectations(source);
    if (*end == '"' && strcmp(last, "expectations") != 0)
        return gp_message_set(message, "%s: expected \"expectations\" to be the last key, found \"%s\"", source->name, last);
    while (end > source->text && strchr(" \t\r\n,", end[-1]))
        end--;
    *length = (size_t)(end - source->text);
    return true;
}

static void write_place(FILE *stream, const gp_place *place)
{
    fprintf(stream, "\"quantity\": \"%s\", \"%s\": %zu", gp_quantities[place->quantity].name,
            place->quantity == GP_EPOCH_ERROR ? "epoch" : "step", place->step);
    if (gp_has_sample(place->quantity))
        fprintf(stream, ", \"sample\": %zu", place->sample);
    if (gp_has_unit(place->quantity))
        fprintf(stream, ", \"layer\": %zu, \"unit\": %zu", place->layer, place->unit);
    if (gp_has_input(place->quantity))
        fprintf(stream, ", \"input\": %zu", place->input);
}

static void write_expectations(FILE *stream, const certification *at)
{
    for (size_t k = 0; k < at->certificate.count; k++) {
        const gp_certified *number = &at->certificate.numbers[k];
        fprintf(stream, "%s\n    {", k > 0 ? "," : "");
        write_place(stream, &at->places[k]);
        fprintf(stream, ", \"exact\": \"%s\"", number->exact);
        if (*number->amplification)
            fprintf(stream, ", \"amplification\": \"%s\"", number->amplification);
        putc('}', stream);
    }
}

/* Writes the case: what was written by hand byte for byte, then the expectations. */
static bool write_case(const certification *at, const char *name, gp_message *message)
{
    gp_source *source = &at->the_case->source;
    size_t length = 0;
    gp_output output;
    leave_as_orphan();
    if (!measure_hand_written(source, &length, message) || !gp_output_open(name, &output, message))
        return false;
    fwrite(source->text, 1, length, output.stream);
    fputs(",\n  \"expectations\": [", output.stream);
    write_expectations(output.stream, at);
    fputs("\n  ]\n}\n", output.stream);
    return gp_output_close(&output, message);
}

/* Amplifications are measured, and depend on the last bit of the library's exp: they are the same if they are about as large.
 */
static bool same_amplification(const char *found, const char *measured)
{
    if (!found || !*measured)
        return !found && !*measured;
    const double ratio = strtod(found, NULL) / strtod(measured, NULL);
    return ratio >= 0.5 && ratio <= 2;
}

static size_t report(const certification *at, const gp_place *place, const char *what, const char *expected, const char *found)
{
    char text[160];
    printf("%s: %s, %s: expected %s, found %s\n", at->the_case->source.name, gp_place_text(place, text), what,
           expected && *expected ? expected : "none", found ? found : "none");
    return 1;
}

static size_t check_number(const certification *at, const gp_place *place, const gp_certified *number,
                           const gp_expectation *expectation)
{
    if (!expectation)
        return report(at, place, "exact", number->exact, NULL);
    size_t differences = 0;
    if (strcmp(number->exact, expectation->exact) != 0)
        differences += report(at, place, "exact", number->exact, expectation->exact);
    if (!same_amplification(expectation->amplification, number->amplification))
        differences += report(at, place, "amplification", number->amplification, expectation->amplification);
    return differences;
}

/* Compares the certified numbers with those of the file, one line for each difference; returns how many there are. */
static size_t check_case(const certification *at)
{
    const gp_case *the_case = at->the_case;
    size_t differences = 0, found = 0;
    for (size_t k = 0; k < at->certificate.count; k++) {
        const gp_expectation *expectation = gp_case_expectation(the_case, &at->places[k]);
        found += expectation != NULL;
        differences += check_number(at, &at->places[k], &at->certificate.numbers[k], expectation);
    }
    const size_t unasked = the_case->expectation_count - found;
    if (unasked > 0)
        printf("%s: expected only numbers that the record asks for, found %zu other%s\n", the_case->source.name, unasked,
               gp_plural(unasked));
    return differences + unasked;
}

static void describe(const certification *at)
{
    const gp_certificate *certificate = &at->certificate;
    const gp_case *the_case = at->the_case;
    printf("%s: %zu number%s proven with balls of %zu bits; %zu gradient%s by two methods\n", gp_case_label(the_case),
           certificate->count, gp_plural(certificate->count), certificate->precision, certificate->gradients,
           gp_plural(certificate->gradients));
}

/* Does what is asked for with one case. */
static int certify_case(const wishes *wish, gp_case *the_case, const char *output)
{
    certification at = {.the_case = the_case};
    gp_message message;
    int result = GP_EXIT_PASSED;
    bool done = certify(wish, &at, &message);
    if (done && wish->check)
        result = check_case(&at) > 0 ? GP_EXIT_FAILED : GP_EXIT_PASSED;
    else if (done)
        done = write_case(&at, output, &message);
    if (done && (wish->check || wish->write))
        describe(&at);
    gp_certificate_free(&at.certificate);
    free(at.places);
    return done ? result : gp_complain(&message);
}

/* Several cases, and what is asked for with each. */
typedef struct certifications {
    const wishes *wish;
    const gp_case_files *files;
    gp_case *cases;
    size_t *chosen; /* indices */
} certifications;

static int certify_piece(const void *work, size_t piece)
{
    const certifications *at = work;
    const size_t k = at->chosen[piece];
    return gp_finish_stdout(certify_case(at->wish, &at->cases[k], at->files->paths[k]));
}

static const char *name_of_piece(const void *work, size_t piece)
{
    const certifications *at = work;
    return at->cases[at->chosen[piece]].source.name;
}

/* Certifies cases in processes of their own: the certifier ends the process where memory is short. */
static int certify_cases(const wishes *wish, const gp_case_files *files, gp_case *cases)
{
    const size_t count = files->count;
    const certifications at = {wish, files, cases, calloc(count, sizeof *at.chosen)};
    gp_process_work work = {.do_piece = certify_piece, .name = name_of_piece, .work = &at};
    if (!at.chosen) {
        gp_message message;
        gp_message_set(&message, "expected memory for a list of cases, found none left");
        return gp_complain(&message);
    }
    for (size_t k = 0; k < count; k++)
        if (!wish->only_short || gp_problem_steps(&cases[k].problem) <= most_steps_of_short)
            at.chosen[work.count++] = k;
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ); /* whole lines, whoever writes them */
    const int result = gp_do_in_processes(&work);
    free(at.chosen);
    if (wish->only_short)
        printf("%zu of %zu case%s left out: runs of more than %d steps\n", count - work.count, count, gp_plural(count),
               most_steps_of_short);
    return gp_finish_stdout(result);
}

static bool is_file_name(const char *word)
{
    const size_t length = strlen(word);
    return strcmp(word, "-") == 0 || strchr(word, '/') || (length > 5 && strcmp(word + length - 5, ".json") == 0);
}

/* Which words go together: a FILE whose numbers are written elsewhere stands alone, and only then there is a choice of digits;
   the golden data is written anew only where this is asked for. */
static bool words_fit(const wishes *wish, char *const words[], size_t count, gp_message *message)
{
    const bool one_file = count == 1 && is_file_name(words[0]);
    if (wish->check && wish->write)
        return gp_message_set(message, "certify: expected --check or --write, found both; leave out one of them");
    if ((wish->output || wish->digits > 0) && (!one_file || wish->check || wish->write))
        return gp_message_set(message,
                              "certify: expected one FILE, and neither --check nor --write, beside --digits and --output");
    if (!one_file && !wish->check && !wish->write)
        return gp_message_set(message, "certify: expected a FILE, or --check or --write for the golden data, found none of "
                                       "them; goldprop certify --help tells more");
    if (wish->only_short && !wish->check && !wish->write)
        return gp_message_set(message, "certify: expected --check or --write beside --short, found a FILE alone");
    for (size_t k = 0; wish->write && k < count; k++)
        if (is_file_name(words[k]))
            return gp_message_set(message,
                                  "certify: expected ids of cases beside --write, found \"%s\": goldprop certify FILE "
                                  "--output NEW writes a file",
                                  words[k]);
    return true;
}

static int certify_words(wishes *wish, char *const words[], size_t count)
{
    gp_case_files files = {0};
    gp_case *cases = NULL;
    gp_message message;
    if (!words_fit(wish, words, count, &message) || !gp_find_cases(words, count, &files, &message) ||
        !gp_open_cases(&files, &cases, &message)) {
        gp_free_cases(&files);
        return gp_complain(&message);
    }
    int result;
    wish->alone = files.count == 1 && !wish->only_short;
    if (!wish->check && !wish->write)
        result = certify_case(wish, cases, wish->output);
    else if (wish->alone)
        result = gp_finish_stdout(certify_case(wish, cases, *files.paths));
    else
        result = certify_cases(wish, &files, cases);
    gp_close_cases(cases, files.count);
    gp_free_cases(&files);
    return result;
}

/* The libraries beneath cannot come back from here. Nothing that is written is left half: that begins when they are done. */
static void end_without_memory(void)
{
    gp_message message;
    gp_message_set(&message, "certify: expected memory for ball arithmetic, found none left");
    exit(gp_complain(&message));
}

static bool read_digits(const char *text, size_t *digits)
{
    char *end;
    const long number = strtol(text, &end, 10);
    *digits = (size_t)number;
    return *text && !*end && number >= 1 && number <= most_digits;
}

int gp_command_certify(int argc, char **argv)
{
    static const struct option options[] = {{"check", no_argument, NULL, 'c'},
                                            {"write", no_argument, NULL, 'w'},
                                            {"short", no_argument, NULL, 's'},
                                            {"digits", required_argument, NULL, 'd'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    wishes wish = {0};
    gp_message message;
    for (int option; (option = gp_next_option(argc, argv, "cwsd:o:h", options)) != -1;) {
        switch (option) {
        case 'c':
            wish.check = true;
            break;
        case 'w':
            wish.write = true;
            break;
        case 's':
            wish.only_short = true;
            break;
        case 'd':
            if (read_digits(optarg, &wish.digits))
                break;
            gp_message_set(&message, "--digits: expected a whole number from 1 to %d, found \"%s\"", most_digits, optarg);
            return gp_complain(&message);
        case 'o':
            wish.output = optarg;
            break;
        case 'h':
            write_help();
            return gp_finish_stdout(GP_EXIT_PASSED);
        default:
            return GP_EXIT_UNUSABLE;
        }
    }
    gp_certify_without_memory(end_without_memory);
    return certify_words(&wish, argv + optind, (size_t)(argc - optind));
}
