import { Type } from 'typebox'
import { ExactNumber, model, Strict, strEnum } from '../../http/schemas.js'
import { ROLE_NAMES } from '../../shared/roles.js'
import { STEP_ACTS } from './definition.js'
import { WORKFLOW_EXAMPLE } from './workflow-example.js'

export const workflowKey = Type.String({ pattern: '^[a-z][a-z0-9-]{0,49}$', examples: ['two-step'] })
const TextBoth = Strict({
  zh: Type.String({ minLength: 1, maxLength: 200 }),
  en: Type.String({ minLength: 1, maxLength: 200 }),
})
const Limit = Strict({
  amount: Type.Integer({ minimum: 1, maximum: 365 }),
  unit: strEnum(['workingDay', 'day']),
})
const OwnLimit = Strict({
  amount: Type.Integer({ minimum: 1, maximum: 365 }),
  unit: strEnum(['workingDay', 'day', 'hour'], {
    description:
      'hour: hours of office of the calendar, where it has none every hour of a working day, from the moment at which the step opens (工作日、自然日、小时)',
  }),
})
const Needs = Type.Union([strEnum(['all', 'any']), Type.Integer({ minimum: 1, maximum: 50 })], {
  description: 'How many must have come: all when absent, any one, or so many (汇合条件)',
})
const OrganCode = Type.String({
  minLength: 1,
  maxLength: 50,
  description: '`item`, the organ of the case, or the code of another',
})
const OrganOf = Type.Union([
  OrganCode,
  Type.Record(Type.String({ maxLength: 30 }), Type.Unknown(), {
    maxProperties: 1,
    'x-parts': 2000,
    description: 'JSON Logic over form, answers, steps and history that gives a code',
  }),
])
const EachOf = Strict(
  {
    eachOf: Type.Array(
      Type.Union([
        OrganCode,
        Strict({ organ: OrganOf, limit: Type.Optional(Limit), personal: Type.Optional(Type.Boolean()) }),
        Type.Record(Type.String({ pattern: '^(?!organ$).{1,30}$' }), Type.Unknown(), {
          maxProperties: 1,
          'x-parts': 2000,
        }),
      ]),
      { maxItems: 50 },
    ),
    needs: Type.Optional(Needs),
  },
  {
    description:
      'Joint review (联审): a task for each of these organs, with its own limit, OPINION clock and opinion; who holds the step sums up',
  },
)
const StepField = Strict({
  type: strEnum(['boolean', 'integer', 'number', 'string']),
  title: Type.Optional(TextBoth),
  enum: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 50 }),
  ),
  format: Type.Optional(strEnum(['date'])),
  minimum: Type.Optional(ExactNumber),
  maximum: Type.Optional(ExactNumber),
})
const StepInput = Strict(
  {
    properties: Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{0,49}$' }), StepField, {
      minProperties: 1,
      maxProperties: 50,
    }),
    required: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 50 })),
  },
  {
    description:
      'What who does the step fills in (环节填报): numbers, yes and no, dates, words of a list; guards read it as `steps.<key>.<field>`',
  },
)
const OnSilence = Strict(
  {
    act: strEnum(['remind', 'escalate', 'deemedAgreement']),
    basis: Type.Optional(Type.String({ minLength: 1, maxLength: 100, examples: ['《示例条例》第十条'] })),
  },
  {
    description:
      'What the silence of an asked organ means after its days (逾期未答复): the step goes on with a reason; it waits until a lead takes the organ out; or it is agreement by the cited basis, never on a provisional day',
  },
)
const Who = Strict(
  {
    organ: Type.Optional(Type.Union([OrganOf, EachOf])),
    personal: Type.Optional(
      Type.Boolean({ description: 'Its organ may read personal data clear while it does the step' }),
    ),
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
  limit: Type.Optional(OwnLimit),
  reminders: Type.Optional(
    Type.Array(OwnLimit, {
      minItems: 1,
      maxItems: 5,
      description: 'So long before the limit who holds the task is reminded (到期前提醒), once each',
    }),
  ),
  next: Type.Array(
    Strict({
      to: workflowKey,
      when: Type.Optional(
        Type.Unknown({ description: 'JSON Logic over form, answers, steps and history', 'x-parts': 2000 }),
      ),
    }),
    { maxItems: 50 },
  ),
  parallel: Type.Optional(Type.Boolean()),
  join: Type.Optional(Type.Array(workflowKey, { maxItems: 50 })),
  needs: Type.Optional(Needs),
  jointReview: Type.Optional(Type.Boolean()),
  onSilence: Type.Optional(OnSilence),
  input: Type.Optional(StepInput),
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
  together: Type.Optional(
    strEnum(['unified', 'joint', 'centralised'], {
      description:
        '统一、联合、集中办理: the law gives 45 working days and 15 more instead of 20 and 10 (行政许可法 Art. 42(2))',
    }),
  ),
  start: workflowKey,
  steps: Type.Array(Step, { minItems: 1, maxItems: 100 }),
}
const { version: _version, ...example } = WORKFLOW_EXAMPLE
const { fourEyes, automaticConsequences, onTheSpot } = definitionMembers
/** What is sent to be published: what nobody switched off holds, and four eyes is on. */
export const NewDefinition = model(
  'NewWorkflow',
  Strict(
    {
      ...definitionMembers,
      fourEyes: Type.Optional({ ...fourEyes, default: true }),
      automaticConsequences: Type.Optional({ ...automaticConsequences, default: true }),
      onTheSpot: Type.Optional({ ...onTheSpot, default: false }),
    },
    { examples: [example] },
  ),
)
