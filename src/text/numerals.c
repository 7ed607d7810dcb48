/* Numbers of one and two digits are words; longer ones are pronounced in pairs, like years. */
#include "text/numerals.h"

/* syllables of zero, one, … nineteen */
static const char small[] = {2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2};
/* syllables of twenty, thirty, … ninety */
static const char tens[] = {0, 0, 2, 2, 2, 2, 2, 3, 2, 2};
static const char first_sounds[] = "zwtTffssen"; /* zero, one, … nine */
/* ten, eleven, … nineteen */
static const char teen_sounds[] = "tettffssen";

static int pair(int number)
{
    if (number < 20)
        return small[number];
    return tens[number / 10] + (number % 10 ? small[number % 10] : 0);
}

/* Two digits after others: 05 is "oh five". */
static int later_pair(int number)
{
    return number < 10 ? 1 + small[number] : pair(number);
}

/* Digits one by one, where a zero is "oh". */
static int one_by_one(const char *digits, int length)
{
    int count = 0;

    for (int i = 0; i < length; i++)
        count += digits[i] == '0' ? 1 : small[digits[i] - '0'];
    return count;
}

int numeral_syllables(const char *digits, int length)
{
    int number = 0;

    if (length == 0)
        return 0;
    if (length > 4 || (length > 1 && digits[0] == '0'))
        return one_by_one(digits, length);
    for (int i = 0; i < length; i++)
        number = 10 * number + digits[i] - '0';
    if (number < 100)
        return pair(number);
    if (number >= 1000 && number % 1000 < 10) /* two thousand, two thousand five */
        return small[number / 1000] + 2 + (number % 10 ? small[number % 10] : 0);
    if (number % 100 == 0) /* N hundred */
        return pair(number / 100) + 2;
    return pair(number / 100) + later_pair(number % 100);
}

char numeral_sound(const char *digits, int length)
{
    /* Numbers of two and of four digits begin with a pair. */
    if (digits[0] == '1' && (length == 2 || (length == 4 && (digits[1] != '0' || digits[2] != '0'))))
        return teen_sounds[digits[1] - '0'];
    if (digits[0] == '0' && length > 1)
        return 'o';
    return first_sounds[digits[0] - '0'];
}
