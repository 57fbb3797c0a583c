"use strict";
// Worked numbers of backpropagation: golden/README.md, which is the README of this package, says what a case holds.
const fs = require("node:fs");
const path = require("node:path");

const read = (...names) => JSON.parse(fs.readFileSync(path.join(__dirname, ...names), "utf8"));

/** What this release holds: its version, and how many cases and numbers. */
exports.release = () => read("release.json");
/** The ids of all cases, sorted. */
exports.ids = () => fs.readdirSync(path.join(__dirname, "cases")).map((name) => path.basename(name, ".json")).sort();
/** A case. Numbers are text: Number("0.1") rounds once, to your format; "1/3" is a quotient. */
exports.readCase = (id) => read("cases", `${id}.json`);
/** The documents that cases come from. */
exports.documents = () => read("documents.json");
/** The JSON Schema (draft 2020-12) of a "case", a "trace", the "documents" or the "bits". */
exports.schema = (name) => read(`${name}.schema.json`);
