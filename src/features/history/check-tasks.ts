import type { ToldEvent } from './check-event.js'

/** A step or a question to another organ as its row keeps it (任务). */
export interface StoredTask {
  case_id: string
  task_id: string
  kind: string
  step: string
  organisation: string | null
  outcome: string | null
  open: boolean
}

interface ToldTask {
  taskId: string
  kind: string
  step: string
  organisation?: string
  outcome?: string
}

/**
 * Steps and questions (环节、会审任务) that are not as the events of the case opened and closed them, that no event opened,
 * or that are gone. Pure. Of a case with events from before the catalogue nothing is compared.
 */
export function checkTasks(tasks: readonly StoredTask[], told: readonly (ToldEvent | undefined)[]): string[] {
  // What was taken back before its undoing told of steps shows nothing of them.
  const silent = (event: ToldEvent | undefined) =>
    event?.v === undefined ||
    (event.type === 'case.undo' && !('tasksOpened' in event.payload) && !('tasksClosed' in event.payload))
  if (told.some(silent)) return []
  const last = new Map<string, ToldTask & { open: boolean }>()
  for (const event of told) {
    const { tasksOpened = [], tasksClosed = [] } = (event?.payload ?? {}) as Record<string, ToldTask[]>
    for (const task of tasksOpened) last.set(task.taskId, { ...task, open: true })
    for (const task of tasksClosed) last.set(task.taskId, { ...task, open: false })
  }
  const stored = new Set(tasks.map(({ task_id }) => task_id))
  return [
    ...tasks.flatMap((row) => {
      const task = last.get(row.task_id)
      if (task === undefined) return [`no event opened the step ${row.step} (${row.task_id})`]
      return isAsTold(row, task) ? [] : [`the step ${row.step} (${row.task_id}) is not what its events say`]
    }),
    ...[...last].flatMap(([id, { step }]) => (stored.has(id) ? [] : [`the step ${step} (${id}) is gone`])),
  ]
}

const isAsTold = (row: StoredTask, told: ToldTask & { open: boolean }): boolean =>
  row.open === told.open &&
  row.kind === told.kind &&
  row.step === told.step &&
  (row.organisation ?? undefined) === told.organisation &&
  (row.open || (row.outcome ?? undefined) === told.outcome)
