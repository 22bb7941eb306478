import type { PlainEvent } from '../workflow/decision.js'
import type { Action, Status } from '../workflow/statuses.js'
import type { CaseClockKind } from './clock-kinds.js'

/** What happens to a case that a clock can hang on. */
export type Trigger =
  | { on: 'entering' | 'leaving'; status: Status }
  | { on: 'actions'; actions: readonly Action[] }
  | { on: 'task' }
  /** Something is owed; or owed no more. */
  | { on: 'owed' }

export interface ClockRule {
  starts: Trigger
  /** The day after which it counts: receipt, acceptance or the act itself. */
  startsAt: 'receivedOn' | 'acceptedOn' | 'on'
  /** It counts by the days of the window at which the case came in. */
  atWindow?: boolean
  pausedIn?: Status
  stops: Trigger
  /**
   * What ends the one that runs, if one does, and begins another by the days of the organ: its papers have come (材料移交),
   * or the result of another case for which it waited (前置结果).
   */
  anewBy?: readonly (PlainEvent | Action)[]
}

/** With these the waiting for another case's result may end; no clock of the intake runs before. */
const AFTER_WAITING: readonly (PlainEvent | Action)[] = ['receiveResult', 'loseResult', 'correctOnTheSpot']

const TO_DECISION: ClockRule = {
  // handleOnTheSpot is acceptance, review, decision and closing in one act.
  starts: { on: 'actions', actions: ['accept', 'acceptWithDeferral', 'deemAccept', 'handleOnTheSpot'] },
  startsAt: 'acceptedOn',
  pausedIn: 'SPECIAL_PROCEDURE',
  stops: { on: 'actions', actions: ['approve', 'deny', 'handleOnTheSpot', 'withdraw', 'terminate', 'void'] },
}

/** THE table of contract.md: what starts, pauses and stops which clock of a case. A new kind does not compile without its row. */
export const CLOCK_RULES: { readonly [K in CaseClockKind]: ClockRule } = {
  INTAKE_5D: {
    starts: { on: 'entering', status: 'SUBMITTED' },
    startsAt: 'receivedOn',
    atWindow: true,
    stops: { on: 'leaving', status: 'SUBMITTED' },
    anewBy: ['receiveHandover', ...AFTER_WAITING],
  },
  // Where the law attaches nothing to the silence of the office: its own word, and supervision sees that it was broken.
  INTAKE_PROMISE: {
    starts: { on: 'entering', status: 'SUBMITTED' },
    startsAt: 'receivedOn',
    atWindow: true,
    stops: { on: 'leaving', status: 'SUBMITTED' },
    anewBy: AFTER_WAITING,
  },
  CORRECTION: {
    starts: { on: 'entering', status: 'AWAITING_CORRECTION' },
    startsAt: 'on',
    atWindow: true,
    stops: { on: 'leaving', status: 'AWAITING_CORRECTION' },
  },
  // Where the item sets no days to correct: somebody asks after the applicant, and nothing ends by itself.
  CORRECTION_REMINDER: {
    starts: { on: 'entering', status: 'AWAITING_CORRECTION' },
    startsAt: 'on',
    atWindow: true,
    stops: { on: 'leaving', status: 'AWAITING_CORRECTION' },
  },
  PROMISE: TO_DECISION,
  LEGAL: TO_DECISION,
  STEP: { starts: { on: 'task' }, startsAt: 'on', pausedIn: 'SPECIAL_PROCEDURE', stops: { on: 'task' } },
  DELIVERY_10D: {
    // What came back by post was not delivered.
    starts: { on: 'actions', actions: ['approve', 'handleOnTheSpot', 'returnMail'] },
    startsAt: 'on',
    stops: { on: 'actions', actions: ['deliver', 'void'] },
  },
  SPECIAL: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  OPINION: { starts: { on: 'task' }, startsAt: 'on', pausedIn: 'SPECIAL_PROCEDURE', stops: { on: 'task' } },
  DEFERRED: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  COMMITMENT_CHECK: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  HEARING_REQUEST: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  HEARING_HELD: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  PICKUP: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  RENEWAL: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  PAYMENT: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
  PUBLICATION: { starts: { on: 'owed' }, startsAt: 'on', stops: { on: 'owed' } },
}
