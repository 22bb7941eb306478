import type { Deps } from '../../../deps.js'
import { type Rendered, renderPage } from '../../../http/etag.js'
import type { Caller } from '../../../shared/caller.js'
import { type Language, say } from '../../../shared/text.js'
import { type CalendarEvent, calendarText } from '../../deadlines/icalendar.js'
import { limitWord } from '../../notifications/spoken-facts.js'
import { selectDueClocks } from '../case-clocks-store.js'
import { read, TASK_COLUMNS, type TaskRow } from '../list-tasks.js'
import { taskStatement } from '../task-statement.js'

/** Nobody has more days before them than that. */
const MOST = 500

/**
 * The due days of the tasks that the caller holds, or stands in for (本人待办期限), as a calendar to subscribe to. What stands in
 * it is the item, the step and the number of the case: nothing of who applied, since calendars are kept on telephones.
 */
export async function taskCalendar(
  { pool, workflows }: Deps,
  caller: Caller,
  language: Language,
): Promise<Rendered> {
  const query = { filters: { scope: 'mine' as const }, order: 'due' as const }
  const page = { after: undefined, limit: MOST, columns: COLUMNS }
  const rows = await read<DueTask>(pool, 'task-calendar', taskStatement(caller, query, page))
  const titles = await titlesOf(workflows, rows, language)
  const clocks = await selectDueClocks(pool, [...new Set(rows.map((row) => row.case_no))])
  const byCase = new Map(clocks.map((each) => [each.case_no, each]))
  return renderPage(
    0,
    calendarText(
      rows.map((row) => eventOf(row, titles.get(stepOf(row)) ?? row.step, byCase.get(row.case_no), language)),
      NAMES[language],
    ),
  )
}

/** A task, with the procedure by which its case is handled. */
interface DueTask extends TaskRow {
  workflow_key: string
  workflow_version: number
}
const COLUMNS = `${TASK_COLUMNS}, o.workflow_key, o.workflow_version`

const stepOf = ({ workflow_key: key, workflow_version: version, step }: DueTask): string =>
  `${key} ${version} ${step}`

/** What the steps are called (环节名称), by procedure, version and key: definitions are kept in memory. */
async function titlesOf(
  workflows: Deps['workflows'],
  rows: readonly DueTask[],
  language: Language,
): Promise<Map<string, string>> {
  const versions = new Map(rows.map((row) => [`${row.workflow_key} ${row.workflow_version}`, row]))
  const titles = new Map<string, string>()
  for (const { workflow_key: key, workflow_version: version } of versions.values())
    for (const { key: step, title } of (await workflows.version(key, version))?.steps ?? [])
      titles.set(`${key} ${version} ${step}`, say(title, language))
  return titles
}

type DueClocks = Awaited<ReturnType<typeof selectDueClocks>>[number]

function eventOf(
  row: DueTask,
  step: string,
  clocks: DueClocks | undefined,
  language: Language,
): CalendarEvent {
  const lamp = LAMPS[language][row.lamp]
  return {
    uid: `${row.task_id}@yichuang`,
    // The case's last change: a day that moved is newer, and who has it already gets 304.
    stamp: clocks?.updated_at ?? row.opened_at,
    on: row.due_on ?? '',
    summary: `${lamp === undefined ? '' : `【${lamp}】`}${row.item_name} ${step}`,
    description: [row.case_no, `${row.item_name} · ${step}`, dueWords(clocks?.kinds ?? [], language)]
      .filter(Boolean)
      .join('\n'),
    ...(row.lamp === 'NONE' ? {} : { category: row.lamp }),
  }
}

/** Which limits end that day: of several that run in a case the earliest is shown. */
const dueWords = (kinds: readonly string[], language: Language): string =>
  kinds.map((kind) => limitWord(kind, language)).join(language === 'zh' ? '、' : ', ')

const NAMES: Record<Language, string> = { zh: '待办期限', en: 'Due days of my tasks' }
const LAMPS: Record<Language, Partial<Record<string, string>>> = {
  zh: { NOTICE: '预警', YELLOW: '黄牌', RED: '红牌' },
  en: { NOTICE: 'notice', YELLOW: 'yellow', RED: 'red' },
}
