"""words_heard.py MODEL RATE DIR: what a speech recogniser hears of DIR/{page,cut}{1,2,3}.raw (16-bit
samples), against the text of DIR/page{1,2,3}: wrong words in 100 of the whole pages, and of that page
which does best of those that were spoken without one of their sentences."""

import re
import sys

import numpy
from faster_whisper import WhisperModel

# Spelled one way or the other, spoken alike.
SAME = {"colour": "color", "harbour": "harbor", "traveller": "traveler"}


def words(text):
    found = re.findall(r"[a-z0-9']+", text.lower())
    return [SAME.get(word, word) for word in found]


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def samples(path, rate):
    pcm = numpy.fromfile(path, dtype="<i2").astype(numpy.float32) / 32768
    count = int(len(pcm) * 16000 / rate)
    at = numpy.arange(count) * rate / 16000
    return numpy.interp(at, numpy.arange(len(pcm)), pcm).astype(numpy.float32)


def main():
    model_path, rate, directory = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    model = WhisperModel(model_path, device="cpu", compute_type="int8", local_files_only=True)

    def hear(sound):
        parts, _ = model.transcribe(
            sound, language="en", beam_size=5, condition_on_previous_text=False
        )
        return words(" ".join(part.text for part in parts))

    def wrong_words(known, name):
        return distance(known, hear(samples(f"{directory}/{name}.raw", rate)))

    wrong = total = 0
    cut = 100.0
    for page in (1, 2, 3):
        with open(f"{directory}/page{page}", encoding="utf-8") as file:
            known = words(file.read())
        wrong += wrong_words(known, f"page{page}")
        total += len(known)
        cut = min(cut, 100 * wrong_words(known, f"cut{page}") / len(known))
    print(f"{100 * wrong / total:.1f} {cut:.1f}")


main()
