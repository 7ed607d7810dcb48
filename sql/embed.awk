# Makes sql.h from the .sql files named on the command line: `const char sql_NAME[]` for each NAME.sql.
# "-- include FILE" is replaced by FILE, once; other comment lines are dropped.
function escaped(line) {
    gsub(/\\/, "\\\\", line)
    gsub(/"/, "\\\"", line)
    return line
}
function emit(path,    line, included) {
    while ((getline line < path) > 0) {
        if (line ~ /^-- include /) {
            included = path
            sub(/[^\/]*$/, substr(line, 12), included)
            emit(included)
        } else if (line !~ /^--/ && line != "") {
            printf "    \"%s\\n\"\n", escaped(line)
        }
    }
    close(path)
}
BEGIN {
    print "/* Made from sql/ by sql/embed.awk. */"
    for (i = 1; i < ARGC; i++) {
        name = ARGV[i]
        sub(/.*\//, "", name)
        sub(/\.sql$/, "", name)
        printf "\nstatic const char sql_%s[] =\n", name
        emit(ARGV[i])
        print "    ;"
    }
}
