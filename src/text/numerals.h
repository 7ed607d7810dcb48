/* The English pronunciation of a number in a name: 182 is one eighty two, 1985 nineteen eighty five. */
#ifndef STAGENAME_TEXT_NUMERALS_H
#define STAGENAME_TEXT_NUMERALS_H

/* The syllables of a number of `length` decimal digits, '0' to '9'; 0 for no digits. */
int numeral_syllables(const char *digits, int length);

/* The first sound of the number when it is pronounced, as in text/sound.h. length: 1 or more. */
char numeral_sound(const char *digits, int length);

#endif
