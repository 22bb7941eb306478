import { Type } from 'typebox'
import { part, Strict, strEnum } from '../../../shared/schema.js'
import { Condition, key, text } from './fields.js'

export const Question = part(
  'Question',
  Strict({
    key,
    title: text(200),
    titleEn: Type.Optional(text(200)),
    /** No options: yes or no. */
    options: Type.Optional(
      Type.Array(Strict({ value: key, title: text(200), titleEn: Type.Optional(text(200)) }), {
        minItems: 2,
        maxItems: 30,
      }),
    ),
    /** Asked only when this holds for the answers so far. */
    when: Type.Optional(Condition),
    youngerThan: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 150,
        description:
          'A question of yes or no that the birth date in the applicant’s number answers: yes below this age in years (按证件号码判断未满几周岁); what is answered otherwise is refused',
      }),
    ),
    personal: Type.Optional(
      strEnum(['plain', 'sensitive'], {
        description:
          'The answer is personal data (个人信息、敏感个人信息): masked as such fields of the form are',
      }),
    ),
  }),
)

export const Situation = part(
  'Situation',
  Strict({
    key,
    title: text(200),
    titleEn: Type.Optional(text(200)),
    when: Condition,
  }),
)
