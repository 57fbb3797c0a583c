/** @file
 *  What all pages are made from: the golden data and the comments of the sources. Here is asked, and a gap ends the program. */
#ifndef GP_PAGES_SITE_H
#define GP_PAGES_SITE_H

#include "golden/case.h"
#include "golden/documents.h"
#include "links.h"
#include "oracle/kill_matrix.h"
#include <stdio.h>

/** The material of the pages. */
typedef struct site {
    const char *source;     /**< the checkout */
    const char *output;     /**< the folder that the pages go to */
    gp_documents documents; /**< golden/documents.json */
    gp_case *cases;         /**< golden/cases, those with printed numbers first */
    size_t case_count;      /**< how many */
    gp_kill_row *kills;     /**< what each case says of the departures, in the order of the cases */
    links links;            /**< functions, tests, equations */
} site;

/** Reads golden data and sources. */
site open_site(const char *source, const char *output);

/** A case by its id, or NULL. */
const gp_case *find_case(const site *all, const char *id);

/** The exact number at a place of a case, or NULL. */
const char *find_exact(const gp_case *the_case, const gp_place *place);

/** The function that computes a number; NULL for what the problem gives. */
const link_function *function_of(const site *all, const gp_case *the_case, const gp_place *place);

/** Writes the exact number at a place as a link to its anchor. */
void write_exact(FILE *file, const gp_case *the_case, const gp_place *place, size_t digits);

/** Writes links to a function, or a dash where there is none. */
void write_function(FILE *file, const link_function *function);

/** Writes links to the tests of a function, or a dash where there is none. */
void write_tests(FILE *file, const link_function *function);

/** Writes the id of a page or anchor: `PREFIX_CASE`, with _ for -. */
void write_id(FILE *file, const char *prefix, const char *id);

#endif
