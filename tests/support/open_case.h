/** @file
 *  Cases from text. */
#ifndef GP_TESTS_OPEN_CASE_H
#define GP_TESTS_OPEN_CASE_H

#include "golden/case.h"
#include "support/json_file.h"

/** A case and its file. */
typedef struct text_case {
    json_file file;
    gp_case the_case;
} text_case;

/** Opens a case; the test fails where that is not possible. */
void text_case_open(const char *text, text_case *opened);

/** Closes it. */
void text_case_close(text_case *opened);

#endif
