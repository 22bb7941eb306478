import { Type } from 'typebox'
import { model, Strict, strEnum } from '../../http/schemas.js'
import { WORKFLOW_EXAMPLE } from './workflow-example.js'

export const workflowKey = Type.String({ pattern: '^[a-z][a-z0-9-]{0,49}$', examples: ['two-step'] })
const TextBoth = Strict({
  zh: Type.String({ minLength: 1, maxLength: 200 }),
  en: Type.String({ minLength: 1, maxLength: 200 }),
})
const Step = Strict({
  key: workflowKey,
  title: TextBoth,
  phase: strEnum(['review', 'decide']),
  post: Type.Optional(Type.String({ maxLength: 50, description: 'Narrows the role to a post (岗位)' })),
  limit: Type.Optional(
    Strict({ amount: Type.Integer({ minimum: 1, maximum: 365 }), unit: strEnum(['workingDay', 'day']) }),
  ),
  next: Type.Array(
    Strict({
      to: workflowKey,
      when: Type.Optional(Type.Unknown({ description: 'JSON Logic over form and answers', 'x-parts': 2000 })),
    }),
    { maxItems: 50 },
  ),
  parallel: Type.Optional(Type.Boolean()),
  join: Type.Optional(Type.Array(workflowKey, { maxItems: 50 })),
  jointReview: Type.Optional(Type.Boolean()),
})
/** What a procedure consists of. */
export const definitionMembers = {
  key: workflowKey,
  organisation: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 50,
      description: 'Whose it is (归属机构); absent: the whole deployment’s. It stays so for all versions.',
    }),
  ),
  title: TextBoth,
  fourEyes: Type.Boolean({ description: 'Who reviewed may not decide (审查与决定分离)' }),
  automaticConsequences: Type.Boolean({ description: 'false: an alert instead of a deemed acceptance' }),
  onTheSpot: Type.Boolean({ description: 'May be handled in one act (即办)' }),
  start: workflowKey,
  steps: Type.Array(Step, { minItems: 1, maxItems: 100 }),
}
const { version: _version, ...example } = WORKFLOW_EXAMPLE
export const NewDefinition = model('NewWorkflow', Strict(definitionMembers, { examples: [example] }))
