/* Columns of 8 to 64 bits, one row per name, scanned in blocks so that the compiler can vectorise
 * comparisons. */
#include "draw/roster.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A name's traits in 32 bits, 0 for a number without a name. A value that does not fit is stored as the mask
 * of its field, and SQL evaluates filters for it. */
enum {
    IS_KNOWN = 1,
    VERDICT_AT = 1,
    VERDICT_MASK = 3,
    KIND_AT = 3,
    KIND_MASK = 3,
    WORDS_AT = 5,
    WORDS_MASK = ROSTER_WORDS + 1,
    LENGTH_AT = 10,
    LENGTH_MASK = 1023,
    STYLE_AT = 20,
    STYLE_MASK = 4095,
    STYLE_BYTES = 80,
    UNKNOWN = UINT16_MAX, /* millibits */
    BLOCK = 64            /* rows compared together */
};

/* Other traits computed from a name's text, in 8 bits; syllables beyond SYLLABLES_MAX have one common
 * number. */
enum { SYLLABLES_MASK = 15, EASY_AT = 4, ALLITERATION_AT = 5 };

struct roster {
    _Atomic pid_t filler;        /* the process that adds rows, or 0 */
    _Atomic uint64_t generation; /* of the valid rows; a change invalidates all rows */
    _Atomic uint64_t filled;     /* the generation of the stored rows */
    struct roster_of of;         /* the names of the rows */
    _Atomic long rows;           /* known */
    _Atomic long styles;         /* number of styles in the dictionary */
    long next;                   /* only for the filler: the row after the last one added */
    char style[STYLE_MASK][STYLE_BYTES];
    /* Indexed by row number, with padding to read a whole block from any row. */
    uint32_t traits[ROSTER_ROWS + BLOCK];
    uint32_t letters[ROSTER_ROWS + BLOCK]; /* the set of letters in the text; see letters_of */
    uint16_t edges[ROSTER_ROWS + BLOCK];   /* first byte of the text and last one */
    uint16_t millibits[ROSTER_ROWS + BLOCK];
    uint64_t themes[ROSTER_ROWS + BLOCK];
    uint8_t sayings[ROSTER_ROWS + BLOCK]; /* see SYLLABLES_MASK */
    struct profile profiles[ROSTER_ROWS + 1];
    uint32_t text_at[ROSTER_ROWS + 2]; /* offset of the folded name; it ends at the next offset */
    char text[ROSTER_TEXT];
};

void roster_forget(struct roster *roster)
{
    atomic_fetch_add(&roster->generation, 1);
}

/* Starts a generation with rows of these names. If another process starts one meanwhile, these rows are
 * invalid immediately. */
static void begin(struct roster *roster, const struct roster_of *of)
{
    uint64_t generation = atomic_fetch_add(&roster->generation, 1) + 1;

    atomic_store(&roster->rows, 0);
    atomic_store(&roster->styles, 0);
    roster->text_at[1] = 0;
    roster->of = *of;
    atomic_store(&roster->filled, generation);
}

struct roster *roster_new(struct err *why)
{
    struct roster *roster =
        mmap(NULL, sizeof *roster, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (roster == MAP_FAILED) {
        err_set(why, "cannot share memory between the workers: %s", strerror(errno));
        return NULL;
    }
    begin(roster, &(const struct roster_of){0});
    return roster;
}

void roster_free(struct roster *roster)
{
    if (roster)
        munmap(roster, sizeof *roster);
}

static int is_of(const struct roster *roster, const struct roster_of *of)
{
    return atomic_load(&roster->filled) == atomic_load(&roster->generation) &&
           roster->of.device == of->device && roster->of.file == of->file &&
           roster->of.judging == of->judging;
}

long roster_rows(const struct roster *roster, const struct roster_of *of)
{
    return is_of(roster, of) ? atomic_load_explicit(&roster->rows, memory_order_acquire) : 0;
}

/* ---- filling ---- */

int roster_acquire(struct roster *roster, const struct roster_of *of)
{
    pid_t holder = 0;

    if (!atomic_compare_exchange_strong(&roster->filler, &holder, getpid()) &&
        (holder == getpid() || kill(holder, 0) == 0 || errno != ESRCH ||
         !atomic_compare_exchange_strong(&roster->filler, &holder, getpid())))
        return 0;
    if (!is_of(roster, of))
        begin(roster, of);
    roster->next = atomic_load(&roster->rows) + 1; /* discard unpublished rows of a process that died */
    return 1;
}

void roster_release(struct roster *roster)
{
    atomic_store(&roster->filler, 0);
}

static uint32_t letters_of(const char *text, size_t length)
{
    uint32_t letters = 0;

    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        letters |= 1u << (c >= 'a' && c <= 'z' ? c - 'a' : 26 + c % 6);
    }
    return letters;
}

static uint16_t edges_of(const char *first, const char *last)
{
    return (uint16_t)((first ? (unsigned char)*first : 0) | (last ? (unsigned char)*last : 0) << 8);
}

/* The number of a style, or STYLE_MASK when it is not in the dictionary. */
static unsigned find_style(const struct roster *roster, const char *style)
{
    long count = atomic_load_explicit(&roster->styles, memory_order_acquire);
    long i = 0;

    while (i < count && strcmp(roster->style[i], style) != 0)
        i++;
    return i < count ? (unsigned)i : STYLE_MASK;
}

static unsigned style_code(struct roster *roster, const char *style)
{
    unsigned code = find_style(roster, style);
    long count = atomic_load(&roster->styles);

    if (code < STYLE_MASK || count == STYLE_MASK || strlen(style) >= STYLE_BYTES)
        return code;
    strcpy(roster->style[count], style);
    atomic_store_explicit(&roster->styles, count + 1, memory_order_release);
    return (unsigned)count;
}

static unsigned capped(int value, unsigned mask)
{
    return value < 0 || (unsigned)value > mask ? mask : (unsigned)value;
}

static uint8_t saying_code(const struct name_values *values)
{
    return (uint8_t)(capped(values->syllables, SYLLABLES_MASK) | (values->easy ? 1u << EASY_AT : 0) |
                     (values->alliteration ? 1u << ALLITERATION_AT : 0));
}

/* Clears the rows of numbers without a name, up to the one before this. */
static void skip_to(struct roster *roster, long row)
{
    for (; roster->next < row; roster->next++) {
        roster->traits[roster->next] = roster->letters[roster->next] = roster->edges[roster->next] = 0;
        roster->text_at[roster->next + 1] = roster->text_at[roster->next];
    }
}

int roster_add(struct roster *roster, const struct name_traits *row)
{
    size_t length = strlen(row->folded);
    uint32_t at;

    if (row->id > ROSTER_ROWS)
        return -1;
    skip_to(roster, (long)row->id);
    at = roster->text_at[row->id];
    if (at + length > ROSTER_TEXT)
        return -1;
    memcpy(roster->text + at, row->folded, length);
    roster->text_at[row->id + 1] = at + (uint32_t)length;
    roster->letters[row->id] = letters_of(row->folded, length);
    roster->edges[row->id] = length ? edges_of(row->folded, row->folded + length - 1) : 0;
    roster->traits[row->id] = IS_KNOWN | (uint32_t)row->verdict << VERDICT_AT |
                              (uint32_t)row->kind << KIND_AT | capped(row->words, WORDS_MASK) << WORDS_AT |
                              capped(row->length, LENGTH_MASK) << LENGTH_AT |
                              style_code(roster, row->style) << STYLE_AT;
    roster->millibits[row->id] =
        row->millibits < 0 || row->millibits >= UNKNOWN ? UNKNOWN : (uint16_t)row->millibits;
    roster->themes[row->id] = row->values.themes;
    roster->sayings[row->id] = saying_code(&row->values);
    roster->profiles[row->id] = row->profile ? *row->profile : (struct profile){{0}};
    roster->next = (long)row->id + 1;
    return 0;
}

void roster_publish(struct roster *roster, long rows)
{
    skip_to(roster, rows + 1);
    atomic_store_explicit(&roster->rows, rows, memory_order_release);
}

const struct profile *roster_profile(const struct roster *roster, int64_t id)
{
    return &roster->profiles[id];
}

/* ---- scanning ---- */

struct needle {
    uint32_t mask, want; /* of traits */
    int min, max;
    uint32_t letters; /* letters of all texts of the filter */
    uint32_t without; /* letters that the text must not contain */
    int saying;       /* sayings and themes must be compared */
    uint8_t saying_mask, saying_want;
    uint64_t theme;                /* 0: any */
    uint16_t edge_mask, edge_want; /* of edges */
    int look;                      /* the text must be compared */
    const char *starts, *ends, *contains;
    size_t starts_length, ends_length, contains_length;
    int nothing; /* no row can pass */
    int weird;   /* millibits must be compared: from and to depend on a name's length */
    uint16_t from[LENGTH_MASK + 1], to[LENGTH_MASK + 1];
};

static void want(struct needle *needle, unsigned value, unsigned mask, int at)
{
    needle->mask |= mask << at;
    needle->want |= value << at;
}

static size_t add_text(struct needle *needle, const char *text)
{
    size_t length = text ? strlen(text) : 0;

    needle->letters |= letters_of(text, length);
    return length;
}

/* A single letter is matched by letters and edges alone. */
static void make_text_needle(const struct name_filter *filter, struct needle *needle)
{
    needle->starts = filter->starts;
    needle->ends = filter->ends;
    needle->contains = filter->contains;
    needle->starts_length = add_text(needle, filter->starts);
    needle->ends_length = add_text(needle, filter->ends);
    needle->contains_length = add_text(needle, filter->contains);
    needle->edge_want =
        edges_of(filter->starts, filter->ends ? filter->ends + needle->ends_length - 1 : NULL);
    needle->edge_mask = (uint16_t)((filter->starts ? 0xff : 0) | (filter->ends ? 0xff00 : 0));
    needle->look = needle->starts_length > 1 || needle->ends_length > 1 || needle->contains_length > 1 ||
                   (filter->contains && (filter->contains[0] < 'a' || filter->contains[0] > 'z'));
}

static void make_saying_needle(const struct name_filter *filter, struct needle *needle)
{
    const struct name_values values = {
        .syllables = filter->syllables, .easy = filter->easy, .alliteration = filter->alliteration};

    if (filter->without)
        needle->without = letters_of(filter->without, strlen(filter->without));
    needle->theme = filter->theme;
    needle->saying_want = saying_code(&values);
    needle->saying_mask =
        (uint8_t)((filter->syllables ? SYLLABLES_MASK : 0) | (needle->saying_want & ~SYLLABLES_MASK));
    needle->saying = needle->theme || needle->saying_mask;
}

/* The range of millibits of a third, as in the view name_weird of schema.sql. */
static void make_third(const struct weird_limit *limit, enum weird weird, uint16_t *from, uint16_t *to)
{
    *from = weird == WEIRD_LOW ? 0 : (uint16_t)((weird == WEIRD_MID ? limit->low : limit->high) + 1);
    *to = weird == WEIRD_HIGH ? UNKNOWN - 1 : (uint16_t)(weird == WEIRD_LOW ? limit->low : limit->high);
}

static void make_weird_needle(const struct visible_names *visible, enum weird weird, struct needle *needle)
{
    size_t limit = 0;

    needle->weird = 1;
    needle->nothing = needle->nothing || visible->limit_count == 0;
    for (int64_t length = 0; length <= LENGTH_MASK && limit < visible->limit_count; length++) {
        while (limit + 1 < visible->limit_count && visible->limits[limit].up_to < length)
            limit++;
        make_third(&visible->limits[limit], weird, &needle->from[length], &needle->to[length]);
    }
}

/* Returns 1, or 0 when the roster cannot evaluate the filter. */
static int make_needle(const struct roster *roster, const struct visible_names *visible,
                       const struct name_filter *filter, struct needle *needle)
{
    *needle = (struct needle){.min = filter->min, .max = filter->max};
    want(needle, IS_KNOWN, 1, 0);
    if (filter->words > ROSTER_WORDS)
        return 0;
    if (filter->verdict != VERDICT_ANY)
        want(needle, (unsigned)filter->verdict, VERDICT_MASK, VERDICT_AT);
    if (filter->kind != KIND_NONE)
        want(needle, (unsigned)filter->kind, KIND_MASK, KIND_AT);
    if (filter->words)
        want(needle, (unsigned)filter->words, WORDS_MASK, WORDS_AT);
    if (filter->style) {
        unsigned code = find_style(roster, filter->style);

        if (code == STYLE_MASK &&
            (atomic_load(&roster->styles) == STYLE_MASK || strlen(filter->style) >= STYLE_BYTES))
            return 0;
        needle->nothing = code == STYLE_MASK;
        want(needle, code, STYLE_MASK, STYLE_AT);
    }
    make_text_needle(filter, needle);
    make_saying_needle(filter, needle);
    if (filter->weird != WEIRD_ANY)
        make_weird_needle(visible, filter->weird, needle);
    return 1;
}

/* Texts have few letters, so a loop is faster than a call of memcmp. */
static int same(const char *a, const char *b, size_t length)
{
    while (length > 0 && a[length - 1] == b[length - 1])
        length--;
    return length == 0;
}

static int holds(const char *text, size_t length, const char *part, size_t part_length)
{
    for (const char *last = text + length - part_length; text <= last; text++)
        if (*text == *part && same(text, part, part_length))
            return 1;
    return 0;
}

static int text_fits(const struct roster *roster, long row, const struct needle *needle)
{
    const char *text = roster->text + roster->text_at[row];
    size_t length = roster->text_at[row + 1] - roster->text_at[row];

    if (length < needle->starts_length || length < needle->ends_length || length < needle->contains_length)
        return 0;
    return same(text, needle->starts, needle->starts_length) &&
           same(text + length - needle->ends_length, needle->ends, needle->ends_length) &&
           (needle->contains_length == 0 || holds(text, length, needle->contains, needle->contains_length));
}

static int weird_fits(const struct roster *roster, long row, const struct needle *needle)
{
    uint32_t length = roster->traits[row] >> LENGTH_AT & LENGTH_MASK;

    return roster->millibits[row] >= needle->from[length] && roster->millibits[row] <= needle->to[length];
}

/* Marks the rows that do not pass, by all traits except texts and weirdness. Without branches, so that the
 * compiler can vectorise the loop. */
static void mark(const struct roster *roster, int64_t row, const struct needle *needle,
                 uint32_t *restrict marks)
{
    const uint32_t *restrict traits = roster->traits + row, *restrict letters = roster->letters + row;
    const uint16_t *restrict edges = roster->edges + row;
    const struct needle n = *needle;

    for (int i = 0; i < BLOCK; i++) {
        int length = (int)(traits[i] >> LENGTH_AT & LENGTH_MASK);

        marks[i] = ((traits[i] & n.mask) ^ n.want) | (n.letters & ~letters[i]) | (n.without & letters[i]) |
                   (((uint32_t)edges[i] & n.edge_mask) ^ n.edge_want) |
                   (uint32_t)((length - n.min) | (n.max - length)) >> 31;
    }
}

/* Marks the rows that differ in theme, syllables, ease or alliteration. */
static void mark_sayings(const struct roster *roster, int64_t row, const struct needle *needle,
                         uint32_t *restrict marks)
{
    const uint64_t *restrict themes = roster->themes + row;
    const uint8_t *restrict sayings = roster->sayings + row;
    const struct needle n = *needle;

    for (int i = 0; i < BLOCK; i++)
        marks[i] |= ((uint32_t)sayings[i] & n.saying_mask) ^ n.saying_want;
    if (n.theme)
        for (int i = 0; i < BLOCK; i++)
            marks[i] |= (themes[i] & n.theme) == 0;
}

static int count_zeros(const uint32_t *marks)
{
    int zeros = 0;

    for (int i = 0; i < BLOCK; i++)
        zeros += marks[i] == 0;
    return zeros;
}

struct scan {
    const struct roster *roster;
    const struct visible_names *visible;
    size_t hidden; /* index of the first hidden number from the current row */
    long count;
    void (*each)(void *arg, int64_t id);
    void *arg;
};

/* The first hidden row at or after this one, or INT64_MAX. */
static int64_t next_hidden(struct scan *scan, int64_t row)
{
    const struct visible_names *visible = scan->visible;

    while (scan->hidden < visible->hidden_count && visible->hidden[scan->hidden] < row)
        scan->hidden++;
    return scan->hidden < visible->hidden_count ? visible->hidden[scan->hidden] : INT64_MAX;
}

static void scan_range(struct scan *scan, int64_t first, int64_t last, const struct needle *needle)
{
    uint32_t marks[BLOCK];

    for (int64_t row = first; row <= last; row += BLOCK) {
        int rows = last - row >= BLOCK ? BLOCK : (int)(last - row) + 1;

        mark(scan->roster, row, needle, marks);
        if (needle->saying)
            mark_sayings(scan->roster, row, needle, marks);
        if (!scan->each && !needle->look && !needle->weird && rows == BLOCK &&
            next_hidden(scan, row) >= row + BLOCK) {
            scan->count += count_zeros(marks);
            continue;
        }
        for (int i = 0; i < rows; i++) {
            if (marks[i] != 0 || (needle->weird && !weird_fits(scan->roster, (long)row + i, needle)) ||
                (needle->look && !text_fits(scan->roster, (long)row + i, needle)) ||
                next_hidden(scan, row + i) == row + i)
                continue;
            scan->count++;
            if (scan->each)
                scan->each(scan->arg, row + i);
        }
    }
}

long roster_scan(const struct roster *roster, const struct roster_of *of, long last,
                 const struct visible_names *visible, const struct name_filter *filter,
                 void (*each)(void *arg, int64_t id), void *arg)
{
    struct scan scan = {.roster = roster, .visible = visible, .each = each, .arg = arg};
    uint64_t generation = atomic_load(&roster->generation);
    struct needle needle;

    if (roster_rows(roster, of) < last || !make_needle(roster, visible, filter, &needle))
        return -1;
    for (size_t i = 0; i < visible->range_count && !needle.nothing; i++)
        scan_range(&scan, visible->ranges[i][0], visible->ranges[i][1], &needle);
    return atomic_load(&roster->generation) == generation && is_of(roster, of) ? scan.count : -1;
}
