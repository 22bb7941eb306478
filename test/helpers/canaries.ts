import type pg from 'pg'
import type { Test } from 'tap'

// Whatever a test is about, it sends people's numbers, telephones and names in: they are canaries. None of them may turn up
// where nobody has a right to it: in a log line, a problem, a metric, an event (and so the feed), the trail or a job.

/** An identity number by its form; numbers of cases are longer, codes of organs have letters. */
const ID_NUMBER =
  /(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])/
/** A number of JSON that stands by itself counts bytes or cents. */
const MOBILE = /(?<![0-9A-Za-z.-])(?<!":)1[3-9]\d{9}(?![0-9A-Za-z])/
/** People of the shared applications, and where one was ill. */
const NAMES = /李小敏|欧阳若兰|示例镇仁爱专科医院/

/** The first value of a person in a text; undefined: none. */
export const canaryIn = (text: string): string | undefined =>
  (ID_NUMBER.exec(text) ?? MOBILE.exec(text) ?? NAMES.exec(text))?.[0]

export interface Watch {
  look(where: string, text: string): void
}

/** Looks at everything that is shown to it; a canary fails the test when it ends. */
export function watchFor(t: Test): Watch {
  const found = new Set<string>()
  t.teardown(() => {
    if (found.size > 0)
      throw new Error(`a person's values where they do not belong: ${[...found].slice(0, 5).join('\n')}`)
  })
  return {
    look(where, text) {
      const canary = canaryIn(text)
      if (canary !== undefined) found.add(`${where} holds ${canary}: ${text.slice(0, 600)}`)
    },
  }
}

/** Texts at rest that others than the case's own people read: by table and column. */
const TOLD: readonly [table: string, column: string][] = [
  ['case_events', 'document'],
  ['audit_log', 'details'],
  ['jobs', 'error'],
  ['messages', 'body'],
  ['messages', 'title'],
  ['messages', 'facts'],
  ['messages', 'recipient_masked'],
  ['message_deliveries', 'tries'],
  ['message_deliveries', 'receipt'],
  ['message_deliveries', 'address_masked'],
  ['set_aside', 'error'],
]

/** What a test leaves in its database holds no canary where it is told to others. */
export async function checkCanaries(client: pg.Client): Promise<void> {
  const { rows: there } = await client.query<{ place: string }>(
    `select attrelid::regclass || '.' || attname as place from pg_attribute
     where attrelid in (select to_regclass(name) from unnest($1::text[]) name)`,
    [TOLD.map(([table]) => table)],
  )
  const places = new Set(there.map(({ place }) => place))
  const parts = TOLD.filter((each) => places.has(each.join('.'))).map(
    ([table, column]) =>
      `select '${table}.${column}' as place, ${column}::text as text from ${table} where ${column} is not null`,
  )
  if (parts.length === 0) return
  const { rows } = await client.query<{ place: string; text: string }>(parts.join(' union all '))
  for (const { place, text } of rows) {
    const canary = canaryIn(text)
    if (canary !== undefined) throw new Error(`${place} holds ${canary}: ${text.slice(0, 600)}`)
  }
}
