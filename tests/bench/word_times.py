"""word_times.py MODEL TIMELINE.json AUDIO: whether words are said when a job's timeline.json says so, by a speech
recogniser (faster-whisper), which tells of each word that it hears when it began.

Heard and printed words are matched in their order, two in a row at least. Prints how many begin within
how many milliseconds of what the timeline says; the target is 300 for 95 in 100. The recogniser is
itself late by some tens of milliseconds."""

import difflib
import json
import re
import sys

from faster_whisper import WhisperModel

LIMITS = (80, 150, 200, 300, 500)
IN_A_ROW = 2


def plain(word):
    return re.sub(r"[^a-z0-9]", "", word.lower())


def main():
    model_path, timeline, audio = sys.argv[1:4]
    model = WhisperModel(model_path, device="cpu", compute_type="int8", local_files_only=True)
    segments, _ = model.transcribe(
        audio, word_timestamps=True, beam_size=1, language="en", condition_on_previous_text=False
    )
    heard = [(plain(word.word), word.start) for segment in segments for word in segment.words]
    with open(timeline, encoding="utf-8") as file:
        pages = json.load(file)["pages"]
    said = [
        (plain(word["text"]), word["start"]) for page in pages for one in page["utterances"] for word in one["words"]
    ]
    same = difflib.SequenceMatcher(None, [w for w, _ in heard], [w for w, _ in said], autojunk=False)
    off = sorted(
        1000 * (heard[block.a + i][1] - said[block.b + i][1])
        for block in same.get_matching_blocks()
        if block.size >= IN_A_ROW
        for i in range(block.size)
    )
    within = ", ".join(
        f"{limit} ms: {100 * sum(abs(ms) <= limit for ms in off) / len(off):.1f} in 100" for limit in LIMITS
    )
    print(f"{len(off)} of {len(said)} words were heard; within {within}; the middle one {off[len(off) // 2]:+.0f} ms")


main()
