import fc from 'fast-check'
import type { Command } from '../../src/features/workflow/action-inputs.js'
import type { CaseState, ClockSummary } from '../../src/features/workflow/case-state.js'
import { openSpecials, openTasks } from '../../src/features/workflow/case-state.js'
import { checkFlow } from '../../src/features/workflow/checks/flow-checks.js'
import { decide } from '../../src/features/workflow/decide.js'
import type { WorkflowDefinition } from '../../src/features/workflow/definition.js'
import type { Role } from '../../src/shared/roles.js'
import { legalDatePlusDays } from '../../src/shared/time.js'
import { personOf, SYSTEM_ACTOR } from './actor.js'
import { type Board, couldBe, type Player, playTurn, type Verdict, type Wish } from './plain-rules.js'
import { ACCEPTED, PROCEDURES, situationOf } from './procedures.js'

const ORGANS = ['organ-a', 'organ-b']
const PLAYERS: readonly Player[] = [
  { name: 'anna', roles: ['reviewer'] },
  { name: 'bo', roles: ['reviewer'], posts: ['法制审核'] },
  { name: 'chen', roles: ['reviewer', 'approver'], posts: ['法制审核'] },
  { name: 'deng', roles: ['approver'], posts: ['负责人'] },
  { name: 'er', roles: ['approver'] },
  { name: 'fang', roles: ['lead'] },
  { name: 'gao', roles: ['clerk', 'issuer'] },
  ...ORGANS.map((organ) => ({ name: `of-${organ}`, roles: [], organ })),
]
/** It ends what was promised and never came (容缺逾期终止). */
const TIME: Player = { name: 'time', roles: [], isTime: true }

/** Sound procedures at random, with what speaks of people and of other organs. */
export const SOUND: fc.Arbitrary<WorkflowDefinition> = fc
  .tuple(PROCEDURES, fc.boolean(), fc.array(fc.nat(9), { minLength: 6, maxLength: 6 }))
  .filter(([definition]) => checkFlow(definition).every(({ severity }) => severity !== 'error'))
  .map(([definition, fourEyes, dice]) => ({
    ...definition,
    fourEyes,
    automaticConsequences: (dice[0] ?? 0) !== 1,
    steps: definition.steps.map((step, index) => {
      const die = dice[index % dice.length] ?? 0
      const other = definition.steps[(index + 1) % definition.steps.length]?.key ?? ''
      const who =
        die === 0 ? { post: '法制审核' } : die === 1 && other !== step.key ? { notWho: [other] } : undefined
      return {
        ...step,
        ...(who === undefined ? {} : { who }),
        ...(step.phase === 'review' && die > 4 ? { jointReview: true } : {}),
      }
    }),
  }))

const FORMS = fc.record({ f0: fc.boolean(), f1: fc.boolean(), n: fc.constantFrom(5, 10, 12, 15, 17, 20, 25) })

/** A throw of the dice for one turn; what is meant by it depends on the board. */
const TURN = fc.record({
  what: fc.nat(99),
  who: fc.nat(PLAYERS.length - 1),
  detail: fc.nat(11),
  pass: fc.nat(3),
  helpful: fc.nat(3),
})
type Throw = typeof TURN extends fc.Arbitrary<infer T> ? T : never

export const GAMES = fc.record({
  definition: SOUND,
  form: FORMS,
  turns: fc.array(TURN, { minLength: 30, maxLength: 30 }),
})

const START = '2026-03-12'
const freshBoard = (): Board => ({
  status: 'ACCEPTED',
  pieces: [],
  parked: new Set(),
  came: new Map(),
  trodden: new Set(),
  questions: [],
  pauses: [],
  announced: 0,
  hands: new Set(),
  did: new Map(),
  wanted: new Set(),
  legal: legalDatePlusDays(START, 30),
  promise: legalDatePlusDays(START, 20),
  longer: false,
})

/** What somebody in their place would want, one time in four something at random. */
function wishOf({ what, detail, helpful }: Throw, board: Board, definition: WorkflowDefinition): Wish {
  const likely: Record<string, string[]> = {
    ACCEPTED: ['startReview', 'extend'],
    REVIEWING: [
      'completeStep',
      'completeStep',
      'completeStep',
      'requestJointReview',
      'giveOpinion',
      'returnStep',
      'startSpecial',
    ],
    SPECIAL_PROCEDURE: ['endSpecial', 'endSpecial', 'startSpecial', 'giveOpinion'],
    DECIDING: ['approve', 'deny', 'returnStep', 'startSpecial', 'extend'],
    APPROVED: ['close'],
    DENIED: ['close'],
    CLOSED: ['deliver'],
    DELIVERED: ['returnMail'],
  }
  const any = Object.keys(WISHES)
  const from = helpful === 0 ? any : (likely[board.status] ?? any)
  const action = from[what % from.length] ?? 'startReview'
  return { action, ...WISHES[action]?.(detail, board, definition) }
}

const WISHES: Record<string, (die: number, board: Board, definition: WorkflowDefinition) => object> = {
  startReview: () => ({}),
  completeStep: (die, { pieces }) => ({
    ...(die % 3 === 0 ? {} : { step: pieces[die % Math.max(1, pieces.length)] ?? 's0' }),
    ...(die % 4 === 0 ? { answerToDissent: '已会商，不影响' } : {}),
  }),
  returnStep: (die, { pieces }, { steps }) => ({
    reason: '退回',
    ...(die % 2 === 0 ? {} : { step: pieces[die % Math.max(1, pieces.length)] ?? 's0' }),
    ...(die % 3 === 0 ? {} : { toStep: steps[die % steps.length]?.key ?? 'none' }),
  }),
  requestJointReview: (die) => ({
    question: '有何意见',
    organisations: [['organ-a'], ['organ-b'], [...ORGANS], ['own-organ'], ['nobody'], ['organ-a', 'organ-a']][
      die % 6
    ],
    ...(die > 8 ? { days: 1 } : {}),
  }),
  giveOpinion: (die) => ({ agrees: die % 3 !== 0, opinion: '意见' }),
  startSpecial: (die) => ({
    kind: die % 5 === 4 ? 'tender' : 'inspection',
    estimatedDays: die === 3 ? 11 : 1 + (die % 4),
    basis: die === 7 ? '内部需要' : '《行政许可法》第四十五条',
    ...(die % 2 === 0 ? { reason: '样品须复检' } : {}),
  }),
  endSpecial: (die, { pauses }) => ({
    result: '合格',
    ...(die % 3 === 0
      ? {}
      : { specialId: die === 11 ? 'none' : (pauses[die % Math.max(1, pauses.length)] ?? 'none') }),
  }),
  requestSupplement: (die) => ({
    items: [{ materialCode: die % 3 === 0 ? 'other' : 'form', reason: '核对' }],
  }),
  extend: (die) => ({ reason: '情况复杂', ...(die % 3 === 0 ? {} : { days: die + 2 }) }),
  approve: () => ({}),
  deny: () => ({ reason: '经营场所不符合有关要求' }),
  close: (die) => {
    const resultType = [undefined, 'issued', 'returned', 'other', 'forwarded'][die % 5]
    return { ...(resultType === undefined ? {} : { resultType }), ...(die > 8 ? { forwardedTo: 'X1' } : {}) }
  },
  deliver: (die) => ({
    method: ['pickup', 'post', 'electronic'][die % 3],
    ...(die % 2 === 0 ? { address: '示例路1号', trackingNumber: 'EA1' } : {}),
    ...(die % 4 === 3 ? { again: '误登退件' } : {}),
  }),
  returnMail: (die) => ({ reason: '邮件被退回', ...(die % 3 === 0 ? { again: '误交他人' } : {}) }),
  withdraw: () => ({ reason: '撤回' }),
  terminate: (die) => ({
    reason: '终止办理',
    ground: ['applicantGone', 'itemAbolished', 'other', 'other', 'deferralNotKept', 'deferralNotKept'][
      die % 6
    ],
    ...(die % 6 === 3 ? { basis: '《示例条例》第十条' } : {}),
  }),
  void: () => ({ reason: '重复录入' }),
}

/** Most often somebody whose act it could be. */
function playerFor({ who, detail, what }: Throw, { action }: Wish): Player {
  if (action === 'terminate' && what % 3 === 0) return TIME
  const fit = PLAYERS.filter((player) => couldBe(player, action))
  const from = detail % 4 === 1 || fit.length === 0 ? PLAYERS : fit
  return from[who % from.length] as Player
}

/** The clocks as the day shows them: `decide()` is told of them, and reckons none itself. */
const clocksOf = (board: Board, dues: ReadonlyMap<string, string>): ClockSummary[] => [
  ...(board.promised === undefined
    ? []
    : [
        {
          kind: 'DEFERRED',
          due: board.promised.by,
          stopped: false,
          extended: false,
          ...(board.promised.sure ? {} : { provisional: true }),
        },
      ]),
  { kind: 'LEGAL', due: board.legal, stopped: false, extended: board.longer },
  { kind: 'PROMISE', due: board.promise, stopped: false, extended: false },
  ...[...dues].map(([taskId, due]) => ({ kind: 'OPINION', taskId, due, stopped: false, extended: false })),
]

const actorOf = ({ name, roles, posts = [], organ, isTime }: Player) =>
  isTime === true
    ? SYSTEM_ACTOR
    : personOf(roles as Role[], {
        subject: name,
        posts,
        ...(organ === undefined ? {} : { answersFor: [organ] }),
      })

const told = (board: Board) => ({
  status: board.status,
  steps: [...board.pieces].sort(),
  asked: board.questions.flatMap(({ open, organ }) => (open ? [organ] : [])).sort(),
  pauses: [...board.pauses].sort(),
  result: board.result,
})
const seen = (state: CaseState) => ({
  status: state.status,
  steps: openTasks(state)
    .flatMap(({ kind, step }) => (kind === 'step' ? [step] : []))
    .sort(),
  asked: openTasks(state)
    .flatMap(({ kind, organisation }) => (kind === 'opinion' ? [organisation ?? ''] : []))
    .sort(),
  pauses: openSpecials(state)
    .map(({ specialId }) => specialId)
    .sort(),
  result: state.resultType,
})

/**
 * Plays a sequence of commands on the board and through `decide()`: the same verdict at each turn, the same place after it.
 * Gives where they part, and counts the verdicts.
 */
export function playGame(
  {
    definition,
    form,
    turns,
  }: { definition: WorkflowDefinition; form: Record<string, unknown>; turns: Throw[] },
  counts: Map<string, number>,
): string | undefined {
  const board = freshBoard()
  // By the dice of the first turn, so that games that once went wrong are still the same.
  const [{ what, detail, pass } = { what: 0, detail: 0, pass: 0 }] = turns
  if (what % 5 > 0)
    board.promised = { by: legalDatePlusDays(START, what % 13), ends: detail % 4 > 0, sure: pass > 0 }
  if (detail % 6 === 5) board.byLaw = true
  let state: CaseState = {
    ...ACCEPTED,
    ...(board.byLaw === true ? { renewedByLaw: { since: START } } : {}),
    deferred: board.promised === undefined ? [] : [{ materialCode: 'plan', dueOn: board.promised.by }],
    ...(board.promised?.ends === true ? { deferralEndsBy: '《示例办法》第九条' } : {}),
    extension: { amount: 10, unit: 'workingDay', basis: '《行政许可法》第四十二条' },
  }
  const dues = new Map<string, string>()
  let today = START
  let ids = 0
  const log: string[] = []
  for (const turn of turns) {
    today = legalDatePlusDays(today, turn.pass === 0 ? 2 : 0)
    const wish = wishOf(turn, board, definition)
    const player = playerFor(turn, wish)
    const newPause = `id-${ids + 1}`
    const before = { ...state, clocks: clocksOf(board, dues) }
    const verdict: Verdict = playTurn({
      board,
      rules: definition,
      form,
      player,
      wish,
      today,
      later: legalDatePlusDays,
      newPause,
    })
    const situation = {
      ...situationOf(before, definition, form),
      actor: actorOf(player),
      today,
      newId: () => {
        ids += 1
        return `id-${ids}`
      },
      organs: new Set(ORGANS),
    }
    const outcome = decide(situation, wish as unknown as Command)
    const other = outcome.kind === 'refusal' ? outcome.code : 'done'
    log.push(`${today} ${player.name} ${JSON.stringify(wish)}: ${verdict}`)
    counts.set(`${wish.action} ${verdict}`, (counts.get(`${wish.action} ${verdict}`) ?? 0) + 1)
    const part = (what: string) =>
      [what, ...log, JSON.stringify(form), JSON.stringify(definition.steps)].join('\n')
    if (other !== verdict) return part(`decide() says ${other}: ${JSON.stringify(outcome).slice(0, 300)}`)
    if (outcome.kind === 'refusal') continue
    state = outcome.state
    for (const { taskId, kind, limit } of openTasks(state))
      if (kind === 'opinion' && !dues.has(taskId))
        dues.set(taskId, legalDatePlusDays(today, limit?.amount ?? 0))
    const [mine, theirs] = [JSON.stringify(told(board)), JSON.stringify(seen(state))]
    if (mine !== theirs) return part(`the board has ${mine}, decide() ${theirs}`)
    if (state.version !== before.version + 1) return part('not one event')
  }
  return undefined
}
