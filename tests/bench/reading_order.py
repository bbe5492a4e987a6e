"""reading_order.py DIR OUT: in which order the text of the PDFs in DIR is read, against the order in
which they draw it, which is that of their authors where TeX made them (papers in two columns).

Each PDF is read by its own text with tests/bench/read_pdf, in a build directory, into OUT. Of the
words that pdftotext -raw finds on a page, four in a row count as one place; a line for each PDF
tells how many of these places are in what was read, and the pages that have fewest follow. What is
left out on purpose, heads and labels, counts against it too."""

import glob
import os
import re
import subprocess
import sys

IN_A_ROW = 4


def places(text):
    text = re.sub(r"[-\u00ad]\s*\n\s*", "", text)
    words = re.findall(r"[^\W\d_]{2,}", text.lower())
    return [" ".join(words[i : i + IN_A_ROW]) for i in range(len(words) - IN_A_ROW + 1)]


def drawn(pdf, page):
    command = ["pdftotext", "-raw", "-f", str(page), "-l", str(page), pdf, "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def compare(pdf, out):
    """The pages of a PDF: (share, places, name, page)."""
    name = os.path.basename(pdf)[:-4]
    into = os.path.join(out, name)
    os.makedirs(into, exist_ok=True)
    subprocess.run(["tests/bench/read_pdf", "text", "eng", pdf, into], check=True)
    for path in sorted(glob.glob(os.path.join(into, "*.printed"))):
        page = int(re.search(r"(\d+)\.printed$", path).group(1))
        wanted = places(drawn(pdf, page))
        with open(path, encoding="utf-8") as file:
            found = set(places(file.read()))
        if wanted:
            kept = sum(place in found for place in wanted)
            yield kept / len(wanted), len(wanted), name, page


def share(pages):
    every = sum(page[1] for page in pages)
    return sum(page[0] * page[1] for page in pages) / max(every, 1)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    all_pages = []
    for pdf in sorted(glob.glob(os.path.join(sys.argv[1], "*.pdf"))):
        pages = list(compare(pdf, sys.argv[2]))
        all_pages += pages
        print(f"{os.path.basename(pdf)}: {share(pages):.3f} of {len(pages)} pages")
    for page in sorted(all_pages)[:10]:
        print(f"  {page[0]:.2f} of {page[1]} places: {page[2]}, page {page[3]}")
    print(f"all: {share(all_pages):.4f} of {len(all_pages)} pages")


main()
