#include "cli/options.h"

#include "cli/command.h"
#include "cli/output.h"

#include <string.h>

int gp_complain(const gp_message *message)
{
    fprintf(stderr, "goldprop: %s\n", message->text);
    return GP_EXIT_UNUSABLE;
}

/* About a word of the command argv[0]. */
static void complain_about_word(const char *command, const char *expected, const char *found)
{
    gp_message message;
    gp_message_set(&message, "%s: expected %s, found %.200s; goldprop %s --help tells more", command, expected, found, command);
    gp_complain(&message);
}

/* The word that getopt_long() has just refused. It tells a letter by optopt, and anything longer only by its place. */
static const char *refused_word(char *const argv[], const char *letters, char letter[3])
{
    if (optopt == 0 || strchr(letters, optopt))
        return argv[optind - 1];
    letter[0] = '-';
    letter[1] = (char)optopt;
    letter[2] = '\0';
    return letter;
}

int gp_next_option(int argc, char *const argv[], const char *letters, const struct option *options)
{
    char quiet_letters[32], letter[3], word[256];
    /* The colon keeps getopt_long() from complaining by itself, and tells a lacking value from a wrong option. */
    snprintf(quiet_letters, sizeof quiet_letters, ":%s", letters);
    int option = getopt_long(argc, argv, quiet_letters, options, NULL);
    if (option == ':') {
        snprintf(word, sizeof word, "a value after \"%.200s\"", argv[optind - 1]);
        complain_about_word(argv[0], word, "none");
    } else if (option == '?') {
        snprintf(word, sizeof word, "\"%.200s\"", refused_word(argv, letters, letter));
        complain_about_word(argv[0], "an option of this command", word);
    }
    return option == ':' ? '?' : option;
}

bool gp_has_words(int argc, char *const argv[], int wanted, const char *what)
{
    char before[256], found[256];
    if (argc - optind < wanted) {
        complain_about_word(argv[0], what, "none");
    } else if (argc - optind > wanted) {
        snprintf(before, sizeof before, "nothing after \"%.200s\"", argv[optind + wanted - 1]);
        snprintf(found, sizeof found, "\"%.200s\"", argv[optind + wanted]);
        complain_about_word(argv[0], before, found);
    }
    return argc - optind == wanted;
}

bool gp_read_format(const char *word, bool *json)
{
    gp_message message;
    *json = strcmp(word, "json") == 0;
    if (*json || strcmp(word, "text") == 0)
        return true;
    gp_message_set(&message, "--format: expected text or json, found \"%.200s\"", word);
    gp_complain(&message);
    return false;
}

bool gp_read_epochs(const char *word, gp_epochs *epochs, gp_message *message)
{
    return gp_epochs_read(word, epochs) ||
           gp_message_set(message, "--epochs: expected a list such as 0,10-20, found \"%s\"", word);
}

bool gp_epochs_in_run(const gp_epochs *epochs, const gp_problem *problem, gp_message *message)
{
    for (size_t k = 0; k < epochs->count; k++)
        if (epochs->ranges[k].last > problem->epochs)
            return gp_message_set(message, "--epochs: expected epochs from 0 to %zu, found %zu", problem->epochs,
                                  epochs->ranges[k].last);
    return true;
}

const gp_report_format *gp_read_report_format(const char *word)
{
    gp_message message;
    const gp_report_format *format = gp_find_report_format(word);
    if (format)
        return format;
    gp_message_set(&message, "--format: expected text, json, tap or junit, found \"%s\"", word);
    gp_complain(&message);
    return NULL;
}

bool gp_read_format_options(int argc, char **argv, void (*write_help)(void), bool *json, int *result)
{
    static const struct option options[] = {{"format", required_argument, NULL, 'f'}, {"help", no_argument, NULL, 'h'}, {0}};
    *json = false;
    *result = GP_EXIT_UNUSABLE;
    for (int option; (option = gp_next_option(argc, argv, "f:h", options)) != -1;) {
        if (option == 'f' && gp_read_format(optarg, json))
            continue;
        if (option == 'h') {
            write_help();
            *result = gp_finish_stdout(GP_EXIT_PASSED);
        }
        return false;
    }
    return true;
}

int gp_finish_stdout(int result)
{
    gp_output output = {.stream = stdout};
    gp_message message;
    return gp_output_close(&output, &message) ? result : gp_complain(&message);
}
