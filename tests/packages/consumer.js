// A project of somebody else that has installed goldprop-data: every file of it is valid by a strict Ajv, and it holds what it says.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const Ajv = require("ajv/dist/2020");
const data = require("goldprop-data");

const release = data.release();
const cases = data.ids().map(data.readCase);
const validate = (name, value) => {
  const ajv = new Ajv({ strict: true, allErrors: true });
  const valid = ajv.validate(data.schema(name), value);
  assert(valid, `${name}: ${ajv.errorsText()}`);
};
cases.forEach((it) => validate("case", it));
validate("documents", data.documents());
validate("bits", require("goldprop-data/bits.json"));
validate("trace", { format: "goldprop-trace-1" });
assert.throws(() => validate("case", { ...cases[0], oops: 1 }), /additional properties/);
assert.throws(() => validate("trace", {}), /format/);

const count = (key) => cases.reduce((sum, it) => sum + (it[key] ?? []).length, 0);
assert.strictEqual(release.cases, cases.length);
assert.strictEqual(release.exact, count("expectations"));
assert.strictEqual(release.printed, count("printed"));
assert.strictEqual(release.documents, data.documents().length);
assert.strictEqual(release.version, require("goldprop-data/package.json").version);
const folder = path.dirname(require.resolve("goldprop-data"));
const { createHash } = require("node:crypto");
for (const [name, sum] of Object.entries(release.sha256))
  assert.strictEqual(createHash("sha256").update(fs.readFileSync(path.join(folder, name))).digest("hex"), sum, name);
console.log(`goldprop-data ${release.version}: ${cases.length} cases are valid, ${release.exact} numbers`);
