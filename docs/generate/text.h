/** @file
 *  Text for the pages: complaints, escapes, digits. */
#ifndef GP_PAGES_TEXT_H
#define GP_PAGES_TEXT_H

#include <stddef.h>
#include <stdio.h>

/** Ends the program with a complaint and exit status 1: a page with a gap in it is never written. */
__attribute__((format(printf, 1, 2), noreturn)) void stop(const char *format, ...);

/** Memory, or the end of the program. */
void *allocate(size_t count, size_t size);

/** A file as a text, for free(). */
char *read_file(const char *path);

/** Opens a file for writing. */
FILE *create_file(const char *folder, const char *name);

/** Closes what create_file() opened, and makes sure that all of it was written. */
void close_file(FILE *file, const char *name);

/** Writes words so that neither Markdown nor Doxygen nor HTML finds a command in them. */
void write_words(FILE *file, const char *words);

/** Writes words so that HTML finds no markup in them. */
void write_html(FILE *file, const char *words);

/** Room for a number that is rounded to at most 40 digits. */
enum { digits_room = 80 };

/** Rounds a decimal number to so many significant digits, half away from zero; a shorter one stays as it is.
 *  @return @p text, at least ::digits_room characters */
const char *round_digits(const char *decimal, size_t digits, char text[digits_room]);

/** Writes a number for a formula: `-2.4e-7` becomes `-2.4 \cdot 10^{-7}`, `1/2` a fraction. */
void write_tex_number(FILE *file, const char *number);

#endif
