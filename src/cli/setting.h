/** @file
 *  A case with another weight, bias or learning rate, to see what follows. */
#ifndef GP_CLI_SETTING_H
#define GP_CLI_SETTING_H

#include "golden/case.h"

/** What is changed. */
typedef struct gp_setting {
    char *name;         /**< as the word has it: all of it at first, as it stands on the command line */
    const char *number; /**< what it is now */
    const char *before; /**< what it was */
} gp_setting;

/** Changes a case as a word says: `w4=0.85`, by the document's name; `layer 1, W[0][1]=0.85`, by its place; `rate=0.5`; or
 * `rate[1]=0.5`, of an epoch, where each has its own.
 *  @param the_case        of whose problem a text is replaced; it keeps a part of the word
 *  @param[in,out] setting its name is the word, which is cut at its last "="; the rest is set
 *  @param[out] message    says why nothing was changed
 *  @return false where nothing was */
bool gp_set_in_case(gp_case *the_case, gp_setting *setting, gp_message *message);

#endif
