/** @file
 *  What people write out of habit where a problem has another word: `lr` for `rate`, `ReLU` for `relu`, a typographic minus
 * sign. The word is refused all the same; here is what to write in its place, for the end of the complaint. */
#ifndef GP_GOLDEN_HABITS_H
#define GP_GOLDEN_HABITS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The most characters that a hint takes, with its end. */
enum { gp_hint_room = 160 };

/** What to write in the place of a key.
 *  @param key       the key that is not known
 *  @param keys      those that are known there, ended by NULL
 *  @param[out] hint `; write "rate"`, `; "rate" belongs in "training"`, or `; is it "rate"?` of one that is nearly so
 * spelt; empty where nothing is known of the key
 *  @verifiedby{test_habits_keys} */
void gp_hint_of_key(const char *key, const char *const keys[], char hint[gp_hint_room]);

/** What to write in the place of a word.
 *  @param word      the word that is not known
 *  @param words     those that are known there, ended by NULL
 *  @param[out] hint `; write "relu"`, or `; is it "relu"?` of one that is nearly so spelt; empty where nothing is known of the
 * word
 *  @verifiedby{test_habits_words} */
void gp_hint_of_word(const char *word, const char *const words[], char hint[gp_hint_room]);

/** What is mostly written behind a key.
 *  @param key       the key that is lacking
 *  @param[out] hint `; write "factor": "1/2" or "1"`; empty where that is another matter in each problem
 *  @verifiedby{test_habits_lacking} */
void gp_hint_of_lacking(const char *key, char hint[gp_hint_room]);

/** What keeps a text from being a number.
 *  @param text      the text, which is no number
 *  @param[out] hint `; its minus sign is a typographic one, write "-"`; empty where nothing is known of the text
 *  @verifiedby{test_habits_numbers} */
void gp_hint_of_number(const char *text, char hint[gp_hint_room]);

#ifdef __cplusplus
}
#endif

#endif
