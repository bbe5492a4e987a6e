"""word_alignment.py TIMELINE.json AUDIO: whether words are said when a job's timeline.json says so, by
PocketSphinx, which is told what is said in each sentence and finds where each word of it is.

Sentences with figures, or with words that its dictionary lacks, are left out, and so are those that it
does not find its way through. The target is 80 ms for eSpeak NG, which tells of its words, and 300 ms
for 95 in 100 words of voices that tell of none. Wants SoX and Python's pocketsphinx, whose model is
English."""

import json
import re
import subprocess
import sys

from pocketsphinx import Decoder

LIMITS = (20, 50, 80, 150, 200, 300, 500)
RATE = 16000
FRAMES_A_SECOND = 100
AROUND = 0.15  # seconds of sound that are given it before a sentence and after


def plain(word):
    return "" if re.search(r"\d", word) else re.sub(r"[^a-z']", "", word.lower())


def aligned(decoder, samples, sentence):
    """Of each word in seconds when it begins and ends; [] when that is not to be told."""
    names = [plain(word["text"]) for word in sentence["words"]]
    if not all(name and decoder.lookup_word(name) for name in names):
        return []
    start = max(0, sentence["start"] - AROUND)
    decoder.set_align_text(" ".join(names))
    decoder.start_utt()
    decoder.process_raw(samples[int(start * RATE) * 2 : int((sentence["end"] + AROUND) * RATE) * 2], full_utt=True)
    decoder.end_utt()
    found = [part for part in decoder.seg() or [] if part.word[0] not in "<["]
    if len(found) != len(names):
        return []
    return [
        (start + part.start_frame / FRAMES_A_SECOND, start + (part.end_frame + 1) / FRAMES_A_SECOND) for part in found
    ]


def main():
    timeline, audio = sys.argv[1:3]
    to_raw = ["sox", audio, "-r", str(RATE), "-c", "1", "-b", "16", "-t", "raw", "-"]
    samples = subprocess.run(to_raw, capture_output=True, check=True).stdout
    decoder = Decoder(loglevel="FATAL")
    with open(timeline, encoding="utf-8") as file:
        pages = json.load(file)["pages"]
    count = 0
    off = {"begin": [], "end": []}
    for sentence in (one for page in pages for one in page["utterances"]):
        count += len(sentence["words"])
        for word, (start, end) in zip(sentence["words"], aligned(decoder, samples, sentence)):
            off["begin"].append(1000 * (word["start"] - start))
            off["end"].append(1000 * (word["end"] - end))
    for what, times in off.items():
        times.sort()
        within = ", ".join(
            f"{limit} ms: {100 * sum(abs(ms) <= limit for ms in times) / len(times):.1f} in 100" for limit in LIMITS
        )
        print(f"{len(times)} of {count} words {what} within {within}; the middle one {times[len(times) // 2]:+.0f} ms")


main()
