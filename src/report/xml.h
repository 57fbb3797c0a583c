/** @file
 *  Text between the tags of XML and HTML, and in their attributes. */
#ifndef GP_REPORT_XML_H
#define GP_REPORT_XML_H

#include <stdio.h>

/** Writes a text so that none of it is read as a tag, as a reference, or as the end of an attribute.
 *  @verifiedby{test_report_words_columns_and_tags} */
void gp_write_escaped(FILE *stream, const char *text);

#endif
