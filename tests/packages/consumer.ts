// What the schema accepts has the types that the package declares.
import type { GoldpropCase } from "./case_of_schema";
import type { GoldpropDocuments } from "./documents_of_schema";
import { Case, Document, Expectation, ids, readCase, schema } from "goldprop-data";

export const fits = (value: GoldpropCase): Case => value;
export const all: (value: GoldpropDocuments) => Document[] = (value) => value;
export const first: Expectation | undefined = readCase(ids()[0]).expectations?.[0];
export const ofCase: object = schema("case");
// @ts-expect-error there is no such schema
export const none = schema("cases");
