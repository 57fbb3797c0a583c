/** @file
 *  Hand-written pages: copied, with their placeholders filled in. */
#ifndef GP_PAGES_TEMPLATE_H
#define GP_PAGES_TEMPLATE_H

#include "site.h"

/** Fills in a page: `{{exact CASE PLACE}}` and so on; docs/testing.md lists them. In a chapter, each section of an equation
 * ends with links to its functions, tests and golden numbers. */
void fill_template(const site *all, const char *path);

#endif
