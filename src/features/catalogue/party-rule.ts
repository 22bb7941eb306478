import { Type } from 'typebox'
import { part, Strict, strEnum } from '../../shared/schema.js'
import type { Text } from '../../shared/text.js'

/** Roles of parties (当事人角色). */
export const PARTY_ROLES = [
  'applicant',
  'coApplicant',
  'legalRepresentative',
  'handler',
  'representative',
  'guardian',
] as const
export type PartyRole = (typeof PARTY_ROLES)[number]

/** What a role is called (当事人角色). */
export const PARTY_ROLE_NAMES: Record<PartyRole, Text> = {
  applicant: { zh: '申请人', en: 'applicant' },
  coApplicant: { zh: '共同申请人', en: 'co-applicant' },
  legalRepresentative: { zh: '法定代表人', en: 'legal representative' },
  handler: { zh: '经办人', en: 'handler' },
  representative: { zh: '代理人', en: 'representative' },
  guardian: { zh: '监护人', en: 'guardian' },
}

const years = (description: string) => Type.Optional(Type.Integer({ minimum: 0, maximum: 150, description }))

/** What an item wants of the parties in one role (当事人要求); roles without a rule are free. */
export const PartyRule = part(
  'PartyRule',
  Strict({
    role: strEnum(PARTY_ROLES),
    type: Type.Optional(
      strEnum(['natural', 'legal'], { description: '自然人、法人或其他组织; absent: either' }),
    ),
    min: Type.Integer({ minimum: 0, maximum: 20 }),
    max: Type.Integer({ minimum: 0, maximum: 20, description: '0: nobody may stand in this role' }),
    presence: Type.Optional(
      Type.Boolean({ description: 'Each comes to the window and shows who it is (须本人到场)' }),
    ),
    minAge: years('Least age in years on the day of handing in (最低年龄), by the number of the document'),
    minAgeMale: years('The same for men where the law sets another, as for marriage (男性最低年龄)'),
    proof: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z][A-Za-z0-9-]{0,49}$',
        description:
          'Material that proves the role, e.g. the mandate (委托书); a mandateFileId stands for it',
      }),
    ),
  }),
)

/** A role that this build does not know is named by its code. */
export const partyRoleName = (role: string): Text =>
  (PARTY_ROLE_NAMES as Record<string, Text | undefined>)[role] ?? { zh: role, en: role }
