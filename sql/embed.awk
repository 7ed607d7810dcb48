# Generates C from the statements in the .sql files on the command line. `-v part=header` prints the enumeration
# sql_statement, with SQL_SOME_NAME for a statement some_name; `-v part=table` prints the table of their texts,
# sql_text; `-v part=text -v statement=some_name` prints the text of one, for the sqlite3 shell.
#
# "-- name: some_name" begins a statement (or several that run together), and "-- fragment: some_name" begins a
# part of statements; both end at the next such line. "-- include some_name" inserts the text of either. Other
# lines that begin with "--", and all lines before the first name, are comments.
function fail(what) {
    print FILENAME ":" FNR ": " what > "/dev/stderr"
    failed = 1
    exit 1
}
function escaped(line) {
    gsub(/\\/, "\\\\", line)
    gsub(/"/, "\\\"", line)
    return line
}
function expand(name,    lines, count, i, included) {
    if (!(name in text))
        fail("there is no statement or fragment '" name "' to include")
    count = split(text[name], lines, "\n")
    for (i = 1; i < count; i++) {
        if (lines[i] ~ /^-- include /) {
            included = lines[i]
            sub(/^-- include /, "", included)
            expand(included)
        } else {
            print part == "text" ? lines[i] : "        \"" escaped(lines[i]) "\\n\""
        }
    }
}
FNR == 1 {
    name = ""
}
/^-- (name|fragment): / {
    name = $3
    if (name in text)
        fail("the name '" name "' is given twice")
    text[name] = ""
    if ($2 == "name:")
        order[++statements] = name
    next
}
/^-- include / || !/^--/ {
    if (name != "" && $0 != "")
        text[name] = text[name] $0 "\n"
}
END {
    if (failed)
        exit 1
    if (part == "text") {
        expand(statement)
        exit
    }
    print "/* Made from sql/ by sql/embed.awk. */"
    if (part == "header") {
        print "#ifndef STAGENAME_STORE_SQL_H\n#define STAGENAME_STORE_SQL_H\n\nenum sql_statement {"
        for (i = 1; i <= statements; i++)
            printf "    SQL_%s,\n", toupper(order[i])
        print "    SQL_STATEMENTS\n};\n\nextern const char *const sql_text[SQL_STATEMENTS];\n\n#endif"
    } else {
        print "#include \"store/sql.h\"\n\nconst char *const sql_text[SQL_STATEMENTS] = {"
        for (i = 1; i <= statements; i++) {
            printf "    [SQL_%s] =\n", toupper(order[i])
            expand(order[i])
            print "        ,"
        }
        print "};"
    }
}
