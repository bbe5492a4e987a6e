#!/bin/bash
# saying.sh - how many of the tables' sentences are said right, by language and kind, and what a page
# of them costs. Run it in a build directory after `make tests/bench/saying_figures`.
set -eu
exec tests/bench/saying_figures "$(dirname "${BASH_SOURCE[0]}")/../workers/saying"
