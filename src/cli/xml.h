/** @file
 *  Text between the tags of XML and HTML, and in their attributes. */
#ifndef GP_CLI_XML_H
#define GP_CLI_XML_H

#include <stdio.h>

/** Writes a text so that none of it is read as a tag, as a reference, or as the end of an attribute. */
void gp_write_escaped(FILE *stream, const char *text);

#endif
