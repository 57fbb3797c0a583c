#include "draw/stream.h"

#include <criterion/criterion.h>
#include <math.h>

/* As they are printed, to 17 digits or to 8, wherever numpy's seeds 0, 1 and 42 are used. */
Test(stream, numpy_random)
{
    gp_stream stream;
    gp_stream_seed(GP_NUMPY, 1, &stream);
    cr_expect_eq(gp_stream_uniform(&stream), 0.417022004702574);
    cr_expect_eq(gp_stream_uniform(&stream), 0.7203244934421581);
    cr_expect_eq(gp_stream_uniform(&stream), 0.00011437481734488664);
    gp_stream_seed(GP_NUMPY, 42, &stream);
    cr_expect_eq(gp_stream_uniform(&stream), 0.3745401188473625);
}

static bool is_near(double value, double wanted)
{
    return fabs(value - wanted) <= 0x1p-51 * fabs(wanted);
}

Test(stream, numpy_normal)
{
    static const double of_seed_0[] = {1.764052345967664, 0.4001572083672233, 0.9787379841057392,
                                       2.240893199201458, 1.8675579901499675, -0.977277879876411};
    static const double of_seed_1[] = {1.6243453636632417,  -0.6117564136500754, -0.5281717522634557, -1.0729686221561705,
                                       0.8654076293246785,  -2.3015386968802827, 1.74481176421648,    -0.7612069008951028,
                                       0.31903909605709857, -0.2493703754774101, 1.462107937044974,   -2.060140709497654};
    gp_stream stream;
    gp_stream_seed(GP_NUMPY, 0, &stream);
    for (size_t k = 0; k < sizeof of_seed_0 / sizeof *of_seed_0; k++)
        cr_expect(is_near(gp_stream_normal(&stream), of_seed_0[k]), "number %zu", k);
    gp_stream_seed(GP_NUMPY, 1, &stream);
    for (size_t k = 0; k < sizeof of_seed_1 / sizeof *of_seed_1; k++)
        cr_expect(is_near(gp_stream_normal(&stream), of_seed_1[k]), "number %zu", k);
}

/* Seeds of one word and of two. */
Test(stream, python_random)
{
    gp_stream stream;
    gp_stream_seed(GP_PYTHON, 0, &stream);
    cr_expect_eq(gp_stream_uniform(&stream), 0.8444218515250481);
    cr_expect_eq(gp_stream_uniform(&stream), 0.7579544029403025);
    gp_stream_seed(GP_PYTHON, 1, &stream);
    cr_expect_eq(gp_stream_uniform(&stream), 0.13436424411240122);
    gp_stream_seed(GP_PYTHON, ((uint64_t)1 << 40) + 7, &stream);
    cr_expect_eq(gp_stream_uniform(&stream), 0.6137037779936511);
}

/* A pair, and the first of the next. */
Test(stream, python_normal)
{
    static const double of_seed_1[] = {1.2881847531554629, 1.449445608699771, 0.06633580893826191};
    gp_stream stream;
    gp_stream_seed(GP_PYTHON, 1, &stream);
    for (size_t k = 0; k < sizeof of_seed_1 / sizeof *of_seed_1; k++)
        cr_expect(is_near(gp_stream_normal(&stream), of_seed_1[k]), "number %zu", k);
    gp_stream_seed((gp_drawer)99, 1, &stream);
    cr_expect(isnan(gp_stream_normal(&stream)));
}
