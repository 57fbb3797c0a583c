/** Worked numbers of backpropagation. README.md says what each key means; the schemas say what each may hold. */

/** A decimal number as text, such as "-0.25" or "7.5e-3"; numbers of a problem may be quotients, such as "1/3". */
export type Decimal = string;

export interface Layer {
  units: number;
  activation: string;
  /** Of leaky ReLU and ELU. */
  alpha?: Decimal;
  /** Every case here says it; a problem file of one's own may leave it out. */
  bias?: "none" | "per_unit" | "shared";
  /** Whether the biases are updated; true where it is not there and the layer is not frozen. */
  bias_trained?: boolean;
  /** Whether weights and biases stay as they are; false where it is not there. */
  frozen?: boolean;
  /** One row for each unit: W[j][i] leads from input i to unit j. */
  W: Decimal[][];
  b?: Decimal[];
}

export interface Problem {
  inputs: number;
  layers: Layer[];
  samples: { input: Decimal[]; target: Decimal[] }[];
  loss: object;
  /** Every case here has one; without it no error is reported. */
  error?: object;
  training: object;
  departures?: string[];
}

/** Where a number stands in a run. What a quantity does not have is not there. */
export interface Place {
  quantity: string;
  step?: number;
  epoch?: number;
  sample?: number;
  layer?: number;
  unit?: number;
  input?: number;
}

export interface Expectation extends Place {
  exact: Decimal;
  amplification?: Decimal;
}

/** A number as the document prints it, and how it is reproduced. */
export interface Printed extends Place {
  name: string;
  printed: string;
  reading: "chain" | "step" | "erratum" | "noise";
}

export interface Case {
  format: "goldprop-case-1";
  id?: string;
  title?: string;
  description?: string;
  document?: string;
  problem: Problem;
  expectations?: Expectation[];
  printed?: Printed[];
}

export interface Document {
  id: string;
  title: string;
}

export interface Release {
  format: "goldprop-release-1";
  version: string;
  documents: number;
  cases: number;
  printed: number;
  exact: number;
  mistakes: number;
}

export function release(): Release;
export function ids(): string[];
export function readCase(id: string): Case;
export function documents(): Document[];
export function schema(name: "case" | "trace" | "documents" | "bits"): object;
