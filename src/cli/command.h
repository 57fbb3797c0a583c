/** @file
 *  The subcommands of goldprop. Each stands in a file of its own, command_NAME.c, and gets the words after `goldprop`, its own
 * name first. */
#ifndef GP_CLI_COMMAND_H
#define GP_CLI_COMMAND_H

/** How the program ends. */
enum {
    GP_EXIT_PASSED = 0,  /**< done, and everything that was checked holds */
    GP_EXIT_FAILED = 1,  /**< done, and something that was checked does not hold */
    GP_EXIT_UNUSABLE = 2 /**< not done: bad words, bad input, or an output that cannot be written */
};

/** `goldprop verify`: checks the golden data against the reference. */
int gp_command_verify(int argc, char **argv);
/** `goldprop check`: a trace against a case. */
int gp_command_check(int argc, char **argv);
/** `goldprop run`: somebody else's program against the cases. */
int gp_command_run(int argc, char **argv);
/** `goldprop list`: lists the cases. */
int gp_command_list(int argc, char **argv);
/** `goldprop show`: a case as a worked solution. */
int gp_command_show(int argc, char **argv);
/** `goldprop trace`: every quantity of a run. */
int gp_command_trace(int argc, char **argv);
/** `goldprop new`: a problem file to start from, with weights drawn as the usual programs draw them. */
int gp_command_new(int argc, char **argv);
/** `goldprop table`: how proven, how sensitive and how right the numbers of each case are. */
int gp_command_table(int argc, char **argv);
/** `goldprop mistakes`: the known mistakes, and which case catches which. */
int gp_command_mistakes(int argc, char **argv);
/** `goldprop explain`: what a name in a report stands for. */
int gp_command_explain(int argc, char **argv);
/** `goldprop certify`: proven digits. */
int gp_command_certify(int argc, char **argv);

#endif
