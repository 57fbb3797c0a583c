/** @file
 *  A formula that is being written, and its smallest parts. */
#ifndef GP_NOTATION_SCRIPT_H
#define GP_NOTATION_SCRIPT_H

#include "notation/formula.h"

/** How many scripts there are. */
enum { gp_script_count = GP_TEX + 1 };

/** The same words in each script. */
typedef struct gp_words {
    const char *in[gp_script_count]; /**< in the order of ::gp_script */
} gp_words;

/** A formula that is being written. */
typedef struct gp_formula {
    FILE *stream;                /**< where to */
    gp_script script;            /**< in what */
    const gp_problem *problem;   /**< of the run */
    const gp_operands *operands; /**< the numbers; NULL while letters are written */
} gp_formula;

/** Writes the same in each script. */
void gp_put(const gp_formula *formula, const char *text, const char *tex);

/** What a character of some words stands for: a number of the run, or one that stands in the problem. */
typedef struct gp_blank {
    char character;        /**< the character */
    bool of_sample;        /**< whether a number of the problem is an input or a target */
    const char *letter;    /**< how it is written with letters; NULL: as the number that the problem gives */
    const gp_place *place; /**< of a number of the run: where it stands */
    const char *given;     /**< of another one: the decimal in the problem */
} gp_blank;

/** Writes words in which some characters stand for numbers. */
void gp_put_filled(const gp_formula *formula, const gp_words *words, const gp_blank *blanks, size_t count);

/** Writes a number that stands in the problem, in brackets where it is negative. */
void gp_put_given(const gp_formula *formula, const char *decimal);

/** Writes a number of the run, in brackets where it is negative. */
void gp_put_computed(const gp_formula *formula, gp_place place);

/** Writes the activation of a unit of the layer below, which is the input for layer 1. */
void gp_put_below(const gp_formula *formula, size_t step, size_t sample, size_t layer, size_t input);

/** Writes what an output should have been. */
void gp_put_target(const gp_formula *formula, size_t sample, size_t output);

/** Begins a term of a sum: writes the sign before it; of a long sum, at the first term that is left out, how many there are.
 *  @return whether the term is to be written */
bool gp_begin_term(const gp_formula *formula, size_t term, size_t terms);

#endif
