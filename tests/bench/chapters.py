"""chapters.py HEADINGS_OF PDF DIR...: of each PDF that has an outline, the entries of its first level beside those
of the outline that is made of its headings (headings_of, of what read_pdf wrote into the folder).

An entry is found when one of ours of the first level has its words on its page, or on the page before
or after. Ours that none of theirs is are false. The target: 90 in 100 found, at most 5 in 100 false."""

import re
import subprocess
import sys


NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty twentyone twentytwo twentythree"
).split()


def plain(title):
    title = re.sub(r"^\s*(chapter|appendix|part|chapitre|annexe|anhang|kapitel|cap[ií]tulo|ap[eé]ndice)\b", "", title.lower())
    words = re.findall(r"[^\W_]+", title)
    while len(words) > 1 and (re.fullmatch(r"\d+|[ivxlc]+|[a-z]", words[0]) or words[0] in NUMBERS):
        words = words[1:]
    return " ".join(words)


def outline(pdf):
    text = subprocess.run(["mutool", "show", pdf, "outline"], capture_output=True, text=True, errors="replace").stdout
    for line in text.splitlines():
        entry = re.match(r'[-+|]\t"(.*)"\t(.*)$', line)
        if entry:
            page = re.match(r"#(?:page=)?(\d+)", entry[2])
            yield plain(entry[1]), int(page[1]) if page else 0


def same(a, b):
    return a[0] == b[0] and abs(a[1] - b[1]) <= 1


def main():
    all_theirs = all_found = all_ours = all_false = 0
    tool, pairs = sys.argv[1], sys.argv[2:]
    for pdf, folder in zip(pairs[::2], pairs[1::2]):
        theirs = [e for e in outline(pdf) if e[0]]
        lines = subprocess.run([tool, folder], capture_output=True, text=True, check=True).stdout.splitlines()
        entries = [line.split("\t") for line in lines]
        level = min((int(e[0]) for e in entries), default=1)
        ours = [(plain(e[2]), int(e[1])) for e in entries if int(e[0]) == level]
        found = [e for e in theirs if any(same(e, o) for o in ours)]
        false = [o for o in ours if not any(same(o, e) for e in theirs)]
        print(f"{pdf}: {len(found)} of {len(theirs)} found, {len(false)} of {len(ours)} false")
        for e in theirs:
            if e not in found:
                print(f"   missed: {e[1]} {e[0]}")
        for o in false[:12]:
            print(f"   false: {o[1]} {o[0]}")
        all_theirs += len(theirs)
        all_found += len(found)
        all_ours += len(ours)
        all_false += len(false)
    print(f"{100 * all_found / all_theirs:.1f} in 100 found, {100 * all_false / max(1, all_ours):.1f} in 100 false")


main()
