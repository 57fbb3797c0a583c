#!/bin/sh
# Whoever lets the x87 compute is told so by the compiler: x87.sh SOURCE. Exit status 77 where no gcc can do that.
flags="-std=c17 -fsyntax-only -I$1"
echo 'int x;' | gcc -mfpmath=387 -fsyntax-only -x c - 2>/dev/null || { echo "skipped: there is no gcc with an x87"; exit 77; }
gcc $flags "$1/elementary/exp.c" || exit 1
for how in -mfpmath=387 -mfpmath=both; do
    said=$(gcc $flags $how "$1/elementary/exp.c" 2>&1) && { echo "$how: expected it not to compile, found that it does"; exit 1; }
    case $said in
    *FLT_EVAL_METHOD*-msse2*) ;;
    *) echo "$how: expected to be told of FLT_EVAL_METHOD and -msse2, found: $said"; exit 1 ;;
    esac
done
