/* An insertion sort of at most n names. */
#include "draw/choice.h"

void choice_begin(struct choice *choice, int n, const struct rng *rng)
{
    choice->rng = *rng;
    choice->n = n;
    choice->found = 0;
}

void choice_offer(void *arg, int64_t id)
{
    struct choice *choice = arg;
    int64_t number = (int64_t)rng_u64(&choice->rng);
    int at;

    if (choice->found == choice->n && number >= choice->numbers[choice->n - 1])
        return;
    if (choice->found < choice->n)
        choice->found++;
    for (at = choice->found - 1; at > 0 && choice->numbers[at - 1] > number; at--) {
        choice->numbers[at] = choice->numbers[at - 1];
        choice->ids[at] = choice->ids[at - 1];
    }
    choice->numbers[at] = number;
    choice->ids[at] = id;
}
