#!/bin/bash
# saying.sh - how many of the tables' sentences are said right, by language and kind, and what a page
# of them costs; and by eSpeak NG's own phonemes, of how many of them the words are heard. Run it in a
# build directory after `make tests/bench/saying_figures tests/bench/saying_phonemes`.
set -eu
tables=$(dirname "${BASH_SOURCE[0]}")/../workers/saying
tests/bench/saying_figures "$tables"
exec tests/bench/saying_phonemes "$tables"
