#!/bin/sh
# in_node.sh PACKAGES TOOLS WORK: a project in an empty folder WORK installs the npm package that lies in PACKAGES, without a network, and uses
# it from JavaScript and from TypeScript. TOOLS holds what package-lock.json pins.
set -e
here=$(cd "$(dirname "$0")" && pwd) packages=$1 tools=$2/node_modules work=$3
[ -d "$tools/ajv" ] || { echo "skipped: the packages of package-lock.json are not installed"; exit 77; }
rm -rf "$work" && mkdir -p "$work" && cd "$work"
echo '{"name": "consumer", "private": true}' >package.json
npm install --offline --no-audit --no-fund "$packages"/goldprop-data-*.tgz
cp "$here"/consumer.js "$here"/consumer.ts .
NODE_PATH=$tools node consumer.js
for name in case documents; do
    "$tools/.bin/json2ts" node_modules/goldprop-data/$name.schema.json >${name}_of_schema.d.ts
done
"$tools/.bin/tsc" --strict --noEmit --module node16 consumer.ts
echo "TypeScript: what the schemas accept has the types of the package"
npm pack --dry-run ./node_modules/goldprop-data
