import type { Encryption } from '../../../shared/encryption.js'
import { nameIndex } from '../../../shared/name-index.js'
import type { InputError } from '../../../shared/problem.js'
import { partyFields } from '../../catalogue/questions/party-fields.js'
import type { Party, Warning } from '../case.js'

/**
 * Fields of the form that name a party (`x-party`, 对方姓名) and name somebody else: a warning, since a form may have the
 * name of before. Compared as names are looked for, so that blanks and width make no difference.
 */
export function checkNamed(
  encryption: Pick<Encryption, 'blindIndex'>,
  schema: object,
  { form, parties }: { form: Record<string, unknown>; parties: readonly Pick<Party, 'role' | 'name'>[] },
): Warning[] {
  return partyFields(schema).flatMap(({ field, role }) => {
    const said = form[field]
    const there = parties.filter((party) => party.role === role)
    if (typeof said !== 'string' || there.length === 0) return []
    const named = nameIndex(encryption, said)
    return there.some(({ name }) => nameIndex(encryption, name).equals(named))
      ? []
      : [{ code: 'PARTY_DIFFERS', pointer: `/form/${field}` } satisfies Pick<InputError, 'code' | 'pointer'>]
  })
}
