# Converts a table of data/ to rows of a C array, which a .c file includes: each row in braces, each field as a string.
# A first column "kind" becomes an enumerator: prefix (set with -v) and the text in capitals.
BEGIN {
    FS = "\t"
}
function quoted(text) {
    gsub(/\\/, "&&", text)
    gsub(/"/, "\\\"", text)
    return "\"" text "\""
}
NR == 1 {
    has_kind = $1 == "kind"
    columns = NF
    next
}
NF != columns || $1 == "" {
    printf "%s, line %d: expected %d columns\n", FILENAME, FNR, columns > "/dev/stderr"
    exit 1
}
{
    row = has_kind ? prefix toupper($1) : quoted($1)
    for (i = 2; i <= NF; i++)
        row = row ", " quoted($i)
    print (columns > 1 ? "{" row "}" : row) ","
}
