import { type Static, Type } from 'typebox'
import { Strict } from '../../shared/schema.js'
import { Condition, dictionaryCode, key, text } from '../catalogue/parts/fields.js'
import { Limit } from '../catalogue/parts/limits.js'
import { Question } from '../catalogue/parts/questions.js'

/** Parts of a bundle (一件事一次办、高效办成一件事): one theme over several items, asked and filled in once. */

const itemCode = Type.String({ minLength: 1, maxLength: 50, description: 'Code of a member (实施编码)' })
/** Names that begin with a letter, so that no part reaches anything but a field. */
const formPointer = Type.String({
  pattern: '^/form(/[A-Za-z][A-Za-z0-9_-]{0,99}){1,5}$',
  description: 'JSON pointer of a field of a form',
})
const Target = Strict({ itemCode, pointer: formPointer })
const value = Type.Union([Type.String({ maxLength: 200 }), Type.Boolean()])

/** How a question of the member is answered: by an answer to the bundle's, or always alike. */
const MemberAnswer = Type.Union([
  Strict({
    question: key,
    from: key,
    /** From the bundle's answer to the member's; absent: the same value. */
    values: Type.Optional(Type.Record(Type.String({ maxLength: 50 }), value, { maxProperties: 30 })),
  }),
  Strict({ question: key, value }),
])

const Member = Strict({
  itemCode,
  /** Takes part only when this holds for the bundle's answers and the applicant; absent: always. */
  when: Type.Optional(Condition),
  answers: Type.Array(MemberAnswer, { maxItems: 30 }),
})

/** Materials of several members that are one and the same paper. */
const Equivalent = Strict({
  name: text(200),
  nameEn: Type.Optional(text(200)),
  materials: Type.Array(Strict({ itemCode, materialCode: key }), { minItems: 2, maxItems: 50 }),
})

/** What a member issues is a material of other members: nobody is asked for it (前置结果). */
const Result = Strict({
  itemCode: Type.Unsafe<string>({ ...itemCode, description: 'The member that issues it (出证事项)' }),
  materials: Type.Array(Strict({ itemCode, materialCode: key }), {
    minItems: 1,
    maxItems: 50,
    description: 'As which materials of which other members it counts',
  }),
})

const BundleForm = Strict({
  schema: Type.Record(Type.String(), Type.Unknown(), {
    description: 'JSON Schema 2020-12 without $ref',
    'x-parts': 20000,
  }),
  mappings: Type.Array(Strict({ from: formPointer, to: Target }), { maxItems: 500 }),
  defaults: Type.Optional(
    Type.Array(Strict({ to: Target, value: Type.Unknown({ 'x-parts': 200 }) }), {
      maxItems: 200,
      description: 'What a field of a member always gets when nothing is mapped onto it',
    }),
  ),
})

/** A bundle as one document; its published versions never change. */
export const BundleDocument = Strict(
  {
    bundleCode: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,49}$' }),
    organisationCode: Type.String({ minLength: 1, maxLength: 50, description: 'Who keeps it (牵头部门)' }),
    name: text(200),
    nameEn: Type.Optional(text(200)),
    synonyms: Type.Optional(
      Type.Array(text(50), {
        maxItems: 30,
        uniqueItems: true,
        description: 'Other words by which people look for it (别名)',
      }),
    ),
    description: text(2000),
    descriptionEn: Type.Optional(text(2000)),
    themes: Type.Array(dictionaryCode('主题分类'), { maxItems: 20, uniqueItems: true }),
    audiences: Type.Array(dictionaryCode('服务对象'), { minItems: 1, maxItems: 10, uniqueItems: true }),
    questions: Type.Array(Question, { maxItems: 30, description: 'Asked once, for all members' }),
    members: Type.Array(Member, { minItems: 2, maxItems: 20 }),
    equivalents: Type.Optional(Type.Array(Equivalent, { maxItems: 100 })),
    results: Type.Optional(
      Type.Array(Result, {
        maxItems: 20,
        description: 'What one member issues and another needs: that one waits for it (前置结果)',
      }),
    ),
    form: BundleForm,
    promised: Limit,
    consultation: Type.Array(text(200), { minItems: 1, maxItems: 20 }),
    complaints: Type.Array(text(200), { minItems: 1, maxItems: 20 }),
  },
  { description: 'Bundle of items as one document (一件事)' },
)
export type BundleDocument = Static<typeof BundleDocument>
export type BundleMember = BundleDocument['members'][number]
