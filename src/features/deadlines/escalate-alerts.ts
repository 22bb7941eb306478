import type pg from 'pg'
import { withTransaction } from '../../database/transaction.js'
import { SYSTEM_ACTING } from '../../events/acting.js'
import { emit } from '../../events/emit.js'
import { legalDateOf, startOfLegalDate } from '../../shared/time.js'
import { alertEvent } from './alert-events.js'
import { claimEscalations, saveEscalations } from './escalation-store.js'
import { escalated } from './measures.js'

const BATCH = 200

/**
 * Tells alerts that nobody has explained further up (升级提醒), by the days that were fixed when they were raised. Whoever
 * claims one moves it on in the same transaction: each step is told once, from however many instances. Gives how many.
 */
export async function escalateAlerts(pool: pg.Pool): Promise<number> {
  for (let sum = 0; ; ) {
    const done = await withTransaction(pool, async (db) => {
      const rows = await claimEscalations(db, BATCH)
      const steps = rows.map((row) => ({ row, ...escalated(row.measures ?? {}, legalDateOf(row.now)) }))
      const saved = await saveEscalations(
        db,
        steps.map(({ row, to, measures, next }) => ({
          case_id: row.case_id,
          alert_id: row.alert_id,
          measures,
          escalate_at: next === undefined ? null : startOfLegalDate(next),
          to: to.join(' '),
        })),
      )
      const told = new Map(steps.map(({ row, to }) => [row.alert_id, to]))
      const events = saved.flatMap((alert) => {
        const to = told.get(alert.alert_id) ?? []
        return to.length === 0 ? [] : [alertEvent('escalate', alert, SYSTEM_ACTING, { to })]
      })
      await emit(db, ...events)
      return rows.length
    })
    sum += done
    if (done < BATCH) return sum
  }
}
