import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import { writeAudit } from '../../http/audit.js'
import { callerOf } from '../../http/policy.js'
import { compileValidator, inputErrorsOf } from '../../http/validation.js'
import type { Encryption } from '../../shared/encryption.js'
import { type InputError, outOfReach, problem, ruleViolated } from '../../shared/problem.js'
import { OUT_OF_REACH, putStaff } from './staff-import.js'
import { inLine, type Line, linesOf } from './staff-lines.js'
import { StaffInput } from './staff-schemas.js'

/** So many numbers stand in the audit record; every person has an event besides. */
const MOST_AUDITED = 1000
/** Lines and findings of one request; an import as a job takes more. */
export const MOST_LINES = 10_000
const MOST_FINDINGS = 1000

export interface Imported {
  created: number
  changed: number
  unchanged: number
}

/** The door that answers at once: all or nothing, and every finding says its line. */
export async function importStaff(
  db: pg.PoolClient,
  request: FastifyRequest,
  encryption: Encryption,
  text: string,
): Promise<Imported> {
  const lines = readLines(text)
  const { outcomes, divisions } = await putStaff(db, callerOf(request), encryption, lines)
  const counts = { created: 0, changed: 0, unchanged: 0 }
  const staffNos: string[] = []
  const errors: InputError[] = []
  for (const { no, value } of lines) {
    const outcome = outcomes.get(no)
    if (outcome === undefined) throw new Error('a line without an outcome')
    if ('is' in outcome) {
      counts[outcome.is] += 1
      if (outcome.is !== 'unchanged') staffNos.push(value.staffNo)
    } else
      errors.push(
        ...outcome.findings.map(({ rule: code, pointer, message }) => inLine(no, { pointer, code, message })),
      )
  }
  const beyond = errors.filter(({ code }) => code === OUT_OF_REACH.code)
  if (beyond.length > 0 && beyond.length === errors.length) throw outOfReach()
  refuse(errors)
  const details = { ...counts, staffNos: staffNos.slice(0, MOST_AUDITED) }
  await writeAudit(db, request, { action: 'importStaff', object: 'staff', details, divisions })
  return counts
}

function readLines(text: string): Line<StaffInput>[] {
  const { lines, errors } = linesOf(text)
  if (lines.length > MOST_LINES) throw ruleViolated('', 'TOO_MANY_LINES', TOO_MANY)
  const check = compileValidator(StaffInput, 'body')
  const invalid = lines.flatMap(({ no, value }) =>
    check(value) ? [] : inputErrorsOf(check.errors ?? [], 'body').map((error) => inLine(no, error)),
  )
  refuse([...errors, ...invalid])
  return lines as Line<StaffInput>[]
}

function refuse(errors: InputError[]): void {
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors: errors.slice(0, MOST_FINDINGS) })
}

const TOO_MANY = { en: 'At most 10,000 lines at once', zh: '一次至多 10000 行' }
