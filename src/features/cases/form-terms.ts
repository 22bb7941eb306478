import { canonicalJson } from '../../shared/canonical-json.js'
import type { Encryption } from '../../shared/encryption.js'
import type { InputError } from '../../shared/problem.js'
import { filterableFields } from '../catalogue/questions/filterable-fields.js'

type Indexing = Pick<Encryption, 'blindIndex'>
type Form = Record<string, unknown>

/**
 * What a case is found by of its form (可检索的表单字段): a blind index for each value of the fields that the item's schema
 * marks, whether they are open or sensitive; of a list each entry. Empty where the item marks none.
 */
export function formTerms(encryption: Indexing, schema: object, itemCode: string, form: Form): Buffer[] {
  return filterableFields(schema).flatMap((field) =>
    [form[field]]
      .flat()
      .flatMap((value) => (value == null ? [] : [term(encryption, itemCode, field, value)])),
  )
}

/** The indexes of values that are looked for, or why a field cannot be (422). */
export function soughtTerms(
  encryption: Indexing,
  schema: object,
  { itemCode, form }: { itemCode: string; form: Form },
): { terms: Buffer[]; errors: InputError[] } {
  const known = filterableFields(schema)
  const errors = Object.keys(form)
    .filter((field) => !known.includes(field))
    .map((field) => ({
      pointer: `/form/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      code: 'NOT_FILTERABLE',
      message: {
        en: `The item does not let this field be looked for; these are: ${known.join(', ') || 'none'}`,
        zh: `该事项的此字段不能用于检索，可检索的有：${known.join('、') || '无'}`,
      },
    }))
  if (errors.length > 0) return { terms: [], errors }
  return {
    terms: Object.entries(form).map(([field, value]) => term(encryption, itemCode, field, value)),
    errors,
  }
}

/** Texts are one in full and half width and however many blanks; numbers, yes and no, and money as they are. */
function term(encryption: Indexing, itemCode: string, field: string, value: unknown): Buffer {
  const plain =
    typeof value === 'string'
      ? value
          .normalize('NFKC')
          .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '')
          .replace(/\s+/g, ' ')
          .trim()
      : canonicalJson(value)
  return encryption.blindIndex('formField', canonicalJson([itemCode, field, typeof value, plain]))
}
