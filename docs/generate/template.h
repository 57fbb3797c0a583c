/** @file
 *  Hand-written pages: copied, with their placeholders filled in. */
#ifndef GP_PAGES_TEMPLATE_H
#define GP_PAGES_TEMPLATE_H

#include "site.h"

/** Fills in a page. A number is a link to its anchor, and bare inside a formula or a block of code.
 *
 *      {{exact CASE PLACE}}                exact digits, at most 20; PLACE is the end of an anchor: s0_n0_l2_a0
 *      {{digits N CASE PLACE}}             the same, N digits
 *      {{printed CASE NAME}}               the characters that the document prints
 *      {{input CASE SAMPLE INDEX}}         a decimal of the problem, and likewise
 *      {{target CASE SAMPLE INDEX}}, {{weight CASE LAYER UNIT INPUT}}, {{bias CASE LAYER UNIT}}, {{rate CASE}}, {{factor CASE}}
 *      {{json CASE KEY...}}                a piece of the case's file
 *      {{request CASE}}                    what a program under test is given
 *      {{source FILE}}                     a file of the checkout
 *      {{output FILE}}                     a file that make_docs.cmake has left beside the pages
 *      {{equation ID}}                     functions, tests and golden numbers of an equation
 *      {{documents}}, {{errata}}, ...      whole parts of a page: see template.c
 *
 *  In a chapter, each section of an equation ends with links to its functions, tests and golden numbers. Ends the program with
 * the file and the line of a placeholder that cannot be filled. */
void fill_template(const site *all, const char *path);

#endif
