# embed.awk: the language files as C: an array of lines each, and a table of them.
# usage: awk -f embed.awk en.txt de.txt ... >data.c
FNR == 1 {
	if (files)
		print "};\n"
	files++
	name[files] = FILENAME
	sub(/.*\//, "", name[files])
	printf "static const char *const file_%d[] = {\n", files
}
{
	lines[files]++
	line = $0
	gsub(/\\/, "\\\\", line)
	gsub(/"/, "\\\"", line)
	gsub(/\?\?/, "?\\?", line)
	printf "\t\"%s\",\n", line
}
END {
	print "};\n\nconst struct language_file language_files[] = {"
	for (i = 1; i <= files; i++)
		printf "\t{ \"%s\", file_%d, %d },\n", name[i], i, lines[i]
	print "\t{ NULL, NULL, 0 },\n};"
}
BEGIN {
	print "/* Made by embed.awk of workers/saying/data. */"
	print "#include \"workers/saying/language.h\"\n"
}
