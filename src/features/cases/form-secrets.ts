import type { Encryption, Place } from '../../shared/encryption.js'
import { sensitiveFields } from '../catalogue/questions/personal-fields.js'
import { type CaseReadRow, fromHex, hex } from './case-rows.js'
import type { CaseWrite } from './case-writes.js'
import { formTerms } from './form-terms.js'

type Form = Record<string, unknown>

/** Where the sensitive fields of a form stand encrypted. */
export const sealedPlace = (caseId: string): Place => ({
  table: 'case_forms',
  column: 'sealed',
  row: [caseId],
})

/**
 * The form as it is written: what the item marks as sensitive (敏感个人信息) apart and encrypted, with the blind indexes of
 * what it lets be looked for.
 */
export function sealForm(
  encryption: Encryption,
  { schema, itemCode }: { schema: object; itemCode: string },
  filled: NonNullable<CaseWrite['form']>,
): NonNullable<CaseWrite['form']> {
  const { case_id, form, answers } = filled
  const sensitive = sensitiveFields(schema)
  const terms = formTerms(encryption, schema, itemCode, form as Form)
  const found = terms.length === 0 ? undefined : terms.map(hex)
  const [hidden, open] = part(form as Form, (name) => sensitive.has(name))
  if (Object.keys(hidden).length === 0) return { ...filled, terms: found }
  const box = encryption.encrypt(JSON.stringify(hidden), sealedPlace(case_id))
  return { case_id, form: open, answers, sealed: hex(box), terms: found }
}

/**
 * The row with the whole form. Throws SealBroken when the sensitive part is not of this case. What stands open beside it
 * was written by a release that sealed nothing, and is the newer one.
 */
export function openFormOf(encryption: Encryption, row: CaseReadRow): CaseReadRow {
  const { filled_in } = row
  if (filled_in === null) return row
  const { form, answers, sealed } = filled_in
  if (sealed == null) return { ...row, filled_in: { form, answers } }
  const hidden = encryption.decrypt(fromHex(sealed), sealedPlace(row.id)).toString()
  return { ...row, filled_in: { form: { ...(JSON.parse(hidden) as Form), ...form }, answers } }
}

function part(form: Form, isHidden: (name: string) => boolean): [hidden: Form, open: Form] {
  const entries = Object.entries(form)
  return [
    Object.fromEntries(entries.filter(([name]) => isHidden(name))),
    Object.fromEntries(entries.filter(([name]) => !isHidden(name))),
  ]
}
