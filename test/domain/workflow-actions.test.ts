import t from 'tap'
import type { Command } from '../../src/features/workflow/action-inputs.js'
import { allowedActions, describeInput, exampleOf } from '../../src/features/workflow/allowed-actions.js'
import type { CaseState } from '../../src/features/workflow/case-state.js'
import { decide } from '../../src/features/workflow/decide.js'
import type { Situation } from '../../src/features/workflow/decision.js'
import { OWN_ORGAN, personOf } from '../helpers/actor.js'
import { TWO_STEP } from '../helpers/sample.js'

const TODAY = '2026-03-12'

const received: CaseState = {
  status: 'SUBMITTED',
  version: 2,
  itemType: '01',
  organisation: OWN_ORGAN,
  handling: 'promised',
  windowAuthority: 'accepts',
  receivedOn: '2026-03-10',
  materialCodes: ['form', 'plan'],
  missing: ['plan'],
  deferrable: ['plan'],
  formFields: { address: '示例路1号', area: 20 },
  deferred: [],
  correctionsGiven: 0,
  tasks: [],
  specials: [],
  acts: [],
  clocks: [],
}

const situation = (state: CaseState, form: object = {}): Situation => ({
  state,
  definition: TWO_STEP,
  actor: personOf(['clerk']),
  now: `${TODAY}T01:00:00.000000Z`,
  today: TODAY,
  newId: () => 'id',
  organs: new Set(),
  data: { form, answers: {} },
})

const listed = (around: Situation, action: string) =>
  allowedActions(around).find((each) => each.action === action)

const told = (items: { materialCode?: string; field?: string }[]): CaseState => {
  const command = {
    action: 'requestCorrection',
    items: items.map((item) => ({ ...item, reason: '请补正' })),
  } as Command
  const outcome = decide(situation(received), command)
  if (outcome.kind === 'refusal') throw new Error(outcome.detail.en)
  return outcome.state
}

t.test('whoever was told to correct is shown how to hand it in, and what follows', async (t) => {
  const waiting = told([{ materialCode: 'plan' }, { field: 'area' }])
  const submit = listed(situation(waiting, { area: 35 }), 'submit')
  t.match(submit, { foreseen: { state: { status: 'SUBMITTED', missing: [] } } })
  t.same(submit?.input.required, ['action', 'materials', 'form'])
  t.same(exampleOf(submit?.input ?? {}), {
    action: 'submit',
    materials: [{ materialCode: 'plan', source: 'paper' }],
    form: { area: 20 },
  })
  const stood = exampleOf(listed(situation(waiting, { area: 20 }), 'submit')?.input ?? {})
  t.match(stood, { unchanged: ['area'] }, 'where no other value is known the applicant stands by it')
  t.same(
    exampleOf(listed(situation(waiting), 'submit')?.input ?? {}).form,
    { area: 20 },
    'what the case does not hold yet is shown as the form shows it',
  )
  t.match(
    decide(situation(waiting), { action: 'submit' }),
    { kind: 'refusal', code: 'RULE', errors: [{ code: 'CORRECTION_INCOMPLETE' }, { pointer: '/form/area' }] },
    'handing in nothing does not do',
  )
  t.equal(waiting.correction?.openMaterials.length, 1, 'foreseeing changes nothing')
})

t.test('only what the form knows can be asked for', async (t) => {
  const ask = (field: string) =>
    decide(situation({ ...received, missing: [] }), {
      action: 'requestCorrection',
      items: [{ field, reason: '请补正' }],
    })
  t.match(ask('address'), { kind: 'decision' })
  t.match(ask('toString'), {
    kind: 'refusal',
    errors: [{ pointer: '/items/0/field', code: 'FIELD_UNKNOWN' }],
  })
  const withoutMaterials: CaseState = { ...received, materialCodes: [], missing: [] }
  t.same(
    exampleOf(listed(situation(withoutMaterials), 'requestCorrection')?.input ?? {}).items,
    [{ field: 'address', reason: '该内容不符合要求，请更正' }],
    'an item without materials: a field of its form',
  )
})

t.test('a deferred material is promised for a day near by', async (t) => {
  const accept = listed(situation(received), 'acceptWithDeferral')
  t.same(exampleOf(accept?.input ?? {}).deferred, [{ materialCode: 'plan', dueOn: '2026-04-11' }])
  const input = describeInput('acceptWithDeferral', received, situation(received))
  const outcome = decide(situation(received), exampleOf(input) as Command)
  t.match(outcome, { kind: 'decision', state: { status: 'ACCEPTED', acceptMode: 'DEFERRED' } })
})
