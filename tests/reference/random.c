#include "reference/random.h"

#include "support/check.h"

static uint32_t word_after(gp_random *random, size_t skipped)
{
    while (skipped--)
        gp_random_word(random);
    return gp_random_word(random);
}

static double double_after(gp_random *random, size_t skipped)
{
    while (skipped--)
        gp_random_double(random);
    return gp_random_double(random);
}

/* The 10000th word from the default seed 5489 is 4123659995: C++ standard, [rand.predef], mt19937. The others are what NumPy
   1.24 gives (MT19937 with its legacy seeding, random_raw()); they stand around the first two refills, after the words 624 and
   1248. */
Test(random, published_words)
{
    gp_random random;
    gp_random_seed(&random, 5489);
    cr_assert_eq(word_after(&random, 0), UINT32_C(3499211612));
    cr_assert_eq(word_after(&random, 0), UINT32_C(581869302));
    cr_assert_eq(word_after(&random, 0), UINT32_C(3890346734));
    cr_assert_eq(word_after(&random, 619), UINT32_C(2227348307), "word 623");
    cr_assert_eq(word_after(&random, 0), UINT32_C(4020325887), "word 624");
    cr_assert_eq(word_after(&random, 0), UINT32_C(4178893912), "word 625");
    cr_assert_eq(word_after(&random, 0), UINT32_C(610818241), "word 626");
    cr_assert_eq(word_after(&random, 621), UINT32_C(2538210759), "word 1248");
    cr_assert_eq(word_after(&random, 0), UINT32_C(358555951), "word 1249");
    cr_assert_eq(word_after(&random, 10000 - 1250), UINT32_C(4123659995), "word 10000");
}

/* NumPy 1.24, as above. */
Test(random, other_seeds)
{
    const uint32_t seeds[] = {0, 1, UINT32_MAX};
    const uint32_t first[] = {UINT32_C(2357136044), UINT32_C(1791095845), UINT32_C(419326371)};
    const uint32_t third[] = {UINT32_C(3071714933), UINT32_C(3093770124), UINT32_C(3918654476)};
    for (size_t k = 0; k < 3; k++) {
        gp_random random;
        gp_random_seed(&random, seeds[k]);
        cr_assert_eq(word_after(&random, 0), first[k]);
        cr_assert_eq(word_after(&random, 1), third[k]);
    }
}

/* The seed alone decides: a generator that is used and seeded again starts over. */
Test(random, seeding_again)
{
    gp_random random;
    gp_random_seed(&random, 1);
    word_after(&random, 700);
    gp_random_seed(&random, 1);
    cr_assert_eq(word_after(&random, 0), UINT32_C(1791095845));
}

/* Seed 1: numpy.random.seed(1); numpy.random.random(625) of NumPy 1.24, all digits; two refills lie between the numbers 312 and
   313, 624 and 625. Seed 1234567890: NumPy's own test of rand() (numpy/random/tests/test_random.py). Seed 5489: the first five
   numbers that MATLAB's documentation of rand shows, 0.8147 0.9058 0.1270 0.9134 0.6324, with NumPy's digits. */
Test(random, published_doubles)
{
    gp_random random;
    gp_random_seed(&random, 1);
    const double seed_1[] = {0.417022004702574,   0.7203244934421581, 0.00011437481734488664, 0.30233257263183977,
                             0.14675589081711304, 0.0923385947687978, 0.1862602113776709,     0.34556072704304774,
                             0.39676747423066994, 0.538816734003357};
    for (size_t k = 0; k < 10; k++)
        cr_assert_eq(double_after(&random, 0), seed_1[k]);
    cr_assert_eq(double_after(&random, 301), 0.9096355249515571, "number 312");
    cr_assert_eq(double_after(&random, 0), 0.2571182937821962, "number 313");
    cr_assert_eq(double_after(&random, 310), 0.6438956443116628, "number 624");
    cr_assert_eq(double_after(&random, 0), 0.7543059505762987, "number 625");

    gp_random_seed(&random, 1234567890);
    const double seed_1234567890[] = {0.61879477158567997, 0.59162362775974664, 0.88868358904449662,
                                      0.89165480011560816, 0.4575674820298663,  0.7781880808593471};
    for (size_t k = 0; k < 6; k++)
        cr_assert_eq(double_after(&random, 0), seed_1234567890[k]);

    gp_random_seed(&random, 5489);
    const double seed_5489[] = {0.8147236863931789, 0.9057919370756192, 0.12698681629350606, 0.9133758561390194,
                                0.6323592462254095};
    for (size_t k = 0; k < 5; k++)
        cr_assert_eq(double_after(&random, 0), seed_5489[k]);
}
