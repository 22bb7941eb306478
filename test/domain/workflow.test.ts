import fc from 'fast-check'
import t from 'tap'
import { withLines } from '../../src/features/fees/bill.js'
import type { Command } from '../../src/features/workflow/action-inputs.js'
import { allowedActions, describeInput, exampleOf } from '../../src/features/workflow/allowed-actions.js'
import { type CaseState, openTasks, type TaskState } from '../../src/features/workflow/case-state.js'
import { checkDefinition } from '../../src/features/workflow/checks/check-definition.js'
import { decide } from '../../src/features/workflow/decide.js'
import type { Actor, Decision, Refusal, Situation } from '../../src/features/workflow/decision.js'
import type { WorkflowDefinition } from '../../src/features/workflow/definition.js'
import {
  ACTION_NAMES,
  ACTIONS,
  type Action,
  STATUS_NAMES,
  type Status,
} from '../../src/features/workflow/statuses.js'
import { TRANSITIONS, targetsOf } from '../../src/features/workflow/transitions.js'
import type { Role } from '../../src/shared/roles.js'
import { OWN_ORGAN, personOf, SYSTEM_ACTOR } from '../helpers/actor.js'
import { ON_THE_SPOT, TWO_STEP } from '../helpers/sample.js'

const NOW = '2026-03-12T01:00:00.000000Z'
const TODAY = '2026-03-12'
const ALL_ROLES: Role[] = ['clerk', 'citizen', 'assistant', 'reviewer', 'approver', 'issuer', 'lead']

/** The edges of the contract written down a second time, by hand, as text. */
const CONTRACT = `
DRAFT submit>SUBMITTED withdraw>WITHDRAWN
SUBMITTED preReview>SUBMITTED correctOnTheSpot>SUBMITTED requestCorrection>AWAITING_CORRECTION accept>ACCEPTED acceptWithDeferral>ACCEPTED deemAccept>ACCEPTED refuseAcceptance>NOT_ACCEPTED declareNotRequired>NOT_REQUIRED handleOnTheSpot>CLOSED withdraw>WITHDRAWN terminate>TERMINATED void>VOIDED
AWAITING_CORRECTION submit>SUBMITTED expireCorrection>TERMINATED withdraw>WITHDRAWN terminate>TERMINATED void>VOIDED
NOT_REQUIRED void>VOIDED
NOT_ACCEPTED void>VOIDED
ACCEPTED startReview>REVIEWING extend>ACCEPTED supplyMaterials>ACCEPTED withdraw>WITHDRAWN terminate>TERMINATED void>VOIDED
REVIEWING completeStep>DECIDING returnStep>REVIEWING requestJointReview>REVIEWING giveOpinion>REVIEWING deemAgreement>REVIEWING startSpecial>SPECIAL_PROCEDURE requestSupplement>REVIEWING addReviewer>REVIEWING removeReviewer>REVIEWING informOfHearing>REVIEWING requestHearing>REVIEWING waiveHearing>REVIEWING extend>REVIEWING supplyMaterials>REVIEWING withdraw>WITHDRAWN terminate>TERMINATED void>VOIDED
SPECIAL_PROCEDURE giveOpinion>SPECIAL_PROCEDURE informOfHearing>SPECIAL_PROCEDURE requestHearing>SPECIAL_PROCEDURE waiveHearing>SPECIAL_PROCEDURE startSpecial>SPECIAL_PROCEDURE endSpecial>REVIEWING supplyMaterials>SPECIAL_PROCEDURE withdraw>WITHDRAWN terminate>TERMINATED void>VOIDED
DECIDING returnStep>REVIEWING startSpecial>SPECIAL_PROCEDURE approve>APPROVED deny>DENIED giveOpinion>DECIDING requestSupplement>DECIDING addReviewer>DECIDING removeReviewer>DECIDING informOfHearing>DECIDING requestHearing>DECIDING waiveHearing>DECIDING extend>DECIDING supplyMaterials>DECIDING withdraw>WITHDRAWN terminate>TERMINATED void>VOIDED
APPROVED close>CLOSED supplyMaterials>APPROVED
DENIED close>CLOSED
CLOSED deliver>DELIVERED
DELIVERED returnMail>CLOSED
WITHDRAWN
TERMINATED
VOIDED`

const EXPECTED = new Map(
  CONTRACT.trim()
    .split('\n')
    .map((line) => {
      const [status = '', ...edges] = line.split(' ')
      return [status, new Map(edges.map((edge) => edge.split('>') as [string, string]))]
    }),
)

const task = (step: string, phase: 'review' | 'decide', more: Partial<TaskState> = {}): TaskState => ({
  taskId: `task-${step}`,
  kind: 'step',
  step,
  phase,
  openedAt: NOW,
  ...more,
})

const LATE = { kind: 'OPINION', due: '2026-03-11', stopped: false, extended: false }
/** Its asked organ's silence is agreement. */
const DEEMING: WorkflowDefinition = {
  ...TWO_STEP,
  steps: TWO_STEP.steps.map((step) => ({
    ...step,
    onSilence: { act: 'deemedAgreement', basis: '《示例条例》第十条' },
  })),
}

/** A case in a status, such that every action that the table allows there can succeed with its example. */
function readyFor(status: Status, action?: Action): CaseState {
  const state: CaseState = {
    status,
    version: 7,
    itemType: '01',
    organisation: OWN_ORGAN,
    handling: action === 'handleOnTheSpot' ? 'onTheSpot' : 'promised',
    windowAuthority: 'decides',
    receivedOn: '2026-03-02',
    materialCodes: ['form', 'plan'],
    missing: action === 'acceptWithDeferral' ? ['plan'] : [],
    deferrable: ['plan'],
    deferred: action === 'supplyMaterials' ? [{ materialCode: 'plan', dueOn: '2026-04-01' }] : [],
    correctionsGiven: 0,
    listedSpecials: [
      { kind: 'inspection', days: 10, basis: '《行政许可法》第四十五条' },
      { kind: 'hearing', days: 20, basis: '《行政许可法》第四十五条' },
    ],
    extension: { amount: 10, unit: 'workingDay', basis: '《中华人民共和国行政许可法》第四十二条' },
    tasks: [],
    specials: [],
    acts: [],
    clocks:
      status === 'SUBMITTED'
        ? [{ kind: 'INTAKE_5D', due: '2026-03-09', stopped: false, extended: false }]
        : [{ kind: 'LEGAL', due: '2026-03-30', stopped: false, extended: false }],
  }
  if (status === 'AWAITING_CORRECTION')
    state.correction = {
      requestedOn: '2026-03-03',
      items: [{ materialCode: 'form', reason: 'x' }],
      openMaterials: [],
      openFields: [],
      expiresOn: '2026-03-10',
    }
  if (status === 'REVIEWING') state.tasks = [task('review', 'review')]
  if (status === 'DECIDING') state.tasks = [task('decision', 'decide')]
  if (status === 'SPECIAL_PROCEDURE') {
    state.tasks = [task('review', 'review')]
    state.statusLeft = 'REVIEWING'
    state.specials = [
      {
        specialId: 'special-1',
        kind: 'inspection',
        startedOn: '2026-03-05',
        estimatedDays: 5,
        basis: '第四十五条',
      },
    ]
  }
  if (['informOfHearing', 'requestHearing', 'waiveHearing'].includes(action ?? '')) state.hearingDuty = 'tell'
  if (action === 'requestHearing' || action === 'waiveHearing') state.hearing = { toldOn: TODAY }
  if (action === 'deemAgreement') state.clocks.push({ ...LATE, taskId: 'opinion-1' })
  if (action === 'giveOpinion' || action === 'removeReviewer' || action === 'deemAgreement')
    state.tasks.push(
      task(status === 'DECIDING' ? 'decision' : 'review', 'review', {
        taskId: 'opinion-1',
        kind: 'opinion',
        organisation: 'asked-organ',
      }),
    )
  if (status === 'CLOSED' || status === 'DELIVERED') state.resultType = 'issued'
  if (status === 'DELIVERED') state.delivery = { method: 'post', on: TODAY }
  return state
}

function situation(state: CaseState, more: Partial<Situation> = {}): Situation {
  const ids = (function* () {
    for (let count = 1; ; count += 1) yield `id-${count}`
  })()
  return {
    state,
    definition: TWO_STEP,
    actor: personOf(ALL_ROLES, { answersFor: ['asked-organ'] }),
    now: NOW,
    today: TODAY,
    newId: () => String(ids.next().value),
    organs: new Set(['asked-organ', 'other-organ']),
    data: { form: {}, answers: {} },
    ...more,
  }
}

const SYSTEM = SYSTEM_ACTOR
t.test('a case in the place of another of the same organ was received when that was', async (t) => {
  const received = (more: Partial<CaseState>) => {
    const result = decide(situation({ ...readyFor('DRAFT'), ...more }), { action: 'submit' })
    return result.kind === 'decision' ? result.state.receivedOn : undefined
  }
  t.equal(received({}), TODAY)
  t.equal(received({ receivedFirst: '2026-03-05' }), '2026-03-05')
  t.equal(
    received({ ...readyFor('AWAITING_CORRECTION'), receivedFirst: '2026-03-05' }),
    TODAY,
    'a correction',
  )
})

const isSystem = (action: Action) => (ACTIONS[action].roles as readonly string[]).length === 0
const sample = (action: Action, state: CaseState) =>
  exampleOf(
    describeInput(action, state, {
      today: TODAY,
      organs: new Set(['other-organ']),
      definition: TWO_STEP,
      data: { form: {}, answers: {} },
      actor: personOf(ALL_ROLES, { answersFor: ['asked-organ'] }),
    }),
  ) as Command

t.test('the edge table is the contract', async (t) => {
  t.same([...EXPECTED.keys()].sort(), [...STATUS_NAMES].sort())
  for (const status of STATUS_NAMES)
    t.same(Object.keys(TRANSITIONS[status]).sort(), [...(EXPECTED.get(status)?.keys() ?? [])].sort(), status)
})

t.test('every status × action: a decision along the edge, or a refusal that changes nothing', async (t) => {
  for (const status of STATUS_NAMES) {
    for (const action of ACTION_NAMES) {
      const state = readyFor(status, action)
      const before = JSON.stringify(state)
      const around = situation(state, {
        ...(isSystem(action) ? { actor: SYSTEM } : {}),
        ...(action === 'handleOnTheSpot' ? { definition: ON_THE_SPOT } : {}),
        ...(action === 'deemAgreement' ? { definition: DEEMING } : {}),
      })
      const outcome = decide(around, sample(action, state))
      const target = EXPECTED.get(status)?.get(action)
      t.equal(JSON.stringify(state), before, `${status} ${action}: the state that came in stays`)
      if (target === undefined) {
        t.match(outcome, { kind: 'refusal', code: 'STATE' }, `${status} ${action} is refused`)
        continue
      }
      t.match(
        outcome,
        { kind: 'decision', state: { status: target } },
        `${status} ${action} leads to ${target}`,
      )
      if (outcome.kind === 'refusal') continue
      t.equal(outcome.state.version, state.version + outcome.events.length, 'each event raises the version')
      t.equal(outcome.events[0]?.statusBefore, status)
      t.equal(outcome.events.at(-1)?.statusAfter, target)
    }
  }
})

t.test('every action × role: only those of the contract', async (t) => {
  for (const action of ACTION_NAMES) {
    for (const role of ALL_ROLES) {
      const status = STATUS_NAMES.filter((each) => targetsOf(each, action) !== undefined).at(
        // Of these three an approver does them in a decision alone.
        ['returnStep', 'addReviewer', 'removeReviewer'].includes(action) ? -1 : 0,
      )
      const state = readyFor(status as Status, action)
      const outcome = decide(
        situation(state, {
          actor: personOf([role], { answersFor: role === 'reviewer' ? ['asked-organ'] : [] }),
        }),
        sample(action, state),
      )
      const may = (ACTIONS[action].roles as readonly string[]).includes(role)
      t.equal(outcome.kind === 'refusal' && outcome.code === 'ROLE', !may, `${action} by ${role}`)
    }
    if (!isSystem(action))
      t.match(
        decide(
          situation(readyFor('SUBMITTED', action), { actor: SYSTEM }),
          sample(action, readyFor('SUBMITTED', action)),
        ),
        { code: 'ROLE' },
        `${action} is not for the system`,
      )
  }
})

const refused = (outcome: Decision | Refusal) => (outcome.kind === 'refusal' ? outcome.code : 'decision')

t.test('guards', async (t) => {
  const by = (roles: Role[], subject = 'a|b') => ({
    actor: personOf(roles, { subject }),
  })
  const missing = { ...readyFor('SUBMITTED'), missing: ['form'] }
  t.match(decide(situation(missing), { action: 'accept' }), {
    code: 'RULE',
    errors: [{ code: 'MATERIAL_MISSING' }],
  })
  t.match(
    decide(situation(missing), {
      action: 'acceptWithDeferral',
      deferred: [{ materialCode: 'form', dueOn: '2026-04-01' }],
      promise: 'x',
    }),
    { errors: [{ code: 'NOT_DEFERRABLE' }] },
  )
  t.equal(
    refused(
      decide(situation({ ...readyFor('SUBMITTED'), windowAuthority: 'collects' }), { action: 'accept' }),
    ),
    'decision',
    'the organ itself accepts what a window only collects',
  )
  const atWindow = (windowAuthority: string) => ({
    actor: {
      ...personOf([]),
      standings: [{ role: 'clerk' as const, organisation: 'centre', posts: [], windowAuthority }],
    },
  })
  const byWindow = (authority: string) =>
    refused(decide(situation(readyFor('SUBMITTED'), atWindow(authority)), { action: 'accept' }))
  t.equal(byWindow('collects'), 'ROLE')
  t.equal(byWindow('advises'), 'ROLE')
  t.equal(byWindow('accepts'), 'decision')
  t.equal(
    refused(
      decide(
        situation(
          { ...readyFor('SUBMITTED', 'handleOnTheSpot'), windowAuthority: 'accepts' },
          { definition: ON_THE_SPOT },
        ),
        { action: 'handleOnTheSpot' },
      ),
    ),
    'STATE',
  )
  t.equal(
    refused(decide(situation(readyFor('SUBMITTED', 'handleOnTheSpot')), { action: 'handleOnTheSpot' })),
    'STATE',
    'the definition wants a second person',
  )
  const told = { ...readyFor('SUBMITTED'), correctionsGiven: 1 }
  const again: Command = { action: 'requestCorrection', items: [{ materialCode: 'form', reason: 'x' }] }
  t.equal(refused(decide(situation(told), again)), 'RULE', '一次性告知')
  const claimed: Command = { ...again, correctedDefective: true }
  t.match(
    decide(situation(told), claimed),
    { errors: [{ pointer: '/items/0/materialCode', code: 'NOT_CORRECTED_DEFECTIVE' }] },
    'nobody has looked at it',
  )
  const round = (...materials: string[]) => ({
    ...told,
    defective: [{ materialCode: 'form' }],
    corrected: { materials, fields: [], late: false },
  })
  t.match(
    decide(situation(round('form')), claimed),
    { kind: 'decision', events: [{ behaviour: { rule: 'CORRECT_TWICE', times: 2 } }] },
    'it came, and does not do',
  )
  t.equal(refused(decide(situation(round('plan')), claimed)), 'RULE', 'it was there before: told too late')
  t.equal(
    refused(decide(situation(round('plan')), { action: 'accept' })),
    'decision',
    'so it must be accepted',
  )
  t.equal(refused(decide(situation(round('form')), { action: 'accept' })), 'RULE')
  const wanting = { ...readyFor('SUBMITTED'), missing: ['plan'], defective: [{ materialCode: 'form' }] }
  const notice = (...codes: string[]): Command => ({
    action: 'requestCorrection',
    items: codes.map((materialCode) => ({ materialCode, reason: 'x' })),
  })
  t.match(decide(situation(wanting), notice('plan')), {
    code: 'RULE',
    errors: [{ pointer: '/items', code: 'NOTICE_INCOMPLETE' }],
  })
  const named = { ...wanting, materialNames: { form: { zh: '申请表', en: 'Form' } } }
  t.match(decide(situation(named), notice('plan')), {
    errors: [{ message: { zh: '未列明 申请表（form）', en: /^Form \(form\) is missing or defective/ } }],
  })
  t.equal(refused(decide(situation(wanting), notice('form', 'plan'))), 'decision')
  const turnAway = (state: CaseState, ground: 'correctionNotSupplied' | 'outsideCompetence') =>
    refused(decide(situation(state), { action: 'refuseAcceptance', ground, reason: '依法不予受理' }))
  t.equal(turnAway(readyFor('SUBMITTED'), 'outsideCompetence'), 'RULE', 'the right authority is named')
  t.equal(turnAway(round('form'), 'correctionNotSupplied'), 'RULE', 'it came in time')
  const late = { ...round('form'), corrected: { materials: ['form'], fields: [], late: true } }
  t.equal(turnAway(late, 'correctionNotSupplied'), 'decision')
  t.equal(turnAway({ ...late, defective: [] }, 'correctionNotSupplied'), 'RULE', 'all has come (Art. 32(5))')
  t.match(
    decide(situation(readyFor('SUBMITTED')), {
      action: 'requestCorrection',
      items: [{ materialCode: 'other', reason: 'x' }],
    }),
    { errors: [{ code: 'MATERIAL_UNKNOWN' }] },
  )
  const open = readyFor('AWAITING_CORRECTION')
  if (open.correction) open.correction.openMaterials = ['form']
  t.match(decide(situation(open), { action: 'submit' }), { errors: [{ code: 'CORRECTION_INCOMPLETE' }] })
  const reviewed = {
    ...readyFor('DECIDING'),
    acts: [{ action: 'completeStep' as const, step: 'review', subject: 'a|b' }],
  }
  t.equal(refused(decide(situation(reviewed, by(['approver'])), { action: 'approve' })), 'STATE', 'four eyes')
  t.equal(refused(decide(situation(reviewed, by(['approver'], 'a|c')), { action: 'approve' })), 'decision')
  t.equal(
    refused(
      decide(situation(reviewed, { ...by(['approver']), definition: ON_THE_SPOT }), { action: 'approve' }),
    ),
    'decision',
    'off by definition',
  )
  const lateCase = {
    ...readyFor('REVIEWING'),
    clocks: [{ kind: 'LEGAL', due: '2026-03-11', stopped: false, extended: false }],
  }
  const special: Command = { action: 'startSpecial', kind: 'hearing', estimatedDays: 5, basis: '第四十五条' }
  t.equal(
    refused(decide(situation(lateCase, by(['reviewer'])), special)),
    'STATE',
    'no pause makes a late case punctual',
  )
  t.equal(refused(decide(situation(lateCase, by(['lead'])), { ...special, reason: '特殊原因' })), 'decision')
  t.equal(refused(decide(situation(lateCase), { action: 'extend', reason: 'x' })), 'STATE', 'too late')
  const extended = {
    ...readyFor('REVIEWING'),
    clocks: [{ kind: 'LEGAL', due: '2026-03-30', stopped: false, extended: true }],
  }
  t.equal(refused(decide(situation(extended), { action: 'extend', reason: 'x' })), 'STATE', 'once')
  const owing = { deferred: [{ materialCode: 'plan', dueOn: '2026-04-01' }] }
  for (const resultType of ['issued', 'returned', 'forwarded', 'other'] as const)
    t.equal(
      refused(decide(situation({ ...readyFor('APPROVED'), ...owing }), { action: 'close', resultType })),
      'STATE',
      `${resultType} is no way round`,
    )
  const deemed = { ...readyFor('APPROVED'), acceptMode: 'DEEMED' as const, missing: ['plan'] }
  t.equal(refused(decide(situation(deemed), { action: 'close' })), 'STATE', 'what was missing stays owed')
  const ending = (state: CaseState, ground: 'deferralNotKept' | 'itemAbolished' | 'other', basis?: string) =>
    refused(
      decide(situation(state), {
        action: 'terminate',
        ground,
        reason: 'x',
        ...(basis === undefined ? {} : { basis }),
      }),
    )
  const accepted = readyFor('ACCEPTED')
  t.equal(ending({ ...accepted, ...owing }, 'deferralNotKept'), 'RULE', 'the day has not passed')
  t.equal(
    ending({ ...accepted, deferred: [{ materialCode: 'plan', dueOn: '2026-03-11' }] }, 'deferralNotKept'),
    'decision',
  )
  t.equal(ending(accepted, 'other'), 'RULE', 'another ground names its statute')
  // 容缺逾期终止: by time alone on the rule of the item, never on a provisional day, nor where people are to decide.
  const overdue: CaseState = {
    ...accepted,
    deferred: [{ materialCode: 'plan', dueOn: '2026-03-10' }],
    deferralEndsBy: '《示例办法》第九条',
    clocks: [...accepted.clocks, { kind: 'DEFERRED', due: '2026-03-11', stopped: false, extended: false }],
  }
  const { deferralEndsBy: _rule, ...ruleless } = overdue
  const onClock = (more: object): CaseState => ({
    ...overdue,
    clocks: overdue.clocks.map((clock) => (clock.kind === 'DEFERRED' ? { ...clock, ...more } : clock)),
  })
  const byTime = (state: CaseState, more: Partial<Situation> = {}, ground = 'deferralNotKept' as const) =>
    decide(situation(state, { actor: SYSTEM, ...more }), { action: 'terminate', ground, reason: 'x' })
  for (const status of ['ACCEPTED', 'REVIEWING', 'SPECIAL_PROCEDURE', 'DECIDING'] as const)
    t.match(byTime({ ...readyFor(status), ...overdue, status }), {
      state: { status: 'TERMINATED' },
      events: [{ facts: { ground: 'deferralNotKept', basis: '《示例办法》第九条' } }],
      documents: [{ kind: 'terminationNotice', facts: { basis: '《示例办法》第九条' } }],
    })
  t.equal(refused(byTime({ ...overdue, status: 'APPROVED' })), 'STATE', 'what was granted is revoked')
  t.equal(refused(byTime(ruleless)), 'ROLE', 'no rule')
  t.equal(refused(byTime(overdue, {}, 'applicantGone' as never)), 'STATE', 'of nothing else')
  t.equal(refused(byTime(onClock({ due: TODAY }))), 'STATE', 'its last day')
  t.equal(refused(byTime(onClock({ stopped: true }))), 'STATE', 'it came')
  t.equal(refused(byTime(onClock({ provisional: true }))), 'STATE', 'a provisional day')
  const byHand = { definition: { ...TWO_STEP, automaticConsequences: false } }
  t.equal(refused(byTime(overdue, byHand)), 'STATE', 'people decide')
  t.equal(
    refused(decide(situation({ ...readyFor('CLOSED'), ...owing }), { action: 'deliver', method: 'pickup' })),
    'STATE',
  )
  const closing = (
    status: Status,
    resultType: 'issued' | 'returned' | 'forwarded' | 'other',
    forwardedTo?: string,
  ) =>
    refused(
      decide(situation(readyFor(status)), {
        action: 'close',
        resultType,
        ...(forwardedTo === undefined ? {} : { forwardedTo }),
      }),
    )
  t.equal(closing('DENIED', 'issued'), 'RULE')
  t.equal(closing('DENIED', 'forwarded', '5111002603021000013'), 'RULE')
  t.equal(closing('DENIED', 'returned'), 'decision')
  t.equal(closing('APPROVED', 'returned'), 'RULE', 'what was granted is not sent back')
  t.equal(closing('APPROVED', 'forwarded'), 'RULE', 'without the case of the organ above')
  t.equal(closing('APPROVED', 'forwarded', '5111002603021000013'), 'decision')
  const plan = { materialCode: 'plan', reason: '不清晰' }
  const examined = (status: Status, more = {}) => ({ ...readyFor(status), forwardsTo: ['above'], ...more })
  const opinion = (more: object, command: Command) =>
    refused(decide(situation(examined('DECIDING', more)), command))
  t.equal(opinion({}, { action: 'deny', reason: '不符合法定条件、标准的要求' }), 'STATE', 'decided above')
  t.equal(opinion({ defective: [plan] }, { action: 'approve', opinion: '不同意' }), 'decision')
  const up = (dueOn: string, more = {}) =>
    refused(
      decide(
        situation(examined('APPROVED', { deferred: [{ materialCode: 'plan', dueOn }] }), {
          organs: new Set(['above']),
        }),
        { action: 'close', ...more } as Command,
      ),
    )
  t.equal(up('2026-03-31'), 'STATE', 'it may still come')
  t.equal(up('2026-03-01'), 'decision', 'what never came is judged above')
  const revocation = { reason: '逾期未补交承诺的材料', heard: '申请人没有意见' }
  t.equal(up('2026-03-01', { revocation }), 'RULE', 'nothing was granted that could be revoked')
  t.equal(ending(accepted, 'itemAbolished'), 'RULE', 'the item is in use')
  t.equal(ending({ ...accepted, itemAbolished: true }, 'itemAbolished'), 'decision')
  for (const none of ['领导说不办了', '领导决定', '领导没办法', '按内部规定', '依法', '领导的看法'])
    t.equal(ending(accepted, 'other', none), 'RULE', none)
  for (const some of ['行政许可法', '城市居民最低生活保障条例', '《示例办法》', '示例办法第十条'])
    t.equal(ending(accepted, 'other', some), 'decision', some)
  t.equal(ending(accepted, 'other', '《示例条例》第十条'), 'decision')
  const asked = {
    ...readyFor('REVIEWING'),
    tasks: [task('review', 'review'), task('review', 'review', { taskId: 'o', kind: 'opinion' })],
  }
  t.equal(refused(decide(situation(asked), { action: 'completeStep' })), 'STATE', 'opinions are open')
  const early = readyFor('SUBMITTED')
  t.equal(
    refused(decide(situation(early, { actor: SYSTEM, today: '2026-03-09' }), { action: 'deemAccept' })),
    'STATE',
    'the fifth day is not over',
  )
})

t.test('a fee for the certificate holds up no case in which none is made', async (t) => {
  const full = 1000
  const charge = {
    feeCode: 'reissue',
    name: '工本费',
    due: 'accept',
    blocks: 'close',
    count: 1,
    full,
    amount: full,
  }
  const bill = withLines(undefined, [charge as never], { caseNo: '511102260302200001F', today: TODAY })
  const withBill = (status: Status) => ({ ...readyFor(status), bill })
  const close: Command = { action: 'close' }
  t.equal(refused(decide(situation(withBill('APPROVED')), close)), 'FEE')
  t.equal(
    refused(decide(situation(withBill('DENIED')), close)),
    'decision',
    'nothing is made after a refusal',
  )
  const owing = {
    ...withBill('APPROVED'),
    deferred: [{ materialCode: readyFor('APPROVED').materialCodes[0] ?? '', dueOn: '2026-03-02' }],
  }
  const revocation = {
    reason: '承诺补交的材料逾期未补，不符合法定条件',
    heard: '已告知陈述、申辩权，申请人未提出意见',
  }
  t.equal(refused(decide(situation(owing), { ...close, revocation })), 'decision', 'nor for what is revoked')
  const { bill: _bill, ...unpaid } = owing
  const byLaw = { ...unpaid, renewedByLaw: { since: '2026-03-01' } }
  const there = decide(situation(byLaw), { ...close, revocation })
  t.match(
    there,
    { errors: [{ pointer: '/revocation', code: 'RENEWED_BY_LAW' }] },
    'its licence would stand on',
  )
  t.equal(refused(decide(situation(byLaw), close)), 'STATE', 'papers are owed before the certificate')
  const gone = { ...byLaw, grantEnded: true as const }
  t.equal(refused(decide(situation(gone), close)), 'decision', 'and for none once the licence was revoked')
})

t.test('what the law renewed waits for no paper and for no hearing', async (t) => {
  const renewedByLaw = { since: '2026-03-01' }
  const [code = ''] = readyFor('SUBMITTED').materialCodes
  const both = (state: CaseState, command: Command) =>
    [state, { ...state, renewedByLaw }].map((each) => refused(decide(situation(each), command)))
  const lacking = { ...readyFor('SUBMITTED'), missing: [code], deferrable: [code] }
  t.same(both(lacking, { action: 'accept' }), ['RULE', 'decision'])
  const later: Command = {
    ...{ action: 'acceptWithDeferral', deferred: [{ materialCode: code, dueOn: TODAY }] },
    promise: '按期补交',
  }
  t.same(both(lacking, later), ['decision', 'STATE'], 'nor is a promise taken for it')
  // A release before left it where it was asked for.
  const left = { ...readyFor('AWAITING_CORRECTION'), renewedByLaw }
  const input = describeInput('submit', left, situation(left))
  t.notOk(input.required?.includes('materials'), 'nothing need be brought')
  t.equal(refused(decide(situation(left), exampleOf(input) as Command)), 'decision')
  const defective = [{ materialCode: code, finding: '印章模糊' }] as unknown as CaseState['defective']
  const approve: Command = { action: 'approve' }
  t.same(both({ ...readyFor('DECIDING'), ...(defective && { defective }) }, approve), ['RULE', 'decision'])
  t.same(both({ ...readyFor('DECIDING'), hearingDuty: 'hold' }, approve), ['STATE', 'decision'])
  const unseen: CaseState = { ...readyFor('APPROVED'), acceptMode: 'DEEMED', missing: [code] }
  t.same(both(unseen, { action: 'close' }), ['STATE', 'decision'])
})

t.test('what another case of the bundle issues is asked of nobody while it is waited for', async (t) => {
  const [code = ''] = readyFor('SUBMITTED').materialCodes
  const waits = {
    materialCode: code,
    caseNo: '1',
    itemCode: 'i',
    itemName: '登记',
    state: 'waiting' as const,
  }
  const waiting = { ...readyFor('SUBMITTED'), awaits: [waits] }
  const ask = { action: 'requestCorrection' as const, items: [{ materialCode: code, reason: '缺少该材料' }] }
  t.match(decide(situation(waiting), ask), {
    code: 'RULE',
    errors: [{ pointer: '/items/0/materialCode', code: 'RESULT_AWAITED' }],
  })
  const offered = allowedActions(situation(waiting)).find(({ action }) => action === 'requestCorrection')
  t.notMatch(JSON.stringify(offered?.input), `"materialCode":"${code}"`, 'nor proposed')
  t.equal(refused(decide(situation({ ...waiting, awaits: [] }), ask)), 'decision')
})

t.test('special procedures: what the item lists, for as long as it says, ended one by one', async (t) => {
  const start = (more: object) =>
    decide(situation(readyFor('REVIEWING')), {
      action: 'startSpecial',
      kind: 'inspection',
      estimatedDays: 5,
      basis: '《行政许可法》第四十五条',
      ...more,
    } as Command)
  for (const kind of ['tender', 'siteVisit', 'publicNotice'])
    t.match(start({ kind }), { code: 'RULE', errors: [{ pointer: '/kind', code: 'SPECIAL_NOT_LISTED' }] })
  t.match(start({ estimatedDays: 365 }), {
    errors: [{ pointer: '/estimatedDays', code: 'SPECIAL_TOO_LONG' }],
  })
  for (const basis of ['x', '内部需要']) t.match(start({ basis }), { errors: [{ pointer: '/basis' }] }, basis)
  const begun = start({ basis: '行政许可法第四十五条' })
  if (begun.kind === 'refusal') throw new Error(begun.detail.en)
  t.match(begun.documents, [{ kind: 'specialNotice', facts: { lawBasis: '《行政许可法》第四十五条' } }])
  const more = (estimatedDays: number) =>
    decide(situation(begun.state), {
      action: 'startSpecial',
      kind: 'inspection',
      estimatedDays,
      basis: '《行政许可法》第四十五条',
    })
  t.equal(more(5).kind, 'decision', 'once more within the days of the item')
  t.match(more(6), {
    errors: [{ code: 'SPECIAL_TOO_LONG', message: { en: 'At most 5 of 10 working days are left for it' } }],
  })
  const around = situation(begun.state, { newId: () => 'second' })
  const both = decide(around, {
    action: 'startSpecial',
    kind: 'hearing',
    estimatedDays: 20,
    basis: '第四十五条',
  })
  if (both.kind === 'refusal') throw new Error(both.detail.en)
  const unnamed = decide(situation(both.state), { action: 'endSpecial', result: '合格' })
  t.match(unnamed, {
    code: 'RULE',
    errors: [{ message: { zh: /id-1：检验/ } }, { message: { zh: /second：听证/ } }],
  })
  const listed = allowedActions(situation(both.state)).find(({ action }) => action === 'endSpecial')
  t.ok(listed?.input.required?.includes('specialId'))
  const one = decide(situation(both.state), { action: 'endSpecial', specialId: 'second', result: '合格' })
  t.match(one, { state: { status: 'SPECIAL_PROCEDURE' } })
  const none = { ...readyFor('REVIEWING'), listedSpecials: [] }
  t.notOk(
    allowedActions(situation(none)).some(({ action }) => action === 'startSpecial'),
    'none is foreseen',
  )
})

t.test('who was told of the right to a hearing asks for it while samples are inspected', async (t) => {
  const told = readyFor('SPECIAL_PROCEDURE', 'requestHearing')
  t.match(decide(situation(told), { action: 'requestHearing' }), {
    kind: 'decision',
    state: { status: 'SPECIAL_PROCEDURE', hearing: { requestedOn: TODAY, requestedBy: 'applicant' } },
  })
})

t.test(
  'an asked organ that is silent after its days holds no case; what comes late is kept as late',
  async (t) => {
    const opinion = task('review', 'review', { taskId: 'o', kind: 'opinion', organisation: 'asked-organ' })
    const asked = (due: string, more: object = {}): CaseState => ({
      ...readyFor('REVIEWING'),
      tasks: [task('review', 'review'), opinion],
      clocks: [{ kind: 'OPINION', taskId: 'o', due, stopped: false, extended: false, ...more }],
    })
    const going = (state: CaseState, answerToDissent?: string) =>
      decide(situation(state), {
        action: 'completeStep',
        ...(answerToDissent === undefined ? {} : { answerToDissent }),
      })
    t.equal(refused(going(asked('2026-03-12'), '不再等待')), 'STATE', 'its last day is today')
    t.equal(refused(going(asked('2026-03-11', { provisional: true }), '不再等待')), 'STATE')
    t.match(going(asked('2026-03-11')), { code: 'RULE', errors: [{ pointer: '/answerToDissent' }] })
    t.match(going(asked('2026-03-11'), '已催办两次仍未答复'), {
      state: { status: 'DECIDING', tasks: [{}, { outcome: 'ended' }, {}] },
      events: [{ facts: { silent: ['asked-organ'] } }],
    })
    const said = (due: string) =>
      decide(situation(asked(due)), { action: 'giveOpinion', agrees: true, opinion: '同意' })
    t.match(said('2026-03-11'), {
      events: [{ facts: { late: true } }],
      state: { tasks: [{}, { late: true }] },
    })
    const gone = going(asked('2026-03-11'), '已催办两次仍未答复')
    const after = gone.kind === 'decision' ? gone.state : asked('2026-03-11')
    const word = decide(situation(after), { action: 'giveOpinion', agrees: false, opinion: '不同意' })
    t.match(word, {
      events: [{ facts: { late: true, agrees: false } }],
      state: { tasks: [{}, { outcome: 'ended', agrees: false, late: true }, {}] },
    })
    const twice = word.kind === 'decision' ? word.state : after
    t.equal(
      refused(decide(situation(twice), { action: 'giveOpinion', agrees: true, opinion: '同意' })),
      'STATE',
    )
    const early = { ...after, clocks: after.clocks.map((clock) => ({ ...clock, due: '2026-03-12' })) }
    t.equal(
      refused(decide(situation(early), { action: 'giveOpinion', agrees: true, opinion: '同意' })),
      'STATE',
    )
    const inTime = said('2026-03-12')
    t.notOk(inTime.kind === 'decision' && inTime.events[0]?.facts.late)
  },
)

t.test('a visit of the premises is recorded with two officers, none of whom decides', async (t) => {
  const [review, decision] = TWO_STEP.steps
  if (review === undefined || decision === undefined) throw new Error('two steps')
  const definition = { ...TWO_STEP, steps: [{ ...review, visit: { officers: 2 } }, decision] }
  const around = { definition, colleagues: new Set(['A', 'B', 'C']) }
  const visited = (officers?: string[]) =>
    decide(situation(readyFor('REVIEWING'), around), {
      action: 'completeStep',
      ...(officers === undefined ? {} : { visit: { officers, place: '示例路1号', record: '与图纸一致' } }),
    })
  t.match(visited(), { code: 'RULE', errors: [{ pointer: '/visit', code: 'REQUIRED' }] })
  t.match(visited(['A', 'A']), { errors: [{ pointer: '/visit/officers', code: 'OFFICERS_TOO_FEW' }] })
  t.match(visited(['A', 'Z']), { errors: [{ pointer: '/visit/officers/1', code: 'OFFICER_UNKNOWN' }] })
  const done = visited(['A', 'B'])
  t.match(done, { events: [{ facts: { officers: ['A', 'B'] } }], state: { status: 'DECIDING' } })
  if (done.kind === 'refusal') throw new Error(done.detail.en)
  const by = (staffNo: string) =>
    refused(
      decide(
        situation(done.state, {
          definition,
          actor: { ...personOf(['approver'], { subject: 'a|other' }), staffNo },
        }),
        { action: 'approve' },
      ),
    )
  t.same([by('A'), by('C')], ['STATE', 'decision'], 'four eyes count the visit')
  const listed = allowedActions(situation(readyFor('REVIEWING'), around)).map(({ action }) => action)
  t.ok(listed.includes('completeStep'), 'with the example of two officers')
  t.match(
    decide(situation(readyFor('REVIEWING')), {
      action: 'completeStep',
      visit: { officers: ['A', 'B'], place: '示例路1号', record: '与图纸一致' },
    }),
    { errors: [{ code: 'NOT_A_VISIT' }] },
  )
})

t.test('an extension: once, by the head, within the law, of the clocks that still run', async (t) => {
  const clock = (kind: string, due: string, more: object = {}) => ({
    kind,
    due,
    stopped: false,
    extended: false,
    ...more,
  })
  const extended = (
    clocks: CaseState['clocks'],
    { days, ...more }: Partial<CaseState> & { days?: number } = {},
    posts = ['负责人'],
  ) =>
    decide(
      situation({ ...readyFor('REVIEWING'), clocks, ...more }, { actor: personOf(['approver'], { posts }) }),
      { action: 'extend', reason: '情况复杂', ...(days === undefined ? {} : { days }) },
    )
  const both = [clock('PROMISE', '2026-03-16'), clock('LEGAL', '2026-03-30')]
  const kinds = (outcome: ReturnType<typeof decide>) =>
    outcome.kind === 'decision' ? outcome.events[0]?.extension : outcome.code
  t.same(kinds(extended(both)), { amount: 10, unit: 'workingDay', kinds: ['LEGAL', 'PROMISE'] })
  t.same(
    kinds(extended([clock('PROMISE', '2026-03-11'), clock('LEGAL', '2026-03-30')], { days: 5 })),
    { amount: 5, unit: 'workingDay', kinds: ['LEGAL'] },
    'a broken promise is not made good, and does not keep the law from being used',
  )
  t.match(extended(both, { days: 11 }), { code: 'RULE', errors: [{ pointer: '/days' }] })
  t.same(kinds(extended(both, {}, [])), 'ROLE', 'only the head')
  const together = { amount: 15, unit: 'workingDay' as const, basis: '第四十二条第二款', byGovernment: true }
  t.same(kinds(extended(both, { extension: together })), 'ROLE', 'the head of the government (Art. 42(2))')
  t.match(kinds(extended(both, { extension: together }, ['政府负责人'])), { amount: 15 })
  const notices = (outcome: ReturnType<typeof decide>) =>
    outcome.kind === 'decision' ? outcome.documents.map(({ facts }) => facts.byGovernment) : outcome.code
  t.same(
    notices(extended(both, { extension: together }, ['政府负责人'])),
    [true],
    'and the paper says whose word it was',
  )
  t.same(notices(extended(both)), [undefined])
  t.same(kinds(extended(both, { extension: undefined } as never)), 'STATE', 'no law allows it')
  t.same(kinds(extended([clock('LEGAL', '2026-03-30', { extended: true })])), 'STATE', 'once')
  t.same(kinds(extended([clock('LEGAL', '2026-03-11')])), 'STATE', 'too late')
})

t.test('post: an address and a number, and what comes back is delivered anew', async (t) => {
  const closed = readyFor('CLOSED')
  const post = { action: 'deliver', method: 'post' } as const
  t.match(decide(situation(closed), post), {
    code: 'RULE',
    errors: [{ pointer: '/address' }, { pointer: '/trackingNumber' }],
  })
  const leftOpen = ['XX路X号', '某某县某某路12号', '乐山市××街道××小区', '＊＊路3号楼2单元', 'xx市示例路1号']
  for (const address of ['x', '。。。。。', '12345678', '乐山', 'aaaa', ...leftOpen])
    t.match(decide(situation(closed), { ...post, address, trackingNumber: 'EA1' }), {
      code: 'RULE',
      errors: [{ pointer: '/address', code: 'ADDRESS_IMPLAUSIBLE' }],
    })
  const abroad = { ...post, address: 'Flat A, 12/F, Example Road, Hong Kong', trackingNumber: 'EA1' }
  t.equal(decide(situation(closed), abroad).kind, 'decision')
  for (const address of ['Xi Road 5, Xiamen', '示例县MAX广场X座12号', '二〇一路3号'])
    t.equal(decide(situation(closed), { ...abroad, address }).kind, 'decision', address)
  const sent = decide(situation(closed), { ...post, address: '示例路1号', trackingNumber: 'EA1' })
  if (sent.kind === 'refusal') throw new Error(sent.detail.en)
  t.same(
    sent.documents,
    [{ kind: 'deliveryReceipt', facts: { method: 'post', postedOn: TODAY } }],
    'on its way',
  )
  const back = decide(situation(sent.state), { action: 'returnMail', reason: '地址不详' })
  t.match(back, { kind: 'decision', state: { status: 'CLOSED', delivery: undefined } })
  const arrived = { ...sent.state, delivery: { method: 'post', on: TODAY, provenOn: TODAY } as const }
  const late = { action: 'returnMail', reason: '地址不详' } as const
  t.match(decide(situation(arrived), late), { code: 'STATE' })
  t.match(decide(situation(arrived), { ...late, again: '误登妥投' }), { state: { status: 'CLOSED' } })
  const mailed = decide(situation(closed), { action: 'deliver', method: 'electronic' })
  if (mailed.kind === 'refusal') throw new Error(mailed.detail.en)
  t.match(decide(situation(mailed.state), late), { state: { status: 'CLOSED', delivery: undefined } })
  const taken = decide(situation(closed), { action: 'deliver', method: 'pickup' })
  if (taken.kind === 'refusal') throw new Error(taken.detail.en)
  t.match(decide(situation(taken.state), { action: 'returnMail', reason: '退件' }), { code: 'STATE' })
})

t.test('whoever cannot be found is told of a refusal by announcement; a grant waits', async (t) => {
  const closed = readyFor('CLOSED')
  const denied = { ...closed, acts: [...closed.acts, { action: 'deny', subject: 'x' }] } as typeof closed
  const announced = { action: 'deliver', method: 'announcement' } as const
  t.match(decide(situation(denied), announced), { code: 'RULE', errors: [{ pointer: '/note' }] })
  for (const note of ['无', '。。。。', '——  ★★', '无。。。'])
    t.match(decide(situation(denied), { ...announced, note }), { errors: [{ pointer: '/note' }] }, note)
  const note = '邮寄两次均被退回，已在市政府网站公告'
  t.match(decide(situation(denied), { ...announced, note }), {
    state: { status: 'DELIVERED', delivery: { method: 'announcement', on: TODAY } },
    documents: [{ kind: 'deliveryReceipt', facts: { deliveredOn: '2026-04-11' } }],
  })
  t.match(decide(situation(closed), { ...announced, note }), {
    code: 'RULE',
    errors: [{ pointer: '/method', code: 'NOT_ANNOUNCED' }],
  })
})

t.test('dissent is answered before the step is done; who inspected does not approve', async (t) => {
  const said = (agrees: boolean, taskId: string) =>
    task('review', 'review', { taskId, kind: 'opinion', organisation: 'asked-organ', agrees, closedAt: NOW })
  const review = (...tasks: TaskState[]) => ({
    ...readyFor('REVIEWING'),
    tasks: [task('review', 'review'), ...tasks],
  })
  const against = review(said(false, 'o1'))
  t.match(decide(situation(against), { action: 'completeStep', opinion: '符合' }), {
    code: 'RULE',
    errors: [{ pointer: '/answerToDissent' }],
  })
  const listed = allowedActions(situation(against)).find(({ action }) => action === 'completeStep')
  t.ok(listed?.input.required?.includes('answerToDissent'))
  const answered = { action: 'completeStep', answerToDissent: '已会商并调整布局' } as const
  t.equal(refused(decide(situation(against), answered)), 'decision')
  const changed = review(said(false, 'o1'), said(true, 'o2'))
  t.equal(refused(decide(situation(changed), { action: 'completeStep' })), 'decision', 'it has come round')
  const inspected = { ...readyFor('DECIDING'), acts: [{ action: 'inspectMaterial', subject: 'a|b' }] }
  const by = (subject: string) =>
    decide(situation(inspected as CaseState, { actor: personOf(['approver'], { subject }) }), {
      action: 'approve',
    })
  t.equal(refused(by('a|b')), 'STATE', 'four eyes')
  t.equal(refused(by('a|c')), 'decision')
})

t.test(
  '加签、减签: who is added speaks before the step is done, who has not spoken is taken out',
  async (t) => {
    const holder = { ...personOf(['reviewer'], { subject: 'a|holder' }), staffNo: 'S1' }
    const colleague = { ...personOf(['reviewer'], { subject: 'a|colleague' }), staffNo: 'S2' }
    const run = (state: CaseState, actor: Actor, command: Command) =>
      decide(situation(state, { actor, colleagues: new Set(['S1', 'S2']) }), command)
    const must = (state: CaseState, actor: Actor, command: Command): CaseState => {
      const outcome = run(state, actor, command)
      if (outcome.kind === 'refusal')
        throw new Error(`${outcome.detail.en} ${JSON.stringify(outcome.errors)}`)
      return outcome.state
    }
    const start = readyFor('REVIEWING')
    const add = { action: 'addReviewer', staffNo: 'S2', reason: '请一并审查' } as const
    const wrong: [Command, string][] = [
      [{ action: 'addReviewer', reason: '请一并审查' }, '/organisation'],
      [{ ...add, organisation: 'asked-organ' }, '/organisation'],
      [{ ...add, staffNo: 'S1' }, '/staffNo'],
      [{ ...add, staffNo: 'S9' }, '/staffNo'],
      [{ ...add, position: 'after' }, '/opinion'],
      [{ ...add, opinion: '符合' }, '/opinion'],
      [{ action: 'addReviewer', organisation: OWN_ORGAN, reason: '请一并审查' }, '/organisation'],
    ]
    for (const [command, pointer] of wrong)
      t.match(run(start, holder, command), { code: 'RULE', errors: [{ pointer }] }, JSON.stringify(command))
    t.equal(refused(run(start, personOf(['approver']), add)), 'ROLE', 'a review is no approver’s')
    t.equal(refused(run(start, personOf(['lead']), add)), 'decision', 'a lead may in any step')

    const added = must(start, holder, { ...add, position: 'after', opinion: '符合条件' })
    t.match(added.tasks.at(-1), { kind: 'opinion', organisation: OWN_ORGAN, reviewer: 'S2', after: true })
    t.equal(refused(run(added, holder, { action: 'completeStep' })), 'STATE', 'who was added has the word')
    const opinion = { action: 'giveOpinion', agrees: false, opinion: '不同意' } as const
    t.equal(refused(run(added, holder, opinion)), 'ROLE', 'and nobody else')
    t.equal(refused(run(added, { ...colleague, recused: true, standings: [] }, opinion)), 'ROLE', '回避')
    const said = must(added, colleague, opinion)
    t.match(run(said, holder, { action: 'completeStep' }), { errors: [{ pointer: '/answerToDissent' }] })
    t.equal(refused(run(said, holder, { action: 'completeStep', answerToDissent: '已经会商' })), 'decision')
    const remove = { action: 'removeReviewer', staffNo: 'S2', reason: '不再需要' } as const
    t.equal(refused(run(said, holder, remove)), 'STATE', 'who has spoken stays')
    const removed = must(added, holder, remove)
    t.match(removed.tasks.at(-1), { outcome: 'ended', removed: true })
    t.equal(refused(run(removed, holder, { action: 'completeStep' })), 'decision', 'nobody is waited for')
    t.equal(refused(run(removed, colleague, opinion)), 'STATE')

    const approver = { ...personOf(['approver'], { subject: 'a|head' }), staffNo: 'S3' }
    const deciding = must(readyFor('DECIDING'), approver, add)
    t.equal(refused(run(deciding, approver, { action: 'approve' })), 'STATE', 'in a decision too')
    const against = must(deciding, colleague, opinion)
    t.match(run(against, approver, { action: 'approve' }), { errors: [{ pointer: '/answerToDissent' }] })
    t.equal(
      refused(run(against, approver, { action: 'deny', reason: '不符合法定条件，不予许可' })),
      'decision',
    )
    t.equal(
      refused(
        run(
          against,
          { ...colleague, standings: personOf(['approver']).standings },
          { action: 'approve', answerToDissent: '已经会商' },
        ),
      ),
      'STATE',
      'who spoke has reviewed',
    )
  },
)

t.test('dates of acceptance', async (t) => {
  const accepted = (state: CaseState, command: Command, actor?: typeof SYSTEM) => {
    const outcome = decide(situation(state, actor === undefined ? {} : { actor }), command)
    return outcome.kind === 'decision' ? outcome.state.acceptedOn : undefined
  }
  t.equal(accepted(readyFor('SUBMITTED'), { action: 'accept' }), TODAY, 'the accepting act')
  t.equal(
    accepted({ ...readyFor('SUBMITTED'), correctionsGiven: 1 }, { action: 'accept' }),
    '2026-03-02',
    'when the complete materials arrived',
  )
  t.equal(accepted(readyFor('SUBMITTED'), { action: 'deemAccept' }, SYSTEM), '2026-03-02', 'the receipt date')
})

const PARALLEL: WorkflowDefinition = {
  ...TWO_STEP,
  key: 'parallel',
  steps: [
    {
      key: 'review',
      title: { zh: '初审', en: 'first review' },
      phase: 'review',
      limit: { amount: 3, unit: 'workingDay' },
      parallel: true,
      next: [{ to: 'fire' }, { to: 'plan', when: { var: 'form.large' } }],
    },
    {
      key: 'fire',
      title: { zh: '消防', en: 'fire' },
      phase: 'review',
      limit: { amount: 3, unit: 'workingDay' },
      next: [{ to: 'join' }],
    },
    {
      key: 'plan',
      title: { zh: '规划', en: 'plan' },
      phase: 'review',
      limit: { amount: 3, unit: 'workingDay' },
      next: [{ to: 'join' }],
    },
    {
      key: 'join',
      title: { zh: '会签', en: 'join' },
      phase: 'review',
      limit: { amount: 3, unit: 'workingDay' },
      join: ['fire', 'plan'],
      next: [{ to: 'decision' }],
    },
    ...TWO_STEP.steps.slice(1),
  ],
}

t.test('parallel branches join before the case goes on', async (t) => {
  const around = { definition: PARALLEL, data: { form: { large: true }, answers: {} } }
  const go = (state: CaseState, step: string): CaseState => {
    const outcome = decide(situation(state, around), { action: 'completeStep', step })
    if (outcome.kind === 'refusal') throw new Error(outcome.detail.en)
    return outcome.state
  }
  const steps = (state: CaseState) => openTasks(state).map((each) => each.step)
  let state = go(readyFor('REVIEWING'), 'review')
  t.same(steps(state), ['fire', 'plan'])
  t.match(
    decide(situation(state, around), { action: 'completeStep' }),
    { code: 'RULE', errors: [{ pointer: '/step' }] },
    'which of the two?',
  )
  state = go(state, 'fire')
  t.same(steps(state), ['plan'], 'the join waits')
  state = go(state, 'plan')
  t.same(steps(state), ['join'])
  state = go(state, 'join')
  t.same([state.status, ...steps(state)], ['DECIDING', 'decision'])
})

t.test('a definition with a fault is not published', async (t) => {
  const rules = (change: Partial<WorkflowDefinition>) =>
    checkDefinition({ ...TWO_STEP, ...change }).map((finding) => finding.rule)
  const [review, decision] = TWO_STEP.steps
  if (review === undefined || decision === undefined) throw new Error('two steps')
  t.same(rules({}), [])
  t.same(checkDefinition(PARALLEL), [])
  t.same(checkDefinition(ON_THE_SPOT), [])
  t.ok(rules({ start: 'nowhere' }).includes('START_UNKNOWN'))
  t.ok(rules({ steps: [review, decision, { ...review, key: 'lonely' }] }).includes('UNREACHABLE'))
  t.ok(rules({ steps: [{ ...review, next: [] }, decision] }).includes('DEAD_END'))
  t.ok(rules({ steps: [{ ...review, next: [{ to: 'x' }] }, decision] }).includes('TARGET_UNKNOWN'))
  t.ok(rules({ steps: [{ ...review, next: [{ to: 'review' }] }] }).includes('NO_DECISION'))
  t.ok(rules({ onTheSpot: true }).includes('ON_THE_SPOT_FOUR_EYES'))
  const { limit: _limit, ...endless } = review
  t.ok(rules({ steps: [endless, decision] }).includes('NO_LIMIT'))
})

t.test('walks at random never leave the table, and the status follows the tasks', async (t) => {
  let steps = 0
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 25 }), fc.boolean(), (choices, parallel) => {
      const definition = parallel ? PARALLEL : TWO_STEP
      let state: CaseState = { ...readyFor('DRAFT'), clocks: [] }
      for (const choice of choices) {
        const around = situation(state, {
          definition,
          data: { form: { large: true }, answers: {} },
          newId: () => `id-${Math.random()}`,
        })
        const ends = choice % 9 === 0
        const possible = allowedActions(around).filter(
          ({ action }) =>
            ends ||
            !['withdraw', 'terminate', 'void', 'refuseAcceptance', 'declareNotRequired'].includes(action),
        )
        steps += 1
        const chosen = possible[choice % Math.max(1, possible.length)]
        if (chosen === undefined) return true
        const before = state.status
        state = chosen.foreseen.state
        const targets = targetsOf(before, chosen.action) ?? []
        const along = targets.some(
          (target) =>
            target === state.status ||
            (target === 'same' && state.status === before) ||
            (target === 'left' && (state.status === 'REVIEWING' || state.status === 'DECIDING')),
        )
        if (!along) return false
        const deciding = openTasks(state).some((each) => each.phase === 'decide')
        if (state.status === 'DECIDING' && !deciding) return false
        if (state.status === 'REVIEWING' && deciding) return false
        if (
          STATUS_NAMES.indexOf(state.status) >= STATUS_NAMES.indexOf('APPROVED') &&
          openTasks(state).length > 0
        )
          return false
      }
      return true
    }),
    { numRuns: 400 },
  )
  t.ok(steps > 500)
})

t.test('what is listed as possible succeeds with its example', async (t) => {
  for (const status of STATUS_NAMES) {
    for (const { action, input, foreseen } of allowedActions(situation(readyFor(status)))) {
      t.notMatch(JSON.stringify(input), '"$ref"')
      t.equal(foreseen.kind, 'decision', `${status} ${action}`)
      if (action === 'accept' || action === 'handleOnTheSpot') t.same(input.required, ['action'])
    }
  }
})
