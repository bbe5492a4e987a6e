# embed.awk: the word lists of all languages as C: a sorted array for each list.
# usage: awk -f embed.awk word_lists.h data/en.txt data/de.txt ... >data.c
# Fails on a section that the header does not declare, and on a list that nobody has words for.
function complain(text) {
	print FILENAME ":" FNR ": " text >"/dev/stderr"
	bad = 1
}
function add(list, word,    i) {
	sub(/^[ \t]+/, "", word)
	sub(/[ \t]+$/, "", word)
	word = tolower(word)
	if (word == "" || (list, word) in known)
		return
	known[list, word] = 1
	for (i = ++count[list]; i > 1 && words[list, i - 1] > word; i--)
		words[list, i] = words[list, i - 1]
	words[list, i] = word
}
FNR == 1 {
	files++
	list = ""
}
files == 1 {
	if (sub(/^extern const struct word_list word_list_/, "")) {
		name = $0
		sub(/;.*/, "", name)
		declared[name] = 1
		order[++lists] = name
	}
	next
}
/^#/ || /^[ \t]*$/ {
	next
}
/^\[.*\]$/ {
	list = substr($0, 2, length($0) - 2)
	gsub(/ /, "_", list)
	if (!(list in declared))
		complain("there is no list of that name")
	next
}
list == "" {
	complain("it stands before the first section")
	next
}
{
	entries = split($0, entry, ",")
	for (e = 1; e <= entries; e++)
		add(list, entry[e])
}
END {
	print "/* Made by embed.awk of common/words/data. */"
	print "#include \"common/words/word_lists.h\""
	for (l = 1; l <= lists; l++) {
		name = order[l]
		if (!count[name]) {
			print "no file has words for [" name "]" >"/dev/stderr"
			bad = 1
		}
		printf "\nstatic const char *const %s[] = {\n", name
		for (i = 1; i <= count[name]; i++) {
			word = words[name, i]
			gsub(/\\/, "\\\\", word)
			gsub(/"/, "\\\"", word)
			printf "\t\"%s\",\n", word
		}
		printf "};\nconst struct word_list word_list_%s = { %s, %d };\n", name, name, count[name]
	}
	exit bad
}
