import { type Static, Type } from 'typebox'
import { part, Strict, strEnum } from '../../shared/schema.js'
import type { Text } from '../../shared/text.js'
import { Condition } from './parts/fields.js'

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
    /** A rule that holds only under this condition on the answers: both sides of a sale, one of an inheritance. */
    when: Type.Optional(Condition),
    title: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 50,
        description: 'What who stands in this role is called here (买受人、出卖人 …); the role when absent',
      }),
    ),
    titleEn: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
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

/** What the parties of a marriage must be (婚姻登记的当事人条件); of an item that registers marriages. */
export const MarriageRule = part(
  'MarriageRule',
  Strict(
    {
      endedBy: Type.Array(
        Strict({
          itemCode: Type.String({ minLength: 1, maxLength: 50 }),
          situation: Type.Optional(
            Type.String({ minLength: 1, maxLength: 50, description: 'In this situation only (发给离婚证)' }),
          ),
        }),
        {
          maxItems: 50,
          description: 'Items by which such a marriage ends (离婚登记), as this system knows it',
        },
      ),
      alsoBy: Type.Optional(
        Type.Array(Type.String({ minLength: 1, maxLength: 50 }), {
          maxItems: 50,
          uniqueItems: true,
          description: 'Codes of the other items that register marriages, of other organs',
        }),
      ),
    },
    {
      description:
        'The applicant and the co-applicant marry: of different sex by their numbers (民法典第一千零四十六条), and neither is married by what this system has registered (第一千零四十二条)',
    },
  ),
)

/** What somebody in a role is called in an item. */
export const roleTitle = ({ role, title, titleEn }: Static<typeof PartyRule>): Text =>
  title === undefined ? PARTY_ROLE_NAMES[role] : { zh: title, en: titleEn ?? title }

/** A role that this build does not know is named by its code. */
export const partyRoleName = (role: string): Text =>
  (PARTY_ROLE_NAMES as Record<string, Text | undefined>)[role] ?? { zh: role, en: role }
