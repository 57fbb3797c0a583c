#!/bin/sh
# install_npm.sh SOURCE TARGET: installs the packages of SOURCE/package-lock.json in TARGET, unless that is done already.
source=$1 target=$2
cmp -s "$source/package-lock.json" "$target/installed.json" && exit 0
command -v npm >/dev/null || { echo "There is no npm"; exit 77; }
mkdir -p "$target" && cp "$source/package.json" "$source/package-lock.json" "$target" && cd "$target" || exit 1
npm ci --ignore-scripts --no-audit --no-fund || { echo "npm could not install the packages: is there a network?"; exit 77; }
cp package-lock.json installed.json
