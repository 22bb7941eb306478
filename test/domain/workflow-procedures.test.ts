import fc from 'fast-check'
import t from 'tap'
import type { Command } from '../../src/features/workflow/action-inputs.js'
import { type CaseState, openTasks } from '../../src/features/workflow/case-state.js'
import { checkDefinition } from '../../src/features/workflow/checks/check-definition.js'
import { checkShape } from '../../src/features/workflow/checks/shape-checks.js'
import type { WorkflowDefinition } from '../../src/features/workflow/definition.js'
import { ACCEPTED, act, attempt, decision, foreseenAsSeen, procedure, step } from '../helpers/procedures.js'
import { ON_THE_SPOT } from '../helpers/sample.js'

/** Two branches, the second only for large premises, then a joining step, then the decision. */
const FORKED = procedure([
  step('review', [{ to: 'fire' }, { to: 'plan', when: { var: 'form.large' } }], { parallel: true }),
  step('fire', [{ to: 'join' }]),
  step('plan', [{ to: 'join' }]),
  step('join', [{ to: 'decision' }], { join: ['fire', 'plan'] }),
  decision,
])

/** The branches lead straight to the decision. */
const UNJOINED = procedure([
  step('review', [{ to: 'fire' }, { to: 'plan' }], { parallel: true }),
  step('fire', [{ to: 'decision' }]),
  step('plan', [{ to: 'decision' }]),
  decision,
])

const CHAIN = procedure([
  step('first', [{ to: 'second' }]),
  step('second', [{ to: 'third' }]),
  step('third', [{ to: 'decision' }]),
  decision,
])

const complete = (state: CaseState, definition: WorkflowDefinition, name: string, form: object = {}) =>
  act(state, definition, { action: 'completeStep', step: name }, form)
const begin = (definition: WorkflowDefinition, form: object = {}) =>
  act(ACCEPTED, definition, { action: 'startReview' }, form)
const open = (state: CaseState) => openTasks(state).map((task) => task.step)

t.test('a join does not wait for a branch that was never taken', async (t) => {
  const form = { large: false }
  let state = complete(begin(FORKED), FORKED, 'review', form)
  t.same(open(state), ['fire'])
  state = complete(state, FORKED, 'fire', form)
  t.same(open(state), ['join'])
})

t.test('a join waits for a branch that is still on its way to it', async (t) => {
  const long = procedure([
    step('review', [{ to: 'fire' }, { to: 'survey' }], { parallel: true }),
    step('fire', [{ to: 'join' }]),
    step('survey', [{ to: 'plan', when: { var: 'form.large' } }, { to: 'site' }]),
    step('plan', [{ to: 'join' }]),
    step('site', [{ to: 'decision' }]),
    step('join', [{ to: 'decision' }], { join: ['fire', 'plan'] }),
    { ...decision, join: ['site', 'join'] },
  ])
  t.same(checkDefinition(long), [])
  const waiting = complete(complete(begin(long), long, 'review'), long, 'fire')
  t.same(open(waiting), ['survey'])
  const through = complete(complete(waiting, long, 'survey', { large: true }), long, 'plan', { large: true })
  t.same(open(through), ['join'])
  const turnedOff = complete(waiting, long, 'survey', { large: false })
  t.same(open(turnedOff).sort(), ['join', 'site'], 'the branch went elsewhere: the join is not forgotten')
  t.same(open(complete(turnedOff, long, 'site')), ['join'], 'nor the decision taken beside it')
  t.equal(complete(complete(turnedOff, long, 'site'), long, 'join').status, 'DECIDING')
})

t.test('a join that is open takes in what comes to it again, and is done once', async (t) => {
  const beside = procedure([
    step('first', [{ to: 'sum' }, { to: 'beside' }], { parallel: true }),
    step('turned', [{ to: 'sum' }]),
    step('beside', [{ to: 'decision' }]),
    step('sum', [{ to: 'decision' }], { join: ['first', 'turned'] }),
    decision,
  ])
  let state = complete(begin(beside), beside, 'first')
  t.same(open(state), ['sum', 'beside'], 'the join waits for nobody')
  state = act(state, beside, { action: 'returnStep', step: 'beside', toStep: 'first', reason: '退回' })
  state = complete(complete(state, beside, 'first'), beside, 'beside')
  t.same(open(state), ['sum'])
  t.equal(complete(state, beside, 'sum').status, 'DECIDING', 'not a second time')
})

t.test('of any branch, the first to come ends what waits before the join as well', async (t) => {
  const any = procedure([
    step('first', [{ to: 'two' }, { to: 'one' }], { parallel: true }),
    step('one', [{ to: 'both', when: { var: 'form.f0' } }, { to: 'sum' }]),
    step('two', [{ to: 'both' }]),
    step('both', [{ to: 'sum' }], { join: ['one', 'two'] }),
    step('sum', [{ to: 'decision' }], { join: ['one', 'both'], needs: 'any' }),
    decision,
  ])
  const waiting = complete(complete(begin(any), any, 'first'), any, 'two')
  t.same(open(waiting), ['one'], 'both waits for one')
  const come = complete(waiting, any, 'one')
  t.same(open(come), ['sum'])
  t.equal(complete(come, any, 'sum').status, 'DECIDING', 'both is not taken up again, nor sum done twice')
  t.equal(foreseenAsSeen(any), true)
})

t.test('five branches finished in any order of 120 come to the same', async (t) => {
  const names = ['a', 'b', 'c', 'd', 'e']
  const five = procedure([
    step(
      'first',
      names.map((to) => ({ to })),
      { parallel: true },
    ),
    ...names.map((name) => step(name, [{ to: 'sum' }])),
    step('sum', [{ to: 'decision' }], { join: names }),
    decision,
  ])
  const orders = (rest: string[]): string[][] =>
    rest.length === 0
      ? [[]]
      : rest.flatMap((name) => orders(rest.filter((other) => other !== name)).map((more) => [name, ...more]))
  const outcome = ({ status, tasks }: CaseState) =>
    JSON.stringify([status, tasks.map(({ step: name, outcome: how, led }) => [name, how, led]).sort()])
  const seen = new Set<string>()
  for (const order of orders(names)) {
    let state = complete(begin(five), five, 'first')
    for (const [index, name] of order.entries()) {
      state = complete(state, five, name)
      if ((index === 4) !== open(state).includes('sum')) t.fail(`${order} at ${name}: ${open(state)}`)
    }
    seen.add(outcome(state))
    state = complete(state, five, 'sum')
    t.equal(state.tasks.filter(({ step: name }) => name === 'sum').length, 1, order.join())
    seen.add(outcome(state))
  }
  t.equal(seen.size, 2, 'one outcome before the join is done, one after')
})

t.test('the review asks for nothing that a lower organ forwarded, unless it is defective', async (t) => {
  const reviewing: CaseState = {
    ...begin(CHAIN),
    related: [{ relation: 'forwardedFrom', caseNo: '5111002603021000013', materials: ['form'] }],
  }
  const ask: Command = { action: 'requestSupplement', items: [{ materialCode: 'form', reason: '核对' }] }
  t.match(attempt(reviewing, CHAIN, ask), {
    code: 'RULE',
    errors: [{ pointer: '/items/0/materialCode', code: 'ALREADY_FORWARDED' }],
  })
  const defective = { ...reviewing, defective: [{ materialCode: 'form' }] }
  t.match(attempt(defective, CHAIN, ask), { kind: 'decision' })
})

t.test('nothing is decided while a branch is under review', async (t) => {
  t.match(
    checkDefinition(UNJOINED),
    [
      {
        rule: 'DECISION_UNJOINED',
        severity: 'warning',
        path: ['review', 'fire', 'decision', 'plan', 'decision'],
      },
    ],
    'told, since the definition does not say that it joins them',
  )
  const half = complete(complete(begin(UNJOINED), UNJOINED, 'review'), UNJOINED, 'fire')
  t.equal(half.status, 'REVIEWING')
  t.same(open(half), ['plan'])
  const done = complete(half, UNJOINED, 'plan')
  t.equal(done.status, 'DECIDING')
  t.same(open(done), ['decision'])
})

t.test('returning goes back, never forward past a review', async (t) => {
  const back = (state: CaseState, definition: WorkflowDefinition, more: object) =>
    attempt(state, definition, { action: 'returnStep', reason: '退回', ...more })
  const second = complete(begin(CHAIN), CHAIN, 'first')
  t.match(back(second, CHAIN, { toStep: 'third' }), { code: 'RULE', errors: [{ pointer: '/toStep' }] })
  t.match(back(second, CHAIN, { toStep: 'second' }), { kind: 'decision' }, 'done again')
  t.match(back(second, CHAIN, { toStep: 'first' }), { kind: 'decision' })
  const both = complete(begin(UNJOINED), UNJOINED, 'review')
  t.match(
    back(both, UNJOINED, { step: 'fire', toStep: 'plan' }),
    { code: 'RULE', errors: [{ pointer: '/toStep' }] },
    'a branch beside is not before',
  )
  const joined = complete(
    complete(complete(begin(FORKED), FORKED, 'review', { large: true }), FORKED, 'plan'),
    FORKED,
    'fire',
  )
  const again = back(joined, FORKED, { toStep: 'fire' })
  t.match(again, { kind: 'decision' })
  if (again.kind === 'decision') t.same(open(complete(again.state, FORKED, 'fire')), ['join'])
})

t.test('what is over has no special procedure left open', async (t) => {
  const paused = act(begin(CHAIN), CHAIN, {
    action: 'startSpecial',
    kind: 'inspection',
    estimatedDays: 5,
    basis: '第四十五条',
  })
  for (const action of ['withdraw', 'terminate', 'void'] as const) {
    const ground = action === 'terminate' ? { ground: 'applicantGone' } : {}
    const over = act(paused, CHAIN, { action, reason: '结束', ...ground } as Command)
    t.same(
      [over.specials.map((special) => special.endedOn), over.statusLeft, open(over)],
      [['2026-03-12'], undefined, []],
      action,
    )
  }
})

t.test('on the spot the steps follow the conditions, and a circle ends in a refusal', async (t) => {
  const forked = procedure(
    [
      step('review', [{ to: 'extra', when: { var: 'form.large' } }, { to: 'decision' }]),
      step('extra', [{ to: 'decision' }]),
      decision,
    ],
    { fourEyes: false, onTheSpot: true },
  )
  const submitted: CaseState = {
    ...ACCEPTED,
    status: 'SUBMITTED',
    handling: 'onTheSpot',
    windowAuthority: 'decides',
    receivedOn: '2026-03-12',
  }
  const taken = (form: object) => {
    const outcome = attempt(submitted, forked, { action: 'handleOnTheSpot' }, form)
    if (outcome.kind === 'refusal') throw new Error(outcome.detail.en)
    return outcome.events.flatMap((event) => (event.type === 'completeStep' ? [event.facts.step] : []))
  }
  t.same(taken({ large: false }), ['review'])
  t.same(taken({ large: true }), ['review', 'extra'])

  const circle = procedure([step('review', [{ to: 'review' }, { to: 'decision' }]), decision], {
    fourEyes: false,
    onTheSpot: true,
  })
  let looked = 0
  const steps = new Proxy(circle.steps, {
    get(target, name, receiver) {
      looked += 1
      if (looked > 10_000) throw new Error('it goes round and round')
      return Reflect.get(target, name, receiver)
    },
  })
  t.match(attempt(submitted, { ...circle, steps }, { action: 'handleOnTheSpot' }), { kind: 'refusal' })
  t.ok(act(submitted, ON_THE_SPOT, { action: 'handleOnTheSpot' }).status === 'CLOSED')
})

t.test('a condition that cannot be reckoned is an answer, not an exception', async (t) => {
  const compares = procedure([
    step('review', [{ to: 'extra', when: { '>': [{ var: 'form.area' }, 3] } }, { to: 'decision' }]),
    step('extra', [{ to: 'decision' }]),
    decision,
  ])
  t.same(checkDefinition(compares), [])
  t.match(attempt(begin(compares), compares, { action: 'completeStep' }, { area: { much: 1 } }), {
    kind: 'refusal',
    code: 'RULE',
  })
})

t.test('faults of a procedure that would show only while a case runs', async (t) => {
  const rules = (definition: WorkflowDefinition) => checkDefinition(definition).map((finding) => finding.rule)
  t.same(rules(FORKED), [])
  t.same(
    rules(
      procedure([
        step('review', [{ to: 'again' }]),
        step('again', [{ to: 'review', when: { var: 'form.x' } }, { to: 'decision' }]),
        decision,
      ]),
    ),
    ['CYCLE', 'CYCLE'],
  )
  t.same(
    rules(procedure([step('review', [{ to: 'decision', when: { var: 'form.x' } }]), decision])),
    ['NO_DEFAULT'],
    'a case for which no condition holds would stand still',
  )
  t.match(
    checkDefinition(
      procedure([step('review', [{ to: 'decision', when: { steal: 1 } }, { to: 'decision' }]), decision]),
    ),
    [{ rule: 'CONDITION', pointer: '/steps/0/next/0/when' }],
  )
  t.match(
    checkDefinition(
      procedure([
        step('review', [{ to: 'decision', when: { var: 'actor.subject' } }, { to: 'decision' }]),
        decision,
      ]),
    ),
    [{ rule: 'CONDITION' }],
    'only form and answers can be looked at',
  )
  const joining = (join: string[]) =>
    rules(procedure([step('a', [{ to: 'b' }]), step('b', [{ to: 'decision' }], { join }), decision]))
  t.same(joining(['a']), ['JOIN_ALONE'])
  t.same(joining(['a', 'decision']), ['JOIN_NOT_FED'])
  t.ok(rules({ ...FORKED, onTheSpot: true, fourEyes: false }).includes('ON_THE_SPOT_PARALLEL'))
})

/** Procedures at random: each step leads to later ones, some by condition, some to several at once. */
const procedures = fc
  .array(
    fc.record({
      next: fc.array(fc.record({ to: fc.nat(7), when: fc.boolean() }), { maxLength: 3 }),
      parallel: fc.boolean(),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((drafts) => {
    const name = (index: number) => (index >= drafts.length ? 'decision' : `s${index}`)
    const steps = drafts.map((draft, index) => {
      const ahead = draft.next.map(({ to, when }) => ({
        to: name(Math.min(index + 1 + (to % 3), drafts.length)),
        ...(when ? { when: { var: `form.f${to % 4}` } } : {}),
      }))
      const next = [...ahead, { to: name(index + 1) }]
      const decides = next.some((target) => target.to === 'decision')
      return step(name(index), next, draft.parallel && !decides ? { parallel: true } : {})
    })
    // A step to which several lead may wait for all of them.
    for (const [index, each] of steps.entries()) {
      const feeders = steps.filter((other) => other.next.some((target) => target.to === each.key))
      if (feeders.length > 1 && index % 2 === 0) each.join = feeders.map((other) => other.key)
    }
    return procedure([...steps, decision], { fourEyes: false })
  })

t.test('whatever the procedure, a review always has an open step and ends in one decision', async (t) => {
  let runs = 0
  let forks = 0
  const form = fc.record({ f0: fc.boolean(), f1: fc.boolean(), f2: fc.boolean(), f3: fc.boolean() })
  fc.assert(
    fc.property(procedures, form, fc.infiniteStream(fc.nat(1000)), (definition, facts, choices) => {
      if (checkShape(definition).some((finding) => finding.rule !== 'UNREACHABLE')) return
      runs += 1
      let state = begin(definition, facts)
      let returns = 0
      for (let count = 0; state.status === 'REVIEWING'; count += 1) {
        if (count > 300) throw new Error('the review does not end')
        const steps = openTasks(state)
        if (steps.length === 0) throw new Error('a review without an open step')
        if (steps.some((task) => task.phase === 'decide')) throw new Error('a decision beside a review')
        if (steps.length > 1) forks += 1
        const choice = Number(choices.next().value)
        const chosen = steps[choice % steps.length]?.step ?? ''
        if (returns < 3 && choice % 7 === 0) {
          returns += 1
          state = act(state, definition, { action: 'returnStep', step: chosen, reason: '退回' }, facts)
        } else state = complete(state, definition, chosen, facts)
      }
      if (open(state).join() !== 'decision') throw new Error(`open at the decision: ${open(state).join()}`)
      // Every join that somebody led to was gone through after the last of those who led to it.
      for (const each of definition.steps.filter(({ join }) => join !== undefined)) {
        const last = state.tasks.findLastIndex((task) => task.step === each.key)
        const fed = state.tasks.findLastIndex((task) => {
          const from = definition.steps.find((other) => other.key === task.step)
          if (from === undefined || !each.join?.includes(from.key)) return false
          const holding = from.next.filter((target) => {
            const name = (target.when as { var: string } | undefined)?.var.slice('form.'.length)
            return name === undefined || facts[name as keyof typeof facts]
          })
          const targets = from.parallel === true ? holding : holding.slice(0, 1)
          return task.outcome === 'completed' && targets.some((target) => target.to === each.key)
        })
        if (fed > last) throw new Error(`${each.key} was skipped`)
      }
    }),
    { numRuns: 600, seed: 20260312 },
  )
  t.ok(runs > 200, `${runs} procedures`)
  t.ok(forks > 100, `${forks} moments with several open steps`)
})
