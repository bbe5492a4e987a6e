# timeline.awk - draws the lines of nats_watch: a row a page, a column for a share of the time.
# What stands before a letter is the time that page took to get there from the letter before.
BEGIN { FS = "\t"; width = 96 }
$3 == "pdf.created" && !start { start = $1 }
start && $3 ~ /\.(created|processed)$/ {
	letter = $3 ~ /^png/ ? "p" : $3 ~ /^text/ ? "t" : $3 ~ /^audio/ ? "s" : $3 ~ /^wav/ ? "w" : ""
	if ($3 ~ /^final/) end = $1 - start
	if (letter == "" || !match($4, /"pageNumber":[0-9]+/)) next
	page = substr($4, RSTART + 13, RLENGTH - 13) + 0
	at[page, letter] = $1 - start
	if (page > pages) pages = page
	if ($1 - start > last) last = $1 - start
}
function took(page, from, to) {
	return (from == "" ? at[page, to] : at[page, to] - at[page, from])
}
END {
	if (!end) end = last
	if (!end) exit 1
	printf "0 ms%*s\n", width + 5, end " ms"
	split("p t s w", letters, " ")
	fill["p"] = " "; fill["t"] = "="; fill["s"] = "-"; fill["w"] = "."
	for (page = 1; page <= pages; page++) {
		line = ""
		for (i = 1; i <= 4; i++) {
			column = int(at[page, letters[i]] * width / end)
			while (length(line) < column) line = line fill[letters[i]]
			line = line letters[i]
		}
		printf "%4d %s\n", page, line
		for (i = 2; i <= 4; i++) sum[i] += took(page, letters[i - 1], letters[i])
	}
	printf "\np rendered, = waiting and reading, t read, - speaking, s spoken, . wrapping, w wrapped\n"
	printf "first page rendered %d, read %d, spoken %d, wrapped %d ms after the event; job %d ms\n",
		at[1, "p"], at[1, "t"], at[1, "s"], at[1, "w"], end
	printf "mean from rendered to read %d, to spoken %d, to wrapped %d ms; last page to the end %d ms\n",
		sum[2] / pages, sum[3] / pages, sum[4] / pages, end - last
}
