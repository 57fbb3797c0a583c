#include "cli/command.h"
#include "cli/options.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} commands[] = {
    {"verify", gp_command_verify, "check every worked number of the documents (all cases, or those named)"},
    {"check", gp_command_check, "compare a trace that a program has written with a case"},
    {"run", gp_command_run, "check a program: start it once for each case, and compare what it answers"},
    {"list", gp_command_list, "list the cases"},
    {"show", gp_command_show, "show a case as a worked solution: formula, numbers put in, result"},
    {"trace", gp_command_trace, "write every quantity of a run as JSON or CSV"},
    {"new", gp_command_new, "write a problem file to start from, with weights as numpy or Python draw them"},
    {"table", gp_command_table, "list how proven, how sensitive and how right the numbers of each case are"},
    {"mistakes", gp_command_mistakes, "list the known mistakes, and which case catches which"},
    {"explain", gp_command_explain, "tell what a name in a report stands for: a mistake, an equation, a number"},
#ifdef GP_WITH_CERTIFY
    {"certify", gp_command_certify, "compute proven digits of a case in ball arithmetic"},
#endif
};

enum { command_count = sizeof commands / sizeof *commands };

static void write_help(FILE *stream)
{
    fputs("Usage: goldprop COMMAND [OPTION...] [WORD...]\n"
          "The reference suite for backpropagation: worked numbers, certified and checked.\n\n"
          "Commands:\n",
          stream);
    for (size_t k = 0; k < command_count; k++)
        fprintf(stream, "  %-8s  %s\n", commands[k].name, commands[k].summary);
    fputs("\n"
          "  -h, --help     this help; goldprop COMMAND --help, or goldprop help COMMAND, tells about one command\n"
          "  -V, --version  the version\n\n"
          "Exit status: 0 done and all holds, 1 something does not hold, 2 bad words, bad input or an output that cannot be "
          "written.\n"
          "The golden data lies in ../share/goldprop, seen from the program, or in the folder that GOLDPROP_GOLDEN names.\n",
          stream);
}

/* `help` is `--help`, and `help WORD` is `WORD --help`. */
static void put_help_last(int argc, char **argv)
{
    static char option[] = "--help";
    if (argc < 2 || strcmp(argv[1], "help") != 0)
        return;
    argv[1] = argc > 2 ? argv[2] : option;
    if (argc > 2)
        argv[2] = option;
}

int main(int argc, char **argv)
{
    signal(SIGXFSZ, SIG_IGN); /* a file that grows too large is an output that cannot be written, not the program's end */
    put_help_last(argc, argv);
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        write_help(stdout);
        return gp_finish_stdout(GP_EXIT_PASSED);
    }
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        puts("goldprop " GP_VERSION);
        return gp_finish_stdout(GP_EXIT_PASSED);
    }
    for (size_t k = 0; k < command_count; k++)
        if (strcmp(word, commands[k].name) == 0)
            return commands[k].run(argc - 1, argv + 1);
    gp_message message;
#ifndef GP_WITH_CERTIFY
    if (strcmp(word, "certify") == 0) {
        gp_message_set(&message,
                       "certify: this goldprop was built without its certifier; install Arb (Debian 12: libflint-arb-dev; from "
                       "Debian 13 on: libflint-dev), configure with -DGOLDPROP_CERTIFY=ON and build again");
        return gp_complain(&message);
    }
#endif
    const char *quote = *word ? "\"" : "";
    gp_message_set(&message, "expected a command, found %s%.200s%s; goldprop --help lists the commands", quote,
                   *word ? word : "none", quote);
    return gp_complain(&message);
}
