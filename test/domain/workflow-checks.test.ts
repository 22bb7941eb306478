import fc from 'fast-check'
import t from 'tap'
import { checkDefinition } from '../../src/features/workflow/checks/check-definition.js'
import { graphOf } from '../../src/features/workflow/checks/graph.js'
import { explore } from '../../src/features/workflow/checks/runs.js'
import type { WORKFLOW_RULES } from '../../src/features/workflow/checks/workflow-rules.js'
import type {
  Needs,
  StepWho,
  WorkflowDefinition,
  WorkflowStep,
} from '../../src/features/workflow/definition.js'
import { decision, foreseenAsSeen, PROCEDURES, procedure, step } from '../helpers/procedures.js'
import { ON_THE_SPOT, TWO_STEP } from '../helpers/sample.js'

const to = (...keys: string[]) => keys.map((key) => ({ to: key }))
const large = { '>': [{ var: 'form.area' }, 100] }
const small = { '<=': [{ var: 'form.area' }, 100] }
const otherDecision = { ...decision, key: 'other' }

/** Three branches, of which two are enough; one of them may lead elsewhere. */
const fewOf = (needs: Needs, elsewhere: WorkflowStep['next'] = []) =>
  procedure([
    step('a', to('b', 'c', 'd'), { parallel: true }),
    step('b', to('sum')),
    step('c', to('sum')),
    step('d', [...elsewhere, ...to('sum')]),
    step('sum', to('decision'), { join: ['b', 'c', 'd'], needs }),
    ...(elsewhere.length === 0
      ? [decision]
      : [step('e', to('decision')), { ...decision, join: ['sum', 'e'] }]),
  ])

const organ = (who: StepWho, more: Partial<WorkflowStep> = {}) =>
  procedure([step('a', to('b')), step('b', to('decision'), { who, ...more }), decision])

/** One procedure a rule, broken in one way; what is found, and the path that shows it. */
const BROKEN: Record<keyof typeof WORKFLOW_RULES, [WorkflowDefinition, string, string[]?]> = {
  STEP_TWICE: [procedure([step('a', to('decision')), decision, step('a', to('decision'))]), '/steps/2/key'],
  START_UNKNOWN: [procedure([step('a', to('decision')), decision], { start: 'nowhere' }), '/start'],
  TARGET_UNKNOWN: [procedure([step('a', to('nowhere', 'decision')), decision]), '/steps/0/next/0/to'],
  JOIN_UNKNOWN: [
    procedure([step('a', to('b')), step('b', to('decision'), { join: ['a', 'nowhere'] }), decision]),
    '/steps/1/join',
  ],
  DEAD_END: [procedure([step('a', []), decision]), '/steps/0/next'],
  NO_LIMIT: [
    procedure([(({ limit: _limit, ...endless }) => endless)(step('a', to('decision'))), decision]),
    '/steps/0/limit',
  ],
  REMINDER: [
    procedure([step('a', to('decision'), { reminders: [{ amount: 3, unit: 'workingDay' }] }), decision]),
    '/steps/0/reminders/0',
  ],
  AFTER_DECISION: [procedure([step('a', to('decision')), { ...decision, next: to('a') }]), '/steps/1/next'],
  UNREACHABLE: [procedure([step('a', to('decision')), step('b', to('decision')), decision]), '/steps/1'],
  NO_DECISION: [procedure([step('a', to('a'))]), '/steps'],
  NO_REVIEW: [procedure([decision]), '/start'],
  DECISION_IN_PARALLEL: [
    procedure([
      step('a', [{ to: 'b', when: large }, { to: 'decision' }], { parallel: true }),
      step('b', to('decision')),
      decision,
    ]),
    '/steps/0/parallel',
  ],
  CONDITION: [
    procedure([
      step('a', [{ to: 'b', when: { var: 'weather' } }, { to: 'decision' }]),
      step('b', to('decision')),
      decision,
    ]),
    '/steps/0/next/0/when/var',
  ],
  CONDITION_NEVER: [
    procedure([
      step('a', to('b')),
      step('b', [{ to: 'c', when: { and: [large, small] } }, { to: 'decision' }]),
      step('c', to('decision')),
      decision,
    ]),
    '/steps/1/next/0/when',
    ['a', 'b', 'c'],
  ],
  TARGET_SHADOWED: [
    procedure([
      step('a', [{ to: 'decision' }, { to: 'b', when: large }]),
      step('b', to('decision')),
      decision,
    ]),
    '/steps/0/next/1/to',
    ['a', 'b'],
  ],
  TARGET_NEVER: [
    procedure([
      step('a', [{ to: 'b', when: large }, { to: 'decision' }]),
      step('b', [{ to: 'c', when: { '<': [{ var: 'form.area' }, 50] } }, { to: 'decision' }]),
      step('c', to('decision')),
      decision,
    ]),
    '/steps/1/next/0/to',
    ['a', 'b', 'c'],
  ],
  NO_DEFAULT: [procedure([step('a', [{ to: 'decision', when: large }]), decision]), '/steps/0/next'],
  CYCLE: [
    procedure([step('a', to('b')), step('b', [{ to: 'a', when: large }, { to: 'decision' }]), decision]),
    '/steps/0/next/0/to',
    ['a', 'b', 'a'],
  ],
  STEP_ENTERED_TWICE: [
    procedure([
      step('a', to('b', 'c'), { parallel: true }),
      step('b', to('d')),
      step('c', to('d')),
      step('d', to('decision')),
      decision,
    ]),
    '/steps/3',
    ['a', 'b', 'd', 'c', 'd'],
  ],
  JOIN_ALONE: [
    procedure([step('a', to('b')), step('b', to('decision'), { join: ['a'] }), decision]),
    '/steps/1/join',
  ],
  JOIN_NOT_FED: [
    procedure([step('a', to('b')), step('b', to('decision'), { join: ['a', 'decision'] }), decision]),
    '/steps/1/join',
  ],
  JOIN_EARLY: [
    procedure([
      step('a', to('b', 'c', 'f'), { parallel: true }),
      step('b', to('d')),
      step('c', to('d')),
      step('f', to('d')),
      step('d', to('decision'), { join: ['b', 'c'] }),
      decision,
    ]),
    '/steps/4/join',
    ['a', 'b', 'd', 'f', 'd'],
  ],
  JOIN_IDLE: [
    procedure([
      step('a', [{ to: 'b', when: large }, { to: 'c' }]),
      step('b', to('d')),
      step('c', to('d')),
      step('d', to('decision'), { join: ['b', 'c'] }),
      decision,
    ]),
    '/steps/3/join',
    ['a', 'b', 'd'],
  ],
  TWO_DECISIONS: [
    procedure([
      step('a', to('b', 'c'), { parallel: true }),
      step('b', to('decision')),
      step('c', to('other')),
      decision,
      otherDecision,
    ]),
    '/steps/4',
    ['a', 'b', 'decision', 'c', 'other'],
  ],
  DECISION_UNJOINED: [
    procedure([
      step('a', to('b', 'c', 'f'), { parallel: true }),
      step('b', to('decision')),
      step('c', to('decision')),
      step('f', to('decision')),
      { ...decision, join: ['b', 'c'] },
    ]),
    '/steps/4',
    ['a', 'b', 'decision', 'f', 'decision'],
  ],
  TOO_COMPLEX: [tangled(), '/steps'],
  WHO_STEP_UNKNOWN: [kept({ notWho: ['nobody'] }), '/steps/1/who/notWho/0'],
  WHO_NOT_BEFORE: [kept({ sameOrganAs: 'decision' }), '/steps/1/who/sameOrganAs', ['a', 'b']],
  WHO_NOBODY: [kept({ role: 'clerk' }), '/steps/1/who/role', ['a', 'b']],
  WHO_IMPOSSIBLE: [kept({ sameOrganAs: 'a', notSameOrganAs: 'a' }), '/steps/1/who', ['a', 'b']],
  ACT_NEVER: [kept({}, { acts: ['completeStep', 'approve'] }), '/steps/1/acts/1', ['a', 'b']],
  ACT_NOBODY: [kept({}, { acts: ['returnStep'] }), '/steps/1/acts', ['a', 'b']],
  STATUS_UNREACHABLE: [
    procedure([step('a', to('decision')), { ...decision, acts: ['approve', 'extend'] }]),
    '/steps/1/acts',
    ['a', 'decision'],
  ],
  ORGAN_UNKNOWN: [organ({ organ: 'nobody' }), '/steps/1/who/organ', ['a', 'b']],
  ORGAN_EXPRESSION: [organ({ organ: { var: 'weather' } }), '/steps/1/who/organ', ['a', 'b']],
  ORGAN_DECIDES: [
    procedure([step('a', to('decision')), { ...decision, who: { organ: 'fire' } }]),
    '/steps/1/who/organ',
    ['a', 'decision'],
  ],
  EACH_OF_EMPTY: [organ({ organ: { eachOf: ['item'] } }), '/steps/1/who/organ/eachOf', ['a', 'b']],
  EACH_OF_TWICE: [
    organ({ organ: { eachOf: ['fire', { organ: 'fire' }] } }),
    '/steps/1/who/organ/eachOf/1',
    ['a', 'b'],
  ],
  OPINION_LONGER: [
    organ({ organ: { eachOf: [{ organ: 'fire', limit: { amount: 9, unit: 'workingDay' } }] } }),
    '/steps/1/who/organ/eachOf/0/limit',
    ['a', 'b'],
  ],
  DEEMED_WITHOUT_BASIS: [
    organ({ organ: { eachOf: ['fire'] } }, { onSilence: { act: 'deemedAgreement', basis: '领导同意' } }),
    '/steps/1/onSilence',
    ['a', 'b'],
  ],
  STEP_INPUT: [
    organ({}, { input: { properties: { words: { type: 'string' } } } }),
    '/steps/1/input/properties/words',
    ['a', 'b'],
  ],
  CONDITION_TOO_EARLY: [
    procedure([
      step('a', [{ to: 'b', when: { var: 'steps.b.fit' } }, { to: 'decision' }]),
      step('b', to('decision'), { input: { properties: { fit: { type: 'boolean' } } } }),
      decision,
    ]),
    '/steps/0/next/0/when',
    ['a'],
  ],
  JOIN_NEVER: [fewOf(4), '/steps/4/needs'],
  JOIN_CUTS: [fewOf('any', [{ to: 'e', when: large }]), '/steps/4/needs', ['a', 'd', 'sum', 'b', 'sum']],
  TOGETHER_LONGER: [
    procedure(
      [
        step('a', to('b'), { limit: { amount: 40, unit: 'workingDay' } }),
        step('b', to('decision')),
        decision,
      ],
      { together: 'joint' },
    ),
    '/together',
    ['a', 'b', 'decision'],
  ],
  ON_THE_SPOT_ORGAN: [
    { ...ON_THE_SPOT, steps: ON_THE_SPOT.steps.map((each) => ({ ...each, who: { organ: 'fire' } })) },
    '/steps/0/who/organ',
  ],
  ON_THE_SPOT_FOUR_EYES: [procedure([step('a', to('decision')), decision], { onTheSpot: true }), '/fourEyes'],
  ON_THE_SPOT_PARALLEL: [
    procedure(
      [
        step('a', to('b', 'c'), { parallel: true }),
        step('b', to('decision')),
        step('c', to('decision')),
        decision,
      ],
      { onTheSpot: true, fourEyes: false },
    ),
    '/steps/0/parallel',
  ],
}

/** A second step that is kept for somebody. */
function kept(who: StepWho, more: Partial<WorkflowStep> = {}): WorkflowDefinition {
  return procedure([step('a', to('b')), step('b', to('decision'), { who, ...more }), decision])
}

/** Twenty choices in a row, each asked about again at the end. */
function tangled(): WorkflowDefinition {
  const asks = Array.from({ length: 20 }, (_, number) => ({ var: `form.f${number}` }))
  return procedure([
    ...asks.flatMap((when, number) => [
      step(`c${number}`, [{ to: `x${number}`, when }, { to: `y${number}` }]),
      step(`x${number}`, to(`c${number + 1}`)),
      step(`y${number}`, to(`c${number + 1}`)),
    ]),
    step('c20', [...asks.map((when) => ({ to: 'z', when })), { to: 'decision' }]),
    step('z', to('decision')),
    decision,
  ])
}

t.test('one broken procedure a rule is caught, with the place and a path that shows it', async (t) => {
  for (const [rule, [definition, pointer, path]] of Object.entries(BROKEN)) {
    const findings = checkDefinition(definition, new Set(['fire'])).filter((finding) => finding.rule === rule)
    t.equal(findings[0]?.pointer, pointer, rule)
    t.strictSame(findings[0]?.path, path, `${rule}: the path`)
    t.ok(findings[0]?.message.zh && findings[0].message.en && findings[0].mend, `${rule}: in words`)
  }
  const alone = [
    'STEP_ENTERED_TWICE',
    'JOIN_EARLY',
    'JOIN_IDLE',
    'TWO_DECISIONS',
    'DECISION_UNJOINED',
    'JOIN_CUTS',
    'JOIN_NEVER',
    'CONDITION_NEVER',
    'TOO_COMPLEX',
  ] as const
  for (const rule of alone)
    t.same(
      checkDefinition(BROKEN[rule][0]).filter(
        (finding) => finding.rule !== rule && finding.rule !== 'UNREACHABLE',
      ),
      [],
      `${rule}: nothing else`,
    )
})

t.test('sound procedures pass: of the sample, and those that only look alike', async (t) => {
  const department = (number: number) => step(`organ-${number}`, to('sum'))
  const twenty = Array.from({ length: 20 }, (_, number) => department(number))
  const review = procedure([
    step('a', to(...twenty.map(({ key }) => key)), { parallel: true }),
    ...twenty,
    step('sum', to('decision'), { join: twenty.map(({ key }) => key) }),
    decision,
  ])
  const sound: Record<string, WorkflowDefinition> = {
    'two steps': TWO_STEP,
    'on the spot': ON_THE_SPOT,
    'twenty departments': review,
    'twenty departments in one step': organ({
      organ: { eachOf: Array.from({ length: 20 }, (_, number) => `organ-${number}`), needs: 12 },
    }),
    'two of three branches': fewOf(2),
    'whoever comes first': fewOf('any'),
    'an organ by what a step found': procedure([
      step('a', [{ to: 'b', when: { '>': [{ var: 'history.returnStep' }, 1] } }, { to: 'c' }], {
        input: { properties: { fire: { type: 'boolean' } } },
      }),
      step('b', to('c')),
      step('c', [{ to: 'd', when: { var: 'steps.a.fire' } }, { to: 'decision' }]),
      step('d', to('decision'), { who: { organ: { if: [{ var: 'steps.a.fire' }, 'fire', 'item'] } } }),
      decision,
    ]),
    'a step that one of two choices leads to': procedure([
      step('a', [{ to: 'b', when: large }, { to: 'c' }]),
      step('b', to('d')),
      step('c', to('d')),
      step('d', to('decision')),
      decision,
    ]),
    'parallel branches that exclude each other': procedure([
      step('a', [{ to: 'b', when: large }, { to: 'c', when: small }, { to: 'x' }], { parallel: true }),
      step('b', to('d')),
      step('c', to('d')),
      step('x', to('decision')),
      step('d', to('decision')),
      { ...decision, join: ['x', 'd'] },
    ]),
    'branches that the decision joins': procedure([
      step('a', to('b', 'c'), { parallel: true }),
      step('b', to('decision')),
      step('c', to('decision')),
      { ...decision, join: ['b', 'c'] },
    ]),
    'two decisions, one of them in each case': procedure([
      step('a', [{ to: 'b', when: large }, { to: 'c' }]),
      step('b', to('decision')),
      step('c', to('other')),
      decision,
      otherDecision,
    ]),
    'another way to a join than its branches': procedure([
      step('a', [{ to: 'f', when: large }, { to: 'g' }]),
      step('f', to('d')),
      step('g', to('b', 'c'), { parallel: true }),
      step('b', to('d')),
      step('c', to('d')),
      step('d', to('decision'), { join: ['b', 'c'] }),
      decision,
    ]),
  }
  for (const [name, definition] of Object.entries(sound)) t.same(checkDefinition(definition), [], name)
  t.ok(explore(graphOf(review)).visited < 500, 'twenty departments: pairs of branches, not 2^20 states')
})

t.test(
  'the work is bounded: a thousand steps in a row, beside each other, and what is too much',
  async (t) => {
    const many = (count: number, next: (number: number) => string) =>
      Array.from({ length: count }, (_, number) => step(`s${number}`, to(next(number))))
    const row = procedure([
      ...many(1000, (number) => (number === 999 ? 'decision' : `s${number + 1}`)),
      decision,
    ])
    t.same(checkDefinition(row), [])
    t.ok(explore(graphOf(row)).visited <= 1001)
    const beside = many(300, () => 'sum')
    const broad = procedure([
      step('a', to(...beside.map(({ key }) => key)), { parallel: true }),
      ...beside,
      step('sum', to('decision'), { join: beside.map(({ key }) => key) }),
      decision,
    ])
    t.same(checkDefinition(broad), [])
    t.ok(explore(graphOf(broad)).visited < 302 ** 2 / 2 + 1000)
    const given = explore(graphOf(tangled()))
    t.ok(given.givenUp && given.visited < 30_000, `${given.visited} places`)
    const asks = Array.from({ length: 49 }, (_, by) => ({
      to: 'decision',
      when: { '>': [{ var: 'form.n' }, by] },
    }))
    const asking = many(30, (number) => (number === 29 ? 'decision' : `s${number + 1}`))
    const crowded = procedure([
      ...asking.map((each) => ({ ...each, next: [...asks, ...each.next] })),
      decision,
    ])
    t.match(checkDefinition(crowded), [{ rule: 'TOO_COMPLEX' }], 'more conditions than anybody reads')
    t.equal(explore(graphOf(crowded)).visited, 0)
  },
)

t.test(
  'held against every case in every order: no unsound procedure passes, no sound one is refused',
  async (t) => {
    const judged = { sound: 0, unsound: 0 }
    const judge = (definition: WorkflowDefinition) => {
      judged[foreseenAsSeen(definition) ? 'sound' : 'unsound'] += 1
    }
    fc.assert(fc.property(PROCEDURES, judge), { numRuns: 200, seed: 20260312 })
    t.ok(judged.sound > 50 && judged.unsound > 20, JSON.stringify(judged))
  },
)

t.test('a condition that names no field hides what stands after it, as no condition does', (t) => {
  const first = (when: unknown) =>
    procedure([
      step('a', [{ to: 'b', when } as { to: string; when: object }, { to: 'c' }]),
      step('b', to('decision')),
      step('c', to('decision')),
      decision,
    ])
  const rules = (when: unknown) => checkDefinition(first(when)).map(({ rule }) => rule)
  for (const always of [true, { '==': [1, 1] }, { '!': [false] }]) t.same(rules(always), ['TARGET_SHADOWED'])
  t.same(rules(large), [])
  t.end()
})
