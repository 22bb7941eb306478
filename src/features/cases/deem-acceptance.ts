import type { Deps } from '../../deps.js'
import { etagOf } from '../../http/etag.js'
import { SYSTEM_CALLER } from '../../shared/caller.js'
import { problem } from '../../shared/problem.js'
import { isKnownClock, isOverdue, isStopped } from '../deadlines/clock.js'
import { decide } from '../workflow/decide.js'
import type { CaseRecord } from './case.js'
import { applyDecision } from './case-change.js'
import { actorOf, type InHand, situationOf, takeInHand, viewOf } from './case-in-hand.js'
import { saveDecision } from './case-store.js'

/**
 * 视为受理 (行政许可法 Art. 32(4)): whoever comes first after the five days, the monitor or a person, finds the case
 * accepted. Then the person's action is answered 412 with the new state.
 */
export async function deemFirst(deps: Deps, hand: InHand): Promise<void> {
  if (!intakeExpired(hand)) return
  const deemed = await deemAccept(deps, hand)
  if (deemed === undefined) return
  throw problem('PRECONDITION_FAILED', {
    detail: {
      en: 'Nothing was told within five days: the case counts as accepted (Art. 32). Read it again.',
      zh: '五日内未告知补正，自收到申请材料之日起即为受理（行政许可法第三十二条），请重新读取。',
    },
    extensions: { currentStatus: deemed.status, version: deemed.version },
    headers: { etag: etagOf(deemed.version, viewOf(deemed, hand.around, 'zh')) },
  })
}

/**
 * For the monitor: deems a case accepted when its five days have passed. Goes the same way as people's actions.
 * `forbidden`: the procedure wants an alert instead; `settled`: nothing is left to do.
 */
export async function deemAcceptOverdue(
  deps: Deps,
  caseNo: string,
): Promise<'deemed' | 'forbidden' | 'settled'> {
  const hand = await takeInHand(deps, deps.pool, SYSTEM_CALLER, caseNo)
  if (!intakeExpired(hand)) return 'settled'
  if (!hand.around.definition.automaticConsequences) return 'forbidden'
  return (await deemAccept(deps, hand)) === undefined ? 'settled' : 'deemed'
}

function intakeExpired({ record, around }: InHand): boolean {
  const clock = record.clocks.find((each) => each.kind === 'INTAKE_5D' && !isStopped(each))
  return (
    record.status === 'SUBMITTED' &&
    clock !== undefined &&
    isKnownClock(clock, around.calendars) &&
    isOverdue(clock, around.today, around.calendars.calendarOf(clock.calendar))
  )
}

/** The case afterwards; undefined when the procedure forbids it or somebody else was faster. */
async function deemAccept(deps: Deps, hand: InHand): Promise<CaseRecord | undefined> {
  const around = { ...hand.around, actor: actorOf(SYSTEM_CALLER, hand.record) }
  const outcome = decide(situationOf({ record: hand.record, around }), { action: 'deemAccept' })
  if (outcome.kind === 'refusal') return undefined
  const change = applyDecision(hand.record, outcome, around)
  const saved = await saveDecision(deps.pool, hand.row.version, change.write)
  if (saved) deps.sequencer.wake()
  return saved ? change.record : undefined
}
