import { type Static, Type } from 'typebox'
import { ExactNumber, Instant, LegalDate, part, SAID, Strict, strEnum, Uuid } from '../../http/schemas.js'
import { LESHAN_ITEM_CODE } from '../../shared/sample-codes.js'
import { PARTY_ROLES } from '../catalogue/party-rule.js'
import { MaterialInput } from '../workflow/material-input.js'
import { OverrideProof } from '../workflow/override-proof.js'
import { CHANNELS } from './case.js'
import { ASSISTANCE } from './parties/assistance.js'
import { CAPACITY_BASES } from './parties/capacity.js'
import { PROOF_METHODS } from './parties/identity-proofs.js'
import { MANDATE_SCOPES } from './parties/mandates.js'
import { NAME_PATTERN } from './parties/names.js'

const ItemCode = Type.String({ minLength: 1, maxLength: 50, examples: [LESHAN_ITEM_CODE] })
export const Answer = Type.Union([Type.String({ maxLength: 200 }), Type.Boolean(), ExactNumber])
export const CHANNEL_NAMES = Object.keys(CHANNELS) as (keyof typeof CHANNELS)[]

const IdentityProof = Strict({
  method: strEnum(PROOF_METHODS, {
    description: 'Said by staff and devices only; of who signs in the service records `oidc` (身份核验方式)',
  }),
  at: Instant,
  reference: Type.String({ maxLength: 200 }),
})

export const MandateInput = part(
  'Mandate',
  Strict(
    {
      scope: Type.Array(strEnum(MANDATE_SCOPES), {
        minItems: 1,
        maxItems: 5,
        uniqueItems: true,
        description: 'What the agent may do (代理权限): apply, correct, withdraw, receive the result; or all',
      }),
      validFrom: LegalDate,
      validTo: Type.Optional(LegalDate),
    },
    { description: 'Mandate in writing (授权委托书, 民法典第一百六十五条)' },
  ),
)

export const PartyInput = part(
  'PartyInput',
  Strict({
    role: strEnum(PARTY_ROLES),
    type: strEnum(['natural', 'legal']),
    name: Type.String({ minLength: 1, maxLength: 200, pattern: NAME_PATTERN, examples: ['李小敏'] }),
    idType: Type.String({
      minLength: 1,
      maxLength: 10,
      description:
        'Kind of identity document (证件类型): 111 identity card, 414 passport, USCC credit code …',
      examples: ['111'],
    }),
    idNumber: Type.String({ minLength: 1, maxLength: 50, examples: ['11010519491231002X'] }),
    mobile: Type.Optional(Type.String({ maxLength: 30, examples: ['13800001234'] })),
    mandateFileId: Type.Optional(Uuid),
    mandate: Type.Optional(MandateInput),
    capacity: Type.Optional(
      Strict(
        { basis: strEnum(CAPACITY_BASES) },
        {
          description:
            'Said by staff who saw the proof: ownLabour, of 16 or 17 years and living by the own labour (以自己的劳动收入为主要生活来源，民法典第十八条); guardianship, made guardian of an adult (民法典第二十一条、第二十八条)',
        },
      ),
    ),
    identityProof: Type.Optional(IdentityProof),
  }),
)
export type PartyInput = Static<typeof PartyInput>

const applicationFields = {
  channel: strEnum(CHANNEL_NAMES),
  windowId: Type.Optional(Uuid),
  situation: Type.Optional(
    Type.String({ maxLength: 50, description: 'Computed by the server; a differing one is refused (情形)' }),
  ),
  answers: Type.Record(Type.String({ maxLength: 50 }), Answer, {
    maxProperties: 50,
    examples: [{ lender: 'fund', byAgent: false }],
  }),
  parties: Type.Array(PartyInput, { minItems: 1, maxItems: 20 }),
  visitId: Type.Optional(Type.String({ maxLength: 50 })),
  containsClassified: Type.Optional(
    Type.Boolean({
      description:
        'true: something of it is a state secret, and the whole is refused and not kept (涉密不上网, 422 CLASSIFIED_MATERIAL)',
    }),
  ),
  assistance: Type.Optional(
    strEnum(ASSISTANCE, {
      description:
        'By assistants only: helps (帮办) the applicant who applies, or acts (代办) by the mandate of each applicant; without it, acts where an applicant brings a mandate',
    }),
  ),
  externalNos: Type.Optional(
    Type.Array(
      Strict({
        system: Type.String({ minLength: 1, maxLength: 50, pattern: SAID }),
        number: Type.String({ minLength: 1, maxLength: 100, pattern: SAID }),
      }),
      { maxItems: 20, uniqueItems: true },
    ),
  ),
  form: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), { maxProperties: 500, 'x-parts': 3000 }),
  materials: Type.Array(MaterialInput, { maxItems: 200 }),
  prefilled: Type.Optional(
    Type.Array(
      Strict({
        pointer: Type.String({ pattern: '^/form/[^/]{1,100}$', examples: ['/form/businessName'] }),
        from: Type.String({
          pattern: '^[0-9A-Za-z-]{1,100}$',
          description: 'The source that the dossier named: number of a case, reference of a look-up',
        }),
        confirmed: Type.Boolean({
          description: 'The applicant has seen the value and says that it still holds (申请人确认)',
        }),
      }),
      {
        maxItems: 500,
        description:
          'What was not typed but taken from the dossier (档案预填); confirmed before it is handed in, and kept with the submission',
      },
    ),
  ),
  overrides: Type.Optional(
    Type.Array(
      Strict({
        pointer: Type.String({
          maxLength: 100,
          description: 'Pointer of the warning, e.g. /parties/0/idNumber',
        }),
        reason: Type.String({ minLength: 2, maxLength: 500, pattern: SAID }),
        proof: Type.Optional(OverrideProof),
      }),
      {
        maxItems: 20,
        description:
          'Warnings that staff take upon themselves, each with a reason; what the records of this system speak against (ALREADY_MARRIED, PRECEDING_CASE_REQUIRED) only with the paper that was seen (`proof`)',
      },
    ),
  ),
}

export const CreateCaseBody = Strict({
  itemCode: ItemCode,
  submit: Type.Optional(
    Type.Boolean({
      default: false,
      description: 'true: hand in at once (收件); false: keep as a draft (草稿)',
    }),
  ),
  movedFrom: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 50,
      description:
        'Number of a case of the same applicant that was taken in for the wrong item (分办更正); by its clerks, before acceptance. The receipt date is kept where the organ is the same; the old one may only end from then on: void it',
    }),
  ),
  forwardedFrom: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 50,
      description:
        'Number of the case of a lower organ that examined it first and forwards it (转报的下级办件, 行政许可法 Art. 35): of the same applicant, approved there; handed in at once by staff who see it. Its materials that this item lists count here as they are and are not asked for again; then close that one as `forwarded` with `forwardedTo`',
    }),
  ),
  ...applicationFields,
  answers: Type.Optional(applicationFields.answers),
  form: Type.Optional(applicationFields.form),
  materials: Type.Optional(applicationFields.materials),
})
export type CreateCaseBody = Static<typeof CreateCaseBody>

export const PatchCaseBody = Type.Partial(Strict(applicationFields), {
  additionalProperties: false,
  minProperties: 1,
})
export type PatchCaseBody = Static<typeof PatchCaseBody>
