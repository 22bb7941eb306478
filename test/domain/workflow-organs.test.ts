import t from 'tap'
import type { Command } from '../../src/features/workflow/action-inputs.js'
import { allowedActions } from '../../src/features/workflow/allowed-actions.js'
import { type CaseState, openTasks } from '../../src/features/workflow/case-state.js'
import { checkDefinition } from '../../src/features/workflow/checks/check-definition.js'
import { decide } from '../../src/features/workflow/decide.js'
import type { Actor, Situation } from '../../src/features/workflow/decision.js'
import type { OnSilence, StepWho, WorkflowDefinition } from '../../src/features/workflow/definition.js'
import { personOf } from '../helpers/actor.js'
import { ACCEPTED, decision, procedure, situationOf, step } from '../helpers/procedures.js'

const ORGANS = ['fire', 'health', 'planning', 'police', 'water']
const OWN = personOf(['reviewer'], { subject: 'a|own' })
const of = (organ: string): Actor => ({
  ...personOf([], { subject: `a|${organ}`, answersFor: [organ] }),
  answersPosts: { [organ]: ['审核'] },
})

interface Told extends Partial<Situation> {
  form?: object
}

const tried = (state: CaseState, definition: WorkflowDefinition, command: Command, told: Told = {}) =>
  decide(
    { ...situationOf(state, definition, told.form), organs: new Set(ORGANS), actor: OWN, ...told },
    command,
  )

function done(
  state: CaseState,
  definition: WorkflowDefinition,
  command: Command,
  told: Told = {},
): CaseState {
  const outcome = tried(state, definition, command, told)
  if (outcome.kind === 'refusal') throw new Error(`${JSON.stringify(command)}: ${outcome.detail.en}`)
  return outcome.state
}

const begin = (definition: WorkflowDefinition, told: Told = {}) =>
  done(ACCEPTED, definition, { action: 'startReview' }, told)
const complete = { action: 'completeStep' } as const
const say = (agrees: boolean) => ({ action: 'giveOpinion', agrees, opinion: '意见' }) as const
const open = (state: CaseState) =>
  openTasks(state).map(({ kind, step: key, organisation = 'own' }) => `${kind} ${key} ${organisation}`)
const codeOf = (outcome: ReturnType<typeof tried>) => (outcome.kind === 'refusal' ? outcome.code : 'decision')

const joint = (organ: StepWho['organ'], onSilence?: OnSilence) =>
  procedure([
    step('joint', [{ to: 'decision' }], {
      who: { ...(organ === undefined ? {} : { organ }) },
      ...(onSilence === undefined ? {} : { onSilence }),
    }),
    decision,
  ])

/** Every order of some things. */
const orders = <T>(things: readonly T[]): T[][] =>
  things.length === 0
    ? [[]]
    : things.flatMap((thing, index) =>
        orders([...things.slice(0, index), ...things.slice(index + 1)]).map((rest) => [thing, ...rest]),
      )

t.test('a joint review is a step: one task for each organ, in whatever order they speak', async (t) => {
  const five = joint({ eachOf: ORGANS.map((organ) => ({ organ, personal: organ === 'fire' })) })
  t.same(checkDefinition(five, new Set(ORGANS)), [])
  const start = begin(five)
  t.same(open(start), ['step joint own', ...ORGANS.map((organ) => `opinion joint ${organ}`)])
  t.match(
    start.tasks.filter(({ personal }) => personal),
    [{ organisation: 'fire', limit: { amount: 3, unit: 'workingDay' } }],
  )
  const ends = new Set<string>()
  for (const order of orders(ORGANS)) {
    let state = start
    for (const organ of order) {
      if (codeOf(tried(state, five, complete)) !== 'STATE') t.fail(`${organ} is not waited for`)
      state = done(state, five, say(true), { actor: of(organ) })
    }
    const after = done(state, five, complete)
    const said = after.tasks.filter(({ kind }) => kind === 'opinion')
    ends.add(
      JSON.stringify([
        after.status,
        open(after),
        said.map(({ organisation, outcome }) => [organisation, outcome]),
      ]),
    )
  }
  t.same([...ends].length, 1, '120 orders, one outcome')
  t.match(JSON.parse([...ends][0] ?? ''), ['DECIDING', ['step decision own']])
})

t.test('five branches in every order: the step that joins them opens once, at the last', async (t) => {
  const branches = (needs?: 'any' | number) =>
    procedure([
      step(
        'fork',
        ORGANS.map((to) => ({ to })),
        { parallel: true },
      ),
      ...ORGANS.map((organ) => step(organ, [{ to: 'sum' }], { who: { organ } })),
      step('sum', [{ to: 'decision' }], { join: ORGANS, ...(needs === undefined ? {} : { needs }) }),
      decision,
    ])
  for (const [needs, least] of [
    [undefined, 5],
    ['any', 1],
    [3, 3],
  ] as const) {
    const definition = branches(needs)
    t.same(checkDefinition(definition, new Set(ORGANS)), [])
    const start = done(begin(definition), definition, complete)
    const ends = new Set<string>()
    for (const order of orders(ORGANS)) {
      let state = start
      for (const [index, organ] of order.slice(0, least).entries()) {
        if (open(state).includes('step sum own')) t.fail(`${needs}: opened after ${index}`)
        state = done(state, definition, complete, { actor: of(organ) })
      }
      ends.add(JSON.stringify([state.status, open(state)]))
    }
    t.same([...ends], [JSON.stringify(['REVIEWING', ['step sum own']])], `${needs ?? 'all'}`)
  }
})

t.test('who does a step: an organ by its code or by what the case says, and nobody else', async (t) => {
  const definition = procedure([
    step(
      'first',
      [{ to: 'second', when: { '>=': [{ var: 'steps.first.score' }, 60] } }, { to: 'decision' }],
      {
        input: {
          properties: { score: { type: 'integer', minimum: 0, maximum: 100 }, river: { type: 'boolean' } },
          required: ['score'],
        },
      },
    ),
    step('second', [{ to: 'decision' }], {
      who: { organ: { if: [{ var: 'steps.first.river' }, 'water', { var: 'form.organ' }] }, post: '审核' },
    }),
    decision,
  ])
  t.same(checkDefinition(definition), [])
  const start = begin(definition)
  const wrong: [object, string, string][] = [
    [{}, '/input/score', 'REQUIRED'],
    [{ score: 101 }, '/input/score', 'INVALID'],
    [{ score: 60, words: 'x' }, '/input/words', 'UNKNOWN_FIELD'],
    [{ score: 60, river: 'yes' }, '/input/river', 'INVALID'],
  ]
  for (const [input, pointer, code] of wrong)
    t.match(tried(start, definition, { ...complete, input: input as Record<string, number> }), {
      code: 'RULE',
      errors: [{ pointer, code }],
    })
  const listed = allowedActions({ ...situationOf(start, definition), actor: OWN, organs: new Set(ORGANS) })
  t.match(listed.find(({ action }) => action === 'completeStep')?.input, {
    required: ['action', 'input'],
    properties: { input: { required: ['score'], examples: [{ score: 0 }] } },
  })
  t.equal(done(start, definition, { ...complete, input: { score: 59 } }).status, 'DECIDING')
  const byRiver = done(start, definition, { ...complete, input: { score: 60, river: true } })
  t.same(open(byRiver), ['step second water'])
  t.equal(codeOf(tried(byRiver, definition, complete)), 'RULE', 'the case’s own organ has no step there')
  t.equal(codeOf(tried(byRiver, definition, { ...complete, step: 'second' })), 'ROLE')
  t.equal(
    codeOf(tried(byRiver, definition, complete, { actor: of('fire') })),
    'ROLE',
    'nor who else was asked',
  )
  const unposted = { ...of('water'), answersPosts: {} }
  t.equal(codeOf(tried(byRiver, definition, complete, { actor: unposted })), 'ROLE', 'nor who lacks the post')
  const decided = tried(byRiver, definition, complete, { actor: of('water') })
  t.match(decided, { state: { status: 'DECIDING' }, events: [{ actor: { as: { organisation: 'water' } } }] })
  t.equal(codeOf(tried(byRiver, definition, { action: 'approve' }, { actor: of('water') })), 'ROLE')
  const byForm = done(start, definition, { ...complete, input: { score: 60 } }, { form: { organ: 'police' } })
  t.same(open(byForm), ['step second police'])
  const gone = done(
    start,
    definition,
    { ...complete, input: { score: 60 } },
    { form: { organ: 'abolished' } },
  )
  t.same(open(gone), ['step second own'], 'no case stands still for an organ that is not there')
})

t.test('dissent is answered; enough have spoken; silence means what the definition says', async (t) => {
  const three = joint({ eachOf: ['fire', 'health', 'water'], needs: 2 })
  let state = done(begin(three), three, say(false), { actor: of('fire') })
  t.equal(codeOf(tried(state, three, complete)), 'STATE')
  state = done(state, three, say(true), { actor: of('water') })
  t.match(tried(state, three, complete), { errors: [{ pointer: '/answerToDissent' }] })
  const answered = done(state, three, { ...complete, answerToDissent: '已经会商' })
  t.match(
    answered.tasks.find(({ organisation }) => organisation === 'health'),
    { outcome: 'ended' },
  )

  const late = (definition: WorkflowDefinition, more: object = {}) => {
    const asked = begin(definition)
    const clocks = asked.tasks
      .filter(({ kind }) => kind === 'opinion')
      .map(({ taskId }) => ({
        kind: 'OPINION',
        taskId,
        due: '2026-03-11',
        stopped: false,
        extended: false,
        ...more,
      }))
    return { ...asked, clocks }
  }
  const silent = (act: OnSilence['act'], basis?: string) =>
    joint({ eachOf: ['fire'] }, { act, ...(basis === undefined ? {} : { basis }) })
  const reason = { ...complete, answerToDissent: '逾期未答复，依规定继续办理' } as const
  const remind = silent('remind')
  t.match(tried(late(remind), remind, complete), { errors: [{ pointer: '/answerToDissent' }] })
  t.match(tried(late(remind), remind, reason), { events: [{ facts: { silent: ['fire'] } }] })
  const escalate = silent('escalate')
  t.equal(codeOf(tried(late(escalate), escalate, reason)), 'STATE', 'it waits')
  const [task] = late(escalate).tasks.filter(({ kind }) => kind === 'opinion')
  t.ok(task)
  const remove = { action: 'removeReviewer', organisation: 'fire', reason: '逾期未答复' } as const
  const without = done(late(escalate), escalate, remove, { actor: personOf(['lead']) })
  t.equal(codeOf(tried(without, escalate, complete)), 'decision')
  const basis = '《示例条例》第十条'
  const deemed = silent('deemedAgreement', basis)
  t.same(checkDefinition(deemed, new Set(ORGANS)), [])
  t.match(tried(late(deemed), deemed, complete), {
    events: [{ facts: { deemed: ['fire'], deemedBasis: basis } }],
    state: { tasks: [{}, { deemed: true, outcome: 'ended' }] },
  })
  const gone = done(late(deemed), deemed, complete)
  const word = { action: 'giveOpinion', agrees: false, opinion: '不同意' } as const
  t.equal(codeOf(tried(gone, deemed, word, { actor: of('fire') })), 'STATE', 'by the statute it has agreed')
  t.equal(
    codeOf(tried(late(deemed, { provisional: true }), deemed, complete)),
    'STATE',
    'never on such a day',
  )
})

t.test('asking by the procedure and by a person is one thing', async (t) => {
  const two = joint({ eachOf: ['fire', 'item'] })
  const ask = {
    action: 'requestJointReview' as const,
    organisations: ['health'],
    question: '有何意见',
  }
  const asked = done(begin(two), two, ask)
  t.same(open(asked), ['step joint own', 'opinion joint fire', 'opinion joint health'])
  t.match(tried(asked, two, { ...ask, organisations: ['fire'] }), { errors: [{ code: 'ASKED_TWICE' }] })
  const parallel = procedure([
    step('fork', [{ to: 'a' }, { to: 'b' }], { parallel: true }),
    step('a', [{ to: 'decision' }], { who: { organ: { eachOf: ['fire'] } } }),
    step('b', [{ to: 'decision' }]),
    decision,
  ])
  const both = done(begin(parallel), parallel, complete)
  t.equal(
    codeOf(tried(both, parallel, { ...complete, step: 'b' })),
    'decision',
    'another step is not held up',
  )
  t.equal(codeOf(tried(both, parallel, { ...complete, step: 'a' })), 'STATE')
})

t.test('an organ that ended is asked at its successor; one without a successor is told', (t) => {
  const asks = joint({ eachOf: ['fire', 'merged', 'dissolved'] })
  const outcome = tried(
    ACCEPTED,
    asks,
    { action: 'startReview' },
    { successors: new Map([['merged', 'health']]) },
  )
  if (outcome.kind === 'refusal') throw new Error(outcome.detail.en)
  t.same(open(outcome.state), ['step joint own', 'opinion joint fire', 'opinion joint health'])
  t.match(outcome.events[0]?.facts, { notAsked: ['dissolved'] })
  const alone = tried(ACCEPTED, joint({ eachOf: ['fire'] }), { action: 'startReview' })
  t.notOk(alone.kind === 'decision' && 'notAsked' in (alone.events[0]?.facts ?? {}))
  t.end()
})
