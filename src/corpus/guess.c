/* Guesses formats by features of the first lines, and rejects unsupported ones. */
#include "corpus/guess.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "corpus/csv_header.h"

#define AS_TEXT "; --format text reads every line as a name"

/* A line of the sample, trimmed. */
struct line {
    const char *text;
    size_t length;
};

/* Sets *line to the next line from *at on that is not blank, and advances *at. Returns 1; 0 after the
 * last. */
static int next_line(const char **at, struct line *line)
{
    const char *end;

    *at += strspn(*at, " \t\r\n");
    if (!**at)
        return 0;
    end = *at + strcspn(*at, "\r\n");
    *line = (struct line){*at, (size_t)(end - *at)};
    *at = end;
    while (strchr(" \t", line->text[line->length - 1]))
        line->length--;
    return 1;
}

static int has_prefix(const char *text, const char *prefix)
{
    return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

static const char *find(struct line line, const char *part)
{
    return memmem(line.text, line.length, part, strlen(part));
}

int guess_ends_in(const char *name, const char *const *ends)
{
    for (; *ends; ends++)
        if (strlen(name) > strlen(*ends) && strcasecmp(name + strlen(name) - strlen(*ends), *ends) == 0)
            return 1;
    return 0;
}

static int refuse(const char *called, const char *what, const char *how, struct err *why)
{
    return err_set(why, "%s is %s, which is not supported; %s", called, what, how);
}

/* ---- binary files ---- */

#define SIGNATURE(bytes) bytes, sizeof bytes - 1

static const struct {
    const char *bytes;
    size_t length;
    const char *what, *how;
} signatures[] = {
    {SIGNATURE("%PDF-"), "a PDF", "copy its names to a text file in UTF-8, one per line"},
    {SIGNATURE("{\\rtf"), "a rich text document (RTF)", "save it as plain text in UTF-8"},
    {SIGNATURE("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "an old Office document (.xls or .doc)",
     "save it as CSV or as plain text in UTF-8"},
    {SIGNATURE("SQLite format 3"), "an SQLite database",
     "write its table as CSV: sqlite3 -header -csv FILE 'SELECT name FROM …'"},
    {SIGNATURE("\x1f\x8b"), "compressed twice", "decompress it once"},
    {SIGNATURE("BZh9"), "compressed twice", "decompress it once"},
    {SIGNATURE("\xfd"
               "7zXZ"),
     "compressed twice", "decompress it once"},
    {SIGNATURE("7z\xbc\xaf\x27\x1c"), "a 7z archive", "unpack it"},
    {SIGNATURE("Rar!\x1a"), "a RAR archive", "unpack it"},
    {SIGNATURE("PAR1"), "a Parquet file", "write it as CSV or JSON"},
    {SIGNATURE("version https://git-lfs.github.com/spec/"), "a pointer of Git LFS without the file's content",
     "fetch the file with git lfs pull"},
};

/* Whether there are control characters that text does not have; a few may be errors in rows. */
static int is_binary(const char *bytes, size_t length)
{
    size_t odd = 0;

    for (size_t i = 0; i < length; i++)
        odd += (unsigned char)bytes[i] < 0x20 && (!bytes[i] || !strchr("\t\n\r\f\v\b\033", bytes[i]));
    return odd >= 4 && odd * 100 > length;
}

/* Most letters of European languages have one zero byte. */
static int is_utf16(const char *bytes, size_t length)
{
    size_t zero[2] = {0, 0};

    for (size_t i = 0; i < length; i++)
        zero[i % 2] += bytes[i] == '\0';
    return (zero[0] * 4 > length && zero[1] == 0) || (zero[1] * 4 > length && zero[0] == 0);
}

static int refuse_binary(const char *called, const char *bytes, size_t length, struct err *why)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if (length >= signatures[i].length && memcmp(bytes, signatures[i].bytes, signatures[i].length) == 0)
            return refuse(called, signatures[i].what, signatures[i].how, why);
    if (is_utf16(bytes, length))
        return refuse(called, "UTF-16 without a byte order mark",
                      bytes[0] ? "convert it: iconv -f UTF-16LE -t UTF-8"
                               : "convert it: iconv -f UTF-16BE -t UTF-8",
                      why);
    if (is_binary(bytes, length))
        return refuse(called, "a binary file", "use text, CSV, TSV or JSON in UTF-8", why);
    return 0;
}

/* ---- JSON ---- */

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* Skips a JSON string at `at` and white space after it. Returns the position after them, or NULL when
 * there is no string. */
static const char *skip_text(const char *at)
{
    if (*at != '"')
        return NULL;
    for (at++; *at && *at != '"' && *at != '\n'; at++)
        at += at[0] == '\\' && at[1];
    return *at == '"' ? skip_space(at + 1) : NULL;
}

/* Whether an object begins here: '{"key":' or '{}'. */
static int begins_object(const char *at)
{
    if (*at++ != '{')
        return 0;
    at = skip_space(at);
    if (*at == '}')
        return 1;
    at = skip_text(at);
    return at && *at == ':';
}

/* Whether this is an object, or an array of objects or strings, and not a name in brackets. */
static int begins_json(const char *at)
{
    const char *behind;

    if (begins_object(at))
        return *skip_space(at + 1) != '}';
    if (*at != '[')
        return 0;
    at = skip_space(at + 1);
    behind = skip_text(at);
    return begins_object(at) || (*at == ']' && !*skip_space(at + 1)) ||
           (behind && (*behind == ',' || (*behind == ']' && !*skip_space(behind + 1))));
}

/* Whether these are MusicBrainz' objects, one per line: nearly all rows of its dump have these members. The
 * first line is often longer than the sample. */
static int is_dump(const char *at)
{
    static const char *const members[] = {
        "\"sort-name\":", "\"life-span\":", "\"disambiguation\":", "\"iso-3166-1-codes\":"};
    size_t first = strcspn(at, "\n");

    if (at[0] != '{' || at[1] != '"' || memmem(at, first, "\"artists\":", 10) ||
        (at[first] && at[first - 1] != '}' && at[first - 1] != '\r'))
        return 0;
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (memmem(at, first, members[i], strlen(members[i])))
            return 1;
    return 0;
}

/* ---- markup ---- */

/* Skips the XML declaration, comments and processing instructions. */
static const char *skip_prolog(const char *at)
{
    for (;;) {
        const char *end = has_prefix(at, "<?")     ? strstr(at, "?>")
                          : has_prefix(at, "<!--") ? strstr(at, "-->")
                                                   : NULL;

        if (!end)
            return at;
        at = skip_space(end + (end[0] == '?' ? 2 : 3));
    }
}

/* The length of the name of the tag at the start of a text, with its slash; 0 when there is no complete
 * tag. */
static size_t tag_length(const char *at, const char *end)
{
    size_t length = 1;

    if (at == end || *at != '<')
        return 0;
    length += at + 1 < end && at[1] == '/';
    if (at + length >= end || !isalpha((unsigned char)at[length]))
        return 0;
    while (at + length < end && (isalnum((unsigned char)at[length]) || strchr("_:.-", at[length])))
        length++;
    for (const char *rest = at + length; rest < end && *rest != '<'; rest++)
        if (*rest == '>')
            return length;
    return 0;
}

static int has_tag(struct line line)
{
    const char *end = line.text + line.length;

    for (const char *at = line.text; (at = memchr(at, '<', (size_t)(end - at))); at++)
        if (tag_length(at, end) > 0)
            return 1;
    return 0;
}

/* Whether a start tag is followed by its end tag. */
static int has_element(const char *text)
{
    const char *end = text + strlen(text);
    int tries = 1000;

    for (const char *at = text; tries-- > 0 && (at = strstr(at, "</")); at++) {
        size_t length = tag_length(at, end);

        for (const char *open = text; length && (open = memchr(open, '<', (size_t)(at - open))); open++)
            if (tag_length(open, end) == length - 1 && strncmp(open + 1, at + 2, length - 2) == 0)
                return 1;
    }
    return 0;
}

static int has_html_tag(const char *text)
{
    static const char *const tags[] = {"<body", "<head>", "<div", "<span",  "<ul>",   "<ul ",
                                       "<ol>",  "<li>",   "<li ", "<table", "<td>",   "<td ",
                                       "<p>",   "<p ",    "<br>", "<br/>",  "<br />", "<a href",
                                       "<h1",   "<h2",    "<hr",  "<meta ", "<img "};

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (strcasestr(text, tags[i]))
            return 1;
    return 0;
}

/* Whether at least half of the lines contain a tag, and one element is complete. */
static int is_markup(const char *text)
{
    const char *at = text;
    struct line line;
    long lines = 0, tagged = 0;

    if (has_prefix(text, "<?xml") || has_prefix(text, "<!doctype"))
        return 1;
    while (next_line(&at, &line)) {
        lines++;
        tagged += has_tag(line);
    }
    return tagged > 0 && 2 * tagged >= lines && (has_element(text) || has_html_tag(text));
}

static int is_page(const char *text)
{
    const char *root = skip_prolog(text);

    return has_prefix(root, "<html") || has_prefix(root, "<!doctype html") ||
           (*root == '<' && !has_prefix(text, "<?xml") && strcasestr(root, "<html"));
}

static int refuse_markup(const char *called, const char *text, struct err *why)
{
    static const char each[] =
        "write its names to a text file, one per line (xmlstarlet sel -t -m '%s' -v . -n)";
    int is_discogs =
        strstr(text, "<artist>") && (strstr(text, "<data_quality>") || strstr(text, "<profile>"));
    char how[200];

    if (!has_prefix(text, "<?xml") && has_html_tag(text))
        return refuse(called, "HTML without an element html",
                      "save the whole page, or read its lists with --format wikipedia-html", why);
    snprintf(how, sizeof how, each, is_discogs ? "/artists/artist/name" : "//artist/name");
    return refuse(called, is_discogs ? "a Discogs dump (XML)" : "XML", how, why);
}

/* ---- SQL ---- */

static int begins_statement(struct line line)
{
    static const char *const words[] = {"CREATE ", "INSERT ",   "DROP ",     "SET ",  "BEGIN",
                                        "PRAGMA ", "USE ",      "START ",    "COPY ", "ALTER ",
                                        "LOCK ",   "SELECT ",   "TRUNCATE ", "WITH ", "DELETE ",
                                        "COMMIT",  "\\connect", "\\restrict"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (has_prefix(line.text, words[i]))
            return 1;
    return 0;
}

static int is_comment(struct line line)
{
    return has_prefix(line.text, "--") || has_prefix(line.text, "/*") || line.text[0] == '#';
}

/* Whether a line is an SQL statement that can't be a name. */
static int is_statement(struct line line)
{
    if (has_prefix(line.text, "CREATE TABLE "))
        return strchr("(,;", line.text[line.length - 1]) != NULL;
    if (has_prefix(line.text, "INSERT INTO ") && find(line, "("))
        return 1;
    if (has_prefix(line.text, "INSERT ") && (find(line, "VALUES") || find(line, "values")))
        return 1;
    return has_prefix(line.text, "COPY ") && find(line, "FROM stdin;");
}

static int is_sql(const char *text)
{
    struct line line;
    int begun = 0;

    while (next_line(&text, &line)) {
        if (!begun && is_comment(line))
            continue;
        if (!begun && !begins_statement(line))
            return 0;
        begun = 1;
        if (is_statement(line))
            return 1;
    }
    return 0;
}

/* ---- Markdown ---- */

/* "- x", "* x", "+ x", "1. x", "1) x", where x has a letter or digit. */
static int is_item(struct line line)
{
    size_t mark = strchr("-*+", line.text[0]) ? 1 : 0;

    if (mark == 0) {
        while (mark < line.length && isdigit((unsigned char)line.text[mark]))
            mark++;
        if (mark == 0 || mark > 4 || mark == line.length || !strchr(".)", line.text[mark++]))
            return 0;
    }
    if (mark >= line.length || line.text[mark] != ' ')
        return 0;
    while (mark < line.length && line.text[mark] == ' ')
        mark++;
    return mark < line.length &&
           (isalnum((unsigned char)line.text[mark]) || strchr("[*_`\"'", line.text[mark]) ||
            (unsigned char)line.text[mark] >= 0x80);
}

static int is_heading(struct line line)
{
    size_t marks = strspn(line.text, "#");

    return marks > 0 && marks <= 6 && marks + 1 < line.length && line.text[marks] == ' ' &&
           (isalpha((unsigned char)line.text[marks + 1]) || (unsigned char)line.text[marks + 1] >= 0x80);
}

/* Whether the second line is "|---|:--:|", as in a Markdown table. */
static int has_rule(const char *text)
{
    struct line line;

    return next_line(&text, &line) && next_line(&text, &line) && find(line, "---") && find(line, "|") &&
           strspn(line.text, "|-: \t") >= line.length;
}

/* Whether the whole line is a link, or bold. */
static int is_marked(struct line line)
{
    return (line.text[0] == '[' && find(line, "](") && line.text[line.length - 1] == ')') ||
           (line.length > 4 && strncmp(line.text, "**", 2) == 0 && isalnum((unsigned char)line.text[2]) &&
            strncmp(line.text + line.length - 2, "**", 2) == 0);
}

/* "## x", "```", "=====": several of these indicate a document. */
static int is_sign(struct line line)
{
    return (is_heading(line) && line.text[1] == '#') || has_prefix(line.text, "```") ||
           (line.length >= 4 && strspn(line.text, "=") >= line.length);
}

static int is_markdown(const char *text)
{
    long lines = 0, items = 0, headings = 0, marked = 0, signs = 0;
    const char *start = text;
    struct line line;

    while (next_line(&text, &line)) {
        lines++;
        items += is_item(line);
        headings += is_heading(line);
        marked += is_marked(line);
        signs += is_sign(line);
    }
    if (has_rule(start))
        return 1;
    if (lines > 1 && 2 * (items + marked) >= lines && items + marked > 1)
        return 1;
    if (signs > 1 && signs + headings > 2 && 50 * (signs + headings) > lines)
        return 1;
    return headings > 0 && 2 * (headings + items + marked) >= lines && headings + items + marked > 1;
}

/* ---- columns ---- */

/* Lines of the Million Song Dataset: "ARMJAGH1187FB546F3<SEP>…<SEP>…<SEP>The Box Tops". */
static int is_separated(const char *text)
{
    long lines = 0, separated = 0;
    struct line line;

    for (; next_line(&text, &line); lines++)
        separated += find(line, "<SEP>") != NULL;
    return separated > 0 && 2 * separated >= lines;
}

/* Whether there is a header with a column of names: the lines after it are not checked. */
static int is_table(const char *first, const char *text, enum corpus_format *format)
{
    const char *at = first;

    *format = strchr(first, '\t') ? CORPUS_TSV : CORPUS_CSV;
    if (*format == CORPUS_CSV)
        return csv_separator_of(text) != '\0' && !has_rule(text);
    for (;; at++) {
        at += *at == '"';
        if (has_prefix(at, "name") && strchr("\t\"", at[4]))
            return 1;
        at = strchr(at, '\t');
        if (!at)
            return 0;
    }
}

/* Rejects an unsupported format that most lines indicate. Returns 0 when there is none. */
static int refuse_lines(const char *called, const char *text, struct err *why)
{
    if (is_sql(text))
        return refuse(called, "an SQL dump", "export the table of artists as CSV with a header", why);
    if (is_separated(text))
        return refuse(called, "a file with <SEP> between its columns (Million Song Dataset)",
                      "write the column of names to a text file: for unique_artists.txt with "
                      "awk -F'<SEP>' '{ print $4 }'",
                      why);
    if (is_markup(text))
        return refuse_markup(called, text, why);
    if (is_markdown(text))
        return refuse(called, "Markdown, or a list with bullets or numbers",
                      "put each name on a line, without markup" AS_TEXT, why);
    if (has_prefix(text, "#EXTM3U"))
        return refuse(called, "a playlist (M3U)", "write its artists to a text file, one per line", why);
    return 0;
}

int guess_format(const char *name, const char *called, const char *bytes, size_t length,
                 enum corpus_format *format, struct err *why)
{
    static const char *const csv[] = {".csv", ".csv.gz", ".csv.bz2", ".csv.xz", ".csv.zst", NULL};
    static const char *const tsv[] = {".tsv", ".tsv.gz", ".tsv.bz2", ".tsv.xz", ".tsv.zst", NULL};
    const char *text = bytes;
    char first[2048];

    if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3;
    text = skip_space(text);
    *format = CORPUS_WIKIPEDIA_HTML;
    if (is_page(text))
        return 0;
    if (refuse_binary(called, bytes, length, why) != 0)
        return -1;
    *format = is_dump(text) ? CORPUS_MUSICBRAINZ_JSON : CORPUS_JSON;
    if (begins_json(text))
        return 0;
    snprintf(first, sizeof first, "%.*s", (int)strcspn(text, "\r\n"), text);
    if (is_table(first, text, format))
        return 0;
    if (refuse_lines(called, text, why) != 0)
        return -1;
    /* Names have no tabs, so a first line with a tab is the header of a TSV. */
    if (strchr(first, '\t') || (strcasecmp(first, "name") == 0 && !guess_ends_in(name, csv)))
        *format = CORPUS_TSV;
    else
        *format = guess_ends_in(name, csv) ? CORPUS_CSV : guess_ends_in(name, tsv) ? CORPUS_TSV : CORPUS_TEXT;
    return 0;
}
