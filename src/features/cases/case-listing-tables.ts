import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { instant, legalDate } from '../../database/columns.js'

/**
 * Under which places a case is listed (办件列表索引): a row for each organ and division from which somebody may see it,
 * `place` being listing_place() of the way and its code (case-visibility.ts). A list then reads the first entries of a few
 * ordered indexes and merges them, for a hall without a case as for a province. Written by a trigger on `cases`, in the
 * statement that writes the case; a draft that was never handed in has none.
 */
export const caseListings = pgTable(
  'case_listings',
  {
    caseId: uuid('case_id').notNull(),
    place: bigint('place', { mode: 'bigint' }).notNull(),
    createdAt: instant('created_at').notNull(),
    status: text('status').notNull(),
    lamp: text('lamp').notNull(),
    dueOn: legalDate('due_on'),
    windowId: uuid('window_id'),
    /** Only where the place is not that of the deciding organ: an item is one organ's, and is found by that. */
    itemCode: text('item_code'),
    organisationCode: text('organisation_code'),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.place] }),
    index('case_listings_created').on(table.place, table.createdAt, table.caseId, table.lamp),
    index('case_listings_status').on(table.place, table.status, table.createdAt, table.caseId, table.lamp),
    index('case_listings_due')
      .on(table.place, table.dueOn, table.createdAt, table.caseId, table.status, table.lamp)
      .where(sql`due_on is not null`),
    // Its condition is stated by those alone that mean this index: others want the due days' own, which are in their order.
    index('case_listings_running')
      .on(table.place, table.createdAt, table.caseId, table.dueOn, table.status, table.lamp)
      .where(sql`coalesce(due_on, 'infinity'::date) < 'infinity'::date`),
    index('case_listings_status_due')
      .on(table.place, table.status, table.dueOn, table.createdAt, table.caseId)
      .where(sql`due_on is not null`),
    index('case_listings_lamp')
      .on(table.place, table.lamp, table.createdAt, table.caseId, table.status, table.dueOn)
      .where(sql`lamp <> 'NONE'`),
    index('case_listings_lamp_due')
      .on(table.place, table.lamp, table.dueOn, table.createdAt, table.caseId, table.status)
      .concurrently()
      .where(sql`due_on is not null`),
    index('case_listings_window')
      .on(table.place, table.windowId, table.createdAt, table.caseId, table.status, table.dueOn, table.lamp)
      .where(sql`window_id is not null`),
    index('case_listings_window_due')
      .on(table.place, table.windowId, table.dueOn, table.createdAt, table.caseId, table.status, table.lamp)
      .where(sql`window_id is not null and due_on is not null`),
    index('case_listings_of_item')
      .on(
        table.place,
        table.itemCode,
        table.createdAt,
        table.caseId,
        table.status,
        table.dueOn,
        table.lamp,
        table.windowId,
        table.organisationCode,
      )
      .concurrently()
      .where(sql`item_code is not null`),
    index('case_listings_of_organ')
      .on(
        table.place,
        table.organisationCode,
        table.createdAt,
        table.caseId,
        table.status,
        table.dueOn,
        table.lamp,
        table.windowId,
      )
      .concurrently()
      .where(sql`organisation_code is not null`),
  ],
)

/**
 * Under which places an open step is on somebody's work list (待办索引): `s` a step, that of the case's organ, `q` a question,
 * that of the organ that was asked; with the divisions above. Written by triggers on `case_tasks` and `cases`.
 */
export const taskListings = pgTable(
  'task_listings',
  {
    caseId: uuid('case_id').notNull(),
    taskId: uuid('task_id').notNull(),
    place: bigint('place', { mode: 'bigint' }).notNull(),
    openedAt: instant('opened_at').notNull(),
    phase: text('phase').notNull(),
    assignee: text('assignee'),
    itemCode: text('item_code').notNull(),
    lamp: text('lamp').notNull(),
    dueOn: legalDate('due_on'),
    /** Null: listed by an earlier release. */
    step: text('step'),
    windowId: uuid('window_id'),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.taskId, table.place] }),
    index('task_listings_opened').on(
      table.place,
      table.phase,
      table.openedAt,
      table.taskId,
      table.lamp,
      table.dueOn,
      table.caseId,
    ),
    index('task_listings_due')
      .on(table.place, table.dueOn, table.openedAt, table.taskId, table.phase, table.lamp, table.caseId)
      .where(sql`due_on is not null`),
    index('task_listings_phase_due')
      .on(table.place, table.phase, table.dueOn, table.openedAt, table.taskId, table.lamp, table.caseId)
      .concurrently()
      .where(sql`due_on is not null`),
    index('task_listings_lamp')
      .on(table.place, table.lamp, table.openedAt, table.taskId, table.phase, table.dueOn, table.caseId)
      .where(sql`lamp <> 'NONE'`),
    // A definition gives each step one phase: a step of another phase is told by the entry that is not there.
    index('task_listings_step_phase')
      .on(
        table.place,
        table.step,
        table.phase,
        table.openedAt,
        table.taskId,
        table.lamp,
        table.dueOn,
        table.caseId,
      )
      .concurrently(),
    index('task_listings_step_phase_due')
      .on(
        table.place,
        table.step,
        table.phase,
        table.dueOn,
        table.openedAt,
        table.taskId,
        table.lamp,
        table.caseId,
      )
      .concurrently()
      .where(sql`due_on is not null`),
    index('task_listings_window')
      .on(table.place, table.windowId, table.openedAt, table.taskId, table.phase, table.lamp, table.caseId)
      .concurrently()
      .where(sql`window_id is not null`),
    index('task_listings_free')
      .on(table.place, table.openedAt, table.taskId, table.phase, table.lamp, table.dueOn, table.caseId)
      .concurrently()
      .where(sql`assignee is null`),
    index('task_listings_free_due')
      .on(table.place, table.dueOn, table.openedAt, table.taskId, table.phase, table.lamp, table.caseId)
      .concurrently()
      .where(sql`due_on is not null and assignee is null`),
    index('task_listings_item').on(
      table.place,
      table.itemCode,
      table.openedAt,
      table.taskId,
      table.phase,
      table.lamp,
      table.dueOn,
      table.caseId,
    ),
    index('task_listings_item_due')
      .on(
        table.place,
        table.itemCode,
        table.dueOn,
        table.openedAt,
        table.taskId,
        table.phase,
        table.lamp,
        table.caseId,
      )
      .concurrently()
      .where(sql`due_on is not null`),
    index('task_listings_assignee')
      .on(
        table.place,
        table.assignee,
        table.openedAt,
        table.taskId,
        table.phase,
        table.lamp,
        table.dueOn,
        table.itemCode,
        table.caseId,
      )
      .where(sql`assignee is not null`),
    // By due day, what burns less stands behind all that is red, and an officer's first step behind none but his own. The
    // conditions are stated in that order alone: in the order of opening these would be read as a whole and sorted.
    index('task_listings_lamp_due')
      .on(table.place, table.lamp, table.dueOn, table.openedAt, table.taskId, table.phase, table.caseId)
      .concurrently()
      .where(sql`coalesce(due_on, 'infinity'::date) < 'infinity'::date and lamp <> 'NONE'`),
    index('task_listings_assignee_due')
      .on(
        table.place,
        table.assignee,
        table.dueOn,
        table.openedAt,
        table.taskId,
        table.phase,
        table.lamp,
        table.itemCode,
        table.caseId,
      )
      .concurrently()
      .where(sql`coalesce(due_on, 'infinity'::date) < 'infinity'::date and assignee is not null`),
  ],
)

/**
 * What the work list shows of an open step (待办明细): one row each, so that a page reads neither the case nor the task. Found by
 * a hash of the task alone, two pages a row however many there are. Written by triggers on `case_tasks` and `cases`.
 */
export const openTasks = pgTable(
  'open_tasks',
  {
    caseId: uuid('case_id').notNull(),
    taskId: uuid('task_id').notNull(),
    caseNo: text('case_no').notNull(),
    itemCode: text('item_code').notNull(),
    itemName: text('item_name').notNull(),
    organisationCode: text('organisation_code').notNull(),
    /** The organ whose step or question it is, where that is not the case's. */
    asked: text('asked'),
    windowId: uuid('window_id'),
    kind: text('kind').notNull(),
    step: text('step').notNull(),
    phase: text('phase').notNull(),
    openedAt: instant('opened_at').notNull(),
    dueOn: legalDate('due_on'),
    lamp: text('lamp').notNull(),
    assignee: text('assignee'),
    reminders: integer('reminders').notNull(),
    remindedAt: instant('reminded_at'),
    /** Asked after by the applicant or the lead, and not answered yet. */
    urges: integer('urges').notNull(),
    workflowKey: text('workflow_key'),
    workflowVersion: integer('workflow_version'),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.taskId] }),
    index('open_tasks_task').using('hash', table.taskId),
  ],
)

/**
 * The open steps of an officer (承办人待办索引): one row for each step that is assigned, with all that a list of his cases
 * chooses and orders by, so that the index alone tells which of them a caller may see. `places` are those of the case
 * (case_listings) and `c` who brought it in; null: too many for an entry, the case itself is looked at. Written by triggers
 * on `case_tasks` and `cases`.
 */
export const assignedListings = pgTable(
  'assigned_listings',
  {
    caseId: uuid('case_id').notNull(),
    taskId: uuid('task_id').notNull(),
    assignee: text('assignee').notNull(),
    createdAt: instant('created_at').notNull(),
    dueOn: legalDate('due_on'),
    itemCode: text('item_code').notNull(),
    places: bigint('places', { mode: 'bigint' }).array(),
  },
  (table) => [
    primaryKey({ columns: [table.caseId, table.taskId] }),
    index('assigned_listings_assignee').on(
      table.assignee,
      table.createdAt,
      table.caseId,
      table.dueOn,
      table.itemCode,
      table.places,
    ),
  ],
)
