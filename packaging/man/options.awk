# options.awk - the OPTIONS of project.toml(5), from the comments of project.toml itself.

function roff(text) {
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	gsub(/"/, "\\(dq", text)
	return text ~ /^[.']/ ? "\\&" text : text
}

# Headings and comments of the file's head belong to no section.
/^#/ {
	line = $0
	sub(/^# ?/, "", line)
	comment = comment (comment == "" ? "" : "\n") roff(line)
	next
}
/^\[/ {
	print ".SS " roff($1)
	if (comment != "")
		print comment
	comment = ""
	next
}
/^[a-z_]+ = / {
	print ".TP"
	print ".B " roff($0)
	print comment
	comment = ""
	next
}
{ comment = "" }
