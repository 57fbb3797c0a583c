/** @file
 *  Fresh problems: like one that a program has failed, with other numbers, and other sizes where the program takes them. What
 * was found out about the program has to predict what it answers to them. */
#ifndef GP_ORACLE_FRESH_H
#define GP_ORACLE_FRESH_H

#include "golden/case.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How far a fresh problem is from the one that it is made like. The widest comes first. */
typedef enum gp_fresh_width {
    GP_FRESH_WIDE, /**< other layers, samples and batches: every other layer is larger than the layers beside it, the even
                        ones from an odd seed, the odd ones from an even one; each has at
                        least two units more than there are layers, where such a run keeps the bounds, the last
                        hidden layer comes twice, the last batch is short, and loss and error have other factors */
    GP_FRESH_EQUAL_LAYERS, /**< as a wide one, but all layers are as large as the input: for programs that answer to no others
                            */
    GP_FRESH_SAME_LAYERS,  /**< the same layers and the same loss; other samples and batches */
    GP_FRESH_SAME_SHAPE    /**< the same sizes of everything, three epochs at most: for programs that know one network */
} gp_fresh_width;

/** How many widths there are. */
enum { gp_fresh_width_count = GP_FRESH_SAME_SHAPE + 1 };

/** Whether the layers of a fresh problem have other activations than those of the problem that it is made like: what is seen in
 *  one kind of layers must not be told of all. Where the other problem has single samples, one of other layers has batches:
 *  what is seen in steps of one sample must not be told of all either. Wherever they may be others, small layers and rates keep
 * the numbers of a wrong program from growing beyond all bounds. */
typedef enum gp_fresh_kinds {
    GP_FRESH_SAME_KINDS,   /**< they have the same */
    GP_FRESH_OTHER_HIDDEN, /**< the last hidden layer has another, and every other one below it: what a layer takes from those
                                beside it shows whose activation it goes by */
    GP_FRESH_EACH_HIDDEN,  /**< as before, and the hidden layers between these have another one, too, which none of the layers
                                beside them has, nor the outputs, where there is one: what layers far from each other have in
                                common is no more than what they are. A program may not know so many */
    GP_FRESH_OTHER_OUTPUTS /**< the outputs have another one that is as smooth, where the loss is squared and the error belongs
                              to no activation: so does what hidden layers take from these */
} gp_fresh_kinds;

/** How many there are. */
enum { gp_fresh_kinds_count = GP_FRESH_OTHER_OUTPUTS + 1 };

/** Makes a fresh problem, of random decimals none of which is a plain number such as 0, 1/2 or 1, and no two of which are
 * equal. Activations, kinds of bias, update rule and reduction are those of the other one, as far as its kinds do not say
 * otherwise; it departs in nothing. Its run has
 * no number above 1,000, no slope within 0.01 of 0 but 0 itself, and no output that meets its target.
 *
 *  Its expectations are those of the reference's own run, and not certified: they serve to bring an answer into
 *  order and to hold hypotheses against it, and nobody may be judged by them.
 *  @param like         a case that was read from a file
 *  @param width        how far it is from there
 *  @param kinds        of its layers; of others only where it is a wide one, or one of equal layers
 *  @param seed         from the same seed comes the same problem
 *  @param[out] fresh   for gp_case_close(); all zero after a failure, and where no problem was found whose run keeps these
 * bounds
 *  @param[out] message says that memory is short
 *  @return false where it is
 *  @verifiedby{test_fresh_like_each_case} @verifiedby{test_fresh_like_each_case_of_other_hidden_layers}
 *  @verifiedby{test_fresh_like_each_case_of_other_outputs} @verifiedby{test_fresh_like_each_case_of_each_hidden_layer}
 *  @verifiedby{test_fresh_like_each_case_with_equal_layers} @verifiedby{test_fresh_like_each_case_with_the_same_layers}
 *  @verifiedby{test_fresh_like_each_case_of_the_same_shape}
 *  @verifiedby{test_fresh_same_seed} @verifiedby{test_fresh_without_memory} */
bool gp_fresh_case(const gp_case *like, gp_fresh_width width, gp_fresh_kinds kinds, uint32_t seed, gp_case *fresh,
                   gp_message *message);

#ifdef __cplusplus
}
#endif

#endif
