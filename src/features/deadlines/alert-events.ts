import { SYSTEM_ACTING } from '../../events/acting.js'
import type { Acting, EventDraft } from '../../events/make-event.js'
import type { AlertRow } from './alert-store.js'
import type { RaisedMeasures, Told } from './measures.js'

/** What of an alert its events tell. */
export type ToldAlert = Pick<
  AlertRow,
  | 'alert_id'
  | 'owner_kind'
  | 'owner_no'
  | 'case_no'
  | 'clock_id'
  | 'divisions'
  | 'organisation_code'
  | 'rule'
  | 'rule_version'
  | 'level'
  | 'status'
  | 'version'
> & { facts: object; measures: object | null; score: number | null; history?: AlertRow['history'] }

const numberIn = (facts: object, name: string): number | undefined => {
  const value = (facts as Record<string, unknown>)[name]
  return typeof value === 'number' ? Math.trunc(value) : undefined
}

/** What happened to an alert (预警): raised and closed by the service, the rest by people. */
export function alertEvent(
  what: 'raise' | 'escalate' | 'explain' | 'confirm' | 'appeal' | 'revoke' | 'close',
  alert: ToldAlert,
  actor: Acting = SYSTEM_ACTING,
  { words = {}, to }: { words?: Record<string, unknown>; to?: readonly Told[] } = {},
): EventDraft {
  const { organisation_code: organisation, owner_no: ownerNo } = alert
  const { due, taskId } = alert.facts as { due?: string; taskId?: string }
  const { tell, explainBy, appealBy, judge } = (alert.measures ?? {}) as RaisedMeasures
  const toldTo = what === 'raise' ? tell : to
  const [overBy, remaining] = [numberIn(alert.facts, 'overBy'), numberIn(alert.facts, 'remaining')]
  return {
    type: `alert.${what}`,
    no: alert.alert_id,
    version: alert.version,
    ...(alert.case_no === null ? {} : { caseNo: alert.case_no }),
    actor,
    sight: {
      organs: organisation === null ? [] : [organisation],
      divisions: alert.divisions,
    },
    words,
    payload: {
      level: alert.level,
      rule: alert.rule,
      ruleVersion: alert.rule_version,
      status: alert.status,
      clockId: alert.clock_id,
      ...(organisation === null ? {} : { organisation }),
      ...(ownerNo === null ? {} : { owner: { kind: alert.owner_kind, no: ownerNo } }),
      ...(due === undefined ? {} : { due }),
      ...(alert.status !== 'OPEN' || explainBy === undefined ? {} : { explainBy }),
      ...(alert.status !== 'CONFIRMED' || appealBy === undefined ? {} : { appealBy }),
      ...(alert.history?.some(({ action }) => action === 'appeal') ? { appealed: true as const } : {}),
      ...(judge === undefined ? {} : { judgeBy: judge.by }),
      ...(judge?.organisation === undefined ? {} : { judge: judge.organisation }),
      ...(taskId === undefined ? {} : { taskId }),
      ...(overBy === undefined ? {} : { overBy }),
      ...(remaining === undefined ? {} : { remaining }),
      ...(toldTo === undefined ? {} : { tell: [...toldTo] }),
      ...(alert.score === null ? {} : { score: alert.score }),
    },
  }
}

/** A changed rule gave the clock of an alert another lamp: from which to which, and why (原灯色、新灯色、原因). */
export function relitEvent(alert: ToldAlert, lamp: { from: string; to: string }): EventDraft {
  const draft = alertEvent('close', alert)
  const { tell: _tell, ...payload } = draft.payload as Record<string, unknown>
  return {
    ...draft,
    type: 'alert.relight',
    payload: { ...payload, lamp, reason: 'ruleChanged' },
  } as EventDraft<'alert.relight'>
}
