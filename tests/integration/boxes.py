"""boxes.py TIMELINE.json PDF [turned]: whether the words of a timeline stand where their boxes say.

Others say where the words are: pdftotext which stand where, pdftoppm where their ink is. The words of
a page are paired in their order, or, of turned pages, which pdftotext reads in an order of its own,
with the nearest that is the same; a broken word with both its halves, but not with its hyphen. For
98 in 100 the boxes cover at least 0.8 of the word's own ink's rectangle, and of no other word's more
than 0.2; and 95 in 100 are paired at all."""

import difflib
import html
import json
import re
import subprocess
import sys

DPI = 144
DARK = 140
COVERED, DISTURBED = 0.8, 0.2
GOOD, PAIRED = 98, 95


def letters(text):
    return "".join(c for c in text.lower() if c.isalnum())


def pictures(pdf):
    """Of each page: width, height and its rows of grey."""
    data = subprocess.run(["pdftoppm", "-gray", "-r", str(DPI), pdf], capture_output=True, check=True).stdout
    while data:
        head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", data)
        width, height = int(head[1]), int(head[2])
        data = data[head.end() :]
        yield width, height, [data[y * width : (y + 1) * width] for y in range(height)]
        data = data[width * height :]


def ink(picture, box, broken=False):
    """The rectangle of what is dark in a box, without the hyphen of a broken word; None: nothing is."""
    width, height, rows = picture
    left, top = max(0, int(box[0] * width)), max(0, int(box[1] * height))
    right, bottom = min(width, int(box[2] * width) + 1), min(height, int(box[3] * height) + 1)
    dark = [y for y in range(top, bottom) if min(rows[y][left:right], default=255) < DARK]
    if not dark:
        return None
    columns = [x for x in range(left, right) if any(rows[y][x] < DARK for y in dark)]
    if broken:
        gaps = [i for i in range(1, len(columns)) if columns[i] > columns[i - 1] + 1]
        columns = columns[: gaps[-1]] if gaps else columns
    return (columns[0] / width, dark[0] / height, (columns[-1] + 1) / width, (dark[-1] + 1) / height)


def printed(pdf, pages):
    """Of each page: its words by pdftotext, as letters and boxes. How large it is as it is shown only its
    picture tells."""
    text = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, text=True, check=True).stdout
    for page, picture in zip(re.findall(r"<page[^>]*>.*?</page>", text, re.S), pages):
        width, height = picture[0] * 72 / DPI, picture[1] * 72 / DPI
        words = re.findall(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', page)
        yield [
            (html.unescape(w[4]), (float(w[0]) / width, float(w[1]) / height, float(w[2]) / width, float(w[3]) / height))
            for w in words
        ]


def whole_words(words, picture):
    """Words as letters with a rectangle of ink for each half."""
    whole, open_half = [], None
    for text, box in words:
        broken = text.endswith("-") and len(text) > 2
        found = ink(picture, box, broken)
        if found is None or not letters(text):
            continue
        if open_half:
            text, found, open_half = open_half[0] + text, open_half[1] + [found], None
        else:
            found = [found]
        if broken:
            open_half = (text[:-1], found)
        else:
            whole.append((letters(text), found))
    return whole


def area(box):
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def covered(boxes, rectangle):
    """How much of a rectangle boxes cover, which do not overlap each other."""
    parts = [(max(b[0], rectangle[0]), max(b[1], rectangle[1]), min(b[2], rectangle[2]), min(b[3], rectangle[3])) for b in boxes]
    return sum(area(part) for part in parts if part[0] < part[2] and part[1] < part[3]) / area(rectangle)


def in_order(said, there):
    """Pairs of places: the longest runs first, then what is left of both, as where notes are read elsewhere."""
    said, there = list(enumerate(said)), list(enumerate(there))
    while True:
        blocks = difflib.SequenceMatcher(None, [w[1][0] for w in said], [w[1][0] for w in there], autojunk=False)
        blocks = [block for block in blocks.get_matching_blocks() if block.size > 0]
        if not blocks:
            return
        taken = [(block.a + i, block.b + i) for block in blocks for i in range(block.size)]
        yield from ((said[a][0], there[b][0]) for a, b in taken)
        said = [w for i, w in enumerate(said) if i not in {a for a, _ in taken}]
        there = [w for i, w in enumerate(there) if i not in {b for _, b in taken}]


def by_place(said, there):
    for i, (text, boxes) in enumerate(said):
        same = [k for k, word in enumerate(there) if word[0] == text]
        if same:
            box = boxes[0]
            yield i, min(same, key=lambda k: abs(there[k][1][0][0] - box[0]) + abs(there[k][1][0][1] - box[1]))


def check_page(page, words, picture, pair, found):
    there = whole_words(words, picture)
    said = [(letters(word["text"]), word["boxes"]) for one in page["utterances"] for word in one["words"]]
    said = [word for word in said if word[0] and word[1]]
    found["said"] += len(said)
    # What another program takes for two words may be one here: only those that are the same are compared.
    for i, at in pair(said, there):
        text, boxes = said[i]
        own = min(covered(boxes, half) for half in there[at][1])
        others = (covered(boxes, half) for k, word in enumerate(there) if k != at for half in word[1])
        other = max(others, default=0)
        good = own >= COVERED and other <= DISTURBED
        found["paired"] += 1
        found["good"] += good
        if not good and found["paired"] - found["good"] <= 5:
            print(f'page {page["page"]}: "{text}" {own:.2f} of its own, {other:.2f} of another')


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        pages = json.load(file)["pages"]
    pdf = sys.argv[2]
    pair = by_place if sys.argv[3:] == ["turned"] else in_order
    found = {"said": 0, "paired": 0, "good": 0}
    pages_seen = list(pictures(pdf))
    places = list(zip(printed(pdf, pages_seen), pages_seen))
    for page in pages:
        check_page(page, *places[page["page"] - 1], pair, found)
    good, paired = 100 * found["good"] / max(1, found["paired"]), 100 * found["paired"] / max(1, found["said"])
    print(f'{found["said"]} words, {paired:.1f} in 100 paired, {good:.2f} in 100 of them right')
    sys.exit(0 if found["said"] > 50 and good >= GOOD and paired >= PAIRED else 1)


main()
