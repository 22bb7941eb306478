import type { Deps } from '../../deps.js'
import { mobileIndex, nameIndex } from '../../shared/name-index.js'
import { numberIndexes } from '../../shared/number-index.js'
import { type InputError, problem } from '../../shared/problem.js'
import type { CaseFilters } from './case-filters.js'
import { soughtTerms } from './form-terms.js'
import type { Sought } from './list-sought.js'

type Asked = Pick<CaseFilters, 'applicantIdNumber' | 'name' | 'mobile' | 'form' | 'item' | 'oldNumber'>

/**
 * The blind indexes of what is looked for; undefined where nothing is. Throws RULE_VIOLATED (422) for a telephone that is
 * none, for form fields without their item, and for fields that the item does not let be looked for.
 */
export async function whatIsSought(
  { encryption, items }: Pick<Deps, 'encryption' | 'items'>,
  { applicantIdNumber, name, mobile, form, item, oldNumber }: Asked,
): Promise<Sought | undefined> {
  const parties: Sought['parties'][number][] = []
  const errors: InputError[] = []
  if (applicantIdNumber !== undefined)
    parties.push({ column: 'id_number_index', indexes: numberIndexes(encryption, applicantIdNumber) })
  if (name !== undefined) parties.push({ column: 'name_index', indexes: [nameIndex(encryption, name)] })
  if (mobile !== undefined) {
    const index = mobileIndex(encryption, mobile)
    if (index === undefined) errors.push(NOT_A_MOBILE)
    else parties.push({ column: 'mobile_index', indexes: [index] })
  }
  let terms: Buffer[] = []
  if (form !== undefined) {
    const inForce = item === undefined ? undefined : await items.inForce(item)
    if (item === undefined || inForce === undefined) errors.push(NO_ITEM)
    else {
      const found = soughtTerms(encryption, inForce.document.form.schema, { itemCode: item, form })
      terms = found.terms
      errors.push(...found.errors)
    }
  }
  if (errors.length > 0) throw problem('RULE_VIOLATED', { errors })
  const isNothing = parties.length === 0 && form === undefined && oldNumber === undefined
  return isNothing ? undefined : { parties, terms, oldNumber }
}

const NOT_A_MOBILE: InputError = {
  pointer: '/mobile',
  code: 'MOBILE_INVALID',
  message: { en: 'Not a mobile number in any spelling', zh: '不是有效的手机号' },
}

const NO_ITEM: InputError = {
  pointer: '/item',
  code: 'ITEM_REQUIRED',
  message: {
    en: 'Form fields are looked for within an item: give its code',
    zh: '按表单字段检索须指定事项编码',
  },
}
