import type { Encryption } from '../../../shared/encryption.js'
import { nameIndex } from '../../../shared/name-index.js'
import type { InputError } from '../../../shared/problem.js'
import { partyFields } from '../../catalogue/questions/party-fields.js'
import type { Party, Warning } from '../case.js'
import { isSettled, type Overriding, overridden } from '../intake/overrides.js'

interface Named {
  form: Record<string, unknown>
  parties: readonly Pick<Party, 'role' | 'name'>[]
  /** What was overridden before stays so. */
  settled?: readonly Warning[]
  by: Overriding | undefined
}

/**
 * Fields of the form that name a party (`x-party`, 对方姓名) and name somebody else: 422, unless staff who saw the documents
 * say why. A name in other letters than the party's (王梅, Wang Mei) may well be the same person's: a warning that who
 * accepts answers. Compared as names are looked for, so that blanks and width make no difference.
 */
export function checkNamed(
  encryption: Pick<Encryption, 'blindIndex'>,
  schema: object,
  { form, parties, settled = [], by }: Named,
): { errors: InputError[]; warnings: Warning[] } {
  const errors: InputError[] = []
  const warnings: Warning[] = []
  for (const { field, role } of partyFields(schema)) {
    const said = form[field]
    const there = parties.filter((party) => party.role === role)
    if (typeof said !== 'string' || there.length === 0) continue
    const named = nameIndex(encryption, said)
    if (there.some(({ name }) => nameIndex(encryption, name).equals(named))) continue
    const place = { code: 'PARTY_DIFFERS', pointer: `/form/${field}` } as const
    const told = isSettled(settled, place) ?? overridden(place, by)
    if (told === undefined && there.every(({ name }) => isHan(name) === isHan(said)))
      errors.push({ ...place, message: MESSAGE })
    else warnings.push(told ?? place)
  }
  return { errors, warnings }
}

const isHan = (name: string): boolean => /\p{Script=Han}/u.test(name)

const MESSAGE = {
  en: 'The form names somebody else than the party; correct one of them, or staff who saw the documents say why in `overrides`',
  zh: '表单填写的姓名与当事人不一致，请更正；确属同一人（如曾用名）的，由工作人员核对证件后在 overrides 中说明理由',
}
