import { Type } from 'typebox'
import { model, Strict, strEnum } from '../../http/schemas.js'
import { ROLE_NAMES, type Role } from '../../shared/roles.js'

/** For staff: who answers for what has a limit while it runs (责任机关、责任人): who has it in hand, else whose work it is. */
export const Answerable = model(
  'Answerable',
  Strict(
    {
      organisation: Type.String({ description: 'The organ whose limit it is (承办机关)' }),
      person: Type.Optional(
        Type.String({
          description: 'Who has it in hand; absent while nobody does (责任人)',
          examples: ['market-reviewer'],
        }),
      ),
      roles: Type.Optional(
        Type.Array(strEnum(ROLE_NAMES), {
          description:
            'While nobody has it in hand: whose work in the organ it is (责任岗位); `lead` where who has it may not do it any more, since the lead gives it to another (改派)',
        }),
      ),
    },
    { description: 'For staff: who answers for it while its limit runs (责任机关、责任人)' },
  ),
)

export interface Held {
  organisation: string
  /** `issuer|subject`, or the subject alone. */
  person?: string | undefined
  roles: readonly Role[]
}

/** As it is shown: a person by the subject, as alerts name theirs. */
export const viewAnswerable = ({ organisation, person, roles }: Held) => ({
  organisation,
  ...(person === undefined ? { roles: [...roles] } : { person: person.slice(person.indexOf('|') + 1) }),
})
