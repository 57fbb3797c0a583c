/** @file
 *  The pages and parts of pages that are made from the golden data, one function a kind. */
#ifndef GP_PAGES_PAGES_H
#define GP_PAGES_PAGES_H

#include "site.h"

/** A page for a document: drawings, tables, curve, what is wrong. */
void write_document_page(const site *all, const gp_document *document);

/** A page with all golden numbers of a case, each with its anchor. */
void write_numbers_page(const site *all, const gp_case *the_case);

/** The data of a document's training curve and the commands that draw it; false where no run of the document is long. */
bool write_curve(const site *all, const gp_document *document);

/** The network of a case, with its weights and first values, as SVG. */
void write_drawing(FILE *file, const gp_case *the_case);

/** The table of printed numbers of a document that no honest reading gives; false, and nothing written, where there are none.
 */
bool write_errata_table(const site *all, FILE *file, const gp_document *document);

/** A filter for Doxygen, which reads the sources of the tests: it puts a comment before each test that leads back to the
 * functions and equations that name it. */
void write_test_filter(const site *all);

/** Where a case stands: the id of its page of numbers, as a link. */
void write_case_link(FILE *file, const gp_case *the_case);

/** A departure: its id, as a link to its section of the classic mistakes. */
void write_mistake_link(FILE *file, gp_departure departure);

/** Whether a case comes from a document. */
bool belongs(const gp_case *the_case, const gp_document *document);

/** A part of a page that a placeholder stands for. */
typedef void page_part(const site *all, FILE *file);

page_part write_document_links;  /**< links to the documents, with what they are good for */
page_part write_document_pages;  /**< the same, on the page that they belong under */
page_part write_numbers_list;    /**< links to the cases, with their counts */
page_part write_errata;          /**< the errata of all documents */
page_part write_mistakes;        /**< the departures, and where they show first */
page_part write_kill_matrix;     /**< departures and the cases that catch them */
page_part write_hard_pairs;      /**< the departures that one case alone tells apart */
page_part write_smallest_set;    /**< the fewest cases that catch all departures and tell them apart */
page_part write_implementations; /**< implementations, and the cases that they pass */
page_part write_peers;           /**< a section for each implementation */
page_part write_test_counts;     /**< how many tests there are, by file */
page_part write_test_list;       /**< every test */
page_part write_commands;        /**< what goldprop tells about itself */
page_part write_table;           /**< how proven, sensitive and right the numbers of each case are: goldprop table */
page_part write_totals;          /**< how many numbers, cases, documents */

/** The functions, tests and golden numbers of an equation. */
void write_equation_links(const site *all, FILE *file, const char *id);

/** The same in one line, with a link to the golden numbers. */
void write_equation_line(const site *all, FILE *file, const char *id);

#endif
