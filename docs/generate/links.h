/** @file
 *  What the comments of the sources say about each other: functions, their equations, their tests. */
#ifndef GP_PAGES_LINKS_H
#define GP_PAGES_LINKS_H

#include <stddef.h>

/** A public function. */
typedef struct link_function {
    char name[80];      /**< gp_... */
    char equation[80];  /**< the equation that it computes, or empty */
    char tests[4][120]; /**< the tests that it names */
    size_t test_count;  /**< how many */
} link_function;

/** A test. */
typedef struct link_test {
    char suite[50]; /**< the suite of a Criterion test; empty for a test in Python, which has no page */
    char test[100]; /**< its name there */
    char name[160]; /**< test_SUITE_NAME, as the pages call it */
    char room[40];  /**< the folder in tests */
    char file[80];  /**< the file there, with its folder */
} link_test;

/** An equation: a heading in a chapter. */
typedef struct link_equation {
    char id[80];     /**< eq_... */
    char title[160]; /**< the heading */
} link_equation;

/** All of them, in the order of files and lines. */
typedef struct links {
    link_function *functions; /**< of src/reference, src/golden and src/oracle */
    size_t function_count;    /**< how many */
    link_test *tests;         /**< of tests */
    size_t test_count;        /**< how many */
    link_equation *equations; /**< of docs/chapters */
    size_t equation_count;    /**< how many */
} links;

/** Reads the sources below a folder. */
links read_links(const char *source);

/** A function by its name; stops where there is none. */
const link_function *find_function(const links *all, const char *name);

/** An equation by its id; NULL where there is none. */
const link_equation *find_equation(const links *all, const char *id);

/** Reads a heading `## Title {#id}`. @return whether the line is one with an id */
int read_heading(const char *line, char title[160], char id[80]);

#endif
