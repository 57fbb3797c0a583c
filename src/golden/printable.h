/** @file
 *  Text that comes from elsewhere, a file, a program, a command line, made fit to be shown. */
#ifndef GP_GOLDEN_PRINTABLE_H
#define GP_GOLDEN_PRINTABLE_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Makes a text fit for a terminal and for every format of a report: each byte of a character that steers a terminal, ends a
 *  line, turns the direction of writing or cannot be seen becomes a question mark, and so does each byte that is not UTF-8.
 *
 *  These are the control characters, the line and paragraph separators, the characters that Unicode calls default ignorable
 *  (of version 15), the interlinear annotations and what is no character.
 *  @param text   the text; stays as long as it is
 *  @param length its bytes, which may be zeros; a zero follows them
 *  @param kept   control characters that stay: "" for a single line, "\n" for several
 *  @return       @p text
 *  @verifiedby{test_printable_characters} @verifiedby{test_printable_bytes} */
char *gp_make_printable(char *text, size_t length, const char *kept);

#ifdef __cplusplus
}
#endif

#endif
