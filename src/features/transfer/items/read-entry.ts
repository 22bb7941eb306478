import type { ValidateFunction } from 'ajv'
import { type AjvError, inputErrorsOf, makeAjv } from '../../../http/validation.js'
import { type LineFinding, lineErrorOf, readLine, TOO_LONG } from '../line.js'
import { type CodeMember, checkEntry, codeOf, type Kept, type WholeEntry } from './entry.js'

/** A line in form, or what speaks against it; the code as far as it can be read. */
export type ReadEntry<D> =
  | { code: string; entry: WholeEntry<D> }
  | { code: string | undefined; findings: LineFinding[] }

/** Reads a line (undefined: too long) as a whole entry of the form that the schema gives. */
export function readEntry<D extends Kept>(
  bytes: Buffer | undefined,
  schema: object,
  member: CodeMember,
): ReadEntry<D> {
  const read = bytes === undefined ? { findings: [TOO_LONG] } : readLine(bytes)
  if ('findings' in read) return { code: undefined, findings: read.findings }
  const { value } = read
  const code = codeOfLine(value, member)
  const faults = checkForm(value, schema)
  if (faults.length > 0) return { code, findings: faults }
  const entry = value as WholeEntry<D>
  const findings = checkEntry(entry, member)
  return findings.length > 0 || code === undefined ? { code, findings } : { code, entry }
}

/** What of a value has not the form that a schema gives. */
export function checkForm(value: unknown, schema: object): LineFinding[] {
  const validate = validatorOf(schema)
  if (validate(value)) return []
  return inputErrorsOf((validate.errors ?? []) as AjvError[], 'body').map(lineErrorOf)
}

/** Compiled with the first line, all by one compiler: each of its own would read the schema of schemas anew. */
const validators = new Map<object, ValidateFunction>()
let compiler: ReturnType<typeof makeAjv> | undefined
function validatorOf(schema: object): ValidateFunction {
  compiler ??= makeAjv(false)
  const known = validators.get(schema) ?? compiler.compile(schema)
  validators.set(schema, known)
  return known
}

/** The code of a line that may have any form. */
function codeOfLine(value: unknown, member: CodeMember): string | undefined {
  const { versions } = value as { versions?: { document?: unknown }[] }
  return Array.isArray(versions) ? codeOf(versions[0]?.document, member) : undefined
}
