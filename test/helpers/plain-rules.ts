/**
 * What a case may become from its acceptance on, told once more and in another way: as a board with pieces on it. Written
 * from the contract, to judge the service's own rules by; it knows nothing of them.
 */
import type { WorkflowDefinition, WorkflowStep } from '../../src/features/workflow/definition.js'

export interface Player {
  name: string
  roles: readonly string[]
  posts?: readonly string[]
  /** An organ that is asked, whose word this is. */
  organ?: string
  /** Nobody: time itself. */
  isTime?: true
}

/** What somebody wants; `action` and whatever it takes. */
export type Wish = { action: string } & Record<string, unknown>
export type Verdict = 'done' | 'ROLE' | 'STATE' | 'RULE'

interface Question {
  organ: string
  step: string
  due: string
  open: boolean
  agrees?: boolean
}

export interface Board {
  status: string
  /** Steps that are being worked on, the oldest first; and those that wait before a join or the decision. */
  pieces: string[]
  parked: Set<string>
  /** By which branches a join was reached since it last began. */
  came: Map<string, Set<string>>
  /** Steps at which a piece has stood. */
  trodden: Set<string>
  questions: Question[]
  /** Ids of special procedures that go on, and where the case was. */
  pauses: string[]
  left?: string
  /** Days that applicants were told, of the ten that the item has for it. */
  announced: number
  /** Who had a hand in the review, and who finished which step. */
  hands: Set<string>
  did: Map<string, Set<string>>
  wanted: Set<string>
  result?: string
  /** How it went out; and how it had, where that was told to have come to nothing. */
  by?: string
  wasBy?: string
  legal: string
  promise: string
  longer: boolean
  /** The law has renewed what was applied for: nothing refuses or ends it any more. */
  byLaw?: true
  /** By when a paper was promised, whether by a rule its absence ends the case, and whether a notice may move the day. */
  promised?: { by: string; ends: boolean; sure: boolean }
}

export interface Turn {
  board: Board
  rules: WorkflowDefinition
  form: Record<string, unknown>
  player: Player
  wish: Wish
  today: string
  /** Moves a day. */
  later(day: string, days: number): string
  /** The id under which a special procedure that begins is known. */
  newPause: string
}

const WORKING = ['ACCEPTED', 'REVIEWING', 'SPECIAL_PROCEDURE', 'DECIDING']

/** Whose it is, and when. */
const MAY: Record<string, { roles: string[]; from: string[] }> = {
  startReview: { roles: ['reviewer'], from: ['ACCEPTED'] },
  completeStep: { roles: ['reviewer'], from: ['REVIEWING'] },
  returnStep: { roles: ['reviewer', 'approver'], from: ['REVIEWING', 'DECIDING'] },
  requestJointReview: { roles: ['reviewer'], from: ['REVIEWING'] },
  giveOpinion: { roles: [], from: ['REVIEWING', 'SPECIAL_PROCEDURE', 'DECIDING'] },
  startSpecial: { roles: ['reviewer', 'lead'], from: ['REVIEWING', 'DECIDING', 'SPECIAL_PROCEDURE'] },
  endSpecial: { roles: ['reviewer', 'lead'], from: ['SPECIAL_PROCEDURE'] },
  requestSupplement: { roles: ['reviewer'], from: ['REVIEWING', 'DECIDING'] },
  extend: { roles: ['approver'], from: ['ACCEPTED', 'REVIEWING', 'DECIDING'] },
  approve: { roles: ['approver'], from: ['DECIDING'] },
  deny: { roles: ['approver'], from: ['DECIDING'] },
  close: { roles: ['approver'], from: ['APPROVED', 'DENIED'] },
  deliver: { roles: ['issuer'], from: ['CLOSED'] },
  returnMail: { roles: ['issuer'], from: ['DELIVERED'] },
  withdraw: { roles: ['citizen', 'clerk', 'assistant'], from: WORKING },
  terminate: { roles: ['lead'], from: WORKING },
  void: { roles: ['lead'], from: WORKING },
}

/** Whose act it is at all: of a role, and an opinion of who was asked. */
export const couldBe = ({ roles, organ, isTime }: Player, action: string): boolean =>
  isTime === true
    ? action === 'terminate'
    : action === 'giveOpinion'
      ? organ !== undefined
      : MAY[action]?.roles.some((role) => roles.includes(role)) === true

/** Plays one turn; the board is changed only where the answer is `done`. */
export function playTurn(turn: Turn): Verdict {
  const { board, player, wish } = turn
  const may = MAY[wish.action]
  if (may === undefined) throw new Error(wish.action)
  if (!couldBe(player, wish.action)) return 'ROLE'
  // Time ends nothing where no rule of the item says so.
  if (player.isTime === true && board.promised?.ends !== true) return 'ROLE'
  if (!may.from.includes(board.status)) return 'STATE'
  if (board.byLaw === true && AGAINST_THE_LAW.has(wish.action)) return 'STATE'
  const verdict = MOVES[wish.action]?.(turn) ?? 'done'
  for (const piece of board.pieces) board.trodden.add(piece)
  if (verdict === 'done' && COUNTS.has(wish.action)) board.hands.add(player.name)
  return verdict
}

/** 视为准予延续 (Art. 50): what would undo it before there is a paper of it, or wait for what changes nothing. */
const AGAINST_THE_LAW = new Set([
  ...['deny', 'withdraw', 'terminate', 'void'],
  ...['extend', 'requestSupplement', 'requestJointReview', 'startSpecial'],
])

/** What makes somebody one of those who reviewed (审查与决定分离). */
const COUNTS = new Set([
  ...['startReview', 'completeStep', 'requestJointReview', 'giveOpinion'],
  ...['startSpecial', 'endSpecial', 'requestSupplement'],
])

const MOVES: Record<string, (turn: Turn) => Verdict | undefined> = {
  startReview({ board, rules }) {
    board.pieces = [rules.start]
    board.status = 'REVIEWING'
    return 'done'
  },
  completeStep: complete,
  returnStep,
  requestJointReview: ask,
  giveOpinion({ board, player, wish, today }) {
    const own = board.questions.filter(({ organ, agrees }) => organ === player.organ && agrees === undefined)
    // A word that comes when its days are over and nobody waits any more is kept all the same.
    const question = own.find(({ open }) => open) ?? own.findLast(({ due }) => today > due)
    if (question === undefined) return 'STATE'
    Object.assign(question, { open: false, agrees: wish.agrees })
    return 'done'
  },
  startSpecial({ board, player, wish, today, newPause }) {
    const days = board.announced + Number(wish.estimatedDays)
    const listed = wish.kind === 'inspection' && days <= 10
    if (!listed || !String(wish.basis).includes('《')) return 'RULE'
    const late = today > board.legal || today > board.promise
    if (late && !(player.roles.includes('lead') && wish.reason !== undefined)) return 'STATE'
    if (board.status !== 'SPECIAL_PROCEDURE') board.left = board.status
    board.pauses.push(newPause)
    board.announced = days
    board.status = 'SPECIAL_PROCEDURE'
    return 'done'
  },
  endSpecial({ board, wish }) {
    const { specialId = board.pauses.length === 1 ? board.pauses[0] : undefined } = wish
    if (!board.pauses.includes(String(specialId))) return 'RULE'
    board.pauses = board.pauses.filter((each) => each !== specialId)
    if (board.pauses.length === 0) board.status = board.left ?? ''
    return 'done'
  },
  requestSupplement({ board, wish }) {
    const [{ materialCode } = { materialCode: '' }] = wish.items as { materialCode: string }[]
    if (materialCode !== 'form' || board.wanted.has(materialCode)) return 'RULE'
    board.wanted.add(materialCode)
    return 'done'
  },
  extend({ board, player, wish, today, later }) {
    if (!player.posts?.includes('负责人')) return 'ROLE'
    if (board.longer || today > board.legal) return 'STATE'
    const days = Number(wish.days ?? 10)
    if (days > 10) return 'RULE'
    board.longer = true
    board.legal = later(board.legal, days)
    if (today <= board.promise) board.promise = later(board.promise, days)
    return 'done'
  },
  approve: (turn) => decide(turn, 'APPROVED'),
  deny: (turn) => decide(turn, 'DENIED'),
  close({ board, wish }) {
    const granted = board.byLaw === true ? ['issued'] : ['issued', 'forwarded', 'other']
    const fits = board.status === 'APPROVED' ? granted : ['returned', 'other']
    const result = String(wish.resultType ?? fits[0])
    // Nothing goes out on a paper that was promised and is not there.
    if (board.status === 'APPROVED' && board.promised !== undefined) return 'STATE'
    if (!fits.includes(result)) return 'RULE'
    // Sent on is said where it went, and of nothing else.
    if ((result === 'forwarded') !== (wish.forwardedTo !== undefined)) return 'RULE'
    board.result = result
    board.status = 'CLOSED'
    return 'done'
  },
  deliver({ board, wish }) {
    // It had not come back after all: it stands as it went out.
    if (wish.again !== undefined) {
      if (board.wasBy === undefined || board.wasBy !== wish.method) return 'STATE'
      Object.assign(board, { status: 'DELIVERED', by: board.wasBy, wasBy: undefined })
      return 'done'
    }
    if (board.result === 'forwarded') return 'STATE'
    const unsent = wish.address === undefined || wish.trackingNumber === undefined
    if (wish.method === 'post' && unsent) return 'RULE'
    Object.assign(board, { status: 'DELIVERED', by: wish.method, wasBy: undefined })
    return 'done'
  },
  // What somebody took away does not come back, unless it was the wrong person.
  returnMail({ board, wish }) {
    if (board.by === 'pickup' && wish.again === undefined) return 'STATE'
    Object.assign(board, { status: 'CLOSED', by: undefined, wasBy: board.by })
    return 'done'
  },
  withdraw: (turn) => end(turn, 'WITHDRAWN'),
  terminate(turn) {
    const { ground, basis } = turn.wish
    const { promised, today } = { promised: turn.board.promised, today: turn.today }
    const late = promised !== undefined && today > promised.by
    if (turn.player.isTime === true) {
      const does = ground === 'deferralNotKept' && late && promised.sure
      return does && turn.rules.automaticConsequences ? end(turn, 'TERMINATED') : 'STATE'
    }
    if (ground === 'deferralNotKept') return late ? end(turn, 'TERMINATED') : 'RULE'
    const given = ground === 'applicantGone' || (ground === 'other' && String(basis ?? '').includes('《'))
    return given ? end(turn, 'TERMINATED') : 'RULE'
  },
  void(turn) {
    turn.board.result = 'voided'
    return end(turn, 'VOIDED')
  },
}

function end({ board }: Turn, status: string): Verdict {
  Object.assign(board, { status, pieces: [], pauses: [] })
  board.parked.clear()
  for (const question of board.questions) question.open = false
  return 'done'
}

const stepNamed = (rules: WorkflowDefinition, key: string): WorkflowStep | undefined =>
  rules.steps.find((step) => step.key === key)

/** The piece that is meant: the named one, or the only one. */
function meant({ board, wish }: Turn): string | undefined {
  const { step } = wish
  if (step === undefined) return board.pieces.length === 1 ? board.pieces[0] : undefined
  return board.pieces.find((piece) => piece === step)
}

/** Posts, and steps that two people do. */
function keptFrom({ board, rules, player }: Turn, key: string): Verdict | undefined {
  const who = stepNamed(rules, key)?.who
  if (who?.post !== undefined && !player.posts?.includes(who.post)) return 'ROLE'
  const apart = rules.steps.filter(
    (other) => who?.notWho?.includes(other.key) === true || other.who?.notWho?.includes(key) === true,
  )
  return apart.some((other) => board.did.get(other.key)?.has(player.name) === true) ? 'STATE' : undefined
}

function decide(turn: Turn, status: string): Verdict {
  const { board, rules, player } = turn
  const kept = keptFrom(turn, board.pieces[0] ?? '')
  if (kept !== undefined) return kept
  if (rules.fourEyes && board.hands.has(player.name)) return 'STATE'
  board.status = status
  board.pieces = []
  return 'done'
}

function complete(turn: Turn): Verdict {
  const { board, rules, player, wish, today } = turn
  const key = meant(turn)
  const step = key === undefined ? undefined : stepNamed(rules, key)
  if (key === undefined || step === undefined) return 'RULE'
  const kept = keptFrom(turn, key)
  if (kept !== undefined) return kept
  // Who was asked in another step keeps only that one waiting.
  const open = board.questions.filter((question) => question.open && question.step === key)
  if (open.some(({ due }) => today <= due)) return 'STATE'
  const last = new Map(
    board.questions
      .filter((question) => question.step === key && question.agrees !== undefined)
      .map(({ organ, agrees }) => [organ, agrees]),
  )
  const mustAnswer = open.length > 0 || [...last.values()].includes(false)
  if (mustAnswer && wish.answerToDissent === undefined) return 'RULE'
  for (const question of open) question.open = false
  board.did.set(key, new Set([...(board.did.get(key) ?? []), player.name]))
  board.pieces = board.pieces.filter((piece) => piece !== key)
  const fitting = step.next.filter(({ when }) => when === undefined || truth(when, turn.form) === true)
  const there = board.pieces
  const next = (step.parallel === true ? fitting : fitting.slice(0, 1)).map(({ to }) => to)
  board.pieces = [...there]
  for (const to of next) arrive(turn, to, key)
  goOn(turn)
  board.pieces = inOrder(board.pieces, there, next)
  return 'done'
}

/** The oldest first; what begins with one act, in the order in which the step names it, and then what waited. */
function inOrder(pieces: readonly string[], there: readonly string[], next: readonly string[]): string[] {
  const place = (piece: string): number => (next.includes(piece) ? next.indexOf(piece) : next.length)
  const fresh = pieces
    .filter((piece) => !there.includes(piece))
    .sort((one, other) => place(one) - place(other))
  return [...pieces.filter((piece) => there.includes(piece)), ...fresh]
}

/** A piece comes to a step: it stands there, or waits before a join or the decision. */
function arrive({ board, rules }: Turn, key: string, from: string): void {
  const step = stepNamed(rules, key)
  if (step?.join !== undefined) board.came.set(key, new Set([...(board.came.get(key) ?? []), from]))
  if (step?.join !== undefined || step?.phase === 'decide') board.parked.add(key)
  else if (!board.pieces.includes(key)) board.pieces.push(key)
}

/** A join that needs only some of its branches (任一、若干) begins with the last of them, and ends what could still come to it. */
function enough(board: Board, rules: WorkflowDefinition): void {
  for (const { key, needs } of rules.steps) {
    if (needs === undefined || needs === 'all' || !board.parked.has(key)) continue
    if ((board.came.get(key)?.size ?? 0) < (needs === 'any' ? 1 : needs)) continue
    const late = board.pieces.filter((piece) => piece !== key && ahead(rules, piece).has(key))
    for (const question of board.questions) if (late.includes(question.step)) question.open = false
    board.pieces = board.pieces.filter((piece) => !late.includes(piece))
    for (const waiting of board.parked)
      if (stepNamed(rules, waiting)?.join !== undefined && ahead(rules, waiting).has(key)) {
        board.parked.delete(waiting)
        board.came.delete(waiting)
      }
    board.parked.delete(key)
    board.came.delete(key)
    if (!board.pieces.includes(key)) board.pieces.push(key)
  }
}

/** What waited and waits for nobody any more goes on: joins first, the decision when nothing else is on the board. */
function goOn({ board, rules }: Turn): void {
  enough(board, rules)
  const joins = rules.steps.filter(({ key, join }) => join !== undefined && board.parked.has(key))
  const under = [...board.pieces, ...joins.map(({ key }) => key)]
  const free = joins.filter(
    ({ key, join = [] }) =>
      !under.some((piece) => piece !== key && join.some((before) => ahead(rules, piece).has(before))),
  )
  for (const { key } of free) {
    board.parked.delete(key)
    board.came.delete(key)
    if (!board.pieces.includes(key)) board.pieces.push(key)
  }
  const [decision] = [...board.parked]
  if (board.pieces.length > 0 || decision === undefined) return
  board.parked.clear()
  board.pieces = [decision]
  board.status = 'DECIDING'
}

/** Every step to which a piece can still come, where it stands included. */
function ahead(rules: WorkflowDefinition, from: string, seen = new Set<string>()): Set<string> {
  if (seen.has(from)) return seen
  seen.add(from)
  for (const { to } of stepNamed(rules, from)?.next ?? []) ahead(rules, to, seen)
  return seen
}

function returnStep(turn: Turn): Verdict {
  const { board, rules, player, wish } = turn
  if (board.status === 'REVIEWING' && !player.roles.includes('reviewer')) return 'ROLE'
  const from = meant(turn)
  if (from === undefined) return 'RULE'
  const to = String(wish.toStep ?? rules.start)
  const isBehind = board.trodden.has(to) && ahead(rules, to).has(from)
  if (stepNamed(rules, to)?.phase !== 'review' || !isBehind) return 'RULE'
  board.pieces = board.pieces.filter((piece) => piece !== from)
  for (const question of board.questions) if (question.step === from) question.open = false
  if (!board.pieces.includes(to)) board.pieces.push(to)
  board.parked.delete(to)
  board.came.delete(to)
  board.status = 'REVIEWING'
  return 'done'
}

function ask({ board, rules, wish, today, later }: Turn): Verdict {
  const step = board.pieces.find((piece) => stepNamed(rules, piece)?.jointReview === true)
  if (step === undefined) return 'STATE'
  const organs = wish.organisations as string[]
  const fits = (organ: string, index: number) =>
    organ.startsWith('organ-') &&
    organs.indexOf(organ) === index &&
    !board.questions.some((question) => question.open && question.organ === organ)
  if (!organs.every(fits)) return 'RULE'
  const due = later(today, Number(wish.days ?? 3))
  board.questions.push(...organs.map((organ) => ({ organ, step, due, open: true })))
  return 'done'
}

/** The little of JSON Logic that the procedures at random use. */
function truth(rule: unknown, form: Record<string, unknown>): unknown {
  if (typeof rule !== 'object' || rule === null) return rule
  const [[name, args] = ['', []]] = Object.entries(rule)
  if (name === 'var') return form[String(Array.isArray(args) ? args[0] : args).replace('form.', '')]
  const [one, other] = (Array.isArray(args) ? args : [args]).map((each) => truth(each, form))
  const numbers = [Number(one), Number(other)] as const
  switch (name) {
    case '!':
      return !one
    case 'and':
      return one && other
    case 'or':
      return one || other
    case '===':
      return one === other
    case '>':
      return numbers[0] > numbers[1]
    case '>=':
      return numbers[0] >= numbers[1]
    case '<':
      return numbers[0] < numbers[1]
    case '<=':
      return numbers[0] <= numbers[1]
    default:
      throw new Error(`not spoken here: ${name}`)
  }
}
