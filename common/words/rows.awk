# rows.awk: a table of text as C: the rows of a file, with `|` between their columns.
# usage: awk -v table=NAME -v columns=N -v header=PATH -f rows.awk FILE >FILE.c
# The header declares `extern const char *const NAME[][N]` and `extern const size_t NAME_rows`. Lines
# that begin with "#" are remarks. Fails on a row that has more columns or fewer, or an empty one.
BEGIN {
	FS = "|"
	print "/* Made by rows.awk. */"
	print "#include \"" header "\"\n"
	print "const char *const " table "[][" columns "] = {"
}
/^#/ || /^[ \t]*$/ {
	next
}
{
	row = ""
	for (i = 1; i <= NF; i++) {
		gsub(/^[ \t]+|[ \t]+$/, "", $i)
		gsub(/\\/, "\\\\", $i)
		gsub(/"/, "\\\"", $i)
		row = row (i > 1 ? ", " : "") "\"" $i "\""
		empty = empty || $i == ""
	}
	if (NF != columns || empty) {
		print FILENAME ":" FNR ": " columns " columns are wanted, none of them empty" >"/dev/stderr"
		bad = empty = 1
	}
	print "\t{ " row " },"
	rows++
}
END {
	print "};\nconst size_t " table "_rows = " rows + 0 ";"
	exit bad || rows == 0
}
