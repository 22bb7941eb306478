import { Type } from 'typebox'
import { model, Strict, strEnum } from '../../http/schemas.js'
import { ROLE_NAMES } from '../../shared/roles.js'
import { STEP_ACTS } from './definition.js'
import { WORKFLOW_EXAMPLE } from './workflow-example.js'

export const workflowKey = Type.String({ pattern: '^[a-z][a-z0-9-]{0,49}$', examples: ['two-step'] })
const TextBoth = Strict({
  zh: Type.String({ minLength: 1, maxLength: 200 }),
  en: Type.String({ minLength: 1, maxLength: 200 }),
})
const Who = Strict(
  {
    role: Type.Optional(
      strEnum(ROLE_NAMES, { description: 'Absent: reviewer in a review, approver in a decision (角色)' }),
    ),
    post: Type.Optional(Type.String({ minLength: 1, maxLength: 50, description: 'A post (岗位)' })),
    notWho: Type.Optional(
      Type.Array(workflowKey, {
        minItems: 1,
        maxItems: 20,
        description:
          'Steps that another person does in the same case, whichever comes first (不相容岗位分离)',
      }),
    ),
    sameOrganAs: Type.Optional(workflowKey),
    notSameOrganAs: Type.Optional(workflowKey),
  },
  {
    description: 'Who does the step (环节办理人); absent: the role of its phase in the organ of the case',
  },
)
const Step = Strict({
  key: workflowKey,
  title: TextBoth,
  phase: strEnum(['review', 'decide']),
  post: Type.Optional(Type.String({ maxLength: 50, description: 'Narrows the role to a post (岗位)' })),
  who: Type.Optional(Who),
  acts: Type.Optional(
    Type.Array(strEnum(STEP_ACTS), {
      minItems: 1,
      maxItems: STEP_ACTS.length,
      description: 'What may be done while it is open (允许的操作); absent: all that the status allows',
    }),
  ),
  forApplicant: Type.Optional(TextBoth),
  claim: Type.Optional(
    Type.Boolean({ description: 'Done only by who has claimed it, or to whom it was assigned (须先领取)' }),
  ),
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
  visit: Type.Optional(
    Strict(
      { officers: Type.Integer({ minimum: 2, maximum: 20 }) },
      { description: 'A visit of the premises (现场核查) by so many officers at least, inside the limit' },
    ),
  ),
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
  undoMinutes: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 43200,
      description: 'For how long an act may be taken back by who did it (撤销时限); an hour when absent',
    }),
  ),
  remindHours: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 720,
      description: 'Hours between two askings after the same case or task (催办间隔); a day when absent',
    }),
  ),
  onTheSpot: Type.Boolean({ description: 'May be handled in one act (即办)' }),
  start: workflowKey,
  steps: Type.Array(Step, { minItems: 1, maxItems: 100 }),
}
const { version: _version, ...example } = WORKFLOW_EXAMPLE
export const NewDefinition = model('NewWorkflow', Strict(definitionMembers, { examples: [example] }))
